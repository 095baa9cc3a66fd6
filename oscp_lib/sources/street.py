"""Count the rows of street files by district, type and place: duckdb reads each file once, in bounded memory."""

import math
import re
from calendar import monthrange
from collections import Counter
from datetime import date
from pathlib import Path

from oscp_lib.data.partnership import Partnership
from oscp_lib.sources.columns import LONGEST_LINE
from oscp_lib.sources.reading import Reading, Release, refused, value_row

ANTISOCIAL = "Anti-social behaviour"
VIOLENCE = "Violence and sexual offences"
DISORDER_TABLE = "antisocial_behaviour_police_uk"
PLACES_TABLE = "violence_places_police_uk"

# Hexagons 400 m wide, flat side to flat side. The lattice is laid in degrees, so that it needs no projection; the
# hexagons are regular at the latitude below, the middle of England and Wales, and within a tenth of it elsewhere.
CELL_WIDTH = 400.0  # metres
METRES_PER_DEGREE = 111_320.0
REGULAR_AT = 52.0  # degrees north
STEP_EAST = CELL_WIDTH / METRES_PER_DEGREE / math.cos(math.radians(REGULAR_AT))
STEP_NORTH = CELL_WIDTH * math.sqrt(3) / METRES_PER_DEGREE
# Outside the lead district only cells with this many offences in a month are kept, so that the table stays small.
KEPT_ELSEWHERE = 10

# Where police.uk gives a kind of place in place of a street (https://data.police.uk/about/#location-anonymisation).
KINDS_OF_PLACE = {
    "Airport/Airfield", "Bus/Coach Station", "Conference/Exhibition Centre", "Ferry Terminal",
    "Further/Higher Educational Building", "Hospital", "Motorway Service Area", "Nightclub", "Park/Open Space",
    "Parking Area", "Pedestrian Subway", "Petrol Station", "Police Station", "Prison", "Racecourse", "Shopping Area",
    "Sports/Recreation Area", "Supermarket", "Theatre/Concert Hall", "Theme/Adventure Park",
}  # fmt: skip
NEAR = "On or near "
UNNAMED = "no named street"

SETTINGS = """
SET threads = 2; SET memory_limit = '192MB'; SET preserve_insertion_order = false;
SET autoinstall_known_extensions = false; SET autoload_known_extensions = false;
CREATE TABLE counted (month VARCHAR, force VARCHAR, district VARCHAR, type VARCHAR,
                      longitude VARCHAR, latitude VARCHAR, location VARCHAR, n BIGINT);
"""

# One pass over a file. The place is kept of violence in the districts only, so that the groups stay few.
COUNT = """
INSERT INTO counted
SELECT month, force, district, type,
       CASE WHEN placed THEN longitude END AS lon, CASE WHEN placed THEN latitude END AS lat,
       CASE WHEN placed THEN location END AS loc, count(*)
FROM (
    SELECT "Month" AS month, "Reported by" AS force, "Crime type" AS type, "Longitude" AS longitude,
           "Latitude" AS latitude, "Location" AS location,
           CASE WHEN "LSOA name" IS NULL OR "LSOA name" = '' THEN ''
                WHEN left("LSOA name", -5) IN $districts THEN left("LSOA name", -5)
                ELSE '*' END AS district,
           type = $violence AND district NOT IN ('', '*') AS placed
    FROM read_csv($path, delim = ',', quote = '"', escape = '"', header = true, auto_detect = false,
                  columns = {columns}, strict_mode = true, null_padding = false,
                  max_line_size = {longest}, buffer_size = {buffer})
)
GROUP BY ALL
"""


