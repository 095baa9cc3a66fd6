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
from oscp_lib.sources import wrong_file
from oscp_lib.sources.reading import Reading, Release, correction, refused, value_row
from oscp_lib.sources.safe_zip import printable
from oscp_lib.sources.spreadsheet import ABOVE_HEADER, Sheet, count, is_workbook, sheets, without_notes

KIND = "ons-csp"
TITLE = "ONS recorded crime by Community Safety Partnership: the workbook of any year ending December"
UNVERIFIED = ""
FETCH = (
    "'Recorded crime data by Community Safety Partnership area' of the Office for National Statistics, year ending "
    "December (later editions of its 'Police force area data tables' hold the same tables; their titles name Community "
    "Safety Partnerships)"
)
# Words of other tables of the same publisher and subject.
NEAR = re.compile(r"police force area|recorded (crime|offence)|crime in england|community safety", re.IGNORECASE)
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
ABOUT = "community safety partnership"
NAME = 40  # characters: a title is longer than the name of a column
CLOSE = 0.75  # how alike a renamed column must be to the one offence that is missing


def recognise(path: Path) -> bool:
    """True for a workbook with a sheet about Community Safety Partnerships."""
    return is_workbook(path) and any(ABOUT in title_of(sheet).lower() for sheet in sheets(path))


def title_of(sheet: Sheet) -> str:
    """The text at the top of a sheet that says what it counts; a link or a blank line may stand above it."""
    texts = sheet.texts
    named = next((text for text in texts if ABOUT in text.lower() and len(text) > NAME), "")
    return next((text for text in texts if COUNTS.search(text) and ENDING.search(text)), named or sheet.title)


