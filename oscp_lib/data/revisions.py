"""Published values that a later release replaced: `data/revisions.csv`, written as releases are read."""

from typing import NamedTuple

from oscp_lib import paths
from oscp_lib.data.tables import decode, parse
from oscp_lib.errors import InputError, Problem


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
    """A row's value before and after a release; `read_on` is the day the newer one was read."""

    identity: Identity
    old_value: float
    old_source: str
    new_value: float
    new_source: str
    read_on: str


COLUMNS = (*Identity._fields, *Revision._fields[1:])


def load_revisions() -> tuple[Revision, ...]:
    """Every recorded revision, oldest first; none where the file is absent.

    Raises
    ------
    InputError
        With each line that cannot be taken.
    """
    path = paths.REVISIONS
    if not path.exists():
        return ()
    records = list(parse(decode(path), path))
    header = [cell.strip() for cell in records[0][1]] if records else []
    absent = [name for name in COLUMNS if name not in header]
    if absent:
        found = f"The column '{absent[0]}' is missing."
        raise InputError(Problem(paths.shown(path), found, f"The columns are {', '.join(COLUMNS)}.", 1))
    revisions, problems = [], []
    for line, cells in records[1:]:
        row = dict(zip(header, (cell.strip() for cell in cells), strict=False))
        try:
            old, new = float(row["old_value"]), float(row["new_value"])
        except (KeyError, ValueError):
            found = "The old or the new value is not a number."
            problems.append(Problem(paths.shown(path), found, "Enter both as they were published.", line))
            continue
        identity = Identity(*(row[name] for name in Identity._fields))
        read_on = row.get("read_on", "")
        revisions.append(Revision(identity, old, row["old_source"], new, row["new_source"], read_on))
    if problems:
        raise InputError(problems)
    return tuple(revisions)