class Tally:
    """Counts of one download; a context that holds the database while its files are added."""

    def __init__(self, folder: Path, districts: list[str]) -> None:
        import duckdb

        self.districts = districts
        # What a file can cause; anything else is a fault of ours and not the analyst's.
        self.errors = (duckdb.InvalidInputException, duckdb.ConversionException, duckdb.OutOfMemoryException)
        self.database = duckdb.connect(":memory:", config={"temp_directory": str(folder)})

    def __enter__(self) -> "Tally":
        self.database.execute(SETTINGS)
        return self

    def __exit__(self, *_: object) -> None:
        self.database.close()

    def add(self, path: Path, columns: list[str], shown: str) -> None:
        """Count one unpacked file.

        Raises
        ------
        InputError
            Where a line cannot be read, naming it.
        """
        names = ", ".join(f"'{name.replace(chr(39), chr(39) * 2)}': 'VARCHAR'" for name in columns)
        query = COUNT.format(columns=f"{{{names}}}", longest=LONGEST_LINE, buffer=16 * LONGEST_LINE)
        given = {"path": str(path), "districts": self.districts, "violence": VIOLENCE}
        try:
            self.database.execute(query, given)
        except self.errors as error:
            raise unreadable(shown, str(error)) from None

    def months(self) -> list[str]:
        return [month for (month,) in self.database.execute("SELECT DISTINCT month FROM counted ORDER BY 1").fetchall()]

    def reading(self, kind: str, release: Release, place: Partnership) -> Reading:
        """The tally as rows of the tables.

        Raises
        ------
        InputError
            For a month that is none, a district without rows, or rows of another force among the force's.
        """
        reading = Reading(kind, (release,), whole=frozenset({PLACES_TABLE}))
        by_district = self.database.execute(
            "SELECT month, force, district, type, sum(n) FROM counted GROUP BY ALL ORDER BY ALL"
        ).fetchall()
        counts: dict[str, Counter] = {}
        for month, force, district, crime_type, number in by_district:
            reading.rows_read += number
            if force != place.force.name:
                reading.left_out["reported by another force"] += number
                continue
            check_month(month)
            counts.setdefault(month, Counter())[district, crime_type or ""] += number
        for month, tally in counts.items():
            self.count_month(reading, month, tally, release)
        self.places(reading, release, place)
        return reading

    def count_month(self, reading: Reading, month: str, tally: Counter, release: Release) -> None:
        """Anti-social behaviour by district, and every row of the month that is not used, by reason."""
        start, end = days_of(month)
        without = {kind: number for (district, kind), number in sorted(tally.items()) if not district}
        if any(district not in self.districts for district, _ in tally):
            share = {"force": sum(tally.values()), "without": sum(without.values()), "by_type": without}
            reading.no_district[month] = share
        else:
            reading.notes.append(f"{month} holds rows of the districts alone: those without a place are not known.")
        for name in self.districts:
            if not any(district == name for district, _ in tally):
                found = f"No row of {month} lies in {name}."
                raise refused(month, found, "Download the whole file of the force: this one is cut short or filtered.")
            row = value_row(
                start, end, name, ANTISOCIAL.lower(), "recorded incidents", "incidents", tally[name, ANTISOCIAL],
                release.name,
            )  # fmt: skip
            reading.rows.setdefault(DISORDER_TABLE, []).append(row)
        for (district, kind), number in tally.items():
            if not district:
                reading.left_out["without a place: no district"] += number
            elif district not in self.districts:
                reading.left_out["in another district"] += number
            elif kind not in (ANTISOCIAL, VIOLENCE):
                reading.left_out["of a type that no table holds"] += number
            elif kind == ANTISOCIAL:
                reading.rows_used += number

    def places(self, reading: Reading, release: Release, place: Partnership) -> None:
        """Violence by month, district and cell, with the street most often named there."""
        cells: dict[tuple, Counter] = {}
        points = self.database.execute(
            "SELECT month, district, longitude, latitude, location, sum(n) FROM counted "
            "WHERE type = $violence AND district NOT IN ('', '*') AND force = $force GROUP BY ALL ORDER BY ALL",
            {"violence": VIOLENCE, "force": place.force.name},
        ).fetchall()
        for month, district, longitude, latitude, location, number in points:
            centre = cell_of(longitude, latitude)
            if centre is None:
                reading.left_out["violence with a district but no point"] += number
                continue
            cells.setdefault((month, self.districts.index(district), *centre), Counter())[label(location)] += number
        for (month, district, longitude, latitude), labels in sorted(cells.items()):
            name, number = self.districts[district], labels.total()
            if name != place.lead_district and number < KEPT_ELSEWHERE:
                reading.left_out[f"violence in cells under {KEPT_ELSEWHERE} outside {place.lead_district}"] += number
                continue
            start, end = days_of(month)
            row = value_row(
                start, end, name, VIOLENCE.lower(), "recorded offences", "offences", number, release.name,
                longitude=longitude, latitude=latitude, place=commonest(labels),
            )  # fmt: skip
            reading.rows.setdefault(PLACES_TABLE, []).append(row)
            reading.rows_used += number


