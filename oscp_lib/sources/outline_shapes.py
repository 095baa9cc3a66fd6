"""Outlines as valid polygons with fewer points, where neighbours keep one border."""

import math
from pathlib import Path
from typing import TYPE_CHECKING

from oscp_lib.sources.reading import refused

if TYPE_CHECKING:
    import geopandas
    from shapely import LinearRing
    from shapely.geometry.base import BaseGeometry

METRIC = "EPSG:27700"  # British National Grid: areas and tolerances in metres
DEGREES = "EPSG:4326"
FULL = "Choose outlines of districts or wards that cover the partnership, with their ONS codes."


def plain(name: str) -> str:
    """A name from a stranger's file with nothing but what names of places have."""
    return "".join(sign for sign in name if sign.isalnum() or sign in " '’.,&()-/")[:80].strip()


def whole_outlines(path: Path, frame: "geopandas.GeoDataFrame") -> "geopandas.GeoDataFrame":
    """The outlines as valid polygons: without height, spikes, loops, and parts that have no area.

    Raises
    ------
    InputError
        Where nothing with an area is left of an outline.
    """
    outlines = [polygons_of(outline) for outline in frame.geometry]
    for outline, name, code in zip(outlines, frame["name"], frame["code"], strict=True):
        if outline is None:
            raise refused(path, f"The outline of {name} ({plain(code)}) has no area.", FULL)
    return frame.set_geometry(outlines, crs=frame.crs)


def polygons_of(geometry: "BaseGeometry | None") -> "BaseGeometry | None":
    """The part of a geometry that has an area, repaired; nothing where there is none.

    Rings are taken for what they are: a hole outside its shell is a part of its own.
    """
    import shapely

    if geometry is None or not all(map(math.isfinite, shapely.get_coordinates(geometry).flat)):
        return None
    geometry = shapely.force_2d(geometry)
    if geometry.geom_type in ("Polygon", "MultiPolygon") and geometry.is_valid and geometry.area > 0:
        return geometry
    parts, waiting = [], [shapely.make_valid(geometry, method="structure", keep_collapsed=False)]
    while waiting:
        part = waiting.pop()
        if part.geom_type == "Polygon":
            parts += [part] if part.area > 0 else []
        else:
            waiting += getattr(part, "geoms", ())
    joined = parts[0] if len(parts) == 1 else shapely.union_all(parts)
    return joined if joined.area > 0 else None


def simplified(path: Path, frame: "geopandas.GeoDataFrame", tolerance: float) -> "geopandas.GeoDataFrame":
    """The outlines with fewer points, in degrees; neighbours keep one border where they had one.

    Raises
    ------
    InputError
        Where the outlines cannot be made simpler, or nothing is left of one.
    """
    import shapely

    try:
        outlines = frame.geometry.simplify_coverage(tolerance)
    except (shapely.errors.ShapelyError, TypeError, ValueError) as error:
        first = str(error).splitlines()[0][:120] if str(error) else type(error).__name__
        raise refused(path, f"The outlines cannot be drawn ({first}).", FULL) from None
    return whole_outlines(path, frame.set_geometry(outlines)).to_crs(DEGREES)


def without_spikes(geometry: "BaseGeometry | None") -> "BaseGeometry | None":
    """The polygons of a geometry without what has no width; every other point stays, so that borders stay shared.

    A ring may still cross itself. What is no polygon is repaired as `polygons_of` does, which moves points a little.
    """
    import shapely

    if geometry is None or geometry.geom_type not in ("Polygon", "MultiPolygon"):
        return polygons_of(geometry)
    if not all(map(math.isfinite, shapely.get_coordinates(geometry).flat)):
        return None
    parts = []
    for part in shapely.get_parts(shapely.force_2d(geometry)):
        if shell := ring_without_spikes(part.exterior):
            parts.append(
                shapely.Polygon(shell, [hole for ring in part.interiors if (hole := ring_without_spikes(ring))])
            )
    if not sum(part.area for part in parts) > 0:
        return None
    return shapely.MultiPolygon(parts) if len(parts) > 1 else parts[0]


def ring_without_spikes(ring: "LinearRing") -> list[tuple[float, float]]:
    """The points of a ring, without those that stand twice or lead out and back; none where no ring is left."""
    kept: list[tuple[float, float]] = []
    for point in list(ring.coords)[:-1]:
        kept.append(point)
        while (len(kept) > 1 and kept[-1] == kept[-2]) or (len(kept) > 2 and kept[-1] == kept[-3]):
            del kept[-1 if kept[-1] == kept[-2] else slice(-2, None)]
    while len(kept) > 2 and (kept[0] == kept[-1] or kept[0] == kept[-2] or kept[1] == kept[-1]):
        del kept[-1 if kept[0] == kept[-1] or kept[0] == kept[-2] else 0]
    return kept if len(kept) > 2 else []
