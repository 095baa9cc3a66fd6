"""Partnerships of every kind, and what the national tables say of them, read without the library."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import pandas as pd

from oscp_lib import paths
from oscp_lib.data.partnership import use_partnership

KINDS = [
    "Cambridge",  # a district of a county, no plan
    "Brighton and Hove",  # a unitary
    "Camden",  # London: 31 others in the force
    "City of London",  # no published rates
    "South Nottinghamshire",  # three districts merged, in a county with others
    "Western Suffolk",  # three merged; others of its county share a district
    "Dorset",  # merged, and shares a district
    "Poole",  # shares a district
    "Allerdale",  # shares a district
    "Suffolk Coastal",  # shares a district, in a county; no rows of 2021 and 2022
    "Cardiff",  # Wales: no county, no neighbours
    "Canterbury",  # a county of eleven
    "Basildon",  # a county of twelve
    "Trafford",  # a metropolitan county
    "Exeter",  # no figures of 2021 and 2022
]
DAY = "2024-06-30"
TOTAL = "Total recorded crime (excluding fraud)"
NATIONAL = paths.ROOT / "data/national"


@contextmanager
def working_on(name: str) -> Iterator[None]:
    """Let the library work on a partnership, and on the one before again after it."""
    before = paths.SLUG
    use_partnership(name)
    try:
        yield
    finally:
        paths.use_partnership(before)


@cache
def table(name: str) -> pd.DataFrame:
    frame = pd.read_parquet(NATIONAL / f"{name}.parquet")
    return frame.assign(year=[day.year for day in frame["period_end"]]) if "period_end" in frame else frame


@cache
def areas() -> pd.DataFrame:
    frame = pd.read_csv(NATIONAL / "areas.csv", dtype=str)
    return there(frame).set_index("code")


@cache
def within() -> pd.DataFrame:
    frame = pd.read_csv(NATIONAL / "within.csv", dtype=str)
    return there(frame)


def there(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows that are valid on the day of the estimates; dates are text, year first."""
    return frame[~(frame["valid_from"] > DAY) & ~(frame["valid_to"] < DAY)]


def code_of(name: str) -> str:
    found = areas()[(areas()["kind"] == "partnership") & (areas()["name"] == name)]
    return found.index[0]


def members(code: str, kind: str) -> list[str]:
    held = within().loc[within()["within"] == code, "code"]
    return [each for each in held if each in areas().index and areas().at[each, "kind"] == kind]


def county_of(code: str) -> list[str]:
    """The codes of all partnerships of its county, by their districts; itself alone without one."""
    counties = {each for district in members(code, "district") for each in within_of(district, "county")}
    found = {
        code: None for county in counties for each in members(county, "district") for code in partnerships_of(each)
    }
    return sorted(found) if found else [code]


def within_of(code: str, kind: str) -> list[str]:
    held = within().loc[within()["code"] == code, "within"]
    return [each for each in held if each in areas().index and areas().at[each, "kind"] == kind]


def counts(year: int, offence: str = TOTAL) -> pd.Series:
    """The counts of all partnerships."""
    held = table("recorded_crime")
    held = held[(held["year"] == year) & (held["part"] == "all") & (held["offence"] == offence)]
    found = held.set_index("area_code")["value"].dropna()
    return found[[code for code in found.index if code in areas().index and areas().at[code, "kind"] == "partnership"]]


def partnerships_of(district: str) -> list[str]:
    return within_of(district, "partnership")


def shares_a_district(code: str) -> bool:
    return any(len(partnerships_of(each)) > 1 for each in members(code, "district"))


@cache
def residents(year: int) -> pd.Series:
    """The residents of all partnerships: the sum of their districts; of those that share one, ONS's figure, grown."""
    held = table("residents").pivot(index="area_code", columns="year", values="value")
    rounded = table("residents_of_rates")
    found = {}
    for code in areas().index[areas()["kind"] == "partnership"]:
        districts = members(code, "district")
        now = held.loc[districts, year].sum()
        if shares_a_district(code):
            own = rounded[rounded["area_code"] == code].sort_values("year")
            if own.empty:
                continue
            last = own.iloc[-1]
            now = last["value"] * now / held.loc[districts, last["year"]].sum()
        found[code] = now
    return pd.Series(found)


def rates(year: int, offence: str = TOTAL) -> pd.Series:
    """Rates per 1,000 residents of all partnerships but the City of London, of which ONS gives none."""
    of = counts(year, offence)
    return (1000 * of / residents(year).reindex(of.index)).drop(code_of("City of London"), errors="ignore").dropna()
