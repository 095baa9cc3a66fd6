"""The drawings: from a tidy frame to a matplotlib figure. What they say in words is `alt_text`'s to say."""

import itertools
from collections.abc import Sequence
from math import isnan

import matplotlib.ticker
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing

from oscp_lib.figures.style import (
    ACCENT,
    DUO,
    GRID,
    INK,
    MUTED,
    OTHER,
    POINTS,
    TEXT,
    WIDTH,
    house_style,
)  # fmt: skip
from oscp_lib.figures.typeface import BOLD, text_width, wrapped
from oscp_lib.measures.wording import CONFIDENTIAL, decimal

BAR_HEIGHT = 0.34
PANEL_NAME = 0.7  # of a panel's share of the width: its name takes a second line before it reaches the next panel
ROOM_FOR_LABELS = 1.16
LOW = 0.12  # of the highest: below such a point a label would meet the axis
BETWEEN_PANELS = 16  # points from the number of a bar to the panel beside it
ROOM_FOR_NAMES = 1.1  # beyond the room for labels, for the names of two series


def ranked_bars(frame: pd.DataFrame, label: str, value: str, accent: str | None = None) -> Drawing:
    """Horizontal bars in the order of the frame, each with its value; `accent` names the bar that stands out."""
    with house_style():
        drawing = Drawing(figsize=(WIDTH, 0.5 + BAR_HEIGHT * len(frame)), layout="constrained")
        axes = drawing.add_subplot()
        draw_bars(axes, frame, label, value, accent)
    return drawing


def draw_bars(
    axes: Axes, frame: pd.DataFrame, label: str, value: str, accent: str | None, places: int = 0
) -> None:  # fmt: skip
    """One panel of horizontal bars from zero, labelled at their ends; no axis repeats the labels."""
    colours = {name: ACCENT if accent in (None, name) else OTHER for name in frame[label]}
    sns.barplot(
        frame,
        x=value,
        y=label,
        order=list(frame[label]),
        hue=label,
        hue_order=list(frame[label]),
        palette=colours,
        saturation=1,
        errorbar=None,
        legend=False,
        width=0.7,
        ax=axes,
    )
    label_bars(axes, padding=4, places=places)
    mark_withheld(axes, frame.loc[frame[value].isna(), label])
    bare(axes, frame[value].max())


def label_bars(axes: Axes, padding: int, places: int = 0) -> None:
    """Each bar's value at its end."""
    for bars in axes.containers:
        labels = ["" if isnan(value) else decimal(value, places) for value in bars.datavalues]
        axes.bar_label(bars, labels=labels, padding=padding, fontsize=TEXT, color=INK)


def mark_withheld(axes: Axes, names: pd.Series) -> None:
    """[c] in place of the bars whose values are withheld; it says nothing of how long they are."""
    for name in names:
        axes.annotate(
            CONFIDENTIAL, xy=(0, name), xytext=(4, 0), textcoords="offset points", va="center", fontsize=TEXT, color=INK
        )


def bare(axes: Axes, largest: float) -> None:
    """Strip a panel of bars to its baseline: the values stand beside the bars."""
    axes.set(xlabel="", ylabel="", xlim=(0, max(largest, 1) * ROOM_FOR_LABELS))
    axes.xaxis.set_visible(False)
    axes.tick_params(axis="y", length=0)
    axes.spines[["top", "right", "bottom"]].set_visible(False)
    axes.spines["left"].set_visible(True)