def unreadable(shown: str, message: str) -> Exception:
    """The error of duckdb in the analyst's words."""
    line = re.search(r"\bLine: (\d+)", message)
    lowered = message.lower()
    found = "The line cannot be read."
    if "maximum line size" in lowered:
        found = f"A line is longer than {LONGEST_LINE:,} bytes."
    elif "unicode" in lowered or "utf-8" in lowered:
        found = "The line is not UTF-8 text."
    elif "number of columns" in lowered:
        found = "The line has fewer or more cells than the header."
    elif "quote" in lowered:
        found = "The line has a quotation mark that is opened and not closed."
    elif "memory" in lowered:
        found = "The file has too many different places to be a street file."
    remedy = "Download the file again: it is cut short, damaged or was edited."
    return refused(shown, found, remedy, int(line[1]) if line else None)


def check_month(month: str | None) -> None:
    """Refuse what is no month."""
    if not re.fullmatch(r"(19|20)\d\d-(0[1-9]|1[0-2])", month or ""):
        found = f"The column 'Month' holds '{(month or '')[:40]}', which is no month."
        raise refused("Month", found, "Download the file again, and do not save it from a spreadsheet program.")


def days_of(month: str) -> tuple[date, date]:
    """First and last day of a month given as YYYY-MM."""
    year, number = int(month[:4]), int(month[5:])
    return date(year, number, 1), date(year, number, monthrange(year, number)[1])


def cell_of(longitude: str | None, latitude: str | None) -> tuple[float, float] | None:
    """Centre of the hexagon that a point lies in (degrees, five decimals); `None` where there is no point.

    Two rectangular lattices, one at the middles of the other, have the hexagons as the areas nearest to their nodes.
    """
    try:
        east, north = float(longitude) / STEP_EAST, float(latitude) / STEP_NORTH
    except (TypeError, ValueError):
        return None
    if not (math.isfinite(east) and math.isfinite(north) and abs(east * STEP_EAST) <= 180 and abs(north) < 1e5):
        return None
    nodes = ((round(east), round(north)), (math.floor(east) + 0.5, math.floor(north) + 0.5))
    # A step north is the square root of three steps east: distances are taken in steps east.
    node = min(nodes, key=lambda each: (east - each[0]) ** 2 + 3 * (north - each[1]) ** 2)
    return round(node[0] * STEP_EAST, 5), round(node[1] * STEP_NORTH, 5)


def label(location: str | None) -> str:
    """The street of a location with nothing but letters, digits and the signs that street names have."""
    name = (location or "").removeprefix(NEAR)
    name = "".join(sign for sign in name if sign.isalnum() or sign in " '’.,/&()-")
    return " ".join(name.split()).strip(" '’.,/&()-")[:60]


def commonest(labels: Counter) -> str:
    """The label most offences have, a street before a kind of place; the first by alphabet where they are equal."""
    streets = {name: number for name, number in labels.items() if name and name not in KINDS_OF_PLACE}
    named = streets or {name: number for name, number in labels.items() if name}
    return min(named, key=lambda name: (-named[name], name)) if named else UNNAMED
