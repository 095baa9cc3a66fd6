"""ONS mid-year population estimates of every area: the workbook, its tables as CSV, or a CSV with a row a year.

The workbook's table MYE4 holds a series; MYE2 holds one year by single year of age, and says which in its title. As a
CSV that table has lost its title, and its name alone (`mye24tablesew.csv`) tells the year.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from oscp_lib.data.areas import load_areas
from oscp_lib.data.partnership import Partnership
from oscp_lib.sources import wrong_file
from oscp_lib.sources.columns import header_of, records, whole_number
from oscp_lib.sources.national_frame import frame
from oscp_lib.sources.population_sums import check_wholes
from oscp_lib.sources.published_areas import LEFT_OUT, boundaries_of, checked, is_outside
from oscp_lib.sources.reading import Reading, Release, refused
from oscp_lib.sources.spreadsheet import ABOVE_HEADER, Sheet, count, is_workbook, sheets, squeezed, without_notes

KIND = "population"
TITLE = "ONS mid-year population estimates: the workbook or its tables as CSV, or a CSV of code, name, year, population"
UNVERIFIED = ""
FETCH = (
    "'Estimates of the population for England and Wales' of the Office for National Statistics, the workbook with the "
    "sheet MYE4, mid-2022 or later"
)
NEAR = re.compile(r"population|mid-?year|mye\d|residents|nomis", re.IGNORECASE)
TABLE = "residents"
COLUMNS = ("Code", "Name", "year", "population")
BY_AGE = ("Code", "Name", "All ages")
# Earlier editions rest on Census 2011; theirs and later figures do not join into one series.
FIRST_REBASED = 2021
SERIES = re.compile(r"\bMYE4\b|summary.*mid-\d{4} to mid-\d{4}", re.IGNORECASE)
ONE_YEAR = re.compile(r"persons by single year of age.*mid-(\d{4})", re.IGNORECASE)
IN_NAME = re.compile(r"mye[ _-]?(?:20)?(\d\d)(?!\d)|mid[ _-]?20(\d\d)(?!\d)", re.IGNORECASE)
AGE = re.compile(r"(\d{1,3})(\.0)?( ?\+| and over)?")
LISTED = re.compile(r"population_mid(20\d\d)(\w*)")  # the column of a list of areas: the year, and which release
CAVEAT = (
    "The Office for National Statistics restates earlier years with each edition: figures of different editions "
    "need not join into one series. Compare years of one edition."
)


@dataclass
class Estimates:
    """What a file states: residents by code and year, each code's name and line, and the sheet they come from."""

    shown: str
    values: dict[tuple[str, int], int] = field(default_factory=dict)
    names: dict[str, tuple[str, int]] = field(default_factory=dict)
    rows: int = 0
    left_out: Counter = field(default_factory=Counter)
    told: str = ""

    def row(self, code: str, name: str, line: int) -> bool:
        """Note a row of an area; False where it is of none that is wanted."""
        self.rows += 1
        if is_outside(code):
            self.left_out[LEFT_OUT] += 1
            return False
        self.names.setdefault(code, (name, line))
        if self.names[code][0] != name:
            found = f"{code} is called '{self.names[code][0]}' in line {self.names[code][1]} and '{name}' here."
            raise refused(self.shown, found, "Download the file again.", line)
        return True

    def keep(self, code: str, year: int, value: int, line: int) -> None:
        """One estimate, which can stand in a file only once."""
        if (code, year) in self.values:
            found = f"{code} appears twice for {year}."
            raise refused(self.shown, found, "Delete neither: download the file again.", line)
        self.values[code, year] = value


def recognise(path: Path) -> bool:
    """True for a workbook with mid-year estimates, or a CSV with the columns of one of the layouts."""
    if is_workbook(path):
        return any(re.match(r"MYE\d|.*mid-year population", sheet.title, re.IGNORECASE) for sheet in sheets(path))
    header = header_of(path)
    return any({*needed} <= {*header} for needed in (("Code", "Name", "population"), BY_AGE)) or bool(listed_in(header))


