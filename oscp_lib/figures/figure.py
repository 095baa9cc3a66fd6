"""A figure of the book: a chart or a table with its title, alt text, data, source and caveats."""

import base64
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, cached_property

import pandas as pd
from jinja2 import Environment, PackageLoader, StrictUndefined
from matplotlib.figure import Figure as Drawing

from oscp_lib.data.corrections import corrections_of
from oscp_lib.data.package import tables
from oscp_lib.data.revisions import MARK
from oscp_lib.data.rows import Rows
from oscp_lib.data.unplaced import note as unplaced_note
from oscp_lib.figures.alt_text import SAMPLE
from oscp_lib.figures.charts import watermark
from oscp_lib.figures.colour import colour_alone
from oscp_lib.figures.csv_file import INVENTED, NOT_AVAILABLE, csv_of, download_name, inert_cells, marks_of
from oscp_lib.figures.long_form import INTERVAL, long_form
from oscp_lib.figures.revision_marks import NOTE, revised_of
from oscp_lib.figures.style import COMPACT, WIDTH
from oscp_lib.figures.svg import inline_svg
from oscp_lib.measures import wording

FIGURE_MIME = "application/vnd.oscp.figure+json"
VALUES_MIME = "application/vnd.oscp.values+csv"  # made anew at each run, and kept in no notebook of the project
VIEW_MIME = "application/vnd.oscp.view+json"  # marks what is no figure, and the library's own all the same
NUMBERS_AS_TEXT = (INTERVAL,)  # columns of figures that are not single numbers
COUNTS_OF_PEOPLE = ("offences", "reports", "suspects", "referrals")
MOST_RELEASES = 3  # named one by one in a source line
WITHHELD = "[c] stands for a figure withheld so that nobody can be identified."
LONGEST_TITLE = 15  # words, Government Analysis Function guidance on chart titles


