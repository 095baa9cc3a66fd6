"""Maps: hexagons shaded by their count, from a frame of places; nothing is fetched to draw them."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure as Drawing
from matplotlib.patches import Patch
from matplotlib.transforms import Affine2D

from oscp_lib.data.lattice import METRES_PER_DEGREE, corners
from oscp_lib.data.outlines import Box, Point, Ring, Ward
from oscp_lib.figures.style import INK, MUTED, OTHER, PAPER, POINTS, SHADES, TEXT, WIDTH, house_style
from oscp_lib.figures.typeface import text_width, wrapped
from oscp_lib.measures import wording

KEYED = 8  # cells that have a number on the map
DARK = 2  # how many of the shades are dark enough to be written on in the colour of the page
KEY_NUMBER, KEY_TOP = 22, 4.0  # points before the names of the key, and above the first
LINE = 1.25 * TEXT  # points from one line of the key to the next
LEGEND_LINE = 1.6 * TEXT
BETWEEN = 10  # points
MARGIN = 0.03  # of the map's extent
AROUND = 4  # points beside the name of a ward
TRIED = 15  # places from west to east, and from south to north, at which a name is tried
MAP_PART, MAP_HEIGHT = 0.64, 1.1  # of the width of a wide sheet for the map; its height, of a narrow one


@dataclass(frozen=True)
class Sheet:
    """Where the parts of a map stand on it, in points from the top: the map, its scale of shades, its key of names.

    A wide sheet has the names beside the map, a narrow one below it.
    """

    width: float
    shades: int
    names: list[list[str]]

    @property
    def is_wide(self) -> bool:
        return self.width >= WIDTH * POINTS

    @property
    def map_size(self) -> tuple[float, float]:
        return (MAP_PART * self.width,) * 2 if self.is_wide else (self.width, MAP_HEIGHT * self.width)

    @property
    def legend_height(self) -> float:
        return LEGEND_LINE * (1 + -(-self.shades // self.shades_in_line))

    @property
    def shades_in_line(self) -> int:
        return self.shades if self.is_wide else min(self.shades, 3)

    @property
    def key_height(self) -> float:
        return KEY_TOP + sum(LINE * (len(lines) + 0.5) for lines in self.names)

    @property
    def height(self) -> float:
        below = self.map_size[1] + BETWEEN + self.legend_height
        return max(below, self.key_height) if self.is_wide else below + BETWEEN + self.key_height

    def part(self, left: float, top: float, width: float, height: float) -> tuple[float, float, float, float]:
        """A part in the shares that matplotlib asks for: left, bottom, width, height."""
        whole = self.height
        return (left / self.width, 1 - (top + height) / whole, width / self.width, height / whole)

    @property
    def key(self) -> tuple[float, float, float, float]:
        if not self.is_wide:
            return self.part(0, self.height - self.key_height, self.width, self.key_height)
        left = self.map_size[0] + BETWEEN
        return self.part(left, 0, self.width - left, self.key_height)


def hexagons(
    frame: pd.DataFrame, outline: list[Ring], wards: list[Ward], unit: str, *, width: float = WIDTH
) -> Drawing:  # fmt: skip
    """The cells of a frame, most first; the first few are numbered and named in a key.

    Parameters
    ----------
    frame
        `Longitude` and `Latitude` of the centres, `called` as the key names a cell, and the column `unit`.
    outline
        Rings in degrees around the cells; none where none are held.
    wards
        Drawn with a thin line, and named where there is room.
    unit
        What is counted: 'Recorded offences'.
    """
    counts = frame[unit]
    edges = class_edges(counts)
    shades = [SHADES[number] for number in spread_over(len(edges))]
    classes = np.searchsorted(edges, counts, side="right") - 1
    top = frame.head(KEYED)
    room = (width if width < WIDTH else (1 - MAP_PART) * width) * POINTS - KEY_NUMBER - BETWEEN
    names = [wrapped(called, room, TEXT) for called in top["called"]]
    sheet = Sheet(width * POINTS, len(edges), names)
    with house_style():
        drawing = Drawing(figsize=(width, sheet.height / POINTS))
        axes = drawing.add_axes(sheet.part(0, 0, *sheet.map_size))
        cells = [corners(row.Longitude, row.Latitude) for row in frame.itertuples()]
        colours = [shades[number] for number in classes]
        axes.add_collection(PolyCollection(cells, facecolors=colours, edgecolors=OTHER, linewidths=0.6))
        for ring in (ring for ward in wards for ring in ward.rings):
            axes.plot(*np.array(ring).T, color=MUTED, linewidth=0.5)
        for ring in outline:
            axes.plot(*np.array(ring).T, color=MUTED, linewidth=1.2)
        frame_map(axes, np.array([point for shape in [*cells, *outline] for point in shape]))
        for number, row in enumerate(top.to_dict("records"), 1):
            on_dark = colours[number - 1] in SHADES[-DARK:]
            axes.text(
                row["Longitude"], row["Latitude"], str(number), ha="center", va="center_baseline", fontsize=TEXT,
                fontweight="bold", color=PAPER if on_dark else INK,
            )  # fmt: skip
        name_wards(axes, wards, frame, unit)
        write_key(drawing.add_axes(sheet.key), names, sheet.key_height)
        drawing.legend(
            handles=[Patch(facecolor=colour, edgecolor=OTHER, linewidth=0.6) for colour in shades],
            labels=class_names(edges, counts.max()), title=f"{unit} in a cell", loc="lower left",
            bbox_to_anchor=sheet.part(2, sheet.map_size[1] + BETWEEN, 0, sheet.legend_height)[:2], borderaxespad=0,
            ncols=sheet.shades_in_line, frameon=False, fontsize=TEXT, alignment="left",
            handlelength=1.2, handletextpad=0.5, columnspacing=1.4, borderpad=0,
        )  # fmt: skip
    return drawing


def name_wards(axes: Axes, wards: list[Ward], cells: pd.DataFrame, unit: str) -> None:
    """Write each ward's name within it where there is room, that with most offences first.

    No name lies on a numbered cell, on another name, or outside; of the places left it takes that with fewest cells.
    """
    to_points = axes.transData + Affine2D().scale(POINTS / axes.figure.dpi)
    centres = to_points.transform(cells[["Longitude", "Latitude"]].to_numpy())
    within = axes.get_window_extent().transformed(Affine2D().scale(POINTS / axes.figure.dpi)).extents
    taken = [(x - TEXT, y - TEXT, x + TEXT, y + TEXT) for x, y in centres[:KEYED]]
    for ward in sorted(wards, key=lambda each: -cells.loc[cells["Ward"] == each.name, unit].sum()):
        lines = ward.name.replace(" & ", " &\n").split("\n")
        half = max(text_width(line, TEXT) for line in lines) / 2 + AROUND
        tall = LINE * len(lines) / 2
        found = []
        for place, away in middles(ward):
            x, y = to_points.transform(place)
            box = (x - half, y - tall, x + half, y + tall)
            if inside(box, within) and not any(overlap(box, other) for other in taken):
                covered = ((abs(centres[:, 0] - x) < half) & (abs(centres[:, 1] - y) < tall)).sum()
                found.append((covered, away, place, box))
        if found:
            _, _, place, box = min(found)
            taken.append(box)
            axes.text(
                *place, "\n".join(lines), ha="center", va="center", fontsize=TEXT, color=INK,
                bbox={"boxstyle": "square,pad=0", "facecolor": PAPER, "edgecolor": "none", "alpha": 0.8},
            )  # fmt: skip


def middles(ward: Ward) -> list[tuple[Point, float]]:
    """Where the middle of a ward's name may lie within it, each with how far that is from the ward's own middle."""
    from shapely import STRtree, points

    west, south, east, north = ward.shape.bounds
    steps = np.linspace(0, 1, TRIED)
    grid = [(west + (east - west) * right, south + (north - south) * up) for right in steps for up in steps]
    own = ward.shape.representative_point()
    inside_it = STRtree(points(grid)).query(ward.shape, predicate="contains")
    candidates = [(own.x, own.y), *(grid[number] for number in sorted(inside_it))]
    return [(place, round(math.dist(place, (own.x, own.y)), 6)) for place in candidates]


def inside(box: Box, whole: Iterable[float]) -> bool:
    """True where a box (left, bottom, right, top) lies within another."""
    left, bottom, right, top = whole
    return box[0] >= left and box[1] >= bottom and box[2] <= right and box[3] <= top


def overlap(one: Box, other: Box) -> bool:
    """True where two boxes (left, bottom, right, top) share ground."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def class_edges(counts: pd.Series) -> list[int]:
    """The least count of each shade: steps of one ratio from the smallest count to the largest."""
    steps = np.geomspace(counts.min(), counts.max(), len(SHADES) + 1)[:-1]
    return sorted({round(step) for step in steps})


