"""The rows of a small CSV file that a look-up is made from, each cell a text; what is wrong is gathered, not raised."""

import csv
import io
import re
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from pathlib import Path

from oscp_lib import paths
from oscp_lib.data.text_file import decode
from oscp_lib.errors import Problem

RESTORE = "Restore the file from version control."
DAY = re.compile(r"\d{4}-\d\d-\d\d")
MAY_BE_EMPTY = ("valid_from", "valid_to")  # a day that is open


class Row(dict[str, str]):
    """A row by column, with its place; what is wrong in it is added to `problems`."""

    def __init__(self, cells: Iterable[tuple[str, str]], path: Path, line: int, problems: list[Problem]) -> None:
        super().__init__(cells)
        self.path, self.line, self.problems = path, line, problems

    def refuse(self, found: str) -> None:
        self.problems.append(Problem(paths.shown(self.path), found, RESTORE, self.line))

    def known(self, column: str, areas: Collection[str]) -> bool:
        """True where the column holds the code of an area."""
        if self[column] not in areas:
            self.refuse(f"'{column}' names {self[column]}, a code that areas.csv does not hold.")
        return self[column] in areas

    def day(self, column: str) -> date | None:
        """The day of a column, None where it is open or cannot be read."""
        text = self[column]
        if not text:
            return None
        try:
            return date.fromisoformat(text if DAY.fullmatch(text) else "")
        except ValueError:
            self.refuse(f"'{column}' holds '{text}', which is not a day as year-month-day.")
            return None

    def span(self) -> tuple[date | None, date | None]:
        """The first and last day; the last is not before the first."""
        if not (self["valid_from"] or self["valid_to"]):
            return None, None
        first, last = self.day("valid_from"), self.day("valid_to")
        if first and last and last < first:
            self.refuse(f"The last day, {last}, comes before the first, {first}.")
        return first, last


def rows_of(path: Path, columns: tuple[str, ...], problems: list[Problem]) -> Iterator[Row]:
    """The rows of a file that has its columns; blank lines are passed over."""
    shown = paths.shown(path)
    if not paths.is_there(path):
        problems.append(Problem(shown, "The file is missing.", RESTORE))
        return
    needed = [name for name in columns if name not in MAY_BE_EMPTY]
    reader = csv.reader(io.StringIO(decode(path, letters=False), newline=""), strict=True)
    try:
        header = next(reader, [])
        for name in columns:
            if header.count(name) != 1:
                found = f"The column '{name}' {'appears twice' if name in header else 'is missing'}."
                problems.append(Problem(shown, found, RESTORE, 1))
                return
        for untrimmed in reader:
            cells = list(map(str.strip, untrimmed))
            if not any(cells):
                continue
            row = Row(zip(header, cells, strict=False), path, reader.line_num, problems)
            if len(cells) != len(header):
                row.refuse(f"The row has {len(cells)} cells; the header has {len(header)}.")
            elif not all(map(row.get, needed)):
                row.refuse(f"'{next(name for name in needed if not row[name])}' is empty.")
            else:
                yield row
    except csv.Error as error:
        problems.append(Problem(shown, f"The line cannot be read ({error}).", RESTORE, reader.line_num))
