"""Count the rows of street files by district, type and place: duckdb reads each file once, in bounded memory.

One file, though a long one: the query and what is made of its rows have to agree.
"""

import re
from calendar import monthrange
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from oscp_lib.data.force_months import ANTISOCIAL, DISORDER_TABLE, in_words
from oscp_lib.data.lattice import STEP_EAST, STEP_NORTH
from oscp_lib.data.partnership import Partnership
from oscp_lib.sources.month_members import check_month, listed_months, whole_months
from oscp_lib.sources.reading import Reading, Release, refused, value_row
from oscp_lib.sources.safe_zip import LONGEST_LINE, printable
from oscp_lib.sources.street_labels import commonest, label

VIOLENCE = "Violence and sexual offences"
PLACES_TABLE = "violence_places_police_uk"

# Outside the lead district only cells with this many offences in a month are kept, so that the table stays small.
KEPT_ELSEWHERE = 10
MOST_TYPES = 50  # police.uk has 14

REMEDY = "Download the file again: it is cut short, damaged or was edited."

SETTINGS = """
SET threads = 2; SET memory_limit = '192MB'; SET preserve_insertion_order = false;
SET autoinstall_known_extensions = false; SET autoload_known_extensions = false;
CREATE TABLE counted (file VARCHAR, month VARCHAR, force VARCHAR, district VARCHAR, type VARCHAR,
                      longitude VARCHAR, latitude VARCHAR, location VARCHAR, n BIGINT);
"""

# One pass over a file. The place is kept of violence in the districts only, so that the groups stay few.
COUNT = """
INSERT INTO counted
SELECT file, month, force, district, type,
       CASE WHEN placed THEN longitude END AS lon, CASE WHEN placed THEN latitude END AS lat,
       CASE WHEN placed THEN location END AS loc, count(*)
FROM (
    SELECT {file} AS file, "Month" AS month, "Reported by" AS force, "Crime type" AS type, "Longitude" AS longitude,
           "Latitude" AS latitude, "Location" AS location,
           CASE WHEN "LSOA name" IS NULL OR "LSOA name" = '' THEN ''
                WHEN left("LSOA name", -5) IN $districts
                THEN list_extract($areas, list_position($districts, left("LSOA name", -5)))
                ELSE '*' END AS district,
           type = $violence AND district NOT IN ('', '*') AS placed
    FROM read_csv($paths, delim = ',', quote = '"', escape = '"', header = true, auto_detect = false,
                  columns = {columns}, strict_mode = true, null_padding = false,
                  filename = {file_text}, max_line_size = {longest}, buffer_size = 4194304)
)
GROUP BY ALL
"""

# The centre of the hexagon that a point lies in, in steps of the lattice. Two rectangular lattices, each at the middles
# of the other, have the hexagons as the areas nearest to their nodes; a step north is root three of the steps east.
CELLS = f"""
CREATE TABLE cells AS
WITH points AS (
    SELECT month, district, location, n,
           TRY_CAST(longitude AS DOUBLE) / {STEP_EAST!r} AS x, TRY_CAST(latitude AS DOUBLE) / {STEP_NORTH!r} AS y
    FROM counted WHERE type = $violence AND force = $force AND district NOT IN ('', '*')
), nodes AS (
    SELECT month, district, location, n, isfinite(x) AND isfinite(y) AND abs(x) < 1e6 AND abs(y) < 1e6 AS placed,
           (x - round(x)) ** 2 + 3 * (y - round(y)) ** 2
           <= (x - floor(x) - 0.5) ** 2 + 3 * (y - floor(y) - 0.5) ** 2 AS first,
           CASE WHEN first THEN round(x) ELSE floor(x) + 0.5 END AS east,
           CASE WHEN first THEN round(y) ELSE floor(y) + 0.5 END AS north
    FROM points
), streets AS (
    SELECT month, district, coalesce(placed, false) AS placed, east, north, location, sum(n)::BIGINT AS n
    FROM nodes GROUP BY ALL
)
SELECT *, CASE WHEN NOT placed THEN 'no point'
               WHEN district = $lead OR sum(n) OVER (PARTITION BY month, district, placed, east, north) >= $least
               THEN 'kept' ELSE 'few' END AS fate
FROM streets
"""
UNKEPT = "SELECT fate, sum(n)::BIGINT FROM cells WHERE fate <> 'kept' GROUP BY fate ORDER BY fate"
KEPT = "SELECT month, district, east, north, location, n FROM cells WHERE fate = 'kept' ORDER BY ALL"


# Which rows of a month two files count alike, and where they differ.
APART = """
WITH one AS (SELECT * EXCLUDE (file) FROM counted WHERE file = $one AND month = $month),
     other AS (SELECT * EXCLUDE (file) FROM counted WHERE file = $other AND month = $month)
SELECT count(*) FROM ((FROM one EXCEPT FROM other) UNION ALL (FROM other EXCEPT FROM one))
"""


