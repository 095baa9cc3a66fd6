"""Indices of deprivation by small area: England 2025 and 2019, Wales 2019, as CSV that may be packed with gzip.

Ranks are 1 for the most deprived, and equal scores share a rank (1, 2, 2, 4). A decile is what its rank says: England
rounds the end of each tenth down, Wales up.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from oscp_lib.data.national_package import national_table
from oscp_lib.data.partnership import Partnership
from oscp_lib.sources.columns import columns_of, header_of, records, whole_number
from oscp_lib.sources.national_frame import frame
from oscp_lib.sources.reading import Reading, Release, refused
from oscp_lib.sources.small_area_codes import check_code, check_whole, column_of

KIND = "deprivation"
TITLE = "Indices of deprivation by small area (England 2025 or 2019, Wales 2019), as CSV"
UNVERIFIED = ""
FETCH = "the ranks and deciles of the indices of deprivation for all small areas (LSOA)"
NEAR = re.compile(r"depriv|\bw?imd\d*", re.IGNORECASE)
TABLE = "deprivation"
TENTHS = 10
DECIMAL = re.compile(r"-?\d+(\.\d+)?(e-?\d+)?", re.IGNORECASE)
CAVEATS = (
    "Rank 1 and decile 1 are the most deprived. Ranks of different indices do not compare: not England with Wales, and "
    "not 2019 with 2025.",
    "The crime domain is made from recorded crime: set beside crime it would explain crime by itself.",
    "In the index of England, 'access' is the domain of barriers to housing and services.",
)


@dataclass(frozen=True)
class Index:
    """An index: the small areas and nation it is of, the columns of its domains, and whether more than ranks are kept.

    `access` and `housing` are the stems of columns; England has one domain for both, which is `access`.
    """

    name: str
    census: int
    nation: str
    access: str
    housing: str
    rounds_up: bool
    whole: bool
    release: Release


ENGLAND, WALES = "Ministry of Housing, Communities and Local Government", "Welsh Government"
INDICES = (
    Index("IMD 2025", 2021, "E", "Housing_and_Services", "", False, True, Release(
        "mhclg-imd-2025", "English indices of deprivation 2025", ENGLAND,
        "https://www.gov.uk/government/statistics/english-indices-of-deprivation-2025", "2025-10-30", "2025-10-30")),
    Index("IMD 2019", 2011, "E", "Housing_and_Access", "", False, False, Release(
        "mhclg-imd-2019", "English indices of deprivation 2019", ENGLAND,
        "https://www.gov.uk/government/statistics/english-indices-of-deprivation-2019", "2019-09-26", "2019-09-26")),
    Index("WIMD 2019", 2011, "W", "Access", "Housing", True, True, Release(
        "wg-wimd-2019", "Welsh Index of Multiple Deprivation 2019", WALES,
        "https://www.gov.wales/welsh-index-multiple-deprivation", "2019-11-27", "2019-11-27")),
)  # fmt: skip


def recognise(path: Path) -> bool:
    """True for a CSV of an index, by small area or by district."""
    header = header_of(path)
    return {"IMD_rank", "IMD_decile"} <= {*header} or by_district(header) is not None


def by_district(header: list[str]) -> str | None:
    """The column of districts' codes of an index by district; nothing for any other table."""
    column = next((name for name in header if re.fullmatch(r"ltla\d\d_code", name)), None)
    measured = any(re.match(r"imd_average_|Income_Proportion", name) for name in header)
    return column if column and measured else None


def read(path: Path, place: Partnership) -> Reading:
    """Ranks, deciles and the score of every small area of a nation.

    Raises
    ------
    InputError
        For a table by district, an index that is not known, ranks that are not 1 to n, deciles that do not follow from
        ranks, or missing small areas.
    """
    header = header_of(path)
    if column := by_district(header):
        found = f"The table is by district (its column '{column}'): averages, which hide what is inside a district."
        raise refused(path, found, "Choose the file of the same index by small area (LSOA).", 1)
    index = index_of(path, header)
    areas, columns = columns_read(path, index, header)
    check_whole(path, areas, index.census)
    for stem in stems_of(index).values():
        check_ranks(path, index, stem, columns[f"{stem}_rank"], areas)
        check_deciles(path, index, stem, columns, areas)
    reading = Reading(KIND, (index.release,), rows_read=len(areas), rows_used=len(areas))
    reading.national[TABLE] = frame(TABLE, list(rows_of(index, list(areas), columns)))
    reading.caveats[TABLE] = [{"what": what} for what in CAVEATS]
    return reading