def read(path: Path, place: Partnership) -> Reading:
    """Recorded offences by district and calendar year, from every table of counts in the workbook.

    Raises
    ------
    InputError
        When no table of counts is there, a district or a needed column is missing, a year does not end in December, or
        a cell holds no count.
    """
    tables, names, first = [], [], ""
    for sheet in sheets(path):
        names.append(sheet.name)
        title = title_of(sheet)
        first = first or title
        if COUNTS.search(title) and not NO_COUNTS.search(title):
            tables.append(sheet)
    if not tables:
        found = (
            "No table of recorded crime by Community Safety Partnership is in the workbook. It begins "
            f"'{printable(first)[:90]}'; its sheets are {wrong_file.listed(names)}."
        )
        raise refused(path, found, wrong_file.fetch(KIND))
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
    found = [(months.get(month.lower()), int(year)) for month, year in ENDING.findall(title_of(sheet))]
    if len(found) != 1:
        raise refused(f"{path.name}/{sheet.name}", f"The title '{title_of(sheet)[:120]}' names no single year.",
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
        found = f"None of the first {ABOVE_HEADER} rows has the column 'Community Safety Partnership name'."
        raise refused(shown, found, "Choose the published workbook; the column may have been renamed or deleted.")
    top, names = header
    at = {key: column_at(shown, names, key, top) for key in KEYS}
    offences = offence_columns(reading, shown, names, top)
    wanted = {district.partnership_code: district.name for district in place.districts}
    seen: set[str] = set()
    force = Force(place)
    for number, row in enumerate(sheet.rows[top + 1 :], top + 2):
        if not any(str(cell).strip() for cell in row):
            continue
        reading.rows_read += 1
        of, code, name = (str(row[at[key]]).strip() for key in KEYS)
        if code in seen:
            raise refused(shown, f"{wanted[code]} appears twice.", "Download the workbook again, unedited.", number)
        if code in wanted:
            seen.add(code)
            counts = counts_of(row, offences, shown, number)
            reading.rows_used += 1
            reading.rows.setdefault(TABLE, []).extend(district_rows(reading, wanted[code], counts, year))
            force.add(code, name, counts)
            continue
        known_spelling(shown, number, code, name, place)
        if force.is_of(of, name):
            force.add(code, name, counts_of(row, offences, shown, number))
        none = "no partnership ('Unassigned')" if name else "total of a force"
        reading.left_out[none if is_unassigned(name) or not code else "another partnership"] += 1
    missing = [name for code, name in wanted.items() if code not in seen]
    if missing:
        found = f"No row is of {', '.join(missing)}."
        if not reading.rows_read:
            found = "The table has its header and no rows below it."
        raise refused(shown, found, "Choose the whole workbook; the partnership codes are in data/partnership.yml.")
    force.note(reading, year)
    leave_out_part(reading, year, len(wanted))
    order = {district.name: place_ for place_, district in enumerate(place.districts)}
    reading.rows[TABLE].sort(key=lambda row: (row["period_start"], order[row["area"]]))


def counts_of(row: list, offences: dict[int, str], shown: str, number: int) -> dict[str, int | None]:
    """The counts of a row by offence; `None` where a marker stands in place of a figure."""
    return {offence: count(row[column], shown, number, column + 1) for column, offence in offences.items()}


def district_rows(reading: Reading, name: str, counts: dict[str, int | None], year: int) -> list[dict]:
    """The rows of one district and year; what has no figure is noted, and so is a count below zero, which is kept."""
    rows = []
    for offence, value in counts.items():
        if value is None:
            reading.notes.append(f"{name}, {offence}, {year}: no figure; left out.")
            continue
        start, end = date(year, 1, 1), date(year, 12, 31)
        source = reading.releases[0].name
        rows.append(value_row(start, end, name, offence, "recorded offences", "offences", value, source))
        if value < 0:
            correction(reading, TABLE, rows[-1])
    return rows


def leave_out_part(reading: Reading, year: int, districts: int) -> None:
    """Leave out an offence that lacks a district in a year: figures of the others would look like the whole."""
    of_year = Counter(row["category"] for row in reading.rows[TABLE] if row["period_start"] == f"{year}-01-01")
    part = [offence for offence, number in of_year.items() if number < districts]
    reading.notes += [
        f"{offence}, {year}: left out for the other districts too, because some alone are not the whole."
        for offence in part
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
        raise refused(shown, f"The column '{twice}' appears twice.", "Download the workbook again.", top + 1)
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
    """Refuse a district under another code, or spelled differently without a code, instead of skipping it silently."""
    names = [district.name for district in place.districts]
    near = difflib.get_close_matches(name, names, 1, 0.9) if not code else [each for each in names if each == name]
    if near and name:
        found = f"'{name}' has the code '{code}', which is not that of {near[0]} in data/partnership.yml."
        raise refused(shown, found, f"If it is {near[0]}, correct its partnership_code there.", number)


def is_force(name: str, place: Partnership) -> bool:
    """True for the force's name with or without the word Police ('Thames Valley')."""
    return bool(name) and place.force.name.lower() in (name.lower(), f"{name.lower()} police")


def is_unassigned(name: str) -> bool:
    """True for the row of what a force recorded and placed in no partnership, such as 'Unassigned Thames Valley'."""
    return "unassigned" in name.lower()


class Force:
    """What the partnership's force recorded in one year, by offence, and what of it is in no partnership."""

    def __init__(self, place: Partnership) -> None:
        self.place = place
        self.whole: dict[str, int | None] = {}
        self.without: dict[str, int | None] = {}
        self.parts: dict[str, int] = {}

    def is_of(self, force: str, name: str) -> bool:
        """True for a row of the force; that of what is unassigned may name the force nowhere else."""
        short = self.place.force.name.removesuffix(" Police").lower()
        return is_force(without_notes(force), self.place) or (is_unassigned(name) and short in name.lower())

    def add(self, code: str, name: str, counts: dict[str, int | None]) -> None:
        """A row of the force: its total, what is in no partnership, or one of its partnerships."""
        if not code and not name:
            self.whole = counts
            return
        if is_unassigned(name) or not code:
            self.without = counts
        for offence, value in counts.items():
            self.parts[offence] = self.parts.get(offence, 0) + (0 if value is None else value)

    def note(self, reading: Reading, year: int) -> None:
        """Keep the force's counts of a year, and those without a district, in the record of the file.

        The sum of its partnerships stands for the force where the table has no total of it.
        """
        whole = self.whole or self.parts
        if not whole or whole.get(TOTAL) is None or (self.without and self.without.get(TOTAL) is None):
            reading.notes.append(f"{year}: how many of the force's offences have no district is not known.")
            return
        reading.no_district[str(year)] = {
            "force": whole[TOTAL],
            "without": self.without.get(TOTAL, 0),
            "by_type": {name: value for name, value in self.without.items() if value and name != TOTAL},
            "of_type": {name: value for name, value in whole.items() if value and name != TOTAL},
        }
