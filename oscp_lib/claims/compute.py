"""How each check of a claim is computed from the tables: the rows it selects, and what is made of them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from oscp_lib.claims.claims_file import Check, Selection
from oscp_lib.data.evidence import visible
from oscp_lib.data.package import Table, tables
from oscp_lib.data.partnership import load_partnership
from oscp_lib.data.rows import Rows
from oscp_lib.measures import wording
from oscp_lib.measures.places import CELL, by_place, merged, undoubted
from oscp_lib.measures.rates import proportion


class ClaimError(ValueError):
    """A mistake in the file of claims: what was found, and the remedy."""


@dataclass(frozen=True)
class Found:
    """A computed value with the rows behind it; `text` where it prints in words of its own."""

    value: float | str
    rows: tuple[Rows, ...]
    text: str = ""
    pairs: tuple[tuple[str, float, float], ...] = ()


@dataclass(frozen=True)
class Bench:
    """The tables as a year may see them, for the checks to select from."""

    year: int
    read: dict[str, Rows] = field(default_factory=dict)

    @cached_property
    def areas(self) -> dict[str, list[str]]:
        place = load_partnership()
        districts = [each.called for each in place.in_county]
        return {
            "lead": [place.place],
            "others": [name for name in districts if name != place.place],
            "districts": districts,
            "county": [place.county.called] if place.county else [],
        }

    def seen(self, table: Table) -> Rows:
        """The rows of a table that the year may see, read once for all claims."""
        if table.name not in self.read:
            self.read[table.name] = visible(table, self.year, publish=False)
        return self.read[table.name]

    def pick(self, selection: Selection | None, role: str) -> Rows:
        """The rows of a selection; none at all is a mistake in the claim.

        Raises
        ------
        ClaimError
            When the selection is missing, names what there is not, or rests on sample rows.
        """
        if selection is None:
            raise ClaimError(f"has a check without '{role}'.", f"Say which rows are the {role}.")
        if selection.table not in tables():
            raise ClaimError(
                f"names the table '{selection.table}', which does not exist.", f"Use one of {', '.join(tables())}."
            )
        table = tables()[selection.table]
        if table.status == "sample":
            raise ClaimError(
                f"rests on the sample table '{table.name}'.", "A sample supports no verdict: name who holds the data."
            )
        rows = self.seen(table)
        columns = [name for name in ("area", "category", "measure") if getattr(selection, name) is not None]
        rows = rows.pick(**{name: self.names(rows, name, getattr(selection, name)) for name in columns})
        rows = in_period(rows, selection, self.year)
        if rows.empty:
            raise ClaimError(
                f"selects no row of '{table.name}' as its '{role}'.",
                "Correct the period or the names of the selection.",
            )
        if rows.withheld:
            raise ClaimError(
                f"rests on a withheld count of '{table.name}'.", "It supports no verdict: name who holds the data."
            )
        return rows

    def names(self, rows: Rows, column: str, given: str | tuple[str, ...]) -> list[str]:
        """The names that a selection gives, each area for itself; one the table does not have is a mistake."""
        words = [given] if isinstance(given, str) else given
        names = [each for word in words for each in (self.areas.get(word, [word]) if column == "area" else [word])]
        known = set(rows.frame[column].unique())
        missing = [each for each in names if each not in known]
        if missing:
            raise ClaimError(
                f"names the {column} '{missing[0]}', which '{rows.table.name}' does not have.",
                f"It has {', '.join(sorted(known))}.",
            )
        return names


def in_period(rows: Rows, selection: Selection, year: int) -> Rows:
    """The rows of the selection's year or years; of the latest there are where any period will do."""
    ends = rows.frame["period_end"].dt.year
    if selection.years:
        return Rows(rows.table, rows.frame[ends.between(*selection.years)])
    if selection.any_period:
        return Rows(rows.table, rows.frame[ends == (selection.year or ends.max())])
    return rows.pick(year=selection.year or year)


def value(check: Check, bench: Bench) -> Found:
    rows = bench.pick(check.rows, "rows")
    if len(rows.frame) != 1:
        raise ClaimError(
            f"selects {len(rows.frame)} rows where one is meant.", "Name the area, category, measure and year."
        )
    return Found(float(rows.value), (rows,))


def total(check: Check, bench: Bench) -> Found:
    rows = bench.pick(check.rows, "rows")
    return Found(float(rows.total), (rows,))


def share(check: Check, bench: Bench) -> Found:
    part = bench.pick(check.part, "part")
    if check.base is not None:
        return Found(100 * part.total / check.base, (part,))
    whole = bench.pick(check.whole, "whole")
    return Found(100 * proportion(part.total, whole.total, whole.table.name).value, (part, whole))


def per(check: Check, bench: Bench) -> Found:
    count, residents = bench.pick(check.count, "count"), bench.pick(check.residents, "residents")
    return Found(float(count.total / residents.total), (count, residents))


