"""The file of a figure's data: numbers stay numbers, shorthand stands in a column of its own, no cell is a formula."""

import re

import pandas as pd

from oscp_lib import paths
from oscp_lib.data.revisions import MARK
from oscp_lib.figures.revision_marks import Revised
from oscp_lib.measures.wording import CONFIDENTIAL

NOTES = "Notes"
STATUS, INVENTED = "Status", "sample data: invented"
NOT_AVAILABLE, NOT_APPLICABLE = "[x]", "[z]"
# What a spreadsheet takes for the beginning of a formula; a number may begin with a sign.
FORMULA = re.compile(r"[=+\-@\t\r]")
NUMBER = re.compile(r"[+-]?[\d.,]+ ?%?")


def download_name(ident: str, sample: bool, kind: str) -> str:
    """The file of a figure's data or picture; that of a sample says so wherever it is passed on to."""
    return f"{ident}{'-sample' if sample else ''}.{kind}"


def saved_as(name: str, year: int) -> str:
    """What a download is called where a reader keeps it: '<partnership>-2024-chart-1.csv'."""
    return f"{paths.SLUG}-{year}-{name}"


def csv_of(frame: pd.DataFrame, marks: list[dict[str, str]], sample: bool = False) -> str:
    """A tidy frame as CSV; a cell whose number is absent is empty.

    Parameters
    ----------
    marks
        The shorthand of each row's cells by column, as `marks_of` gives it.
    sample
        Whether the rows are invented: each of them then says so.

    Returns
    -------
    str
        The frame; where cells are marked, with a last column that says of each which column and which mark.
    """
    notes = ["; ".join(f"{column}: {mark}" for column, mark in each.items()) for each in marks]
    shown = inert_cells(frame)
    if sample:
        shown[STATUS] = INVENTED
    if any(notes):
        shown[NOTES] = notes
    return shown.to_csv(index=False, lineterminator="\n")


def inert_cells(frame: pd.DataFrame) -> pd.DataFrame:
    """A frame whose texts and names of columns no spreadsheet runs."""
    shown = frame.rename(columns=inert)
    for column in shown.columns[[not pd.api.types.is_numeric_dtype(kind) for kind in shown.dtypes]]:
        # A whole number in a column of several kinds stays whole.
        shown[column] = pd.Series([*map(inert, shown[column])], index=shown.index, dtype=object)
    return shown


def marks_of(
    frame: pd.DataFrame, withheld: bool, revised: Revised, not_applicable: tuple[str, ...] = ()
) -> list[dict[str, str]]:  # fmt: skip
    """The shorthand of each row's cells by column: of what is absent, and of what has been revised.

    Parameters
    ----------
    withheld
        Whether numbers that are absent are withheld; else they are not available.
    revised
        The values that a later release has revised.
    not_applicable
        Columns whose absent numbers do not apply to their row, as a country has no rank.
    """
    absent = dict.fromkeys(frame.columns, CONFIDENTIAL if withheld else NOT_AVAILABLE)
    absent |= dict.fromkeys(not_applicable, NOT_APPLICABLE)
    return [row_marks(record, absent, revised) for record in frame.to_dict("records")]


def row_marks(record: dict, absent: dict[str, str], revised: Revised) -> dict[str, str]:
    """The marks of a row's cells: {'Recorded offences': '[r]'}."""
    called = {str(value) for column, value in record.items() if isinstance(value, str) or column == "Year"}
    marks = {}
    for column, value in record.items():
        if isinstance(value, str):
            continue
        if pd.isna(value):
            marks[column] = absent[column]
        elif revised.holds_any(called | {str(column)}, value):
            marks[column] = MARK
    return marks


def inert(cell: object) -> object:
    """A text that no spreadsheet runs: one that begins like a formula takes an apostrophe before it."""
    if not isinstance(cell, str):
        return cell
    mark = "'" if FORMULA.match(cell) and not NUMBER.fullmatch(cell) else ""
    # A carriage return alone would end the row for some readers.
    return mark + cell.replace("\r\n", "\n").replace("\r", "\n")
