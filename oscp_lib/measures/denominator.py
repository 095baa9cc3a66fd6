"""Which residents a rate is of: the latest mid-year estimate held for the year or before it.

An edition of the estimates revises those before it, so that estimates of two editions do not join: no line and no
change of a rate goes from one to the other.
"""

from collections.abc import Iterable
from itertools import pairwise

from oscp_lib.data.evidence import Evidence
from oscp_lib.data.rows import Rows
from oscp_lib.measures import wording

POPULATION = "population_ons"


def residents(data: Evidence, area: str | list[str]) -> Rows:
    """The mid-year estimate of an area (of several, one row each) that the edition's rates rest on."""
    held = data.rows(POPULATION)
    latest = denominator_year(data)
    return Rows(held.table, held.frame[held.frame["period_end"].dt.year == latest]).pick(area=area)


def denominator_year(data: Evidence) -> int:
    """The year of the estimate: the edition's own, or the last one held before it."""
    return data.rows(POPULATION).years[-1]


def estimate_of(held: Rows, year: int) -> int:
    """The year of the estimate that a rate of some year rests on: its own, or the last one held before it."""
    return max(each for each in held.years if each <= year)


def estimates_of(held: Rows, years: Iterable[int]) -> Rows:
    """The estimates that the rates of some years rest on."""
    wanted = {estimate_of(held, year) for year in years}
    return Rows(held.table, held.frame[held.frame["period_end"].dt.year.isin(wanted)])


def edition_of(held: Rows, year: int) -> str:
    """The release that the estimate of a year is of."""
    frame = held.frame
    return str(frame.loc[frame["period_end"].dt.year == estimate_of(held, year), "source"].iloc[0])


def cuts_between_editions(held: Rows, years: Iterable[int]) -> frozenset[int]:
    """The years whose residents are of another edition of the estimates than those of the year before."""
    return frozenset(
        later for earlier, later in pairwise(sorted(years)) if edition_of(held, earlier) != edition_of(held, later)
    )


def denominator_notes(held: Rows, years: Iterable[int]) -> tuple[str, ...]:
    """Which years' rates rest on residents of an earlier year, and from which on they are of another edition."""
    years = sorted(years)
    late: dict[int, list[str]] = {}
    for year in years:
        if (estimate := estimate_of(held, year)) != year:
            late.setdefault(estimate, []).append(str(year))
    notes = [
        f"The rates of {wording.listed(rates)} are over the residents of mid-{estimate}, the last estimate before them."
        for estimate, rates in late.items()
    ]
    notes += [
        f"Residents of mid-{estimate_of(held, year)} are of a later edition, which revised the estimates before it: "
        f"rates of {year} and of earlier years do not join."
        for year in sorted(cuts_between_editions(held, years))
    ]
    return tuple(notes)
