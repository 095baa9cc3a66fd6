"""Which residents a rate is of: the latest mid-year estimate held for the year or before it.

An edition of the estimates revises those before it, so that estimates of two editions do not join: no line and no
change of a rate goes from one to the other.

A partnership that shares a district with others has no published residents, and ONS gives no rates of some others:
no rate of theirs rests on the rows here. The estimated rates of the former are `measures/levels.py`'s to give.
"""

from collections.abc import Iterable
from itertools import pairwise

import pandas as pd

from oscp_lib import paths
from oscp_lib.data.areas import Areas
from oscp_lib.data.evidence import Evidence
from oscp_lib.data.exceptions import load_exceptions
from oscp_lib.data.gap import Gap
from oscp_lib.data.national import read_national
from oscp_lib.data.national_view import held_everywhere
from oscp_lib.data.rows import Rows
from oscp_lib.measures import wording
from oscp_lib.measures.kept_frames import kept
from oscp_lib.measures.partnership_residents import RESIDENTS

POPULATION = "population_ons"
Editions = dict[int, str]  # the year of a mid-year estimate -> the release it is of


def residents(data: Evidence, area: str | list[str]) -> Rows:
    """The mid-year estimate of an area (of several, one row each) that the edition's rates rest on.

    There are no rows where one of the areas has no published residents, or no rates by its publisher's decision.
    """
    held = data.rows(POPULATION, area=area)
    rows = Rows(held.table, held.frame[held.frame["period_end"].dt.year == denominator_year(data)])
    asked = {area} if isinstance(area, str) else set(area)
    lacking = asked - set(rows.frame["area"]) or asked & without_rates(data)
    return Rows(rows.table, rows.frame.iloc[:0]) if lacking else rows


def rated(data: Evidence) -> Rows:
    """Every mid-year estimate of the county's partnerships over which a rate may be given."""
    held = data.rows(POPULATION, area=data.in_county)
    return Rows(held.table, held.frame[~held.frame["area"].isin(list(without_rates(data)))])


def without_rates(data: Evidence) -> set[str]:
    """The names of the partnerships here of which their publisher gives no rates."""
    codes = {each.code for each in load_exceptions().without_rates}
    return {each.called for each in data.place.in_county if each.code in codes}


def rate_gap(data: Evidence, gap: Gap) -> Gap:
    """The gap in place of a rate: an absent one where the place has counts and nothing that a rate could be over."""
    if not residents(data, data.lead).empty:
        return gap
    why = next((each.why for each in load_exceptions().without_rates if each.code == data.place.code), "")
    return Gap(gap.what, why or "No residents of the partnership are published.", absent=True)


def county_rate_gap(data: Evidence, gap: Gap) -> Gap:
    """The gap in place of a rate of the county; an absent one where not all its residents are published."""
    if gap.absent or not residents(data, data.in_county).empty:
        return gap
    return Gap(gap.what, f"The residents of a partnership of {data.county} are not published.", absent=True)


def denominator_year(data: Evidence) -> int:
    """The year of the estimate: the edition's own, or the last one held before it."""
    return estimate_of(editions_held(data), data.year)


def editions_held(data: Evidence) -> Editions:
    """The release that the residents of each year are of; of a part of a district, those of its district."""
    return editions_in(data.rows(POPULATION, area=data.lead).frame) or editions_of_districts(data)


def editions_of_districts(data: Evidence) -> Editions:
    codes = [each.code for each in data.place.districts]

    def read(_: Areas) -> Editions:
        held = read_national(RESIDENTS, columns=["period_end", "source"], area_code=codes)
        return editions_in(held[held["period_end"].isin(held_everywhere(RESIDENTS, paths.DATA))])

    found = kept(("editions of residents", data.place.code), (RESIDENTS,), read)
    return {year: source for year, source in found.items() if year <= data.year}


def editions_in(frame: pd.DataFrame) -> Editions:
    return dict(zip(frame["period_end"].dt.year.astype(int), frame["source"], strict=True)) if len(frame) else {}


def estimate_of(held: Iterable[int], year: int) -> int:
    """The year of the estimate that a rate of some year rests on: its own, or the last one held before it."""
    return max(each for each in held if each <= year)


def estimates_of(held: Rows, editions: Editions, years: Iterable[int]) -> Rows:
    """The estimates that the rates of some years rest on."""
    wanted = {estimate_of(editions, year) for year in years}
    return Rows(held.table, held.frame[held.frame["period_end"].dt.year.isin(wanted)])


def edition_of(held: Editions, year: int) -> str:
    """The release that the estimate of a year is of."""
    return held[estimate_of(held, year)]


def cuts_between_editions(held: Editions, years: Iterable[int]) -> frozenset[int]:
    """The years whose residents are of another edition of the estimates than those of the year before."""
    return frozenset(
        later for earlier, later in pairwise(sorted(years)) if edition_of(held, earlier) != edition_of(held, later)
    )


def denominator_notes(held: Editions, years: Iterable[int]) -> tuple[str, ...]:
    """Which years' rates rest on residents of an earlier year, and from which on they are of another edition."""
    return (*estimate_notes(held, years), *edition_notes(held, years))


def estimate_notes(held: Editions, years: Iterable[int]) -> tuple[str, ...]:
    """Which years' rates rest on residents of an earlier year."""
    years = sorted(years)
    late: dict[int, list[str]] = {}
    for year in years:
        if (estimate := estimate_of(held, year)) != year:
            late.setdefault(estimate, []).append(str(year))
    return tuple(
        f"The rates of {wording.listed(rates)} are over the residents of mid-{estimate}, the last estimate before them."
        for estimate, rates in late.items()
    )


def edition_notes(held: Editions, years: Iterable[int]) -> tuple[str, ...]:
    """From which years on the residents are of another edition, so that rates do not join."""
    return tuple(
        f"Residents of mid-{estimate_of(held, year)} are of a later edition, which revised the estimates before it: "
        f"rates of {year} and of earlier years do not join."
        for year in sorted(cuts_between_editions(held, years))
    )
