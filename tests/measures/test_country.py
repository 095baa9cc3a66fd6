"""What the country and its partnerships did: published figures, and made tables for what they do not hold."""

import pytest

from oscp_lib.data.areas import load_areas
from oscp_lib.data.gap import Gap
from oscp_lib.data.national import read_national
from oscp_lib.measures.count_change import sentence
from oscp_lib.measures.country import (
    country_change,
    country_of,
    country_sentence,
    forces_change,
    forces_sentence,
    left_out_sentence,
    rank_of_change,
    rank_sentence,
)
from tests.measures.made_counts import make_counts

OXMERE, YEARS = "E22000308", (2023, 2024)
ALL_CRIME = "Total recorded crime (excluding fraud)"


@pytest.mark.parametrize(
    ("offence", "higher", "compared"),
    [
        (ALL_CRIME, 38, 314),
        ("Shoplifting", 68, 314),
        ("Drug offences", 25, 314),
        ("Criminal damage and arson", 15, 314),
        ("Residential burglary", 269, 314),
        ("Bicycle theft", 54, 313),
    ],
)
def test_the_rank_is_the_one_worked_out_apart_from_this_project(offence, higher, compared):
    rank = rank_of_change(OXMERE, offence, YEARS)
    assert (rank.higher, rank.compared) == (higher, compared)
    assert rank.higher + rank.lower + rank.level + 1 == rank.compared


def test_the_country_is_as_published_with_the_transport_police():
    # ONS, Police force area data tables, year ending December 2024, Table P2.
    assert country_of(OXMERE).code == "K04000001"
    found = country_change(OXMERE, ALL_CRIME, YEARS)
    assert round(found.per_cent, 1) == -2.4
    assert country_sentence(found, "the country", ALL_CRIME) == "Across the country it fell by 2.4 per cent."


def test_a_partnership_of_wales_has_the_same_country():
    welsh = next(each for each in load_areas().of_kind("partnership") if each.code.startswith("W"))
    assert country_of(welsh.code).code == "K04000001"


def test_a_year_without_a_published_total_is_a_gap_and_no_sum():
    found = country_change(OXMERE, "Shoplifting", (2021, 2024))
    assert isinstance(found, Gap)
    assert found.why == "No published total of England and Wales is held for 2021."


@pytest.mark.parametrize("offence", [ALL_CRIME, "Shoplifting", "Robbery"])
def test_all_forces_are_the_sum_of_their_partnerships_and_of_what_is_in_none(offence):
    found = forces_change(offence, (2021, 2024))
    # Devon and Cornwall has no counts of 2021.
    assert (found.counted, found.forces) == (42, 43)
    for year, total in zip((2021, 2024), (found.did.before, found.did.now), strict=True):
        held = read_national("recorded_crime", offence=offence).dropna(subset="value")
        held = held[held["period_end"].dt.year == year]
        wholes = held[(held["part"] == "all") & held["area_code"].str.match("E22|W14|E06|E07")]
        nowhere = held[(held["part"] != "all") & held["area_code"].str.match("E23|W15")]
        out = {each.code for each in load_areas().members("E23000035", "partnership")} | {"E23000035"}
        assert total == sum(rows[~rows["area_code"].isin(out)]["value"].sum() for rows in (wholes, nowhere))
    text = forces_sentence(found, "the country", offence)
    assert text.startswith("Across 42 of the 43 police forces of the country it rose by ")


def test_forces_without_counts_of_both_years_give_no_sum():
    assert isinstance(forces_change("Robbery", (1999, 2024)), Gap)


def test_partnerships_that_a_year_does_not_name_are_left_out_and_said():
    rank = rank_of_change(OXMERE, "Shoplifting", (2021, 2024))
    assert rank.compared == 292
    assert left_out_sentence(rank, (2021, 2024)) == (
        "Not in the rank: 14 without a row of their own for 2021 and 8 without a figure for both years."
    )


def of_partnerships(monkeypatch, pairs, offence="Robbery"):
    """Partnerships with these counts of two years; None is a year without a value, a missing year has no row."""
    codes = [each.code for each in load_areas().of_kind("partnership")[: len(pairs)]]
    counts = {
        (year, code, "all", offence): value
        for code, pair in zip(codes, pairs, strict=True)
        for year, value in zip(YEARS, pair, strict=True)
        if value != "no row"
    }
    make_counts(monkeypatch, counts)
    return codes


