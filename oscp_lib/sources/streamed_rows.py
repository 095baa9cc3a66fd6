"""Read the rows of a workbook one after the other; an .ods of 50 MB unpacks to over 1 GB of XML, so it is streamed."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

from oscp_lib.sources.reading import refused
from oscp_lib.sources.safe_zip import opened
from oscp_lib.sources.spreadsheet import DAMAGED, check_parts, format_of, rows_by_sheet, squeezed

OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
ODS = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
MOST_REPEATED = 100  # times that equal rows may follow one another
WIDEST = 64  # cells of a row that are looked at; a sheet pads its rows with thousands of empty ones

Row = tuple[str, int, list]


def rows_of(path: Path, stop: int | None = None) -> Iterator[Row]:
    """Rows as sheet, number and cells, of the first `stop` rows of each sheet where it is given."""
    if format_of(path) == ".ods":
        yield from streamed_rows(path, stop)
        return
    for sheet, number, row in rows_by_sheet(path, stop):
        if any(squeezed(cell) for cell in row):
            yield sheet, number, row


def streamed_rows(path: Path, stop: int | None = None) -> Iterator[Row]:
    """Rows of an OpenDocument sheet, each forgotten when it has been read.

    Raises
    ------
    InputError
        For XML that is damaged or declares a document type.
    """
    from lxml import etree

    check_parts(path)
    tags = [f"{{{ODS}}}table", f"{{{ODS}}}table-row"]
    with opened(path) as archive, archive.open("content.xml") as content:
        stream = etree.iterparse(
            content, events=("start", "end"), tag=tags, resolve_entities=False, no_network=True, load_dtd=False,
            huge_tree=False,
        )  # fmt: skip
        sheet, number, most = "", 0, stop or 1 << 31
        try:
            for event, node in stream:
                if event == "start":
                    if node.tag == tags[0]:
                        sheet, number = node.get(f"{{{ODS}}}name", ""), 0
                    continue
                if node.tag == tags[1]:
                    number += 1
                    cells = cells_of(node) if number <= most else []
                    repeated = int(node.get(f"{{{ODS}}}number-rows-repeated", "1"))
                    if any(squeezed(cell) for cell in cells):
                        if repeated > MOST_REPEATED:
                            found = f"A row with figures is said to repeat {repeated:,} times."
                            raise refused(f"{path.name}/{sheet}", found, DAMAGED, number)
                        yield from ((sheet, number + extra, cells) for extra in range(repeated))
                    number += repeated - 1
                node.clear()
                while node.getprevious() is not None and node.getparent() is not None:
                    del node.getparent()[0]
        except etree.XMLSyntaxError as error:
            raise refused(f"{path.name}/content.xml", f"The XML cannot be read ({error.msg}).", DAMAGED) from None
        except (ValueError, zipfile.BadZipFile, EOFError) as error:
            raise refused(f"{path.name}/content.xml", f"The sheet cannot be read ({error}).", DAMAGED) from None


def cells_of(row: object) -> list:
    """The cells of a row: a number where the cell has one, else its text; repeated cells are written out."""
    cells: list = []
    for cell in row:
        if cell.tag not in (f"{{{ODS}}}table-cell", f"{{{ODS}}}covered-table-cell"):
            continue
        kind = cell.get(f"{{{OFFICE}}}value-type")
        if kind in ("float", "percentage", "currency"):
            value: object = float(cell.get(f"{{{OFFICE}}}value", "nan"))
        else:
            value = "\n".join("".join(text.itertext()) for text in cell.iterfind(f"{{{TEXT}}}p"))
        repeated = min(int(cell.get(f"{{{ODS}}}number-columns-repeated", "1")), WIDEST - len(cells))
        cells += [value] * repeated
        if len(cells) >= WIDEST:
            break
    return cells + [""] * (WIDEST - len(cells))
