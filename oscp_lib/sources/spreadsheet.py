"""Read a workbook (.xlsx or .ods) as sheets of cells, without trusting it."""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from oscp_lib.data.cell_values import SPREADSHEET_ERROR
from oscp_lib.errors import InputError
from oscp_lib.sources.reading import refused
from oscp_lib.sources.safe_zip import LARGEST_MEMBER, is_zip, opened

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

LARGEST_SHEET = 600 << 20  # bytes of XML: one sheet is held in memory; a larger .ods is streamed by its reader
LARGEST_HELD = LARGEST_SHEET  # of all sheets of a workbook whose tables are small
LARGEST_UNPACKED = 4 * LARGEST_MEMBER  # of all sheets where the rows are read one after the other
ABOVE_HEADER = 60  # rows among which a sheet's header is looked for, below its title and notes
PARTS = {"xl/workbook.xml": ".xlsx", "content.xml": ".ods"}  # by which a zip is known to be a workbook
PROLOG = 1 << 16
DAMAGED = "Download it again, and do not save it from a spreadsheet program."


@dataclass(frozen=True)
class Sheet:
    """A sheet: `rows` are lists of cells (text, number, date or empty text) of equal length, from the first row."""

    name: str
    rows: list[list]

    @property
    def title(self) -> str:
        """The first text of the sheet, where its publishers put the title."""
        return next(iter(self.texts), "")

    @property
    def texts(self) -> list[str]:
        """The texts at the top of the sheet, the first of which is most often its title."""
        return [squeezed(cell) for row in self.rows[:10] for cell in row if squeezed(cell)]

    def header(self, *needed: str, within: int = ABOVE_HEADER) -> tuple[int, list[str]] | None:
        """Place and names of the first row that has a name starting with each of `needed`, whatever its case."""
        for place, row in enumerate(self.rows[:within]):
            names = [squeezed(cell) for cell in row]
            if all(any(name.lower().startswith(start.lower()) for name in names) for start in needed):
                return place, names
        return None


def is_workbook(path: Path) -> bool:
    """True for a zip that has the parts of an .xlsx or .ods, whatever its name ends in."""
    if not is_zip(path):
        return False
    with opened(path) as archive:
        return bool(PARTS.keys() & set(archive.namelist()))


def sheets(path: Path) -> Iterator[Sheet]:
    """The sheets of a workbook, one in memory at a time.

    Raises
    ------
    InputError
        When it is none, is damaged, defines XML entities, or has a sheet too large for the memory.
    """
    check_parts(path, LARGEST_SHEET, LARGEST_HELD)
    with book(path) as sheets_of:
        for name in sheets_of.sheet_names:
            yield Sheet(name, sheets_of.get_sheet_by_name(name).to_python(skip_empty_area=False))


def rows_by_sheet(path: Path, stop: int | None = None) -> Iterator[tuple[str, int, list]]:
    """Rows as sheet, number and cells, one after the other; of the first `stop` rows of each sheet where it is given.

    Raises
    ------
    InputError
        As `sheets` does.
    """
    check_parts(path, LARGEST_SHEET)
    with book(path) as sheets_of:
        for name in sheets_of.sheet_names:
            sheet = sheets_of.get_sheet_by_name(name)
            left = [""] * (sheet.start[1] if sheet.start else 0)  # columns that are empty in every row
            for number, row in enumerate(sheet.iter_rows(), 1):
                if stop is not None and number > stop:
                    break
                yield name, number, left + row


def heading(path: Path) -> str:
    """The first text of a workbook of any age; empty where it has none or cannot be read."""
    try:
        with book(path) as sheets_of:
            for name in sheets_of.sheet_names[:3]:
                rows = sheets_of.get_sheet_by_name(name).to_python(skip_empty_area=False, nrows=20)
                for cell in (squeezed(cell) for row in rows for cell in row):
                    if cell:
                        return cell
    except InputError:
        return ""
    return ""


