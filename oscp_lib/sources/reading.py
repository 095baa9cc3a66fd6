"""What every reader returns, and how it reports what it cannot read."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from oscp_lib.errors import InputError, Problem

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Release:
    """A publication as a table's `sources` names it.

    `edition` is the last day the release reaches (ISO), or empty where it is not known: of two releases that state the
    same figure, the one with the later edition speaks.
    """

    name: str
    title: str
    publisher: str
    path: str
    released: str = ""
    edition: str = ""


@dataclass
class Reading:
    """What one file holds for this partnership.

    `rows` are values by table, each a dict of the table's columns. `no_district` gives, by period, the force's count,
    how many of it have no district, and those by type. `outlines` are files of `boundaries` by name.
    """

    kind: str
    releases: tuple[Release, ...]
    rows: dict[str, list[dict]] = field(default_factory=dict)
    rows_read: int = 0
    rows_used: int = 0
    left_out: Counter = field(default_factory=Counter)
    no_district: dict[str, dict] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    outlines: dict[str, str] = field(default_factory=dict)
    # Frames of the national tables, by table.
    national: dict[str, "pd.DataFrame"] = field(default_factory=dict)
    # Tables whose periods the file states whole: a row it lacks is no longer published.
    whole: frozenset[str] = frozenset()
    # By month (YYYY-MM) the force's rows by type, `districts` and, of a whole file, `force`; what it is compared by.
    counted: dict[str, dict[str, dict[str, int]]] = field(default_factory=dict)
    # Months of which the download has files of other forces, and none of this one.
    not_submitted: list[str] = field(default_factory=list)
    # Caveats that the rows add to the entry of their table in the Data Package.
    caveats: dict[str, list[dict]] = field(default_factory=dict)
    # Counts below zero as published, which the entry of their table confirms.
    confirmed: dict[str, list[dict]] = field(default_factory=dict)
    # Entries of the Data Package for tables that exist only once a file of this kind has been read.
    new_tables: dict[str, dict] = field(default_factory=dict)


def value_row(
    start: date, end: date, area: str, category: str, measure: str, unit: str, value: int, source: str, **more: object
) -> dict:
    """One published value as a row of a table."""
    return {
        "period_start": start.isoformat(), "period_end": end.isoformat(), "area": area, "category": category,
        "measure": measure, "unit": unit, "value": value, "status": "official", "source": source, **more,
    }  # fmt: skip


def correction(reading: Reading, table: str, row: dict) -> None:
    """Note a count below zero, and confirm it: its publisher cancelled more records than were made."""
    when, value = row["period_start"][:4], row["value"]
    reading.notes.append(f"{row['area']}, {row['category']}, {when}: {value}, a correction: kept as published.")
    named = {name: row[name] for name in ("period_start", "area", "category", "value")}
    why = f"Published below zero ({row['source']}): records were cancelled later."
    reading.confirmed.setdefault(table, []).append(named | {"why": why})


def refused(
    path: Path | str, found: str, remedy: str, line: int | None = None, column: int | None = None
) -> InputError:
    """The error for a download that cannot be taken; `path` may go on into a zip member or a sheet."""
    return InputError(Problem(getattr(path, "name", path), found, remedy, line, column))
