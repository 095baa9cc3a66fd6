"""Whether a change or a level is unusual among those of all partnerships.

Places differ by more than chance: each has its own way around that of all. A random-effects model says how much, and a
place is judged against the limits that follow for one with counts like its own.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import exp, isnan, nan
from typing import Literal

import numpy as np
import pandas as pd
from scipy.optimize import brentq
from scipy.stats import false_discovery_control, t

from oscp_lib import paths
from oscp_lib.data.gap import Gap
from oscp_lib.data.national_package import national_table
from oscp_lib.data.package import tables
from oscp_lib.measures import wording
from oscp_lib.measures.count_change import COUNTS_ALONE_BELOW, signed
from oscp_lib.measures.country import TABLE, Years, both, counts_of
from oscp_lib.measures.kept_frames import kept
from oscp_lib.measures.levels import rates_of
from oscp_lib.measures.partnership_residents import OF_RATES, RESIDENTS, partnership_residents
from oscp_lib.measures.rates import CONFIDENCE, PER

FALSE_DISCOVERIES = 0.05  # the share of flags that may be false
FEWEST_PLACES = 10  # fewer say too little of how much places differ
Question = Literal["change", "level"]
Verdict = Literal["none", "towards the edge", "unusual"]


@dataclass(frozen=True)
class Model:
    """The way of all places: log effects that are normal around a centre.

    `tau_squared` is the variance between places beyond chance; `error` is the standard error of the centre.
    """

    centre: float
    tau_squared: float
    error: float
    places: int

    def spread(self, variance: np.ndarray) -> np.ndarray:
        """How far places whose effects have that variance by chance lie from the centre (a standard deviation)."""
        return np.sqrt(variance + self.tau_squared + self.error**2)

    def limits(self, variance: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Between which log effects 19 in 20 such places lie: the prediction interval of Higgins and others (2009)."""
        reach = t.ppf((1 + CONFIDENCE) / 2, self.places - 2) * self.spread(variance)
        return self.centre - reach, self.centre + reach

    def p(self, effect: np.ndarray, variance: np.ndarray) -> np.ndarray:
        """Two-sided p of places that only follow the others."""
        distance = np.abs(effect - self.centre) / self.spread(variance)
        return 2 * t.sf(distance, self.places - 2)


@dataclass(frozen=True)
class Judged:
    """A change or level of one offence against the limits of all partnerships.

    Attributes
    ----------
    value
        The ratio of two counts, or the rate per 1,000 residents.
    middle, lower, upper
        The centre of all partnerships, and the limits of a place with such counts, in the same terms.
    p
        Of a place that only follows the others.
    q
        The p adjusted for the family of offences that do not overlap (Benjamini and Hochberg, 1995); not a number for
        a group, which holds offences that are judged themselves.
    verdict
        `towards the edge` beyond the limits; `unusual` where the share of false flags stays within 5 per cent too.
    tau_squared, places
        Of the model.
    """

    offence: str
    question: Question
    value: float
    middle: float
    lower: float
    upper: float
    p: float
    q: float
    verdict: Verdict
    tau_squared: float
    places: int


@dataclass(frozen=True, eq=False)
class Effects:
    """One offence in all partnerships: the log effect of each, its variance by chance, and its p.

    `p` is NaN for a partnership that may have no verdict. `model` is None where too few partnerships make one.
    """

    effect: pd.Series
    variance: pd.Series
    p: pd.Series
    model: Model | None


def random_effects(effect: np.ndarray, variance: np.ndarray) -> Model:
    """A random-effects model, the variance between places estimated by Paule and Mandel (1982).

    Parameters
    ----------
    effect, variance
        The log effects of places, and the variance of each by chance.
    """
    tau_squared = paule_mandel(effect, variance)
    weights = 1 / (variance + tau_squared)
    centre = float(np.average(effect, weights=weights))
    return Model(centre, tau_squared, float(weights.sum() ** -0.5), len(effect))


def paule_mandel(effect: np.ndarray, variance: np.ndarray) -> float:
    """The variance between places with which the weighted squares around the centre equal their degrees of freedom.

    None where they are fewer already. The root is bracketed: the Newton steps of statsmodels (0.15) end at none where
    the last of them passes it by a rounding error.
    """

    def excess(tau_squared: float) -> float:
        weights = 1 / (variance + tau_squared)
        centre = np.average(effect, weights=weights)
        return float(weights @ (effect - centre) ** 2) - (len(effect) - 1)

    # The squares around the plain mean, each over more than the variance sought, leave nothing in excess.
    highest = float(((effect - effect.mean()) ** 2).sum())
    return float(brentq(excess, 0, highest, xtol=1e-12)) if excess(0) > 0 else 0.0


def fitted_effects(effect: pd.Series, variance: pd.Series, in_model: pd.Series, judged: pd.Series) -> Effects:
    """The effects with the model that some of the places make, and the p of those that may have a verdict."""
    if in_model.sum() < FEWEST_PLACES:
        return Effects(effect, variance, pd.Series(nan, effect.index), None)
    model = random_effects(effect[in_model].to_numpy(), variance[in_model].to_numpy())
    return Effects(effect, variance, pd.Series(model.p(effect, variance), effect.index).where(judged), model)


