"""Which cells of partners' tables are withheld: worked out over all of them together, and kept for later editions."""

import csv
import io

import pandas as pd

from oscp_lib import paths
from oscp_lib.data.disclosure import KEY, CannotBeMet, Key, Withheld, cells_to_withhold
from oscp_lib.data.package import Table, tables
from oscp_lib.data.table_file import check_table, decode, parse
from oscp_lib.data.transaction import replace_file
from oscp_lib.errors import InputError, Problem


def withheld_cells() -> dict[str, Withheld]:
    """What is withheld of each table that a partner supplied; a cell that stands in two is withheld in both.

    Raises
    ------
    InputError
        When a table does not pass its checks, or its policy cannot be met.
    """
    held = [table for table in tables().values() if table.restricted]
    state = tuple(paths.state(path) for path in (paths.WITHHELD, *(paths.DATA / table.path for table in held)))
    if state not in _withheld:
        _withheld.clear()
        _withheld[state] = find_withheld(held)
    return _withheld[state]


# Each notebook asks several times; it is worked out again only when a file has changed.
_withheld: dict[tuple, dict[str, Withheld]] = {}


def find_withheld(held: list[Table]) -> dict[str, Withheld]:
    """What is withheld of some tables, until none withholds a cell that another shows."""
    frames = {}
    for table in held:
        frame, problems = check_table(table)
        if problems:
            raise InputError(problems)
        frames[table.name] = frame
    found: dict[str, Withheld] = {}
    settled = False
    earlier = recorded_withheld() if frames else {}
    while not settled:
        before = found
        elsewhere = frozenset().union(*(withheld.cells for withheld in found.values()))
        found = {
            name: withheld_of(tables()[name], frame, elsewhere | earlier.get(name, frozenset()))
            for name, frame in frames.items()
        }
        settled = {name: each.cells for name, each in found.items()} == {name: w.cells for name, w in before.items()}
    return found


def withheld_of(table: Table, frame: pd.DataFrame, earlier: frozenset[Key]) -> Withheld:
    """What the policy of one table withholds."""
    try:
        return cells_to_withhold(frame, table.disclosure, earlier)
    except CannotBeMet as error:
        found = f"The disclosure policy cannot be met: all cells of {error} would have to be withheld."
        remedy = "Merge categories so that each has more cases, or leave the table out by moving its file away."
        raise InputError(Problem(paths.shown(paths.DATA / table.path), found, remedy)) from None


def recorded_withheld() -> dict[str, frozenset[Key]]:
    """The cells that an earlier edition withheld: shown now, they would undo what was withheld then."""
    if not paths.is_there(paths.WITHHELD):
        return {}
    found: dict[str, set[Key]] = {}
    for line, cells in list(parse(decode(paths.WITHHELD), paths.WITHHELD))[1:]:
        if len(cells) != 1 + len(KEY):
            found_, remedy = "The line does not name a table and the key of a row.", "Restore the last good copy."
            raise InputError(Problem(paths.shown(paths.WITHHELD), found_, remedy, line))
        start, end = (pd.Timestamp(day) for day in cells[1:3])
        found.setdefault(cells[0], set()).add((start, end, *cells[3:]))
    return {name: frozenset(keys) for name, keys in found.items()}


def record_withheld() -> int:
    """Keep the keys of all withheld cells (never their values), so that later editions withhold them too.

    Returns
    -------
    int
        How many cells were not recorded before.
    """
    earlier = recorded_withheld()
    now = {name: withheld.cells for name, withheld in withheld_cells().items()}
    new = sum(len(cells - earlier.get(name, frozenset())) for name, cells in now.items())
    if new:
        kept = {name: earlier.get(name, frozenset()) | now.get(name, frozenset()) for name in earlier | now}
        day = "{:%Y-%m-%d}".format
        keys = sorted((name, day(start), day(end), *rest) for name in kept for start, end, *rest in kept[name])
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows([("table", *KEY), *keys])
        replace_file(paths.WITHHELD, text.getvalue().encode())
    return new
