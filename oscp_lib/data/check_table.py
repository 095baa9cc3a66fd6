"""The file of a table, checked cell by cell against its schema in `datapackage.json`.

One file, though a long one: all that can be wrong with the header, a row, or a cell.
"""

import csv
import dataclasses
import difflib
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from oscp_lib import paths
from oscp_lib.data import periods
from oscp_lib.data.areas import KINDS, load_areas
from oscp_lib.data.cell_values import cell_value
from oscp_lib.data.completeness import missing_rows
from oscp_lib.data.letters import as_seen
from oscp_lib.data.national_package import package_path
from oscp_lib.data.national_view import view_rows
from oscp_lib.data.own_measures import COLUMNS, LOWER, MORE_COLUMNS, UPPER, measures_path
from oscp_lib.data.package import Field, Table, packages_of
from oscp_lib.data.partnership import load_partnership
from oscp_lib.data.text_file import SAVE_AS, decode
from oscp_lib.errors import InputError, Problem

CONFIDENTIAL = ("The cell cannot be read (its content is confidential and not shown).", "Correct the cell in the file.")
# What a spreadsheet program writes into a cell when a formula in it is broken.

# What a program may put between columns in a comma's place, and how messages name it.
OTHER_SEPARATORS = {";": "';'", "\t": "a tab"}

# No publication has more offences or measures than a reader could look through; names are compared each with each.
MOST_DISTINCT = {"category": 1_000, "measure": 1_000, "period_start": 10_000}
MOST_PROBLEMS = 1_000  # of one table: nobody mends more of them by hand

MAY_HAVE = {*COLUMNS, *MORE_COLUMNS}  # of a table that `measures.yml` describes

TOTAL_ROW = re.compile(r"((grand|sub|police|local authority|overall)[ -]?)?total|sum|all", re.IGNORECASE)


# A table is read many times in a run; it is checked again only when it, or what describes it, has changed.
# Two views may be on one national table.
_checked: dict[tuple[str, Path], tuple[tuple, tuple[pd.DataFrame, list[Problem]]]] = {}


def check_table(table: Table, folder: Path | None = None) -> tuple[pd.DataFrame, list[Problem]]:
    """The rows that can be read, and a problem for each place that cannot."""
    path = (folder or paths.DATA) / table.path
    if table.restricted:
        sys.audit("oscp.restricted", table.path)  # also where the rows are held already and no file is opened
    files = (
        path,
        *packages_of(folder),
        paths.PARTNERSHIP,
        measures_path(folder),
        *([package_path(folder)] if table.view else []),
    )
    state = (table.status, *map(paths.state, files))
    key = (table.name, path)
    if _checked.get(key, (None,))[0] != state:
        _checked[key] = (state, read_checked(table, path))
    frame, problems = _checked[key][1]
    return frame.copy(deep=False), list(problems)  # pandas copies what is written to


def read_checked(table: Table, path: Path) -> tuple[pd.DataFrame, list[Problem]]:
    """The rows of a table: of a view from the national table, of any other from its file, each cell checked."""
    try:
        if table.view:
            return rows_of_view(table, path)
        if not paths.is_there(path):
            return no_rows(table), []
        areas = load_partnership().areas
        return read_rows(table, path, areas)
    except InputError as error:
        return pd.DataFrame(), error.problems


def rows_of_view(table: Table, path: Path) -> tuple[pd.DataFrame, list[Problem]]:
    """The rows of a view, whose areas and periods must be complete; its cells were checked when they were read in."""
    frame = view_rows(table, path.parent.parent)
    if frame.empty:
        # Of crime every partnership has rows; of other tables, such as referrals, some have none.
        found = "It has no row of this partnership."
        remedy = "Read the download in with `oscp ingest`."
        return frame, [Problem(paths.shown(path), found, remedy)] if table.crime else []
    return frame, []


