"""Sums that readers know beyond the totals of one policy: within a table, and between tables.

A category is the sum of its parts, a county that of its districts; the total of one table is a cell of another, or a
figure that is published. A whole that is shown tells the sum of its parts, so that a pattern which protects each total
by itself may still let a count be worked out. `exposed` asks that of all partners' tables together, in whole numbers.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from oscp_lib.data.disclosure import KEY, Key, Policy, grid, keys_of, margins, totalled

Cell = tuple[str, Key]  # of which table, and its key
PERIOD = ["period_start", "period_end"]


@dataclass(frozen=True)
class Sum:
    """Cells that add up to another cell, or (`whole` None) to a number that readers have."""

    parts: frozenset[Cell]
    whole: Cell | None = None

    @property
    def cells(self) -> frozenset[Cell]:
        return self.parts | ({self.whole} if self.whole else set())


@dataclass
class Sums:
    """What readers know of the cells of partners' tables.

    `totals` are those that the policies name, `links` all others; `published` are cells that a published table shows.
    """

    counts: dict[Cell, float] = field(default_factory=dict)
    policies: dict[str, Policy] = field(default_factory=dict)
    totals: list[Sum] = field(default_factory=list)
    links: list[Sum] = field(default_factory=list)
    published: frozenset[Cell] = frozenset()

    @property
    def wholes(self) -> frozenset[Cell]:
        return frozenset(each.whole for each in self.links if each.whole)

    def exposed(self, withheld: frozenset[Cell]) -> list[Cell]:
        """The withheld cells that readers can narrow down further than from the floor to the threshold."""
        known = linked([*self.links, *self.totals], self.links, withheld)
        cells = sorted(withheld & frozenset().union(*(each.cells for each in known)))
        if not cells:
            return []
        place = {cell: number for number, cell in enumerate(cells)}
        matrix = np.zeros((len(known), len(cells)))
        for row, each in enumerate(known):
            for cell in each.parts & withheld:
                matrix[row, place[cell]] += 1
            if each.whole in withheld:
                matrix[row, place[each.whole]] -= 1
        values = np.array([self.counts[cell] for cell in cells])
        floors = np.array([self.policies[table].floor for table, _ in cells], dtype=float)
        return [cell for cell in cells if self.tells(place[cell], cell, matrix, values, floors)]

    def tells(self, place: int, cell: Cell, matrix: np.ndarray, values: np.ndarray, floors: np.ndarray) -> bool:
        """True where a cell cannot be its floor, or cannot be the threshold."""
        from scipy.optimize import Bounds, LinearConstraint, milp

        policy = self.policies[cell[0]]
        for least, most in ((policy.floor, policy.floor), (max(policy.threshold, policy.floor), np.inf)):
            lower, upper = floors.copy(), np.full(len(floors), np.inf)
            lower[place], upper[place] = least, most
            found = milp(
                np.zeros(len(values)), integrality=np.ones(len(values)), bounds=Bounds(lower, upper),
                constraints=LinearConstraint(matrix, matrix @ values, matrix @ values),
            )  # fmt: skip
            if found.status != 0:
                return True
        return False

    def companion(self, cell: Cell, withheld: frozenset[Cell]) -> Cell | None:
        """The smallest count that stands in a sum with a cell and may be withheld beside it."""
        beside = frozenset().union(*(each.cells for each in [*self.links, *self.totals] if cell in each.cells))
        free = [
            each
            for each in beside - withheld - self.published - self.wholes
            if self.counts[each] >= self.policies[each[0]].floor
        ]
        return min(free, key=lambda each: (self.counts[each], each), default=None)


def linked(sums: list[Sum], links: list[Sum], withheld: frozenset[Cell]) -> list[Sum]:
    """The sums with withheld cells that hang together with some link; the others stand by themselves."""
    reached = frozenset().union(*(each.cells & withheld for each in links))
    while True:
        found = [each for each in sums if each.cells & reached]
        more = reached.union(*(each.cells & withheld for each in found))
        if more == reached:
            return found
        reached = more


def sums_of(
    frames: Mapping[str, pd.DataFrame],
    policies: Mapping[str, Policy],
    parts: Mapping[str, Mapping[str, tuple[str, ...]]],
    public: Iterable[pd.DataFrame],
) -> Sums:
    """What readers know of partners' tables.

    Parameters
    ----------
    frames, policies
        The tables whose counts may be withheld, by name.
    parts
        For each of them, the names that others add up to: a category's, or an area's.
    public
        The tables whose every row is published.
    """
    rows = pd.concat([frame.assign(table=name) for name, frame in frames.items()], ignore_index=True)
    cells = list(zip(rows["table"], keys_of(rows), strict=True))
    found = Sums(dict(zip(cells, rows["value"].astype(float), strict=True)), dict(policies))
    periods = rows[PERIOD].drop_duplicates()
    shown = pd.concat([frame.merge(periods, on=PERIOD) for frame in public] or [rows.iloc[:0]], ignore_index=True)
    published = dict(zip(keys_of(shown), shown["value"], strict=True))
    found.published = frozenset(cell for cell in cells if published.get(cell[1]) == found.counts[cell])
    ours, theirs = by_size(rows, cells), by_size(shown, [("", key) for key in keys_of(shown)])
    for name, frame in frames.items():
        found.totals += [Sum(group) for group in known_totals(name, frame, policies[name])]
        found.links += parts_of_wholes(name, frame, parts[name])
        for group in groups_of(frame, policies[name]):
            members = frozenset((name, key) for key in keys_of(group))
            wholes = [cell for cell in same_total(group, ours, policies[name]) if cell not in members]
            found.links += [Sum(members, whole) for whole in wholes]
            found.links += [Sum(members) for _ in same_total(group, theirs, policies[name])]
    by_key: dict[Key, list[Cell]] = {}
    for cell in cells:
        by_key.setdefault(cell[1], []).append(cell)
    for same in by_key.values():
        found.links += [
            Sum(frozenset({one}), same[0]) for one in same[1:] if found.counts[one] == found.counts[same[0]]
        ]
    return found


def known_totals(name: str, frame: pd.DataFrame, policy: Policy) -> list[frozenset[Cell]]:
    """The cells of each total that a policy says readers know."""
    if policy.public or not policy.secondary:
        return []
    found = []
    for part in totalled(frame, policy):
        counts, places = grid(part, policy.dimensions)
        rows, columns = margins(counts, policy)
        for axis, groups in ((0, rows), (1, columns)):
            for group in groups:
                keys = [key for place, key in zip(places, keys_of(part), strict=True) if place[axis] in group]
                found.append(frozenset((name, key) for key in keys))
    return found


def groups_of(frame: pd.DataFrame, policy: Policy) -> list[pd.DataFrame]:
    """The rows whose sum may stand elsewhere: those of a total, and of each row and column of it."""
    groups = totalled(frame, policy)
    for alone in policy.dimensions if len(policy.dimensions) == 2 else ():
        groups += [part for _, part in frame.groupby([name for name in KEY if name != alone], sort=False)]
    return [group for group in groups if len(group) > 1]


def by_size(rows: pd.DataFrame, cells: Iterable[Cell]) -> dict[Key, list[Cell]]:
    """The cells of some rows by what is asked of the sum of a group: its period, its unit and its size."""
    found: dict[Key, list[Cell]] = {}
    for *like, cell in zip(*(rows[name].tolist() for name in [*PERIOD, "unit", "value"]), cells, strict=True):
        found.setdefault(tuple(like), []).append(cell)
    return found


def same_total(group: pd.DataFrame, sized: Mapping[Key, list[Cell]], policy: Policy) -> list[Cell]:
    """The cells that can be taken for the sum of a group: of its period, unit and area, and as large."""
    first = group.iloc[0]
    like = sized.get((*first[[*PERIOD, "unit"]], group["value"].sum()), [])
    if "area" in policy.dimensions:
        return like
    return [cell for cell in like if cell[1][KEY.index("area")] == first["area"]]


def parts_of_wholes(name: str, frame: pd.DataFrame, parts: Mapping[str, tuple[str, ...]]) -> list[Sum]:
    """The categories and areas of a table that others of it add up to."""
    found = []
    for column in ("category", "area"):
        if parts.keys().isdisjoint(frame[column]):
            continue
        for _, group in frame.groupby([each for each in KEY if each != column], sort=False):
            cells = dict(zip(group[column], ((name, key) for key in keys_of(group)), strict=True))
            counts = dict(zip(group[column], group["value"], strict=True))
            for whole, names in parts.items():
                there = [each for each in names if each in cells]
                if whole in cells and there and sum(counts[each] for each in there) == counts[whole]:
                    found.append(Sum(frozenset(cells[each] for each in there), cells[whole]))
    return found
