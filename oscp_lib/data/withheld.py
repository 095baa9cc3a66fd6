"""Which cells of partners' tables are withheld: worked out over all of them together, and kept for later editions."""

import csv
import io
from collections.abc import Callable

import pandas as pd

from oscp_lib import paths
from oscp_lib.data.check_table import check_table, parse
from oscp_lib.data.disclosure import KEY, CannotBeMet, Key, Withheld, cells_to_withhold, name_of
from oscp_lib.data.linked_sums import Sums, sums_of
from oscp_lib.data.package import Table, tables
from oscp_lib.data.partnership import load_partnership
from oscp_lib.data.text_file import decode
from oscp_lib.data.transaction import changing_data, in_data, write_whole
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
    """What is withheld of some tables, until none shows what another withholds, or lets it be worked out."""
    if not held:
        return {}
    frames = {table.name: checked(table) for table in held}
    earlier, sums = recorded_withheld(), sums_between(held, frames)
    linked: dict[str, frozenset[Key]] = {}
    found: dict[str, Withheld] = {}
    while True:
        before = found
        elsewhere = frozenset().union(*(withheld.cells for withheld in found.values()))
        found = {
            table.name: withheld_of(
                table, frames[table.name],
                elsewhere | earlier.get(table.name, frozenset()) | linked.get(table.name, frozenset()), sums,
            )
            for table in held
        }  # fmt: skip
        if {name: each.cells for name, each in found.items()} != {name: each.cells for name, each in before.items()}:
            continue
        withheld = frozenset((name, key) for name, each in found.items() for key in each.cells)
        exposed = sums.exposed(withheld & sums.counts.keys())
        if not exposed:
            return found
        for cell in exposed[:1]:
            if (companion := sums.companion(cell, withheld)) is None:
                raise cannot_be_met(tables()[cell[0]], name_of(cell[1], tables()[cell[0]].disclosure))
            name, key = companion
            linked[name] = linked.get(name, frozenset()) | {key}


def checked(table: Table) -> pd.DataFrame:
    """The rows of a table that passes its checks."""
    frame, problems = check_table(table)
    if problems:
        raise InputError(problems)
    return frame


def sums_between(held: list[Table], frames: dict[str, pd.DataFrame]) -> Sums:
    """What readers know of the cells of partners' tables beyond the totals of each."""
    place = load_partnership()
    county = place.compared_county
    whole_area = {county.called: tuple(each.called for each in place.in_county)} if county else {}
    shown = [table for table in tables().values() if not table.restricted and table.status != "sample"]
    return sums_of(
        frames,
        {table.name: table.disclosure for table in held},
        {table.name: {**table.parts, **whole_area} for table in held},
        [frame for table in shown if not (frame := check_table(table)[0]).empty],
    )


def withheld_of(table: Table, frame: pd.DataFrame, earlier: frozenset[Key], sums: Sums) -> Withheld:
    """What the policy of one table withholds."""
    published, wholes = (
        frozenset(key for name, key in cells if name == table.name) for cells in (sums.published, sums.wholes)
    )
    try:
        return cells_to_withhold(frame, table.disclosure, earlier, published, wholes)
    except CannotBeMet as error:
        raise cannot_be_met(table, str(error)) from None


def cannot_be_met(table: Table, total: str) -> InputError:
    """The problem that no pattern protects the small counts of a total."""
    found = f"The disclosure policy cannot be met for {total}: whatever is withheld, a small count can be worked out."
    remedy = "Merge categories so that each has more cases, or leave the table out by moving its file away."
    return InputError(Problem(paths.shown(paths.DATA / table.path), found, remedy))


def recorded_withheld() -> dict[str, frozenset[Key]]:
    """The cells that an earlier edition withheld: shown now, they would undo what was withheld then."""
    if not paths.is_there(paths.WITHHELD):
        return {}
    found: dict[str, set[Key]] = {}
    for line, cells in list(parse(decode(paths.WITHHELD), paths.WITHHELD))[1:]:
        if len(cells) != 1 + len(KEY):
            found_, remedy = "The line does not name a table and the key of a row.", "Restore the last good copy."
            raise InputError(Problem(paths.shown(paths.WITHHELD), found_, remedy, line))
        try:
            start, end = (pd.Timestamp(day) for day in cells[1:3])
        except ValueError:
            found_, remedy = "The line holds a date that does not exist.", "Restore the last good copy."
            raise InputError(Problem(paths.shown(paths.WITHHELD), found_, remedy, line)) from None
        found.setdefault(cells[0], set()).add((start, end, *cells[3:]))
    return {name: frozenset(keys) for name, keys in found.items()}


def record_withheld(say: Callable[[str], None] = lambda line: None) -> int:
    """Keep the keys of all withheld cells (never their values), so that later editions withhold them too.

    Parameters
    ----------
    say
        Called where a change of `data/` that was stopped had to be completed first.

    Returns
    -------
    int
        How many cells were not recorded before; where there are none, nothing is written.

    Raises
    ------
    InputError
        When the record cannot be written: without it a later edition could show what this one withholds.
    """
    if not unrecorded():
        return 0
    try:
        with changing_data(say):
            new = unrecorded()
            write_whole({in_data(paths.WITHHELD): text_of(recorded_withheld(), new).encode()})
    except OSError as error:
        found = f"What is withheld cannot be recorded ({error.strerror}); the last edition is intact."
        remedy = (
            "Make the file and its folder writable, then build again: later editions have to withhold the same cells."
        )
        raise InputError(Problem(paths.shown(paths.WITHHELD), found, remedy)) from None
    return sum(map(len, new.values()))


def unrecorded() -> dict[str, frozenset[Key]]:
    """The withheld cells of each table that no edition has withheld before."""
    earlier = recorded_withheld()
    now = {name: withheld.cells - earlier.get(name, frozenset()) for name, withheld in withheld_cells().items()}
    return {name: cells for name, cells in now.items() if cells}


def text_of(earlier: dict[str, frozenset[Key]], new: dict[str, frozenset[Key]]) -> str:
    """The record as its file holds it, in the order of its names."""
    day = "{:%Y-%m-%d}".format
    cells = {(name, *key) for held in (earlier, new) for name, keys in held.items() for key in keys}
    rows = sorted((name, day(start), day(end), *rest) for name, start, end, *rest in cells)
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([("table", *KEY), *rows])
    return text.getvalue()
