"""What readers can work out, over every small table: by trying all whole numbers, with none of the product's code.

A reader knows the policy, each shown count, which cells are withheld, and the totals that the policy says are known.
All tables that agree with that are tried. Each withheld count must be able to be the least that the policy allows it
(1 where zeros are shown, else 0) and at least the threshold.
"""

import itertools
from functools import cache

import numpy as np
import pandas as pd
import pytest

from oscp_lib.data.disclosure import CannotBeMet, Policy, cells_to_withhold, published

DAY = pd.Timestamp(2024, 12, 31)


def table(counts):
    """Counts by rows (categories) and columns (measures)."""
    return pd.DataFrame(
        [
            {"period_start": DAY, "period_end": DAY, "area": "A", "category": f"{i}", "measure": f"{j}", "value": n}
            for i, row in enumerate(counts)
            for j, n in enumerate(row)
        ]
    )


def seen(counts, policy, earlier=frozenset()):
    """The table as readers have it, None where it is withheld; nothing where the policy cannot be met."""
    frame = table(counts)
    try:
        shown = published(frame, policy, cells_to_withhold(frame, policy, earlier))["value"]
    except CannotBeMet:
        return None
    cells = iter(None if pd.isna(value) else int(value) for value in shown)
    return [[next(cells) for _ in row] for row in counts]


@cache
def fillings(total, cells, least):
    """Every way to write a total as so many whole numbers, none below the least."""
    if cells == 0:
        return [()] if total == 0 else []
    top = total - least * (cells - 1)
    return [(n, *rest) for n in range(least, top + 1) for rest in fillings(total - n, cells - 1, least)]


@cache
def ends_alone(total, cells, least):
    """The least and the most that each of some cells is, of which readers know the sum alone."""
    first = [way[0] for way in fillings(total, cells, least)]
    return min(first), max(first)


def ends(shown, counts, policy):
    """The least and the most that each withheld cell is in any table that agrees with what readers know."""
    least = 0 if policy.zeros else 1
    columns = list(zip(*counts, strict=True))
    hidden = [[i for i, row in enumerate(shown) if row[j] is None] for j in range(len(columns))]
    sums = [sum(column[i] for i in places) for column, places in zip(columns, hidden, strict=True)]
    if len(policy.dimensions) == 1 or policy.totals:
        return {
            (i, j): ends_alone(sums[j], len(places), least) for j, places in enumerate(hidden) for i in places
        }  # fmt: skip
    found = {}
    for filled in itertools.product(*(fillings(sums[j], len(places), least) for j, places in enumerate(hidden))):
        trial = {(i, j): n for j, way in enumerate(filled) for i, n in zip(hidden[j], way, strict=True)}
        if all(sum(trial.get((i, j), n) for j, n in enumerate(row)) == sum(row) for i, row in enumerate(counts)):
            for place, n in trial.items():
                low, high = found.get(place, (n, n))
                found[place] = min(low, n), max(high, n)
    return found


def recovered(counts, policy, shown):
    """The withheld cells of which readers can say too much; and small counts that are shown."""
    least = 0 if policy.zeros else 1
    wrong = [
        (place, low, high)
        for place, (low, high) in ends(shown, counts, policy).items()
        if low > least or high < policy.threshold
    ]
    return wrong + [
        (i, j) for i, row in enumerate(counts) for j, n in enumerate(row)
        if least <= n < policy.threshold and shown[i][j] is not None
    ]  # fmt: skip


@pytest.mark.longer
@pytest.mark.parametrize("zeros", [False, True])
@pytest.mark.parametrize(("threshold", "largest"), [(2, 4), (3, 6), (5, 7)])
def test_no_count_of_any_small_column_can_be_worked_out(zeros, threshold, largest):
    policy, protected, refused = Policy(threshold, zeros=zeros), 0, 0
    for size in range(1, 5):
        for counts in itertools.combinations_with_replacement(range(largest + 1), size):
            column = [[n] for n in counts]
            shown = seen(column, policy)
            refused += shown is None
            if shown is not None and any(cell is None for (cell,) in shown):
                protected += 1
                assert recovered(column, policy, shown) == [], (counts, shown)
    assert protected > 30 and refused


def as_one(counts):
    """The same for tables that differ in the order of their rows and columns alone."""
    rows = [sorted(zip(*order, strict=True)) for order in itertools.permutations(counts)]
    return min(tuple(each) for each in rows)


@pytest.mark.longer
@pytest.mark.parametrize(
    ("size", "largest", "policy"),
    [
        ((2, 3), 3, Policy(2, dimensions=("category", "measure"))),
        ((3, 3), 2, Policy(2, dimensions=("category", "measure"))),
        ((3, 2), 2, Policy(1, zeros=True, dimensions=("category", "measure"))),
        ((3, 2), 3, Policy(2, dimensions=("category", "measure"), totals=("measure",))),
    ],
)  # fmt: skip
def test_no_count_of_any_small_table_of_rows_and_columns_can_be_worked_out(size, largest, policy):
    rows, columns = size
    protected, tried = 0, set()
    least = 0 if policy.zeros else 1
    for cells in itertools.product(range(largest + 1), repeat=rows * columns):
        counts = [cells[columns * i : columns * (i + 1)] for i in range(rows)]
        totals = [sum(each) for each in [*counts, *zip(*counts, strict=True)]]
        # A total that is small is a small count itself: no reader has it.
        if not any(least <= n < policy.threshold for n in cells) or any(least <= n < policy.threshold for n in totals):
            continue
        if (same := as_one(counts)) in tried:
            continue
        tried.add(same)
        shown = seen(counts, policy)
        if shown is not None and any(None in row for row in shown):
            protected += 1
            assert recovered(counts, policy, shown) == [], (counts, shown)
    assert protected > 5


def test_five_ones_are_not_worked_out_from_their_sum():
    # 2,242 in all, three large counts shown, five withheld ones would share 5: each would be 1.
    counts = [[1500], [482], [255], [1], [1], [1], [1], [1]]
    shown = seen(counts, Policy(5))
    assert shown == [[1500], [482], [None], [None], [None], [None], [None], [None]]


@pytest.mark.parametrize("rounding", [5, 10])
def test_rounding_what_is_shown_lets_nothing_out(rounding):
    random = np.random.default_rng(rounding)
    for _ in range(25):
        counts = [[int(n)] for n in random.poisson(random.gamma(1, 12, size=5))]
        plain, rounded = seen(counts, Policy(5)), seen(counts, Policy(5, rounding=rounding))
        assert (plain is None) == (rounded is None)
        if plain is not None:
            assert [cell is None for (cell,) in plain] == [cell is None for (cell,) in rounded]
            assert all(cell is None or cell % rounding == 0 for (cell,) in rounded)


@pytest.mark.parametrize("threshold", [3, 5, 10])
def test_what_was_withheld_before_stays_and_protects_with_what_is_withheld_now(threshold):
    random, policy = np.random.default_rng(threshold), Policy(threshold)
    for _ in range(25):
        counts = [[int(n)] for n in random.integers(0, 3 * threshold, size=5)]
        places = set(random.choice(5, size=2, replace=False).tolist())
        earlier = frozenset((DAY, DAY, "A", f"{i}", "0") for i in places)
        shown = seen(counts, policy, earlier)
        if shown is not None:
            assert all(shown[i][0] is None for i in places)
            assert recovered(counts, policy, shown) == [], (counts, shown)
