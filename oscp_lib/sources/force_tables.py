"""The tables of police force areas in the ONS workbook: crime, knife crime, fraud, and the households of rates."""

import calendar
import re
from collections.abc import Iterator
from datetime import date

import pandas as pd

from oscp_lib.data.areas import Area, Areas
from oscp_lib.sources.offence_columns import offence_columns
from oscp_lib.sources.published_areas import checked
from oscp_lib.sources.reading import Reading, refused
from oscp_lib.sources.spreadsheet import Sheet, count, shorthand, squeezed, without_notes

ALL, UNASSIGNED = "all", "unassigned"
COUNTRY = "K04000001"  # England and Wales, whose published totals hold what no force of an area recorded
OF_A_FORCE = ("country", "region", "force")
HOUSEHOLD_BASIS = "Household figures of the crime tables, rounded to 100"
KNIFE = re.compile(r"offences involving a knife", re.IGNORECASE)
SHARE = re.compile(r"% involving", re.IGNORECASE)
FRAUD = re.compile(r"fraud and computer misuse offences referred", re.IGNORECASE)
TWELVE_MONTHS = re.compile(r"([A-Z][a-z]{2}) (\d{4}) to ([A-Z][a-z]{2}) (\d{4})")
ENDING = re.compile(r"year ending (\w+) (\d{4})", re.IGNORECASE)
HOUSEHOLDS = re.compile(r"household figures \(mid-(\d{4})\)", re.IGNORECASE)
RESIDENTS = re.compile(r"population figures \(mid-(\d{4})\)", re.IGNORECASE)
PARTNERSHIP_NAME = "community safety partnership name"
FRAUD_OFFENCE = "Fraud and computer misuse referred to the National Fraud Intelligence Bureau"


def with_counts(shown: str, line: int, cells: list, offences: dict[int, str], code: str, part: str) -> list[dict]:
    """The counts of one row by offence; a marker stands beside a missing one."""
    return [
        {
            "area_code": code,
            "part": part,
            "offence": offence,
            "value": count(cells[column], shown, line, column + 1, as_text=True),
            "shorthand": shorthand(cells[column]),
        }
        for column, offence in offences.items()
    ]


def by_force(reading: Reading, shown: str, sheet: Sheet, areas: Areas) -> pd.DataFrame:
    """The counts of a table of forces, regions and countries.

    Returns
    -------
    pandas.DataFrame
        `area_code`, `part`, `offence`, `value`, `shorthand`; what a force of no area recorded is a part of the country.
    """
    top, names = header_of(shown, sheet)
    offences = offence_columns(reading, shown, names, top)
    rows = []
    for line, cells, area, part in area_rows(shown, sheet, top, names, areas):
        rows += with_counts(shown, line, cells, offences, area.code, part)
    return pd.DataFrame(rows)


def header_of(shown: str, sheet: Sheet) -> tuple[int, list[str]]:
    """Where the header of a table of forces stands, and its names.

    Raises
    ------
    InputError
        When no row has the columns of an area's code and name.
    """
    header = sheet.header("Area code", "Area name")
    if header is None:
        raise refused(shown, "No row has the columns 'Area Code' and 'Area Name'.", "Choose the published workbook.")
    return header


def area_rows(
    shown: str, sheet: Sheet, top: int, names: list[str], areas: Areas
) -> Iterator[tuple[int, list, Area, str]]:
    """Line, cells, area and part of each row; one without a code is a part of the country, by its name.

    Raises
    ------
    InputError
        For a code that no area has, or whose name is another's.
    """
    lower = [without_notes(name).lower() for name in names]
    code_at, name_at = lower.index("area code"), lower.index("area name")
    for line, cells in enumerate(sheet.rows[top + 1 :], top + 2):
        code, name = squeezed(cells[code_at]), without_notes(squeezed(cells[name_at]))
        if not code and not name:
            continue
        if not code:
            yield line, cells, areas.area(COUNTRY), name
            continue
        area = checked(shown, line, code, name, areas)
        if area.kind not in OF_A_FORCE:
            found = f"'{name}' ({code}) is a {area.kind}; the table is of countries, regions and forces."
            raise refused(shown, found, "Choose the published workbook, unedited.", line)
        yield line, cells, area, ALL


def is_knife(sheet: Sheet) -> bool:
    """True for the table of one year that has a count and a share of each offence involving a knife."""
    header = sheet.header("Area code", "Area name")
    return header is not None and sum(bool(KNIFE.search(name)) for name in header[1]) > 1


