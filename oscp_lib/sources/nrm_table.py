"""Rows of referrals as publishers lay them out: the long table, or the blocks of the workbook of gov.uk."""

import re
from collections.abc import Iterator
from pathlib import Path

from oscp_lib.sources import wrong_file
from oscp_lib.sources.columns import records
from oscp_lib.sources.reading import refused
from oscp_lib.sources.spreadsheet import ABOVE_HEADER, Sheet, is_workbook, sheets, squeezed, without_notes

COLUMNS = ("First responder", "Exploitation type", "Age at exploitation", "Gender", "Nationality", "People")
MARGINS = ("Age at exploitation", "Gender", "Nationality")
TOTAL = "Total"
# The label columns of the gov.uk workbook from the widest to the narrowest, by a word of their names in every edition.
LABELS = {
    "First responder": r"(police|rocu).*first responder|first responder.*police",
    "Exploitation type": r"exploitation type",
    "Age at exploitation": r"age.* at exploitation",
    "Gender": r"gender|sex",
}
WHOLE = r"(grand )?total( referrals)?"  # the name of the column that adds up the nationalities
BLOCKS = "in blocks"  # of a record: it was read from the gov.uk workbook
MONTHS = {1: "January to March", 2: "April to June", 3: "July to September", 4: "October to December"}


def table(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of the file with their line numbers, from a CSV or the first fitting sheet of a workbook."""
    if not is_workbook(path):
        yield from records(path, COLUMNS)
        return
    names = []
    for sheet in sheets(path):
        names.append(sheet.name)
        header = sheet.header(*COLUMNS)
        if header:
            yield from long_rows(sheet, *header)
            return
        if labels := label_columns(sheet):
            yield from block_rows(path, sheet, *labels)
            return
    found = f"No sheet has the columns of referrals; the sheets are {wrong_file.listed(names)}."
    raise refused(path, found, f"It needs {', '.join(COLUMNS)}, or the columns of gov.uk. {wrong_file.fetch('nrm')}")


def long_rows(sheet: Sheet, top: int, names: list[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a sheet in which every line has all its labels."""
    for number, row in enumerate(sheet.rows[top + 1 :], top + 2):
        cells = [number_text(cell) for cell in row]
        record = {name: cell for name, cell in zip(names, cells, strict=True) if name}
        if any(record.values()):
            yield number, {"quarter": quarter_in(sheet.title), **record}


def label_columns(sheet: Sheet) -> tuple[int, list[int], int] | None:
    """Where the header of a gov.uk table by police first responder stands, its label columns and that of the total."""
    for top, row in enumerate(sheet.rows[:ABOVE_HEADER]):
        names = [without_notes(squeezed(cell)).lower() for cell in row]
        at = [next((place for place, name in enumerate(names) if re.search(label, name)), None)
              for label in LABELS.values()]  # fmt: skip
        total = next((place for place, name in enumerate(names) if re.fullmatch(WHOLE, name)), None)
        if None not in (*at, total):
            return top, at, total
    return None


def block_rows(path: Path, sheet: Sheet, top: int, at: list[int], total: int) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a gov.uk table as the long table has them; a label stands for the lines below it.

    What stands below the narrowest label of a line is `Total`: the first line of a block is the block's own total.

    Raises
    ------
    InputError
        When the nationalities of a line do not add up to its total, or a line has no label.
    """
    shown, above = f"{path.name}/{sheet.name}", [""] * len(at)
    quarter = quarter_in(sheet.title) or quarter_in(path.stem)
    if not quarter and re.search(r"\bannual|\byear\b|January to December", sheet.title, re.IGNORECASE):
        remedy = "The book holds quarters: choose the tables of a quarter."
        raise refused(shown, f"'{sheet.title[:120]}' is of a whole year.", remedy)
    nationalities = [place for place, cell in enumerate(sheet.rows[top])
                     if place not in (*at, total) and squeezed(cell) and place > max(at)]  # fmt: skip
    for number, row in enumerate(sheet.rows[top + 1 :], top + 2):
        labels = [without_notes(squeezed(row[place])) for place in at]
        if not any(squeezed(cell) for cell in row) or not squeezed(row[total]):
            continue  # an empty line, or a note below the table
        if not any(labels):
            raise refused(shown, "The line has figures and no label.", "Choose the published workbook.", number)
        narrowest = max(place for place, label in enumerate(labels) if label)
        above = [label or above[place] for place, label in enumerate(labels[: narrowest + 1])]
        above += [TOTAL] * (len(at) - len(above))
        people = number_text(row[total])
        parts = [cell for place in nationalities if isinstance(cell := row[place], (int, float))]
        if len(parts) == len(nationalities) > 0 and people.isdigit() and sum(parts) != int(people):
            found = f"The nationalities of the line add to {sum(parts):,.0f}; its total is {people}."
            raise refused(shown, found, "The file was edited: download it again.", number)
        record = dict(zip(LABELS, above, strict=True))
        yield number, {"quarter": quarter, **record, "Nationality": TOTAL, "People": people, BLOCKS: "yes"}


def number_text(cell: object) -> str:
    """A cell as a CSV would write it."""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()


def quarter_of(path: Path, line: int, record: dict[str, str]) -> tuple[int, int]:
    """Year and quarter of a row, from its column, or from the name of the file where the table has none."""
    text = record.get("quarter") or quarter_in(path.stem)
    found = re.fullmatch(r"((?:19|20)\d\d)-Q([1-4])", text)
    if not found:
        remedy = "Keep the quarter in the name of the file, such as nrm_referrals_police_2024_q1.csv."
        raise refused(path, f"The quarter of the row is not known ('{text[:40]}').", remedy, line)
    return int(found[1]), int(found[2])


def quarter_in(text: str) -> str:
    """A quarter that a title or file name states, as YYYY-Qn; empty where it states none."""
    for number, months in MONTHS.items():
        if found := re.search(rf"{months} (20\d\d)", text, re.IGNORECASE):
            return f"{found[1]}-Q{number}"
    for pattern, order in ((r"(20\d\d)\W?_?\s?q(?:uarter)?\W?_?([1-4])", (1, 2)),
                           (r"q(?:uarter)?[\s_-]?([1-4])[\s_-]?(20\d\d)", (2, 1))):  # fmt: skip
        found = re.search(pattern, text, re.IGNORECASE)
        if found:
            return f"{found[order[0]]}-Q{found[order[1]]}"
    return ""
