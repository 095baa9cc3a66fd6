"""Which years an edition can be built for."""

import re
import sys
from functools import lru_cache

from oscp_lib import paths
from oscp_lib.data.package import packages_of, tables
from oscp_lib.data.plan import load_plan
from oscp_lib.data.plan_periods import possible_periods, published_plan
from oscp_lib.data.rows import read_table
from oscp_lib.errors import InputError, Problem

PLAN = "plan.yml"  # in the folder of an edition


def plan_period(year: int) -> str:
    """The period of the plan that follows the year of the data: 2024 -> 2025-26.

    A plan of several years keeps its period until it ends. Where the partnership has no plan, the year itself.
    """
    return period_of_plan(year) if years_with_plan() else str(year)


def period_of_plan(year: int) -> str:
    """The period that the plan of a year states, or an earlier plan that goes on; else that of one that begins then."""
    possible = possible_periods(year)
    for earlier in range(year, year - len(possible), -1) if len(possible) > 1 else ():
        if (plan := load_plan(earlier)) and plan.period in possible:
            return plan.period
    return possible[0]


def buildable_years() -> list[int]:
    """Years with texts of their own, or with a published crime table that has rows for the whole year."""
    return sorted(years_with_texts() | years_with_crime())


def years_with_texts() -> set[int]:
    """Years that have a folder of an edition."""
    return {int(path.name) for path in paths.EDITIONS.glob("[0-9][0-9][0-9][0-9]") if path.is_dir()}


def years_with_plan() -> set[int]:
    """Years for which the partnership has written a plan into the project."""
    # By the names in the folders, so that a cached run rests on whether there is a plan and not on what it says.
    return {
        year for year in years_with_texts() if PLAN in {each.name for each in (paths.EDITIONS / str(year)).iterdir()}
    }


def edition_title(year: int) -> str:
    """What an edition is called: by the period of its plan, or by its year where the partnership has no plan."""
    if years_with_plan():
        return f"{published_plan().called} report book {plan_period(year)}"
    return f"Community safety report book {year}"


def next_editions() -> list[int]:
    """The years of which an edition can be begun, the next last.

    The year after the last edition. Where there is none yet, any year with data, or the one after them.
    """
    first = years_with_crime()
    return [max(texts) + 1] if (texts := years_with_texts()) else [*sorted(first), max(first, default=0) + 1]


def years_with_crime() -> set[int]:
    """Calendar years for which some published table of recorded crime has rows.

    Sample rows and population make no year: there would be nothing true to say of it.
    """
    years: set[int] = set()
    # A chapter that asks for the years rests on them, and not on every count of these tables (see `runs/watch.py`).
    sys.audit("oscp.years", True)
    for table in tables().values():
        if table.crime and table.status != "sample":
            files = (*packages_of(), paths.PARTNERSHIP, paths.DATA / table.path)
            years |= whole_years(table.name, tuple(map(paths.state, files)))
    sys.audit("oscp.years", False)
    return years


@lru_cache(maxsize=32)
def whole_years(name: str, state: tuple) -> frozenset[int]:
    """The calendar years that a table has rows of; asked often, and read again when the `state` of a file changes."""
    start, end = (read_table(name)[column].dt for column in ("period_start", "period_end"))
    return frozenset(end.year[start.is_year_start & end.is_year_end & (start.year == end.year)].tolist())


def read_year(text: str | int) -> int:
    """A year as the command or a notebook gives it.

    Raises
    ------
    InputError
        When it is not four digits, or has no data.
    """
    year = parse_year(text)
    check_year(year)
    return year


def parse_year(text: str | int) -> int:
    """Four digits as a year, whether or not there is data for it.

    Raises
    ------
    InputError
        When it is anything else.
    """
    if not re.fullmatch(r"\d{4}", str(text).strip(), re.ASCII):
        found, remedy = f"The year '{text}' is not a year.", "Give the calendar year of the data, such as 2024."
        raise InputError(Problem("year", found, remedy))
    return int(text)


def check_year(year: int) -> None:
    """Refuse a year nothing is known of.

    Raises
    ------
    InputError
        Naming the years there are.
    """
    years = buildable_years()
    if year not in years:
        found = f"There is no data for {year}."
        listed, following = ", ".join(str(each) for each in years), next_editions()[-1]
        more = f"`oscp new-year {following}` begins the next edition"
        if year < following:
            more = "an earlier one needs a published table of recorded crime with rows for it"
        raise InputError(Problem("year", found, f"The years that can be built are {listed}; {more}."))
