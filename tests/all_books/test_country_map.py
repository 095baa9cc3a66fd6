"""The map: every partnership with an outline of its own is drawn where it lies and as large as it is."""

import re

import numpy as np
import pytest
from shapely import Polygon, from_wkb, union_all

from oscp_lib.all_books.country_map import HEIGHT, country_map
from oscp_lib.data.areas import load_areas
from oscp_lib.data.national import read_national

AREAS = load_areas()
CODES = [area.code for area in AREAS.of_kind("partnership")]


@pytest.fixture(scope="module")
def drawn():
    return country_map(CODES)


def rings(path):
    """The rings of a path in units of the drawing."""
    for begin, steps in re.findall(r"M(\d+ \d+)l([\d -]+)z", path):
        moves = np.array([*map(int, begin.split()), *map(int, steps.split())]).reshape(-1, 2)
        yield Polygon(np.cumsum(moves, axis=0))


def test_places_have_their_shape_at_their_place(drawn):
    shapes = dict(zip(*(read_national("outlines")[name] for name in ("area_code", "geometry")), strict=True))
    size, sizes = [], []
    for code, path in drawn.paths.items():
        outline = union_all([from_wkb(shapes[each.code]) for each in AREAS.members(code, "district")])
        parts = list(rings(path))
        if not parts:
            continue  # smaller than a unit
        ours = max(parts, key=lambda ring: ring.area)
        size.append(outline.area)
        sizes.append(sum(ring.area for ring in parts))
        theirs = max(getattr(outline, "geoms", [outline]), key=lambda part: part.area).centroid
        across = HEIGHT - 12
        down = 6 + (HIGHEST - theirs.y) / (HIGHEST - LOWEST) * across
        assert abs(ours.centroid.y - down) < 4, AREAS.area(code).name
    assert np.corrcoef(size, sizes)[0, 1] > 0.995


LOWEST, HIGHEST = (
    union_all(from_wkb(read_national("outlines")["geometry"].to_numpy())).bounds[number] for number in (1, 3)
)


def test_a_district_of_several_partnerships_is_drawn_once_and_stands_for_none(drawn):
    without = [code for code in CODES if code not in drawn.paths]
    districts = {each.code for code in without for each in AREAS.members(code, "district")}
    assert without and len(drawn.shared) == len(districts)
    assert all(len(AREAS.within(each, "partnership")) > 1 for each in districts)


def test_the_inset_is_within_the_drawing_and_holds_the_smallest_places(drawn):
    left, top, width, height = drawn.inset.box
    assert 0 <= left < left + width <= drawn.width and 0 <= top < top + height <= HEIGHT
    assert AREAS.find("region", drawn.inset.name) is not None
