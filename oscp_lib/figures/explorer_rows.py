"""What an explorer holds: the counts of a table with their rates, and as a reader's table."""

from math import nan

import pandas as pd

from oscp_lib.data.rows import Rows
from oscp_lib.figures.figure import INTERVAL
from oscp_lib.measures import wording
from oscp_lib.measures.denominator import editions_in, estimate_of
from oscp_lib.measures.rates import Interval, rate_per_1000

COUNT, RATE = "Recorded offences", "Rate per 1,000 residents"
# A rate of few offences is small: one decimal would print many of them as nought.
PLACES = {COUNT: 0, RATE: 2}


def exact(frame: pd.DataFrame, measure: str) -> pd.Series:
    """The counts, or their rates per 1,000 residents before rounding."""
    return frame[COUNT] if measure == COUNT else 1000 * frame[COUNT] / frame["Residents"]


def by_year(data: pd.DataFrame, measure: str, part: str) -> pd.DataFrame:
    """One measure as a reader's table: a row for each district and offence, a column for each year."""
    keys, data = [part, "Offence"], data[data[measure].notna()]
    table = data.pivot(index=keys, columns="Year", values=measure)
    in_order = list(dict.fromkeys(data[keys].itertuples(index=False, name=None)))
    return table.loc[in_order].reset_index().rename(columns=str)


def with_rates(rows: Rows, residents: Rows, part: str) -> pd.DataFrame:
    """District, offence, year, count, residents, rate per 1,000 and its 95% interval, in the order of the table.

    Of an area without residents the last four have no value.
    """
    people = residents.frame.assign(Year=residents.frame["period_end"].dt.year).set_index(["area", "Year"])["value"]
    frame = rows.frame.assign(Year=rows.frame["period_end"].dt.year)
    held = editions_in(residents.frame)
    estimates = {year: estimate_of(held, year) for year in frame["Year"].unique()} if held else {}
    listed = []
    for row in frame.to_dict("records"):
        estimate = estimates.get(row["Year"])
        known = (row["area"], estimate) in people.index
        over = people[row["area"], estimate] if known else nan
        rate = rate_per_1000(row["value"], over, residents.table.name) if known else Interval(nan, nan, nan)
        listed.append(
            {
                part: row["area"], "Offence": row["category"], "Year": row["Year"], COUNT: row["value"],
                "Residents": over, "Estimate of mid-year": str(estimate) if known else "",
                RATE: round(rate.value, PLACES[RATE]),
                INTERVAL: wording.interval(rate.lower, rate.upper, PLACES[RATE]) if known else "",
            }
        )  # fmt: skip
    return pd.DataFrame(listed)
