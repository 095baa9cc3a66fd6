"""Rates, intervals and proportions against values published or worked out elsewhere."""

import pytest

from oscp_lib.errors import InputError
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
    with pytest.raises(InputError, match="population_ons"):
        rate_per_1000(10, residents, "population_ons")


def test_wilson_interval_matches_the_published_example():
    # Newcombe (1998), Statistics in Medicine 17, table I: 81 of 263, Wilson without continuity correction.
    share = proportion(81, 263, "table")
    assert share.value == pytest.approx(0.3080, abs=5e-5)
    assert (share.lower, share.upper) == pytest.approx((0.2553, 0.3662), abs=5e-5)


def test_a_share_of_nothing_is_an_error():
    with pytest.raises(InputError, match="exploitation_plan"):
        proportion(0, 0, "exploitation_plan")


def test_a_count_below_zero_has_the_interval_of_none():
    # Exact Poisson, no event in 10,000: 0 to 3.688879 (Garwood), so 0 to 0.3688879 per 1,000.
    rate = rate_per_1000(-1, 10_000, "a_table")
    assert rate.value == pytest.approx(-0.1)
    assert (rate.lower, rate.upper) == (0, pytest.approx(0.3688879, abs=1e-6))


def test_a_part_below_zero_has_the_interval_of_none():
    below, none = proportion(-1, 50, "a_table"), proportion(0, 50, "a_table")
    assert below.value == -0.02
    assert (below.lower, below.upper) == (none.lower, none.upper)
