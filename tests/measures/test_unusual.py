"""What is unusual: the model against published and other code's values, the rules, and a simulation of its errors."""

from math import exp, inf, isnan

import numpy as np
import pandas as pd
import pytest
from scipy.stats import false_discovery_control

from oscp_lib.data.gap import Gap
from oscp_lib.measures.unusual import (
    Judged,
    Model,
    change_effects,
    changes,
    family,
    judge,
    level_effects,
    levels,
    paule_mandel,
    random_effects,
    verdict_sentence,
    verdicts_of_level,
)

OXMERE, YEARS = "E22000308", (2023, 2024)
# Trials of the BCG vaccine (Colditz and others, 1994, JAMA 271): cases and others among the vaccinated, and the rest.
BCG = np.array([
    (4, 119, 11, 128), (6, 300, 29, 274), (3, 228, 11, 209), (62, 13536, 248, 12619), (33, 5036, 47, 5761),
    (180, 1361, 372, 1079), (8, 2537, 10, 619), (505, 87886, 499, 87892), (29, 7470, 45, 7232), (17, 1699, 65, 1600),
    (186, 50448, 141, 27197), (5, 2493, 3, 2338), (27, 16886, 29, 17825),
], dtype=float)  # fmt: skip


def bcg():
    """The log risk ratios of the trials and their variances."""
    cases, others, cases_rest, others_rest = BCG.T
    first, rest = cases + others, cases_rest + others_rest
    return np.log(cases / first * rest / cases_rest), 1 / cases - 1 / first + 1 / cases_rest - 1 / rest


def test_the_variance_between_places_is_that_of_metafor():
    # metafor, rma(method="PM") on dat.bcg: tau^2 0.3181, estimate -0.7150, se 0.1809.
    model = random_effects(*bcg())
    assert (model.tau_squared, model.centre, model.error) == pytest.approx((0.3181, -0.7150, 0.1809), abs=5e-5)


def test_the_model_is_that_of_statsmodels():
    # statsmodels 0.15, combine_effects(method_re="pm"), on counts that a formula makes.
    number = np.arange(1, 41)
    before = 100 + 13.0 * (number * number % 17)
    now = np.round(before * np.exp(0.3 * np.sin(number)))
    model = random_effects(np.log(now / before), 1 / now + 1 / before)
    expected = (0.03555456405134688, 0.021333358752712698, 0.03415060370561541)
    assert (model.tau_squared, model.centre, model.error) == pytest.approx(expected, rel=1e-6)


def test_places_that_differ_by_less_than_chance_have_no_variance_between_them():
    assert paule_mandel(np.array([0.1, 0.11, 0.09, 0.1]), np.full(4, 0.01)) == 0
    assert paule_mandel(np.full(4, 0.3), np.full(4, 0.01)) == 0


def test_the_limits_and_the_p_agree():
    model = Model(0.2, 0.04, 0.01, 200)
    lower, upper = model.limits(0.02)
    assert model.p(np.array([lower, upper]), 0.02) == pytest.approx([0.05, 0.05])
    assert model.p(np.array([0.2]), 0.02) == pytest.approx([1])
    # By the normal distribution the reach would be 1.959964 standard deviations; t on 198 degrees has 1.972017.
    assert (upper - lower) / 2 == pytest.approx(1.972017 * (0.02 + 0.04 + 0.0001) ** 0.5, rel=1e-6)


def test_the_family_holds_each_offence_once():
    assert len(family()) == 19
    assert "Residential burglary" in family() and "Burglary" not in family()
    assert "Shoplifting" in family() and "Theft offences" not in family() and "Robbery" in family()


def of_places(extra):
    """Two years' counts of places: forty ordinary ones, and one more in front."""
    before = pd.Series([float(extra[0]), *[200.0 + 5 * place for place in range(40)]])
    now = pd.Series([float(extra[1]), *(before[1:] * np.exp(0.1 * np.sin(np.arange(40)))).round()])
    return before, now


def verdict_on(extra):
    found = judge(0, {"Robbery": change_effects(*of_places(extra))}, ("Robbery",), "change")["Robbery"]
    return found if isinstance(found, Gap) else found.verdict


@pytest.mark.parametrize(
    ("extra", "verdict"),
    [((300, 310), "none"), ((300, 700), "unusual"), ((300, 90), "unusual"), ((60, 62), "none"), ((50, 400), "unusual")],
)
def test_a_place_far_beyond_the_others_is_unusual(extra, verdict):
    assert verdict_on(extra) == verdict


@pytest.mark.parametrize("extra", [(49, 400), (400, 49), (0, 400), (400, 0), (np.nan, 400), (400, np.nan), (-3, 400)])
def test_fewer_than_fifty_or_no_figure_has_no_verdict(extra):
    found = verdict_on(extra)
    assert found.what == "whether the change of robbery is unusual"
    assert found.why == "The partnership has too few offences to tell: below 50, or no figure."


def test_few_places_make_no_model():
    before = pd.Series([200.0] * 9 + [20.0] * 30)
    found = judge(0, {"Homicide": change_effects(before, before)}, ("Homicide",), "change")["Homicide"]
    assert found.why == "Fewer than 10 partnerships have counts large enough to compare."


