"""Maps: hexagons shaded by their count, from a frame of places; nothing is fetched to draw them."""

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure as Drawing
from matplotlib.patches import Patch

from oscp_lib.data.lattice import METRES_PER_DEGREE, corners
from oscp_lib.data.outlines import Ring
from oscp_lib.figures.style import INK, MUTED, OTHER, PAPER, POINTS, SHADES, TEXT, WIDTH, house_style
from oscp_lib.figures.typeface import wrapped
from oscp_lib.measures import wording

KEYED = 8  # cells that have a number on the map
DARK = 2  # how many of the shades are dark enough to be written on in the colour of the page
KEY_NUMBER, KEY_TOP = 22, 4.0  # points before the names of the key, and above the first
LINE = 1.25 * TEXT  # points from one line of the key to the next
LEGEND_LINE = 1.6 * TEXT
BETWEEN = 10  # points
MARGIN = 0.03  # of the map's extent
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
    frame: pd.DataFrame, label: str, value: str, outline: list[Ring], unit: str, *, width: float = WIDTH
) -> Drawing:  # fmt: skip
    """The cells of a frame (`longitude` and `latitude` of their centres), most first; the first few are numbered.

    `outline` are rings in degrees, drawn around the cells where there are any; `unit` names what is counted.
    """
    edges = class_edges(frame[value])
    shades = [SHADES[number] for number in spread_over(len(edges))]
    classes = np.searchsorted(edges, frame[value], side="right") - 1
    top = frame.head(KEYED)
    room = (width if width < WIDTH else (1 - MAP_PART) * width) * POINTS - KEY_NUMBER - BETWEEN
    names = [wrapped(f"{row[label]}: {wording.count(row[value])}", room, TEXT) for row in top.to_dict("records")]
    sheet = Sheet(width * POINTS, len(edges), names)
    with house_style():
        drawing = Drawing(figsize=(width, sheet.height / POINTS))
        axes = drawing.add_axes(sheet.part(0, 0, *sheet.map_size))
        cells = [corners(row.longitude, row.latitude) for row in frame.itertuples()]
        colours = [shades[number] for number in classes]
        axes.add_collection(PolyCollection(cells, facecolors=colours, edgecolors=OTHER, linewidths=0.6))
        for ring in outline:
            axes.plot(*np.array(ring).T, color=MUTED, linewidth=1)
        frame_map(axes, np.array([point for shape in [*cells, *outline] for point in shape]))
        for number, row in enumerate(top.to_dict("records"), 1):
            on_dark = colours[number - 1] in SHADES[-DARK:]
            axes.text(
                row["longitude"], row["latitude"], str(number), ha="center", va="center_baseline", fontsize=TEXT,
                fontweight="bold", color=PAPER if on_dark else INK,
            )  # fmt: skip
        write_key(drawing.add_axes(sheet.key), names, sheet.key_height)
        drawing.legend(
            handles=[Patch(facecolor=colour, edgecolor=OTHER, linewidth=0.6) for colour in shades],
            labels=class_names(edges, frame[value].max()), title=f"{unit} in a cell", loc="lower left",
            bbox_to_anchor=sheet.part(2, sheet.map_size[1] + BETWEEN, 0, sheet.legend_height)[:2], borderaxespad=0,
            ncols=sheet.shades_in_line, frameon=False, fontsize=TEXT, alignment="left",
            handlelength=1.2, handletextpad=0.5, columnspacing=1.4, borderpad=0,
        )  # fmt: skip
    return drawing


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
