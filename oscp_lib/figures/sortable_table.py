"""A long table that a reader may sort on the screen, its groups in bold, with bars of the years at each row's end."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pandas as pd

from oscp_lib.figures.figure import Figure, cells, templates
from oscp_lib.figures.tiles import SPARK_HEIGHT, SPARK_WIDTH, bars

Trend = tuple[tuple[int, float], ...]


@dataclass(frozen=True)
class SortableTable(Figure):
    """A table whose rows stand in an order that means something, and that can be sorted by its columns.

    `order` holds the number that each printed cell is sorted by, NaN for one that stands last, under the columns of the
    table but the first. `indents` says how deep each row stands, `groups` which rows are bold. `trends` are the years
    and values of each row; `trend_name` names their column.
    """

    order: pd.DataFrame = field(default_factory=pd.DataFrame)
    indents: Sequence[int] = ()
    groups: Sequence[bool] = ()
    trends: Sequence[Trend] = ()
    trend_name: str = ""

    @property
    def right_aligned(self) -> list[str]:
        """Every column but the first: all are figures."""
        return list(self.printed.columns[1:])

    def html(self) -> str:
        """The table as the page shows it."""
        rows = [
            row | {"cells": [cell | {"order": number} for cell, number in zip(row["cells"], numbers, strict=True)]}
            | {"kind": f"{'is-group ' if bold else ''}indent-{indent}", "bars": bars(trend)}
            for row, numbers, bold, indent, trend in zip(
                cells(self), self.order.itertuples(index=False), self.groups, self.indents, self.trends, strict=True
            )
        ]  # fmt: skip
        template = templates().get_template("sortable_table.html")
        return template.render(figure=self, rows=rows, missing=pd.isna, width=SPARK_WIDTH, height=SPARK_HEIGHT)
