"""Downloads in their published formats, made by the tests: small, and as wrong as a test wants them."""

import csv
import io
import zipfile
from pathlib import Path

from openpyxl import Workbook

from oscp_lib.data.partnership import load_partnership
from tests.national import ELSEWHERE

STREET_COLUMNS = (
    "Crime ID", "Month", "Reported by", "Falls within", "Longitude", "Latitude", "Location", "LSOA code", "LSOA name",
    "Crime type", "Last outcome category", "Context",
)  # fmt: skip
NRM_COLUMNS = (
    "quarter", "First responder type", "First responder", "Exploitation type", "Age at exploitation", "Gender",
    "Nationality", "People",
)  # fmt: skip
ODS_NAMES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)


def street_row(district: str, kind: str, month: str = "2031-01", **more: str) -> dict[str, str]:
    """One row of a street file; `more` replaces columns by name, with spaces as underscores."""
    row = {
        "Crime ID": "" if kind == "Anti-social behaviour" else "ab" * 32, "Month": month,
        "Reported by": load_partnership().force_name, "Falls within": load_partnership().force_name,
        "Longitude": "-1.257500", "Latitude": "51.752000", "Location": "On or near High Street",
        "LSOA code": "E01028522", "LSOA name": f"{district} 001A", "Crime type": kind,
        "Last outcome category": "", "Context": "",
    }  # fmt: skip
    return row | {name.replace("_", " "): value for name, value in more.items()}


def without_place(kind: str, month: str = "2031-01") -> dict[str, str]:
    """A row that the force could not place."""
    nowhere = {"Longitude": "", "Latitude": "", "Location": "No Location", "LSOA code": "", "LSOA name": ""}
    return street_row("", kind, month) | nowhere


def a_month(month: str = "2031-01") -> list[dict[str, str]]:
    """Two incidents in each district, one elsewhere, one without a place, and one of violence in the lead district."""
    place = load_partnership()
    rows = [
        street_row(district.name, "Anti-social behaviour", month)
        for district in place.county_districts
        for _ in range(2)
    ]
    rows += [street_row("Reading", "Anti-social behaviour", month), without_place("Drugs", month)]
    return [*rows, street_row(place.place, "Violence and sexual offences", month)]


def street_text(rows: list[dict[str, str]], columns: tuple[str, ...] = STREET_COLUMNS, end: str = "\r\n") -> str:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns, lineterminator=end, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def street_file(folder: Path, rows: list[dict[str, str]], name: str = "2031-01-street.csv", **how: object) -> Path:
    path = folder / name
    path.write_bytes(street_text(rows, **how).encode())
    return path


def zipped(folder: Path, members: dict[str, str | bytes], name: str = "download.zip") -> Path:
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, content in members.items():
            archive.writestr(member, content)
    return path


def csp_header(offences: list[str]) -> list[str]:
    """The header of a partnership table, line breaks and all."""
    areas = ["Police Force\nArea code", "Police Force\nArea name", "Community Safety\nPartnership code",
             "Community Safety\nPartnership name", "Local Authority code", "Local Authority name"]  # fmt: skip
    return [*areas, *(name.replace("(", "\n (") for name in offences)]


def csp_table(counts: dict[str, list], offences: list[str], title: str) -> list[list]:
    """The rows of a sheet: seven lines of text, the header, a force total, the districts, an 'Unassigned' row.

    The partnership beside them (see `tests/national.py`) holds the rest of the force's total.
    """
    place = load_partnership()
    force = [place.force.code, place.force.name]
    rows: list[list] = [[title], *[["text"]] * 6, csp_header(offences)]
    rows.append([*force, "", "", "", "", *[1000] * len(offences)])
    for of, district in zip(place.in_county, place.county_districts, strict=True):
        codes = [of.code, of.name, district.code, district.name]
        rows.append([*force, *codes, *counts[district.name]])
    rows.append([*force, "", f"Unassigned {force[1]}", "", "", *[7] * len(offences)])
    placed = [sum(each for each in column if isinstance(each, int)) for column in zip(*counts.values(), strict=True)]
    code, name = ELSEWHERE["partnership"]
    rows.append([*force, code, name, *ELSEWHERE["district"], *(1000 - 7 - each for each in placed)])
    return rows


def csp_title(year: int, letter: str = "C7", month: str = "December") -> str:
    return (
        f"Table {letter}: Number of police recorded crimes for headline offences by Community Safety Partnership area, "
        f"England and Wales, year ending {month} {year} [note 1][note 2]"
    )


def workbook(folder: Path, sheets: dict[str, list[list]], name: str = "workbook.xlsx") -> Path:
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    path = folder / name
    book.save(path)
    return path


def ods(folder: Path, sheets: dict[str, list[list]], name: str = "tables.ods", prolog: str = "") -> Path:
    """An OpenDocument sheet; a row given as (times, cells) is written once and said to be repeated."""
    body = []
    for title, rows in sheets.items():
        body.append(f'<table:table table:name="{title}">')
        for row in rows:
            times, cells = row if isinstance(row, tuple) else (1, row)
            body.append(f'<table:table-row table:number-rows-repeated="{times}">')
            for cell in cells:
                if isinstance(cell, (int, float)):
                    typed = f'office:value-type="float" office:value="{cell}"'
                    body.append(f"<table:table-cell {typed}><text:p>{cell:,}</text:p></table:table-cell>")
                else:
                    body.append(
                        f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
                    )
            body.append('<table:table-cell table:number-columns-repeated="16000"/></table:table-row>')
        body.append('<table:table-row table:number-rows-repeated="1000000"/></table:table>')
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>{prolog}<office:document-content {ODS_NAMES}><office:body>'
        f"<office:spreadsheet>{''.join(body)}</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    return zipped(folder, {"mimetype": kind, "content.xml": content}, name)


def nrm_file(
    folder: Path, types: dict[str, int], quarter: str = "2031-Q1", name: str = "nrm.csv", **how: object
) -> Path:
    """Referrals of one quarter with their total, and a nationality; `total` makes the total wrong.

    The total of all forces is 999 or `all_forces`: in a small country it must be right.
    """
    force = load_partnership().force_name
    total = how.get("total", sum(types.values()))
    rows = [[quarter, "Police", force, name_, "Total", "Total", "Total", number] for name_, number in types.items()]
    rows += [[quarter, "Police", force, "Total", "Total", "Total", "Total", total],
             [quarter, "Police", force, "Total", "Total", "Total", "UK", 1],
             [quarter, "Police", "Police total", "Total", "Total", "Total", "Total",
              how.get("all_forces", 999)]]  # fmt: skip
    out = io.StringIO(newline="")
    csv.writer(out).writerows([NRM_COLUMNS, *rows])
    path = folder / name
    path.write_bytes(out.getvalue().encode())
    return path
