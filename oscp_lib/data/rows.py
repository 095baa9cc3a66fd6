"""The rows of the tables: read whole, as they may be shown, and picked from."""

import itertools
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from oscp_lib.data.check_table import check_table
from oscp_lib.data.disclosure import KEY, WITHHELD, Policy, Withheld, published
from oscp_lib.data.package import ABSENT, Break, Table, tables
from oscp_lib.data.unplaced import jump_between
from oscp_lib.data.withheld import withheld_cells
from oscp_lib.errors import InputError

# Of the columns that are no text.
COLUMN_TYPES = {
    "period_start": "datetime64[ns]", "period_end": "datetime64[ns]", "value": float, "line": int, WITHHELD: bool,
}  # fmt: skip


def read_table(name: str, folder: Path | None = None) -> pd.DataFrame:
    """The rows of a table, with `line`, the line of the file each came from.

    `folder` is another data folder than the project's own.

    Returns
    -------
    pandas.DataFrame
        One row per published value; `period_start` and `period_end` are timestamps, `value` is a number. Rows that a
        partner supplied come in the order of their names, and `line` is their place in it: a file that is sorted by
        its counts would tell their ranks.

    Raises
    ------
    InputError
        With every problem of the table, not only the first.
    """
    table = tables(folder)[name]
    # Also where the rows are held already and no file is opened: who asked for them rests on them.
    sys.audit("oscp.table", table.path)
    frame, problems = check_table(table, folder)
    if problems:
        raise InputError(problems)
    if not table.restricted:
        return published(frame, table.disclosure, Withheld())
    return published(by_name(frame), table.disclosure, withheld_cells()[name])


def by_name(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows in the order of what they are of, counted anew from the line below the header."""
    ordered = frame.sort_values(list(KEY), kind="stable", ignore_index=True)
    return ordered.assign(line=range(2, len(ordered) + 2))


def rows_by_line(name: str) -> dict[int, dict]:
    """The values of each row of a table by column, and the rows by the line of the file each came from."""
    return read_table(name).set_index("line").to_dict("index")


@dataclass(frozen=True)
class Rows:
    """Some rows of one table: what a fact or a figure is made from."""

    table: Table
    frame: pd.DataFrame

    @property
    def empty(self) -> bool:
        return self.frame.empty

    @property
    def value(self) -> float:
        """The one value; asking for the value of none or of several rows is a mistake in the code."""
        if len(self.frame) != 1:
            raise ValueError(f"{self.table.name}: one row expected, {len(self.frame)} found")
        return self.frame["value"].iloc[0]

    @property
    def total(self) -> float:
        """The sum of the values; NaN if one of them is withheld, since the sum would reveal it."""
        return self.frame["value"].sum(skipna=False)

    @property
    def withheld(self) -> bool:
        """True where a cell is withheld."""
        return not self.empty and bool(self.frame[WITHHELD].any())

    @property
    def lines(self) -> tuple[int, ...]:
        return tuple(int(line) for line in self.frame["line"])

    @property
    def years(self) -> list[int]:
        """The years in which a period ends, ascending."""
        return sorted({int(year) for year in self.frame["period_end"].dt.year}) if not self.empty else []

    @property
    def cuts(self) -> frozenset[int]:
        """The years whose counts do not compare with those of the year before: no line joins the two."""
        return self.recounted | self.moved

    @property
    def recounted(self) -> frozenset[int]:
        """The years from which counts are made in another way."""
        return self.years_where(lambda *of: self.table.break_between(of[0], whole(of[1]), whole(of[2])) is not None)

    @property
    def moved(self) -> frozenset[int]:
        """The years in which the share that the force placed in no district is another than the year before."""
        return self.years_where(lambda *of: jump_between(self.table, *of) is not None)

    def years_where(self, holds: Callable[[str, int, int], bool]) -> frozenset[int]:
        """The later of two years held, one after the other, for which something holds of a category."""
        return frozenset(
            later
            for earlier, later in itertools.pairwise(self.years)
            for category in self.categories
            if holds(category, earlier, later)
        )

    @property
    def categories(self) -> list[str]:
        return list(dict.fromkeys(self.frame["category"])) if not self.empty else []

    @property
    def is_sample(self) -> bool:
        """True where the figures are invented."""
        return self.table.status == "sample"

    @property
    def breaks(self) -> list[Break]:
        """The changes in counting that fall between the first and the last day of the rows."""
        if self.empty:
            return []
        first, last = self.frame["period_start"].min().date(), self.frame["period_end"].max().date()
        return [
            each
            for each in self.table.breaks
            if first < each.day <= last and any(each.concerns(category) for category in self.categories)
        ]

    def pick(self, *, year: int | None = None, **where: object) -> "Rows":
        """The rows of one whole calendar year (`year`), or equal to what is given (one value or a list)."""
        frame = self.frame
        if frame.empty:
            return self
        asked = [] if year is None else [whole_year(frame, year)]
        for name, wanted in where.items():
            asked.append(frame[name].isin(wanted if isinstance(wanted, (list, tuple)) else [wanted]).to_numpy())
        return Rows(self.table, frame[np.logical_and.reduce(asked)] if asked else frame)


def no_rows(name: str) -> Rows:
    """A table that the partnership's Data Package does not describe.

    Not a row, and the columns that every table has: whoever asks it finds nothing.
    """
    table = Table(
        name=name, path="", title=name, description="", status=ABSENT, coverage="", caveats=(), chapters=(), holder="",
        crime=False, licence="", sources=(), fields=(), primary_key=(), disclosure=Policy(threshold=1),
    )  # fmt: skip
    columns = [*KEY, "unit", "value", "status", "source", "line", WITHHELD]
    frame = pd.DataFrame({name: pd.Series(dtype=COLUMN_TYPES.get(name, object)) for name in columns})
    return Rows(table, frame)


def whole(year: int) -> tuple[date, date]:
    """The first and last day of a calendar year."""
    return date(year, 1, 1), date(year, 12, 31)


def whole_year(frame: pd.DataFrame, year: int) -> np.ndarray:
    """True where the row's period is exactly that calendar year."""
    first, last = map(np.datetime64, whole(year))
    return (frame["period_start"].to_numpy() == first) & (frame["period_end"].to_numpy() == last)
