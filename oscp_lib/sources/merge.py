"""Bring a reading's rows into a table: add what is new, revise what a later release states otherwise, keep the rest."""

from collections import Counter
from dataclasses import dataclass, field

from oscp_lib.data.package import Table
from oscp_lib.data.partnership import Partnership
from oscp_lib.sources.reading import Release

Row = dict[str, str]


@dataclass
class Merged:
    """A table after a reading: its rows as text, the revisions, and how many rows were added, revised and so on."""

    rows: list[Row]
    revisions: list[dict[str, str]] = field(default_factory=list)
    counts: Counter = field(default_factory=Counter)


class Precedence:
    """Which of two releases wins: the one of the later edition; of equal ones, the file that was not read before."""

    def __init__(self, table: Table, releases: tuple[Release, ...], known: bool) -> None:
        self.editions = {source.name: source.edition for source in table.sources}
        self.editions |= {release.name: release.edition for release in releases}
        self.known = known

    def speaks(self, new: str, old: str) -> bool:
        if new == old or self.editions.get(new) == self.editions.get(old):
            return not self.known
        return self.editions.get(new, "") > self.editions.get(old, "")


def merge(
    table: Table, held: list[Row], new: list[dict], precedence: Precedence, whole: bool, place: Partnership, today: str
) -> Merged:
    """The rows of a table with a reading's rows in it.

    Parameters
    ----------
    held, new
        Rows by column; values of `held` are text as the file has it.
    whole
        The reading states each of its periods and areas whole: what it lacks there is no longer published.
    """
    names = [each.name for each in table.fields]
    rows = {key_of(table, row): row for row in held}
    merged = Merged([])
    incoming = [{name: str(row[name]) for name in names} for row in new]
    keys = {key_of(table, row) for row in incoming}
    blocks = {block_of(row): row["source"] for row in incoming}
    if whole:
        older = {
            block_of(row) for row in held
            if block_of(row) in blocks and not precedence.speaks(blocks[block_of(row)], row["source"])
        }  # fmt: skip
        merged.counts["older"] += sum(
            block_of(row) in older and not same(rows.get(key_of(table, row)), row) for row in incoming
        )
        incoming = [row for row in incoming if block_of(row) not in older or same(rows.get(key_of(table, row)), row)]
        for key, row in list(rows.items()):
            block = block_of(row)
            if block in blocks and block not in older and key not in keys:
                merged.revisions.append(revision(table, row, "", blocks[block], today))
                merged.counts["withdrawn"] += 1
                del rows[key]
    for row in incoming:
        key = key_of(table, row)
        old = rows.get(key)
        if old is None:
            rows[key] = row
            merged.counts["added"] += 1
        elif same(old, row):
            merged.counts["equal"] += 1
            # A year's figures are then of one release, the last that states them.
            if old["source"] != row["source"] and precedence.speaks(row["source"], old["source"]):
                rows[key] = old | {"source": row["source"]}
        elif precedence.speaks(row["source"], old["source"]):
            merged.revisions.append(revision(table, old, row["value"], row["source"], today))
            rows[key] = row
            merged.counts["revised"] += 1
        else:
            merged.counts["older"] += 1
    order = {area: number for number, area in enumerate(place.areas)}
    merged.rows = sorted(rows.values(), key=lambda row: (row["period_start"], row["period_end"], order[row["area"]]))
    return merged


def key_of(table: Table, row: Row) -> tuple[str, ...]:
    return tuple(str(row[name]) for name in table.primary_key)


def block_of(row: Row) -> tuple[str, str, str]:
    return row["period_start"], row["period_end"], row["area"]


def same(old: Row | None, new: Row) -> bool:
    """True where both state one value; a label may differ."""
    return old is not None and float(old["value"]) == float(new["value"])


def revision(table: Table, old: Row, new_value: str, new_source: str, today: str) -> dict[str, str]:
    """One change as `revisions.csv` has it; a place in the table's key is written behind the category."""
    usual = {"period_start", "period_end", "area", "category", "measure"}
    more = ", ".join(old[name] for name in table.primary_key if name not in usual)
    return {
        "table": table.name, "period_start": old["period_start"], "period_end": old["period_end"], "area": old["area"],
        "category": f"{old['category']} ({more})" if more else old["category"], "measure": old["measure"],
        "unit": old["unit"], "old_value": old["value"], "old_source": old["source"], "new_value": new_value,
        "new_source": new_source, "read_on": today,
    }  # fmt: skip
