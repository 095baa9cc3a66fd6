"""What a count of the lead district did since the year before and since the first year held, and beside the country.

The same sentences stand on every page that speaks of an offence, because all are made here.
"""

from dataclasses import dataclass, replace

from oscp_lib.data.evidence import Evidence
from oscp_lib.data.exceptions import year_notes
from oscp_lib.data.gap import Gap
from oscp_lib.data.rows import Rows
from oscp_lib.measures import wording
from oscp_lib.measures.count_change import WhatACountDid, what_a_count_did
from oscp_lib.measures.country import (
    ForcesChange,
    RankOfChange,
    country_change,
    country_name,
    country_sentence,
    forces_change,
    forces_sentence,
    rank_of_change,
    rank_sentence,
)
from oscp_lib.measures.unusual import Judged, verdict_sentence, verdicts_of_change
from oscp_lib.measures.within_force import force_sentence, share_sentence, within_force

RECORDED_CRIME = "recorded_crime_ons"
TOO_FEW = "Too few here for a rank."
SEXUAL_OFFENCES_PLAN = "sexual_offences_plan"
TOTAL = "Total recorded crime (excluding fraud)"
COUNTRY = "england_and_wales"  # among what a partnership is compared with
METHOD = "exact conditional interval of the ratio of two counts"
# How sentences call an offence whose published name no sentence can begin with.
CALLED = {TOTAL: "recorded crime"}


@dataclass(frozen=True)
class Compared:
    """What is said of a change beside those of all partnerships, and how it was worked out.

    `share` is the sentence of `text` on the share of the force's offences in no district; empty where there is none.
    """

    text: str
    method: str
    rank: int
    share: str = ""

    def without_share(self) -> "Compared":
        """The same without that sentence, for a page that has said it."""
        return replace(self, text=" ".join(self.text.replace(self.share, "").split()), share="")


def called(offence: str) -> str:
    """The name of an offence inside a sentence."""
    return CALLED.get(offence, wording.inside(offence))


def lead_code(data: Evidence) -> str:
    """The official code of the partnership."""
    return data.place.code


def change_since(rows: Rows, data: Evidence, first: int) -> WhatACountDid | Gap:
    """What the lead district's count did from an earlier year to the edition's own; a gap where one is missing."""
    offence = rows.categories[0] if rows.categories else "the offences"
    now, before = (rows.pick(year=year, area=data.lead) for year in (data.year, first))
    if now.empty or before.empty:
        return change_gap(data, offence, first, data.year if now.empty else first)
    return what_a_count_did(before.value, now.value, (first, data.year))


def change_since_last_year(data: Evidence, offence: str) -> WhatACountDid | Gap:
    """What an official count did since the year before."""
    found = change_since(data.rows(RECORDED_CRIME, category=offence), data, data.year - 1)
    return change_gap(data, offence, data.year - 1, data.year) if data.this_year(RECORDED_CRIME).empty else found


def change_of_others(data: Evidence, offence: str) -> WhatACountDid | Gap:
    """What the counts of the county's other partnerships together did since the year before."""
    rows = others_rows(data, offence)
    others = [each for each in data.in_county if each != data.lead]
    what = f"change in {called(offence)} in the other {data.parts}"
    if not others:
        return Gap(what, "No county is compared.", absent=True)
    if any(sorted(each.frame["area"]) != sorted(others) for each in rows.values()):
        return Gap(what, f"The figures lack {data.parts} of {data.county}.", absent=True)
    return what_a_count_did(rows["before"].total, rows["now"].total, (data.year - 1, data.year))


def others_rows(data: Evidence, offence: str) -> dict[str, Rows]:
    """The rows of the county's other partnerships now and before."""
    others = [each for each in data.in_county if each != data.lead]
    rows = data.rows(RECORDED_CRIME, category=offence).pick(area=others)
    return {"now": rows.pick(year=data.year), "before": rows.pick(year=data.year - 1)}


def change_since_first_year(data: Evidence, offence: str) -> WhatACountDid | Gap:
    """What an official count did since the first year held, where that is not the year before."""
    rows = data.rows(RECORDED_CRIME, category=offence)
    first = rows.years[0] if rows.years else data.year
    if first >= data.year - 1:
        why = "The counts held are of too few years."
        return Gap(f"change in {called(offence)} over several years", why)
    return change_since(rows, data, first)


def plan_change(data: Evidence) -> WhatACountDid | Gap:
    """What the plan's own count of sexual offences did, for years without official counts."""
    return change_since(data.rows(SEXUAL_OFFENCES_PLAN), data, data.year - 1)


