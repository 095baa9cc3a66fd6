"""What the periods of a table must be, and counts that stand out from those beside them."""

import json
from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pandas as pd

from oscp_lib import paths
from oscp_lib.data.package import Table
from oscp_lib.errors import Problem

MONTHS = {"calendar year": 12, "quarter": 3, "month": 1}
# A slip of the keyboard moves a count by a power of ten; small counts do so by chance.
OUTLIER_TIMES = 10
SMALLEST_OUTLIER = 30


def frequency_problems(table: Table, path: Path, line: int, row: dict) -> list[Problem]:
    """A period must be what the table's `frequency` says: a financial or half year is no calendar year."""
    start, end = row.get("period_start"), row.get("period_end")
    if start is None or end is None or start > end or not table.frequency or fits(table.frequency, start, end):
        return []
    found = f"The period {start} to {end} is {described(start, end)}; the table holds figures of a {table.frequency}."
    remedy = "Enter the published figure of the whole period: part of a year, or a financial year, cannot stand for it."
    return [Problem(paths.shown(path), found, remedy, line)]


def fits(frequency: str, start: date, end: date) -> bool:
    """True where the days are exactly one period of the frequency."""
    if frequency == "day":
        return start == end
    months = MONTHS[frequency]
    starts = start.day == 1 and (start.month - 1) % months == 0
    return starts and end == last_day(start, months)


def last_day(start: date, months: int) -> date:
    """The last day of so many months from the first of one."""
    year, month = divmod(start.year * 12 + start.month - 1 + months - 1, 12)
    return date(year, month + 1, monthrange(year, month + 1)[1])


def year_of(start: pd.Series, end: pd.Series) -> pd.Series:
    """The year that each period belongs to: the one that holds most of its last twelve months.

    So twelve months from February to the next January belong to the year they begin in, and several years to the last.
    """
    first = start.where(start > end - pd.DateOffset(years=1), end - pd.DateOffset(years=1) + pd.Timedelta(days=1))
    return (first + (end - first) / 2).dt.year


def described(start: date, end: date) -> str:
    """What a period is in words."""
    if (start.month, start.day, end.month, end.day) == (4, 1, 3, 31) and end.year == start.year + 1:
        return "a financial year"
    if start == end:
        return "one day"
    return f"{(end - start).days + 1} days"


def outliers(table: Table, frame: pd.DataFrame) -> list[Problem]:
    """Warnings for counts ten times, or a tenth of, their neighbours in time that nobody has confirmed."""
    if frame.empty or not table.frequency:
        return []
    series = [name for name in table.primary_key if not name.startswith("period_")]
    problems = []
    for _, rows in frame.sort_values("period_start").groupby(series, sort=False):
        for place, beside in standing_out(rows["value"].tolist()):
            row = next(rows.iloc[place:].itertuples())
            if not is_confirmed(table, row):
                found = (
                    f"{row.area}, {row.category}: {row.value:,.0f} for {row.period_start:%Y-%m-%d} to "
                    f"{row.period_end:%Y-%m-%d} stands beside {' and '.join(f'{each:,.0f}' for each in beside)}."
                )
                remedy = f"If it is right, {how_to_confirm(row)}"
                problems.append(
                    Problem(paths.shown(paths.DATA / table.path), found, remedy, int(row.line), severity="warning")
                )
    return problems


def below_zero(table: Table, path: Path, frame: pd.DataFrame, column: int) -> list[Problem]:
    """Problems for counts below zero that nobody has confirmed, in a table whose publisher prints some.

    Records that are cancelled later can make a published count negative: `oscp ingest` confirms what it read. Any other
    is a slip of the keyboard.
    """
    if frame.empty or table.restricted:
        return []
    problems = []
    for row in frame[frame["value"] < 0].itertuples():
        if not is_confirmed(table, row):
            found = f"'value' holds {row.value:g}, below 0 ({row.area}, {row.category})."
            remedy = f"Enter the figure as it was published. If it is, {how_to_confirm(row)}"
            problems.append(Problem(paths.shown(path), found, remedy, int(row.line), column))
    return problems


def standing_out(values: list[float]) -> Iterator[tuple[int, list[float]]]:
    """The place of each value of a series that stands out, and its neighbours.

    The newest, which was typed last, has one neighbour; it is not held against one that stands out itself.
    """
    before_stands_out = False
    for place, value in list(enumerate(values))[1:]:
        beside = values[place - 1 : place + 2 : 2]
        before_stands_out = stands_out(beside, value) and not (before_stands_out and len(beside) == 1)
        if before_stands_out:
            yield place, beside


def stands_out(beside: list[float], value: float) -> bool:
    """True where the neighbours differ from a count by a factor of ten or more, in the same direction."""
    low, high = min(beside), max(beside)
    too_high = value >= SMALLEST_OUTLIER and value >= OUTLIER_TIMES * max(high, 1)
    return too_high or (low >= SMALLEST_OUTLIER and value * OUTLIER_TIMES <= low)


def is_confirmed(table: Table, row: tuple) -> bool:
    """True where the metadata has an entry for exactly this value."""
    return any(
        entry.get("period_start") == f"{row.period_start:%Y-%m-%d}" and entry.get("area") == row.area
        and entry.get("category") == row.category and entry.get("value") == row.value
        for entry in table.confirmed
    )  # fmt: skip


def how_to_confirm(row: tuple) -> str:
    """What to write into the metadata once somebody has compared a value with its publication."""
    entry = {
        "period_start": f"{row.period_start:%Y-%m-%d}", "area": row.area, "category": row.category,
        "value": row.value, "why": "...",
    }  # fmt: skip
    return f'confirm it in data/datapackage.json: "confirmed": [{json.dumps(entry, ensure_ascii=False)}].'