@dataclass
class Batch:
    """Unpacked files of the same columns, each with the name it is known by, and their lines in all."""

    columns: list[str]
    files: dict[Path, str] = field(default_factory=dict)
    lines: int = 0


class Tally:
    """Counts of one download; a context that holds the database while its files are added.

    `areas` maps the name of each district that counts to the area of the book that it is, or is a part of; `own` is the
    partnership's.
    """

    def __init__(self, folder: Path, areas: dict[str, str], own: str) -> None:
        import duckdb

        self.areas, self.own = areas, own
        self.districts = list(dict.fromkeys(areas.values()))
        self.names: dict[str, str] = {}  # what each unpacked file is called by
        # What a file can cause; anything else is a fault of ours and not the analyst's.
        self.errors = (
            duckdb.InvalidInputException, duckdb.ConversionException, duckdb.OutOfMemoryException,
            duckdb.NotImplementedException,
        )  # fmt: skip
        self.rows = 0
        self.database = duckdb.connect(":memory:", config={"temp_directory": str(folder)})

    def __enter__(self) -> "Tally":
        self.database.execute(SETTINGS)
        return self

    def __exit__(self, *_: object) -> None:
        self.database.close()

    def add(self, batch: Batch) -> None:
        """Count some unpacked files.

        Raises
        ------
        InputError
            Where a line cannot be read, naming it, or where not every line became a row.
        """
        names = ", ".join(f"'{name.replace(chr(39), chr(39) * 2)}': 'VARCHAR'" for name in batch.columns)
        # The column that says which file a row is from must not be one of the file's own.
        file = "file of the row" + "_" * max(map(len, batch.columns), default=0)
        query = COUNT.format(columns=f"{{{names}}}", longest=LONGEST_LINE, file=f'"{file}"', file_text=f"'{file}'")
        self.names |= {str(path): name for path, name in batch.files.items()}
        paths = [str(path) for path in batch.files]
        try:
            self.database.execute(
                query,
                {"paths": paths, "districts": [*self.areas], "areas": [*self.areas.values()], "violence": VIOLENCE},
            )
        except self.errors as error:
            # The message of a line names its file; another problem is of the first.
            named = next((path for path in batch.files if path.name in str(error)), next(iter(batch.files)))
            raise unreadable(batch.files[named], str(error)) from None
        expected = batch.lines - len(paths)
        (total,) = self.database.execute("SELECT coalesce(sum(n), 0) FROM counted").fetchone()
        read, self.rows = total - self.rows, total
        if read != expected:
            found = f"Of {expected:,} lines below a header {read:,} could be read."
            raise refused(next(iter(batch.files.values())), found, REMEDY)

    def called(self, place: Partnership) -> str:
        """What the files call the partnership's force."""
        forces = [name for (name,) in self.database.execute("SELECT DISTINCT force FROM counted").fetchall()]
        return next((name for name in sorted(filter(None, forces)) if place.is_force(name)), place.force_name)

    def months(self, force: str) -> list[str]:
        """The months that the force's rows are dated."""
        query = "SELECT DISTINCT month FROM counted WHERE force = ? ORDER BY 1"
        return [month for (month,) in self.database.execute(query, [force]).fetchall()]

    def keep_whole_months(self, force: str) -> tuple[Counter, list[str]]:
        """Take out what states no month whole, or states one again; the rows taken out by reason, and notes.

        Raises
        ------
        InputError
            For a month that is none, a file that is mostly of another month than it is called by, or two files that
            state one month differently.
        """
        taken, notes = Counter(), []
        query = "SELECT file, month, sum(n)::BIGINT FROM counted WHERE force = ? GROUP BY ALL ORDER BY ALL"
        of_file: dict[str, Counter] = {}
        for file, month, number in self.database.execute(query, [force]).fetchall():
            check_month(month)
            of_file.setdefault(file, Counter())[month] += number
        stating: dict[str, list[str]] = {}
        for file in sorted(of_file, key=list(self.names).index):
            whole = whole_months(self.names[file], of_file[file])
            for month in whole:
                stating.setdefault(month, []).append(file)
            for month, number in sorted(of_file[file].items()):
                if month not in whole:
                    self.take_out(file, month, force)
                    taken["dated another month than the file's"] += number
                    found = f"{number:,} {'row is' if number == 1 else 'rows are'} dated {in_words(month)}"
                    notes.append(
                        f"{self.names[file]}: {found}. They are left out: a file of {listed_months(whole)} does not "
                        "state that month whole."
                    )
        for month, (one, *more) in stating.items():
            for other in more:
                given = {"one": one, "other": other, "month": month}
                if self.database.execute(APART, given).fetchone() != (0,):
                    found = f"{self.names[one]} and {self.names[other]} both state {in_words(month)}, and differ."
                    raise refused(self.names[other], found, "Keep the one of the later release, and ingest it alone.")
                taken["in a file that repeats another"] += of_file[other][month]
                self.take_out(other, month, force)
                notes.append(f"{self.names[other]} states {in_words(month)} as {self.names[one]} does: it is skipped.")
        return taken, notes

    def take_out(self, file: str, month: str, force: str) -> None:
        self.database.execute("DELETE FROM counted WHERE file = ? AND month = ? AND force = ?", [file, month, force])

    def reading(self, kind: str, release_of: Callable[[list[str]], Release], place: Partnership) -> Reading:
        """The tally as rows of the tables; `release_of` names the release by its months.

        Raises
        ------
        InputError
            For a month that is none, a district without rows, or a file that states no month whole.
        """
        own = self.called(place)
        taken, notes = self.keep_whole_months(own)
        release = release_of(self.months(own))
        reading = Reading(kind, (release,), whole=frozenset({PLACES_TABLE}), notes=notes)
        reading.left_out += taken
        reading.rows_read += taken.total()
        by_district = self.database.execute(
            "SELECT month, force, district, type, sum(n) FROM counted GROUP BY ALL ORDER BY ALL"
        ).fetchall()
        counts: dict[str, Counter] = {}
        for month, force, district, crime_type, number in by_district:
            reading.rows_read += number
            if force != own:
                reading.left_out["reported by another force"] += number
                continue
            counts.setdefault(month, Counter())[district, printable(crime_type or "")] += number
        types = {kind for tally in counts.values() for _, kind in tally}
        if len(types) > MOST_TYPES:
            found = f"The column 'Crime type' holds {len(types):,} different types."
            raise refused("Crime type", found, "This is no street file: download it again.")
        for month, tally in counts.items():
            self.count_month(reading, month, tally, release)
        self.places(reading, release, place.place, own)
        return reading

    def count_month(self, reading: Reading, month: str, tally: Counter, release: Release) -> None:
        """Anti-social behaviour by district, and every row of the month that is not used, by reason."""
        start, end = days_of(month)
        without = {kind: number for (district, kind), number in sorted(tally.items()) if not district}
        reading.counted[month] = {"districts": by_type(tally, self.districts)}
        if any(district not in self.districts for district, _ in tally):
            reading.counted[month]["force"] = by_type(tally)
            share = {"force": sum(tally.values()), "without": sum(without.values()), "by_type": without}
            reading.no_district[month] = share
        else:
            reading.notes.append(f"{month} holds rows of the districts alone: those without a place are not known.")
        there = {district for district, _ in tally}
        lacking = [name for name in self.districts if name not in there]
        # A file of the partnership alone serves it; one of some of those beside it would look like all of them.
        counted = [self.own] if len(lacking) == len(self.districts) - 1 and self.own in there else self.districts
        for name in counted:
            if name not in there:
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

    def places(self, reading: Reading, release: Release, lead: str, own: str) -> None:
        """Violence by month, district and cell, with the street most often named there."""
        given = {"violence": VIOLENCE, "force": own, "lead": lead, "least": KEPT_ELSEWHERE}
        self.database.execute(CELLS, given)
        for reason, number in self.database.execute(UNKEPT).fetchall():
            what = "violence with a district but no point"
            if reason == "few":
                what = f"violence in cells under {KEPT_ELSEWHERE} outside {lead}"
            reading.left_out[what] += number
        kept = self.database.execute(KEPT)
        # A cell's streets follow one another: only one cell is held at a time.
        for (month, district, east, north), streets in groupby(rows_of(kept), key=itemgetter(0, 1, 2, 3)):
            labels: Counter = Counter()
            for *_, location, number in streets:
                labels[label(location)] += number
            row = value_row(
                *days_of(month), district, VIOLENCE.lower(), "recorded offences", "offences", labels.total(),
                release.name, longitude=round(east * STEP_EAST, 5), latitude=round(north * STEP_NORTH, 5),
                place=commonest(labels),
            )  # fmt: skip
            reading.rows.setdefault(PLACES_TABLE, []).append(row)
            reading.rows_used += labels.total()


def by_type(tally: Counter, districts: list[str] | None = None) -> dict[str, int]:
    """Rows by type, of the districts named or of all, in the order of the types."""
    found: Counter = Counter()
    for (district, kind), number in tally.items():
        if districts is None or district in districts:
            found[kind] += number
    return dict(sorted(found.items()))


def rows_of(result: Any) -> Iterator[tuple]:
    """The rows of a query, some at a time."""
    while rows := result.fetchmany(10_000):
        yield from rows


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
    return refused(shown, found, REMEDY, int(line[1]) if line else None)


@lru_cache(1 << 10)
def days_of(month: str) -> tuple[date, date]:
    """First and last day of a month given as YYYY-MM."""
    year, number = int(month[:4]), int(month[5:])
    return date(year, number, 1), date(year, number, monthrange(year, number)[1])
