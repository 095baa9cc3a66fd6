"""Rates, intervals and proportions against values published or worked out elsewhere."""

import pytest

from oscp_lib.measures.rates import proportion, rate_per_1000


def test_byar_interval_matches_the_worked_example():
    # Worked example of Byar's method: 82 events in 10,000 people.
    rate = rate_per_1000(82, 10_000, "table")
    assert rate.value == pytest.approx(8.2)
    assert (rate.lower, rate.upper) == pytest.approx((6.521491, 10.178484), abs=5e-7)


def test_exact_interval_below_ten_events():
    # Exact Poisson limits of 7 are 2.81436 and 14.42268 (Garwood, 1936).
    rate = rate_per_1000(7, 10_000, "table")
    assert (rate.value, rate.lower, rate.upper) == pytest.approx((0.7, 0.281436, 1.442268), abs=5e-7)


def test_no_events_have_a_lower_limit_of_zero():
    # The exact upper limit of a count of 0 is -ln(0.025) = 3.688879.
    rate = rate_per_1000(0, 1_000, "table")
    assert rate.lower == 0
    assert rate.upper == pytest.approx(3.688879, abs=5e-7)


@pytest.mark.parametrize("residents", [0, -5, float("nan")])
def test_a_missing_denominator_is_an_error_that_names_the_table(residents):
    with pytest.raises(ValueError, match="population_ons"):
        rate_per_1000(10, residents, "population_ons")


def test_wilson_interval_matches_the_published_example():
    # Newcombe (1998), Statistics in Medicine 17, table I: 81 of 263, Wilson without continuity correction.
    share = proportion(81, 263, "table")
    assert share.value == pytest.approx(0.3080, abs=5e-5)
    assert (share.lower, share.upper) == pytest.approx((0.2553, 0.3662), abs=5e-5)


def test_a_share_of_nothing_is_an_error():
    with pytest.raises(ValueError, match="exploitation_plan"):
        proportion(0, 0, "exploitation_plan")
