"""ONS statistical nearest neighbours of the lower-tier authorities of England: the workbook, or a tidy CSV.

Table 1 of the workbook lists each authority's neighbours, the nearest first; Table 2 is the matrix of distances. Each
is checked against the other. The tables of upper-tier authorities are not read: partnerships are made of districts.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from oscp_lib.data.areas import Area, Areas, load_areas
from oscp_lib.data.partnership import Partnership
from oscp_lib.sources import wrong_file
from oscp_lib.sources.columns import header_of, records
from oscp_lib.sources.national_frame import frame
from oscp_lib.sources.published_areas import DISTRICT, boundaries_of, checked, known
from oscp_lib.sources.reading import Reading, Release, refused
from oscp_lib.sources.spreadsheet import DAMAGED, Sheet, is_workbook, rows_by_sheet, sheets, squeezed

KIND = "neighbours"
TITLE = "ONS statistical nearest neighbours of lower-tier local authorities of England: the workbook, or a tidy CSV"
UNVERIFIED = ""
FETCH = "the workbook 'Local authority statistical nearest neighbours, England' of the Office for National Statistics"
NEAR = re.compile(r"neighbour", re.IGNORECASE)
TABLE = "neighbours"
COLUMNS = ("lad24_code", "lad24_name", "rank", "neighbour_code", "neighbour_name", "distance")
FIRST = 20  # neighbours of each authority that are kept
NAMES = {"Lower": "Lower tier local authority", "Upper": "Upper tier local authority"}
CAVEAT = (
    "The nearest neighbours of a district need not have it among theirs. The method uses general features of a place, "
    "not crime, and its publisher calls it under development. There are none for Wales."
)
LOWER_TIER = "Choose the workbook of nearest neighbours, which holds lower-tier authorities too (Tables 1 and 2)."
LARGEST = 1e6  # a distance is below ten or so; infinity is none
TOLERANCE = 1e-4  # by which a distance may differ from another statement of it: a list is rounded to four decimals


@dataclass(frozen=True)
class Row:
    """A neighbour of an authority, and where the file says so."""

    code: str
    name: str
    rank: int
    neighbour: str
    distance: float
    line: int
    neighbour_name: str = ""  # the workbook has codes alone


def recognise(path: Path) -> bool:
    """True for the workbook, or a CSV of either tier."""
    if is_workbook(path):
        return any(re.match("(Lower|Upper) tier local authority code", squeezed(row[0]), re.IGNORECASE)
                   for _, _, row in rows_by_sheet(path, 12) if row)  # fmt: skip
    header = header_of(path)
    return {"neighbour_code", "rank"} <= {*header} or "Neighbour 1" in header


def read(path: Path, place: Partnership) -> Reading:
    """The first neighbours of every lower-tier authority of England, with their distance.

    Raises
    ------
    InputError
        For a table of the upper tier, an unknown code, a name of another authority, a neighbour that stands twice,
        distances out of order, or an authority of England that has none.
    """
    header = [] if is_workbook(path) else header_of(path)
    if "Neighbour 1" in header:
        tier = "upper" if header[0].startswith("Upper") else "lower"
        found = f"The file is Table {3 if tier == 'upper' else 1} of the workbook as CSV: the {tier} tier"
        found += ", without distances." if tier == "lower" else ", which is counties and single-tier authorities."
        raise refused(path, found, LOWER_TIER, 1)
    areas = load_areas()
    rows, stated = from_csv(path) if header else from_workbook(path, areas)
    return reading_of(path, rows, stated, areas)


def reading_of(path: Path, rows: list[Row], stated: int, areas: Areas) -> Reading:
    """The rows as a national table, checked as a whole; the file states some more neighbours, further away."""
    by_code: dict[str, list[Row]] = {}
    there: dict[str, Area] = {}
    for row in rows:
        there[row.code] = district_of(path, row, checked(path, row.line, row.code, row.name, areas))
        named = known(path, row.line, row.neighbour, areas)
        if row.neighbour_name:
            named = checked(path, row.line, row.neighbour, row.neighbour_name, areas)
        district_of(path, row, named)
        by_code.setdefault(row.code, []).append(row)
    for code, neighbours in by_code.items():
        check_order(path, there[code], sorted(neighbours, key=lambda each: each.rank))
    if alone := sorted({row.neighbour for row in rows} - there.keys()):
        found = f"{known(path, None, alone[0], areas).name} ({alone[0]}) is a neighbour, and has no neighbours."
        raise refused(path, found, "The file is cut short: download it again.")
    since = boundaries_of(path, areas, there.values(), date(2024, 12, 31))
    wanted = {area.code for area in areas.of_kind(DISTRICT, since) if area.code[0] in {code[0] for code in there}}
    if lacking := sorted(wanted - there.keys()):
        found = (
            f"{len(lacking)} authorities have no neighbours, the first is {known(path, None, lacking[0], areas).name}."
        )
        raise refused(path, found, "The file is cut short: download it again.")
    release = Release(
        "ons-nearest-neighbours-2025", "Local authority statistical nearest neighbours, England, lower tier",
        "Office for National Statistics",
        "https://www.ons.gov.uk/peoplepopulationandcommunity/wellbeing/datasets/localauthoritystatisticalnearestneighboursengland",
        released="2025-10-01", edition="2024-12-31",
    )  # fmt: skip
    reading = Reading(KIND, (release,), rows_read=stated, rows_used=len(rows))
    if stated > len(rows):
        reading.left_out[f"beyond the first {FIRST} neighbours"] = stated - len(rows)
    reading.national[TABLE] = frame(
        TABLE,
        [(row.code, row.rank, row.neighbour, row.distance, since.isoformat(), release.name) for row in rows],
    )
    reading.caveats[TABLE] = [{"what": CAVEAT}]
    return reading


def district_of(path: Path, row: Row, area: Area) -> Area:
    """The area, which must be a district.

    Raises
    ------
    InputError
        For a county: the table is of the upper tier.
    """
    if area.kind != DISTRICT:
        found = f"{area.name} ({area.code}) is a {area.kind}: the table is of upper-tier authorities."
        raise refused(path, found, LOWER_TIER, row.line)
    return area


def check_order(path: Path, area: Area, neighbours: list[Row]) -> None:
    """Refuse neighbours of an authority that are not numbered 1, 2, 3..., stand twice, or do not lie ever further.

    Raises
    ------
    InputError
        Naming the authority.
    """
    seen = {area.code}
    for place, row in enumerate(neighbours, 1):
        if row.rank != place:
            found = f"The neighbours of {area.name} have no number {place}, or one has it twice."
            raise refused(path, found, "The file is cut short or was edited: download it again.", row.line)
        if row.neighbour in seen:
            found = f"{row.neighbour} stands twice among the neighbours of {area.name}, or is itself."
            raise refused(path, found, "Download the file again.", row.line)
        if place > 1 and row.distance < neighbours[place - 2].distance - TOLERANCE:
            found = f"Neighbour {place} of {area.name} is nearer ({row.distance:g}) than the one before it."
            raise refused(path, found, "A column may have been sorted by itself: download the file again.", row.line)
        seen.add(row.neighbour)
    if len(neighbours) < FIRST:
        found = f"{area.name} has {len(neighbours)} neighbours; {FIRST} are needed."
        raise refused(path, found, "The file is cut short: download it again.", neighbours[-1].line)


def from_csv(path: Path) -> tuple[list[Row], int]:
    """The first neighbours that the tidy CSV has, and how many it states in all.

    Raises
    ------
    InputError
        For a rank or distance that is no number.
    """
    rows, stated = [], 0
    for line, record in records(path, COLUMNS):
        stated += 1
        if not record["rank"].isascii() or not record["rank"].isdigit():
            raise refused(path, f"'rank' holds '{record['rank'][:40]}'.", "A rank is 1, 2, 3 and so on.", line)
        distance = decimal_of(path.name, line, record["distance"])
        rank, other = int(record["rank"]), (record["neighbour_code"], record["neighbour_name"])
        if rank <= FIRST:
            rows.append(Row(record["lad24_code"], record["lad24_name"], rank, other[0], distance, line, other[1]))
    return rows, stated


def decimal_of(shown: str, line: int, cell: object) -> float:
    """A distance.

    Raises
    ------
    InputError
        When the cell holds none.
    """
    if isinstance(cell, float) and 0 <= cell < LARGEST:
        return cell
    text = squeezed(cell)
    if re.fullmatch(r"\d+(\.\d+)?(e-?\d+)?", text, re.IGNORECASE) and float(text) < LARGEST:
        return float(text)
    raise refused(shown, f"'{text[:40]}' stands where a distance belongs.", DAMAGED, line)


def from_workbook(path: Path, areas: Areas) -> tuple[list[Row], int]:
    """The first neighbours of Table 1 with the distances of Table 2, and how many Table 1 states in all.

    Raises
    ------
    InputError
        When a table is not there, or the two do not go together.
    """
    order, matrix = {}, {}
    names = []
    for sheet in sheets(path):
        if order and matrix:
            break  # the tables of the upper tier follow
        names.append(sheet.name)
        if not (header := sheet.header(f"{NAMES['Lower']} code", f"{NAMES['Lower']} name")):
            continue
        cells = list(body_of(sheet, header[0]))
        if any(name == "Neighbour 1" for name in header[1]):
            order = {code: (name, number, [squeezed(cell) for cell in row]) for code, name, number, row in cells}
            check_once(path, sheet, cells)
        else:
            columns = header[1][2:]
            shown = f"{path.name}/{sheet.name}"
            check_once(path, sheet, cells)
            matrix = {
                code: {
                    column: decimal_of(shown, number, cell) for column, cell in zip(columns, row, strict=True) if column
                }
                for code, _, number, row in cells
            }
    if not order or not matrix:
        found = f"No two tables of lower-tier authorities are in it; its sheets are {wrong_file.listed(names)}."
        raise refused(path, found, wrong_file.fetch(KIND))
    rows, stated = [], 0
    for code, (name, number, neighbours) in order.items():
        stated += sum(map(bool, neighbours))
        for rank, neighbour in enumerate(neighbours[:FIRST], 1):
            if neighbour not in matrix.get(code, {}):
                shown = known(path, number, code, areas).name
                found = f"Table 1 has {neighbour} as a neighbour of {shown}; Table 2 has no distance of the two."
                raise refused(path, found, "Download the workbook again.", number)
            rows.append(Row(code, name, rank, neighbour, matrix[code][neighbour], number))
    for row in rows:
        if abs(matrix.get(row.neighbour, {}).get(row.code, -1) - row.distance) > TOLERANCE:
            found = f"Table 2 has not the same distance from {row.code} to {row.neighbour} as back."
            raise refused(path, found, "The table was edited or cut short: download the workbook again.", row.line)
    return rows, stated


def body_of(sheet: Sheet, top: int) -> Iterator[tuple[str, str, int, list]]:
    """Code, name, number and other cells of the rows below the header."""
    for number, row in enumerate(sheet.rows[top + 1 :], top + 2):
        if squeezed(row[0]):
            yield squeezed(row[0]), squeezed(row[1]), number, row[2:]


def check_once(path: Path, sheet: Sheet, cells: list[tuple]) -> None:
    """Refuse a table in which an authority has two rows."""
    codes = [code for code, *_ in cells]
    if twice := next((code for code in codes if codes.count(code) > 1), None):
        raise refused(f"{path.name}/{sheet.name}", f"{twice} has two rows.", "Download the workbook again.")
