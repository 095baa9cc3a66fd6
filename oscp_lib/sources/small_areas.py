"""Look-ups of small areas (LSOA): 2021 to ward and district (ONS best fit), and 2011 to 2021."""

import re
from datetime import date
from pathlib import Path

from oscp_lib.data.areas import Area, Areas, load_areas
from oscp_lib.data.partnership import Partnership
from oscp_lib.sources.columns import columns_of, header_of, records
from oscp_lib.sources.national_frame import frame
from oscp_lib.sources.published_areas import DISTRICT, boundaries_of, checked, named_set
from oscp_lib.sources.reading import Reading, Release, refused
from oscp_lib.sources.small_area_codes import check_code, check_whole, column_of

KIND = "small-areas"
TITLE = "ONS look-ups of small areas (LSOA) of England and Wales: 2021 to ward and district, or 2011 to 2021"
UNVERIFIED = ""
FETCH = "the look-up 'LSOA (2021) to electoral ward to LAD (best fit)' or 'LSOA (2011) to LSOA (2021)' of the ONS"
NEAR = re.compile(r"\blsoa|look-?up", re.IGNORECASE)
TABLE, OF_2011 = "small_areas", "small_areas_2011"
WARD_CODE = re.compile(r"[EW]05\d{6}")
NUMBER = re.compile(r" \d{3}[A-Z]{1,2}$")  # what the name of a small area adds to that of its district
CHANGES = ("U", "S", "M", "X")  # unchanged, split, merged, irregular
# Best fit puts a small area on a border into the ward of a neighbour. More than these are no matter of best fit.
MOST_MOVED = 10
PUBLISHER, PORTAL = "Office for National Statistics", "https://geoportal.statistics.gov.uk/"
BEST_FIT = "A ward is the best fit: a small area can reach into another ward, and near a border into another district."
IRREGULAR = "Small areas with the change X have no exact successor: figures of 2011 cannot be carried over to 2021."


def recognise(path: Path) -> bool:
    """True for a CSV with the columns of one of the two look-ups."""
    header = header_of(path)
    return bool({"LSOA21NM", "CHGIND"} & {*header} and column_of(header))


def read(path: Path, place: Partnership) -> Reading:
    """Every small area with its ward and district, or every one of 2011 with what became of it.

    Raises
    ------
    InputError
        When a code is none or stands twice, a district's code and name differ, names and districts do not go together,
        or small areas of a nation are missing.
    """
    return successors(path) if "CHGIND" in header_of(path) else wards(path)


def wards(path: Path) -> Reading:
    """Every small area of 2021 with its ward and the district that its own name gives."""
    header = header_of(path)
    ward_code, ward_name = column_like(header, r"WD\d\dCD"), column_like(header, r"WD\d\dNM")
    code, name = column_like(header, r"LAD\d\dCD"), column_like(header, r"LAD\d\dNM")
    columns_of(path.name, header, ("LSOA21CD", "LSOA21NM", ward_code, ward_name, code, name))
    areas = load_areas()
    read_: dict[str, tuple] = {}
    districts: dict[tuple[str, str], Area] = {}
    for line, record in records(path, ("LSOA21CD", "LSOA21NM", ward_code, ward_name, code, name)):
        small_area = check_code(path, line, record["LSOA21CD"])
        if small_area in read_:
            raise refused(path, f"The small area {small_area} appears twice.", "Download the file again.", line)
        if not NUMBER.search(record["LSOA21NM"]):
            found = f"'{record['LSOA21NM'][:60]}' does not end in a number and a letter, such as ' 001A'."
            raise refused(path, found, "A small area is called after its district: download the file again.", line)
        if not WARD_CODE.fullmatch(record[ward_code]):
            found = f"'{record[ward_code][:40]}' is not the code of a ward."
            raise refused(path, found, "Choose the look-up of electoral wards: the codes begin with E05 or W05.", line)
        pair = (record[code], record[name])
        if pair not in districts:
            districts[pair] = checked(path, line, *pair, areas)
        read_[small_area] = (record["LSOA21NM"], record[ward_code], record[ward_name], districts[pair])
    check_whole(path, read_, 2021)
    year = 2000 + int(code[3:5])
    since = boundaries_of(path, areas, districts.values(), date(year, 12, 31))
    placed, moved = by_name(path, areas, read_, since)
    release = Release(
        f"ons-lsoa21-ward{code[3:5]}-lad{code[3:5]}",
        f"Small areas (LSOA 2021) to electoral wards and districts, best fit, {year}", PUBLISHER, PORTAL,
        edition=f"{year}-12-31",
    )  # fmt: skip
    rows = [
        (small_area, called, ward, ward_called, placed[small_area].code, since.isoformat(), release.name)
        for small_area, (called, ward, ward_called, _) in read_.items()
    ]
    reading = Reading(KIND, (release,), rows_read=len(rows), rows_used=len(rows))
    reading.national[TABLE] = frame(TABLE, rows)
    reading.caveats[TABLE] = [{"what": BEST_FIT}]
    for small_area in moved:
        reading.notes.append(
            f"{small_area} ({read_[small_area][0]}) is best fitted to a ward of {read_[small_area][3].name}; "
            f"its district is {placed[small_area].name}, as its name says."
        )
    return reading