@contextmanager
def book(path: Path) -> Iterator["CalamineWorkbook"]:
    """The workbook, opened by what it is rather than by what its name ends in.

    Raises
    ------
    InputError
        When it cannot be read.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with ExitStack() as stack:
            if path.suffix.lower() == format_of(path):
                yield stack.enter_context(CalamineWorkbook.from_path(str(path)))
            else:
                file = stack.enter_context(path.open("rb"))
                yield stack.enter_context(CalamineWorkbook.from_filelike(file))
    except (CalamineError, OSError, ValueError) as error:
        raise refused(path, f"The workbook cannot be read ({error}).", DAMAGED) from None


def format_of(path: Path) -> str:
    """`.xlsx` or `.ods` by the content; empty for anything else."""
    if not is_zip(path):
        return ""
    with opened(path) as archive:
        names = set(archive.namelist())
    return next((ending for part, ending in PARTS.items() if part in names), "")


def check_parts(path: Path, largest_sheet: int = LARGEST_MEMBER, largest: int = LARGEST_UNPACKED) -> None:
    """Refuse what is no workbook, sheets larger than is allowed, and XML that declares a document type.

    A published workbook never declares one; an entity bomb must.
    """
    if not is_workbook(path):
        found = "The file is not a workbook (.xlsx or .ods), which this kind reads."
        raise refused(path, found, "Choose the published workbook, or leave out the kind: the content tells it.")
    with opened(path, LARGEST_UNPACKED) as archive:
        unpacked = sum(member.file_size for member in archive.infolist())
        if unpacked > largest:
            found = f"The workbook unpacks to {unpacked >> 20:,} MB, more than the {largest >> 20:,} MB allowed."
            raise refused(path, found, "No table that this kind reads is that large: choose the published one.")
        for member in archive.infolist():
            place = f"{path.name}/{member.filename}"
            if member.file_size > largest_sheet:
                found = f"The sheet unpacks to {member.file_size >> 20:,} MB, more than the {largest_sheet >> 20:,} MB "
                found += "that fit into the memory."
                remedy = "Take the .ods where the table is published as one, or save each sheet as a workbook."
                raise refused(place, found, remedy)
            if member.filename.endswith((".xml", ".rels")):
                with archive.open(member) as part:
                    if re.search(rb"<!(DOCTYPE|ENTITY)", part.read(PROLOG)):
                        raise refused(place, "The workbook defines XML entities.", DAMAGED)


def squeezed(cell: object) -> str:
    """The text of a cell with its line breaks and runs of spaces made one space."""
    return " ".join(str(cell).split()) if cell is not None else ""


def without_notes(name: str) -> str:
    """A header without its note references: 'Drug offences [note 3]' -> 'Drug offences'."""
    return squeezed(re.sub(r"\[(note|notes)?[^\]]*\]", "", name, flags=re.IGNORECASE))


MARKER = re.compile(r"\[ ?([a-z]+)\d? ?\]|\.\.|:|-")  # what stands in place of a figure
# A count that a publisher typed as text, its thousands apart by commas ('1,234 ').
AS_TEXT = re.compile(r"-?\d{1,3}(,\d{3})+")


def count(cell: object, place: str, line: int, column: int, *, as_text: bool = False) -> int | None:
    """A count, or `None` for a marker such as [x], [u] or [c].

    `as_text` also takes a text whose thousands are set apart by commas, as some editions of a workbook have it.

    Raises
    ------
    InputError
        For a percentage, a spreadsheet error, a number stored as text or anything else that is no count.
    """
    if as_text and isinstance(cell, str) and AS_TEXT.fullmatch(squeezed(cell)):
        return int(squeezed(cell).replace(",", ""))
    if isinstance(cell, bool):
        raise refused(place, f"The cell holds {cell} where a count belongs.", DAMAGED, line, column)
    if isinstance(cell, (int, float)):
        if float(cell).is_integer():
            return int(cell)
        remedy = "A count belongs here, not a percentage or a rate: take the table of numbers."
        raise refused(place, f"The cell holds {cell}.", remedy, line, column)
    text = squeezed(cell)
    if not text:
        found = "The cell is empty, or a formula in it is broken (#REF!)."
        raise refused(place, found, DAMAGED, line, column)
    if MARKER.fullmatch(text):
        return None
    if SPREADSHEET_ERROR.match(text):
        raise refused(place, f"The cell holds the spreadsheet error '{text}'.", DAMAGED, line, column)
    if re.fullmatch(r"[-+]?[\d,\s]+(\.\d+)?%?", text):
        found = f"The cell holds '{text}', a number stored as text."
        raise refused(place, found, f"{DAMAGED} A count is a number cell, digits only.", line, column)
    raise refused(place, f"The cell holds '{text[:80]}' where a count belongs.", DAMAGED, line, column)


def shorthand(cell: object) -> str:
    """The letter of a marker that stands in place of a figure, such as `x` of [x]; `x` of one without a letter."""
    found = MARKER.fullmatch(squeezed(cell))
    return (found[1] or "x")[:1] if found else ""
