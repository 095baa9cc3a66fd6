"""ONS mid-year population estimates: the workbook (table MYE4, or MYE2 of one year) or a CSV with a row a year."""

import re
from datetime import date
from pathlib import Path

from oscp_lib.data.partnership import Partnership
from oscp_lib.sources import wrong_file
from oscp_lib.sources.columns import header_of, records, whole_number
from oscp_lib.sources.reading import Reading, Release, refused, value_row
from oscp_lib.sources.spreadsheet import ABOVE_HEADER, Sheet, count, is_workbook, sheets, without_notes

KIND = "population"
TITLE = "ONS mid-year population estimates: the workbook, or a CSV of code, name, year and population"
UNVERIFIED = ""
FETCH = (
    "'Estimates of the population for England and Wales' of the Office for National Statistics, the workbook with the "
    "sheet MYE4, mid-2022 or later"
)
NEAR = re.compile(r"population|mid-?year|mye\d|residents|nomis|census", re.IGNORECASE)
TABLE = "population_ons"
COLUMNS = ("Code", "Name", "year", "population")
# Earlier editions rest on Census 2011; theirs and later figures do not join into one series.
FIRST_REBASED = 2021
SERIES = re.compile(r"\bMYE4\b|summary.*mid-\d{4} to mid-\d{4}", re.IGNORECASE)
ONE_YEAR = re.compile(r"persons by single year of age.*mid-(\d{4})", re.IGNORECASE)


def recognise(path: Path) -> bool:
    """True for a workbook with mid-year estimates, or a CSV with the four columns."""
    if is_workbook(path):
        return any(re.match(r"MYE\d|.*mid-year population", sheet.title, re.IGNORECASE) for sheet in sheets(path))
    header = header_of(path)
    return {"Code", "Name", "population"} <= set(header)


def read(path: Path, place: Partnership) -> Reading:
    """Residents of the districts and the county at each mid-year.

    Raises
    ------
    InputError
        When no table holds them, an area is missing, a cell is no count, or the edition rests on Census 2011.
    """
    wanted = {area.code: area.name for area in (*place.districts, place.county)}
    values, rows, used, sheet = from_workbook(path, wanted) if is_workbook(path) else from_csv(path, wanted)
    years = sorted({year for _, year in values})
    missing = [name for code, name in wanted.items() if not any(each == code for each, _ in values)]
    if missing or not years:
        found = f"No row is of {', '.join(missing) or 'the districts'}."
        raise refused(path, found, "Choose the file of local authorities in England and Wales.")
    latest = max(years)
    if latest < FIRST_REBASED:
        found = f"The estimates end in mid-{latest}: they rest on Census 2011 and do not join with later ones."
        raise refused(path, found, f"Choose the edition of mid-{FIRST_REBASED + 1} or later, which restates them.")
    title = f"Mid-year population estimates, mid-{latest} edition{sheet}"
    release = Release(
        f"ons-mye-{latest}", title, "Office for National Statistics",
        "https://www.ons.gov.uk/peoplepopulationandcommunity/populationandmigration/populationestimates",
        edition=f"{latest}-06-30",
    )  # fmt: skip
    reading = Reading(KIND, (release,), rows_read=rows, rows_used=used)
    if rows > used:
        reading.left_out["another area"] = rows - used
    order = list(wanted)
    for (code, year), value in sorted(values.items(), key=lambda item: (item[0][1], order.index(item[0][0]))):
        day = date(year, 6, 30)
        row = value_row(
            day, day, wanted[code], "all ages", "mid-year population", "residents", value, release.name
        )  # fmt: skip
        reading.rows.setdefault(TABLE, []).append(row)
    return reading


def from_workbook(path: Path, wanted: dict[str, str]) -> tuple[dict, int, int, str]:
    """Estimates by code and year, rows read and used, and the sheet they come from."""
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
        raise refused(
            path, found, f"Choose the workbook of mid-year estimates with the table MYE4. {wrong_file.fetch(KIND)}"
        )
    header = chosen.header("Code", "Name")
    if header is None:
        found = f"None of the first {ABOVE_HEADER} rows has the columns 'Code' and 'Name'."
        raise refused(f"{path.name}/{chosen.name}", found, "Choose the published workbook; a column may be renamed.")
    return *estimates_of(path, chosen, *header, wanted), f", sheet {chosen.name.split()[0]}"


def estimates_of(path: Path, sheet: Sheet, top: int, names: list[str], wanted: dict[str, str]) -> tuple[dict, int, int]:
    """The estimates of a sheet; years stand in the header, or one year in the title."""
    shown = f"{path.name}/{sheet.name}"
    years = {place: int(found[1]) for place, name in enumerate(names) if (found := re.fullmatch(
        r"mid-?\s?(\d{4})", without_notes(name), re.IGNORECASE))}  # fmt: skip
    if not years and (found := ONE_YEAR.search(sheet.title)):
        years = {place: int(found[1]) for place, name in enumerate(names) if name.lower() == "all ages"}
    if not years:
        named = wrong_file.listed([name for name in names if name])
        found = f"No column is named after a mid-year, such as 'Mid-2022'; the columns are {named}."
        raise refused(shown, found, "Choose the published workbook; the columns may be renamed.")
    code_at, values, rows, used = names.index("Code"), {}, 0, 0
    for number, row in enumerate(sheet.rows[top + 1 :], top + 2):
        code = str(row[code_at]).strip()
        rows += bool(code)
        if code not in wanted:
            continue
        used += 1
        for column, year in years.items():
            value = count(row[column], shown, number, column + 1)
            if value is not None:
                keep(values, shown, number, code, year, value)
    return values, rows, used


def from_csv(path: Path, wanted: dict[str, str]) -> tuple[dict, int, int, str]:
    """Estimates by code and year, rows read and used, of a CSV."""
    values, rows, used = {}, 0, 0
    for line, record in records(path, COLUMNS):
        rows += 1
        if record["Code"] not in wanted:
            continue
        used += 1
        if not re.fullmatch(r"(19|20)\d\d", record["year"]):
            found = f"'year' holds '{record['year'][:40]}', which is not a year."
            raise refused(path, found, "A year has four digits, such as 2022; dates do not belong here.", line)
        value = whole_number(path, line, "population", record["population"])
        keep(values, path.name, line, record["Code"], int(record["year"]), value)
    return values, rows, used, ""


def keep(values: dict, shown: str, line: int, code: str, year: int, value: int) -> None:
    """One estimate, which can stand in a file only once."""
    if (code, year) in values:
        raise refused(shown, f"{code} appears twice for {year}.", "Delete neither: download the file again.", line)
    values[code, year] = value
