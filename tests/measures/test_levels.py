"""How high rates are: ONS's own ranks, and made tables for what they do not hold."""

import pandas as pd
import pytest

from oscp_lib.data.areas import load_areas
from oscp_lib.data.gap import Gap
from oscp_lib.data.national import read_national
from oscp_lib.measures.country import counts_of
from oscp_lib.measures.levels import (
    level_of,
    level_sentence,
    neighbours_sentence,
    rank_among,
    rank_in_words,
    rates_of,
    rates_over,
)
from tests.measures.made_counts import make_counts

OXMERE, CITY = "E22000308", "E22000180"
ALL_CRIME = "Total recorded crime (excluding fraud)"
PLACES = {ALL_CRIME: 49, "Theft offences": 14, "Shoplifting": 18, "Bicycle theft": 2, "Drug offences": 16}


@pytest.mark.parametrize(("offence", "rank"), PLACES.items())
def test_over_the_residents_of_ons_the_ranks_are_those_of_its_table(offence, rank):
    # ONS, Police force area data tables, year ending December 2024, Table C4, which has no rate of the City of London.
    held = read_national("residents_of_rates").set_index("area_code")
    over = held[held["period_end"] == "2022-06-30"]["value"].astype(float)
    rates = rates_over(counts_of(2024).partnerships, over)
    assert rank_among(rates[offence], OXMERE) == (rank, 313)
    assert rates.at[OXMERE, ALL_CRIME] == pytest.approx(106.48, abs=0.05)  # theirs is over unrounded residents


@pytest.mark.parametrize(("offence", "rank"), PLACES.items())
def test_over_later_residents_ranks_move_by_a_few_places(offence, rank):
    level = level_of(OXMERE, offence, 2024)
    assert abs(level.rank - rank) <= 4 and level.compared == 313
    assert level.denominators.of == 2024 and not level.estimated


def test_the_rate_has_its_interval():
    # 1,253 bicycles over 166,034 residents by Byar's formula, worked out apart.
    rate = level_of(OXMERE, "Bicycle theft", 2024).rate
    assert (rate.value, rate.lower, rate.upper) == pytest.approx((7.5467, 7.1346, 7.9764), abs=2e-4)


def test_residential_burglary_is_over_households_too():
    level = level_of(OXMERE, "Residential burglary", 2024, "households")
    assert level.rate.value == pytest.approx(7.895, abs=0.005)  # Table C4: 7.894975
    assert level_sentence(level, "residential burglary").startswith(
        "The rate of residential burglary was 7.9 for every 1,000 households, the "
    )


def test_a_partnership_without_published_rates_has_none_and_is_in_no_rank():
    found = level_of(CITY, ALL_CRIME, 2024)
    assert found.why.endswith("gives no rates for this area, because few people live there.")
    assert CITY not in rates_of(2024).index and CITY not in rates_of(2024, "households").index


def test_a_year_or_place_without_a_figure_is_a_gap(monkeypatch):
    assert level_of(OXMERE, ALL_CRIME, 2019).why == "There is no figure of the partnership for 2019."
    make_counts(monkeypatch, {(2024, OXMERE, "all", "Robbery"): None, (2024, "E22000305", "all", "Robbery"): 70})
    assert isinstance(level_of(OXMERE, "Robbery", 2024), Gap)
    level = level_of("E22000305", "Robbery", 2024)
    assert (level.rank, level.compared) == (1, 1)
    assert level.neighbours.why == "None of the nearest neighbours has a rate."
    assert level_sentence(level, "robbery").endswith("the only one of 1 partnerships.")


def test_the_median_and_rank_are_of_the_neighbours(monkeypatch):
    level = level_of(OXMERE, "Drug offences", 2024)
    theirs = sorted(rates_of(2024)["Drug offences"][each.code] for each in level.neighbours.partnerships)
    assert level.neighbours.median == pytest.approx((theirs[6] + theirs[7]) / 2)  # of fourteen
    assert level.neighbours.rank == 1 + sum(each > level.rate.value for each in theirs)
    assert level.neighbours.of == 15


def test_no_neighbours_is_a_gap_beside_the_rank():
    welsh = load_areas().find("partnership", "Cardiff")
    level = level_of(welsh.code, "Shoplifting", 2024)
    assert level.rank and level.neighbours.why == "ONS gives nearest neighbours of districts in England only."


def test_equal_rates_share_the_higher_rank_and_missing_ones_are_not_counted():
    rates = pd.Series({"a": 3.0, "b": 5.0, "c": 3.0, "d": float("nan"), "e": 1.0})
    assert [rank_among(rates, code) for code in "abce"] == [(2, 4), (1, 4), (2, 4), (4, 4)]


@pytest.mark.parametrize(
    ("rank", "of", "words"),
    [
        (1, 313, "the highest"),
        (2, 313, "the 2nd highest"),
        (157, 313, "the 157th highest"),
        (282, 313, "the 282nd highest"),
        (283, 313, "the 31st lowest"),  # of the lowest tenth
        (312, 313, "the 2nd lowest"),
        (313, 313, "the lowest"),
        (1, 2, "the highest"),
        (2, 2, "the lowest"),
        (1, 1, "the only one"),
    ],
)
def test_the_rank_in_words(rank, of, words):
    assert rank_in_words(rank, of) == words


def test_a_level_reads_as_english():
    level = level_of(OXMERE, "Bicycle theft", 2024)
    assert level_sentence(level, "bicycle theft") == (
        "The rate of bicycle theft was 7.5 for every 1,000 residents, the 2nd highest of 313 partnerships."
    )
    assert neighbours_sentence(level.neighbours) == (
        "The median of its 14 nearest neighbours was 2.0; among these 15 it was the highest."
    )
    few = level_of(OXMERE, "Homicide", 2024)
    assert level_sentence(few, "homicide") == "Homicide: 1 offence in 2024, too few for a rank."
