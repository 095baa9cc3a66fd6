"""Counts by place: months added up, and cells too small to be shown merged."""

from collections import Counter

import pandas as pd

from oscp_lib.data.provenance import without_district
from oscp_lib.data.tables import Rows
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
    cells = rows.frame.groupby(CELL, sort=True)
    counts = cells["value"].sum().rename("value")
    names = cells[["place", "value"]].apply(name_of).rename("place")
    frame = pd.concat([names, counts], axis=1).reset_index()
    return frame.sort_values(["value", *CELL], ascending=[False, True, True, True], ignore_index=True)


def name_of(months: pd.DataFrame) -> str:
    """The streets that name a cell in most of its months, a month weighed by its offences."""
    streets: Counter = Counter()
    for month in months.itertuples():
        streets[month.place] += month.value
    ranked = sorted(streets, key=lambda street: (-streets[street], street))
    return wording.listed(ranked[:NAMES])


def merged(cells: pd.DataFrame, threshold: int) -> tuple[pd.DataFrame, int]:
    """The cells that reach a threshold, and the offences of all others together.

    One more cell is merged where the others together stay under the threshold.
    """
    shown = int((cells["value"] >= threshold).sum())
    if 0 < cells["value"].iloc[shown:].sum() < threshold and shown:
        shown -= 1
    return cells.iloc[:shown], int(cells["value"].iloc[shown:].sum())


def share_without_district(counted: str, rows: Rows) -> str:
    """How many of the force's rows of one type have no district, in the months that some rows are of: a note.

    Only a file of the whole force tells it; months read from files of the districts alone are named as not known.
    """
    known = without_district(POLICE_UK)
    months = {f"{start:%Y-%m}": f"{start:%B %Y}" for start in sorted(rows.frame["period_start"].unique())}
    told = [
        f"{wording.count(found['by_type'].get(counted, 0))} of this type in {months[month]}, when "
        f"{wording.decimal(100 * found['without'] / found['force'])} per cent of the rows of all types had none"
        for month, found in known.items()
        if month in months
    ]
    unknown = [name for month, name in months.items() if month not in known]
    parts = [*told, *([f"not known for {wording.listed(unknown)}"] if unknown else [])]
    return f"Rows of the whole force that have no district, and are in no count here: {'; '.join(parts)}."
