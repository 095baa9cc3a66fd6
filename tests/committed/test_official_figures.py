"""The official tables against figures typed from the publications."""

import pytest

from oscp_lib.data.package import tables
from oscp_lib.data.partnership import load_partnership
from oscp_lib.data.rows import read_table
from oscp_lib.data.unplaced import shares_of
from tests.committed import published_figures as published

pytestmark = pytest.mark.usefixtures("oxford")


def of_year(table, year):
    frame = read_table(table)
    return frame[frame["period_end"].dt.year == year].set_index(["area", "category"])["value"]


def test_the_districts_are_those_of_the_typed_figures():
    assert tuple(district.name for district in load_partnership().county_districts) == published.DISTRICTS


def test_recorded_crime_by_district_and_year():
    for year, counts in published.CRIMES.items():
        held = of_year("recorded_crime_ons", year)
        assert tuple(held[area, published.TOTAL] for area in published.DISTRICTS) == counts, year
        shoplifting = tuple(held[area, "Shoplifting"] for area in published.DISTRICTS)
        assert shoplifting == published.SHOPLIFTING[year], year


def test_every_offence_of_one_district_and_year():
    assert of_year("recorded_crime_ons", 2024)["Oxford"].to_dict() == published.OXFORD_2024


def test_what_the_force_placed_in_no_district():
    held = shares_of(tables()["recorded_crime_ons"])
    assert {int(year): (each["force"], each["without"]) for year, each in held.items()} == published.FORCE


def test_mid_year_population():
    for year, residents in published.MID_YEAR.items():
        held = of_year("population_ons", year).droplevel("category")
        assert tuple(held[list(published.DISTRICTS)]) == residents, year
    # 164,189 + 162,448 + 151,845 + 142,335 + 116,978 is the county's published 737,795.
    assert of_year("population_ons", 2022)["Oxfordshire"].item() == sum(published.MID_YEAR[2022]) == 737795


def test_census_population():
    table = read_table("population_census")
    for category, residents in (("all areas", published.CENSUS), ("urban areas", published.CENSUS_URBAN)):
        held = table[table["category"] == category].set_index("area")["value"]
        assert tuple(held[list(published.DISTRICTS)]) == residents, category


def test_referrals_add_to_the_published_total_of_each_quarter():
    frame = read_table("exploitation_nrm")
    quarters = frame["period_start"].dt.strftime("%Y-Q") + frame["period_start"].dt.quarter.astype(str)
    assert frame.groupby(quarters)["value"].sum().to_dict() == published.REFERRALS
    last = frame[quarters == "2023-Q4"].set_index("category")["value"]
    assert last.to_dict() == published.TYPES_2023_Q4


def test_antisocial_behaviour_of_one_month():
    frame = read_table("antisocial_behaviour_police_uk")
    held = frame[frame["period_start"] == "2024-01-01"].set_index("area")["value"]
    assert tuple(held[list(published.DISTRICTS)]) == published.ANTISOCIAL_JANUARY_2024
