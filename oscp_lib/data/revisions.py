"""Figures that a later release changed: `data/revisions.csv`, one row per change of one value."""

import csv
import io
from pathlib import Path

import pandas as pd

from oscp_lib import paths
from oscp_lib.data.tables import decode

COLUMNS = (
    "table", "period_start", "period_end", "area", "category", "measure", "unit", "old_value", "old_source",
    "new_value", "new_source", "read_on",
)  # fmt: skip
KEY = COLUMNS[1:7]
MARK = "[r]"


def read_revisions(path: Path | None = None) -> list[dict[str, str]]:
    """Every revision, in the order in which they were read; none where there is no file."""
    path = path or paths.REVISIONS
    return list(csv.DictReader(io.StringIO(decode(path), newline=""))) if path.exists() else []


def text_of(revisions: list[dict[str, str]]) -> str:
    """The revisions as their file holds them."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(revisions)
    return out.getvalue()


def revised_keys(table: str) -> frozenset[tuple[str, ...]]:
    """Keys (period_start, period_end, area, category, measure, unit) of the table's rows that were revised, as text."""
    return frozenset(tuple(row[name] for name in KEY) for row in read_revisions() if row["table"] == table)


def is_revised(table: str, frame: pd.DataFrame) -> pd.Series:
    """True for each row of a table whose value a later release has changed."""
    keys = revised_keys(table)
    if not keys:
        return pd.Series(False, index=frame.index)
    held = [
        (f"{row.period_start:%Y-%m-%d}", f"{row.period_end:%Y-%m-%d}", row.area, row.category, row.measure, row.unit)
        for row in frame.itertuples()
    ]
    return pd.Series([key in keys for key in held], index=frame.index, dtype=bool)
