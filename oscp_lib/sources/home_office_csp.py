"""Home Office open data: recorded crime by Community Safety Partnership, offence and financial quarter (.ods or .xlsx).

Financial year 2023/24 runs from April 2023: its quarters 1 to 3 are the second to fourth of calendar 2023, its quarter
4 is the first of 2024. The .ods of 50 MB unpacks to over 1 GB of XML, so it is streamed row by row.
"""

import difflib
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from oscp_lib.data.partnership import Partnership
from oscp_lib.errors import InputError
from oscp_lib.sources.archive import LARGEST_MEMBER, opened
from oscp_lib.sources.reading import Reading, Release, refused, value_row
from oscp_lib.sources.workbook import DAMAGED, check_parts, count, is_workbook, sheets, squeezed

KIND = "home-office-csp"
TITLE = "Home Office recorded crime open data by Community Safety Partnership (.ods or .xlsx)"
UNVERIFIED = "not yet verified on a real file"

COLUMNS = (
    "Financial Year", "Financial Quarter", "CSP Name", "Offence Group", "Offence Subgroup", "Offence Code",
    "Offence Count",
)  # fmt: skip
TABLE = "recorded_crime_home_office"
# The table's entry in the Data Package, added with its first rows; its columns are those of the ONS table.
DESCRIPTION = {
    "name": TABLE,
    "path": f"tables/{TABLE}.csv",
    "title": "Recorded crime by district and offence group, Home Office",
    "description": "Police recorded crime by Community Safety Partnership, offence group and subgroup; financial "
    "quarters are added up to calendar years.",
    "status": "official",
    "caveats": [
        "The reader of these tables is not yet verified on a real file.",
        "Police recorded crime is not accredited official statistics: it counts what is reported and recorded, not all "
        "crime.",
    ],
    "chapters": [],
    "crime": False,
    "complete": False,
    "parts": {},
    "like": "recorded_crime_ons",
}
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
ODS = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
MOST_NAMES = 2000  # partnerships remembered, so that a misspelled one can be named
MOST_REPEATED = 100  # times that equal rows may follow one another
WIDEST = 64  # cells of a row that are looked at; a sheet pads its rows with thousands of empty ones

Row = tuple[str, int, list]


def recognise(path: Path) -> bool:
    """True for a workbook with a sheet that has the columns of the open data."""
    if not is_workbook(path):
        return False
    return any(header_in(row) for _, number, row in rows_of(path, stop=40) if number <= 40)


def read(path: Path, place: Partnership) -> Reading:
    """Offences by district, calendar year, offence group and subgroup; only years with all four quarters.

    Raises
    ------
    InputError
        When a column or district is missing, a quarter cannot be read, or no calendar year is whole.
    """
    reading = Reading(KIND, (), whole=frozenset({TABLE}), new_tables={TABLE: DESCRIPTION})
    quarters: dict[tuple[str, int, int], Counter] = {}
    wanted = {spelling(district.name): district.name for district in place.districts}
    held: set[tuple[int, int]] = set()
    others: set[str] = set()
    at: dict[str, int] = {}
    current = ""
    for sheet, number, row in rows_of(path):
        if sheet != current:
            current, at = sheet, {}
        if not at:
            at = header_in(row)
            continue
        shown = f"{path.name}/{sheet}"
        reading.rows_read += 1
        quarter = calendar_quarter(shown, number, row[at["Financial Year"]], row[at["Financial Quarter"]])
        held.add(quarter)
        partnership = squeezed(row[at["CSP Name"]])
        area = wanted.get(spelling(partnership))
        if area is None:
            if len(others) < MOST_NAMES:
                others.add(partnership[:80])
            reading.left_out["another partnership"] += 1
            continue
        value = count(row[at["Offence Count"]], shown, number, at["Offence Count"] + 1)
        if value is None:
            reading.left_out["no figure"] += 1
            continue
        tally = quarters.setdefault((area, *quarter), Counter())
        group, subgroup = squeezed(row[at["Offence Group"]]), squeezed(row[at["Offence Subgroup"]])
        for name in dict.fromkeys((group, subgroup)):
            tally[name] += value
        reading.rows_used += 1
    if not held:
        found = f"No sheet has the columns {', '.join(COLUMNS)}."
        raise refused(path, found, "Choose the open data table of Community Safety Partnerships.")
    release = release_of(held)
    reading.releases = (release,)
    whole = sorted(year for year in {year for year, _ in held} if {(year, q) for q in (1, 2, 3, 4)} <= held)
    for district in place.districts:
        if not any(name == district.name for name, _, _ in quarters):
            raise misspelled(path, district.name, others)
    add_years(reading, path, quarters, whole, held, place)
    return reading


