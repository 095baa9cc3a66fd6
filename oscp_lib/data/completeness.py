"""Rows that must agree with each other: all areas of a period, parts and their total, a category over time."""

import difflib
from itertools import product

import pandas as pd

from oscp_lib import paths
from oscp_lib.data.package import Table
from oscp_lib.data.periods import how_to_confirm, is_confirmed
from oscp_lib.errors import Problem

MOST_NAMED = 3  # of the rows that one line says are missing
ALIKE = 0.8  # of two names, by difflib's ratio: 'Bycicle theft' and 'Bicycle theft' are 0.85
PERIOD = ["period_start", "period_end"]


def missing_rows(table: Table, frame: pd.DataFrame) -> list[Problem]:
    """Problems for periods that lack a row: figures of some districts would look like figures of all.

    A period of a `complete` table has, for each of its categories, a row for every area and measure of the table.
    """
    if not table.complete or frame.empty:
        return []
    areas, measures = list(frame["area"].unique()), list(frame["measure"].unique())
    problems = []
    for (_, end), rows in frame.groupby(PERIOD, sort=True):
        there = set(rows[["area", "category", "measure"]].itertuples(index=False, name=None))
        for category in rows["category"].unique():
            lacking = [each for each in product(areas, [category], measures) if each not in there]
            if lacking:
                problems.append(lacking_rows(table, frame, rows, lacking, f"{end:%Y-%m-%d}"))
    return problems


def lacking_rows(table: Table, frame: pd.DataFrame, rows: pd.DataFrame, lacking: list[tuple], end: str) -> Problem:
    """The problem of a category without rows for some areas or measures; names a category of almost the same name."""
    category = lacking[0][1]
    names = [area if frame["measure"].nunique() == 1 else f"{area} ({measure})" for area, _, measure in lacking]
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    found = f"The period that ends {end} has no row of '{category}' for {', '.join(names[:MOST_NAMED])}{more}."
    near = difflib.get_close_matches(category, set(frame["category"]) - {category}, 1, cutoff=ALIKE)
    hint = f"If '{near[0]}' was meant, correct the category. Else enter" if near else "Enter"
    remedy = f"{hint} every area's row of a period, or none of them: a few alone would look like the whole."
    line = int(rows.loc[rows["category"] == category, "line"].iloc[0])
    return Problem(paths.shown(paths.DATA / table.path), found, remedy, line)


def almost_renamed(table: Table, frame: pd.DataFrame) -> list[Problem]:
    """Warnings for a category that begins where one of almost the same name ends: it may be a typing error.

    Only of a `complete` table: elsewhere a category without a row is one that nobody counted.
    """
    if not table.complete or frame.empty:
        return []
    problems, known, before = [], set(), set()
    for (start, end), rows in frame.groupby(PERIOD, sort=True):
        now = set(rows["category"])
        for new in sorted(now - known) if known else ():
            near = difflib.get_close_matches(new, sorted(before - now), 1, cutoff=ALIKE)
            if near:
                found = (
                    f"The category '{new}' begins with the period {start:%Y-%m-%d} to {end:%Y-%m-%d}, where "
                    f"'{near[0]}' has no row any more."
                )
                remedy = (
                    f"If '{near[0]}' was meant, correct the category. If the publisher renamed it, use one name in "
                    "all periods: the book shows two names as two categories."
                )
                line = int(rows.loc[rows["category"] == new, "line"].iloc[0])
                shown = paths.shown(paths.DATA / table.path)
                problems.append(Problem(shown, found, remedy, line, severity="warning"))
        known, before = known | now, now
    return problems


def sums_apart(table: Table, frame: pd.DataFrame) -> list[Problem]:
    """Warnings for a whole that is not the sum of its parts, where all are there and nobody has confirmed it."""
    problems = []
    for whole, parts in table.parts.items() if not frame.empty else ():
        for (_, area), rows in frame.groupby(["period_end", "area"], sort=True):
            values = rows.set_index("category")["value"]
            if not {whole, *parts} <= set(values.index):
                continue
            added = values[list(parts)].sum()
            if added == values[whole]:
                continue
            row = next(rows[rows["category"] == whole].itertuples())
            if not is_confirmed(table, row):
                found = (
                    f"{area}, {whole}, {row.period_start:%Y-%m-%d} to {row.period_end:%Y-%m-%d}: {row.value:,.0f}, "
                    f"and its parts add up to {added:,.0f} ({', '.join(parts)})."
                )
                remedy = f"Compare each with the publication. If the total is as published, {how_to_confirm(row)}"
                shown = paths.shown(paths.DATA / table.path)
                problems.append(Problem(shown, found, remedy, int(row.line), severity="warning"))
    return problems
