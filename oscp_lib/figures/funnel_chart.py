"""The funnel chart: rates against the number of residents, with the limits that chance sets."""

import matplotlib.ticker
import numpy as np
import pandas as pd
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure as Drawing

from oscp_lib.figures.style import (
    ACCENT,
    BAND,
    BAND_INNER,
    INK,
    MUTED,
    OTHER,
    TEXT,
    WIDTH,
    house_style,
)  # fmt: skip
from oscp_lib.measures.rates import FUNNEL_LEVELS, funnel_limits


def funnel(frame: pd.DataFrame, label: str, size: str, value: str, centre: float, accent: str) -> Drawing:
    """A point for each area over its size, within the limits that chance alone would keep around the whole's rate."""
    sizes = np.linspace(frame[size].min() * 0.9, frame[size].max() * 1.1, 60)
    with house_style():
        drawing = Drawing(figsize=(WIDTH, 4.4), layout="constrained")
        axes = drawing.add_subplot()
        for level, colour in zip(FUNNEL_LEVELS[::-1], (BAND, BAND_INNER), strict=True):
            lower, upper = np.array([funnel_limits(centre, people, level) for people in sizes]).T
            axes.fill_between(sizes, lower, upper, color=colour, linewidth=0)
            edges = [np.column_stack([sizes, limit]) for limit in (lower, upper)]
            axes.add_collection(LineCollection(edges, colors=MUTED, linewidths=0.8))  # the bands alone are faint
        axes.hlines(centre, sizes[0], sizes[-1], color=INK, linewidth=1)
        for row in frame.to_dict("records"):
            ours, under = row[label] == accent, is_lower_neighbour(row, frame, size, value, centre)
            axes.plot(row[size], row[value], marker="o", markersize=9, color=ACCENT if ours else OTHER, linestyle="")
            axes.annotate(
                f"{row[label]} {row[value]:,.1f}", xy=(row[size], row[value]), xytext=(0, -9 if under else 9),
                textcoords="offset points", ha="center", va="top" if under else "bottom", fontsize=TEXT,
                color=ACCENT if ours else INK, fontweight="bold" if ours else "normal",
            )  # fmt: skip
        axes.set(
            xlabel=size,
            ylabel="",
            ylim=(0.7 * frame[value].min(), 1.12 * frame[value].max()),
            xlim=(sizes[0] * 0.93, sizes[-1] * 1.05),
        )
        axes.xaxis.set_major_locator(matplotlib.ticker.MaxNLocator(4))
        axes.xaxis.set_major_formatter("{x:,.0f}")
        axes.yaxis.set_major_locator(matplotlib.ticker.MaxNLocator(5))
        axes.tick_params(axis="y", length=0)
        axes.spines[["top", "right", "left"]].set_visible(False)
    return drawing


def is_lower_neighbour(row: dict, frame: pd.DataFrame, size: str, value: str, centre: float) -> bool:
    """True where the nearest point on the same side of the centre is higher: this one's name goes below it."""
    others = frame[((frame[value] < centre) == (row[value] < centre)) & (frame[size] != row[size])]
    if others.empty:
        return False
    nearest = others.loc[(others[size] - row[size]).abs().idxmin()]
    return bool(row[value] < nearest[value] and row[value] < centre)