def read_rows(table: Table, path: Path, areas: tuple[str, ...]) -> tuple[pd.DataFrame, list[Problem]]:
    """The rows of a table's file and what is wrong with them.

    Raises
    ------
    InputError
        When the file cannot be read at all, or from some line on.
    """
    text = decode(path)
    if problems := separator_problems(table, path, text):
        return pd.DataFrame(), problems
    records = parse(text, path)
    header_line, header = next(records, (1, []))
    if not header:
        return no_rows(table), []
    problems = header_problems(table, path, header_line, header)
    if problems:
        return pd.DataFrame(), problems
    rows = []
    names = [name.strip() for name in header]
    columns = [Column(field, names.index(field.name)) for field in table.fields]
    seen: dict[tuple, int] = {}
    distinct: dict[str, set] = {name: set() for name in MOST_DISTINCT}
    for line, cells in records:
        row, found = read_row(table, path, line, columns, len(names), cells)
        row = table.fills | row if row else row
        found += area_problems(path, line, header, row, areas) + period_problems(path, line, header, row)
        found += periods.frequency_problems(table, path, line, row) + total_problems(path, line, header, row)
        if not found:
            found = interval_problems(path, line, header, row)
        if not found:
            found = duplicate_problems(table, path, line, row, seen)
        problems += found
        rows.append(row | {"line": line})
        for name, held in distinct.items():
            held.add(row.get(name))
        if too_much := bound_problems(path, line, distinct, len(problems)):
            return pd.DataFrame(), [*problems, too_much]
    if not rows:
        return no_rows(table), problems
    frame = typed(rows) if not problems else pd.DataFrame()
    if not problems:
        problems += periods.below_zero(table, path, frame, column_of(header, "value"))
    problems += missing_rows(table, frame)
    return (frame if not problems else pd.DataFrame()), problems


def bound_problems(path: Path, line: int, distinct: dict[str, set], problems: int) -> Problem | None:
    """The limits at which reading a table ends: more different values, or more problems, than any table of the book."""
    for name, most in MOST_DISTINCT.items():
        if len(distinct[name]) > most:
            found = f"The column '{name}' holds more than {most:,} different values by this line."
            remedy = "Usually many rows share a value, such as an offence: look for a column in the wrong place."
            return Problem(paths.shown(path), found, remedy, line)
    if problems >= MOST_PROBLEMS:
        found = f"The rest of the table is not read: it has {problems:,} problems by this line."
        return Problem(paths.shown(path), found, "Correct those first, or read the download in again.", line)
    return None


def separator_problems(table: Table, path: Path, text: str) -> list[Problem]:
    """A table whose columns are not separated by commas: as CSV it would seem to lack every one of them."""
    lines = text.splitlines()
    number = next((number for number, line in enumerate(lines, 1) if line.strip()), 1)
    for separator, shown in OTHER_SEPARATORS.items():
        names = {name.strip(' "') for name in lines[number - 1].split(separator)} if lines else set()
        if len(names & {field.name for field in table.fields}) > 1:
            found = f"The columns of the file are separated by {shown}, not by commas."
            return [Problem(paths.shown(path), found, f"Save it as {SAVE_AS}.", number)]
    return []


def parse(text: str, path: Path) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line it starts on; blank lines, and rows of empty cells, are passed over."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        remedy = "Look for a quotation mark that is opened and not closed."
        raise InputError(Problem(paths.shown(path), f"The line cannot be read ({error}).", remedy, line)) from None


def header_problems(table: Table, path: Path, line: int, header: list[str]) -> list[Problem]:
    """A column that the schema names must be there once; columns it does not name are let be."""
    names = [name.strip() for name in header]
    problems = []
    for field in table.fields:
        if field.name not in names:
            near = difflib.get_close_matches(field.name, names, 1)
            hint = f"Rename '{near[0]}' to '{field.name}'." if near else f"Add the column '{field.name}'."
            problems.append(Problem(paths.shown(path), f"The column '{field.name}' is missing.", hint, line))
        elif names.count(field.name) > 1:
            column = len(names) - names[::-1].index(field.name)
            found = f"The column '{field.name}' appears twice."
            problems.append(Problem(paths.shown(path), found, "Delete one of the two.", line, column))
    unknown = [name for name in names if table.fills and name not in MAY_HAVE]
    return problems or [unknown_column(path, line, names, name) for name in unknown]


def unknown_column(path: Path, line: int, names: list[str], name: str) -> Problem:
    """A column of a measure that nothing reads: under a name typed wrongly it would go unnoticed."""
    near = difflib.get_close_matches(name.lower(), MAY_HAVE - set(names), 1, cutoff=0.5)
    hint = f"Did you mean '{near[0]}'? " if near else ""
    remedy = f"{hint}The columns are {', '.join([*COLUMNS, *MORE_COLUMNS])}; delete any other."
    return Problem(paths.shown(path), f"The column '{name}' is not known.", remedy, line, names.index(name) + 1)


def interval_problems(path: Path, line: int, header: list[str], row: dict) -> list[Problem]:
    """A value must lie within its interval."""
    value, lower, upper = (row.get(name) for name in ("value", LOWER, UPPER))
    for name, wrong in ((LOWER, lower is not None and lower > value), (UPPER, upper is not None and upper < value)):
        if wrong:
            found = f"The value {value:g} lies outside its interval: '{name}' is {row[name]:g}."
            return [Problem(paths.shown(path), found, "Correct one of the two.", line, column_of(header, name))]
    return []