def column_like(header: list[str], pattern: str) -> str:
    """The column of a year's codes or names; the pattern itself, shortened, where there is none."""
    return next((name for name in header if re.fullmatch(pattern, name)), pattern.replace(r"\d\d", "24"))


def by_name(path: Path, areas: Areas, rows: dict[str, tuple], since: date) -> tuple[dict[str, Area], list[str]]:
    """The district of each small area, and those that best fit has put into another one.

    A small area lies within one district, after which it was named in 2021: best fit is not asked where the two differ.

    Raises
    ------
    InputError
        When so many differ that the columns do not go together.
    """
    bases = {small_area: NUMBER.sub("", row[0]) for small_area, row in rows.items()}
    _, named = named_set(path, areas, sorted(set(bases.values())), since)
    now = {base: {after.code: after for after in successors_on(areas, area, since)} for base, area in named.items()}
    placed, moved = {}, []
    for small_area, (_, _, _, district) in rows.items():
        possible = now[bases[small_area]]
        placed[small_area] = possible.get(district.code) or next(iter(possible.values()))
        if district.code not in possible:
            moved.append(small_area)
    if len(moved) > MOST_MOVED:
        first = moved[0]
        found = f"{len(moved):,} small areas are called after another district than theirs; the first is {first}, "
        found += f"'{rows[first][0]}' in {rows[first][3].name}."
        raise refused(path, found, "A column may have been sorted by itself: download the file again.")
    return placed, sorted(moved)


def successors_on(areas: Areas, area: Area, day: date) -> tuple[Area, ...]:
    """What an area had become by a day: itself where it still existed."""
    if area.is_valid(day):
        return (area,)
    return tuple(each for each in areas.successors(area.code) if each.kind == DISTRICT) or (area,)


def successors(path: Path) -> Reading:
    """Every small area of 2011 with the one or those of 2021 that it became, and how."""
    header = header_of(path)
    code, name = column_like(header, r"LAD\d\dCD"), column_like(header, r"LAD\d\dNM")
    areas = load_areas()
    rows: dict[tuple[str, str], tuple[str, str]] = {}
    districts: dict[tuple[str, str], Area] = {}
    for line, record in records(path, ("LSOA11CD", "LSOA21CD", "CHGIND", code, name)):
        pair = (check_code(path, line, record["LSOA11CD"]), check_code(path, line, record["LSOA21CD"]))
        if pair in rows:
            raise refused(path, f"The pair {pair[0]}, {pair[1]} appears twice.", "Download the file again.", line)
        if record["CHGIND"] not in CHANGES:
            found = f"'CHGIND' holds '{record['CHGIND'][:20]}'; it is one of {', '.join(CHANGES)}."
            raise refused(path, found, "Download the file again.", line)
        if record["CHGIND"] == "U" and pair[0] != pair[1]:
            found = f"{pair[0]} is said to be unchanged, and to be {pair[1]} since."
            raise refused(path, found, "Download the file again.", line)
        district = (record[code], record[name])
        if district not in districts:
            districts[district] = checked(path, line, *district, areas)
        rows[pair] = (record["CHGIND"], record[code])
    check_whole(path, {old for old, _ in rows}, 2011)
    check_whole(path, {new for _, new in rows}, 2021)
    year = 2000 + int(code[3:5])
    since = boundaries_of(path, areas, districts.values(), date(year, 12, 31))
    release = Release(
        "ons-lsoa11-lsoa21", f"Small areas of 2011 to those of 2021 and districts of {year}, exact fit", PUBLISHER,
        PORTAL, edition=f"{year}-12-31",
    )  # fmt: skip
    reading = Reading(KIND, (release,), rows_read=len(rows), rows_used=len(rows))
    reading.national[OF_2011] = frame(
        OF_2011,
        [(*pair, change, district, since.isoformat(), release.name) for pair, (change, district) in rows.items()],
    )
    reading.caveats[OF_2011] = [{"what": IRREGULAR, "where": {"change": ["X"]}}]
    return reading
