"""Published values that a later release replaced, one row per change of one value.

Those of the partnership's own tables stand in `revisions.csv`, those of national tables in a table beside them.
"""

import csv
import io
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from oscp_lib import paths
from oscp_lib.data.national import read_national
from oscp_lib.data.national_package import national_table
from oscp_lib.data.national_view import day_of_districts, names_of
from oscp_lib.data.package import tables
from oscp_lib.data.partnership import load_partnership
from oscp_lib.data.text_file import decode
from oscp_lib.errors import InputError, Problem

MARK = "[r]"
NATIONAL = "revisions"  # the national table of them


class Identity(NamedTuple):
    """What a row is the value of: the same in every release; days are written YYYY-MM-DD."""

    table: str
    period_start: str
    period_end: str
    area: str
    category: str
    measure: str
    unit: str


class Revision(NamedTuple):
    """A row's value before and after a release; a later release may also leave a row out, and has then no new value.

    `read_on` is the day the newer release was read.
    """

    identity: Identity
    old_value: float
    old_source: str
    new_value: float | None
    new_source: str
    read_on: str


COLUMNS = (*Identity._fields, *Revision._fields[1:])


def read_revisions(path: Path | None = None) -> list[dict[str, str]]:
    """Every revision of the partnership's own tables as their file has it; none where there is no file.

    Raises
    ------
    InputError
        When a column is missing.
    """
    path = path or paths.REVISIONS
    if not paths.is_there(path):
        return []
    reader = csv.DictReader(io.StringIO(decode(path), newline=""))
    absent = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
    if absent:
        found = f"The column '{absent[0]}' is missing."
        raise InputError(Problem(paths.shown(path), found, f"The columns are {', '.join(COLUMNS)}.", 1))
    return list(reader)


def load_revisions() -> tuple[Revision, ...]:
    """Every recorded revision, oldest first.

    Raises
    ------
    InputError
        With each line that cannot be taken.
    """
    revisions, problems = [], []
    for line, row in enumerate([*read_revisions(), *revisions_of_views()], 2):
        try:
            old, new = float(row["old_value"]), float(row["new_value"]) if row["new_value"] else None
        except (TypeError, ValueError):
            found = "The old or the new value is not a number."
            remedy = "Enter both as they were published."
            problems.append(Problem(paths.shown(paths.REVISIONS), found, remedy, line))
            continue
        identity = Identity(*(row[name] for name in Identity._fields))
        revisions.append(Revision(identity, old, row["old_source"], new, row["new_source"], row["read_on"] or ""))
    if problems:
        raise InputError(problems)
    return tuple(revisions)


def revisions_of_views() -> list[dict[str, str]]:
    """The revisions of national tables that concern rows of this partnership, as `read_revisions` gives others."""
    if not national_table(NATIONAL).rows:
        return []
    found = []
    for table in tables(restricted=False).values():
        if not table.view:
            continue
        names = names_of(table.view, load_partnership(), day_of_districts(table.view))
        for row in read_national(NATIONAL, table=table.view.of, area_code=list(names)).itertuples():
            more = dict(zip(columns_beside(table.view.of), row.what.split("|"), strict=True)) if row.what else {}
            if any(more.get(name) != wanted for name, wanted in table.view.where.items()):
                continue
            found.append(
                {
                    "table": table.name,
                    "period_start": f"{row.period_start:%Y-%m-%d}",
                    "period_end": f"{row.period_end:%Y-%m-%d}",
                    "area": names[row.area_code],
                    "category": more[table.view.category] if table.view.category else table.view.category_is,
                    "measure": table.view.measure,
                    "unit": table.view.unit,
                    "old_value": as_text(row.old_value),
                    "old_source": row.old_source,
                    "new_value": as_text(row.new_value),
                    "new_source": row.new_source,
                    "read_on": f"{row.read_on:%Y-%m-%d}",
                }
            )
    return [row for row in found if row["old_value"]]


def columns_beside(name: str) -> list[str]:
    """The columns of a national table's key beside its period and its area, which `what` of a revision states."""
    return [each for each in national_table(name).key if each not in ("period_start", "period_end", "area_code")]


def as_text(value: object) -> str:
    return "" if pd.isna(value) else str(int(value))


def text_of(revisions: list[dict[str, str]]) -> str:
    """The revisions as their file holds them."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(revisions)
    return out.getvalue()


def revised_keys(table: str) -> frozenset[tuple[str, ...]]:
    """Keys (period_start, period_end, area, category, measure, unit) of the table's rows that were revised, as text."""
    names = Identity._fields[1:]
    rows = [*read_revisions(), *revisions_of_views()]
    return frozenset(tuple(row[name] for name in names) for row in rows if row["table"] == table)


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