def knife_rows(shown: str, sheet: Sheet, areas: Areas) -> pd.DataFrame:
    """Selected offences that involved a knife, and what share of such offences that is, by force."""
    top, names = header_of(shown, sheet)
    found = [year for text in sheet.texts for match in ENDING.findall(text) if (year := year_to(*match))]
    if not found:
        raise refused(shown, "No line above the table says of which year it is.", "Choose the published workbook.")
    start, end = found[0]
    columns = [place for place, name in enumerate(names) if KNIFE.search(name) and not SHARE.search(name)]
    rows = []
    for line, cells, area, part in area_rows(shown, sheet, top, names, areas):
        for place in columns:
            share = cells[place + 1] if place + 1 < len(names) and SHARE.search(names[place + 1]) else None
            rows.append(
                {
                    "period_start": start,
                    "period_end": end,
                    "area_code": area.code,
                    "part": part,
                    "offence": knife_offence(names[place]),
                    "value": count(cells[place], shown, line, place + 1, as_text=True),
                    "per_cent": float(share) if isinstance(share, (int, float)) else None,
                    "shorthand": shorthand(cells[place]),
                }
            )
    return pd.DataFrame(rows)


def knife_offence(name: str) -> str:
    """The offence that a column of knife crime is of, such as 'Robbery' of 'Robbery offences involving a knife'."""
    offence = re.sub(r"\s*involving a knife", "", without_notes(name))
    return offence if offence.startswith("Total") else offence.removesuffix(" offences")


def is_fraud(sheet: Sheet) -> bool:
    """True for the table of fraud by force."""
    return any(FRAUD.search(text) for text in sheet.texts)


def fraud_rows(shown: str, sheet: Sheet, areas: Areas) -> pd.DataFrame:
    """Fraud and computer misuse by the force in whose area the victim lives, by year."""
    top, names = header_of(shown, sheet)
    named = {place: found for place, name in enumerate(names) if (found := TWELVE_MONTHS.search(squeezed(name)))}
    periods = {place: year for place, found in named.items() if (year := year_to(*found.groups()[2:]))}
    if not periods:
        raise refused(shown, "No column is named after twelve months.", "Choose the published workbook.", top + 1)
    rows = []
    for line, cells, area, part in area_rows(shown, sheet, top, names, areas):
        for place, (start, end) in periods.items():
            rows.append(
                {
                    "period_start": start,
                    "period_end": end,
                    "area_code": area.code,
                    "part": part,
                    "offence": FRAUD_OFFENCE,
                    "value": count(cells[place], shown, line, place + 1, as_text=True),
                    "shorthand": shorthand(cells[place]),
                }
            )
    return pd.DataFrame(rows)


def year_to(month: str, year: str) -> tuple[date, date] | None:
    """The first and last day of the twelve months that end with a month (December, or Dec); None where it is none."""
    names = [name.lower() for name in calendar.month_name]
    number = next((number for number, name in enumerate(names) if number and month.lower() in (name, name[:3])), None)
    if number is None:
        return None
    end = date(int(year), number, calendar.monthrange(int(year), number)[1])
    start = date(end.year, 1, 1) if number == 12 else date(end.year - 1, number + 1, 1)
    return start, end


def denominators_of(shown: str, sheet: Sheet, areas: Areas, on: date, column: re.Pattern) -> pd.DataFrame:
    """The residents or households, rounded to 100, that the rates of a table are of.

    Returns
    -------
    pandas.DataFrame
        `period_start`, `period_end` (a mid-year day, twice), `area_code`, `value`; empty where the sheet has none.
    """
    header = sheet.header("Community Safety Partnership name") or sheet.header("Area code", "Area name")
    at = next((place for place, name in enumerate(header[1]) if column.search(name)), None) if header else None
    if at is None:
        return pd.DataFrame()
    top, names = header
    day = date(int(column.search(names[at])[1]), 6, 30)
    lower = [without_notes(name).lower() for name in names]
    partnerships = PARTNERSHIP_NAME in lower
    rows = []
    for line, cells in enumerate(sheet.rows[top + 1 :], top + 2):
        if partnerships:
            name = without_notes(squeezed(cells[lower.index(PARTNERSHIP_NAME)]))
            area = areas.find("partnership", name, on) if name else None
        else:
            area = areas.area(squeezed(cells[lower.index("area code")]))
        value = count(cells[at], shown, line, at + 1, as_text=True) if area and squeezed(cells[at]) else None
        if value is not None:
            rows.append({"period_start": day, "period_end": day, "area_code": area.code, "value": value})
    return pd.DataFrame(rows)
