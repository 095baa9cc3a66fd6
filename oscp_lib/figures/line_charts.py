"""Lines over time, each named at its end, with its turns marked."""

import itertools
from collections.abc import Sequence

import matplotlib.ticker
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing

from oscp_lib.figures.style import ACCENT, GRID, MUTED, OTHER, POINTS, TEXT, WIDTH, house_style
from oscp_lib.figures.typeface import BOLD, wrapped
from oscp_lib.measures.wording import decimal

LOW = 0.12  # of the highest: below such a point a label would meet the axis
LINES_HIGH = 4.2  # inches
END_PART, END_APART = 0.36, 0.075  # of the width for the names at the ends of lines; of the highest between two


def runs(line: pd.Series, cuts: frozenset[int]) -> list[pd.Series]:
    """The stretches of a line that may be joined: a withheld value, or a year that does not compare, ends one."""
    ends = line.isna().shift(fill_value=False) | line.isna() | line.index.isin(cuts)
    return [run.dropna() for _, run in line.groupby(ends.cumsum()) if run.notna().any()]


def lines(
    frame: pd.DataFrame, when: str, series: str, value: str, accent: str, places: int = 0,
    cuts: frozenset[int] = frozenset(), named: Sequence[str] | None = None, *, width: float = WIDTH,
) -> Drawing:  # fmt: skip
    """One line for each series over time from zero, named at its end; `accent` names the line that stands out.

    `named` are the series that have their name beside them; the others are pale lines. Without it all have.
    `cuts` are the years that do not compare with the one before: no line is drawn across, and a rule marks the place.
    """
    table = frame.pivot(index=when, columns=series, values=value)
    with house_style():
        drawing = Drawing(figsize=(width, LINES_HIGH), layout="constrained")
        axes = drawing.add_subplot()
        names = list(table.columns) if named is None else list(named)
        for name in sorted(table.columns, key=lambda name: (name in names, name == accent)):
            colour, thick = (ACCENT, 3) if name == accent else (OTHER, 1.8) if name in names else (GRID, 1.2)
            for run in runs(table[name], cuts):
                sns.lineplot(
                    x=run.index, y=run, color=colour, linewidth=thick, marker="o", markersize=5, markeredgewidth=0,
                    errorbar=None, ax=axes, legend=False,
                )  # fmt: skip
        top = table.max().max()
        for cut in cuts:
            across = axes.get_xaxis_transform()
            axes.vlines(cut - 0.5, 0, 1, transform=across, color=MUTED, linewidth=1, linestyles=(0, (4, 3)))
        ends = table[[name for name in table if name in names]]
        name_line_ends(axes, ends, accent, places, top, END_PART * width * POINTS)
        mark_turns(axes, table[accent], places, top)
        axes.set(xlabel="", ylabel="", ylim=(0, top * 1.1))
        axes.yaxis.set_major_locator(matplotlib.ticker.MaxNLocator(5))
        axes.yaxis.set_major_formatter("{x:,.0f}")
        axes.xaxis.set_major_locator(
            matplotlib.ticker.FixedLocator(
                range(len(table)) if table.index.dtype.kind not in "if" else list(table.index)
            )
        )
        axes.grid(axis="y", color=GRID, linewidth=0.8)
        axes.tick_params(axis="y", length=0)
        axes.spines[["top", "right", "left"]].set_visible(False)
    return drawing


def name_line_ends(axes: Axes, table: pd.DataFrame, accent: str, places: int, top: float, room: float) -> None:
    """Write each line's name and last value at its right end, moved apart where lines end close together.

    `top` is the highest value of the axes; `room` how many points wide a name may be before it takes another line.
    """
    last = table.ffill().iloc[-1].dropna().sort_values()
    said = {name: wrapped(f"{name} {decimal(table[name].iloc[-1], places)}", room, TEXT, BOLD) for name in last.index}
    lines = max(map(len, said.values()), default=1)
    for name, height in spread(last, top * END_APART * lines, top * 1.08)[::-1].items():
        axes.annotate(
            "\n".join(said[name]), xy=(1, height), xycoords=("axes fraction", "data"), linespacing=1.05,
            xytext=(6, 0), textcoords="offset points", va="center", fontsize=TEXT, annotation_clip=False,
            color=ACCENT if name == accent else MUTED, fontweight="bold" if name == accent else "normal",
        )  # fmt: skip


def mark_turns(axes: Axes, line: pd.Series, places: int, top: float) -> None:
    """Write the value at the start of the line, and where it turns at its highest and its lowest."""
    known = line.dropna()
    if known.empty:
        return
    turns = {known.index[0], known.idxmax(), known.idxmin()} - {known.index[-1]}
    for when in sorted(turns):
        # Below a low point a label would meet the axis.
        above = known[when] > known.min() or when == known.idxmax() or known[when] < LOW * top
        axes.annotate(
            decimal(known[when], places), xy=(line.index.get_loc(when) if line.index.dtype.kind not in "if" else when,
            known[when]), xytext=(0, 7 if above else -7), textcoords="offset points",
            ha="left" if when == line.index[0] else "center",  # clear of the axis
            va="bottom" if above else "top", fontsize=TEXT, color=ACCENT, fontweight="bold",
        )  # fmt: skip


def spread(heights: pd.Series, least: float, most: float) -> pd.Series:
    """Ascending heights moved apart, each as little as it takes for neighbours to be `least` apart.

    All stay between zero and `most`; of so many that they do not fit there, the lowest go below zero.
    """
    for _ in range(100):
        for lower, upper in itertools.pairwise(heights.index):
            if (short := least - (heights[upper] - heights[lower])) > 0:
                heights = heights.astype(float)
                heights[lower] -= short / 2
                heights[upper] += short / 2
    # A crowd may need more rounds than that, or have been pushed past an end.
    heights = heights.astype(float)
    heights.iloc[:1] = heights.iloc[:1].clip(lower=0)
    for lower, upper in itertools.pairwise(heights.index):
        heights[upper] = max(heights[upper], heights[lower] + least)
    heights.iloc[-1:] = heights.iloc[-1:].clip(upper=most)
    for upper, lower in itertools.pairwise(heights.index[::-1]):
        heights[lower] = min(heights[lower], heights[upper] - least)
    return heights
