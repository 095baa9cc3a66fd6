"""Facts: every number of the prose, with the rows it came from."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from oscp_lib.data.gap import Gap
from oscp_lib.data.own_measures import OWN
from oscp_lib.data.package import PARTNER
from oscp_lib.data.rows import Rows
from oscp_lib.measures import rates, wording
from oscp_lib.measures.count_change import WhatACountDid, predicate
from oscp_lib.measures.yearly_changes import METHOD, Compared

FACTS_MIME = "application/vnd.oscp.facts+json"


# How a fact is made from its rows. The roles of the rows are named with it; an independent recomputation needs no more.
KINDS = {
    "published": "the figure as published",
    "sum": "the sum of the rows added",
    "share": "the part as a percentage of the whole",
    "rate": "the count for every 1,000 residents",
    "interval": "the 95% interval of the count for every 1,000 residents",
    "supplied": "the figure that the partnership supplied with its table",
    "ratio": "the count divided by the other",
    "change": "the count now against the count before, in per cent; the words follow the interval of their ratio",
    "difference": "the count now less the count before",
    "rank": "the place of the change among those of all partnerships, and the change of the country",
    "level": "the place of the rate among those of all partnerships, and of the nearest neighbours",
    "largest": "the name of the row with the largest count",
    "highest rate": "the area with the highest rate",
    "lowest rate": "the area with the lowest rate",
    "year": "the year of the rows",
    "publisher": "the publisher of the rows",
    "given": "what the edition itself decides",
}


class FactRow(NamedTuple):
    """A line of a table, and its part in a fact."""

    table: str
    line: int
    role: str


@dataclass(frozen=True)
class Fact:
    """A computed number: its value, the words it is printed in, and where it came from.

    `kind` is one of `KINDS`; `rows` are the lines of the tables it was computed from, each with its role in it.
    """

    key: str
    chapter: str
    value: float | str
    unit: str
    year: int
    area: str
    text: str
    status: str
    rows: tuple[FactRow, ...]
    source: str
    kind: str
    method: str

    def as_json(self) -> dict:
        """The fact as `oscp facts --json` prints it."""
        return {
            "key": self.key,
            "chapter": self.chapter,
            "value": self.value,
            "unit": self.unit,
            "year": self.year,
            "area": self.area,
            "text": self.text,
            "status": self.status,
            "table": ", ".join(dict.fromkeys(row.table for row in self.rows)),
            "rows": [row._asdict() for row in self.rows],
            "source": self.source,
            "kind": self.kind,
            "method": self.method,
        }


@dataclass
class FactSheet:
    """The facts and gaps of one chapter, under the keys its prose may use.

    Each method adds one fact; rows that are not there add the gap that says so.
    """

    chapter: str
    year: int
    entries: dict[str, Fact | Gap] = field(default_factory=dict)

    def add(self, key: str, entry: Fact | Gap) -> None:
        """Keep a fact or a gap.

        Raises
        ------
        ValueError
            When the key is taken: two facts of one name would make one of them wrong.
        """
        if key in self.entries:
            raise ValueError(f"{self.chapter}: the fact '{key}' is defined twice")
        self.entries[key] = entry

    def fact(
        self, key: str, value: float | str, text: str, unit: str, kind: str, method: str = "", **roles: Rows
    ) -> None:
        """Add a fact computed from rows of one or more tables, each under the role it has in the fact.

        Raises
        ------
        ValueError
            When the kind is unknown, or a row is a sample or withheld: invented figures never stand in prose.
        """
        if kind not in KINDS:
            raise ValueError(f"{self.chapter}: the fact '{key}' has the unknown kind '{kind}'")
        used = list(roles.values())
        statuses = {each.table.status for each in used}
        if "sample" in statuses:
            raise ValueError(f"{self.chapter}: the fact '{key}' rests on sample rows")
        if any(each.withheld for each in used):
            raise ValueError(f"{self.chapter}: the fact '{key}' rests on a withheld cell")
        self.add(
            key,
            Fact(
                key=f"{self.chapter}.{key}",
                chapter=self.chapter,
                value=value.item() if hasattr(value, "item") else value,
                unit=unit,
                year=self.year,
                area=areas_of(*used[:1]),
                text=text,
                status=next(each for each in ("plan", PARTNER, OWN, "official") if each in statuses),
                rows=tuple(FactRow(rows.table.name, line, role) for role, rows in roles.items() for line in rows.lines),
                source="; ".join(dict.fromkeys(title for each in used for title in each.table.titles(each.frame))),
                kind=kind,
                method=method or KINDS[kind],
            ),
        )

    def given(self, key: str, text: str, method: str, unless: Gap | None = None) -> None:
        """Add what the edition itself decides, such as its year; `unless` takes its place where that gap is absent.

        So a line can name what it is about, and vanish from a book of which that is no part.
        """
        if unless and unless.absent:
            return self.add(key, unless)
        name = f"{self.chapter}.{key}"
        self.add(key, Fact(name, self.chapter, text, "text", self.year, "", text, "edition", (), "", "given", method))

    @staticmethod
    def small_number(number: int) -> str:
        return wording.count_in_words(number)

    def count(self, key: str, rows: Rows, gap: Gap, *, words: bool = False) -> None:
        """A published count, or the sum of several."""
        if missing := missing_of(gap, rows):
            return self.add(key, missing)
        text = wording.count_in_words(rows.total) if words else wording.count(rows.total)
        if len(rows.frame) == 1:
            return self.fact(key, rows.total, text, unit_of(rows), "published", figure=rows)
        return self.fact(key, rows.total, text, unit_of(rows), "sum", f"the sum of {len(rows.frame)} rows", added=rows)

    def per_cent(self, key: str, rows: Rows, gap: Gap) -> None:
        """A percentage as published, to the precision it was printed with."""
        if missing := missing_of(gap, rows):
            return self.add(key, missing)
        places = 0 if float(rows.value).is_integer() else 1
        self.fact(key, rows.value, wording.per_cent(rows.value, places), "per cent", "published", figure=rows)

    def rate(self, key: str, rows: Rows, residents: Rows, gap: Gap) -> None:
        """A rate per 1,000 residents under `key`, and its interval under `key`_interval; a gap where rows lack."""
        if missing := missing_of(gap, rows, residents):
            self.add(key, missing)
            return self.add(f"{key}_interval", missing)
        rate = rates.rate_per_1000(rows.total, residents.total, residents.table.name)
        unit = "per 1,000 residents"
        # Residents of an earlier year than the count are named by it.
        dated = "" if residents.years == rows.years else f" of mid-{residents.years[-1]}"
        method = f"{wording.count(rows.total)} / {wording.count(residents.total)}{dated} x 1,000"
        text = f"{wording.decimal(rate.value)} {unit}"
        self.fact(key, rate.value, text, unit, "rate", method, count=rows, residents=residents)
        text = wording.interval(rate.lower, rate.upper)
        method = f"95% interval of {method}"
        self.fact(f"{key}_interval", text, text, unit, "interval", method, count=rows, residents=residents)

    def share(self, key: str, part: Rows, whole: Rows, gap: Gap, places: int = 0) -> None:
        """A part as a percentage of the whole it belongs to."""
        if missing := missing_of(gap, part, whole) or of_nothing(gap, whole, "a share"):
            return self.add(key, missing)
        share = rates.proportion(part.total, whole.total, whole.table.name)
        method = f"{wording.count(part.total)} / {wording.count(whole.total)} x 100"
        text = wording.per_cent(100 * share.value, places)
        self.fact(key, 100 * share.value, text, "per cent", "share", method, part=part, whole=whole)

    def ratio(self, key: str, rows: Rows, other: Rows, gap: Gap) -> None:
        """How many times one count is of another, such as '1.4 times'; of a larger one a percentage, '16 per cent'."""
        if missing := missing_of(gap, rows, other) or of_nothing(gap, other, "a multiple"):
            return self.add(key, missing)
        method = f"{wording.count(rows.total)} / {wording.count(other.total)}"
        ratio = rows.total / other.total
        # '0.2 times as many' takes a second look, and one decimal says little of a small part.
        text = f"{wording.decimal(ratio)} times" if ratio >= 1 else wording.per_cent(100 * ratio)
        self.fact(key, ratio, text, "times", "ratio", method, count=rows, other=other)

    def change(
        self, key: str, change: WhatACountDid | Gap, offence: str, now: Rows, before: Rows, note: str = ""
    ) -> None:
        """What a count did, as what follows its name in a sentence; `note` is one of its own, of the years."""
        if isinstance(change, Gap):
            return self.add(key, change)
        counts = (
            f"{wording.count(change.before)} in {change.years[0]}, {wording.count(change.now)} in {change.years[1]}"
        )
        bounds = f"{change.lower:.3f} to {change.upper:.3f}"
        # A count of none before has no percentage: the fact is then the count itself.
        value = change.per_cent if change.before > 0 else change.now
        unit = "per cent" if change.before > 0 else unit_of(now)
        text, method = predicate(change, offence), f"{counts}; {METHOD}, {bounds}"
        text += f". {note.rstrip('.')}" if note else ""
        self.fact(key, value, text, unit, "change", method, now=now, before=before)

    def difference(self, key: str, now: Rows, before: Rows, gap: Gap) -> None:
        """How many more offences than before, or fewer: '697 more'."""
        if missing := missing_of(gap, now, before):
            return self.add(key, missing)
        more = now.total - before.total
        text = f"{wording.count(abs(more))} {'more' if more >= 0 else 'fewer'}"
        self.fact(key, more, text, unit_of(now), "difference", now=now, before=before)

    def compared(self, key: str, found: Compared | Gap, now: Rows, before: Rows) -> None:
        """What is said of a change beside those of all partnerships."""
        if isinstance(found, Gap):
            return self.add(key, found)
        self.fact(key, found.rank, found.text, "partnerships", "rank", found.method, now=now, before=before)

    def words(self, key: str, text: str, kind: str, **roles: Rows) -> None:
        """A word or name that the data decide, such as the district with the highest rate."""
        self.fact(key, text, text, "text", kind, **roles)

    def __iter__(self) -> Iterator[Fact]:
        return (entry for entry in self.entries.values() if isinstance(entry, Fact))

    @property
    def gaps(self) -> dict[str, Gap]:
        return {key: entry for key, entry in self.entries.items() if isinstance(entry, Gap)}

    def as_json(self) -> dict:
        """What a notebook hands to its page: facts and gaps by the key the prose uses."""
        return {
            "facts": {key: entry.as_json() for key, entry in self.entries.items() if isinstance(entry, Fact)},
            "gaps": {key: gap.as_json() for key, gap in self.gaps.items()},
        }

    def _repr_mimebundle_(self, **_: object) -> dict:
        lines = [f"{key}: {entry.text if isinstance(entry, Fact) else entry!r}" for key, entry in self.entries.items()]
        return {FACTS_MIME: self.as_json(), "text/plain": "\n".join(lines)}


def missing_of(gap: Gap, *used: Rows) -> Gap | None:
    """The gap in place of a figure: its rows are not there, or one of them is withheld; None where it can be said."""
    if any(rows.empty for rows in used):
        return gap
    if any(rows.withheld for rows in used):
        return Gap(gap.what, "Withheld [c], so that nobody can be identified.", gap.holder)
    return None


def of_nothing(gap: Gap, whole: Rows, what: str) -> Gap | None:
    """The gap in place of a share or a multiple of a count that is none; nothing where the count is above zero."""
    if whole.total > 0:
        return None
    return Gap(gap.what, f"The count it would be {what} of is {wording.count(whole.total)}.", gap.holder)


def unit_of(rows: Rows) -> str:
    return ", ".join(rows.frame["unit"].unique())


def areas_of(*rows: Rows) -> str:
    return ", ".join(dict.fromkeys(area for each in rows for area in each.frame["area"]))