@dataclass(frozen=True)
class Figure:
    """A numbered figure.

    `frame` is what is drawn, tabled and downloaded; its first column names the rows. `draw` makes its drawing at a
    `width` in inches. `table` is the frame as the page prints it, where that is wider. `places` gives the decimals
    of a column (default none); `zoom` lets a reader enlarge the picture, as a map's. `key` says what marks and
    rules mean, and so is never folded away. `not_applicable` are the columns whose absent numbers do not apply to
    their row.
    """

    ident: str
    label: str
    title: str
    subtitle: str
    frame: pd.DataFrame
    rows: tuple[Rows, ...]
    draw: Callable[..., Drawing] | None = None
    alt: str = ""
    table: pd.DataFrame | None = None
    places: dict[str, int] = field(default_factory=dict)
    emphasis: dict[str, str] = field(default_factory=dict)
    heat: bool = False
    zoom: bool = False
    key: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    credits: tuple[str, ...] = ()
    not_applicable: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if len(self.title.split()) > LONGEST_TITLE:
            raise ValueError(f"{self.label}: the title has more than {LONGEST_TITLE} words: {self.title}")
        for drawing in self.drawings:
            if told := colour_alone(drawing):
                raise ValueError(f"{self.label}: colour alone tells its readers {told}; write names beside the series")
            if self.sample:
                watermark(drawing)

    @cached_property
    def drawing(self) -> Drawing | None:
        """The drawing as a wide column, a picture file and paper have it."""
        return self.draw(width=WIDTH) if self.draw else None

    @cached_property
    def compact(self) -> Drawing | None:
        """The same for a phone."""
        return self.draw(width=COMPACT) if self.draw else None

    @property
    def drawings(self) -> list[Drawing]:
        return [self.drawing, self.compact] if self.draw else []

    @property
    def sample(self) -> bool:
        return any(rows.is_sample for rows in self.rows)

    @property
    def holders(self) -> str:
        """Who holds the real figures a sample stands in for."""
        return wording.listed(sorted({rows.table.holder for rows in self.rows if rows.table.holder}))

    @property
    def plans(self) -> str:
        """The publications whose totals a sample was invented to meet."""
        met = {rows.table.meets for rows in self.rows if rows.is_sample and rows.table.meets}
        return wording.listed(sorted({tables()[name].sources[0].title for name in met}))

    @cached_property
    def withheld(self) -> int:
        """How many values of the figure are withheld."""
        return int(self.frame.isna().sum().sum()) if any(rows.withheld for rows in self.rows) else 0

    @property
    def spoken(self) -> str:
        """The alt text; a sample says so first, and withheld values are counted last."""
        withheld = f" Values withheld: {self.withheld}." if self.withheld and self.alt else ""
        return f"{SAMPLE if self.sample else ''}{self.alt}{withheld}"

    @property
    def sources(self) -> str:
        """The publications the figure is made from, and whom else it owes what it shows; pictures carry them too."""
        lists = [rows.table.titles(rows.frame) for rows in self.rows]
        return "; ".join(dict.fromkeys([*(title for titles in lists for title in shortened(titles)), *self.credits]))

    @property
    def caveats(self) -> list[str]:
        """What the tables' metadata ask to be said of every figure made from them, the most particular first."""
        particular = [note for rows in self.rows for note in notes_of(rows)]
        return list(dict.fromkeys([*self.legend, *particular, *self.source_notes]))

    @property
    def legend(self) -> list[str]:
        """What its marks and those in its cells mean: a reader needs it beside them."""
        marked = any(MARK in cell["text"] for row in cells(self) for cell in row["cells"])
        return [*self.key, *([NOTE] if marked else []), *([WITHHELD] if self.withheld else [])]

    @property
    def source_notes(self) -> list[str]:
        """What is true of whole sources, not of the rows that are shown."""
        said = [note for rows in self.rows for note in [*notes_of_source(rows), *small_counts(rows, self.frame)]]
        return list(dict.fromkeys(said))

    @property
    def printed(self) -> pd.DataFrame:
        return self.frame if self.table is None else self.table

    @property
    def right_aligned(self) -> list[str]:
        """The columns of figures, which stand right."""
        return [*self.printed.select_dtypes("number").columns, *NUMBERS_AS_TEXT]

    @cached_property
    def marks(self) -> list[dict[str, str]]:
        """The shorthand of each row's cells, by column."""
        return marks_of(self.frame, self.withheld > 0, revised_of(self.rows), self.not_applicable)

    @cached_property
    def csv(self) -> str:
        """The frame as it is shown, which workbooks hold."""
        return csv_of(self.frame, self.marks, self.sample)

    @cached_property
    def long_csv(self) -> str:
        """The values one by one, each with what it is of, as the reader downloads them; texts alone as they stand."""
        if not self.rows or self.frame.select_dtypes("number").empty:
            return self.csv
        whose = " and ".join(dict.fromkeys(rows.table.status for rows in self.rows))
        made = long_form(self.frame, self.rows, self.marks, INVENTED if self.sample else whose, self.sources)
        return inert_cells(made).to_csv(index=False, lineterminator="\n")

    @property
    def csv_name(self) -> str:
        return download_name(self.ident, self.sample, "csv")

    @property
    def csv_link(self) -> str:
        """The CSV as an address that works inside a notebook; the page gives it a file instead."""
        return f"data:text/csv;base64,{base64.b64encode(self.csv.encode()).decode()}"

    def html(self) -> str:
        """The figure as the page shows it."""
        template = templates().get_template("chart.html" if self.draw else "table.html")
        wide = inline_svg(self.drawing, self.ident, self.spoken) if self.drawing else ""
        compact = inline_svg(self.compact, f"{self.ident}-compact", self.spoken) if self.compact else ""
        return template.render(figure=self, wide=wide, compact=compact, cells=cells(self))

    def _repr_mimebundle_(self, **_: object) -> dict:
        record = {
            "ident": self.ident, "label": self.label, "title": self.title, "sample": self.sample,
            "holders": self.holders, "plans": self.plans, "csv": self.csv, "csv_link": self.csv_link,
            "alt": self.spoken, "subtitle": self.subtitle, "sources": self.sources, "legend": self.legend,
            "notes": [*self.notes, *self.caveats], "source_notes": self.source_notes,
        }  # fmt: skip
        plain = f"{self.label}: {self.title}\n{self.subtitle}\n{self.printed.to_string(index=False)}"
        return {"text/html": self.html(), "text/plain": plain, FIGURE_MIME: record, VALUES_MIME: self.long_csv}


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
    shades = heat_shades(numbers).to_dict("records") if figure.heat else None
    revised = revised_of(figure.rows)
    first, *others = frame.columns
    kinds = {column: "num" if column in numbers or column in NUMBERS_AS_TEXT else "" for column in others}
    rows = []
    for place, record in enumerate(frame.to_dict("records")):
        name = str(record[first])
        # A heat-map's figures have their shade.
        shaded = {column: f"num heat-{shade}" for column, shade in shades[place].items()} if shades else {}
        rows.append(
            {
                "name": name,
                "kind": figure.emphasis.get(name, ""),
                "cells": [
                    {
                        "text": cell_text(record[column], figure.places.get(column, 0), figure.withheld > 0)
                        + (f" {MARK}" if revised.holds(name, str(column), record[column]) else ""),
                        "kind": shaded.get(column, kinds[column]),
                    }
                    for column in others
                ],
            }
        )
    return rows


