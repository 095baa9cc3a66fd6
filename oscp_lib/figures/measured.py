"""The figure of a measure of a partnership's own: its periods, with an interval and a target where it has them."""

from functools import partial

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing

from oscp_lib.data.own_measures import LOWER, TARGET, UPPER
from oscp_lib.data.rows import Rows
from oscp_lib.figures import alt_text, charts
from oscp_lib.figures.by_district import wide
from oscp_lib.figures.figure import INTERVAL, LONGEST_TITLE, Figure
from oscp_lib.figures.style import ACCENT, INK, MUTED, PAPER, WIDTH, house_style
from oscp_lib.measures import wording
from oscp_lib.measures.last_value import by_period, interval_of, last_periods, places_of, target_given

PERIOD, CATEGORY, VALUE, SET = "Period", "Category", "Value", "Target"


def measured_frame(rows: Rows) -> pd.DataFrame:
    """One row a period, or a period and category, in their order: the value, and what else the table gives."""
    held = by_period(rows)
    frame = pd.DataFrame({PERIOD: [*map(wording.period, held["period_start"], held["period_end"])]})
    if held["category"].nunique() > 1:
        frame[CATEGORY] = held["category"].to_list()
    frame[VALUE] = held["value"].to_list()
    if LOWER in held and UPPER in held:
        frame[INTERVAL] = [*map(interval_of, held[LOWER], held[UPPER], [places_of(held, LOWER, UPPER)] * len(held))]
    if TARGET in held:
        frame[SET] = held[TARGET].to_list()
    return frame


def measured_columns(rows: Rows, frame: pd.DataFrame, place: str, ident: str, label: str) -> Figure:
    """Columns over the periods with their interval and target; of several categories the bars of the last period."""
    table, unit, places = rows.table, rows.frame["unit"].iloc[0], places_of(rows.frame, "value")
    last = frame[PERIOD].iloc[-1]
    with_lines = " Lines are 95% intervals." if INTERVAL in frame else ""
    if CATEGORY in frame:
        of_last = frame[frame[PERIOD] == last].sort_values(VALUE, ascending=False, kind="stable")
        draw = partial(charts.ranked_bars, of_last, CATEGORY, VALUE, places=places)
        alt = alt_text.of_bars(of_last, CATEGORY, VALUE, f"{table.title}, {place}, {last}", places)
        printed, title = (
            wide(frame, CATEGORY, PERIOD, VALUE),
            f"{table.title}: {of_last[CATEGORY].iloc[0]} most, {last}",
        )
    else:
        draw = partial(with_marks, frame, rows, places)
        alt = alt_text.of_columns(frame, PERIOD, VALUE, f"{table.title}, {place}", places)
        printed, target = None, target_given(last_periods(rows)[0])
        title = f"{table.title}: {wording.decimal(frame[VALUE].iloc[-1], places)} in {last}"
        title += f", target {target}" if target else ""
    return Figure(
        ident=ident,
        label=label,
        title=title if len(title.split()) <= LONGEST_TITLE else " ".join(table.title.split()[:LONGEST_TITLE]),
        subtitle=f"{unit.capitalize()}, {place}, {wording.span(rows.years)}.{with_lines}",
        frame=frame,
        table=printed,
        rows=(rows,),
        places={VALUE: places, SET: places_of(rows.frame, TARGET) if TARGET in rows.frame else 0}
        | dict.fromkeys(printed.columns[1:] if printed is not None else (), places),
        draw=draw,
        alt=alt,
        not_applicable=(SET,),
        notes=(f"Supplied by {table.holder}.",),
    )


def with_marks(frame: pd.DataFrame, rows: Rows, places: int, *, width: float = WIDTH) -> Drawing:
    """Bars over the periods, or points with their 95% interval; a target is a dashed line, named once."""
    held = by_period(rows)
    drawing = charts.columns(frame, PERIOD, VALUE, places, width=width)
    (axes,) = drawing.axes
    lying = charts.lying(axes)
    with house_style():
        if LOWER in held and UPPER in held:
            points_in_place_of_bars(axes, held, places, lying)
        if TARGET in held and held[TARGET].notna().any():
            mark_target(axes, held[TARGET], lying)
        highest = held[[name for name in ("value", UPPER, TARGET) if name in held]].max().max()
        (axes.set_xlim if lying else axes.set_ylim)(0, charts.ROOM_FOR_LABELS * (highest or 1))
    return drawing


def mark_target(axes: Axes, target: pd.Series, lying: bool) -> None:
    """A dashed line across each bar that has a target."""
    lines = axes.vlines if lying else axes.hlines
    lines(target, target.index - 0.4, target.index + 0.4, colors=MUTED, linestyles="dashed", linewidth=1.5)
    first = int(target.first_valid_index())
    place, above = (first - 0.4, target[first]), (0, 4)
    axes.annotate(
        "target", place[::-1] if lying else place, xytext=above, textcoords="offset points", color=INK,
        ha="center" if lying else "left", bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 1},
    )  # fmt: skip


def points_in_place_of_bars(axes: Axes, held: pd.DataFrame, places: int, lying: bool) -> None:
    """A point for each value with a line from end to end of its interval, and the value beside it."""
    for bars in axes.containers:
        for bar in bars:
            bar.set_visible(False)
    for label in list(axes.texts):
        label.remove()
    (axes.hlines if lying else axes.vlines)(held.index, held[LOWER], held[UPPER], colors=ACCENT, linewidth=2)
    ends = held[UPPER].fillna(held["value"]) if lying else held["value"]
    points = (held["value"], held.index) if lying else (held.index, held["value"])
    axes.plot(*points, linestyle="none", marker="o", markersize=9, color=ACCENT)
    for place, value in held["value"].items():
        beside = (ends[place], place) if lying else (place, value)
        axes.annotate(
            wording.decimal(value, places), beside, xytext=(9, 0), textcoords="offset points", va="center", color=INK,
            bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 1},
        )  # fmt: skip
