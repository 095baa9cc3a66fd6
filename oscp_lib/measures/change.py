"""Whether a count moved more than chance would move it."""

import math
from dataclasses import dataclass

import pandas as pd
from scipy.stats import norm

SIGNIFICANCE = 0.05


@dataclass(frozen=True)
class Change:
    """A count now and before, in the same area and from the same source.

    `clear` says that the change is significant at 5% after allowing for overdispersion and for the number of
    comparisons made beside it. `across` says what changed in how the counts are made between the two.
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
        """'rose', 'fell' or 'showed no clear change'."""
        if not self.clear:
            return "showed no clear change"
        return "rose" if self.now > self.before else "fell"

    @property
    def words(self) -> str:
        """'rose by 5.3 per cent', 'fell by 5.3 per cent', or 'showed no clear change (+1.2 per cent)'."""
        across = f"across {self.across}" if self.across else ""
        if not self.clear:
            signed = f"{self.per_cent:+.1f} per cent".replace("-", "\N{MINUS SIGN}")
            return f"{self.direction} ({', '.join(part for part in (signed, across) if part)})"
        return f"{self.direction} by {abs(self.per_cent):.1f} per cent{f' ({across})' if across else ''}"


def overdispersion(counts: pd.DataFrame) -> float:
    """How much more counts vary than a Poisson model of area and year allows.

    Parameters
    ----------
    counts
        One row per area, one column per year.

    Returns
    -------
    float
        Pearson's chi-squared of the two-way table over its degrees of freedom, never below 1
        (the quasi-Poisson scale of McCullagh and Nelder, 1989, section 6.2.3).
    """
    degrees = (counts.shape[0] - 1) * (counts.shape[1] - 1)
    if degrees < 1:
        return 1.0
    expected = counts.sum(axis=1).to_numpy()[:, None] * counts.sum(axis=0).to_numpy()[None, :]
    expected = expected / counts.to_numpy().sum()
    chi_squared = ((counts.to_numpy() - expected) ** 2 / expected).sum()
    return max(1.0, float(chi_squared / degrees))


def p_of_change(now: float, before: float, dispersion: float) -> float:
    """Two-sided p of the ratio of two Poisson counts of the same population, on the log scale.

    Half an event is added to each so that a zero can be compared.
    """
    error = math.sqrt(dispersion * (1 / (now + 0.5) + 1 / (before + 0.5)))
    return float(2 * norm.sf(abs(math.log((now + 0.5) / (before + 0.5))) / error))


def holm(p_values: list[float]) -> list[bool]:
    """Which of several comparisons hold at 5% together (Holm, 1979)."""
    order = sorted(range(len(p_values)), key=lambda index: p_values[index])
    held = [False] * len(p_values)
    for rank, index in enumerate(order):
        if p_values[index] > SIGNIFICANCE / (len(p_values) - rank):
            break
        held[index] = True
    return held
