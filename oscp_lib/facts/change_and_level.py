"""The facts of an offence in the lead district: what it did, beside all partnerships, over the years, and its level."""

from dataclasses import replace

from oscp_lib.data.evidence import Evidence
from oscp_lib.data.gap import Gap
from oscp_lib.facts.sheet import FactSheet
from oscp_lib.measures import wording
from oscp_lib.measures.count_change import COUNTS_ALONE_BELOW
from oscp_lib.measures.denominator import without_rates
from oscp_lib.measures.levels import AmongNeighbours, Level, level_of, level_sentence, neighbours_sentence
from oscp_lib.measures.partnership_residents import RESIDENTS
from oscp_lib.measures.unusual import Judged, verdict_sentence, verdicts_of_level
from oscp_lib.measures.yearly_changes import (
    RECORDED_CRIME,
    Compared,
    called,
    change_of_others,
    change_rows,
    change_since_first_year,
    change_since_last_year,
    compared_since,
    compared_with_all,
    judged_how,
    lead_code,
    official_change_rows,
    others_rows,
    several_years,
)


def add_change(sheet: FactSheet, data: Evidence, key: str, offence: str, *, names_years: bool = True) -> None:
    """What an official count did since last year (`key`) and since the first year, each beside all partnerships."""
    add_since_last_year(sheet, data, key, offence)
    add_since_first_year(sheet, data, f"{key}_since_first", offence, names_years=names_years)


def add_since_last_year(sheet: FactSheet, data: Evidence, key: str, offence: str) -> None:
    """What an official count did since last year (`key`), and that beside all partnerships.

    That the share of the force's offences in no district jumped is said by the first fact of a page alone.
    """
    rows = official_change_rows(data, offence)
    sheet.change(key, change_since_last_year(data, offence), called(offence), **rows)
    compared = compared_with_all(data, offence)
    if isinstance(compared, Compared) and compared.share and any(compared.share in fact.text for fact in sheet):
        compared = compared.without_share()
    sheet.compared(f"{key}_compared", compared, **rows)


def add_others(sheet: FactSheet, data: Evidence, offence: str) -> None:
    """What the county's other partnerships together recorded (`others_change`), and what they are called (`others`)."""
    change = change_of_others(data, offence)
    number = len(data.in_county) - 1
    which = (
        f"{wording.count_in_words(number)} other {data.parts}"
        if number > 1
        else f"other {wording.singular(data.parts)}"
    )
    gap = change if isinstance(change, Gap) else None
    sheet.given("others", f"the {which} of {data.county}", "the rest of the county", gap)
    sheet.change("others_change", change, called(offence), **others_rows(data, offence))


def add_since_first_year(sheet: FactSheet, data: Evidence, key: str, offence: str, *, names_years: bool = True) -> None:
    """What an official count did since the first year held (`key`), and that beside all partnerships.

    `names_years` says what was unusual about the first year: once on a page.
    """
    over = change_since_first_year(data, offence)
    all_years = data.rows(RECORDED_CRIME, category=offence)
    first = all_years.years[0] if all_years.years else data.year
    note = several_years(over) if names_years and not isinstance(over, Gap) else ""
    rows = change_rows(data, all_years, first)
    sheet.change(key, over, called(offence), note=note, **rows)
    beside = over if isinstance(over, Gap) else compared_since(data, offence, first)
    sheet.compared(f"{key}_compared", beside, **rows)


def add_level(
    sheet: FactSheet, data: Evidence, key: str, offence: str, unit: str = RESIDENTS, *, neighbours: bool = True
) -> None:
    """Where the rate of an offence stands among those of all partnerships and of the nearest neighbours.

    `unit` is `residents` or `households`; a verdict is given over residents alone, so that there is one.
    """
    code = lead_code(data)
    rows = data.this_year(RECORDED_CRIME, area=data.lead, category=offence)
    level = level_of(code, offence, data.year, unit)
    if isinstance(level, Gap):
        # Where there is no rate of anything, a page says why once.
        said = any(gap.reason == level.reason for gap in sheet.gaps.values())
        return sheet.add(key, replace(level, absent=said and data.lead in without_rates(data)))
    if rows.empty:
        return sheet.add(key, data.gap(RECORDED_CRIME, called(offence)))
    told = [level_sentence(level, called(offence))]
    # Of too few offences for a rank there is none among neighbours either.
    neighbours = neighbours and "neighbours" in data.place.compare and level.count >= COUNTS_ALONE_BELOW
    if neighbours and isinstance(level.neighbours, AmongNeighbours):
        told.append(neighbours_sentence(level.neighbours))
    elif neighbours:
        told.append(level.neighbours.why)
    verdict = verdicts_of_level(code, data.year).get(offence) if unit == RESIDENTS else None
    if isinstance(verdict, Judged):
        told.append(verdict_sentence(verdict))
    sheet.fact(key, level.rank, " ".join(filter(None, told)), "rank", "level", level_how(level, verdict), count=rows)


def level_how(level: Level, verdict: Judged | Gap | None) -> str:
    """How a level was worked out, as the number trail prints it."""
    used = level.denominators
    how = f"rate over the {used.unit} of mid-{used.of}; rank of {level.compared}, whose median is {level.median:.1f}"
    return f"{how}; {judged_how(verdict)}" if isinstance(verdict, Judged) else how
