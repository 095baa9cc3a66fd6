"""Outlines of districts that somebody has ingested into `data/boundaries`; there are none until then."""

import json

from oscp_lib import paths
from oscp_lib.errors import InputError, Problem

Ring = list[tuple[float, float]]


def outline_of(district: str) -> list[Ring]:
    """The rings of a district's outline, points of (longitude, latitude) in degrees; empty where none is held.

    Raises
    ------
    InputError
        When the file of outlines is not as `oscp ingest boundaries` writes it.
    """
    path = paths.BOUNDARIES / "districts.geojson"
    if not path.exists():
        return []
    try:
        features = json.loads(path.read_text("utf-8"))["features"]
        shapes = [each["geometry"] for each in features if each["properties"]["district"] == district]
        polygons = [part for shape in shapes for part in parts(shape["type"], shape["coordinates"])]
        return [[(float(east), float(north)) for east, north in ring] for polygon in polygons for ring in polygon]
    except (ValueError, KeyError, TypeError):
        found, remedy = "The outlines cannot be read.", "Run `oscp ingest boundaries` again with the published file."
        raise InputError(Problem(paths.shown(path), found, remedy)) from None


def parts(kind: str, coordinates: list) -> list:
    """The polygons of a geometry, one or several."""
    return coordinates if kind == "MultiPolygon" else [coordinates]
