"""Referrals by county: a small CSV typed from Table 12 of the National Referral Mechanism statistics of a quarter."""

from collections import Counter
from datetime import date, timedelta
from pathlib import Path

from oscp_lib.data.areas import Area, Areas
from oscp_lib.sources.columns import records, whole_number
from oscp_lib.sources.published_areas import COUNTY, DISTRICT
from oscp_lib.sources.reading import refused

COLUMNS = ("county", "period_start", "period_end", "referrals")
ALL_TYPES = "All types"
CAVEATS = (
    "Referrals by police force are those that the force itself made; those by county are another table. The two do "
    "not compare.",
    "The table does not say whether a county holds the unitary authorities inside it.",
)


def rows_of(path: Path, areas: Areas) -> tuple[list[tuple[date, date, str, str, int]], Counter, list[str]]:
    """Rows of the national table without their source, what is left out, and the names that no area has.

    Raises
    ------
    InputError
        When a county stands twice, a period is no quarter, a cell is no count, or no county is known.
    """
    rows: dict[tuple[date, str], tuple[date, date, str, str, int]] = {}
    left_out: Counter = Counter()
    unknown = []
    for line, record in records(path, COLUMNS):
        start, end = quarter_of(path, line, record["period_start"], record["period_end"])
        value = whole_number(path, line, "referrals", record["referrals"])
        area = county_of(areas, record["county"], start)
        if area is None:
            left_out["a county that the look-up of areas does not have"] += 1
            unknown.append(record["county"][:60])
            continue
        if (start, area.code) in rows:
            found = f"{record['county']} appears twice for the quarter."
            raise refused(path, found, "Delete one of the two, or download the file again.", line)
        rows[start, area.code] = (start, end, area.code, ALL_TYPES, value)
    if not rows:
        raise refused(path, "No row is of a county of England or Wales.", "Choose the table of referrals by county.")
    return list(rows.values()), left_out, unknown


def county_of(areas: Areas, name: str, on: date) -> Area | None:
    """The county of a name, or the unitary authority where a county is one district."""
    return areas.find(COUNTY, name, on) or areas.find(DISTRICT, name, on)


def quarter_of(path: Path, line: int, start: str, end: str) -> tuple[date, date]:
    """The first and last day of a row's quarter.

    Raises
    ------
    InputError
        When the two are no dates, or no quarter.
    """
    try:
        first, last = date.fromisoformat(start), date.fromisoformat(end)
    except ValueError:
        found = f"'{start[:20]}' to '{end[:20]}' are not two dates."
        raise refused(path, found, "Write dates as 2025-07-01.", line) from None
    following = last + timedelta(days=1) if last < date.max else last
    months = 12 * (following.year - first.year) + following.month - first.month
    if first.day != 1 or following.day != 1 or first.month % 3 != 1 or months != 3:
        raise refused(path, f"{start} to {end} is not a quarter.", "A quarter is 2025-07-01 to 2025-09-30.", line)
    return first, last
