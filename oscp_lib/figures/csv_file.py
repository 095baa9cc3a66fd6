"""The file of a figure's data: numbers stay numbers, shorthand stands in a column of its own, no cell is a formula."""

import re

import pandas as pd

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


def csv_of(
    frame: pd.DataFrame, withheld: bool, revised: Revised, sample: bool = False, not_applicable: tuple[str, ...] = ()
) -> str:  # fmt: skip
    """A tidy frame as CSV; a cell whose number is absent is empty.

    Parameters
    ----------
    withheld
        Whether numbers that are absent are withheld; else they are not available.
    revised
        The values that a later release has revised.
    sample
        Whether the rows are invented: each of them then says so.
    not_applicable
        Columns whose absent numbers do not apply to their row, as a country has no rank.

    Returns
    -------
    str
        The frame; where cells are marked, with a last column that says of each which column and which mark.
    """
    absent = CONFIDENTIAL if withheld else NOT_AVAILABLE
    marks = dict.fromkeys(frame.columns, absent) | dict.fromkeys(not_applicable, NOT_APPLICABLE)
    notes = [row_notes(record, marks, revised) for record in frame.to_dict("records")]
    shown = frame.rename(columns=inert)
    for column in shown.columns[[not pd.api.types.is_numeric_dtype(kind) for kind in shown.dtypes]]:
        shown[column] = shown[column].map(inert)
    if sample:
        shown[STATUS] = INVENTED
    if any(notes):
        shown[NOTES] = notes
    return shown.to_csv(index=False, lineterminator="\n")


def row_notes(record: dict, absent: dict[str, str], revised: Revised) -> str:
    """The marks of a row's cells: 'Recorded offences: [r]'."""
    called = {str(value) for column, value in record.items() if isinstance(value, str) or column == "Year"}
    marks = []
    for column, value in record.items():
        if isinstance(value, str):
            continue
        if pd.isna(value):
            marks.append(f"{column}: {absent[column]}")
        elif revised.holds_any(called | {str(column)}, value):
            marks.append(f"{column}: {MARK}")
    return "; ".join(marks)


def inert(cell: object) -> object:
    """A text that no spreadsheet runs: one that begins like a formula takes an apostrophe before it."""
    if not isinstance(cell, str):
        return cell
    mark = "'" if FORMULA.match(cell) and not NUMBER.fullmatch(cell) else ""
    # A carriage return alone would end the row for some readers.
    return mark + cell.replace("\r\n", "\n").replace("\r", "\n")
