"""What a count did: the interval against R and published figures, the verb by its rules, the sentence as English."""

from math import inf, isnan

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom, binomtest

from oscp_lib.measures.count_change import ratio_interval, sentence, what_a_count_did

YEARS = (2023, 2024)


def did(before, now, years=YEARS):
    return what_a_count_did(before, now, years)


def said(name, before, now, years=YEARS):
    return sentence(did(before, now, years), name)


def test_the_interval_is_that_of_r():
    # R's ?poisson.test: c(11, 6 + 8 + 7), time base c(800, 1083 + 1050 + 878): ratio 1.971488, 0.8584264 to 4.2772659.
    found, base = ratio_interval(21, 11), 3011 / 800
    assert [found.value * base, found.lower * base, found.upper * base] == pytest.approx(
        [1.971488, 0.8584264, 4.2772659], rel=1e-6
    )


@pytest.mark.parametrize(
    ("before", "now", "lower", "upper"), [(1791, 2488, 1.31, 1.48), (114, 146, 0.996, 1.65)], ids=str
)
def test_the_interval_of_published_counts(before, now, lower, upper):
    found = ratio_interval(before, now)
    assert (found.lower, found.upper) == pytest.approx((lower, upper), abs=0.005)


@pytest.mark.parametrize(("before", "now"), [(1, 0), (7, 3), (50, 50), (400, 523), (20_000, 19_000)])
def test_the_interval_is_that_of_the_exact_binomial_test(before, now):
    limits = binomtest(now, before + now).proportion_ci(0.95, method="exact")
    found = ratio_interval(before, now)
    expected = (limits.low / (1 - limits.low), limits.high / (1 - limits.high))
    assert (found.lower, found.upper) == pytest.approx(expected, rel=1e-6)


def test_turning_the_years_round_turns_the_interval_round():
    there, back = ratio_interval(80, 120), ratio_interval(120, 80)
    assert (there.lower, there.upper) == pytest.approx((1 / back.upper, 1 / back.lower))


def test_none_before_has_no_ratio_and_no_upper_bound():
    found = ratio_interval(0, 9)
    assert isnan(found.value) and found.upper == inf
    assert 0 < found.lower < inf
    assert ratio_interval(0, 0).lower == 0 and ratio_interval(0, 0).upper == inf
    assert ratio_interval(9, 0).lower == 0 == ratio_interval(9, 0).value


def test_a_count_below_zero_has_the_interval_of_none():
    assert ratio_interval(9, -2).upper == ratio_interval(9, 0).upper
    assert isnan(ratio_interval(-2, 9).value)


@pytest.mark.parametrize(
    ("before", "now", "verb"),
    [
        (1791, 2488, "rose"),
        (556, 436, "fell"),
        (16511, 17384, "rose"),
        (1424, 1422, "about the same"),
        (114, 146, "could be chance"),
        (1471, 1446, "about the same"),
        (49, 300, "too few"),
        (300, 49, "too few"),
        (50, 300, "rose"),
        (0, 80, "too few"),
        (-1, 80, "too few"),
        (None, 80, "not available"),
        (80, None, "not available"),
        (np.nan, 80, "not available"),
        (pd.NA, 80, "not available"),
    ],
)
def test_the_verb_follows_the_interval(before, now, verb):
    assert did(before, now).verb == verb


def test_a_rise_within_a_tenth_is_a_rise_where_chance_does_not_reach_it():
    found = did(100_000, 102_000)
    assert found.upper < 1.1 and found.verb == "rose"


@pytest.mark.parametrize(
    ("name", "before", "now", "words"),
    [
        ("Shoplifting", 1791, 2488, "Shoplifting rose by 38.9 per cent, from 1,791 offences in 2023 to 2,488 in 2024."),
        ("Theft offences", 7076, 7624, "Theft offences rose by 7.7 per cent, from 7,076 in 2023 to 7,624 in 2024."),
        (
            "Residential burglary", 556, 436,
            "Residential burglary fell by 21.6 per cent, from 556 offences in 2023 to 436 in 2024.",
        ),
        (
            "Violence with injury", 1424, 1422,
            "Violence with injury was about the same: 1,422 offences in 2024, against 1,424 in 2023 (−0.1 per cent).",
        ),
        (
            "Public order offences", 150_000, 150_030,
            "Public order offences were about the same: 150,030 in 2024, against 150,000 in 2023"
            " (up less than 0.1 per cent).",
        ),
        (
            "Robbery", 114, 146,
            "Robbery was 146 in 2024, against 114 in 2023; a difference of this size could be chance.",
        ),
        (
            "Sexual offences", 90, 80,
            "Sexual offences were 80 in 2024, against 90 in 2023; a difference of this size could be chance.",
        ),
        ("Homicide", 3, 1, "Homicide was 1 in 2024, against 3 in 2023."),
        ("Homicide", 0, 1, "Homicide was 1 in 2024, against 0 in 2023."),
        ("Homicide", 3, -1, "Homicide was −1 in 2024, against 3 in 2023."),
        ("Homicide", 0, 0, "Homicide was 0 in 2024, the same as in 2023."),
        ("Robbery", 60, 60, "Robbery was 60 in 2024, the same as in 2023."),
        ("Drug offences", None, 917, "Drug offences were 917 in 2024. There is no figure for 2023 to compare with."),
        ("Drug offences", 665, None, "There is no figure for drug offences in 2024."),
        ("Drug offences", None, None, "There is no figure for drug offences in 2024."),
        (
            "Recorded crime", 10_000_000, 10_010_000,
            "Recorded crime rose by 0.1 per cent, from 10,000,000 offences in 2023 to 10,010,000 in 2024.",
        ),
    ],
)  # fmt: skip
def test_each_case_reads_as_english(name, before, now, words):
    assert said(name, before, now) == words


@pytest.mark.parametrize(
    ("name", "before", "now", "words"),
    [
        (
            "Shoplifting", 1108, 2488,
            "Shoplifting rose by 124.5 per cent between 2021 and 2024, from 1,108 to 2,488 offences.",
        ),
        (
            "Robbery", 130, 146,
            "Robbery was 146 in 2024, against 130 in 2021; a difference of this size could be chance.",
        ),
        ("Homicide", 2, 1, "Homicide was 1 in 2024, against 2 in 2021."),
        ("Robbery", 146, 146, "Robbery was 146 in 2024, the same as in 2021."),
    ],
)  # fmt: skip
def test_over_several_years_both_years_are_named(name, before, now, words):
    assert said(name, before, now, (2021, 2024)) == words


def test_a_rise_too_small_for_a_decimal_is_not_a_rise_by_nothing():
    assert said("Recorded crime", 100_000_000, 100_040_000).startswith("Recorded crime rose by less than 0.1 per cent,")


@pytest.mark.parametrize("together", [160, 400, 5000, 20_000])
def test_counts_that_do_not_change_are_said_to_have_moved_in_one_of_twenty_at_most(together):
    # Of two years with the same risk, every way in which so many offences fall to them, with its probability.
    around = np.arange(together // 2 - int(4 * together**0.5) - 1, together // 2 + int(4 * together**0.5) + 2)
    moved = [now for now in around.tolist() if did(together - now, now).verb in ("rose", "fell")]
    assert 0.02 < binom.pmf(moved, together, 0.5).sum() <= 0.05
