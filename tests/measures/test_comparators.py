"""Who a partnership is compared with, in each shape of place."""

import numpy as np
import pytest

from oscp_lib.data.areas import load_areas
from oscp_lib.data.gap import Gap
from oscp_lib.measures.comparators import MOST_NAMED, comparison, country_note, named_sentence
from oscp_lib.measures.country import counts_of
from oscp_lib.measures.nearest_neighbours import nearest_neighbours
from oscp_lib.measures.partnership_residents import partnership_residents

THEFT = "Theft offences"
DISTRICT_OF_A_COUNTY = "E22000308"


def code_of(name):
    return load_areas().find("partnership", name).code


def test_a_district_stands_beside_its_county_and_the_neighbours_most_alike_whatever_their_rates():
    found = comparison(DISTRICT_OF_A_COUNTY, THEFT, 2024)
    by_role = {}
    for each in found.named:
        by_role.setdefault(each.role, []).append(each.name)
    county = {"Cherrow", "South Oxmereshire", "Vale of Grey Horse", "West Oxmereshire"}
    assert set(by_role["same county"]) == county
    nearest = [each.name for each in nearest_neighbours(DISTRICT_OF_A_COUNTY).partnerships if each.name not in county]
    assert set(by_role["nearest neighbour"]) == set(nearest[: MOST_NAMED - 4])
    assert named_sentence(found) == (
        "Named, whatever their rates: the four other partnerships of its county (dots) and four nearest neighbours "
        f"(the most alike of {len(nearest)}; rings)."
    )


def test_the_country_is_its_published_total_over_its_residents():
    found = comparison(DISTRICT_OF_A_COUNTY, THEFT, 2024)
    country = next(each for each in found.beside if each.role == "country")
    # ONS, Table P2, year ending December 2024, over the mid-2024 residents of England and Wales, 61,806,682.
    assert (country.name, country.count, country.rank) == ("England and Wales", 1_803_630, None)
    assert country.rate == pytest.approx(1000 * 1_803_630 / 61_806_682)
    assert "published total over its residents" in country_note(found)


def test_everybody_is_there_once_with_the_rank_of_its_rate():
    found = comparison(DISTRICT_OF_A_COUNTY, THEFT, 2024)
    ranked = [each for each in found.beside if each.rank]
    assert len(ranked) == len({each.code for each in ranked}) == found.level.compared
    for each in ranked:
        assert each.rank == 1 + sum(other.rate > each.rate for other in ranked)
    own = next(each for each in ranked if each.role == "this partnership")
    assert (own.rank, own.rate) == (found.level.rank, pytest.approx(found.level.rate.value))


def test_in_a_county_of_many_those_where_most_people_live_are_named():
    code = code_of("Elmbridge")
    found = comparison(code, THEFT, 2024)
    assert found.county == 10 and found.named_as("same county") == MOST_NAMED
    people = partnership_residents(2024).values
    county = [each for each in found.beside if each.role == "same county"]
    named, rest = ([people[each.code] for each in county if each.named == wanted] for wanted in (True, False))
    assert min(named) > max(rest) and len(rest) == 2
    assert "eight with most residents of the 10 other partnerships of its county" in named_sentence(found)


def test_a_unitary_place_has_no_rows_of_a_county_and_says_so():
    found = comparison(code_of("Blackpool"), THEFT, 2024)
    assert found.county == 0 and found.named_as("nearest neighbour") == MOST_NAMED
    assert named_sentence(found).endswith("It is in no county with other partnerships.")


@pytest.mark.parametrize(
    ("name", "why"), [("Cardiff", "districts in England only"), ("Chiltern", "part of a district")]
)
def test_a_place_without_county_and_neighbours_stands_beside_its_force(name, why):
    found = comparison(code_of(name), THEFT, 2024)
    assert (found.county, found.neighbours) == (0, 0) and found.force > 0
    assert found.named_as("same force") == min(found.force, MOST_NAMED)
    assert "of its police force (dots)" in named_sentence(found) and why in named_sentence(found)


def test_a_merged_place_has_its_county_and_no_neighbours():
    areas = load_areas()
    merged = [
        each.code
        for each in areas.of_kind("partnership")
        if len(areas.members(each.code, "district")) > 1 and areas.within(each.code, "county")
    ]
    found = comparison(merged[0], THEFT, 2024)
    assert found.neighbours == found.named_as("nearest neighbour") == 0
    assert "ONS gives neighbours of single ones." in named_sentence(found)


def test_a_place_without_a_rate_is_a_gap_and_no_one_without_a_figure_is_named():
    assert isinstance(comparison("E22000180", THEFT, 2024), Gap)
    counts = counts_of(2022).partnerships[THEFT]
    missing = counts.index[counts.isna()]
    assert len(missing), "Devon and Cornwall gave no figures for the year"
    beside = comparison(DISTRICT_OF_A_COUNTY, THEFT, 2022).beside
    assert not set(missing) & {each.code for each in beside} and not any(np.isnan(each.rate) for each in beside)


@pytest.mark.full
def test_every_partnership_has_a_comparison_with_at_most_ten_rows():
    for each in load_areas().of_kind("partnership"):
        found = comparison(each.code, THEFT, 2024)
        assert isinstance(found, Gap) or 3 <= len(found.named) <= MOST_NAMED + 2, each.name
