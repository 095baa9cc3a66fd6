"""A figure of the book: a chart or a table with its title, alt text, data, source and caveats."""

import base64
from dataclasses import dataclass, field
from functools import cache

import pandas as pd
from jinja2 import Environment, PackageLoader, StrictUndefined
from matplotlib.figure import Figure as Drawing

from oscp_lib.data.revisions import MARK
from oscp_lib.data.tables import Rows
from oscp_lib.figures.alt_text import SAMPLE
from oscp_lib.figures.charts import watermark
from oscp_lib.figures.revised import NOTE, revised_of
from oscp_lib.figures.svg import inline_svg
from oscp_lib.measures import wording

FIGURE_MIME = "application/vnd.oscp.figure+json"
INTERVAL = "95% interval"
NUMBERS_AS_TEXT = (INTERVAL,)  # columns of figures that are not single numbers
MOST_RELEASES = 3  # named one by one in a source line
LONGEST_TITLE = 15  # words, Government Analysis Function guidance on chart titles


@dataclass(frozen=True)
class Figure:
    """A numbered figure made from one frame.

    `frame` is what is drawn, tabled and downloaded; its first column names the rows. `table` is the frame as the page
    prints it, where that is wider than the tidy one. `places` gives the decimals of a column (default none).
    """

    ident: str
    label: str
    title: str
    subtitle: str
    frame: pd.DataFrame
    rows: tuple[Rows, ...]
    drawing: Drawing | None = None
    alt: str = ""
    table: pd.DataFrame | None = None
    places: dict[str, int] = field(default_factory=dict)
    emphasis: dict[str, str] = field(default_factory=dict)
    heat: bool = False
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if len(self.title.split()) > LONGEST_TITLE:
            raise ValueError(f"{self.label}: the title has more than {LONGEST_TITLE} words: {self.title}")
        if self.sample and self.drawing is not None:
            watermark(self.drawing)

    @property
    def sample(self) -> bool:
        return any(rows.table.status == "sample" for rows in self.rows)

    @property
    def holders(self) -> str:
        """Who holds the real figures a sample stands in for."""
        return wording.listed(sorted({rows.table.holder for rows in self.rows if rows.table.holder}))

    @property
    def spoken(self) -> str:
        """The alt text; a sample says so first."""
        return f"{SAMPLE if self.sample else ''}{self.alt}"

    @property
    def sources(self) -> str:
        lists = [rows.table.titles(rows.frame) for rows in self.rows]
        return "; ".join(dict.fromkeys(title for titles in lists for title in shortened(titles)))

    @property
    def caveats(self) -> list[str]:
        """What the tables' metadata ask to be said under every figure made from them, and what [r] stands for."""
        said = [NOTE] if any(MARK in cell["text"] for row in cells(self) for cell in row["cells"]) else []
        return list(dict.fromkeys([*said, *(caveat for rows in self.rows for caveat in rows.table.caveats)]))

    @property
    def printed(self) -> pd.DataFrame:
        return self.frame if self.table is None else self.table

    @property
    def right_aligned(self) -> list[str]:
        """The columns of figures, which stand right."""
        return [*self.printed.select_dtypes("number").columns, *NUMBERS_AS_TEXT]

    @property
    def csv(self) -> str:
        """The tidy frame, as the reader downloads it."""
        return self.frame.to_csv(index=False, lineterminator="\n")

    @property
    def csv_link(self) -> str:
        """The CSV as an address that works inside a notebook; the page gives it a file instead."""
        return f"data:text/csv;base64,{base64.b64encode(self.csv.encode()).decode()}"

    def html(self) -> str:
        """The figure as the page shows it."""
        template = templates().get_template("chart.html" if self.drawing else "table.html")
        svg = inline_svg(self.drawing, self.ident, self.spoken) if self.drawing else ""
        return template.render(figure=self, svg=svg, cells=cells(self))

    def _repr_mimebundle_(self, **_: object) -> dict:
        record = {
            "ident": self.ident, "label": self.label, "title": self.title, "sample": self.sample,
            "holders": self.holders, "csv": self.csv, "csv_link": self.csv_link, "alt": self.spoken,
        }  # fmt: skip
        plain = f"{self.label}: {self.title}\n{self.subtitle}\n{self.printed.to_string(index=False)}"
        return {"text/html": self.html(), "text/plain": plain, FIGURE_MIME: record}


def shortened(titles: list[str]) -> list[str]:
    """The releases of one table: a long series of them is named by its first and last."""
    if len(titles) <= MOST_RELEASES:
        return titles
    return [f"{titles[0]}, and later releases to {titles[-1].rpartition(', ')[2]} ({len(titles)} in all)"]


@cache
def templates() -> Environment:
    """The templates of figures; every value is escaped."""
    return Environment(
        loader=PackageLoader("oscp_lib.figures"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip


def cells(figure: Figure) -> list[dict]:
    """The printed table as rows of text, with the class each row and cell is shown in."""
    frame = figure.printed
    numbers = frame.select_dtypes("number")
    shades = heat_shades(numbers) if figure.heat else None
    revised = revised_of(figure.rows)
    rows = []
    for index, record in zip(frame.index, frame.to_dict("records"), strict=True):
        name = str(record[frame.columns[0]])
        rows.append(
            {
                "name": name,
                "kind": figure.emphasis.get(name, ""),
                "cells": [
                    {
                        "text": cell_text(record[column], figure.places.get(column, 0))
                        + (f" {MARK}" if revised.holds(name, str(column), record[column]) else ""),
                        "kind": cell_kind(column, numbers, shades, index),
                    }
                    for column in frame.columns[1:]
                ],
            }
        )
    return rows


def cell_kind(column: str, numbers: pd.DataFrame, shades: pd.DataFrame | None, index: object) -> str:
    """The class of a cell: figures stand right, and a heat-map has its shade."""
    if column not in numbers:
        return "num" if column in NUMBERS_AS_TEXT else ""
    return f"num heat-{shades.loc[index, column]}" if shades is not None else "num"


def cell_text(value: object, places: int) -> str:
    """A number as the book writes it; [x] where there is none."""
    if isinstance(value, str):
        return value
    return "[x]" if pd.isna(value) else wording.decimal(value, places)


def heat_shades(numbers: pd.DataFrame) -> pd.DataFrame:
    """One of five shades for each number, equal steps from the smallest to the largest of the table."""
    low, high = numbers.min().min(), numbers.max().max()
    steps = (numbers - low) / ((high - low) or 1) * 5
    return steps.astype(int).clip(upper=4)