def add_years(
    reading: Reading, path: Path, quarters: dict, whole: list[int], held: set[tuple[int, int]], place: Partnership
) -> None:
    """Four quarters make a year; part of a year is noted and left out."""
    for year in sorted({year for year, _ in held} - set(whole)):
        there = ", ".join(str(q) for each, q in sorted(held) if each == year)
        reading.notes.append(f"{year} is not whole (calendar quarters {there} are there): left out.")
    if not whole:
        raise refused(path, "No calendar year has all four quarters in it.", "Choose the file with the years before.")
    for year in whole:
        for district in place.districts:
            tally = sum((quarters.get((district.name, year, q), Counter()) for q in (1, 2, 3, 4)), Counter())
            if not tally:
                found = f"No row of {year} is of the partnership '{district.name}'."
                raise refused(path, found, "The file is cut short or was edited: download it again.")
            for name, value in sorted(tally.items()):
                row = value_row(
                    date(year, 1, 1), date(year, 12, 31), district.name, name, "recorded offences", "offences", value,
                    reading.releases[0].name,
                )  # fmt: skip
                reading.rows.setdefault(TABLE, []).append(row)


def misspelled(path: Path, name: str, others: set[str]) -> InputError:
    """The error for a district that no row is of, with the nearest name there is."""
    near = difflib.get_close_matches(name, others, 1, 0.7)
    hint = (
        f"The file has '{near[0]}': if it is that, say so in data/partnership.yml."
        if near
        else "Choose the whole file."
    )
    return refused(path, f"No row is of the partnership '{name}'.", hint)


def release_of(held: set[tuple[int, int]]) -> Release:
    """The release is named by the last quarter it holds."""
    year, quarter = max(held)
    return Release(
        f"ho-prc-csp-{year}-q{quarter}",
        f"Police recorded crime open data, Community Safety Partnerships, to quarter {quarter} of {year}",
        "Home Office",
        "https://www.gov.uk/government/statistics/police-recorded-crime-open-data-tables",
        edition=f"{year}-{3 * quarter:02d}-28",
    )


def calendar_quarter(shown: str, line: int, year: object, quarter: object) -> tuple[int, int]:
    """Calendar year and quarter of a financial year such as '2023/24' and its quarter 1 to 4."""
    found = re.fullmatch(r"((?:19|20)\d\d)[/-](\d\d|(?:19|20)\d\d)", squeezed(year))
    number = re.fullmatch(r"Q?([1-4])(\.0)?", squeezed(quarter))
    if not found or not number or (int(found[1]) + 1) % 100 != int(found[2][-2:]):
        text = f"'{squeezed(year)[:20]}' and '{squeezed(quarter)[:20]}' are no financial year and quarter."
        raise refused(
            shown, text, "A financial year reads 2023/24 and a quarter 1 to 4: download the file again.", line
        )
    start, part = int(found[1]), int(number[1])
    return (start, part + 1) if part < 4 else (start + 1, 1)


def spelling(name: str) -> str:
    """A name of a partnership as it can be compared: case, spaces and '&' do not count."""
    return " ".join(name.lower().replace("&", " and ").split())


def header_in(row: list) -> dict[str, int]:
    """The columns by name where the row is the header, else nothing."""
    names = [squeezed(cell).lower() for cell in row]
    if not all(column.lower() in names for column in COLUMNS):
        return {}
    return {column: names.index(column.lower()) for column in COLUMNS}


def rows_of(path: Path, stop: int | None = None) -> Iterator[Row]:
    """Rows as sheet, number and cells, of the first `stop` rows of each sheet where it is given."""
    with opened(path) as archive:
        streamed = "content.xml" in archive.namelist()
    if streamed:
        yield from streamed_rows(path, stop)
        return
    for sheet in sheets(path):
        for number, row in enumerate(sheet.rows[:stop], 1):
            if any(squeezed(cell) for cell in row):
                yield sheet.name, number, row


def streamed_rows(path: Path, stop: int | None = None) -> Iterator[Row]:
    """Rows of an OpenDocument sheet, each forgotten when it has been read.

    Raises
    ------
    InputError
        For XML that is damaged or declares a document type.
    """
    from lxml import etree

    check_parts(path, LARGEST_MEMBER * 2)
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
