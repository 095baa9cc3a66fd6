"""Home Office open data: recorded crime by Community Safety Partnership, offence and financial quarter (.ods or .xlsx).

Financial year 2023/24 runs from April 2023: its quarters 1 to 3 are the second to fourth of calendar 2023, its quarter
4 is the first of 2024. The rows are read one after the other: ten years of them are more than a memory should hold.
"""

import difflib
import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

from oscp_lib.data.areas import load_areas
from oscp_lib.data.partnership import Partnership
from oscp_lib.errors import InputError
from oscp_lib.sources import wrong_file
from oscp_lib.sources.partnership_rows import is_unassigned
from oscp_lib.sources.reading import Reading, Release, correction, refused, value_row
from oscp_lib.sources.spreadsheet import ABOVE_HEADER, count, is_workbook, squeezed
from oscp_lib.sources.streamed_rows import rows_of

KIND = "home-office-csp"
TITLE = "Home Office recorded crime open data by Community Safety Partnership (.ods or .xlsx)"
UNVERIFIED = "not yet verified on a real file"

FETCH = (
    "'Police recorded crime Community Safety Partnership open data' of the years wanted (.ods or .xlsx), among the "
    "Home Office's 'Police recorded crime and outcomes open data tables'"
)
NEAR = re.compile(r"open data|\bprc\b|outcomes", re.IGNORECASE)
COLUMNS = (
    "Financial Year", "Financial Quarter", "CSP Name", "Offence Group", "Offence Subgroup", "Offence Code",
    "Offence Count",
)  # fmt: skip
FORCE = ("Police Force", "Force Name")  # one of them, by edition; without it the force's total is not known
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
    "confirmed": [],
    "ingest": {
        "kind": KIND,
        "download": FETCH,
        "published": "each quarter; a calendar year is whole in April of the year after, or later",
    },
    "like": "recorded_crime_ons",
}
MOST_NAMES = 2000  # partnerships remembered, so that a misspelled one can be named


def recognise(path: Path) -> bool:
    """True for a workbook with a sheet that has the columns of the open data."""
    if not is_workbook(path):
        return False
    return any(header_in(row) for _, number, row in rows_of(path, ABOVE_HEADER) if number <= ABOVE_HEADER)


@dataclass
class Tally:
    """Counts by offence group and subgroup; `unknown` are those of which some row has no figure."""

    counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    unknown: set[str] = field(default_factory=set)
    total: int = 0

    def add(self, names: tuple[str, ...], value: int | None) -> None:
        for name in names:
            if value is None:
                self.unknown.add(name)
            else:
                self.counts[name] += value
        self.total += 0 if value is None else value


Quarters = dict[tuple[str, int, int], Tally]  # by district (or one of the two below), calendar year and quarter
WHOLE_FORCE, UNASSIGNED = "the whole force", "no partnership"


def read(path: Path, place: Partnership) -> Reading:
    """Offences by district, calendar year, offence group and subgroup; only years with all four quarters.

    Raises
    ------
    InputError
        When a column or district is missing, a quarter cannot be read, or no calendar year is whole.
    """
    reading = Reading(KIND, (), whole=frozenset({TABLE}), new_tables={TABLE: DESCRIPTION})
    quarters: Quarters = defaultdict(Tally)
    areas = Areas(place)
    held: set[tuple[int, int]] = set()
    at: dict[str, int] = {}
    current, headers = "", 0
    for sheet, number, row in rows_of(path):
        if sheet != current:
            current, at = sheet, {}
        if not at:
            at = header_in(row)
            headers += bool(at)
            continue
        shown = f"{path.name}/{sheet}"
        reading.rows_read += 1
        cells = (squeezed(row[at[name]]) for name in ("Financial Year", "Financial Quarter"))
        quarter = calendar_quarter(shown, number, *cells)
        held.add(quarter)
        force = row[at["Force"]] if "Force" in at else ""
        area, of_force = areas.of(row[at["CSP Name"]], force)
        if area in (None, UNASSIGNED):
            reading.left_out["another partnership" if area is None else "no partnership ('Unassigned')"] += 1
        if not of_force and (area is None or area == UNASSIGNED):
            continue
        value = count(row[at["Offence Count"]], shown, number, at["Offence Count"] + 1)
        names = tuple({squeezed(row[at["Offence Group"]]): None, squeezed(row[at["Offence Subgroup"]]): None})
        if of_force:
            quarters[WHOLE_FORCE, *quarter].add(names, value)
        if area is None:
            continue
        quarters[area, *quarter].add(names, value)
        if area != UNASSIGNED:
            reading.rows_used += value is not None
            if value is None:
                reading.left_out["no figure"] += 1
    if not held:
        if headers:
            raise refused(path, "The table has its header and no rows below it.", f"Fetch {FETCH}.")
        names = wrong_file.listed(list(dict.fromkeys(sheet for sheet, _, _ in rows_of(path, 1))))
        found = f"No sheet has the columns {', '.join(COLUMNS)}; its sheets are {names}."
        raise refused(path, found, f"Choose the open data table of Community Safety Partnerships. Fetch {FETCH}.")
    release = release_of(held)
    reading.releases = (release,)
    whole = sorted(year for year in {year for year, _ in held} if {(year, q) for q in (1, 2, 3, 4)} <= held)
    for district in place.in_county:
        if not any(name == district.called for name, _, _ in quarters):
            raise misspelled(path, district.called, areas.others)
    add_years(reading, path, quarters, whole, held, place)
    for year in whole:
        note_unassigned(reading, quarters, year, place, known=areas.force_named)
    return reading


