"""The two charts most chapters need: one year by district or other part of the county, and the years by part."""

from functools import partial

import pandas as pd

from oscp_lib.data.evidence import Evidence
from oscp_lib.data.rows import Rows
from oscp_lib.figures import alt_text, charts, line_charts
from oscp_lib.figures.figure import Figure
from oscp_lib.measures import wording


def part_column(data: Evidence) -> str:
    """The heading of the county's partnerships, as the place calls one: 'District'."""
    return wording.singular(data.parts).capitalize()


def district_frame(rows: Rows, value: str, part: str) -> pd.DataFrame:
    """Part of the county and value, largest first."""
    frame = rows.frame.rename(columns={"area": part, "value": value})[[part, value]]
    return frame.sort_values(value, ascending=False, kind="stable").reset_index(drop=True)


def district_years(rows: Rows, value: str, part: str) -> pd.DataFrame:
    """Part of the county, year and value, in the order of the table."""
    frame = rows.frame.assign(Year=rows.frame["period_end"].dt.year)
    frame = frame.rename(columns={"area": part, "value": value})
    return frame[[part, "Year", value]].reset_index(drop=True)


def wide(frame: pd.DataFrame, index: str, columns: str, value: str) -> pd.DataFrame:
    """A tidy frame as a reader's table: one row for each `index`, one column for each of `columns`."""
    order = list(dict.fromkeys(frame[index]))
    table = frame.pivot(index=index, columns=columns, values=value).loc[order]
    return table.reset_index().rename_axis(columns=None).rename(columns=str)


def district_bars(frame: pd.DataFrame, rows: Rows, accent: str, subject: str, **heading: object) -> Figure:
    """Bars by district from `district_frame`; `heading` is passed to `Figure`."""
    part, value = frame.columns[:2]
    return Figure(
        frame=frame,
        rows=(rows,),
        emphasis={accent: "is-lead"},
        draw=partial(charts.ranked_bars, frame, part, value, accent),
        alt=alt_text.of_bars(frame, part, value, subject),
        **heading,
    )


def district_lines(frame: pd.DataFrame, rows: Rows, accent: str, subject: str, **heading: object) -> Figure:
    """Lines by district from `district_years`; `heading` is passed to `Figure`."""
    part, _, value = frame.columns
    return Figure(
        frame=frame,
        table=wide(frame, part, "Year", value),
        rows=(rows,),
        emphasis={accent: "is-lead"},
        draw=partial(line_charts.lines, frame, "Year", part, value, accent, cuts=rows.cuts),
        alt=alt_text.of_lines(frame, "Year", part, value, subject, accent),
        key=cut_notes(rows),
        **heading,
    )


def cut_notes(rows: Rows) -> tuple[str, ...]:
    """What the rules between the years of a line chart mean, where there are any."""
    when = wording.listed(list(dict.fromkeys(f"{each.short} in {each.day:%B %Y}" for each in rows.breaks)))
    recounted = f"A dashed line marks {when}: part of any change across it comes from that."
    moved = (
        "A dashed line marks a year in which the share of offences that the force placed in no district moved by over "
        "a point."
    )
    return (*([recounted] if rows.recounted else []), *([moved] if rows.moved else []))
