"""ONS police recorded crime by Community Safety Partnership, any edition of the workbook.

The letters of the tables move between editions and the names of columns differ between sheets: a table is found by what
its title says, and an offence by its name without line breaks and notes. Rates and percentages stand in tables alike.
"""

import calendar
import difflib
import re
from collections import Counter
from datetime import date
from pathlib import Path

from oscp_lib.data.partnership import Partnership
from oscp_lib.sources.reading import Reading, Release, refused, value_row
from oscp_lib.sources.workbook import Sheet, count, is_workbook, sheets, without_notes

KIND = "ons-csp"
TITLE = "ONS recorded crime by Community Safety Partnership: the workbook of any year ending December"
UNVERIFIED = ""
TABLE = "recorded_crime_ons"

TOTAL = "Total recorded crime (excluding fraud)"
# The offences of the workbooks as their tables of counts name them; some sheets and editions word them otherwise.
OFFENCES = (
    TOTAL, "Violence against the person", "Homicide", "Death or serious injury caused by illegal driving",
    "Violence with injury", "Violence without injury", "Stalking and harassment", "Sexual offences", "Robbery",
    "Theft offences", "Burglary", "Residential burglary", "Non-residential burglary", "Vehicle offences",
    "Theft from the person", "Bicycle theft", "Shoplifting", "All other theft offences", "Criminal damage and arson",
    "Drug offences", "Possession of weapons offences", "Public order offences",
    "Miscellaneous crimes against society",
)  # fmt: skip
KEYS = ("Police Force Area name", "Community Safety Partnership code", "Community Safety Partnership name")
NO_OFFENCE = re.compile(r".* (code|name)|(population|household) figures.*", re.IGNORECASE)
COUNTS = re.compile(r"recorded (crime|crimes|offences)\b.*community safety partnership", re.IGNORECASE)
NO_COUNTS = re.compile(r"percentage|per cent|% change|\brate", re.IGNORECASE)
ENDING = re.compile(r"year ending (\w+) (\d{4})", re.IGNORECASE)
CLOSE = 0.75  # how alike a renamed column must be to the one offence that is missing


def recognise(path: Path) -> bool:
    """True for a workbook with a sheet about Community Safety Partnerships."""
    return is_workbook(path) and any("community safety partnership" in sheet.title.lower() for sheet in sheets(path))


def read(path: Path, place: Partnership) -> Reading:
    """Recorded offences by district and calendar year, from every table of counts in the workbook.

    Raises
    ------
    InputError
        When no table of counts is there, a district or a needed column is missing, a year does not end in December, or
        a cell holds no count.
    """
    tables, titles = [], []
    for sheet in sheets(path):
        titles.append(sheet.title)
        if COUNTS.search(sheet.title) and not NO_COUNTS.search(sheet.title):
            tables.append(sheet)
    if not tables:
        found = f"No table of recorded crime by Community Safety Partnership is in it; its first is '{titles[0][:90]}'."
        raise refused(path, found, "Choose the workbook whose title names Community Safety Partnerships.")
    years = {sheet.name: year_of(path, sheet) for sheet in tables}
    latest = max(years.values())
    release = Release(
        f"ons-csp-ye-dec-{latest}",
        f"Recorded crime by Community Safety Partnership area, year ending December {latest}",
        "Office for National Statistics",
        "https://www.ons.gov.uk/peoplepopulationandcommunity/crimeandjustice/datasets/recordedcrimedatabycommunitysafetypartnershiparea",
        edition=f"{latest}-12-31",
    )
    reading = Reading(KIND, (release,))
    for sheet in sorted(tables, key=lambda each: years[each.name]):
        read_sheet(reading, path, sheet, years[sheet.name], place)
    return reading


def year_of(path: Path, sheet: Sheet) -> int:
    """The calendar year of a table, from its title."""
    months = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
    found = [(months.get(month.lower()), int(year)) for month, year in ENDING.findall(sheet.title)]
    if len(found) != 1:
        raise refused(f"{path.name}/{sheet.name}", f"The title '{sheet.title[:120]}' names no single year.",
                      "Choose the published workbook, with its title lines.")  # fmt: skip
    month, year = found[0]
    if month != 12:
        name = calendar.month_name[month] if month else "?"
        found_ = f"The table is of the year ending {name} {year}, which is no calendar year."
        remedy = "The book counts calendar years: choose the release of the year ending December."
        raise refused(f"{path.name}/{sheet.name}", found_, remedy)
    return year


def read_sheet(reading: Reading, path: Path, sheet: Sheet, year: int, place: Partnership) -> None:
    """The rows of one table of counts."""
    shown = f"{path.name}/{sheet.name}"
    header = sheet.header("Community Safety Partnership name")
    if header is None:
        found = "No row has the column 'Community Safety Partnership name'."
        raise refused(shown, found, "Choose the published workbook; the column may have been renamed or deleted.")
    top, names = header
    at = {key: column_at(shown, names, key, top) for key in KEYS}
    offences = offence_columns(reading, shown, names, top)
    wanted = {district.partnership_code: district.name for district in place.districts}
    seen: set[str] = set()
    for number, row in enumerate(sheet.rows[top + 1 :], top + 2):
        if not any(str(cell).strip() for cell in row):
            continue
        reading.rows_read += 1
        code, name = str(row[at[KEYS[1]]]).strip(), str(row[at[KEYS[2]]]).strip()
        if code in seen:
            raise refused(shown, f"{wanted[code]} stands twice.", "Download the workbook again, unedited.", number)
        if code in wanted:
            seen.add(code)
            counts = counts_of(row, offences, shown, number)
            reading.rows_used += 1
            reading.rows.setdefault(TABLE, []).extend(district_rows(reading, wanted[code], counts, year))
            continue
        known_spelling(shown, number, code, name, place)
        if is_force(without_notes(str(row[at[KEYS[0]]])), place) and not code:
            note_force(reading, year, name, counts_of(row, offences, shown, number))
        none = "no partnership ('Unassigned')" if name else "total of a force"
        reading.left_out["another partnership" if code else none] += 1
    missing = [name for code, name in wanted.items() if code not in seen]
    if missing:
        found = f"No row is of {', '.join(missing)}."
        raise refused(shown, found, "Choose the whole workbook; the partnership codes are in data/partnership.yml.")
    leave_out_part(reading, year, len(wanted))
    order = {district.name: place_ for place_, district in enumerate(place.districts)}
    reading.rows[TABLE].sort(key=lambda row: (row["period_start"], order[row["area"]]))


