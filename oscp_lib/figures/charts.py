"""The drawings: from a tidy frame to a matplotlib figure. What they say in words is `alt_text`'s to say."""

from collections.abc import Iterable, Sequence
from math import isnan

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing

from oscp_lib.figures.style import (
    ACCENT,
    DUO,
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
NAMES_PART = 0.45  # of the width, at the most, for the names of bars: longer ones take further lines
PANEL_NAME = 0.7  # of a panel's share of the width: its name takes a second line before it reaches the next panel
ROOM_FOR_LABELS = 1.16
PANELS_BESIDE, PANELS_ON_A_PHONE = 3, 2
PANEL_LABELS = 0.36  # of the width at the most, for the names of the bars of panels
COLUMNS_HIGH = 0.45  # of the width
FOOT = 20  # points below columns for their names
BETWEEN_PANELS = 16  # points from the number of a bar to the panel beside it
ROOM_FOR_NAMES = 1.1  # beyond the room for labels, for the names of two series


def ranked_bars(
    frame: pd.DataFrame, label: str, value: str, accent: str | None = None, *, places: int = 0, width: float = WIDTH
) -> Drawing:  # fmt: skip
    """Horizontal bars in the order of the frame, each with its value; `accent` names the bar that stands out."""
    names = [wrapped(str(name), NAMES_PART * width * POINTS, TEXT) for name in frame[label]]
    with house_style():
        size = (width, 0.5 + BAR_HEIGHT * sum(1 + 0.5 * (len(lines) - 1) for lines in names))
        drawing = Drawing(figsize=size, layout="constrained")
        axes = drawing.add_subplot()
        draw_bars(axes, frame, label, value, accent, places)
        axes.set_yticks(range(len(names)), labels=["\n".join(lines) for lines in names])
    return drawing


def draw_bars(
    axes: Axes, frame: pd.DataFrame, label: str, value: str, accent: str | None, places: int = 0
) -> None:  # fmt: skip
    """One panel of horizontal bars from zero, labelled at their ends; no axis repeats the labels."""
    names, lengths = frame[label].tolist(), frame[value].to_numpy(float)
    known = np.flatnonzero(~np.isnan(lengths))  # of what is withheld there is no bar
    colours = [ACCENT if accent in (None, names[place]) else OTHER for place in known]
    # A page has dozens of panels: seaborn takes ten times as long for the same bars.
    axes.barh(known, lengths[known], height=0.7, color=colours, linewidth=0)
    axes.set_yticks(range(len(names)), labels=names)
    axes.set_ylim(len(names) - 0.5, -0.5)
    label_bars(axes, padding=4, places=places)
    mark_withheld(axes, np.flatnonzero(np.isnan(lengths)))
    bare(axes, frame[value].max())


def label_bars(axes: Axes, padding: int, places: int = 0) -> None:
    """Each bar's value at its end."""
    for bars in axes.containers:
        labels = ["" if isnan(value) else decimal(value, places) for value in bars.datavalues]
        # Every bar's end lies within the panel: whether it does need not be asked of each label.
        axes.bar_label(bars, labels=labels, padding=padding, fontsize=TEXT, color=INK, annotation_clip=False)


def mark_withheld(axes: Axes, heights: Iterable[float]) -> None:
    """[c] in place of the bars whose values are withheld; it says nothing of how long they are."""
    for height in heights:
        axes.annotate(
            CONFIDENTIAL, xy=(0, height), xytext=(4, 0), textcoords="offset points", va="center", fontsize=TEXT,
            color=INK,
        )  # fmt: skip


def bare(axes: Axes, largest: float) -> None:
    """Strip a panel of bars to its baseline: the values stand beside the bars."""
    axes.set(xlabel="", ylabel="", xlim=(0, max(largest, 1) * ROOM_FOR_LABELS))
    axes.xaxis.set_visible(False)
    axes.tick_params(axis="y", length=0)
    axes.spines[["top", "right", "bottom"]].set_visible(False)
    axes.spines["left"].set_visible(True)


def small_multiples(
    frame: pd.DataFrame, panel: str, label: str, value: str, accent: str, *, places: int = 0, width: float = WIDTH
) -> Drawing:  # fmt: skip
    """A panel of horizontal bars for each value of `panel`, all on one scale and in one order of labels.

    A narrow drawing has fewer panels side by side, and names in more lines.
    """
    panels = list(dict.fromkeys(frame[panel]))
    columns = PANELS_BESIDE if width >= WIDTH else PANELS_ON_A_PHONE
    rows = -(-len(panels) // columns)
    names = [wrapped(str(name), PANEL_LABELS * width * POINTS, TEXT) for name in dict.fromkeys(frame[label])]
    high = 0.26 if width >= WIDTH else 0.22 + 0.13 * (max(map(len, names)) - 1)
    widest = max(text_width(line, TEXT) for lines in names for line in lines)
    room = PANEL_NAME * width * POINTS / columns if width >= WIDTH else (width * POINTS - widest) / columns - 8
    titles = {name: wrapped(str(name), room, TEXT, BOLD) for name in panels}
    with house_style():
        size = (width, rows * (0.35 + 0.2 * max(map(len, titles.values())) + high * len(names)))
        drawing = Drawing(figsize=size, layout="constrained")
        drawing.get_layout_engine().set(hspace=0.12)
        grid = drawing.subplots(rows, columns, sharey=True, squeeze=False).flatten()
        wide = (width * POINTS - widest) / columns - BETWEEN_PANELS
        # The longest bar's number ends before the next panel begins.
        beside = text_width(decimal(frame[value].max(), places), TEXT) + BETWEEN_PANELS
        largest = frame[value].max() * wide / (wide - beside)
        for axes, name in zip(grid, panels, strict=False):
            draw_bars(axes, frame[frame[panel] == name], label, value, accent, places)
            bare(axes, largest / ROOM_FOR_LABELS)
            axes.set_title("\n".join(titles[name]), loc="left", fontsize=TEXT, fontweight="bold", color=INK)
        grid[0].set_yticks(range(len(names)), labels=["\n".join(lines) for lines in names])
        for axes in grid[len(panels) :]:
            axes.set_axis_off()
    return drawing


def paired_bars(frame: pd.DataFrame, label: str, series: str, value: str, *, width: float = WIDTH) -> Drawing:
    """Two horizontal bars for each label, one for each value of `series`, named at the first pair."""
    names = list(dict.fromkeys(frame[series]))
    with house_style():
        drawing = Drawing(figsize=(width, 0.8 + 2 * 0.24 * frame[label].nunique()), layout="constrained")
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
    withheld = frame[frame[value].isna()].to_dict("records")
    mark_withheld(axes, [labels.index(row[label]) - 0.4 + width * (names.index(row[series]) + 0.5) for row in withheld])


def columns(frame: pd.DataFrame, when: str, value: str, places: int = 0, *, width: float = WIDTH) -> Drawing:
    """Vertical bars over time from zero, each with its value; bars below each other where the width is too small."""
    written = [*frame[when].astype(str), *(decimal(each, places) for each in frame[value].dropna())]
    if max(text_width(each, TEXT) for each in written) + 4 > 0.98 * width * POINTS / len(frame):
        return ranked_bars(frame, when, value, places=places, width=width)
    return columns_over(empty_columns(tuple(frame[when]), width), frame[value], places)


def lying(axes: Axes) -> bool:
    """True where the bars of a panel are horizontal: their labels take the place of the axis."""
    return not axes.xaxis.get_visible()


def empty_columns(times: Sequence[str], width: float) -> Drawing:
    """A drawing of vertical bars over time that have no height yet."""
    with house_style():
        # An explorer draws a hundred of these: without seaborn and a layout engine they take a third of the time.
        drawing = Drawing(figsize=(width, COLUMNS_HIGH * width))
        foot = FOOT / (COLUMNS_HIGH * width * POINTS)
        axes = drawing.add_axes((0.01, foot, 0.98, 0.98 - foot))
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
    # A short or narrow drawing takes a smaller mark: it must not be cut.
    size = min(44, 26 * drawing.get_figheight(), 7.5 * drawing.get_figwidth())
    with house_style():
        drawing.text(
            0.5, 0.5, "SAMPLE DATA", ha="center", va="center", rotation=12, fontsize=size, color=MUTED, alpha=0.25,
            fontweight="bold", zorder=10, gid="watermark",
        )  # fmt: skip
