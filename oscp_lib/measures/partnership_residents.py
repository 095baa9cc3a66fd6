"""The residents and households of every partnership, over which rates are compared."""

from dataclasses import dataclass
from datetime import date
from math import nan

import pandas as pd

from oscp_lib import paths
from oscp_lib.data.areas import Areas
from oscp_lib.data.national import read_national
from oscp_lib.data.national_package import file_of, national_table
from oscp_lib.errors import InputError, Problem
from oscp_lib.measures import wording
from oscp_lib.measures.kept_frames import kept

RESIDENTS, OF_RATES, HOUSEHOLDS = "residents", "residents_of_rates", "households"


MOST = 0.5  # of the districts


@dataclass(frozen=True, eq=False)
class Denominators:
    """Residents or households by the code of the partnership.

    Attributes
    ----------
    values
        One number a partnership.
    of
        The year whose middle they are of.
    estimated
        Codes of partnerships that share a district, for which no estimate of residents is published.
    estimated_from
        The year of the rounded figure on which the estimated ones rest.
    """

    values: pd.Series
    of: int
    unit: str
    estimated: frozenset[str] = frozenset()
    estimated_from: int = 0


def partnership_residents(year: int) -> Denominators:
    """The latest mid-year residents of every partnership for a year or before it.

    A partnership's residents are those of its districts. One that shares a district with others has the figure over
    which ONS works out its own rates, rounded to 100, times the growth of its districts since; it is estimated.

    Raises
    ------
    InputError
        When no mid-year estimate of that year or before it is held for most districts.
    """
    return kept((RESIDENTS, year), (RESIDENTS, OF_RATES), lambda areas: read_residents(year, areas))


def read_residents(year: int, areas: Areas) -> Denominators:
    held = by_year(read_national(RESIDENTS, columns=["period_end", "area_code", "value", "boundaries"]))
    day = held["boundaries"].iloc[0].date()
    districts = districts_of(areas, day)
    values = held.pivot(index="area_code", columns="year", values="value")
    # A year held for most districts serves: a new one without a figure has no rate, and takes none from the others.
    whole = values.reindex(sorted({each for members in districts.values() for each in members})).notna().mean() > MOST
    latest = last_of([each for each in whole.index[whole] if each <= year], RESIDENTS, year)
    now = added(districts, values[latest])
    shared = frozenset(code for code, members in districts.items() if shares_district(areas, members, day))
    rounded = by_year(read_national(OF_RATES, columns=["period_end", "area_code", "value"], area_code=sorted(shared)))
    based = last_of([each for each in rounded["year"].unique() if each <= latest], OF_RATES, year) if shared else 0
    published = rounded[rounded["year"] == based].set_index("area_code")["value"]
    # A partnership without a published figure keeps none: its rate is not known.
    grown = published * (now / added(districts, values[based])) if shared else now
    estimated = now.index.isin(list(shared))
    return Denominators(now.where(~estimated, grown.reindex(now.index)), latest, "residents", shared, based)


def country_residents(code: str, year: int) -> float:
    """The published mid-year residents of a country in a year; not a number where none are held.

    Parameters
    ----------
    code
        The official code of the country.
    """

    def read(_: Areas) -> float:
        held = by_year(read_national(RESIDENTS, columns=["period_end", "area_code", "value"], area_code=[code]))
        found = held.loc[held["year"] == year, "value"]
        return float(found.iloc[0]) if len(found) else nan

    return kept((RESIDENTS, code, year), (RESIDENTS,), read)


def partnership_households(year: int) -> Denominators:
    """The latest households of every partnership for a year or before it, over which ONS works out its own rates.

    Raises
    ------
    InputError
        When none of that year or before it are held.
    """
    return kept((HOUSEHOLDS, year), (HOUSEHOLDS,), lambda areas: read_households(year, areas))


def read_households(year: int, areas: Areas) -> Denominators:
    partnerships = [each.code for each in areas.of_kind("partnership")]
    held = by_year(read_national(HOUSEHOLDS, columns=["period_end", "area_code", "value"], area_code=partnerships))
    latest = last_of([each for each in held["year"].unique() if each <= year], HOUSEHOLDS, year)
    return Denominators(held[held["year"] == latest].set_index("area_code")["value"], latest, HOUSEHOLDS)


def by_year(held: pd.DataFrame) -> pd.DataFrame:
    """Rows with the year that they are of, and their values as floats."""
    return held.assign(year=held["period_end"].dt.year, value=held["value"].astype("float64"))


def last_of(years: list[int], table: str, asked: int) -> int:
    if not years:
        found = f"It has no figures of all partnerships for {asked} or before."
        raise InputError(Problem(paths.shown(file_of(national_table(table))), found, "Read an earlier edition of it."))
    return int(max(years))


def districts_of(areas: Areas, day: date) -> dict[str, list[str]]:
    """The codes of the districts of each partnership on a day."""
    return {
        each.code: [district.code for district in areas.members(each.code, "district", day)]
        for each in areas.of_kind("partnership", day)
    }


def added(districts: dict[str, list[str]], values: pd.Series) -> pd.Series:
    """The sum over each partnership's districts; NaN where one of them has no value."""
    return pd.Series({code: values.reindex(members).sum(skipna=False) for code, members in districts.items()})


def shares_district(areas: Areas, members: list[str], day: date) -> bool:
    return any(len(areas.within(each, "partnership", day)) > 1 for each in members)


def denominator_sentence(used: Denominators, code: str = "") -> str:
    """Which residents or households a rate is over, and whether those of the place are estimated."""
    told = f"Rates are over {used.unit} of mid-{used.of}."
    if code in used.estimated:
        return (
            f"{told} Those of this partnership, which shares a district with others, are estimated: ONS's figure of "
            f"mid-{used.estimated_from}, rounded to 100, and the growth of its districts since."
        )
    if used.estimated:
        number = wording.count_in_words(len(used.estimated))
        return f"{told} Those of the {number} partnerships that share a district are estimated."
    return told
