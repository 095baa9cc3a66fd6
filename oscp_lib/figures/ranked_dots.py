"""The ranked dot plot: a few named rates in their order, under a strip of the rates of all partnerships."""

import matplotlib.ticker
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from oscp_lib.figures.style import ACCENT, GRID, INK, MUTED, OTHER, PAPER, POINTS, TEXT, WIDTH, house_style
from oscp_lib.figures.typeface import BOLD, text_width, wrapped
from oscp_lib.measures.wording import decimal

NAMES = 0.36  # of the width at the most for the names, which take further lines
LINE = 1.25 * TEXT  # points from one line of a name to the next
GAP, ROW = 9, 12  # points between two rows, and the least height of one
STRIP, FOOT = 56, 22  # points for the strip, and for the numbers of the axis
MIDDLE = 18  # points from the top to the middle of the strip's dots
DOT, LANES = 2.6, 11  # points: how wide a pale dot is; how many may stand above each other
MARKERS = {"same county": "o", "same force": "o", "nearest neighbour": "o", "country": "D", "median": "D"}
TYPICAL = 0.98  # of all rates: the axis need not reach the few beyond


def ranked_dots(
    frame: pd.DataFrame, label: str, role: str, value: str, named: int, everyone: str, *, width: float = WIDTH
) -> Drawing:  # fmt: skip
    """A row for each of the first `named` of the frame, in its order, under a strip of all its partnerships.

    The axis begins at zero. It reaches the highest named value and nearly all others: how many lie beyond, and how
    far, stands at the end of the strip.

    Parameters
    ----------
    role
        The column of what each is beside the place; that of the place itself is `this partnership`, in the accent.
    everyone
        What the strip is called.
    """
    rows = frame.head(named)
    everybody = frame.loc[~frame[role].isin(["country", "median"]), value].sort_values()
    room = NAMES * width * POINTS
    names = [wrapped(name, room, TEXT, BOLD) for name in rows[label]]
    strip_name = wrapped(everyone, room, TEXT)
    left = 4 + max(text_width(line, TEXT, BOLD) for lines in [*names, strip_name] for line in lines) + 10
    heights = [max(ROW, LINE * len(lines)) + GAP for lines in names]
    height = STRIP + sum(heights) + FOOT
    with house_style():
        drawing = Drawing(figsize=(width, height / POINTS))
        whole = width * POINTS
        axes = drawing.add_axes((left / whole, FOOT / height, 1 - (left + 6) / whole, 1 - FOOT / height))
        end = reach(rows[value], everybody, whole - left)
        axes.set(xlim=(0, end), ylim=(STRIP + sum(heights), 0), xlabel="", ylabel="")
        draw_strip(axes, everybody, strip_name, end, (whole - left - 6) / end)
        down = float(STRIP)
        for record, lines, tall in zip(rows.to_dict("records"), names, heights, strict=True):
            draw_row(axes, record[role], record[value], lines, down + tall / 2)
            down += tall
        bare(axes)
    return drawing


def reach(named: pd.Series, everybody: pd.Series, width: float) -> float:
    """Where the axis ends: past the highest named value with its number, and past nearly all others."""
    room = text_width(decimal(named.max()), TEXT, BOLD) + 14
    return max(named.max() / (1 - room / width), everybody.quantile(TYPICAL) * 1.02, 0.1)


def draw_strip(axes: Axes, everybody: pd.Series, name: list[str], end: float, scale: float) -> None:
    """A pale dot for each value, those that would meet above each other; how many lie beyond stands at the end."""
    lanes = stacked((everybody * scale).to_list())
    # Short strokes with round ends in one path: a mark for each would make the page a hundred times heavier.
    down = MIDDLE + lanes * DOT
    points = np.column_stack([np.repeat(everybody.to_numpy(), 2), np.repeat(down, 2)])
    dots = Path(points, np.tile([Path.MOVETO, Path.LINETO], len(everybody)))
    dots.should_simplify = False
    axes.add_patch(PathPatch(dots, fill=False, edgecolor=OTHER, linewidth=DOT, capstyle="round", gid="strip"))
    write_name(axes, name, MIDDLE, MUTED, bold=False)
    beyond = everybody[everybody > end]
    if len(beyond):
        said = f"{len(beyond)} more, to {decimal(beyond.max())} \N{RIGHTWARDS ARROW}"
        axes.annotate(
            said, xy=(1, STRIP - 7), xycoords=("axes fraction", "data"), ha="right", va="bottom", fontsize=TEXT,
            color=MUTED, annotation_clip=False,
        )  # fmt: skip


def stacked(places: list[float]) -> np.ndarray:
    """In which lane each of some ascending places stands, so that dots do not meet: 0, 1, -1, 2, -2 and so on."""
    order = sorted(range(-(LANES // 2), LANES // 2 + 1), key=lambda lane: (abs(lane), -lane))
    last = dict.fromkeys(order, -np.inf)
    lanes = []
    for place in places:
        free = next((lane for lane in order if place - last[lane] >= DOT), min(last, key=last.get))
        last[free] = place
        lanes.append(free)
    return np.array(lanes, dtype=float)


def draw_row(axes: Axes, role: str, value: float, name: list[str], down: float) -> None:
    """The name, the dot and the value of one row; the place is a large dot, a neighbour a ring, a whole a diamond."""
    own, whole = role == "this partnership", role in ("country", "median")
    colour = ACCENT if own else INK if whole else OTHER
    axes.hlines(down, 0, value, color=GRID, linewidth=1, zorder=1)
    axes.plot(
        [value], [down], marker=MARKERS.get(role, "o"), markersize=9 if own else 6 if whole else 7, color=colour,
        markerfacecolor=PAPER if role == "nearest neighbour" else colour, markeredgewidth=1.6, linestyle="",
        clip_on=False,
    )  # fmt: skip
    axes.annotate(
        decimal(value), xy=(value, down), xytext=(8, 0), textcoords="offset points", va="center", fontsize=TEXT,
        color=ACCENT if own else INK, fontweight="bold" if own else "normal", annotation_clip=False,
    )  # fmt: skip
    write_name(axes, name, down, ACCENT if own else INK, own)


def write_name(axes: Axes, lines: list[str], down: float, colour: str, bold: bool) -> None:
    axes.annotate(
        "\n".join(lines), xy=(0, down), xycoords=("axes fraction", "data"), xytext=(-8, 0), textcoords="offset points",
        ha="right", va="center", fontsize=TEXT, color=colour, fontweight="bold" if bold else "normal",
        annotation_clip=False, linespacing=1.1,
    )  # fmt: skip


def bare(axes: Axes) -> None:
    """Leave of the axes the numbers at the foot and a thin line at zero."""
    axes.yaxis.set_visible(False)
    axes.xaxis.set_major_locator(matplotlib.ticker.MaxNLocator(4))
    axes.xaxis.set_major_formatter("{x:,g}")
    axes.tick_params(axis="x", length=3, color=MUTED)
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines["left"].set_visible(True)
    axes.spines[["left", "bottom"]].set_color(MUTED)
