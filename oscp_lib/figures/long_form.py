"""The data of a figure for other programs: a row for each value, which says on its own what the value is.

The printed table and the workbook keep the shape that a reader sees; this is the file beside the page.
"""

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from oscp_lib.data.areas import load_areas
from oscp_lib.data.partnership import load_partnership
from oscp_lib.data.rows import Rows
from oscp_lib.measures import wording

INTERVAL = "95% interval"
PERIOD, AREA, CODE, CATEGORY = "period", "area", "area_code", "category"
LAST = ("measure", "unit", "value", "lower", "upper", "status", "note", "source")
NUMBERS = ("value", "lower", "upper", "longitude", "latitude")
PERIODS = ("Year", "Quarter", "Month", "Period")
PLACES_OF_CELLS = ("Longitude", "Latitude")
BOUNDS = re.compile(r"(-?[\d.,]+) to (-?[\d.,]+)")
OF_ANOTHER_DAY = re.compile(r"mid-\d{4}|Census \d{4}")
MONTHS = frozenset(calendar.month_name[1:])
KINDS = ("partnership", "force", "county", "region", "country", "district")  # where a name is looked up, in this order
# What a measure is counted in, where its name alone tells; else the table says it.
UNITS = (
    (re.compile(r"per cent|percentage", re.I), "per cent"),
    (re.compile(r"per 1,000 households", re.I), "per 1,000 households"),
    (re.compile(r"per 1,000", re.I), "per 1,000 residents"),
    (re.compile(r"^rank\b", re.I), "rank"),
    (re.compile(r"\ba month$", re.I), "offences a month"),
    (re.compile(r"residents|population", re.I), "residents"),
    (re.compile(r"partnerships|neighbours", re.I), "partnerships"),
)


@dataclass(frozen=True)
class Meant:
    """What a figure's columns stand for: its tables, the areas they name, and the column that holds the area."""

    rows: tuple[Rows, ...]
    area_column: str | None

    @property
    def measure(self) -> str:
        """What the first table counts: 'Recorded offences'."""
        named = self.of_rows("measure")
        return wording.to_begin(named[0]) if len(named) == 1 else "Value"

    @property
    def period(self) -> str:
        """The period of all rows together."""
        frame = self.rows[0].frame
        if frame.empty:
            return ""
        return wording.period(frame["period_start"].min().date(), frame["period_end"].max().date())

    @property
    def area(self) -> str:
        """The area of all rows, where it is one."""
        named = self.of_rows("area")
        return named[0] if len(named) == 1 else ""

    def of_rows(self, column: str) -> list[str]:
        return list(dict.fromkeys(self.rows[0].frame[column])) if not self.rows[0].empty else []

    def unit(self, measure: str) -> str:
        for rows in self.rows:
            frame = rows.frame
            own = frame.loc[frame["measure"].str.casefold() == measure.casefold(), "unit"].unique()
            if len(own) == 1:
                return str(own[0])
        named = next((unit for pattern, unit in UNITS if pattern.search(measure)), None)
        units = self.of_rows("unit")
        return named or (units[0] if len(units) == 1 else "")

    def dated(self, value: object, column: str) -> str:
        """A period as the file writes it: a month with its year."""
        year = self.rows[0].years[-1:]
        return f"{value} {year[0]}" if column == "Month" and value in MONTHS and year else str(value)

    def stands_for(self, column: str) -> dict[str, str]:
        """What a column of values says of them: a year, a month and a kind of offence are no measures."""
        if column in self.of_rows("category"):
            return {CATEGORY: column, "measure": self.measure, "unit": self.unit(self.measure)}
        if not is_period(column):
            # Residents of mid-2023 under crime of 2024 are of mid-2023.
            own = OF_ANOTHER_DAY.search(column)
            return {"measure": column, "unit": self.unit(column)} | ({PERIOD: own[0]} if own else {})
        period = self.dated(column, "Month" if column in MONTHS else "Year")
        return {PERIOD: period, "measure": self.measure, "unit": self.unit(self.measure)}