@pytest.mark.parametrize(
    ("pairs", "words"),
    [
        ([(100, 150), (100, 200), (100, 120)], "In 1 of 3 partnerships there was a larger rise."),
        (
            [(100, 150), (200, 300), (100, 120)],
            "In none of 3 partnerships was there a larger rise.",
        ),  # a tie is not more
        ([(100, 80), (100, 60), (100, 120)], "In 1 of 3 partnerships there was a larger fall."),
        ([(100, 80), (100, 90), (100, 120)], "In none of 3 partnerships was there a larger fall."),
        ([(100, 100), (100, 90), (100, 120), (5, 9)], "Of 4 partnerships 2 had a rise and 1 a fall."),
        ([(100, 0), (100, 0), (100, 1)], "In none of 3 partnerships was there a larger fall."),
    ],
)
def test_the_rank_in_words(monkeypatch, pairs, words):
    code = of_partnerships(monkeypatch, pairs)[0]
    assert rank_sentence(rank_of_change(code, "Robbery", YEARS)) == words


def test_a_tie_is_counted_apart(monkeypatch):
    code = of_partnerships(monkeypatch, [(100, 150), (200, 300), (2, 3), (10, 9)])[0]
    rank = rank_of_change(code, "Robbery", YEARS)
    assert (rank.higher, rank.level, rank.lower) == (0, 2, 1)


def test_who_has_no_ratio_is_not_compared_and_counted_by_reason(monkeypatch):
    pairs = [(100, 150), (0, 9), (None, 9), (9, None), ("no row", 9), ("no row", 9), (20, -1), (-2, 5), (8, 4)]
    rank = rank_of_change(of_partnerships(monkeypatch, pairs)[0], "Robbery", YEARS)
    assert (rank.compared, rank.rose, rank.fell) == (2, 1, 1)
    assert left_out_sentence(rank, YEARS) == (
        "Not in the rank: 2 without a row of their own for 2023, 2 without a figure for both years and 3 without a "
        "ratio (none recorded in 2023, or a count below zero)."
    )


@pytest.mark.parametrize(
    ("pair", "why"),
    [
        ((0, 9), "The count of 2023 was 0: no change can be a multiple of it."),
        ((-2, 9), "The count of 2023 was −2: no change can be a multiple of it."),
        ((None, 9), "There is no figure of the partnership for 2023."),
        (("no row", 9), "There is no figure of the partnership for 2023."),
        ((9, None), "There is no figure of the partnership for 2024."),
        ((9, -1), "The count of 2024 is below zero: more records were cancelled than made."),
    ],
)
def test_a_place_without_a_ratio_has_a_gap_that_says_why(monkeypatch, pair, why):
    code = of_partnerships(monkeypatch, [pair, (100, 120)])[0]
    found = rank_of_change(code, "Robbery", YEARS)
    assert (found.what, found.why) == ("rank of the change in robbery from 2023 to 2024", why)


def test_a_first_year_has_nothing_to_compare_with(monkeypatch):
    code = of_partnerships(monkeypatch, [("no row", 9), ("no row", 120)])[0]
    assert rank_of_change(code, "Robbery", YEARS).why == "There is no figure of the partnership for 2023."
    assert rank_of_change(code, "Robbery", (2030, 2031)).why == "There is no figure of the partnership for 2030."


def test_a_row_of_a_district_stands_in_no_rank(monkeypatch):
    district = load_areas().of_kind("district")[0].code
    code = load_areas().of_kind("partnership")[0].code
    counts = {(year, area, "all", "Robbery"): year for year in YEARS for area in (code, district)}
    make_counts(monkeypatch, counts)
    assert rank_of_change(code, "Robbery", YEARS).compared == 1


@pytest.mark.parametrize(
    ("name", "before", "now", "words"),
    [
        ("Shoplifting", 429_873, 516_971, "Across the country it rose by 20.3 per cent."),
        ("Robbery", 80_822, 81_135, "Across the country it was about the same (+0.4 per cent)."),
        (
            "Homicide", 563, 535,
            "Across the country it was 535, against 563 the year before; a difference of this size could be chance.",
        ),
        ("Drug offences", 40, 60, "Across the country they were 60, against 40 the year before."),
    ],
)  # fmt: skip
def test_the_country_in_words(monkeypatch, name, before, now, words):
    make_counts(monkeypatch, {(2023, "K04000001", "all", name): before, (2024, "K04000001", "all", name): now})
    found = country_change(OXMERE, name, YEARS)
    assert country_sentence(found, "the country", name) == words


def test_the_country_is_not_what_one_part_of_it_recorded(monkeypatch):
    rows = {(year, "K04000001", "British Transport Police", "Robbery"): 70 for year in YEARS}
    make_counts(monkeypatch, rows)
    assert isinstance(country_change(OXMERE, "Robbery", YEARS), Gap)


def test_the_news_of_an_offence_reads_as_one_paragraph():
    found = country_change(OXMERE, "Shoplifting", YEARS)
    words = [sentence(found, "Shoplifting"), rank_sentence(rank_of_change(OXMERE, "Shoplifting", YEARS))]
    assert words[0].startswith("Shoplifting rose by 20.3 per cent, from ")
    assert words[1] == "In 68 of 314 partnerships there was a larger rise."