def counts_of(row: list, offences: dict[int, str], shown: str, number: int) -> dict[str, int | None]:
    """The counts of a row by offence; `None` where a marker stands in place of a figure."""
    return {offence: count(row[column], shown, number, column + 1) for column, offence in offences.items()}


def district_rows(reading: Reading, name: str, counts: dict[str, int | None], year: int) -> list[dict]:
    """The rows of one district and year; what has no figure, or a negative one (a correction), is noted."""
    rows = []
    for offence, value in counts.items():
        if value is None or value < 0:
            why = "no figure" if value is None else f"{value}, a correction"
            reading.notes.append(f"{name}, {offence}, {year}: {why}; left out.")
            continue
        start, end = date(year, 1, 1), date(year, 12, 31)
        source = reading.releases[0].name
        rows.append(value_row(start, end, name, offence, "recorded offences", "offences", value, source))
    return rows


def leave_out_part(reading: Reading, year: int, districts: int) -> None:
    """Leave out an offence that lacks a district in a year: a share or rate of the others would pass for the whole."""
    of_year = Counter(row["category"] for row in reading.rows[TABLE] if row["period_start"] == f"{year}-01-01")
    part = [offence for offence, number in of_year.items() if number < districts]
    reading.notes += [
        f"{offence}, {year}: left out for the other districts too, which are no whole." for offence in part
    ]
    reading.rows[TABLE] = [
        row for row in reading.rows[TABLE] if row["category"] not in part or row["period_start"] != f"{year}-01-01"
    ]


def column_at(shown: str, names: list[str], key: str, top: int) -> int:
    """Where a column that every edition has stands."""
    for place, name in enumerate(names):
        if without_notes(name).lower() == key.lower():
            return place
    near = difflib.get_close_matches(key, names, 1, 0.5)
    hint = f"'{near[0]}' may be it. " if near else ""
    raise refused(shown, f"The column '{key}' is missing.", f"{hint}Choose the published one, unedited.", top + 1)


def offence_columns(reading: Reading, shown: str, names: list[str], top: int) -> dict[int, str]:
    """The offence of each column by its usual name; what was renamed, dropped or is new is noted."""
    columns = {
        place: without_notes(name) for place, name in enumerate(names) if name and not NO_OFFENCE.fullmatch(name)
    }
    exact = {offence.lower(): offence for offence in OFFENCES}
    offences = {place: exact[name.lower()] for place, name in columns.items() if name.lower() in exact}
    if len(set(offences.values())) < len(offences):
        twice = next(name for name in offences.values() if list(offences.values()).count(name) > 1)
        raise refused(shown, f"The column '{twice}' stands twice.", "Download the workbook again.", top + 1)
    missing = [offence for offence in OFFENCES if offence not in offences.values()]
    for place, name in columns.items():
        if place in offences:
            continue
        near = difflib.get_close_matches(name, missing, 1, CLOSE)
        offences[place] = near[0] if near else name
        if near:
            missing.remove(near[0])
            reading.notes.append(f"The column '{name}' was read as '{near[0]}'.")
        else:
            reading.notes.append(f"The column '{name}' is new: it was read under that name.")
    if TOTAL in missing:
        raise refused(shown, f"The column '{TOTAL}' is missing.", "Choose the published workbook, unedited.", top + 1)
    reading.notes += [f"The edition has no column '{name}'." for name in missing]
    return dict(sorted(offences.items()))


def known_spelling(shown: str, number: int, code: str, name: str, place: Partnership) -> None:
    """A district under another code, or spelled another way with no code, is not passed over in silence."""
    names = [district.name for district in place.districts]
    near = difflib.get_close_matches(name, names, 1, 0.9) if not code else [each for each in names if each == name]
    if near and name:
        found = f"'{name}' has the code '{code}', which is not that of {near[0]} in data/partnership.yml."
        raise refused(shown, found, f"If it is {near[0]}, correct its partnership_code there.", number)


def is_force(name: str, place: Partnership) -> bool:
    """True for the force's name with or without the word Police ('Thames Valley')."""
    return bool(name) and place.force.name.lower() in (name.lower(), f"{name.lower()} police")


def note_force(reading: Reading, year: int, name: str, counts: dict[str, int | None]) -> None:
    """What the force recorded, and what of it is in no partnership."""
    entry = reading.no_district.setdefault(str(year), {"force": 0, "without": 0, "by_type": {}})
    if not name:
        entry["force"] = counts.get(TOTAL) or 0
    else:
        entry["without"] = counts.get(TOTAL) or 0
        entry["by_type"] = {offence: value for offence, value in counts.items() if value and offence != TOTAL}