def columns_read(path: Path, index: Index, header: list[str]) -> tuple[dict[str, int], dict[str, list]]:
    """The small areas with their lines, and ranks, deciles and scores by column, in the order of the areas."""
    code = column_of(header, index.census)
    counted = [f"{stem}_{what}" for stem in stems_of(index).values() for what in ("rank", "decile")]
    needed = [*counted, "IMD_score"] if index.whole else counted
    columns_of(path.name, header, [code, *needed])
    areas: dict[str, int] = {}
    columns: dict[str, list] = {name: [] for name in needed}
    for line, record in records(path, [code, *needed]):
        area = check_code(path, line, record[code])
        if area in areas:
            raise refused(path, f"The small area {area} appears twice.", "Download the file again.", line)
        if area[0] != index.nation:
            found = f"{area} lies in the other nation than {index.name} is of."
            raise refused(path, found, "Choose the table as published; nations do not compare.", line)
        areas[area] = line
        for name in counted:
            columns[name].append(whole_number(path, line, name, record[name]))
        if index.whole:
            columns["IMD_score"].append(score_of(path, line, "IMD_score", record["IMD_score"]))
    return areas, columns


def index_of(path: Path, header: list[str]) -> Index:
    """The index that a table is of, by its columns.

    Raises
    ------
    InputError
        When it is none that is known.
    """
    for index in INDICES:
        if column_of(header, index.census) and f"{index.access}_rank" in header and (
            not index.housing or f"{index.housing}_rank" in header
        ):  # fmt: skip
            return index
    known = ", ".join(index.name for index in INDICES)
    found = "Its columns of small areas and domains are those of no index that is read."
    raise refused(path, found, f"Choose one of {known}, by small area, with all its domains.", 1)


@cache
def stems_of(index: Index) -> dict[str, str]:
    """By column of the national table, the stem of the index's column; of one kept for its past, the whole index."""
    if not index.whole:
        return {"rank": "IMD"}
    stems = {"rank": "IMD", "access_rank": index.access}
    if index.housing:
        stems["housing_rank"] = index.housing
    return stems | {
        f"{domain}_rank": domain.capitalize()
        for domain in ("income", "employment", "education", "health", "crime", "environment")
    }


def score_of(path: Path, line: int, column: str, text: str) -> float:
    """A score.

    Raises
    ------
    InputError
        When the cell holds none.
    """
    if DECIMAL.fullmatch(text):
        return float(text)
    raise refused(path, f"'{column}' holds '{text[:40]}' where a score belongs.", "Download the file again.", line)


def check_ranks(path: Path, index: Index, stem: str, ranks: list[int], areas: dict[str, int]) -> None:
    """Refuse ranks that do not run from 1 to n, where equal scores share a rank and those after it are passed over.

    Raises
    ------
    InputError
        Naming the first rank that is wrong.
    """
    at = Counter(ranks)
    before = 0
    for rank in sorted(at):
        if rank != before + 1:
            area = list(areas)[ranks.index(rank)]
            found = f"'{stem}_rank' of {index.name} goes from {before:,} areas on to rank {rank:,} ({area})."
            remedy = "Ranks run from 1 on without gaps: the file was edited or cut short, download it again."
            raise refused(path, found, remedy, areas[area])
        before += at[rank]


def check_deciles(path: Path, index: Index, stem: str, columns: dict[str, list], areas: dict[str, int]) -> None:
    """Refuse a decile that is not the one of its rank.

    Raises
    ------
    InputError
        Naming the area, its rank and the decile that it has.
    """
    stated = zip(areas, columns[f"{stem}_rank"], columns[f"{stem}_decile"], strict=True)
    right = [decile_of(index, rank, len(areas)) for rank in range(len(areas) + 1)]
    for area, rank, decile in stated:
        if decile != right[rank]:
            found = f"{area} has rank {rank:,} of {len(areas):,} and decile {decile} in '{stem}_decile'; "
            found += f"the rank is in decile {right[rank]}."
            raise refused(path, found, "A column may have been sorted by itself: download the file again.", areas[area])


def decile_of(index: Index, rank: int, areas: int) -> int:
    """The tenth in which a rank lies, as the index's publisher rounds the end of a tenth.

    Where an end is 3,375.5 England has 3,375 areas in the first tenth; where it is 190.9 Wales has 191.
    """
    return (rank - 1) * TENTHS // areas + 1 if index.rounds_up else -(-rank * TENTHS // areas)


def rows_of(index: Index, areas: list[str], columns: dict[str, list]) -> Iterator[tuple]:
    """The rows of the national table."""
    held = {name: columns[f"{stem}_rank"] for name, stem in stems_of(index).items()}
    held |= {"area_code": areas, "decile": columns["IMD_decile"], "score": columns.get("IMD_score")}
    alike = {"index": index.name, "source": index.release.name}
    columns_of_table = national_table(TABLE).columns
    return zip(*(held.get(name) or [alike.get(name)] * len(areas) for name in columns_of_table), strict=True)
