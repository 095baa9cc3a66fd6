"""Census 2021: residents and households of every small area (LSOA 2021), as a CSV that may be packed with gzip."""

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from oscp_lib.data.partnership import Partnership
from oscp_lib.errors import InputError, Problem
from oscp_lib.sources.columns import header_of, records, whole_number
from oscp_lib.sources.national_frame import frame
from oscp_lib.sources.reading import Reading, Release, refused
from oscp_lib.sources.small_area_codes import check_code, check_whole, column_of

if TYPE_CHECKING:
    import pandas as pd

KIND = "census"
TITLE = "Census 2021: residents and households by small area (LSOA), as CSV"
UNVERIFIED = ""
FETCH = "a CSV of 'lsoa21_code', 'total_residents' and 'total_households' for all small areas of Census 2021"
NEAR = re.compile(r"\bcensus\b", re.IGNORECASE)
TABLE, HOUSEHOLDS = "census_small_areas", "households"
COLUMNS = ("lsoa21_code", "total_residents", "total_households")
DAY = date(2021, 3, 21)
BASIS = "Census 2021"
RELEASE = Release(
    "ons-census-2021", "Census 2021: usual residents and households by small area (LSOA)",
    "Office for National Statistics", "https://www.nomisweb.co.uk/sources/census_2021", edition=DAY.isoformat(),
)  # fmt: skip
CAVEAT = (
    "The census changes small counts a little so that nobody can be known from them: sums of small areas can differ by "
    "a few from the published figure of a district."
)


def recognise(path: Path) -> bool:
    """True for a CSV of the census by small area."""
    return {"total_residents", "total_households"} <= {*header_of(path)}


def read(path: Path, place: Partnership) -> Reading:
    """Residents and households of every small area on Census day.

    Raises
    ------
    InputError
        When a code is none or stands twice, a cell is no count, an area has more households than residents, or small
        areas of a nation are missing.
    """
    if not column_of(header_of(path), 2021) and column_of(header_of(path)):
        found = f"The column '{column_of(header_of(path))}' is of the census of 2011."
        raise refused(path, found, "Choose the table by LSOA of 2021.", 1)
    rows: dict[str, tuple] = {}
    for line, record in records(path, COLUMNS):
        code = check_code(path, line, record["lsoa21_code"])
        if code in rows:
            raise refused(path, f"The small area {code} appears twice.", "Download the file again.", line)
        residents, households = (whole_number(path, line, name, record[name]) for name in COLUMNS[1:])
        if households > residents:
            found = f"{code} has {households:,} households and {residents:,} residents: each household has a resident."
            raise refused(path, found, "The columns may be swapped: download the file again.", line)
        rows[code] = (code, residents, households, RELEASE.name)
    check_whole(path, rows, 2021)
    reading = Reading(KIND, (RELEASE,), rows_read=len(rows), rows_used=len(rows))
    reading.national[TABLE] = frame(TABLE, list(rows.values()))
    reading.caveats[TABLE] = [{"what": CAVEAT}]
    return reading


def households_of(census: "pd.DataFrame", small_areas: "pd.DataFrame") -> "pd.DataFrame":
    """Households of every district on Census day: the sum of its small areas, as the table `households` has them.

    Parameters
    ----------
    census, small_areas
        The national tables `census_small_areas` and `small_areas`.

    Raises
    ------
    InputError
        When a small area is in one of the two and not in the other: a sum would lack it.
    """
    of_district = small_areas.set_index("area_code")["district_code"]
    counts = census.set_index("area_code")["households"]
    alone = of_district.index.symmetric_difference(counts.index)
    if len(alone):
        without = "households" if alone[0] in of_district.index else "a district"
        found = f"{len(alone):,} small areas have no {without.removeprefix('a ')}, the first is {alone[0]}."
        remedy = "Ingest the census and the look-up of small areas, each of the same small areas (LSOA 2021)."
        raise InputError(Problem("data/national", found, remedy))
    sums = counts.groupby(of_district).sum()
    since = small_areas["boundaries"].iloc[0]
    source = census["source"].iloc[0]
    return frame(HOUSEHOLDS, [(DAY, DAY, code, BASIS, int(value), since, source) for code, value in sums.items()])
