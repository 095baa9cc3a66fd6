"""Whether a count moved more than chance would move it."""

import math
from dataclasses import dataclass

import numpy as np
from scipy.stats import norm, t

SIGNIFICANCE = 0.05


@dataclass(frozen=True)
class Change:
    """A count now and before, in the same area and from the same source.

    `clear` says that the change is significant at 5% after allowing for overdispersion and for the number of
    comparisons made beside it. `across` says what changed in how the counts are made between the two: then nothing is
    said of whether the count rose or fell.
    """

    now: float
    before: float
    p: float
    clear: bool
    across: str = ""

    @property
    def per_cent(self) -> float:
        return 100 * (self.now / self.before - 1)

    @property
    def direction(self) -> str:
        """'rose', 'fell' or 'showed no clear change'; 'moved' where the counting changed in between."""
        if self.across:
            return "moved"
        if not self.clear:
            return "showed no clear change"
        return "rose" if self.now > self.before else "fell"

    @property
    def words(self) -> str:
        """'rose by 5.3 per cent', 'showed no clear change (+1.2 per cent)', 'moved by +1.2 per cent across ...'."""
        signed = f"{self.per_cent:+.1f} per cent".replace("-", "\N{MINUS SIGN}")
        if self.across:
            return f"{self.direction} by {signed} across {self.across}"
        if not self.clear:
            return f"{self.direction} ({signed})"
        return f"{self.direction} by {abs(self.per_cent):.1f} per cent"


@dataclass(frozen=True)
class Spread:
    """How much more counts vary than a Poisson model allows, and the degrees of freedom that is estimated on."""

    scale: float
    degrees: int


def overdispersion(tables: list[np.ndarray]) -> Spread:
    """How much more counts vary from one year to the next than a Poisson model of area and year allows.

    Parameters
    ----------
    tables
        One for each pair of years: one row per area, one column per year.

    Returns
    -------
    Spread
        Pearson's chi-squared over its degrees of freedom, both added over the tables, never below 1
        (the quasi-Poisson scale of McCullagh and Nelder, 1989, section 6.2.3).
    """
    degrees = sum((counts.shape[0] - 1) * (counts.shape[1] - 1) for counts in tables)
    if not degrees:
        return Spread(1.0, 0)
    return Spread(max(1.0, sum(chi_squared(counts) for counts in tables) / degrees), degrees)


def chi_squared(counts: np.ndarray) -> float:
    """Pearson's statistic of a two-way table of counts; an area or a year of none adds nothing."""
    if counts.sum() <= 0:
        return 0.0
    expected = counts.sum(axis=1)[:, None] * counts.sum(axis=0)[None, :] / counts.sum()
    some = expected > 0
    return float((((counts - expected) ** 2)[some] / expected[some]).sum())


def p_of_change(now: float, before: float, spread: Spread) -> float:
    """Two-sided p of the ratio of two Poisson counts of the same population, on the log scale.

    By Student's t on the degrees of freedom of the spread, which is itself an estimate; by the normal distribution
    where there is none. Half an event is added to each count so that a zero can be compared; a count below zero, where
    more records were cancelled than made, is taken for none.
    """
    now, before = max(now, 0), max(before, 0)
    error = math.sqrt(spread.scale * (1 / (now + 0.5) + 1 / (before + 0.5)))
    distance = abs(math.log((now + 0.5) / (before + 0.5))) / error
    return float(2 * (t.sf(distance, spread.degrees) if spread.degrees else norm.sf(distance)))


def holm(p_values: list[float]) -> list[bool]:
    """Which of several comparisons hold at 5% together (Holm, 1979)."""
    order = sorted(range(len(p_values)), key=lambda index: p_values[index])
    held = [False] * len(p_values)
    for rank, index in enumerate(order):
        if p_values[index] > SIGNIFICANCE / (len(p_values) - rank):
            break
        held[index] = True
    return held
