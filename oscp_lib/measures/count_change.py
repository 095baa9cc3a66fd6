"""What a count did between two years, with the interval of its ratio and the sentence that says it."""

from dataclasses import dataclass
from math import inf, nan
from typing import Literal

import pandas as pd
from scipy.stats import beta

from oscp_lib.measures import wording
from oscp_lib.measures.rates import CONFIDENCE, Interval

# A percentage of fewer offences says more of chance than of the place: the counts stand alone.
COUNTS_ALONE_BELOW = 50
ABOUT_THE_SAME = (0.9, 1.1)
# Words of an offence's name that make it plural, as in 'Drug offences' and 'Miscellaneous crimes against society'.
PLURALS = frozenset({"offences", "crimes", "incidents", "reports"})

Verb = Literal["rose", "fell", "about the same", "could be chance", "too few", "not available"]


@dataclass(frozen=True)
class WhatACountDid:
    """A count of one year beside that of an earlier one.

    Attributes
    ----------
    before, now
        The counts; None where there is none. A count below zero is a correction by the publisher.
    years
        The earlier and the later year.
    ratio
        The later count over the earlier, with its exact 95% interval; it has no value where the earlier is not above
        zero, and no bounds either where one of the counts is missing.
    verb
        What can be said of it.
    """

    before: int | None
    now: int | None
    years: tuple[int, int]
    ratio: Interval
    verb: Verb

    @property
    def lower(self) -> float:
        return self.ratio.lower

    @property
    def upper(self) -> float:
        return self.ratio.upper

    @property
    def per_cent(self) -> float:
        """The change in per cent; not a number where there is no ratio."""
        return 100 * (self.ratio.value - 1)

    @property
    def unchanged(self) -> bool:
        """True where both counts are the same."""
        return self.now is not None and self.now == self.before


def ratio_interval(before: int, now: int) -> Interval:
    """The ratio of two Poisson counts with its exact 95% interval.

    Given their sum, the later count is binomial with p = ratio / (1 + ratio) (Przyborowski and Wilenski, 1940,
    Biometrika 31); the limits of p are those of Clopper and Pearson (1934, Biometrika 26). It takes offences to occur
    singly, and the time and people at risk to be the same. A count below zero has the interval of none.

    Parameters
    ----------
    before, now
        The earlier and the later count.

    Returns
    -------
    Interval
        The ratio is not a number where the earlier count is not above zero; then nothing bounds it from above.
    """
    value = now / before if before > 0 else nan
    before, now = max(before, 0), max(now, 0)
    tail = (1 - CONFIDENCE) / 2
    # By the beta distribution, a fiftieth of the time of scipy's `binomtest`, which also works out a p.
    lower = odds(beta.ppf(tail, now, before + 1)) if now else 0.0
    upper = odds(beta.ppf(1 - tail, now + 1, before)) if before else inf
    return Interval(value, lower, upper)


def odds(share: float) -> float:
    return float(share / (1 - share))


def what_a_count_did(before: float | None, now: float | None, years: tuple[int, int]) -> WhatACountDid:
    """What a count did from the first of two years to the second.

    It rose or fell where the interval of the ratio leaves out no change; it was about the same where the interval lies
    within 0.9 to 1.1; else a difference of its size could be chance. Where one of the counts is below 50, only the
    counts are said.

    Parameters
    ----------
    before, now
        The counts; None, `pandas.NA` or not a number where there is none.
    """
    earlier, later = (None if pd.isna(each) else int(each) for each in (before, now))
    if earlier is None or later is None:
        return WhatACountDid(earlier, later, years, Interval(nan, nan, nan), "not available")
    ratio = ratio_interval(earlier, later)
    return WhatACountDid(earlier, later, years, ratio, verb_of(earlier, later, ratio))


def verb_of(before: int, now: int, ratio: Interval) -> Verb:
    if min(before, now) < COUNTS_ALONE_BELOW:
        return "too few"
    if ratio.lower > 1:
        return "rose"
    if ratio.upper < 1:
        return "fell"
    low, high = ABOUT_THE_SAME
    return "about the same" if low <= ratio.lower and ratio.upper <= high else "could be chance"


def sentence(did: WhatACountDid, name: str, unit: str = "offences") -> str:
    """What a count did, in one or two plain sentences.

    Parameters
    ----------
    name
        What is counted, as a sentence begins with it, such as 'Shoplifting' or 'Drug offences'.
    unit
        The unit of the counts; it is left out where the name says it.
    """
    year = did.years[1]
    was = "were" if is_plural(name) else "was"
    if did.now is None:
        return f"There is no figure for {wording.inside(name)} in {year}."
    if did.before is None:
        now = wording.count(did.now)
        return f"{name} {was} {now} in {year}. There is no figure for {did.years[0]} to compare with."
    return f"{name} {predicate(did, name, unit)}."


def predicate(did: WhatACountDid, name: str, unit: str = "offences") -> str:
    """What follows the name of what is counted in a sentence; both counts must be there."""
    was = "were" if is_plural(name) else "was"
    of = "" if unit in name.lower().split() else f" {unit}"
    now, before = wording.count(did.now), wording.count(did.before)
    if did.unchanged:
        return f"{was} {now} in {did.years[1]}, the same as in {did.years[0]}"
    first, last = did.years
    if did.verb in ("rose", "fell"):
        if follow(did.years):
            return f"{moved(did)}, from {before}{of} in {first} to {now} in {last}"
        return f"{moved(did)}, from {before} to {now}{of}"
    if did.verb == "about the same":
        return f"{was} about the same: {now}{of} in {last}, against {before} in {first} ({signed(did.per_cent)})"
    ending = "; a difference of this size could be chance" if did.verb == "could be chance" else ""
    return f"{was} {now} in {last}, against {before} in {first}{ending}"


def moved(did: WhatACountDid) -> str:
    """'rose by 38.9 per cent'; where there are years between the two, '... between' them."""
    between = "" if follow(did.years) else f" between {did.years[0]} and {did.years[1]}"
    return f"{did.verb} by {size(did.per_cent)}{between}"


def size(per_cent: float) -> str:
    """The size of a change, whose direction a verb says: 38.9 -> '38.9 per cent'; never '0.0 per cent'."""
    return wording.per_cent(abs(per_cent), 1) if abs(per_cent) >= 0.05 else "less than 0.1 per cent"


def signed(per_cent: float) -> str:
    """A change with its sign: -0.14 -> '−0.1 per cent'; one that rounds to nothing is 'less than 0.1 per cent'."""
    if abs(per_cent) < 0.05:
        return f"{'up' if per_cent > 0 else 'down'} {size(per_cent)}"
    return f"{'+' if per_cent > 0 else ''}{wording.per_cent(per_cent, 1)}"


def earlier(did: WhatACountDid) -> str:
    return "the year before" if follow(did.years) else f"in {did.years[0]}"


def follow(years: tuple[int, int]) -> bool:
    """True where the second year is the one after the first."""
    return years[1] - years[0] == 1


def is_plural(name: str) -> bool:
    """True for a name that takes 'were', such as 'Drug offences'."""
    return not PLURALS.isdisjoint(name.lower().split())
