"""The headline measures of every partnership in a year: count, rate, change, and whether either stands out."""

from dataclasses import dataclass
from math import isnan

import pandas as pd

from oscp_lib.data.areas import load_areas
from oscp_lib.data.unplaced import JUMP
from oscp_lib.measures import wording
from oscp_lib.measures.count_change import COUNTS_ALONE_BELOW, what_a_count_did
from oscp_lib.measures.country import counts_of
from oscp_lib.measures.levels import rates_of
from oscp_lib.measures.unusual import Judged, verdicts_of_change, verdicts_of_level

# What is asked of most, as the publisher calls it, the whole first.
OFFENCES = (
    "Total recorded crime (excluding fraud)", "Violence with injury", "Sexual offences", "Robbery",
    "Residential burglary", "Vehicle offences", "Shoplifting", "Criminal damage and arson",
)  # fmt: skip
NO_FIGURE = "[x]"
CHANCE = "could be chance"
WEIGHTS = {"unusual": 2, "towards the edge": 1}


@dataclass(frozen=True)
class Headline:
    """One offence in one partnership in a year. A number that is not held, or may not be compared, is None.

    Attributes
    ----------
    count
        Recorded offences.
    rate
        For every 1,000 residents.
    change
        Per cent since the year before: None too where a count is below 50, or the share of the force's offences that
        are in no district jumped between the years.
    chance
        Whether the change could be chance.
    stands_out
        In words, whether change or rate is unusual among all partnerships, or towards the edge.
    """

    count: int | None
    rate: float | None
    change: float | None
    chance: bool
    stands_out: str

    @property
    def texts(self) -> tuple[str, str, str, str]:
        """Count, rate, change and what stands out, as a reader sees them."""
        changed = NO_FIGURE if self.change is None else with_sign(self.change)
        return (
            NO_FIGURE if self.count is None else wording.count(self.count),
            NO_FIGURE if self.rate is None else wording.decimal(self.rate),
            f"{changed}, {CHANCE}" if self.chance else changed,
            self.stands_out,
        )

    @property
    def numbers(self) -> tuple[int | None, float | None, float | None, int | None]:
        """Count, rate, change and how much stands out, by which a table is sorted and a map shaded."""
        weight = sum(WEIGHTS[verdict] * self.stands_out.lower().count(verdict) for verdict in WEIGHTS)
        return self.count, self.rate, self.change, weight or None


def headlines(codes: list[str], year: int) -> dict[str, dict[str, Headline]]:
    """The headline measures of partnerships, by offence and code; none of an offence that is not held.

    Parameters
    ----------
    codes
        The official codes of the partnerships.
    """
    years = (year - 1, year)
    before, now = (counts_of(each).partnerships for each in years)
    rates, jumped = rates_of(year), jumps(years)
    found: dict[str, dict[str, Headline]] = {offence: {} for offence in OFFENCES if offence in now}
    for code in codes:
        of_change, of_level = verdicts_of_change(code, years), verdicts_of_level(code, year)
        forces = [each.code for each in load_areas().within(code, "force")]
        for offence, places in found.items():
            did = what_a_count_did(number(before, code, offence), number(now, code, offence), years)
            compared = min(did.before or 0, did.now or 0) >= COUNTS_ALONE_BELOW and not any(
                jumped.get((force, each)) for force in forces for each in (OFFENCES[0], offence)
            )
            rate = number(rates, code, offence)
            places[code] = Headline(
                did.now,
                None if isnan(rate) else rate,
                100 * (did.now / did.before - 1) if compared else None,
                compared and did.verb == CHANCE,
                standing_out(of_change[offence] if compared else None, of_level[offence]),
            )
    return found


def with_sign(per_cent: float) -> str:
    """'+3.1', '−0.4'; '0.0' for what rounds to nothing."""
    shown = round(per_cent, 1) or 0.0
    return f"{'+' if shown > 0 else ''}{wording.decimal(shown)}"


def number(frame: pd.DataFrame, code: str, offence: str) -> float:
    return float(frame[offence].get(code, float("nan"))) if offence in frame else float("nan")


def jumps(years: tuple[int, int]) -> dict[tuple[str, str], bool]:
    """Whether the share of a force's offences that are in no district moved far between two years.

    By the code of the force and the offence.
    """
    before, now = (
        100 * held.placed_nowhere / held.others.reindex(held.placed_nowhere.index) for held in map(counts_of, years)
    )
    return ((now - before).abs() > JUMP).stack().to_dict()


def standing_out(change: object, level: object) -> str:
    """'Change unusual, rate towards the edge'; empty where neither is, or nothing can be said."""
    said = [
        f"{what} {each.verdict}"
        for what, each in (("change", change), ("rate", level))
        if isinstance(each, Judged) and each.verdict != "none"
    ]
    return wording.to_begin(", ".join(said))
