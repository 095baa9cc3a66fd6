"""Which cells of a printed table hold a value that a later release has revised: they are marked [r]."""

from dataclasses import dataclass

import pandas as pd

from oscp_lib.data.revisions import MARK, is_revised
from oscp_lib.data.rows import Rows

NOTE = f"{MARK} revised since it was first published."


@dataclass(frozen=True)
class Revised:
    """The revised values behind a figure, each with what a table may call its row and column, and all such names."""

    values: tuple[tuple[float, frozenset[str]], ...]
    names: frozenset[str]

    def __bool__(self) -> bool:
        return bool(self.values)

    def holds(self, row_name: str, column: str, value: object) -> bool:
        """True where the cell is a revised row's: its value, under that row's name and no other row's column."""
        if isinstance(value, str) or pd.isna(value):
            return False
        return any(
            value == revised and row_name in names and (column in names or column not in self.names)
            for revised, names in self.values
        )

    def holds_any(self, called: set[str], value: object) -> bool:
        """True where a row that is called so, by its cells and the column, holds a revised row's value."""
        known = called & self.names
        return bool(known) and any(value == revised and known <= names for revised, names in self.values)


def revised_of(figure_rows: tuple[Rows, ...]) -> Revised:
    """The revised rows among those a figure is made from."""
    values, names = [], set()
    for rows in figure_rows:
        marked = is_revised(rows.table.name, rows.frame)
        if not marked.any():
            continue
        for row, revised in zip(rows.frame.itertuples(), marked, strict=True):
            called = frozenset({row.area, row.category, str(row.period_end.year)})
            names |= called
            if revised:
                values.append((float(row.value), called))
    return Revised(tuple(values), frozenset(names))