def test_an_offence_is_judged_among_the_others_and_a_group_alone():
    # One offence beyond its limits, with a p that the family of ten does not bear.
    ordinary = change_effects(*of_places((300, 310)))
    far = next(each for now in range(330, 480) if 0.01 < (each := change_effects(*of_places((300, now)))).p[0] < 0.04)
    offences = [f"Offence {number}" for number in range(9)]
    effects = {"Far": far, "Group": far} | dict.fromkeys(offences, ordinary)
    found = judge(0, effects, ("Far", *offences), "change")
    assert found["Far"].verdict == found["Group"].verdict == "towards the edge"
    assert found["Far"].q == pytest.approx(10 * found["Far"].p)
    assert isnan(found["Group"].q)
    assert judge(0, effects, ("Far",), "change")["Far"].verdict == "unusual"


def test_a_group_is_never_unusual_in_itself():
    effects = {"Group": change_effects(*of_places((300, 900)))}
    assert judge(0, effects, (), "change")["Group"].verdict == "towards the edge"


def test_level_zero_counts_and_small_places():
    over = pd.Series([100.0] * 40 + [100.0, 1.0, 100.0])
    counts = pd.Series([100.0 + place for place in range(40)] + [0.0, 60.0, np.nan])
    effects = level_effects(counts, over)
    # A place with none is in the model; the small one with 60 offences is not, nor one without a figure.
    assert effects.model.places == 41
    assert effects.p[[40, 41, 42]].isna().all() and effects.p[:40].notna().all()
    assert np.isfinite(effects.effect[40])


def test_the_levels_of_oxmere_in_2024():
    # Bicycle theft is the second highest rate of 313 and twelve times the middle; no other offence is near.
    found = verdicts_of_level(OXMERE, 2024)
    assert [name for name in family() if getattr(found[name], "verdict", "none") == "unusual"] == ["Bicycle theft"]


def test_of_the_real_partnerships_one_in_twenty_changed_beyond_the_limits():
    beyond = np.concatenate([changes(YEARS)[name].p.dropna() < 0.05 for name in family()])
    assert len(beyond) > 4000 and 0.03 < beyond.mean() < 0.07
    beyond = np.concatenate([levels(2024)[name].p.dropna() < 0.05 for name in family()])
    assert len(beyond) > 4000 and 0.02 < beyond.mean() < 0.07


def test_the_flags_in_words():
    change = Judged("Robbery", "change", 2.1, 1.05, 0.8, 1.4, 0.0001, 0.002, "unusual", 0.01, 300)
    assert verdict_sentence(change) == (
        "The change is unusual: with such counts, changes between −20.0 per cent and +40.0 per cent would be usual."
    )
    level = Judged("Robbery", "level", 3.3, 1.0, 0.4, 3.2, 0.04, 0.3, "towards the edge", 0.2, 300)
    assert verdict_sentence(level) == (
        "The rate is towards the edge of what partnerships have: with such counts, rates between 0.4 and 3.2 would be "
        "usual."
    )
    quiet = Judged("Robbery", "level", 1.1, 1.0, 0.4, 3.2, 0.9, 0.9, "none", 0.2, 300)
    assert verdict_sentence(quiet) == ""


PLACES, SPREADS = 314, (0, 0.05, 0.1, 0.2)


def drawn(random, question, spread, middle, shift=0.0):
    """The effects of places with true log effects of that spread around those of the country, and a shift for some."""
    true = random.normal(0.05, spread, PLACES) + shift
    size = random.lognormal(np.log(middle), 0.8, PLACES)
    counts = pd.Series(random.poisson(size * np.exp(true)).astype(float))
    if question == "level":
        return level_effects(counts, pd.Series(size))
    return change_effects(pd.Series(random.poisson(size).astype(float)), counts)


@pytest.mark.longer
@pytest.mark.parametrize("middle", [60, 400])
@pytest.mark.parametrize("spread", SPREADS)
@pytest.mark.parametrize("question", ["change", "level"])
def test_of_places_that_follow_the_country_one_in_twenty_at_most_is_beyond(question, spread, middle):
    random = np.random.default_rng([int(100 * spread), middle])
    beyond = np.concatenate([drawn(random, question, spread, middle).p.dropna() < 0.05 for _ in range(60)])
    assert 0.025 < beyond.mean() <= 0.05


@pytest.mark.longer
@pytest.mark.parametrize("share", [0, 0.1, 0.5])
@pytest.mark.parametrize("spread", SPREADS)
@pytest.mark.parametrize("question", ["change", "level"])
def test_five_per_cent_of_the_flags_of_an_edition_at_most_are_false(question, spread, share):
    """Fifteen offences in each of the places; in a share of them some offences doubled or halved."""
    random = np.random.default_rng([int(100 * spread), int(100 * share)])
    p_values, shifted = [], []
    for _ in range(15):
        apart = (random.random(PLACES) < share) & (random.random(PLACES) < 0.2)
        shift = np.where(apart, random.choice([-1, 1], PLACES) * random.uniform(0.7, 1.4, PLACES), 0)
        p_values.append(drawn(random, question, spread, 400, shift).p.fillna(inf))
        shifted.append(apart)
    false_share = []
    for place in range(PLACES):
        p = np.array([each[place] for each in p_values])
        known = np.isfinite(p)
        flags = false_discovery_control(p[known]) <= 0.05
        false = flags & ~np.array([each[place] for each in shifted])[known]
        false_share.append(false.sum() / max(flags.sum(), 1))
    # The mean over editions, less what it may lie above its expectation by chance (two standard errors).
    assert np.mean(false_share) - 2 * np.std(false_share) / PLACES**0.5 <= 0.05


def test_limits_are_those_of_the_place_and_not_of_all():
    effects = change_effects(*of_places((60, 62)))
    small, large = (effects.model.limits(effects.variance[place]) for place in (0, 40))
    assert exp(small[1]) > exp(large[1]) and exp(small[0]) < exp(large[0])
