"""Counts of police.uk's street-level crime of all forces: by month and district, by outcome, and who gave which month.

Three CSVs that were counted from the files of every force. A district is the LSOA's name without its number, so all
districts are of the boundaries on which those small areas were named. A force that gave no month has no rows, or a few
of its neighbours': the list of months that forces gave must be asked before any sum.
"""

import re
from calendar import monthrange
from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path

from oscp_lib.data.areas import load_areas
from oscp_lib.data.partnership import Partnership
from oscp_lib.sources.columns import header_of, records, whole_number
from oscp_lib.sources.national_frame import frame
from oscp_lib.sources.published_areas import DISTRICT, FORCE, named_set
from oscp_lib.sources.reading import Reading, Release, refused

KIND = "police-uk-counts"
TITLE = "counts of police.uk's street-level crime of all forces: by month and district, by outcome, or months by force"
UNVERIFIED = ""
FETCH = "the counts by month, district and type that were made of the street files of all forces"
NEAR = re.compile(r"street.level.*counts|force.months", re.IGNORECASE)
COUNTS, OUTCOMES, MONTHS = "street_crime", "street_outcomes", "street_crime_months"
BY_MONTH = ("month", "district", "crime_type", "count")
BY_OUTCOME = ("year", "district", "crime_type", "last_outcome", "count")
BY_FORCE = ("force", "months")
BESIDE = "force_months_present.csv"  # tells the months of a year that counts by year are of
MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])")
NOWHERE = "(no location)"  # rows that a force placed in no small area
NATION, WITHOUT, ALL = "K04000001", "no location", "all"
NO_OUTCOME = "no outcome published"  # police.uk has none for anti-social behaviour
SHARE_OF_DISTRICTS = 0.9  # of the country that each period of a whole file has
GAPS = (
    "Some forces gave no file for some months, and some gave none at all. Their districts then have no rows, or a few "
    "that other forces recorded there. Ask the table of months by force before any sum.",
    "Places are approximate, and offences without a place are in no district: they are counted for England and Wales.",
)
LATE = (
    "An outcome is the last one known when the file was published. Recent offences are often still under "
    "investigation, and a charge shows as waiting for the court.",
)


def recognise(path: Path) -> bool:
    """True for a CSV with the columns of one of the three."""
    header = {*header_of(path)}
    return any(header == {*columns} for columns in (BY_MONTH, BY_OUTCOME, BY_FORCE))


def read(path: Path, place: Partnership) -> Reading:
    """The rows of one of the three tables, districts and forces by their codes.

    Raises
    ------
    InputError
        When a name is unknown, a month or count is none, a row stands twice, or a period lacks many districts.
    """
    header = {*header_of(path)}
    if {*BY_FORCE} <= header:
        return months_by_force(path)
    return by_outcome(path) if "last_outcome" in header else by_month(path)


def by_month(path: Path) -> Reading:
    """Counts by month, district and type."""
    rows: dict[tuple[str, ...], int] = {}
    for line, record in records(path, BY_MONTH):
        key = (month_of(path, line, record["month"]), record["district"], record["crime_type"])
        keep(path, line, rows, key, record["count"])
    if not rows:
        raise refused(path, "The table has its header and no rows below it.", "Download the file again.")
    months = sorted({month for month, _, _ in rows})
    release = release_of(months)
    places = places_of(path, rows, {month: days_of(month)[0] for month in months})
    reading = Reading(KIND, (release,), rows_read=len(rows), rows_used=len(rows))
    made = []
    for (month, district, kind), value in rows.items():
        code, part, since = places[month, district]
        made.append((*days_of(month), code, part, kind, value, since, release.name))
    reading.national[COUNTS] = frame(COUNTS, made)
    reading.caveats[COUNTS] = [{"what": what} for what in GAPS]
    return reading


def by_outcome(path: Path) -> Reading:
    """Counts by year, district, type and last outcome, each year by the months that the forces gave."""
    rows: dict[tuple[str, ...], int] = {}
    for line, record in records(path, BY_OUTCOME):
        if not re.fullmatch(r"20\d\d", record["year"]):
            raise refused(path, f"'year' holds '{record['year'][:40]}'.", "A year has four digits, such as 2024.", line)
        outcome = record["last_outcome"] or NO_OUTCOME
        keep(path, line, rows, (record["year"], record["district"], record["crime_type"], outcome), record["count"])
    if not rows:
        raise refused(path, "The table has its header and no rows below it.", "Download the file again.")
    months = months_beside(path, sorted({year for year, *_ in rows}))
    release = release_of(sorted(month for each in months.values() for month in each))
    spans = {year: (days_of(each[0])[0], days_of(each[-1])[1]) for year, each in months.items()}
    places = places_of(path, rows, {year: first for year, (first, _) in spans.items()})
    reading = Reading(KIND, (release,), rows_read=len(rows), rows_used=len(rows))
    made = []
    for (year, district, kind, outcome), value in rows.items():
        code, part, since = places[year, district]
        made.append((*spans[year], code, part, kind, outcome, value, since, release.name))
    reading.national[OUTCOMES] = frame(OUTCOMES, made)
    reading.caveats[OUTCOMES] = [{"what": what} for what in (*GAPS, *LATE)]
    return reading


