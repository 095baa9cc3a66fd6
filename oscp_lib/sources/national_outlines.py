"""The outlines of every district of England and Wales from one file: coarse, small, and with one border a neighbour."""

import re
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from oscp_lib.data.areas import load_areas
from oscp_lib.errors import InputError
from oscp_lib.sources.national_frame import frame as national_frame
from oscp_lib.sources.outline_shapes import METRIC, polygons_of, simplified, whole_outlines, without_spikes
from oscp_lib.sources.published_areas import DISTRICT, boundaries_of, checked, is_outside
from oscp_lib.sources.reading import Release, refused

if TYPE_CHECKING:
    import geopandas
    import pandas as pd
    from shapely.geometry.base import BaseGeometry

TABLE = "outlines"
NEARLY_ALL = 0.9  # of the districts: a file with fewer is one of a part of the country
TOLERANCE = 300.0  # metres an outline may move
# Coordinates lie on a grid of this many degrees, about seven metres: a power of two packs to half of a decimal one.
GRID = 2.0**-14
ATTRIBUTION = "Contains OS data \u00a9 Crown copyright and database right"


def national_outlines(
    path: Path, outlines: "geopandas.GeoDataFrame", column: str
) -> tuple["pd.DataFrame", Release, int] | None:
    """The national table, its release, and how many areas lie outside; nothing for a file of a part of the country.

    Parameters
    ----------
    outlines
        Districts in degrees, with `code` and `name`.
    column
        The column the codes come from, whose name tells the year ('LAD25CD').

    Raises
    ------
    InputError
        When a code is unknown or another area's, a district has two outlines or none, or an outline has no area.
    """
    areas = load_areas()
    inside = outlines[~outlines["code"].map(is_outside)]
    if len(inside) < NEARLY_ALL * len(areas.of_kind(DISTRICT)):
        return None
    there = [checked(path, None, code, name, areas) for code, name in zip(inside["code"], inside["name"], strict=True)]
    told = re.search(r"(\d\d)_?(cd|code)$", column, re.IGNORECASE)
    since = boundaries_of(path, areas, there, date(2000 + int(told[1]), 12, 31) if told else date.max)
    codes = [area.code for area in there]
    if twice := next((code for code in codes if codes.count(code) > 1), None):
        raise refused(path, f"The area {twice} has two outlines.", "Choose the published file, one feature an area.")
    if lacking := [area.name for area in areas.of_kind(DISTRICT, since) if area.code not in set(codes)]:
        found = f"{len(lacking)} districts have no outline, the first is {lacking[0]}."
        raise refused(path, found, "Choose the published file of all districts of England and Wales.")
    shapes = coarse(path, inside)
    packed = [packed_outline(outline) for outline in shapes.geometry]
    year = told[1] if told else since.strftime("%y")
    release = Release(
        f"ons-outlines-lad{year}", f"Outlines of districts, 20{year}, simplified. {ATTRIBUTION}",
        "Office for National Statistics, Ordnance Survey", "https://geoportal.statistics.gov.uk/",
        edition=since.isoformat(),
    )  # fmt: skip
    rows = [
        (area.code, area.name, outline, since.isoformat(), release.name)
        for area, outline in zip(there, packed, strict=True)
    ]
    return national_frame(TABLE, rows), release, len(outlines) - len(inside)


def coarse(path: Path, outlines: "geopandas.GeoDataFrame") -> "geopandas.GeoDataFrame":
    """The outlines with few points, in degrees.

    They are repaired once they are coarse: a repair in full detail moves points, and neighbours would no longer share
    their border. Where they cannot be made simpler as they are, they are repaired before.
    """
    whole = outlines.set_geometry([without_spikes(outline) for outline in outlines.geometry], crs=outlines.crs)
    if not whole.geometry.isna().any():
        with suppress(InputError):  # the repair below says what is wrong, if it cannot mend it
            return simplified(path, whole.to_crs(METRIC), TOLERANCE)
    return simplified(path, whole_outlines(path, outlines).to_crs(METRIC), TOLERANCE)


def packed_outline(outline: "BaseGeometry") -> bytes:
    """An outline in degrees as WKB, its points on the grid."""
    import shapely

    onto = shapely.set_precision(outline, GRID, mode="pointwise")
    if not onto.is_valid:
        onto = polygons_of(onto) or outline
    return shapely.to_wkb(onto, output_dimension=2, byte_order=1)
