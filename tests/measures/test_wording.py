"""How numbers are printed."""

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
    assert wording.listed(["Cherwell"]) == "Cherwell"
    assert wording.listed(["Cherwell", "Oxford", "Vale of White Horse"]) == "Cherwell, Oxford and Vale of White Horse"
    assert wording.span([2021, 2022, 2023]) == "2021 to 2023"
    assert wording.span([2021]) == "2021"


def test_ordinal_numbers():
    numbers = (1, 2, 3, 4, 11, 12, 13, 21, 22, 101, 111, 313, 1002)
    assert [wording.ordinal(number) for number in numbers] == [
        "1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "22nd", "101st", "111th", "313th", "1,002nd",
    ]  # fmt: skip
