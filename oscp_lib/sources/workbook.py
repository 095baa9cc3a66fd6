"""Read a workbook (.xlsx or .ods) as sheets of cells, without trusting it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from oscp_lib.data.table_file import SPREADSHEET_ERROR
from oscp_lib.sources.archive import is_zip, opened
from oscp_lib.sources.reading import refused

LARGEST_UNPACKED = 600 << 20  # a sheet is held in memory; a larger .ods is streamed by its reader
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
        return next((squeezed(cell) for row in self.rows[:3] for cell in row if squeezed(cell)), "")

    def header(self, *needed: str, within: int = 20) -> tuple[int, list[str]] | None:
        """Place and names of the first row that has a name starting with each of `needed`, whatever its case."""
        for place, row in enumerate(self.rows[:within]):
            names = [squeezed(cell) for cell in row]
            if all(any(name.lower().startswith(start.lower()) for name in names) for start in needed):
                return place, names
        return None


def is_workbook(path: Path) -> bool:
    """True for a zip that has the parts of an .xlsx or .ods."""
    if not is_zip(path):
        return False
    with opened(path) as archive:
        return bool({"xl/workbook.xml", "content.xml"} & set(archive.namelist()))


def sheets(path: Path) -> Iterator[Sheet]:
    """The sheets of a workbook, one in memory at a time.

    Raises
    ------
    InputError
        When it is damaged, defines XML entities, or unpacks to more than is sane.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    check_parts(path)
    try:
        with CalamineWorkbook.from_path(str(path)) as book:
            for name in book.sheet_names:
                yield Sheet(name, book.get_sheet_by_name(name).to_python(skip_empty_area=False))
    except (CalamineError, OSError, ValueError) as error:
        raise refused(path, f"The workbook cannot be read ({error}).", DAMAGED) from None


def check_parts(path: Path, largest: int = LARGEST_UNPACKED) -> None:
    """Refuse a workbook whose XML declares a document type: a published one never does, an entity bomb must."""
    with opened(path, largest) as archive:
        for member in archive.infolist():
            if member.filename.endswith((".xml", ".rels")):
                with archive.open(member) as part:
                    if re.search(rb"<!(DOCTYPE|ENTITY)", part.read(PROLOG)):
                        place = f"{path.name}/{member.filename}"
                        raise refused(place, "The workbook defines XML entities.", DAMAGED)


def squeezed(cell: object) -> str:
    """The text of a cell with its line breaks and runs of spaces made one space."""
    return " ".join(str(cell).split()) if cell is not None else ""


def without_notes(name: str) -> str:
    """A header without its note references: 'Drug offences [note 3]' -> 'Drug offences'."""
    return squeezed(re.sub(r"\[(note|notes)?[^\]]*\]", "", name, flags=re.IGNORECASE))


def count(cell: object, place: str, line: int, column: int) -> int | None:
    """A count, or `None` for a marker such as [x], [u] or [c].

    Raises
    ------
    InputError
        For a percentage, a spreadsheet error, a number stored as text or anything else that is no count.
    """
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
    if re.fullmatch(r"\[[a-z]+\d?\]|\.\.|:|-", text):
        return None
    if SPREADSHEET_ERROR.match(text):
        raise refused(place, f"The cell holds the spreadsheet error '{text}'.", DAMAGED, line, column)
    if re.fullmatch(r"[-+]?[\d,\s]+(\.\d+)?%?", text):
        found = f"The cell holds '{text}', a number stored as text."
        raise refused(place, found, f"{DAMAGED} A count is a number cell, digits only.", line, column)
    raise refused(place, f"The cell holds '{text[:80]}' where a count belongs.", DAMAGED, line, column)
