"""How numbers are printed."""

import pytest

from oscp_lib.measures import wording


def test_counts_have_thousands_separators_and_small_ones_may_be_words():
    assert wording.count(17002) == "17,002"
    assert wording.count_in_words(9) == "nine"
    assert wording.count_in_words(12) == "12"
    assert wording.count_in_words(0) == "none"


def test_decimals_use_a_minus_sign():
    assert wording.decimal(-1.25) == "−1.2"
    assert wording.per_cent(31.2) == "31 per cent"
    assert wording.per_cent(39.9, 1) == "39.9 per cent"


def test_lists_and_spans_read_as_english():
    assert wording.listed(["Cherrow"]) == "Cherrow"
    assert wording.listed(["Cherrow", "Oxmere", "Vale of Grey Horse"]) == "Cherrow, Oxmere and Vale of Grey Horse"
    assert wording.span([2021, 2022, 2023]) == "2021 to 2023"
    assert wording.span([2021]) == "2021"


def test_ordinal_numbers():
    numbers = (1, 2, 3, 4, 11, 12, 13, 21, 22, 101, 111, 313, 1002)
    assert [wording.ordinal(number) for number in numbers] == [
        "1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "22nd", "101st", "111th", "313th", "1,002nd",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("place", "inside"),
    [
        ("City of Somewhere", "the City of Somewhere"), ("Vale of Somewhere", "the Vale of Somewhere"),
        ("Isles of Somewhere", "the Isles of Somewhere"), ("East Riding of Somewhere", "the East Riding of Somewhere"),
        ("Forest of Somewhere", "the Forest of Somewhere"), ("Somewhere", "Somewhere"),
        ("Citywide and Valeside", "Citywide and Valeside"), ("Upper Vale of Somewhere", "Upper Vale of Somewhere"),
    ],
)  # fmt: skip
def test_a_place_whose_name_says_what_it_is_has_an_article_in_a_sentence(place, inside):
    assert wording.named(place) == inside
    assert wording.to_begin(wording.named(place)).lower() == inside.lower()
    assert wording.to_begin(wording.named(place))[0].isupper()