def spread_over(classes: int) -> list[int]:
    """Which shades so many classes take: the darkest always, the others evenly apart."""
    return [round(place) for place in np.linspace(len(SHADES) - 1, 0, classes)][::-1]


def class_names(edges: list[int], largest: int) -> list[str]:
    """[10, 16] of at most 30 -> '10 to 15', '16 to 30'."""
    ends = [*(edge - 1 for edge in edges[1:]), int(largest)]
    pairs = zip(edges, ends, strict=True)
    return [wording.count(low) if low == high else f"{low:,} to {high:,}" for low, high in pairs]


def frame_map(axes: Axes, points: np.ndarray) -> None:
    """Show all points with a degree east as long as it is there, no axes, and a scale of one kilometre."""
    (west, south), (east, north) = points.min(axis=0), points.max(axis=0)
    shrunk = math.cos(math.radians((south + north) / 2))
    aside, above = MARGIN * (east - west), MARGIN * (north - south)
    axes.set(xlim=(west - aside, east + aside), ylim=(south - 3 * above, north + above))
    axes.set_aspect(1 / shrunk, anchor="NW")
    axes.set_axis_off()
    kilometre = 1000 / METRES_PER_DEGREE / shrunk
    axes.plot([west, west + kilometre], [south - above] * 2, color=INK, linewidth=2, solid_capstyle="butt")
    axes.annotate(
        "1 km", xy=(west + kilometre, south - above), xytext=(5, 0), textcoords="offset points", va="center",
        fontsize=TEXT, color=INK,
    )  # fmt: skip


def write_key(axes: Axes, names: list[list[str]], height: float) -> None:
    """The numbered cells by name, each with its count: the lines of each, in an axes so many points high."""
    width = axes.get_position().width * axes.figure.get_figwidth() * POINTS
    axes.set(xlim=(0, width), ylim=(height, 0))
    axes.set_axis_off()
    down = KEY_TOP
    for number, lines in enumerate(names, 1):
        axes.text(0, down, str(number), va="top", fontsize=TEXT, fontweight="bold", color=INK)
        for text in lines:
            axes.text(KEY_NUMBER, down, text, va="top", fontsize=TEXT, color=INK)
            down += LINE
        down += LINE / 2
