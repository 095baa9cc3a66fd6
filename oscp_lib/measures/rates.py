"""Rates and proportions with their 95% intervals."""

import math
from dataclasses import dataclass

from scipy.stats import binomtest, chi2, norm

from oscp_lib.errors import InputError, Problem

PER = 1_000
CONFIDENCE = 0.95
# Below this count Byar's approximation is poor (Public Health England, APHO Technical Briefing 3).
EXACT_BELOW = 10


@dataclass(frozen=True)
class Interval:
    """An estimate with the bounds of its 95% interval, all in the unit of the estimate."""

    value: float
    lower: float
    upper: float


def rate_per_1000(count: float, residents: float, table: str) -> Interval:
    """A crude rate per 1,000 residents with its 95% interval.

    Byar's approximation for the count, the exact Poisson interval below 10 events
    (Breslow and Day, 1987; the method of the English public-health outcome indicators). A count below zero, where more
    records were cancelled than made, has the interval of none.

    Raises
    ------
    InputError
        When the denominator, from the table named, is missing or not above zero.
    """
    if not residents or math.isnan(residents) or residents < 0:
        raise no_denominator(table, "a rate", residents)
    lower, upper = exact_poisson(max(count, 0)) if count < EXACT_BELOW else byar(count)
    return Interval(*(PER * events / residents for events in (count, lower, upper)))


def no_denominator(table: str, of: str, found: float) -> InputError:
    """A denominator that nothing can be divided by is a mistake in its table, never a gap."""
    problem = f"The denominator of {of} is {found:g}; it must be above zero."
    return InputError(Problem(f"table {table}", problem, "Enter the figure as it was published."))


def byar(count: float) -> tuple[float, float]:
    """Byar's approximate 95% limits of a Poisson count."""
    z = norm.ppf(1 - (1 - CONFIDENCE) / 2)
    above = count + 1
    lower = count * (1 - 1 / (9 * count) - z / (3 * math.sqrt(count))) ** 3
    upper = above * (1 - 1 / (9 * above) + z / (3 * math.sqrt(above))) ** 3
    return lower, upper


def exact_poisson(count: float) -> tuple[float, float]:
    """The exact 95% limits of a Poisson count, by its link with the chi-squared distribution."""
    tail = (1 - CONFIDENCE) / 2
    lower = chi2.ppf(tail, 2 * count) / 2 if count else 0.0
    return lower, chi2.ppf(1 - tail, 2 * count + 2) / 2


def proportion(part: int, whole: int, table: str) -> Interval:
    """A share of a whole, 0 to 1, with Wilson's 95% interval.

    Raises
    ------
    InputError
        When the whole, from the table named, is zero.
    """
    if whole <= 0:
        raise no_denominator(table, "a share", whole)
    # A count below zero can make a part smaller than none, or larger than the whole.
    limits = binomtest(min(max(int(part), 0), int(whole)), int(whole)).proportion_ci(CONFIDENCE, method="wilson")
    return Interval(part / whole, limits.low, limits.high)