@dataclasses.dataclass(frozen=True)
class Column:
    """A field of the schema and the place of its column in the file, with the values of the texts met so far.

    Most cells of a table say what others above them say.
    """

    field: Field
    place: int
    met: dict[str, object] = dataclasses.field(default_factory=dict)

    def value(self, text: str) -> object:
        """The value of one cell, as `cell_value` gives and refuses it."""
        if text not in self.met:
            self.met[text] = cell_value(self.field, text)
        return self.met[text]


def read_row(
    table: Table, path: Path, line: int, columns: list[Column], width: int, cells: list[str]
) -> tuple[dict, list[Problem]]:
    """A record as typed values by column name, and the cells that cannot be taken; `width` is that of the header."""
    if len(cells) < width or any(cell.strip() for cell in cells[width:]):
        found = f"The row has {len(cells)} cells; the header has {width}."
        remedy = "Look for a comma too many or too few (a number with a thousands separator has one)."
        return {}, [Problem(paths.shown(path), found, remedy, line)]
    row, problems = {}, []
    for column in columns:
        try:
            row[column.field.name] = column.value(cells[column.place].strip())
        except ValueError as error:
            # What a partner's file holds is never repeated, not even in a message about it.
            found, remedy = CONFIDENTIAL if table.restricted else error.args
            problems.append(Problem(paths.shown(path), found, remedy, line, column.place + 1))
    return row, problems


def area_problems(path: Path, line: int, header: list[str], row: dict, areas: tuple[str, ...]) -> list[Problem]:
    """An area must be one of the partnership and of those it is compared with."""
    area = row.get("area")
    if area is None or area in areas:
        return []
    found = f"The area '{area}' is none of this partnership's."
    near = difflib.get_close_matches(area, areas, 1, cutoff=0.5)
    hint = f"Did you mean '{near[0]}'? " if near else ""
    if any(load_areas().ever_named(kind, area) for kind in KINDS):
        hint = "It is an area of another partnership: is this that partnership's table? "
    if same := [known for known in areas if as_seen(known) == as_seen(area)]:
        hint = f"It is '{same[0]}' with other spaces, capitals, marks, or letters that do not show: type it anew. "
    remedy = f"{hint}The areas are {', '.join(areas)}."
    return [Problem(paths.shown(path), found, remedy, line, column_of(header, "area"))]


def period_problems(path: Path, line: int, header: list[str], row: dict) -> list[Problem]:
    """A period cannot end before it starts."""
    start, end = row.get("period_start"), row.get("period_end")
    if start is None or end is None or start <= end:
        return []
    found = f"The period ends ({end}) before it starts ({start})."
    column = column_of(header, "period_end")
    return [Problem(paths.shown(path), found, "Correct one of the two dates.", line, column)]


def total_problems(path: Path, line: int, header: list[str], row: dict) -> list[Problem]:
    """A margin of a published table counted among its parts would count them twice."""
    category = row.get("category") or ""
    if not TOTAL_ROW.fullmatch(category):
        return []
    found = f"The category '{category}' is a total row left over from a published table."
    return [Problem(paths.shown(path), found, "Delete the row.", line, column_of(header, "category"))]


def duplicate_problems(table: Table, path: Path, line: int, row: dict, seen: dict[tuple, int]) -> list[Problem]:
    """The same value cannot be published twice; `seen` maps the key of each row to its line."""
    key = tuple(row[name] for name in table.primary_key)
    if key not in seen:
        seen[key] = line
        return []
    found = f"The row repeats line {seen[key]} ({', '.join(str(part) for part in key)})."
    return [Problem(paths.shown(path), found, "Delete one of the two.", line)]


def column_of(header: list[str], name: str) -> int:
    """The column of a field, counted from 1."""
    return [cell.strip() for cell in header].index(name) + 1


def no_rows(table: Table) -> pd.DataFrame:
    """A table without any row, as a new analyst leaves it: all that rests on it is a gap."""
    text = {field.name: "float64" if field.type in ("number", "integer") else "object" for field in table.fields}
    days = dict.fromkeys(("period_start", "period_end"), "datetime64[ns]")
    filled = dict.fromkeys(table.fills, "object")
    return pd.DataFrame(columns=[*text, *filled, "line"]).astype(text | filled | days | {"line": "int64"})


def typed(rows: list[dict]) -> pd.DataFrame:
    """The rows as a frame whose periods are timestamps."""
    frame = pd.DataFrame(rows)
    for name in ("period_start", "period_end"):
        frame[name] = pd.to_datetime(frame[name])
    return frame
