"""Outlines of districts: those that somebody has ingested into `boundaries`, else the national ones; and of wards."""

import math
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from oscp_lib import paths
from oscp_lib.data.json_files import read_json
from oscp_lib.data.national import read_national
from oscp_lib.data.national_package import national_table
from oscp_lib.data.partnership import load_partnership
from oscp_lib.errors import InputError, Problem

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

Point = tuple[float, float]
Ring = list[Point]
Box = tuple[float, float, float, float]  # west, south, east, north

# Where outlines may lie: the United Kingdom in degrees (WGS84), and in metres of two grids that files come in.
DEGREES = (-8.7, 49.8, 1.8, 60.9)
NATIONAL_GRID = (0.0, 0.0, 700_000.0, 1_300_000.0)
WEB_MERCATOR = (-970_000.0, 6_400_000.0, 205_000.0, 8_600_000.0)
NEAR = 0.1  # of a degree: so far from its outline a district's places may lie
FILE = "districts.geojson"
WARDS_FILE = "wards.geojson"
NATIONAL = "outlines"
LICENCE = "Open Government Licence v3.0"
CREDIT = "Contains OS data \N{COPYRIGHT SIGN} Crown copyright and database right"
AGAIN = "Run `oscp ingest boundaries` again with the published file."


class Ward(NamedTuple):
    """An electoral ward: its name and its shape in degrees."""

    name: str
    shape: "BaseGeometry"

    @property
    def rings(self) -> list[Ring]:
        return rings_within(self.shape)


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


def wards_of(district: str) -> list[Ward]:
    """The wards of a district by name; none where no file of wards is held.

    Raises
    ------
    InputError
        When the file is not as `oscp ingest boundaries` writes it, or has no ward of the district.
    """
    from shapely.geometry import shape

    path = paths.BOUNDARIES / WARDS_FILE
    if not path.exists():
        return []
    try:
        features = read_json(path, AGAIN)["features"]
        held = [each for each in features if each["properties"]["district"] == district]
        wards = [Ward(str(each["properties"]["name"]), shape(each["geometry"])) for each in held]
    except (ValueError, KeyError, TypeError, AttributeError):
        raise InputError(Problem(paths.shown(path), "The outlines cannot be read.", AGAIN)) from None
    if not wards:
        raise InputError(Problem(paths.shown(path), f"The file has no ward of {district}.", AGAIN))
    return sorted(wards)


def outline_of_all(wards: list[Ward]) -> list[Ring]:
    """The rings around wards together."""
    from shapely import union_all

    return rings_within(union_all([ward.shape for ward in wards]))


def ward_at(wards: list[Ward], point: Point) -> str:
    """The name of the ward that a point lies in, or that is nearest: the centre of a cell may lie across a border."""
    from shapely import Point as Place

    return min(wards, key=lambda ward: ward.shape.distance(Place(point))).name


def outline_credit() -> str:
    """Whom the outlines are owed to, as their licence asks to be said."""
    held = national_table(NATIONAL)
    wards = (paths.BOUNDARIES / WARDS_FILE).exists()
    own = wards or (paths.BOUNDARIES / FILE).exists()
    said = held.attribution if not own and held.attribution else CREDIT
    what = "outlines of wards" if wards else "outline"
    return f"{what} by the Office for National Statistics, {LICENCE}, {said[0].lower()}{said[1:].rstrip('.')}"


def outline_problems(districts: Iterable[str]) -> list[Problem]:
    """What is wrong with the outlines held, if any are."""
    problems: list[Problem] = []
    for district in districts:
        try:
            outline_of(district)
            wards_of(district)
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
    return [ring for shape in shapes for ring in rings_within(shape)]


def rings_within(shape: "BaseGeometry") -> list[Ring]:
    """The rings of a polygon or of several."""
    polygons = getattr(shape, "geoms", [shape])
    return [[*ring.coords] for polygon in polygons for ring in (polygon.exterior, *polygon.interiors)]


def parts(kind: str, coordinates: list) -> list:
    """The polygons of a geometry, one or several."""
    return coordinates if kind == "MultiPolygon" else [coordinates]
