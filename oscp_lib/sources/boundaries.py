"""Outlines of districts or wards (GeoJSON, TopoJSON, GeoPackage), simplified for drawing into `boundaries`.

A file of all districts of England and Wales gives the coarser ones of every district, which are a national table.
Wards have been read from a copy of the published outlines that others had made coarser, not from the publisher's own.
"""

import json
import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from oscp_lib.data.outlines import why_elsewhere
from oscp_lib.data.package import tables
from oscp_lib.data.partnership import Partnership
from oscp_lib.data.rows import read_table
from oscp_lib.sources.national_outlines import national_outlines
from oscp_lib.sources.outline_shapes import DEGREES, FULL, METRIC, plain, simplified, whole_outlines
from oscp_lib.sources.published_areas import LEFT_OUT
from oscp_lib.sources.reading import Reading, Release, refused
from oscp_lib.sources.street import PLACES_TABLE

if TYPE_CHECKING:
    import geopandas
    import pandas

KIND = "boundaries"
TITLE = "outlines of districts or wards: GeoJSON, TopoJSON or GeoPackage"
UNVERIFIED = ""

LARGEST = 300 << 20
TOLERANCE = {"districts": 100.0, "wards": 30.0}  # metres an outline may move
DECIMALS = 5  # of a degree: about a metre
DISTRICT_CODE = r"[EW]0[6-9]\d{6}|S12\d{6}|N09\d{6}"
WARD_CODE = r"[ENSW]05\d{6}"
SMALL_AREA_CODE = r"[EW]0[12]\d{6}"


def recognise(path: Path) -> bool:
    """True for a GeoPackage, or JSON that starts as outlines do."""
    with path.open("rb") as file:
        head = file.read(4096)
    if head.startswith(b"SQLite format 3\0"):
        return True
    text = head.decode("utf-8-sig", "ignore").lstrip()
    return text.startswith("{") and bool(re.search(r'"(FeatureCollection|Topology|Feature)"', text))


def read(path: Path, place: Partnership) -> Reading:
    """The outlines of every district; or of the partnership's districts or wards, as GeoJSON in degrees.

    Neighbours keep one border.

    Raises
    ------
    InputError
        When the file cannot be read, is of small areas, has no codes, lacks a district or its area, or lies elsewhere.
    """
    frame = load(path)
    level, code = level_of(path, frame)
    rows_read = len(frame)
    districts = {district.code: district.called for district in place.county_districts}
    frame = frame.assign(code=frame[code].astype(str), name=names_of(frame, code))
    if level == "districts" and (nation := national_outlines(path, frame, code)) is not None:
        return of_the_nation(rows_read, *nation)
    parent = code if level == "districts" else column_with(frame.drop(columns="code"), DISTRICT_CODE)
    if parent is None:
        raise refused(path, "The wards do not say which district they are in.", FULL)
    frame = frame.assign(district_code=frame[parent].astype(str))
    frame = frame[frame["district_code"].isin(districts)]
    missing = [name for code_, name in districts.items() if code_ not in set(frame["district_code"])]
    if missing:
        raise refused(path, f"No outline is of {', '.join(missing)}.", FULL)
    if frame["code"].duplicated().any():
        twice = frame.loc[frame["code"].duplicated(), "code"].iloc[0]
        raise refused(path, f"The area {twice} has two outlines.", "Choose the published file, one feature an area.")
    frame = in_place(path, whole_outlines(path, frame), place)
    frame = simplified(path, frame, TOLERANCE[level]).sort_values("code")
    frame["district"] = frame["district_code"].map(districts)
    if level == "districts":
        frame["name"] = frame["district"]
    reading = Reading(KIND, (release_of(level, code),), rows_read=rows_read, rows_used=len(frame))
    if rows_read > len(frame):
        reading.left_out["another district"] = rows_read - len(frame)
    reading.outlines[f"{level}.geojson"] = geojson(frame[["code", "name", "district", "geometry"]], level)
    return reading


def of_the_nation(rows_read: int, made: "pandas.DataFrame", release: Release, outside: int) -> Reading:
    """The reading of a file of every district: for all partnerships, and so in no folder of one."""
    reading = Reading(KIND, (release,), rows_read=rows_read, rows_used=len(made))
    reading.national["outlines"] = made
    reading.left_out = Counter({LEFT_OUT: outside} if outside else {})
    return reading


def release_of(level: str, code: str) -> Release:
    """The release, with the year that the column of codes names ('WD24CD', 'ward22_code')."""
    year = re.search(r"\d\d", code)
    of_year = f", 20{year[0]}" if year else ""
    return Release(
        f"boundaries-{level}", f"Outlines of {level}{of_year}", "Office for National Statistics, Ordnance Survey",
        "https://geoportal.statistics.gov.uk/",
    )  # fmt: skip


