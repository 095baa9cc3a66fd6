"""When a count may be said to have risen or fallen."""

import math

import numpy as np
import pytest
from scipy.stats import chi2_contingency

from oscp_lib.measures.significance import Change, Spread, chi_squared, holm, overdispersion, p_of_change


def test_words_follow_the_test_not_the_sign():
    assert Change(1053, 1000, 0.001, clear=True).words == "rose by 5.3 per cent"
    assert Change(900, 1000, 0.001, clear=True).words == "fell by 10.0 per cent"
    assert Change(1012, 1000, 0.8, clear=False).words == "showed no clear change (+1.2 per cent)"
    assert Change(988, 1000, 0.8, clear=False).words == "showed no clear change (−1.2 per cent)"


def test_nothing_is_said_of_a_change_across_a_change_in_counting():
    change = Change(1053, 1000, 1.0, clear=False, across="a change of counting rules")
    assert change.words == "moved by +5.3 per cent across a change of counting rules"


def test_overdispersion_is_the_chi_squared_of_the_tables_over_their_degrees_of_freedom():
    first, second = np.array([[120, 90], [40, 75], [60, 70]]), np.array([[90, 150], [75, 30], [70, 66]])
    expected = [chi2_contingency(counts, correction=False) for counts in (first, second)]
    spread = overdispersion([first, second])
    assert spread.degrees == sum(each.dof for each in expected) == 4
    assert spread.scale == pytest.approx(sum(each.statistic for each in expected) / 4)


def test_overdispersion_never_makes_a_test_sharper_than_poisson():
    assert overdispersion([np.array([[100, 200], [50, 100]])]) == Spread(1, 1)
    assert overdispersion([np.array([[100], [50]])]) == Spread(1, 0)
    assert overdispersion([]) == Spread(1, 0)


def test_p_agrees_with_the_normal_test_of_a_log_ratio():
    # 1000 against 900: log ratio 0.1053, standard error sqrt(1/1000.5 + 1/900.5) = 0.04593, z = 2.293, p = 0.0218.
    assert p_of_change(1000, 900, Spread(1.0, 0)) == pytest.approx(0.0218, abs=2e-4)


def test_a_spread_widens_the_test_and_so_does_how_little_it_is_known():
    assert p_of_change(1000, 900, Spread(4.0, 0)) == pytest.approx(math.erfc(2.293 / 2 / math.sqrt(2)), abs=2e-4)
    # Student's t with 4 degrees of freedom, as printed in tables: two-sided 5% beyond 2.776.
    distance = 0.1053 / 0.04593
    scale = (distance / 2.776) ** 2
    assert p_of_change(1000, 900, Spread(scale, 4)) == pytest.approx(0.05, abs=1e-3)


def test_a_zero_can_be_compared():
    assert 0 < p_of_change(0, 12, Spread(1.0, 0)) < 0.05


def test_holm_steps_down_and_stops():
    # Limits for four comparisons are 0.0125, 0.0167, 0.025 and 0.05.
    assert holm([0.01, 0.04, 0.03, 0.005]) == [True, False, False, True]
    assert holm([0.02, 0.001]) == [True, True]
    assert holm([0.03, 0.04]) == [False, False]
    assert holm([]) == []


def test_a_count_below_zero_is_taken_for_none_where_chance_is_judged():
    spread = Spread(1.0, 0)
    assert p_of_change(-2, 40, spread) == p_of_change(0, 40, spread) < 0.01


def test_an_area_without_any_offence_adds_nothing_to_the_spread():
    # By scipy, of the two areas that have offences: the third has none in either year.
    counts = np.array([[40, 70], [60, 30], [0, 0]])
    without = chi2_contingency(counts[:2], correction=False).statistic
    assert chi_squared(counts) == pytest.approx(without)
    assert overdispersion([np.zeros((3, 2))]).scale == 1
