"""The value of one cell of a table, as its field has it: a number, a day or a text."""

import re
from datetime import date
from math import nan

from oscp_lib.data.package import Field

SPREADSHEET_ERROR = re.compile(r"#(REF|N/A|VALUE|NAME|DIV/0|NUM|NULL)[!?]?")


def cell_value(field: Field, text: str) -> object:
    """The value of one cell.

    Raises
    ------
    ValueError
        With what was found and the remedy as its two arguments.
    """
    if not text and not field.required:
        return "" if field.type == "string" else nan
    if not text:
        raise ValueError(f"'{field.name}' is empty.", "Fill it in; leave out the row if there is no figure.")
    if SPREADSHEET_ERROR.match(text):
        raise ValueError(f"'{field.name}' holds the spreadsheet error '{text}'.", "Correct the formula.")
    value = READERS[field.type](field, text)
    if field.enum and value not in field.enum:
        allowed = ", ".join(str(choice) for choice in field.enum)
        raise ValueError(f"'{field.name}' holds '{text}'.", f"Use one of: {allowed}.")
    if field.minimum is not None and value < field.minimum:
        raise ValueError(
            f"'{field.name}' holds {text}, below {field.minimum}.", "Enter the figure as it was published."
        )
    return value


def read_number(field: Field, text: str) -> float | int:
    """A plain number: no thousands separator, no unit, no percentage sign."""
    kind = "whole number" if field.type == "integer" else "number"
    if re.fullmatch(r"[-+]?\d{1,3}(,\d{3})+(\.\d+)?", text):
        raise ValueError(f"'{field.name}' holds '{text}'.", f"Write it as {text.replace(',', '')}.")
    if field.type == "integer" and re.fullmatch(r"[-+]?\d+(\.0+)?", text):
        return int(float(text))
    if field.type == "number" and re.fullmatch(r"[-+]?(\d+\.?\d*|\.\d+)", text):
        return float(text)
    remedy = f"Enter a {kind}, digits only."
    if text.endswith("%"):
        remedy = f"A {kind} belongs here, not a percentage; a percentage has a row and a unit of its own."
    raise ValueError(f"'{field.name}' holds '{text}' where a {kind} belongs.", remedy)


def read_date(field: Field, text: str) -> date:
    """A day as YYYY-MM-DD."""
    try:
        return date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else date.fromisoformat("")
    except ValueError:
        found = f"'{field.name}' holds '{text}', which is not a date."
        remedy = "Write the date as year-month-day, such as 2024-12-31 (a spreadsheet may have changed it)."
        raise ValueError(found, remedy) from None


def read_text(field: Field, text: str) -> str:
    return text


READERS = {"integer": read_number, "number": read_number, "date": read_date, "string": read_text}
