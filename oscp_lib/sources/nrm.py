"""National Referral Mechanism referrals by first responder, type of exploitation, age, gender and nationality.

Every margin stands in the file as rows whose value is 'Total': the figures by type are those whose other columns are
all 'Total'; the total itself only checks them. A combined type ('Labour & Criminal') is a type of its own.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from oscp_lib.data.partnership import Partnership
from oscp_lib.sources.columns import header_of, records, whole_number
from oscp_lib.sources.reading import Reading, Release, refused, value_row
from oscp_lib.sources.workbook import is_workbook, sheets

KIND = "nrm"
TITLE = "Home Office National Referral Mechanism: referrals by first responder and type of exploitation, by quarter"
UNVERIFIED = ""
TABLE = "exploitation_nrm"
COLUMNS = ("First responder", "Exploitation type", "Age at exploitation", "Gender", "Nationality", "People")
MARGINS = ("Age at exploitation", "Gender", "Nationality")
TOTAL = "Total"
MONTHS = {1: "January to March", 2: "April to June", 3: "July to September", 4: "October to December"}


def recognise(path: Path) -> bool:
    """True for a table with the columns of referrals."""
    if is_workbook(path):
        return any(sheet.header(*COLUMNS) for sheet in sheets(path))
    return {"First responder", "Exploitation type"} <= set(header_of(path))


def read(path: Path, place: Partnership) -> Reading:
    """Referrals by the force as first responder, by quarter and type.

    Raises
    ------
    InputError
        When the force has no row, a quarter is not known, or the types do not add to the published total.
    """
    by_quarter: dict[tuple[int, int], dict[str, int]] = {}
    reading = Reading(KIND, (), whole=frozenset({TABLE}))
    responders: dict[str, None] = {}
    for line, record in table(path):
        reading.rows_read += 1
        responders[record["First responder"]] = None
        if record["First responder"] != place.force.name:
            reading.left_out["another first responder"] += 1
        elif any(record[name] != TOTAL for name in MARGINS):
            reading.left_out["of one age, gender or nationality"] += 1
        else:
            quarter = quarter_of(path, line, record)
            types = by_quarter.setdefault(quarter, {})
            if record["Exploitation type"] in types:
                found = f"'{record['Exploitation type']}' stands twice for the quarter."
                raise refused(path, found, "Delete one of the two, or download the file again.", line)
            types[record["Exploitation type"]] = whole_number(path, line, "People", record["People"])
    if not by_quarter:
        listed = ", ".join(list(responders)[:4]) or "nobody"
        found = f"No row has '{place.force.name}' as first responder (there are {listed})."
        raise refused(path, found, "Choose the table of referrals by police force.")
    releases = []
    for quarter, types in sorted(by_quarter.items()):
        releases.append(release_of(*quarter))
        read_quarter(reading, path, quarter, types, releases[-1], place)
    reading.releases = tuple(releases)
    return reading


def read_quarter(
    reading: Reading, path: Path, quarter: tuple[int, int], types: dict[str, int], release: Release, place: Partnership
) -> None:
    """The types of one quarter, checked against their published total."""
    year, number = quarter
    total = types.pop(TOTAL, None)
    reading.left_out["total of all types"] += total is not None
    if total is None or sum(types.values()) != total:
        found = f"The types of {year}-Q{number} add to {sum(types.values())}; the published total is {total}."
        raise refused(path, found, "The file is cut short or was edited: download it again.")
    start = date(year, 3 * number - 2, 1)
    end = date(year, 3 * number, monthrange(year, 3 * number)[1])
    for name, value in sorted(types.items()):
        reading.rows_used += 1
        row = value_row(start, end, place.force.name, name, "referrals", "referrals", value, release.name)
        reading.rows.setdefault(TABLE, []).append(row)


def release_of(year: int, number: int) -> Release:
    return Release(
        f"ho-nrm-{year}-q{number}", f"National Referral Mechanism statistics, {MONTHS[number]} {year}", "Home Office",
        "https://www.gov.uk/government/collections/national-referral-mechanism-statistics",
        edition=date(year, 3 * number, monthrange(year, 3 * number)[1]).isoformat(),
    )  # fmt: skip


def table(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of the file with their line numbers, from a CSV or the first fitting sheet of a workbook."""
    if not is_workbook(path):
        yield from records(path, COLUMNS)
        return
    for sheet in sheets(path):
        header = sheet.header(*COLUMNS)
        if header:
            top, names = header
            for number, row in enumerate(sheet.rows[top + 1 :], top + 2):
                cells = [str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell) for cell in row]
                record = {name: cell.strip() for name, cell in zip(names, cells, strict=True)}
                if any(record.values()):
                    yield number, {"quarter": quarter_in(sheet.title), **record}
            return
    raise refused(path, "No sheet has the columns of referrals.", f"It needs {', '.join(COLUMNS)}.")


def quarter_of(path: Path, line: int, record: dict[str, str]) -> tuple[int, int]:
    """Year and quarter of a row, from its column, or from the name of the file where the table has none."""
    text = record.get("quarter") or quarter_in(path.stem)
    found = re.fullmatch(r"((?:19|20)\d\d)-Q([1-4])", text)
    if not found:
        remedy = "Keep the quarter in the name of the file, such as nrm_referrals_police_2024_q1.csv."
        raise refused(path, f"The quarter of the row is not known ('{text[:40]}').", remedy, line)
    return int(found[1]), int(found[2])


def quarter_in(text: str) -> str:
    """A quarter that a title or file name states, as YYYY-Qn; empty where it states none."""
    for pattern, order in ((r"(20\d\d)\W?_?\s?q(?:uarter)?\W?_?([1-4])", (1, 2)),
                           (r"q(?:uarter)?[\s_-]?([1-4])[\s_-]?(20\d\d)", (2, 1))):  # fmt: skip
        found = re.search(pattern, text, re.IGNORECASE)
        if found:
            return f"{found[order[0]]}-Q{found[order[1]]}"
    return ""
