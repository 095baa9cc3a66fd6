"""Maps: hexagons shaded by their count, from a frame of places; nothing is fetched to draw them."""

import math

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
MAP_PART, KEY_PART = (0.0, 0.11, 0.64, 0.88), (0.66, 0.11, 0.34, 0.88)  # left, bottom, width, height
HEIGHT = 0.84  # of the width
KEY_NUMBER = 0.1  # of the key's width, before the names
MARGIN = 0.03  # of the map's extent


def hexagons(frame: pd.DataFrame, label: str, value: str, outline: list[Ring], unit: str) -> Drawing:
    """The cells of a frame (`longitude` and `latitude` of their centres), most first; the first few are numbered.

    `outline` are rings in degrees, drawn around the cells where there are any; `unit` names what is counted.
    """
    edges = class_edges(frame[value])
    shades = [SHADES[number] for number in spread_over(len(edges))]
    classes = np.searchsorted(edges, frame[value], side="right") - 1
    with house_style():
        drawing = Drawing(figsize=(WIDTH, WIDTH * HEIGHT))
        axes = drawing.add_axes(MAP_PART)
        cells = [corners(row.longitude, row.latitude) for row in frame.itertuples()]
        colours = [shades[number] for number in classes]
        axes.add_collection(PolyCollection(cells, facecolors=colours, edgecolors=OTHER, linewidths=0.6))
        for ring in outline:
            axes.plot(*np.array(ring).T, color=MUTED, linewidth=1)
        frame_map(axes, np.array([point for shape in [*cells, *outline] for point in shape]))
        for number, row in enumerate(frame.head(KEYED).to_dict("records"), 1):
            on_dark = colours[number - 1] in SHADES[-DARK:]
            axes.text(
                row["longitude"], row["latitude"], str(number), ha="center", va="center_baseline", fontsize=TEXT - 1,
                fontweight="bold", color=PAPER if on_dark else INK,
            )  # fmt: skip
        write_key(drawing.add_axes(KEY_PART), frame.head(KEYED), label, value)
        drawing.legend(
            handles=[Patch(facecolor=colour, edgecolor=OTHER, linewidth=0.6) for colour in shades],
            labels=class_names(edges, frame[value].max()), title=f"{unit} in a cell", loc="lower left",
            bbox_to_anchor=(0.005, 0), ncols=len(edges), frameon=False, fontsize=TEXT, alignment="left",
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


def write_key(axes: Axes, frame: pd.DataFrame, label: str, value: str) -> None:
    """The numbered cells by name, each with its count."""
    axes.set(xlim=(0, 1), ylim=(0, 1))
    axes.set_axis_off()
    room = KEY_PART[2] * (1 - KEY_NUMBER) * WIDTH * POINTS
    entries = [wrapped(f"{row[label]}: {wording.count(row[value])}", room, TEXT) for row in frame.to_dict("records")]
    line = 1 / (sum(len(lines) + 0.5 for lines in entries) + 0.5)
    line, top = min(line, 0.037), 0.985
    for number, lines in enumerate(entries, 1):
        said = f"{number}. {' '.join(lines)}"
        axes.text(0, top, str(number), label=said, va="top", fontsize=TEXT, fontweight="bold", color=INK)
        for text in lines:
            axes.text(KEY_NUMBER, top, text, va="top", fontsize=TEXT, color=INK)
            top -= line
        top -= line / 2