class Areas:
    """The districts by the spellings of their names, and the other partnerships met."""

    def __init__(self, place: Partnership) -> None:
        self.place = place
        self.wanted = {spelling(district.called): district.called for district in place.in_county}
        self.short = spelling(place.force.name)
        self.others: set[str] = set()
        self.force_named = False
        self.met: dict[tuple[object, object], tuple[str | None, bool]] = {}

    def of(self, partnership: object, force: object) -> tuple[str | None, bool]:
        """The district of a row, `UNASSIGNED`, or nothing for another partnership; and whether it is of the force."""
        if (partnership, force) not in self.met:
            self.met[partnership, force] = self.found(squeezed(partnership), squeezed(force))
        return self.met[partnership, force]

    def found(self, name: str, force: str) -> tuple[str | None, bool]:
        named = load_areas().find("force", force)
        of_force = named is not None and named.code == self.place.force.code
        self.force_named = self.force_named or of_force
        if is_unassigned(name):
            return UNASSIGNED, of_force or (not force and self.short in spelling(name))
        area = self.wanted.get(spelling(name))
        if area is None and len(self.others) < MOST_NAMES:
            self.others.add(name[:80])
        return area, of_force


def add_years(
    reading: Reading, path: Path, quarters: Quarters, whole: list[int], held: set[tuple[int, int]], place: Partnership
) -> None:
    """Four quarters make a year; part of a year is noted and left out."""
    for year in sorted({year for year, _ in held} - set(whole)):
        there = ", ".join(str(q) for each, q in sorted(held) if each == year)
        reading.notes.append(f"{year} is not whole (calendar quarters {there} are there): left out.")
    if not whole:
        raise refused(path, "No calendar year has all four quarters in it.", "Choose the file with the years before.")
    for year in whole:
        for district in place.in_county:
            tally = year_of(quarters, district.called, year)
            if not tally.counts:
                found = f"No row of {year} is of the partnership '{district.called}'."
                raise refused(path, found, "The file was edited, or the partnership renamed: compare it with the page.")
            for name in sorted(tally.unknown):
                reading.notes.append(f"{district.called}, {name}, {year}: some quarter has no figure; left out.")
            for name, value in sorted(tally.counts.items()):
                if name in tally.unknown:
                    continue
                row = value_row(
                    date(year, 1, 1), date(year, 12, 31), district.called, name, "recorded offences", "offences", value,
                    reading.releases[0].name,
                )  # fmt: skip
                reading.rows.setdefault(TABLE, []).append(row)
                if value < 0:
                    correction(reading, TABLE, row)


def year_of(quarters: Quarters, area: str, year: int) -> Tally:
    """The four quarters of a year added up; zeros and counts below zero count like any other."""
    whole = Tally()
    for tally in (quarters[area, year, q] for q in (1, 2, 3, 4) if (area, year, q) in quarters):
        for name, value in tally.counts.items():
            whole.counts[name] += value
        whole.unknown |= tally.unknown
        whole.total += tally.total
    return whole


def note_unassigned(reading: Reading, quarters: Quarters, year: int, place: Partnership, known: bool) -> None:
    """Keep what the force recorded in a year and what of it has no district; without its total, say so."""
    force, without = year_of(quarters, WHOLE_FORCE, year), year_of(quarters, UNASSIGNED, year)
    if without.total:
        short = place.force.name
        reading.notes.append(f"{year}: {without.total:,} offences of 'Unassigned {short}' are in no district.")
    if not known:
        reading.notes.append(f"{year}: the file names no force, so the share without a district is not known.")
        return
    reading.no_district[str(year)] = {
        "force": force.total,
        "without": without.total,
        "by_type": {name: value for name, value in sorted(without.counts.items()) if value},
        "of_type": {name: value for name, value in sorted(force.counts.items()) if value},
    }


def misspelled(path: Path, name: str, others: set[str]) -> InputError:
    """The error for a district that no row is of, with the nearest name there is."""
    near = difflib.get_close_matches(name, others, 1, 0.7)
    hint = (
        f"The file has '{near[0]}': if it is that, add the name to data/national/spellings.csv."
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


def calendar_quarter(shown: str, line: int, year: str, quarter: str) -> tuple[int, int]:
    """Calendar year and quarter of a financial year such as '2023/24' and its quarter 1 to 4."""
    found = quarter_in(year, quarter)
    if found is None:
        text = f"'{year[:20]}' and '{quarter[:20]}' are not a financial year and quarter."
        remedy = "A financial year reads 2023/24 and a quarter 1 to 4: choose the published file, unedited."
        raise refused(shown, text, remedy, line)
    return found


@cache
def quarter_in(year: str, quarter: str) -> tuple[int, int] | None:
    """Calendar year and quarter; nothing where the two cells state none."""
    found = re.fullmatch(r"((?:19|20)\d\d)[/-](\d\d|(?:19|20)\d\d)", year)
    number = re.fullmatch(r"Q?([1-4])(\.0)?", quarter)
    if not found or not number or (int(found[1]) + 1) % 100 != int(found[2][-2:]):
        return None
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
    at = {column: names.index(column.lower()) for column in COLUMNS}
    force = next((names.index(name.lower()) for name in FORCE if name.lower() in names), None)
    return at if force is None else at | {"Force": force}
