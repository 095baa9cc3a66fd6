"""Disclosure control: which cells of a table are withheld, so that no small count can be read or worked out.

The policy of a table stands in its metadata, and readers know it. Small counts are withheld first (primary
suppression); then further cells (secondary suppression), until somebody who knows the policy and every total of the
table can say no more of any withheld cell than that it lies between the least that the policy allows it (`floor`) and
at least the threshold. Shown counts are taken as known exactly, also where they are rounded: that tells readers more
than they have. Whether it holds is settled by linear programming over the totals, whose ends are whole numbers since
each cell stands in one row and one column. The pattern is found by a block search with a clean-up: the smallest block
of rows and columns that protects is withheld, then each secondary cell that is not needed is put back, largest first
(the clean-up of Kelly, Golden and Assad, 1992, Networks 22; for one-dimensional tables the pattern is the cheapest
there is).
"""

import itertools
from dataclasses import dataclass

import numpy as np
import pandas as pd

WITHHELD = "withheld"
KEY = ("period_start", "period_end", "area", "category", "measure")
Key = tuple
Groups = list[list[int]]


@dataclass(frozen=True)
class Policy:
    """How a table's small counts are protected; `public` says why a table needs no protection.

    `threshold` is the smallest count that may be shown, `rounding` the base that shown counts are rounded to (1: none),
    `zeros` whether a zero tells something of a person, `secondary` whether readers know totals, `dimensions` the one
    or two columns that the cells of one total differ in, and `totals` those of two by which readers know the totals.
    """

    threshold: int
    public: str = ""
    rounding: int = 1
    zeros: bool = False
    secondary: bool = True
    dimensions: tuple[str, ...] = ("category",)
    totals: tuple[str, ...] = ()

    @property
    def floor(self) -> int:
        """The least that a withheld count can be: zeros that tell nothing are shown, so a withheld count is none."""
        return 0 if self.zeros else 1

    def small(self, counts: np.ndarray) -> np.ndarray:
        """True where a count may not be shown."""
        return (counts < self.threshold) & (counts >= self.floor)


@dataclass(frozen=True)
class Withheld:
    """The cells of a table that are withheld: small ones, and those that keep them from being worked out."""

    primary: frozenset[Key] = frozenset()
    secondary: frozenset[Key] = frozenset()

    @property
    def cells(self) -> frozenset[Key]:
        return self.primary | self.secondary


class CannotBeMet(ValueError):
    """No pattern protects: every cell would have to go."""


def keys_of(frame: pd.DataFrame) -> list[Key]:
    """The key of each row: everything that identifies its value, without the value."""
    return list(zip(*(frame[name].tolist() for name in KEY), strict=True))


def cells_to_withhold(
    frame: pd.DataFrame,
    policy: Policy,
    earlier: frozenset[Key] = frozenset(),
    published: frozenset[Key] = frozenset(),
    wholes: frozenset[Key] = frozenset(),
) -> Withheld:
    """The cells of a table that its policy withholds.

    Parameters
    ----------
    frame
        One row per count, whose keys are unique.
    earlier
        Keys withheld before or in another table, which stay withheld.
    published
        Keys of counts that a published table shows too: they are no secret, and withheld they would hide nothing.
    wholes
        Keys of counts that others add up to: withheld beside a small count they would hide nothing.

    Raises
    ------
    CannotBeMet
        When the cells of some total would all have to go; says which.
    """
    if policy.public:
        return Withheld()
    primary, secondary = set(), set()
    for part in totalled(frame, policy):
        counts, places = grid(part, policy.dimensions)
        keys = keys_of(part)
        held, present, free = (np.zeros(counts.shape, dtype=bool) for _ in range(3))
        for place, key in zip(places, keys, strict=True):
            present[place] = True
            held[place] = (policy.small(counts[place]) or key in earlier) and key not in published
            # A zero that tells nothing is always shown, and readers know it.
            free[place] = counts[place] >= policy.floor and key not in published | wholes
        primary |= {key for place, key in zip(places, keys, strict=True) if held[place]}
        if not (policy.secondary and held.any()):
            continue
        try:
            pattern = protect(counts, held, present, free, policy)
        except CannotBeMet:
            raise CannotBeMet(name_of(keys[0], policy)) from None
        secondary |= {key for place, key in zip(places, keys, strict=True) if pattern[place] and not held[place]}
    return Withheld(frozenset(primary), frozenset(secondary))


def name_of(key: Key, policy: Policy) -> str:
    """A total as messages name it: by its period and area, never by what a partner typed."""
    start, end, area, _, _ = key
    period = f"{str(start)[:10]} to {str(end)[:10]}"
    return period if "area" in policy.dimensions else f"{period}, {area}"


def totalled(frame: pd.DataFrame, policy: Policy) -> list[pd.DataFrame]:
    """The cells of a table by the totals that they add up to: those of a group differ in the dimensions alone."""
    apart = [name for name in KEY if name not in policy.dimensions]
    return [part for _, part in frame.groupby(apart, sort=False)]


def grid(part: pd.DataFrame, dimensions: tuple[str, ...]) -> tuple[np.ndarray, list[tuple[int, int]]]:
    """The counts of one total as rows and columns (one column where there is one dimension), and each row's place."""
    names = [*dimensions, *([] if len(dimensions) == 2 else [None])]
    codes = [pd.factorize(part[name])[0] if name else np.zeros(len(part), dtype=int) for name in names]
    places = list(zip(codes[0].tolist(), codes[1].tolist(), strict=True))
    counts = np.zeros((codes[0].max() + 1, codes[1].max() + 1), dtype=float)
    counts[codes[0], codes[1]] = part["value"].to_numpy()
    return counts, places