def cell_text(value: object, places: int, withheld: bool) -> str:
    """A number as the book writes it; [c] where it is withheld, [x] where there is none."""
    if isinstance(value, str):
        return value
    return NOT_AVAILABLE if pd.isna(value) and not withheld else wording.decimal(value, places)


def notes_of(rows: Rows) -> list[str]:
    """What a reader of these rows must know: known errors, caveats of some rows, changes in counting."""
    errors = [each.what for each in corrections_of(rows.table.name, rows.frame)]
    caveats = [what for what in caveats_of(rows) if what not in said_of_sources()]
    return [*errors, *caveats, *(each.what for each in rows.breaks)]


def notes_of_source(rows: Rows) -> list[str]:
    """What a reader of any rows of the table must know: its caveats, what has no district, that figures are revised."""
    caveats = [what for what in caveats_of(rows) if what in said_of_sources()]
    unplaced = unplaced_note(rows.table, rows.years)
    return [*caveats, *([unplaced] if unplaced else []), *revisions(rows)]


def caveats_of(rows: Rows) -> list[str]:
    """The caveats of the table that concern any of these rows."""
    return [each.what for each in rows.table.caveats if not rows.pick(**each.where).empty]


def said_of_sources() -> set[str]:
    """What some table says of all its rows: another may say the same of a few of its own."""
    return {each.what for table in tables().values() for each in table.caveats if not each.where}


def revisions(rows: Rows) -> list[str]:
    """That a series may hold a step, where its rows were published at different times."""
    releases = len(rows.table.titles(rows.frame))
    if releases < 2:
        return []
    number = wording.count_in_words(releases)
    return [f"Counts come from {number} releases; a later release may revise what an earlier one printed."]


def small_counts(rows: Rows, shown: pd.DataFrame) -> list[str]:
    """Why small counts are printed all the same, where the frame shows any; rows may have been added up in it."""
    policy = rows.table.disclosure
    counts = rows.frame["value"][rows.frame["unit"].isin(COUNTS_OF_PEOPLE)] if not rows.empty else pd.Series()
    small = counts[(counts > 0) & (counts < policy.threshold)]
    if not policy.public or rows.is_sample or not shown.select_dtypes("number").isin(set(small)).any(axis=None):
        return []
    return [f"Small counts are shown: {policy.public[0].lower()}{policy.public[1:]}"]


def heat_shades(numbers: pd.DataFrame) -> pd.DataFrame:
    """One of five shades for each number, equal steps from the smallest to the largest of the table."""
    low, high = numbers.min().min(), numbers.max().max()
    steps = (numbers - low) / ((high - low) or 1) * 5
    return steps.fillna(0).astype(int).clip(upper=4)
