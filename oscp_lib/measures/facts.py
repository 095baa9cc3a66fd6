"""Facts: every number of the prose, with the rows it came from."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from oscp_lib.data.gap import Gap
from oscp_lib.data.tables import Rows
from oscp_lib.measures import rates, wording
from oscp_lib.measures.change import Change

FACTS_MIME = "application/vnd.oscp.facts+json"


@dataclass(frozen=True)
class Fact:
    """A computed number: its value, the words it is printed in, and where it came from.

    `rows` are (table, line) pairs: the lines of the files in `data/tables` it was computed from.
    """

    key: str
    chapter: str
    value: float | str
    unit: str
    year: int
    area: str
    text: str
    status: str
    rows: tuple[tuple[str, int], ...]
    source: str
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
            "table": ", ".join(dict.fromkeys(table for table, _ in self.rows)),
            "rows": [{"table": table, "line": line} for table, line in self.rows],
            "source": self.source,
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

    def fact(self, key: str, value: float | str, text: str, unit: str, method: str, *rows: Rows) -> None:
        """Add a fact computed from rows of one or more tables.

        Raises
        ------
        ValueError
            When a row is a sample: invented figures never stand in prose.
        """
        statuses = {each.table.status for each in rows}
        if "sample" in statuses:
            raise ValueError(f"{self.chapter}: the fact '{key}' rests on sample rows")
        self.add(
            key,
            Fact(
                key=f"{self.chapter}.{key}",
                chapter=self.chapter,
                value=value.item() if hasattr(value, "item") else value,
                unit=unit,
                year=self.year,
                area=areas_of(*rows),
                text=text,
                status="plan" if "plan" in statuses else "official",
                rows=tuple((each.table.name, line) for each in rows for line in each.lines),
                source="; ".join(dict.fromkeys(title for each in rows for title in each.table.titles(each.frame))),
                method=method,
            ),
        )

    def given(self, key: str, text: str, method: str) -> None:
        """Add what the edition itself decides, such as its year."""
        self.add(
            key,
            Fact(f"{self.chapter}.{key}", self.chapter, text, "text", self.year, "", text, "edition", (), "", method),
        )

    @staticmethod
    def small_number(number: int) -> str:
        return wording.count_in_words(number)

    def count(self, key: str, rows: Rows, gap: Gap, *, words: bool = False) -> None:
        """A published count, or the sum of several."""
        if rows.empty:
            return self.add(key, gap)
        text = wording.count_in_words(rows.total) if words else wording.count(rows.total)
        method = "as published" if len(rows.frame) == 1 else f"sum of {len(rows.frame)} rows"
        self.fact(key, rows.total, text, unit_of(rows), method, rows)

    def per_cent(self, key: str, rows: Rows, gap: Gap) -> None:
        """A percentage as published, to the precision it was printed with."""
        if rows.empty:
            return self.add(key, gap)
        places = 0 if float(rows.value).is_integer() else 1
        self.fact(key, rows.value, wording.per_cent(rows.value, places), "per cent", "as published", rows)

    def rate(self, key: str, rows: Rows, residents: Rows, gap: Gap) -> None:
        """A rate per 1,000 residents under `key`, and its interval under `key`_interval."""
        if rows.empty or residents.empty:
            self.add(key, gap)
            return self.add(f"{key}_interval", gap)
        rate = rates.rate_per_1000(rows.total, residents.total, residents.table.name)
        unit = "per 1,000 residents"
        method = f"{wording.count(rows.total)} / {wording.count(residents.total)} x 1,000"
        self.fact(key, rate.value, f"{wording.decimal(rate.value)} {unit}", unit, method, rows, residents)
        text = f"{wording.decimal(rate.lower)} to {wording.decimal(rate.upper)}"
        self.fact(f"{key}_interval", text, text, unit, f"95% interval of {method}", rows, residents)

    def share(self, key: str, part: Rows, whole: Rows, gap: Gap, places: int = 0) -> None:
        """A part as a percentage of the whole it belongs to."""
        if part.empty or whole.empty:
            return self.add(key, gap)
        share = rates.proportion(part.total, whole.total, whole.table.name)
        method = f"{wording.count(part.total)} / {wording.count(whole.total)} x 100"
        text = wording.per_cent(100 * share.value, places)
        self.fact(key, 100 * share.value, text, "per cent", method, part, whole)

    def ratio(self, key: str, rows: Rows, other: Rows, gap: Gap) -> None:
        """How many times one count is of another."""
        if rows.empty or other.empty:
            return self.add(key, gap)
        method = f"{wording.count(rows.total)} / {wording.count(other.total)}"
        ratio = rows.total / other.total
        self.fact(key, ratio, f"{wording.decimal(ratio)} times", "times", method, rows, other)

    def change(self, key: str, change: Change | Gap, *rows: Rows) -> None:
        """A change in words that follow its test."""
        if isinstance(change, Gap):
            return self.add(key, change)
        method = (
            f"{wording.count(change.before)} to {wording.count(change.now)}; quasi-Poisson comparison, "
            "Holm's correction"
        )
        self.fact(key, change.per_cent, change.words, "per cent", method, *rows)

    def words(self, key: str, text: str, method: str, *rows: Rows) -> None:
        """A word or name that the data decide, such as the district with the highest rate."""
        self.fact(key, text, text, "text", method, *rows)

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


def unit_of(rows: Rows) -> str:
    return ", ".join(rows.frame["unit"].unique())


def areas_of(*rows: Rows) -> str:
    return ", ".join(dict.fromkeys(area for each in rows for area in each.frame["area"]))
