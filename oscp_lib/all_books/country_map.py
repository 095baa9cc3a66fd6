"""The outlines of all partnerships as one small drawing: paths of whole units, simplified together."""

from dataclasses import dataclass

import numpy as np

from oscp_lib.data.areas import Areas, load_areas
from oscp_lib.data.national import read_national

OUTLINES = "outlines"
HEIGHT = 1000  # units of the drawing
TOLERANCE = 0.008  # degrees: about a unit
FEWEST_INSET = 10  # partnerships: a region of fewer needs no drawing of its own
MARGIN = 6


@dataclass(frozen=True)
class Inset:
    """A region of many small partnerships, drawn again at a larger size: its name, and its box in the drawing."""

    name: str
    box: tuple[int, int, int, int]


@dataclass(frozen=True)
class CountryMap:
    """The paths of partnerships by code, in a drawing `width` by `HEIGHT`.

    `shared` are the paths of districts that several partnerships divide: no outline of each is published.
    """

    width: int
    paths: dict[str, str]
    shared: list[str]
    inset: Inset | None


def country_map(codes: list[str]) -> CountryMap:
    """Draw the partnerships of the codes.

    Returns
    -------
    CountryMap
        In an equirectangular projection, whose middle latitude has its true shape.
    """
    from shapely import coverage_simplify, from_wkb, union_all

    held, areas = read_national(OUTLINES, columns=["area_code", "geometry"]), load_areas()
    shapes = dict(
        zip(held["area_code"], coverage_simplify(from_wkb(held["geometry"].to_numpy()), TOLERANCE), strict=True)
    )
    drawn = Drawn(list(shapes.values()))
    paths, shared, members = {}, {}, districts_of(codes, areas)
    times = [each for districts in members.values() for each in districts]
    for code, districts in members.items():
        own = [shapes[each] for each in districts if each in shapes and times.count(each) == 1]
        shared |= {each: drawn.path(shapes[each]) for each in districts if each in shapes and times.count(each) > 1}
        if own:
            paths[code] = drawn.path(union_all(own))
    return CountryMap(drawn.width, paths, list(shared.values()), inset_of(members, shapes, drawn, areas))


def districts_of(codes: list[str], areas: Areas) -> dict[str, list[str]]:
    return {code: [each.code for each in areas.members(code, "district")] for code in codes}


class Drawn:
    """The scale of a drawing that holds some shapes."""

    def __init__(self, shapes: list) -> None:
        boxes = np.array([shape.bounds for shape in shapes])
        self.west, self.south = boxes[:, :2].min(axis=0)
        east, self.north = boxes[:, 2:].max(axis=0)
        self.tall = (HEIGHT - 2 * MARGIN) / (self.north - self.south)
        self.wide = self.tall * np.cos(np.radians((self.south + self.north) / 2))
        self.width = int(np.ceil((east - self.west) * self.wide)) + 2 * MARGIN

    def units(self, points: np.ndarray) -> np.ndarray:
        """Whole units from the top left, of longitudes and latitudes."""
        right, up = (points[:, 0] - self.west) * self.wide, (self.north - points[:, 1]) * self.tall
        return np.rint(np.column_stack([right, up]) + MARGIN).astype(int)

    def path(self, shape: object) -> str:
        """A shape as the steps of an SVG path; a ring that is smaller than a unit is a dot."""
        parts = getattr(shape, "geoms", [shape])
        rings = [np.array(ring.coords) for part in parts for ring in (part.exterior, *part.interiors)]
        # The smallest islands show nothing; a place that has no other part keeps its largest.
        drawn = [each for each in map(self.ring, rings) if each]
        return "".join(drawn) or self.ring(max(rings, key=len), smallest=True)

    def ring(self, points: np.ndarray, smallest: bool = False) -> str:
        units = self.units(points)
        steps = np.diff(units, axis=0)
        steps = steps[np.any(steps != 0, axis=1)][:-1]
        if len(steps) < 2:
            return f"M{units[0][0]} {units[0][1]}h2v2h-2z" if smallest else ""
        return f"M{units[0][0]} {units[0][1]}l{' '.join(f'{right} {down}' for right, down in steps)}z"


def inset_of(members: dict[str, list[str]], shapes: dict, drawn: Drawn, areas: Areas) -> Inset | None:
    """The region whose partnerships are the smallest on the drawing."""
    regions: dict[str, list] = {}
    for code, districts in members.items():
        for region in areas.within(code, "region"):
            regions.setdefault(region.called, []).extend(shapes[each] for each in districts if each in shapes)
    several = {name: of for name, of in regions.items() if len(of) >= FEWEST_INSET}
    if not several:
        return None
    name = min(several, key=lambda name: sum(shape.area for shape in several[name]) / len(several[name]))
    boxes = np.array([shape.bounds for shape in several[name]])
    corners = drawn.units(np.array([[boxes[:, 0].min(), boxes[:, 3].max()], [boxes[:, 2].max(), boxes[:, 1].min()]]))
    (left, top), (right, bottom) = corners - [[2, 2], [-2, -2]]
    return Inset(name, (int(left), int(top), int(right - left), int(bottom - top)))