def protect(counts: np.ndarray, held: np.ndarray, present: np.ndarray, free: np.ndarray, policy: Policy) -> np.ndarray:
    """The cells to withhold, among them all that are `held`; only those that are `free` can be withheld beside them.

    Raises
    ------
    CannotBeMet
        When not even withholding every cell would protect, or nothing else does.
    """
    rows, columns = margins(counts, policy)
    for block in blocks(counts, held):
        pattern = block & free | held
        if pattern[present].all():
            break
        if protects(counts, pattern, rows, columns, policy):
            return cleaned_up(counts, pattern, held, rows, columns, policy)
    raise CannotBeMet


def margins(counts: np.ndarray, policy: Policy) -> tuple[Groups, Groups]:
    """The rows, and the columns, whose totals are known: a total that is itself small is known only with others."""
    if len(policy.dimensions) == 1:
        return [], [[0]]
    known = policy.totals or policy.dimensions
    return tuple(
        grouped(counts.sum(axis=1 - axis), policy) if name in known else []
        for axis, name in enumerate(policy.dimensions)
    )


def grouped(totals: np.ndarray, policy: Policy) -> Groups:
    """Join each small total with the next smallest until no group's total is small."""
    groups = [[int(place)] for place in np.argsort(totals, kind="stable")]
    while len(groups) > 1:
        small = [group for group in groups if policy.small(np.float64(totals[group].sum()))]
        if not small:
            break
        groups.remove(small[0])
        groups[0] = [*small[0], *groups[0]]
        groups.sort(key=lambda group: totals[group].sum())
    return groups


def blocks(counts: np.ndarray, held: np.ndarray) -> list[np.ndarray]:
    """Blocks of whole rows by whole columns that hold every withheld cell, fewest cells first."""
    row_orders = in_order(counts.sum(axis=1), held.any(axis=1))
    column_orders = in_order(counts.sum(axis=0), held.any(axis=0))
    found = [np.outer(rows, columns) for rows, columns in itertools.product(row_orders, column_orders)]
    return sorted(found, key=lambda block: (int(block.sum()), float(counts[block].sum())))


def in_order(totals: np.ndarray, needed: np.ndarray) -> list[np.ndarray]:
    """Those that are needed, then with one more at a time, smallest first; what holds nothing hides nothing."""
    chosen = [needed.copy()]
    for place in np.argsort(np.where(totals > 0, totals, np.inf), kind="stable"):
        if not needed[place]:
            chosen.append(chosen[-1].copy())
            chosen[-1][place] = True
    return chosen


def protects(counts: np.ndarray, pattern: np.ndarray, rows: Groups, columns: Groups, policy: Policy) -> bool:
    """True if each withheld cell can be as low as the floor and as high as the threshold, given policy and totals.

    For every withheld cell two tables must exist that agree with all shown cells and totals: they are looked for
    together, as one linear programme of independent blocks.
    """
    from scipy.optimize import linprog
    from scipy.sparse import csr_array, eye_array, kron

    cells = np.argwhere(pattern)
    known = [np.isin(cells[:, 0], group) for group in rows] + [np.isin(cells[:, 1], group) for group in columns]
    known = [row for row in known if row.any()]
    values, most = counts[pattern], max(policy.threshold, policy.floor)
    # What each total alone rules out, and where each cell stands in one total all that there is to ask.
    if any(row.sum() < 2 or values[row].sum() < most + policy.floor * (row.sum() - 1) for row in known):
        return False
    if not (rows and columns):
        return True
    matrix = np.array(known, dtype=float)
    shape = (2 * len(cells), len(cells))
    lower, upper = np.full(shape, float(policy.floor)), np.full(shape, np.inf)
    for place in range(len(cells)):
        upper[2 * place, place] = policy.floor
        lower[2 * place + 1, place] = most
    tables = eye_array(2 * len(cells))
    result = linprog(
        np.zeros(lower.size), A_eq=kron(tables, csr_array(matrix)), b_eq=np.tile(matrix @ values, 2 * len(cells)),
        bounds=np.column_stack([lower.ravel(), upper.ravel()]), method="highs",
    )  # fmt: skip
    return result.status == 0


def cleaned_up(
    counts: np.ndarray, pattern: np.ndarray, held: np.ndarray, rows: Groups, columns: Groups, policy: Policy
) -> np.ndarray:
    """The pattern without the secondary cells that it can do without; the largest counts are put back first."""
    extra = np.argwhere(pattern & ~held)
    for place in sorted(map(tuple, extra.tolist()), key=lambda place: -counts[place]):
        pattern[place] = False
        if not protects(counts, pattern, rows, columns, policy):
            pattern[place] = True
    return pattern


def published(frame: pd.DataFrame, policy: Policy, withheld: Withheld) -> pd.DataFrame:
    """The frame as it may be shown: withheld counts removed, shown ones rounded to the base."""
    if policy.public or not len(frame):
        return frame.assign(**{WITHHELD: False})
    hidden = pd.Series([key in withheld.cells for key in keys_of(frame)], index=frame.index)
    shown = frame["value"].where(~hidden)
    if policy.rounding > 1:
        shown = np.floor(shown / policy.rounding + 0.5) * policy.rounding
    return frame.assign(value=shown, **{WITHHELD: hidden})
