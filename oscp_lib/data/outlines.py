"""Outlines of districts: those that somebody has ingested into `boundaries`, else the national ones."""

import math
from collections.abc import Iterable
from pathlib import Path

from oscp_lib import paths
from oscp_lib.data.json_files import read_json
from oscp_lib.data.national import read_national
from oscp_lib.data.national_package import national_table
from oscp_lib.data.partnership import load_partnership
from oscp_lib.errors import InputError, Problem

Point = tuple[float, float]
Ring = list[Point]
Box = tuple[float, float, float, float]  # west, south, east, north

# Where outlines may lie: the United Kingdom in degrees (WGS84), and in metres of two grids that files come in.
DEGREES = (-8.7, 49.8, 1.8, 60.9)
NATIONAL_GRID = (0.0, 0.0, 700_000.0, 1_300_000.0)
WEB_MERCATOR = (-970_000.0, 6_400_000.0, 205_000.0, 8_600_000.0)
NEAR = 0.1  # of a degree: so far from its outline a district's places may lie
FILE = "districts.geojson"
NATIONAL = "outlines"
LICENCE = "Open Government Licence v3.0"
CREDIT = "Contains OS data \N{COPYRIGHT SIGN} Crown copyright and database right"
AGAIN = "Run `oscp ingest boundaries` again with the published file."


def outline_of(district: str, points: Iterable[Point] = ()) -> list[Ring]:
    """The rings of a district's outline, points of (longitude, latitude) in degrees; empty where no file is held.

    `points` are places in the district: an outline that is near none of them is of another place.

    Raises
    ------
    InputError
        When the file of outlines is not as `oscp ingest boundaries` writes it, lacks the district, or has it elsewhere.
    """
    path = paths.BOUNDARIES / FILE
    rings = rings_of(path, district) if path.exists() else national_rings(district)
    if not rings and not path.exists():
        return []
    vertices = [point for ring in rings for point in ring]
    if not vertices:
        found = f"The file has no outline of {district}."
        raise InputError(Problem(paths.shown(path), found, AGAIN))
    if cause := why_elsewhere(box_of(vertices), list(points)):
        raise InputError(Problem(paths.shown(path), f"The outline of {district} cannot be drawn: {cause}.", AGAIN))
    return rings


def outline_credit() -> str:
    """Whom the outlines are owed to, as their licence asks to be said."""
    held = national_table(NATIONAL)
    said = held.attribution if not (paths.BOUNDARIES / FILE).exists() and held.attribution else CREDIT
    return f"outline by the Office for National Statistics, {LICENCE}, {said[0].lower()}{said[1:].rstrip('.')}"


def outline_problems(districts: Iterable[str]) -> list[Problem]:
    """What is wrong with the outlines held, if any are."""
    problems: list[Problem] = []
    for district in districts:
        try:
            outline_of(district)
        except InputError as error:
            problems += error.problems
    return list(dict.fromkeys(problems))


def box_of(points: Iterable[Point]) -> Box:
    east, north = zip(*points, strict=True)
    return min(east), min(north), max(east), max(north)


def why_elsewhere(box: Box, points: list[Point]) -> str:
    """Why coordinates that should be degrees within the United Kingdom are not; empty where they are."""
    west, south, east, north = box
    shown = f"({west:.6g}, {south:.6g})"
    if not all(map(math.isfinite, box)):
        return f"the coordinates {shown} are not numbers"
    if within(box, DEGREES):
        inside = [x for x in points if west - NEAR <= x[0] <= east + NEAR and south - NEAR <= x[1] <= north + NEAR]
        return "" if inside or not points else f"it lies at {shown}, and no place that the tables hold is near it"
    if within((south, west, north, east), DEGREES):
        return f"latitude and longitude are swapped {shown}"
    for grid, name in ((NATIONAL_GRID, "the British National Grid"), (WEB_MERCATOR, "Web Mercator")):
        # A point of either grid is thousands of metres from its origin.
        if within(box, grid) and max(east, north) > 1000:
            return f"the coordinates {shown} are metres of {name}, not degrees"
    if not within(box, (-180.0, -90.0, 180.0, 90.0)):
        return f"the coordinates {shown} are not degrees"
    return f"the coordinates {shown} lie outside the United Kingdom"


def within(box: Box, other: Box) -> bool:
    return other[0] <= box[0] and other[1] <= box[1] and box[2] <= other[2] and box[3] <= other[3]


def rings_of(path: Path, district: str) -> list[Ring]:
    """The rings of one district in a file that `oscp ingest boundaries` wrote."""
    try:
        features = read_json(path, AGAIN)["features"]
        shapes = [each["geometry"] for each in features if each["properties"]["district"] == district]
        polygons = [part for shape in shapes for part in parts(shape["type"], shape["coordinates"])]
        return [[(float(east), float(north)) for east, north in ring] for polygon in polygons for ring in polygon]
    except (ValueError, KeyError, TypeError):
        raise InputError(Problem(paths.shown(path), "The outlines cannot be read.", AGAIN)) from None


def national_rings(district: str) -> list[Ring]:
    """The rings of a district of the partnership in the national outlines; empty where those have not been read."""
    from shapely import from_wkb

    if not national_table(NATIONAL).rows:
        return []
    code = next(each.code for each in load_partnership().county_districts if each.called == district)
    shapes = [from_wkb(shape) for shape in read_national(NATIONAL, area_code=code)["geometry"]]
    polygons = [part for shape in shapes for part in getattr(shape, "geoms", [shape])]
    return [[*ring.coords] for polygon in polygons for ring in (polygon.exterior, *polygon.interiors)]


def parts(kind: str, coordinates: list) -> list:
    """The polygons of a geometry, one or several."""
    return coordinates if kind == "MultiPolygon" else [coordinates]