def small_multiples(
    frame: pd.DataFrame, panel: str, label: str, value: str, accent: str, columns: int = 3, places: int = 0
) -> Drawing:  # fmt: skip
    """A panel of horizontal bars for each value of `panel`, all on one scale and in one order of labels."""
    panels = list(dict.fromkeys(frame[panel]))
    rows = -(-len(panels) // columns)
    labels, room = frame[label].nunique(), PANEL_NAME * WIDTH * POINTS / columns
    with house_style():
        size = (WIDTH, rows * (0.55 + 0.26 * labels))
        drawing = Drawing(figsize=size, layout="constrained")
        drawing.get_layout_engine().set(hspace=0.12)
        grid = drawing.subplots(rows, columns, sharey=True, squeeze=False).flatten()
        widest = max(text_width(str(name), TEXT) for name in frame[label])
        wide = (WIDTH * POINTS - widest) / columns - BETWEEN_PANELS
        # The longest bar's number ends before the next panel begins.
        beside = text_width(decimal(frame[value].max(), places), TEXT) + BETWEEN_PANELS
        largest = frame[value].max() * wide / (wide - beside)
        for axes, name in zip(grid, panels, strict=False):
            draw_bars(axes, frame[frame[panel] == name], label, value, accent, places)
            bare(axes, largest / ROOM_FOR_LABELS)
            title = "\n".join(wrapped(name, room, TEXT, BOLD))
            axes.set_title(title, loc="left", fontsize=TEXT, fontweight="bold", color=INK)
        for axes in grid[len(panels) :]:
            axes.set_axis_off()
    return drawing


def paired_bars(frame: pd.DataFrame, label: str, series: str, value: str) -> Drawing:
    """Two horizontal bars for each label, one for each value of `series`, named at the first pair."""
    names = list(dict.fromkeys(frame[series]))
    with house_style():
        drawing = Drawing(figsize=(WIDTH, 0.8 + 2 * 0.24 * frame[label].nunique()), layout="constrained")
        axes = drawing.add_subplot()
        palette = dict(zip(names, DUO, strict=False))
        sns.barplot(
            frame, x=value, y=label, order=list(dict.fromkeys(frame[label])), hue=series, hue_order=names,
            palette=palette, saturation=1, errorbar=None, width=0.8, ax=axes,
        )  # fmt: skip
        axes.get_legend().remove()
        label_bars(axes, padding=4)
        mark_withheld_pairs(axes, frame, label, series, value)
        name_first_pair(axes, names)
        bare(axes, ROOM_FOR_NAMES * frame[value].max())
    return drawing


def name_first_pair(axes: Axes, names: list[str]) -> None:
    """Write the name of each series behind the label of its first bar: colour alone tells some readers nothing."""
    tops = sorted(axes.texts, key=lambda text: text.xy[1])[: len(names)]
    for text, name in zip(tops, names, strict=True):
        text.set_text(f"{text.get_text()} {name}".strip())


def mark_withheld_pairs(axes: Axes, frame: pd.DataFrame, label: str, series: str, value: str) -> None:
    """[c] at the height of each bar of a pair whose value is withheld."""
    labels, names = list(dict.fromkeys(frame[label])), list(dict.fromkeys(frame[series]))
    width = 0.8 / len(names)
    for row in frame[frame[value].isna()].to_dict("records"):
        height = labels.index(row[label]) - 0.4 + width * (names.index(row[series]) + 0.5)
        axes.annotate(
            CONFIDENTIAL, xy=(0, height), xytext=(4, 0), textcoords="offset points", va="center", fontsize=TEXT,
            color=INK,
        )  # fmt: skip


def runs(line: pd.Series, cuts: frozenset[int]) -> list[pd.Series]:
    """The stretches of a line that may be joined: a withheld value, or a year that does not compare, ends one."""
    ends = line.isna().shift(fill_value=False) | line.isna() | line.index.isin(cuts)
    return [run.dropna() for _, run in line.groupby(ends.cumsum()) if run.notna().any()]


def lines(
    frame: pd.DataFrame, when: str, series: str, value: str, accent: str, places: int = 0,
    cuts: frozenset[int] = frozenset(), named: Sequence[str] | None = None,
) -> Drawing:  # fmt: skip
    """One line for each series over time from zero, named at its end; `accent` names the line that stands out.

    `named` are the series that have their name beside them; the others are pale lines. Without it all have.
    `cuts` are the years that do not compare with the one before: no line is drawn across, and a rule marks the place.
    """
    table = frame.pivot(index=when, columns=series, values=value)
    with house_style():
        drawing = Drawing(figsize=(WIDTH, 4.2), layout="constrained")
        axes = drawing.add_subplot()
        names = list(table.columns) if named is None else list(named)
        for name in sorted(table.columns, key=lambda name: (name in names, name == accent)):
            colour, width = (ACCENT, 3) if name == accent else (OTHER, 1.8) if name in names else (GRID, 1.2)
            for run in runs(table[name], cuts):
                sns.lineplot(
                    x=run.index, y=run, color=colour, linewidth=width, marker="o", markersize=5, markeredgewidth=0,
                    errorbar=None, ax=axes, legend=False,
                )  # fmt: skip
        top = table.max().max()
        for cut in cuts:
            across = axes.get_xaxis_transform()
            axes.vlines(cut - 0.5, 0, 1, transform=across, color=MUTED, linewidth=1, linestyles=(0, (4, 3)))
        name_line_ends(axes, table[[name for name in table if name in names]], accent, places, top)
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


def name_line_ends(axes: Axes, table: pd.DataFrame, accent: str, places: int, top: float) -> None:
    """Write each line's name and last value at its right end, moved apart where lines end close together.

    `top` is the highest value of the axes.
    """
    last = table.ffill().iloc[-1].dropna().sort_values()
    for name, height in spread(last, top * 0.075, top * 1.08)[::-1].items():
        said = f"{name} {decimal(table[name].iloc[-1], places)}"
        axes.annotate(
            said, label=said, xy=(1, height), xycoords=("axes fraction", "data"),
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
            known[when]), xytext=(0, 7 if above else -7), textcoords="offset points", ha="center",
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


def columns(frame: pd.DataFrame, when: str, value: str, places: int = 0) -> Drawing:
    """Vertical bars over time from zero, each with its value."""
    return columns_over(empty_columns(tuple(frame[when])), frame[value], places)


def empty_columns(times: Sequence[str]) -> Drawing:
    """A drawing of vertical bars over time that have no height yet."""
    with house_style():
        # An explorer draws a hundred of these: without seaborn and a layout engine they take a third of the time.
        drawing = Drawing(figsize=(WIDTH, 3.2))
        axes = drawing.add_axes((0.01, 0.08, 0.98, 0.9))
        axes.bar(times, 0, color=ACCENT, width=0.7)
        axes.set(xlabel="", ylabel="")
        axes.yaxis.set_visible(False)
        axes.tick_params(axis="x", length=0)
        axes.spines[["top", "right", "left"]].set_visible(False)
    return drawing


def columns_over(drawing: Drawing, heights: pd.Series, places: int) -> Drawing:
    """The same drawing with other heights, each with its value: axes made once serve all states of an explorer."""
    (axes,) = drawing.axes
    (bars,) = axes.containers
    bars.datavalues = heights.to_numpy()
    for bar, height in zip(bars, heights, strict=True):
        bar.set_height(height)
    for label in list(axes.texts):
        label.remove()
    with house_style():
        label_bars(axes, padding=3, places=places)
        axes.set_ylim(0, (heights.max() or 1) * ROOM_FOR_LABELS)
    return drawing


def watermark(drawing: Drawing) -> None:
    """Mark a drawing of sample data so that a copy of the picture alone cannot be taken for real."""
    # A short drawing takes a smaller mark: it must not be cut.
    size = min(44, 26 * drawing.get_figheight())
    with house_style():
        drawing.text(
            0.5, 0.5, "SAMPLE DATA", ha="center", va="center", rotation=12, fontsize=size, color=MUTED, alpha=0.25,
            fontweight="bold", zorder=10, gid="watermark",
        )  # fmt: skip
