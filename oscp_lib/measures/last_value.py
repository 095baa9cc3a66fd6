"""The last value of a measure of a partnership's own, the one before it, and how its periods and values are written."""

from math import isnan

import numpy as np
import pandas as pd

from oscp_lib.data.own_measures import LOWER, TARGET, UPPER
from oscp_lib.data.rows import Rows
from oscp_lib.measures import wording

MOST_PLACES = 2  # decimals


def by_period(rows: Rows) -> pd.DataFrame:
    """The rows in the order of their periods."""
    return rows.frame.sort_values(["period_start", "period_end"], kind="stable").reset_index(drop=True)


def last_periods(rows: Rows) -> tuple[Rows, Rows]:
    """The rows of the last period, and those of the one before it."""
    ends = sorted(rows.frame["period_end"].unique())
    last = rows.frame[rows.frame["period_end"] == ends[-1]]
    before = rows.frame[rows.frame["period_end"].isin(ends[-2:-1])]
    return Rows(rows.table, last), Rows(rows.table, before)


def period_of(rows: Rows) -> str:
    """The period of rows that have one."""
    first = rows.frame.iloc[0]
    return wording.period(first["period_start"], first["period_end"])


def interval_of(lower: float, upper: float, places: int) -> str:
    """'34.5 to 62.5'; empty where an end is missing."""
    return "" if isnan(lower) or isnan(upper) else wording.interval(lower, upper, places)


def places_of(frame: pd.DataFrame, *columns: str) -> int:
    """The decimals that the values of some columns are written with."""
    values = pd.concat([frame[name] for name in columns if name in frame]).dropna()
    return next((each for each in range(MOST_PLACES) if np.allclose(values, values.round(each))), MOST_PLACES)


def with_unit(rows: Rows) -> str:
    """The value of one row: '47 people', '61.5 per cent'."""
    number, unit = wording.decimal(rows.value, places_of(rows.frame, "value")), rows.frame["unit"].iloc[0]
    return f"{number} {wording.singular(unit) if number == '1' else unit}"


def given(rows: Rows, column: str) -> float | None:
    """A further number of one row, such as its target; None where the table does not give it."""
    held = rows.frame[column].iloc[0] if column in rows.frame else float("nan")
    return None if isnan(held) else float(held)


def interval_given(rows: Rows) -> str:
    """The interval of one row; empty where the table gives none."""
    lower, upper = given(rows, LOWER), given(rows, UPPER)
    return "" if lower is None or upper is None else interval_of(lower, upper, places_of(rows.frame, LOWER, UPPER))


def target_given(rows: Rows) -> str:
    """The target of one row; empty where the table gives none."""
    target = given(rows, TARGET)
    return "" if target is None else wording.decimal(target, places_of(rows.frame, TARGET))