def months_beside(path: Path, years: list[str]) -> dict[str, list[str]]:
    """The months of each year that any force gave, from the list that lies beside the file.

    Raises
    ------
    InputError
        When there is no such list, it has none of a year, or a year has a gap: no period would be true of it.
    """
    beside = path.with_name(BESIDE)
    if not beside.is_file():
        found = (
            f"The counts are by year, and which months they are of stands in {BESIDE}, which is not beside the file."
        )
        raise refused(path, found, f"Put {BESIDE}, which came with it, into the same folder.")
    given = sorted({month for _, _, months in force_rows(beside) for month in months})
    by_year = {year: [month for month in given if month[:4] == year] for year in years}
    for year, months in by_year.items():
        if not months:
            raise refused(path, f"It has rows of {year}; {BESIDE} has no month of it.", "Take both from one place.")
        if len(months) != int(months[-1][5:]) - int(months[0][5:]) + 1:
            found = f"The months of {year} in {BESIDE} have a gap between {months[0]} and {months[-1]}."
            raise refused(path, found, "Counts by year are read where the months of the year follow one another.")
    return by_year


def months_by_force(path: Path) -> Reading:
    """The months that each force gave."""
    rows = list(force_rows(path))
    if not rows:
        raise refused(path, "The table has its header and no rows below it.", "Download the file again.")
    _, forces = named_set(path, load_areas(), [slug for _, slug, _ in rows], date.today(), FORCE)
    release = release_of(sorted({month for _, _, months in rows for month in months}))
    reading = Reading(KIND, (release,), rows_read=len(rows), rows_used=len(rows))
    made = [(*days_of(month), forces[slug].code, release.name) for _, slug, months in rows for month in months]
    reading.national[MONTHS] = frame(MONTHS, made)
    lacking = [area.name for area in load_areas().of_kind(FORCE) if area not in forces.values()]
    if lacking:
        reading.caveats[MONTHS] = [{"what": f"No month is of {', '.join(lacking)}: the table has no row of theirs."}]
    return reading


def force_rows(path: Path) -> Iterator[tuple[int, str, list[str]]]:
    """The lines of the list of months by force.

    Raises
    ------
    InputError
        When a force has two rows, a month twice, or a word that is no month.
    """
    seen = set()
    for line, record in records(path, BY_FORCE):
        if record["force"] in seen:
            raise refused(path, f"'{record['force'][:60]}' has two rows.", "Download the file again.", line)
        seen.add(record["force"])
        months = [month_of(path, line, month) for month in record["months"].split()]
        if twice := [month for month, times in Counter(months).items() if times > 1]:
            raise refused(path, f"{twice[0]} stands twice in the row.", "Download the file again.", line)
        yield line, record["force"], months


def month_of(path: Path, line: int, text: str) -> str:
    """A month, as YYYY-MM.

    Raises
    ------
    InputError
        When the cell holds none.
    """
    if MONTH.fullmatch(text):
        return text
    raise refused(path, f"'{text[:40]}' stands where a month belongs.", "A month is written as 2024-01.", line)


def keep(path: Path, line: int, rows: dict[tuple[str, ...], int], key: tuple[str, ...], count: str) -> None:
    """One count, which can stand in a file only once."""
    if not all(key):
        raise refused(path, "The row lacks its district or its type of crime.", "Download the file again.", line)
    if key in rows:
        raise refused(path, f"{', '.join(key)} appears twice.", "Delete neither: download the file again.", line)
    rows[key] = whole_number(path, line, "count", count)


def places_of(path: Path, rows: dict[tuple[str, ...], int], begins: dict[str, date]) -> dict[tuple[str, str], tuple]:
    """By period and name of a district its code, part and boundaries; rows without a place are of the whole nation.

    `begins` is the first day of each period. Small areas were named anew with each census, so each period has its set.

    Raises
    ------
    InputError
        When a name is unknown, or a period lacks many districts: it is a part of the country, or cut short.
    """
    areas = load_areas()
    there: dict[str, set[str]] = {period: set() for period in begins}
    for period, district, *_ in rows:
        there[period].add(district)
    places: dict[tuple[str, str], tuple] = {}
    for period, districts in there.items():
        since, found = named_set(path, areas, sorted(districts - {NOWHERE}), begins[period])
        whole = len(areas.of_kind(DISTRICT, since))
        if len(found) < SHARE_OF_DISTRICTS * whole:
            told = f"{period} has {len(found)} of the {whole} districts of England and Wales."
            remedy = "Choose the counts of the whole country. If this is it, it is cut short: download it again."
            raise refused(path, told, remedy)
        places |= {(period, name): (area.code, ALL, since.isoformat()) for name, area in found.items()}
        places[period, NOWHERE] = (NATION, WITHOUT, since.isoformat())
    return places


@lru_cache
def days_of(month: str) -> tuple[date, date]:
    """The first and last day of a month."""
    year, number = int(month[:4]), int(month[5:])
    return date(year, number, 1), date(year, number, monthrange(year, number)[1])


def release_of(months: list[str]) -> Release:
    """The publication of the months, as of the last of them."""
    return Release(
        f"police-uk-counts-{months[-1]}", f"Street-level crime of all forces, {months[0]} to {months[-1]}, counted",
        "data.police.uk", "https://data.police.uk/data/", months[-1], days_of(months[-1])[1].isoformat(),
    )  # fmt: skip