def long_form(
    frame: pd.DataFrame, rows: tuple[Rows, ...], marks: Sequence[dict[str, str]], status: str, source: str
) -> pd.DataFrame:  # fmt: skip
    """A row for each value of a figure's frame.

    Parameters
    ----------
    frame
        What the figure draws and tables.
    rows
        The rows that it is made from, those of its first measure first.
    marks
        For each row of the frame the shorthand of its cells by column: `[c]`, `[x]`, `[z]`, `[r]`.
    status
        Whose figures they are: `official`, `plan`, `partner`, or that they are invented.

    Returns
    -------
    pandas.DataFrame
        `period`, `area`, `area_code`; then the figure's own columns that say what a value is of; then `measure`,
        `unit`, `value`, `lower` and `upper` (the bounds of the 95% interval), `status`, `note` and `source`. Values
        are numbers as the figure holds them; an absent one is empty and has its shorthand in `note`.
    """
    meant = Meant(rows, area_column(frame, rows))
    values = [column for column in frame.columns if is_value(frame, column)]
    own = {column: meant.stands_for(column) for column in values}
    columns, codes = list(frame.columns), codes_of(frame, meant)
    years = sorted(column for column in values if is_period(column) and column not in MONTHS)
    told = []
    for record, said in zip(frame.to_dict("records"), marks, strict=True):
        shared = what_it_is_of(record, values, meant)
        shared[CODE] = shared.get(CODE) or codes[shared[AREA]]
        if years:  # beside the counts of some years, a rate, a rank or a change is of the last of them
            shared[PERIOD] = years[-1]
        for column in values:
            lower, upper = bounds(record, column, columns)
            note = {"lower": lower, "upper": upper, "note": said.get(column, "")}
            told.append(shared | own[column] | {"value": record[column]} | note)
    made = pd.DataFrame(told).astype({"value": object})
    # A count stays whole beside a rate.
    made["value"] = pd.Series([None if pd.isna(row["value"]) else row["value"] for row in told], dtype=object)
    made["status"], made["source"] = status, source
    extra = [column for column in made.columns if column not in (PERIOD, AREA, CODE, *LAST)]
    return made[[PERIOD, AREA, CODE, *extra, *LAST]]


def what_it_is_of(record: dict, values: Sequence[str], meant: Meant) -> dict:
    """What all values of one row of a frame are of: period, area, and the figure's own columns."""
    shared = {PERIOD: meant.period, AREA: meant.area}
    for column, value in record.items():
        if column in PERIODS:
            shared[PERIOD] = meant.dated(value, column)
        elif column == meant.area_column:
            shared[AREA] = value
        elif column not in (INTERVAL, *values):
            shared[name_of(column)] = value
    return shared


def codes_of(frame: pd.DataFrame, meant: Meant) -> dict[str, str]:
    """The official code of each area that a frame names; the frame itself may hold them."""
    if meant.area_column is None:
        return {meant.area: code_of(meant.area)}
    if "Area code" in frame:
        return dict(zip(frame[meant.area_column], frame["Area code"], strict=True))
    return {name: code_of(str(name)) for name in frame[meant.area_column].unique()}


def is_value(frame: pd.DataFrame, column: str) -> bool:
    """True for a column of values; a year and the place of a cell say what a value is of."""
    return pd.api.types.is_numeric_dtype(frame[column]) and column not in (*PERIODS, *PLACES_OF_CELLS)


def is_period(column: str) -> bool:
    return bool(re.fullmatch(r"(19|20)\d\d", column)) or column in MONTHS


def bounds(record: dict, column: str, columns: list[str]) -> tuple[float | None, float | None]:
    """The bounds of the interval that stands behind a column."""
    place = columns.index(column) + 1
    found = BOUNDS.fullmatch(str(record[INTERVAL])) if columns[place : place + 1] == [INTERVAL] else None
    return (float(found[1].replace(",", "")), float(found[2].replace(",", ""))) if found else (None, None)


def area_column(frame: pd.DataFrame, rows: tuple[Rows, ...]) -> str | None:
    """The column of a frame that names areas: some of its values are areas of the rows."""
    named = {area for each in rows if not each.empty for area in each.frame["area"]}
    texts = [column for column in frame.columns if not pd.api.types.is_numeric_dtype(frame[column])]
    return next((column for column in texts if named & set(frame[column])), None)


def code_of(name: str) -> str:
    """The official code of an area by its name; nothing where no area has the name."""
    own = {each.called: each.code for each in load_partnership().in_county}
    if name in own:
        return own[name]
    found = (load_areas().find(kind, name) for kind in KINDS)
    return next((area.code for area in found if area), "")


def name_of(column: str) -> str:
    """'Compared as' -> 'compared_as'."""
    return re.sub(r"\W+", "_", column.casefold()).strip("_")