def change(check: Check, bench: Bench) -> Found:
    now, before = bench.pick(check.now, "now"), bench.pick(check.before, "before")
    return Found(100 * (now.total / before.total - 1), (now, before))


def smallest_ratio(check: Check, bench: Bench) -> Found:
    """How many times the count is of the largest of the others: what holds for it holds for each."""
    count, others = bench.pick(check.count, "count"), bench.pick(check.others, "others")
    nearest = others.frame.loc[others.frame["value"].idxmax()]
    times = float(count.total / nearest["value"])
    return Found(times, (count, others), f"{wording.decimal(times)} times that of {nearest['area']}")


def mean_ratio(check: Check, bench: Bench) -> Found:
    count, others = bench.pick(check.count, "count"), bench.pick(check.others, "others")
    return Found(float(count.total / others.frame["value"].mean()), (count, others))


def highest(check: Check, bench: Bench) -> Found:
    rows = bench.pick(check.rows, "rows")
    return Found(rows.frame.loc[rows.frame["value"].idxmax(), "area"], (rows,))


def highest_rate(check: Check, bench: Bench) -> Found:
    count, residents = bench.pick(check.count, "count"), bench.pick(check.residents, "residents")
    rates = count.frame.set_index("area")["value"] / residents.frame.set_index("area")["value"]
    return Found(str(rates.idxmax()), (count, residents))


def highest_shares(check: Check, bench: Bench) -> Found:
    """The areas with the highest shares, as many as `top`, named in the order of the alphabet."""
    part, whole = bench.pick(check.part, "part"), bench.pick(check.whole, "whole")
    shares = 100 * part.frame.set_index("area")["value"] / whole.frame.set_index("area")["value"]
    shares = shares.sort_values(ascending=False, kind="stable")
    text = wording.listed([f"{area} {wording.per_cent(share)}" for area, share in shares.items()])
    return Found(wording.listed(sorted(shares.index[: check.top])), (part, whole), text)


def by_year(rows: Rows) -> pd.DataFrame:
    """One row for each year, one column for each area."""
    return rows.frame.assign(year=rows.frame["period_end"].dt.year).pivot(index="year", columns="area", values="value")


def run_at_the_end(held: pd.Series) -> int:
    """For how many years in a row, up to the last, something held."""
    return int(held[::-1].astype(int).cumprod().sum())


def years_highest(check: Check, bench: Bench) -> Found:
    rows = bench.pick(check.rows, "rows")
    table = by_year(rows)
    return Found(run_at_the_end(table.idxmax(axis=1) == bench.areas["lead"][0]), (rows,))


def years_falling(check: Check, bench: Bench) -> Found:
    rows = bench.pick(check.rows, "rows")
    return Found(run_at_the_end(by_year(rows).sum(axis=1).diff().dropna() < 0), (rows,))


def largest_fall(check: Check, bench: Bench) -> Found:
    rows = bench.pick(check.rows, "rows")
    table = by_year(rows)
    changes = 100 * (table.iloc[-1] / table.iloc[0] - 1)
    area = str(changes.idxmin())
    return Found(area, (rows,), f"{area}, {changes.min():+.1f} per cent".replace("-", "\N{MINUS SIGN}"))


def each(check: Check, bench: Bench) -> Found:
    rows, others = bench.pick(check.rows, "rows"), bench.pick(check.others, "others")
    computed = others.frame.set_index("area")["value"]
    pairs = tuple((row.area, row.value, computed[row.area]) for row in rows.frame.itertuples())
    return Found(len(pairs), (rows, others), pairs=pairs)


def busiest_places(check: Check, bench: Bench) -> Found:
    """The places with most, as many as `top`; only their rows are named, and none is under the table's threshold."""
    rows = undoubted(bench.pick(check.rows, "rows"))
    shown, _ = merged(by_place(rows), rows.table.disclosure.threshold)
    first = shown.head(check.top)
    if first.empty:
        raise ClaimError("selects no place that may be shown.", "Choose a longer period.")
    named = [f"{row.place} {wording.count(row.value)}" for row in first.itertuples()]
    text = f"{'; '.join(named)}; of {wording.count(rows.total)}"
    behind = rows.frame.merge(first[CELL])
    return Found("; ".join(first["place"]), (Rows(rows.table, behind),), text)


HOW: dict[str, Callable[[Check, Bench], Found]] = {
    "value": value,
    "sum": total,
    "share": share,
    "per": per,
    "change": change,
    "smallest ratio": smallest_ratio,
    "mean ratio": mean_ratio,
    "highest": highest,
    "highest rate": highest_rate,
    "highest shares": highest_shares,
    "years highest": years_highest,
    "years falling": years_falling,
    "largest fall": largest_fall,
    "each": each,
    "busiest places": busiest_places,
}