def read(path: Path, place: Partnership) -> Reading:
    """Residents of every area that the file states, at each mid-year.

    Raises
    ------
    InputError
        When no table holds them, a cell is no count, a code is unknown or another area's, parts do not add to a whole,
        or the edition rests on Census 2011.
    """
    found = from_workbook(path) if is_workbook(path) else from_csv(path)
    if not found.values:
        raise refused(found.shown, "No row is of an area of England or Wales.", f"{wrong_file.fetch(KIND)}")
    latest = max(year for _, year in found.values)
    if latest < FIRST_REBASED:
        said = f"The estimates end in mid-{latest}: they rest on Census 2011 and do not join with later ones."
        raise refused(path, said, f"Choose the edition of mid-{FIRST_REBASED + 1} or later, which restates them.")
    areas = load_areas()
    there = {code: checked(found.shown, line, code, name, areas) for code, (name, line) in found.names.items()}
    since = boundaries_of(found.shown, areas, there.values(), date(latest, 6, 30))
    check_wholes(found.shown, found.values, there, areas, since)
    release = Release(
        f"ons-mye-{latest}", f"Mid-year population estimates, mid-{latest} edition{found.told}",
        "Office for National Statistics",
        "https://www.ons.gov.uk/peoplepopulationandcommunity/populationandmigration/populationestimates",
        edition=f"{latest}-06-30",
    )  # fmt: skip
    reading = Reading(KIND, (release,), rows_read=found.rows, left_out=found.left_out)
    reading.rows_used = found.rows - found.left_out.total()
    rows = [
        (date(year, 6, 30), date(year, 6, 30), code, value, since.isoformat(), release.name)
        for (code, year), value in found.values.items()
    ]
    reading.national[TABLE] = frame(TABLE, rows)
    reading.caveats[TABLE] = [{"what": CAVEAT}]
    return reading


def from_workbook(path: Path) -> Estimates:
    """The estimates of the sheet that holds a series, or else of that of one year."""
    series, one_year, names = None, None, []
    for sheet in sheets(path):
        names.append(sheet.name)
        if SERIES.search(sheet.title) and "median" not in sheet.title.lower():
            series = sheet
        elif ONE_YEAR.search(sheet.title):
            one_year = sheet
    chosen = series or one_year
    if chosen is None:
        found = f"No table of total population by local authority is in it; its sheets are {wrong_file.listed(names)}."
        remedy = f"Choose the workbook of mid-year estimates with the table MYE4. {wrong_file.fetch(KIND)}"
        raise refused(path, found, remedy)
    header = chosen.header("Code", "Name")
    if header is None:
        found = f"None of the first {ABOVE_HEADER} rows has the columns 'Code' and 'Name'."
        raise refused(f"{path.name}/{chosen.name}", found, "Choose the published workbook; a column may be renamed.")
    return estimates_of(path, chosen, *header)


def estimates_of(path: Path, sheet: Sheet, top: int, names: list[str]) -> Estimates:
    """The estimates of a sheet; years stand in the header, or one year in the title."""
    found = Estimates(f"{path.name}/{sheet.name}", told=f", sheet {sheet.name.split()[0]}")
    years = {place: int(year[1]) for place, name in enumerate(names) if (year := re.fullmatch(
        r"mid-?\s?(\d{4})", without_notes(name), re.IGNORECASE))}  # fmt: skip
    ages: list[int] = []
    if not years and (year := ONE_YEAR.search(sheet.title)):
        years = {place: int(year[1]) for place, name in enumerate(names) if name.lower() == "all ages"}
        ages = age_columns(names)
    if not years:
        named = wrong_file.listed([name for name in names if name])
        told = f"No column is named after a mid-year, such as 'Mid-2022'; the columns are {named}."
        raise refused(found.shown, told, "Choose the published workbook; the columns may be renamed.")
    if len(set(years.values())) < len(years):
        raise refused(found.shown, "Two columns are of one mid-year.", "Choose the published workbook.", top + 1)
    code_at, name_at = names.index("Code"), names.index("Name")
    for number, row in enumerate(sheet.rows[top + 1 :], top + 2):
        code = squeezed(row[code_at])
        if not code and not any(squeezed(row[column]) for column in years):
            continue  # an empty line, or a note below the table
        if not found.row(code, squeezed(row[name_at]), number):
            continue
        for column, year in years.items():
            value = count(row[column], found.shown, number, column + 1)
            if value is None:
                found.left_out["an area without any figure"] += 1
                continue
            found.keep(code, year, value, number)
            parts = [count(row[age], found.shown, number, age + 1) for age in ages]
            check_ages(found.shown, number, name=squeezed(row[name_at]), whole=value, parts=parts)
    return found