def change_rows(data: Evidence, rows: Rows, first: int | None = None) -> dict[str, Rows]:
    """The rows a change rests on, by role: the lead district now and before."""
    ours = rows.pick(area=data.lead)
    return {"now": ours.pick(year=data.year), "before": ours.pick(year=data.year - 1 if first is None else first)}


def official_change_rows(data: Evidence, offence: str) -> dict[str, Rows]:
    """The rows of a change in an official count."""
    return change_rows(data, data.rows(RECORDED_CRIME, category=offence))


def compared_with_all(data: Evidence, offence: str) -> Compared | Gap:
    """The change of the country, the rank among all partnerships, what the force did, and whether it is unusual."""
    code, years = lead_code(data), (data.year - 1, data.year)
    rank = rank_of_change(code, offence, years)
    if isinstance(rank, Gap):
        return rank
    told, worked, share = [], [], ""
    if COUNTRY in data.place.compare:
        add_country(told, worked, code, offence, years)
    did = change_since_last_year(data, offence)
    add_rank(told, worked, rank, did)
    force = within_force(code, offence, years)
    if "force" in data.place.compare and not isinstance(force, Gap):
        moved = isinstance(did, WhatACountDid) and did.verb in ("rose", "fell")
        # Of a count that neither rose nor fell nobody can say that others did so too.
        told.append(force_sentence(force if moved else replace(force, same_way=0)))
        share = share_sentence(force)
    verdict = verdicts_of_change(code, years).get(offence)
    if isinstance(verdict, Judged):
        told.append(verdict_sentence(verdict))
        worked.append(judged_how(verdict))
    return Compared(" ".join(filter(None, told)), "; ".join(worked), rank.higher + 1, share)


def compared_since(data: Evidence, offence: str, first: int) -> Compared | Gap:
    """A change over several years beside what all forces recorded together, and the rank among all partnerships."""
    code, years, name = lead_code(data), (first, data.year), called(offence)
    rank, together = rank_of_change(code, offence, years), forces_change(offence, years)
    if isinstance(rank, Gap):
        return rank
    told, worked = [], []
    if COUNTRY in data.place.compare and isinstance(together, ForcesChange):
        add_forces(told, worked, together, code, name)
    add_rank(told, worked, rank, change_since_first_year(data, offence))
    return Compared(" ".join(told), "; ".join(worked), rank.higher + 1)


def add_rank(told: list[str], worked: list[str], rank: RankOfChange, did: WhatACountDid | Gap) -> None:
    """The rank among all partnerships; of a count below 50, which chance alone puts first or last, that it has none."""
    if isinstance(did, WhatACountDid) and did.verb == "too few":
        told.append(TOO_FEW)
    else:
        told.append(rank_sentence(rank))
    worked.append(f"rank among {rank.compared} partnerships by the ratio of their counts")


def add_country(told: list[str], worked: list[str], code: str, offence: str, years: tuple[int, int]) -> None:
    """What the country's total did; where none is held of one of the years, what its forces recorded together."""
    country, name = country_change(code, offence, years), called(offence)
    if isinstance(country, WhatACountDid):
        told.append(country_sentence(country, country_name(code), name))
        worked.append(f"country {wording.count(country.before)} to {wording.count(country.now)}")
    elif isinstance(together := forces_change(offence, years), ForcesChange):
        add_forces(told, worked, together, code, name)


def add_forces(told: list[str], worked: list[str], found: ForcesChange, code: str, name: str) -> None:
    """What all forces recorded together, where no total of the country is held for one of the years."""
    told.append(forces_sentence(found, country_name(code), name))
    worked.append(f"{found.counted} forces {wording.count(found.did.before)} to {wording.count(found.did.now)}")


def judged_how(found: Judged) -> str:
    """The model behind a verdict, as the number trail prints it."""
    limited = "ratio" if found.question == "change" else "rate per 1,000 residents"
    q = "" if found.q != found.q else f", q = {found.q:.2g}"
    return (
        f"random-effects limits of the {limited} {found.lower:.2f} to {found.upper:.2f} (Paule-Mandel, tau squared "
        f"{found.tau_squared:.4f}, {found.places} partnerships), p = {found.p:.2g}{q}"
    )


def several_years(did: WhatACountDid) -> str:
    """What to know of the first of several years, where it was not like others."""
    return " ".join(year_notes(did.years))


def change_gap(data: Evidence, offence: str, first: int, missing: int) -> Gap:
    """Why no change can be stated."""
    return Gap(
        f"change in {called(offence)} since {first}",
        f"There is no count for {missing} from the same source to compare with.",
    )