def load(path: Path) -> "geopandas.GeoDataFrame":
    """The features of the file in degrees, or in what it does not say is anything else.

    Raises
    ------
    InputError
        When it is too large, or is no file of outlines.
    """
    import geopandas
    from pyogrio.errors import DataLayerError, DataSourceError
    from shapely.errors import ShapelyError

    if path.stat().st_size > LARGEST:
        found = f"The file has {path.stat().st_size >> 20:,} MB."
        raise refused(path, found, "Choose generalised outlines (BGC or BUC): a page cannot show more.")
    try:
        frame = geopandas.read_file(path, engine="pyogrio")
    except (DataSourceError, DataLayerError, ShapelyError, ValueError, OSError, RuntimeError) as error:
        first = str(error).splitlines()[0][:120] if str(error) else type(error).__name__
        raise refused(path, f"The outlines cannot be read ({first}).", "Download the file again.") from None
    if not isinstance(frame, geopandas.GeoDataFrame) or frame.empty:
        raise refused(path, "The file has no outlines.", FULL)
    if not set(frame.geometry.dropna().geom_type) <= {"Polygon", "MultiPolygon", "GeometryCollection"}:
        raise refused(path, "The file holds points or lines, not outlines.", FULL)
    # GeoJSON is in degrees by its standard; a TopoJSON names no system at all.
    if frame.crs is None or frame.crs.is_geographic:
        return frame.set_crs(DEGREES, allow_override=True)
    return frame.to_crs(DEGREES)


def level_of(path: Path, frame: "geopandas.GeoDataFrame") -> tuple[str, str]:
    """Whether the features are districts or wards, and the column of their codes."""
    for pattern, level in ((WARD_CODE, "wards"), (SMALL_AREA_CODE, "small areas"), (DISTRICT_CODE, "districts")):
        column = column_with(frame, pattern)
        if column and level == "small areas":
            found = "The outlines are of small census areas (LSOA or MSOA)."
            raise refused(path, found, "The book draws districts or wards: choose those.")
        if column and frame[column].is_unique:
            return level, column
    if column_with(frame, DISTRICT_CODE):
        raise refused(path, "Several outlines have one district code.", FULL)
    raise refused(path, "No column holds ONS codes of districts or wards.", FULL)


def column_with(frame: "geopandas.GeoDataFrame", pattern: str) -> str | None:
    """The first column whose values all are codes of a kind."""
    for column in frame.columns.drop("geometry"):
        if frame[column].astype(str).str.fullmatch(pattern).all():
            return column
    return None


def names_of(frame: "geopandas.GeoDataFrame", code: str) -> "geopandas.GeoSeries":
    """The names beside a column of codes: that called alike ('LAD24CD' and 'LAD24NM', 'ward_code' and 'ward_name')."""
    for old, new in (("CD", "NM"), ("cd", "nm"), ("code", "name"), ("Code", "Name")):
        if code.endswith(old) and code[: -len(old)] + new in frame.columns:
            return frame[code[: -len(old)] + new].astype(str).map(plain)
    return frame[code].astype(str)


def in_place(path: Path, frame: "geopandas.GeoDataFrame", place: Partnership) -> "geopandas.GeoDataFrame":
    """The outlines, in metres, once they are known to lie where the place does.

    Raises
    ------
    InputError
        With the true cause: swapped coordinates, metres that say they are degrees, or another part of the world.
    """
    if cause := why_elsewhere(tuple(frame.total_bounds), points_of(place)):
        remedy = (
            "Choose the file in WGS84 (EPSG:4326), longitude before latitude, or one that names its coordinate system."
        )
        raise refused(path, f"The outlines cannot be placed: {cause}.", remedy)
    return frame.to_crs(METRIC)


def points_of(place: Partnership) -> list[tuple[float, float]]:
    """Where the tables place offences in the districts; none where they place nothing."""
    if PLACES_TABLE not in tables():
        return []
    frame = read_table(PLACES_TABLE)
    frame = frame[frame["area"].isin([district.called for district in place.county_districts])]
    return list(zip(frame["longitude"], frame["latitude"], strict=True))


def geojson(frame: "geopandas.GeoDataFrame", level: str) -> str:
    """GeoJSON text that is the same for the same outlines."""
    features = [
        {"type": "Feature", "properties": {"code": code, "name": name, "district": district},
         "geometry": rounded(outline.__geo_interface__)}
        for code, name, district, outline in frame.itertuples(index=False)
    ]  # fmt: skip
    return json.dumps({"type": "FeatureCollection", "name": level, "features": features}, separators=(",", ":")) + "\n"


def rounded(geometry: dict) -> dict:
    """A geometry with its coordinates rounded."""

    def shorten(part: object) -> object:
        return round(part, DECIMALS) if isinstance(part, float) else [shorten(each) for each in part]

    return {"type": geometry["type"], "coordinates": shorten(geometry["coordinates"])}
