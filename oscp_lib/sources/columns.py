"""Columns of a published CSV: there, once, and by the name they are known by."""

import csv
import difflib
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

from oscp_lib.sources.gzipped import head_of, is_gzip, unpacked
from oscp_lib.sources.reading import refused
from oscp_lib.sources.safe_zip import LONGEST_LINE

LARGEST_CSV = 200 << 20
MOST_NAMED = 5  # columns named one by one


def decoded_head(name: str, head: bytes) -> str:
    """The first lines of a CSV, which must be UTF-8 text with lines of a sane length.

    Raises
    ------
    InputError
        For another encoding, a NUL byte, or a line that does not end.
    """
    remedy = "Download it again from its publisher, and do not save it from a spreadsheet program."
    if b"\0" in head:
        raise refused(name, "The file holds a NUL byte: it is not a CSV in UTF-8.", remedy)
    if len(head) >= LONGEST_LINE and b"\n" not in head[:LONGEST_LINE]:
        raise refused(name, f"The first line is longer than {LONGEST_LINE:,} bytes.", remedy, 1)
    try:
        # The head may end within a character; a whole file has its last line end.
        return head[: head.rfind(b"\n") + 1 or len(head)].decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = head[: error.start].count(b"\n") + 1
        raise refused(name, f"The byte 0x{head[error.start]:02x} is not UTF-8 text.", remedy, line) from None


def columns_of(name: str, columns: Sequence[str], needed: Sequence[str]) -> None:
    """Refuse a header that lacks a needed column or has it twice.

    Raises
    ------
    InputError
        Naming the column and the nearest there is.
    """
    for column in needed:
        if column not in columns:
            near = difflib.get_close_matches(column, [each for each in columns if each not in needed], 1, 0.5)
            there = ", ".join(f"'{each[:40]}'" for each in columns[:MOST_NAMED] if each) or "none"
            hint = f"'{near[0]}' may be it: rename it there, or download again." if near else (
                f"The table needs {', '.join(needed)}: choose the published one that has them."
            )  # fmt: skip
            raise refused(name, f"The column '{column}' is missing. The first are {there}.", hint, 1)
        if list(columns).count(column) > 1:
            raise refused(name, f"The column '{column}' appears twice.", "Download the file again.", 1)


def records(path: Path, needed: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """The lines of a small CSV (packed with gzip or not) as dicts by column, with their line numbers.

    Raises
    ------
    InputError
        For a file too large, in another encoding, with a long line, an open quotation mark or a wrong number of cells.
    """
    size = path.stat().st_size
    if size > LARGEST_CSV:
        found, remedy = f"The file has {size >> 20:,} MB.", "This is no published table of its kind: download it again."
        raise refused(path, found, remedy)
    raw = unpacked(path) if is_gzip(path) else path.read_bytes()
    if max((len(line) for line in raw.split(b"\n")), default=0) > LONGEST_LINE:
        raise refused(path, f"A line is longer than {LONGEST_LINE:,} bytes.", "Download the file again.")
    text = decoded_head(path.name, raw if raw.endswith(b"\n") else raw + b"\n")
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [cell.strip() for cell in next(reader, [])]
        columns_of(path.name, header, needed)
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(header):
                found = f"The row has {len(cells)} cells; the header has {len(header)}."
                raise refused(path, found, "Download the file again: it is cut short or was edited.", reader.line_num)
            yield reader.line_num, dict(zip(header, map(str.strip, cells), strict=True))
    except csv.Error as error:
        found, remedy = f"The line cannot be read ({error}).", "Download the file again."
        raise refused(path, found, remedy, reader.line_num) from None


def header_of(path: Path) -> list[str]:
    """The column names of a file that may be a CSV; none where it is not text."""
    return next(iter(lines_of(path)), [])


def lines_of(path: Path) -> list[list[str]]:
    """The cells of the first lines of a file that may be a CSV; none where it is not text."""
    head = head_of(path, LONGEST_LINE)
    if b"\0" in head or head[:1] in (b"{", b"["):
        return []
    lines = head.decode("utf-8-sig", "ignore").split("\n")[:30]
    try:
        return [[cell.strip() for cell in next(csv.reader([line]), [])] for line in lines]
    except csv.Error:
        return []


def whole_number(path: Path, line: int, column: str, text: str) -> int:
    """A count as a CSV writes it.

    Raises
    ------
    InputError
        For anything but digits: a thousands separator, a percentage, a spreadsheet error.
    """
    if text.isascii() and text.isdigit():
        return int(text)
    if text.isascii() and text.endswith(".0") and text[:-2].isdigit():
        return int(text[:-2])
    if text.replace(",", "").isdigit():
        raise refused(path, f"'{column}' holds '{text}'.", f"Write it as {text.replace(',', '')}.", line)
    found = f"'{column}' holds '{text[:80]}' where a count belongs."
    raise refused(path, found, "Take the published file of counts, not of percentages, and do not edit it.", line)
