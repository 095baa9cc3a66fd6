"""Small multiples of yearly counts: each line with its first and last value, and the point where it turned."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing

from oscp_lib.figures.line_charts import runs
from oscp_lib.figures.style import ACCENT, GRID, INK, MUTED, POINTS, TEXT, WIDTH, house_style
from oscp_lib.figures.typeface import BOLD, wrapped
from oscp_lib.measures.turning_points import Course
from oscp_lib.measures.wording import decimal

ABREAST, ABREAST_ON_A_PHONE = 3, 2  # panels side by side
SIDE, BETWEEN = 6, 16  # points beside the panels, and between two of them
PLOT, FOOT = 74, 24  # points a plot is high, and its years below it
LINE = 1.25 * TEXT
LOW = 0.3  # of the highest: a label below such a point would meet the axis


def turning_lines(
    frame: pd.DataFrame, panel: str, when: str, value: str, courses: dict[str, Course],
    cuts: dict[str, frozenset[int]], *, width: float = WIDTH,
) -> Drawing:  # fmt: skip
    """A panel for each value of `panel`, in the order of the frame; each has its own axis from zero.

    Parameters
    ----------
    courses
        What each line did, by panel.
    cuts
        The years of each panel that do not compare with the one before: no line is drawn across.
    """
    names = list(dict.fromkeys(frame[panel]))
    columns = abreast(len(names), width)
    whole = width * POINTS
    wide = (whole - 2 * SIDE - BETWEEN * (columns - 1)) / columns
    titles = {name: wrapped(name, wide, TEXT, BOLD) for name in names}
    grid = [names[place : place + columns] for place in range(0, len(names), columns)]
    heads = [LINE * (max(len(titles[name]) for name in row) + 1) + 20 for row in grid]
    height = sum(heads) + (PLOT + FOOT) * len(grid)
    with house_style():
        drawing = Drawing(figsize=(width, height / POINTS))
        top = height
        for row, head in zip(grid, heads, strict=True):
            for place, name in enumerate(row):
                left, bottom = SIDE + place * (wide + BETWEEN), top - head - PLOT
                axes = drawing.add_axes((left / whole, bottom / height, wide / whole, PLOT / height))
                line = frame[frame[panel] == name].set_index(when)[value]
                draw_line(axes, line, courses[name], cuts.get(name, frozenset()))
                write_head(axes, titles[name], courses[name].said, head)
            top -= head + PLOT + FOOT
    return drawing


def abreast(panels: int, width: float) -> int:
    """How many panels stand side by side: in rows as even as they can be."""
    most = min(panels, ABREAST if width >= WIDTH else ABREAST_ON_A_PHONE)
    return -(-panels // -(-panels // most))


def draw_line(axes: Axes, line: pd.Series, course: Course, cuts: frozenset[int]) -> None:
    """One panel: the stretches that compare, the values at the ends and at the turn, and the years they are of."""
    for run in runs(line, cuts):
        axes.plot(run.index, run, color=ACCENT, linewidth=2.4, marker="o", markersize=4.5, clip_on=False)
    for cut in cuts:
        axes.vlines(
            cut - 0.5, 0, 1, transform=axes.get_xaxis_transform(), color=MUTED, linewidth=1, linestyles=(0, (4, 3))
        )
    known = line.dropna()
    years = list(line.index)
    axes.set(xlim=(years[0] - 0.42, years[-1] + 0.42), ylim=(0, max(known.max(), 1)), xlabel="", ylabel="")
    turn = course.turn
    ends = {known.index[0], known.index[-1]} if len(known) else set()
    for year in sorted(ends | ({turn} if turn else set())):
        said = decimal(known[year], 0)
        write_value(axes, year, known[year], f"{year}: {said}" if year == turn else said, is_above(known, year, turn))
    axes.set_xticks(sorted({years[0], years[-1]}))
    axes.yaxis.set_visible(False)
    axes.tick_params(axis="x", length=3, color=MUTED)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.spines["bottom"].set_color(GRID)


def is_above(line: pd.Series, year: int, turn: int | None) -> bool:
    """True where a value is written above its point: away from the line, unless the axis is too near below."""
    if line[year] < LOW * line.max():
        return True
    beside = [line[other] for other in (year - 1, year + 1) if other in line.index]
    upward = all(line[year] >= other for other in beside)
    return upward


def write_value(axes: Axes, year: int, value: float, said: str, above: bool) -> None:
    axes.annotate(
        said, xy=(year, value), xytext=(0, 6 if above else -6), textcoords="offset points", ha="center",
        va="bottom" if above else "top", fontsize=TEXT, color=INK, fontweight="bold", annotation_clip=False,
    )  # fmt: skip


def write_head(axes: Axes, title: list[str], said: str, head: float) -> None:
    """The panel's name, and below it what its line did."""
    for lines, down, colour, weight in ((title, 0, INK, "bold"), ([said], LINE * len(title), MUTED, "normal")):
        if any(lines):
            axes.annotate(
                "\n".join(lines), xy=(0, 1), xycoords="axes fraction", xytext=(0, head - down - 2),
                textcoords="offset points", ha="left", va="top", fontsize=TEXT, color=colour, fontweight=weight,
                annotation_clip=False, linespacing=1.1,
            )  # fmt: skip