def change_effects(before: pd.Series, now: pd.Series) -> Effects:
    """The log ratios of the counts of two years, with the variance 1/before + 1/now.

    Places with a hundred offences in both years together make the model: to choose them by each year's count would cut
    off those that moved far. A count of none stands as a half. Those with 50 in each year are judged.
    """
    known = (before >= 0) & (now >= 0)
    first, second = before.clip(lower=0.5), now.clip(lower=0.5)
    in_model = known & (before + now >= 2 * COUNTS_ALONE_BELOW)
    judged = (before >= COUNTS_ALONE_BELOW) & (now >= COUNTS_ALONE_BELOW)
    return fitted_effects(np.log(second / first), 1 / first + 1 / second, in_model, judged)


def level_effects(counts: pd.Series, over: pd.Series) -> Effects:
    """The log rates of one year, with the variance 1/count.

    Places of which the middle rate of all would make 50 offences make the model: to choose them by their own count
    would cut off the low rates of small places. A count of none stands as a half. Those of them with 50 are judged.
    """
    middle = (counts / over).median()
    some = counts.clip(lower=0.5)
    in_model = (counts >= 0) & (middle * over >= COUNTS_ALONE_BELOW)
    return fitted_effects(np.log(some / over), 1 / some, in_model, in_model & (counts >= COUNTS_ALONE_BELOW))


def changes(years: Years) -> dict[str, Effects]:
    """Of each offence, what all partnerships did between two years."""
    return kept(("changes", years), (TABLE,), lambda _: dict(each_change(years)))


def each_change(years: Years) -> Iterator[tuple[str, Effects]]:
    before, now = both(years)
    for offence in now.columns:
        yield offence, change_effects(before[offence], now[offence])


def levels(year: int) -> dict[str, Effects]:
    """Of each offence, the rates of all partnerships per 1,000 residents."""
    key = ("levels", year, paths.state(paths.EXCEPTIONS))
    return kept(key, (TABLE, RESIDENTS, OF_RATES), lambda _: dict(each_level(year)))


def each_level(year: int) -> Iterator[tuple[str, Effects]]:
    ranked = rates_of(year).index
    counts, over = counts_of(year).partnerships.loc[ranked], partnership_residents(year).values[ranked] / PER
    for offence in counts.columns:
        yield offence, level_effects(counts[offence], over)


def family() -> tuple[str, ...]:
    """The offences that hold no other: together they are all crime, and no offence is judged twice."""
    views = (each.parts for each in tables().values() if each.view and each.view.of == TABLE and each.parts)
    parts = next(views, {})
    return tuple(offence for offence in national_table(TABLE).ordered["offence"] if offence not in parts)


def verdicts_of_change(code: str, years: Years) -> dict[str, Judged | Gap]:
    """Of each offence, whether a partnership's change is unusual among those of all: one family of tests.

    Parameters
    ----------
    code
        The official code of the partnership.
    """
    return judge(code, changes(years), family(), "change")


def verdicts_of_level(code: str, year: int) -> dict[str, Judged | Gap]:
    """Of each offence, whether a partnership's rate is unusual among those of all: one family of tests.

    Raises
    ------
    InputError
        When no residents of that year or before it are held.
    """
    return judge(code, levels(year), family(), "level")


def judge(code: str, effects: Mapping[str, Effects], among: tuple[str, ...], question: Question) -> dict:
    """The verdict on each offence of one place; a gap where its counts, or the places, are too few."""
    of_place = {offence: float(each.p.get(code, nan)) for offence, each in effects.items()}
    p_values = {offence: p for offence, p in of_place.items() if not isnan(p)}
    tested = [offence for offence in among if offence in p_values]
    adjusted = false_discovery_control([p_values[each] for each in tested]) if tested else []
    q_values = dict(zip(tested, map(float, adjusted), strict=True))
    return {
        offence: judged(offence, question, each, code, p_values[offence], q_values.get(offence, nan))
        if offence in p_values
        else no_verdict(offence, question, each)
        for offence, each in effects.items()
    }


def judged(offence: str, question: Question, each: Effects, code: str, p: float, q: float) -> Judged:
    lower, upper = each.model.limits(each.variance[code])
    verdict = "unusual" if q <= FALSE_DISCOVERIES else "towards the edge" if p < 1 - CONFIDENCE else "none"
    in_terms = (exp(value) for value in (each.effect[code], each.model.centre, lower, upper))
    return Judged(offence, question, *in_terms, p, q, verdict, each.model.tau_squared, each.model.places)


def no_verdict(offence: str, question: Question, each: Effects) -> Gap:
    what = f"whether the {question} of {wording.inside(offence)} is unusual"
    if each.model is None:
        return Gap(what, f"Fewer than {FEWEST_PLACES} partnerships have counts large enough to compare.")
    return Gap(what, f"The partnership has too few offences to tell: below {COUNTS_ALONE_BELOW}, or no figure.")


def verdict_sentence(found: Judged) -> str:
    """What a flag says, with the limits; empty where there is none: the rank then stands alone."""
    if found.verdict == "none":
        return ""
    if found.question == "change":
        lower, upper = (signed(100 * (each - 1)) for each in (found.lower, found.upper))
        within = f"changes between {lower} and {upper}"
    else:
        within = f"rates between {wording.decimal(found.lower)} and {wording.decimal(found.upper)}"
    which = "unusual" if found.verdict == "unusual" else "towards the edge of what partnerships have"
    what = "change" if found.question == "change" else "rate"
    return f"The {what} is {which}: with such counts, {within} would be usual."
