"""Counts by place: months added up, and cells too small to be shown merged."""

from calendar import month_name
from collections.abc import Iterable

import pandas as pd

from oscp_lib.data.force_months import doubted, gaps_between, not_submitted, spans_in_words
from oscp_lib.data.provenance import without_district
from oscp_lib.data.rows import Rows
from oscp_lib.measures import wording

CELL = ["area", "longitude", "latitude"]
NAMES = 2  # streets that a cell is called by
POLICE_UK = "police-uk"
REST = "All other places"


def by_place(rows: Rows) -> pd.DataFrame:
    """The offences of each cell over all its months, most first.

    Returns
    -------
    pandas.DataFrame
        `area`, `longitude`, `latitude`, `place` (the streets most often named there) and `value` (offences).
    """
    # A cell is called by the streets that name it in most of its months, a month weighed by its offences.
    streets = rows.frame.groupby([*CELL, "place"], as_index=False)["value"].sum()
    cells = streets.sort_values(["value", "place"], ascending=[False, True]).groupby(CELL)
    frame = cells.agg(place=("place", called), value=("value", "sum")).reset_index()
    return frame.sort_values(["value", *CELL], ascending=[False, True, True, True], ignore_index=True)


def called(streets: pd.Series) -> str:
    """What a cell with these streets, the one that names it most often first, is called by."""
    return wording.listed(streets.tolist()[:NAMES])


def merged(cells: pd.DataFrame, threshold: int) -> tuple[pd.DataFrame, int]:
    """The cells that reach a threshold, and the offences of all others together.

    One more cell is merged where the others together stay under the threshold.
    """
    shown = int((cells["value"] >= threshold).sum())
    if 0 < cells["value"].iloc[shown:].sum() < threshold and shown:
        shown -= 1
    return cells.iloc[:shown], int(cells["value"].iloc[shown:].sum())


def months_of(rows: Rows) -> list[str]:
    """The months (YYYY-MM) that rows are of, in their order."""
    return sorted(set(rows.frame["period_start"].dt.strftime("%Y-%m")))


def of_one_year(rows: Rows, year: int, within: int) -> Rows:
    """The rows of the latest year that has any, up to `year` and among so many years: one period, never two."""
    years = rows.frame["period_start"].dt.year
    held = years[(years <= year) & (years > year - within)]
    return Rows(rows.table, rows.frame[years == held.max()])


def months_in_words(months: list[str]) -> str:
    """Months of one year: ['2024-01', '2024-02', '2024-05'] -> 'January to February and May 2024'."""
    runs: list[list[int]] = []
    for number in sorted(int(month[5:]) for month in months):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    names = [" to ".join(month_name[number] for number in dict.fromkeys((run[0], run[-1]))) for run in runs]
    return f"{wording.listed(names)} {months[0][:4]}"


def undoubted(rows: Rows) -> Rows:
    """The rows without those of months that can hardly be whole, unless somebody has confirmed them."""
    out = doubted(dict.fromkeys(months_of(rows)))
    return (
        Rows(rows.table, rows.frame[~rows.frame["period_start"].dt.strftime("%Y-%m").isin(list(out))]) if out else rows
    )


def missing_months(held: list[str], left_out: Iterable[str] = ()) -> str:
    """The months between those held that are not there, and why where that is known: a note, or nothing to say."""
    absent = not_submitted([*held, *left_out])
    gaps = [month for month in gaps_between([*held, *left_out]) if month not in absent]
    first, last = min([*held, *left_out], default=""), max([*held, *left_out], default="")
    said = [f"Not held between them: {spans_in_words(gaps)}."] if gaps else []
    absent = [month for month in absent if first <= month <= last]
    said += [f"Not submitted by the force: {spans_in_words(absent)}."] if absent else []
    if left_out:
        words = spans_in_words(sorted(left_out))
        said.append(f"In doubt: {words}. The rows are far from those of the months beside: part may be missing.")
    return " ".join(said)


def share_without_district(counted: str, rows: Rows) -> str:
    """How many of the force's rows of one type have no district, in the months that some rows are of: a note.

    Only a file of the whole force tells it; months read from files of the districts alone are named as not known.
    """
    known = without_district(POLICE_UK)
    months = {f"{start:%Y-%m}": f"{start:%B %Y}" for start in sorted(rows.frame["period_start"].unique())}
    told = [
        f"{wording.count(found['by_type'].get(counted, 0))} in {months[month]}"
        for month, found in known.items()
        if month in months
    ]
    unknown = [month for month in months if month not in known]
    of_force = f"In the whole force there were {wording.listed(told)}. " if told else ""
    how_many = f"How many there were in {months_in_words(unknown)} is not known." if unknown else ""
    return f"Not counted: what police.uk places in no district. {of_force}{how_many}".rstrip()