def from_csv(path: Path) -> Estimates:
    """The estimates of a CSV of any of the three layouts."""
    header = header_of(path)
    if {*BY_AGE} <= {*header}:
        return from_ages(path, header)
    if listed_in(header):
        return from_list(path, header)
    found = Estimates(path.name)
    for line, record in records(path, COLUMNS):
        if not found.row(record["Code"], record["Name"], line):
            continue
        if not re.fullmatch(r"(19|20)\d\d", record["year"]):
            told = f"'year' holds '{record['year'][:40]}', which is not a year."
            raise refused(path, told, "A year has four digits, such as 2022; dates do not belong here.", line)
        value = whole_number(path, line, "population", record["population"])
        found.keep(record["Code"], int(record["year"]), value, line)
    return found


def from_ages(path: Path, header: list[str]) -> Estimates:
    """The estimates of the table of single years of age as a CSV, whose year its name alone tells."""
    told = IN_NAME.search(path.stem)
    if told is None:
        found = "Neither the name of the file nor a line in it says which mid-year the estimates are of."
        raise refused(path, found, "Keep the name that the publisher gave the file, such as mye24tablesew.csv.", 1)
    year = 2000 + int(told[1] or told[2])
    ages = [header[place] for place in age_columns(header)]
    found = Estimates(path.name, told=", table MYE2")
    for line, record in records(path, BY_AGE):
        if found.row(record["Code"], record["Name"], line):
            value = whole_number(path, line, "All ages", record["All ages"])
            found.keep(record["Code"], year, value, line)
            parts = [whole_number(path, line, age, record[age]) for age in ages]
            check_ages(found.shown, line, name=record["Name"], whole=value, parts=parts)
    return found


def from_list(path: Path, header: list[str]) -> Estimates:
    """The estimates of a list of areas; the name of its column tells the year and the release."""
    column, year, release = listed_in(header)
    found = Estimates(path.name, told=f" ({release})" if release else "")
    for line, record in records(path, ("lad_code", "name", column)):
        if found.row(record["lad_code"], record["name"], line):
            found.keep(record["lad_code"], year, whole_number(path, line, column, record[column]), line)
    return found


def listed_in(header: list[str]) -> tuple[str, int, str] | None:
    """The column, the year and the release of a list of areas; nothing for any other table."""
    named = list(columns_named(header))
    return named[0] if {"lad_code", "name"} <= {*header} and len(named) == 1 else None


def columns_named(header: list[str]) -> Iterator[tuple[str, int, str]]:
    for name in header:
        if found := LISTED.fullmatch(name):
            yield name, int(found[1]), found[2].replace("_", " ").strip()


def age_columns(names: list[str]) -> list[int]:
    """The places of the columns of single years of age."""
    return [place for place, name in enumerate(names) if AGE.fullmatch(without_notes(name))]


def check_ages(shown: str, line: int, name: str, whole: int, parts: list[int | None]) -> None:
    """Refuse a row whose ages do not add to its total; one that has no ages has nothing to check.

    Raises
    ------
    InputError
        Naming the area, the sum and the total.
    """
    if parts and None not in parts and sum(parts) != whole:
        found = f"The ages of {name} add to {sum(parts):,}; 'All ages' is {whole:,}."
        raise refused(shown, found, "The file is cut short or was edited: download it again.", line)
