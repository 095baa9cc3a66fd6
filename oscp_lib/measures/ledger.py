"""The ledger: each claim of a published plan held against the tables, and the verdict that follows."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from oscp_lib import paths
from oscp_lib.data.claims import Check, Claim, Selection, load_claims
from oscp_lib.data.evidence import visible
from oscp_lib.data.package import tables
from oscp_lib.data.partnership import load_partnership
from oscp_lib.data.tables import Rows
from oscp_lib.data.yaml_files import line_with
from oscp_lib.errors import InputError, Problem
from oscp_lib.measures import wording
from oscp_lib.measures.rates import proportion
from oscp_lib.measures.rules import RULES, agrees, number, places

CONFIRMED, CONTRADICTED, EXPLANATION, NOT_CHECKABLE = "confirmed", "contradicted", "explanation", "not checkable"
VERDICTS = (CONTRADICTED, CONFIRMED, EXPLANATION, NOT_CHECKABLE)
COUNTED = ("crimes", "offences", "residents", "animals", "people", "years", "reports")
LEAST_PER_CENT = 0.1  # a smaller difference is told in numbers alone
AGAINST = {"plan": "the plan's own tables", "official": "official figures"}


class ClaimError(ValueError):
    """A mistake in the file of claims: what was found, and the remedy."""


@dataclass(frozen=True)
class Result:
    """What one check computed. `held` is True or False by the rule, or None where the check only tells."""

    check: Check
    value: float | str
    text: str
    held: bool | None
    difference: str
    rows: tuple[Rows, ...]


@dataclass(frozen=True)
class Entry:
    """A claim with what was computed for it."""

    claim: Claim
    results: tuple[Result, ...]

    @property
    def verdict(self) -> str:
        """What the machine finds; one check that fails is enough to contradict."""
        if self.claim.explanation is not None:
            return EXPLANATION
        decided = [result.held for result in self.results if result.held is not None]
        if not decided:
            return NOT_CHECKABLE
        return CONFIRMED if all(decided) else CONTRADICTED

    @property
    def computed(self) -> str:
        return "; ".join(f"{result.text} ({result.check.what})" for result in self.results)

    @property
    def against(self) -> str:
        named = dict.fromkeys(AGAINST[result.check.against] for result in self.results if result.held is not None)
        return " and ".join(named)

    @property
    def decisive(self) -> str:
        """What the checks that failed computed."""
        return "; ".join(f"{result.text} ({result.check.what})" for result in self.results if result.held is False)

    @property
    def remarks(self) -> str:
        """By how much the checks disagree with what is stated, and what the file adds."""
        parts = [result.difference for result in self.results if result.difference]
        return " ".join([*parts, *([self.claim.note] if self.claim.note else [])])

    @property
    def note(self) -> str:
        """The remarks with who could settle it, how it can be read, and what an explanation would need."""
        claim, parts = self.claim, []
        if self.verdict == NOT_CHECKABLE:
            parts.append(f"Who holds the data that would settle it: {claim.held_by}.")
        if claim.readings:
            parts.append(
                f"It can be read in {wording.count_in_words(len(claim.readings))} ways. {' '.join(claim.readings)}"
            )
        if claim.explanation:
            parts.append(f"What would support it: {claim.explanation.supports}")
            parts.append(f"What does not: {claim.explanation.does_not}")
        return " ".join([*([self.remarks] if self.remarks else []), *parts])

    def as_json(self) -> dict:
        """The entry as `oscp claims --json` prints it."""
        return {
            "id": self.claim.id,
            "chapter": self.claim.chapter,
            "statement": self.claim.statement,
            "stated": self.claim.stated,
            "computed": self.computed,
            "against": self.against,
            "verdict": self.verdict,
            "note": self.note,
            "lines": self.claim.lines,
            "checks": [
                {
                    "against": result.check.against,
                    "computed": result.value,
                    "text": result.text,
                    "held": result.held,
                    "rows": [{"table": rows.table.name, "line": line} for rows in result.rows for line in rows.lines],
                }
                for result in self.results
            ],
        }


@dataclass(frozen=True)
class Ledger:
    """Every claim of the plan of a year, in the order of its text; empty where there is no plan."""

    year: int
    entries: tuple[Entry, ...]

    def of(self, verdict: str) -> list[Entry]:
        return [entry for entry in self.entries if entry.verdict == verdict]


def ledger(year: int, chapter: str | None = None, beside: str | None = None) -> Ledger:
    """Hold the claims of a year's plan against the tables: all, or those that stand beside one figure.

    Raises
    ------
    InputError
        With every claim that cannot be evaluated because of a mistake in its file.
    """
    claims = load_claims(year)
    entries, problems = [], []
    bench = Bench(year)
    for claim in claims.claims if claims else ():
        if chapter not in (None, claim.chapter) or beside not in (None, claim.beside):
            continue
        try:
            entries.append(evaluate(claim, bench))
        except ClaimError as error:
            found, remedy = error.args
            path = paths.EDITIONS / str(year) / "claims.yml"
            place = line_with(path, f"id: {claim.id}")
            problems.append(Problem(paths.shown(path), f"The claim '{claim.id}' {found}", remedy, place))
    if problems:
        raise InputError(problems)
    return Ledger(year, tuple(entries))


def evaluate(claim: Claim, bench: "Bench") -> Entry:
    """A claim with the result of each of its checks."""
    return Entry(claim, tuple(result_of(claim, check, bench) for check in claim.checks))


def result_of(claim: Claim, check: Check, bench: "Bench") -> Result:
    """What one check computes, and whether it bears the claim out."""
    found = HOW[check.how](check, bench)
    if check.how == "each":
        return result_of_each(claim, check, found)
    text = found.text or figure_text(claim, check, found.value)
    if check.context:
        return Result(check, found.value, text, None, "", found.rows)
    held = holds(claim, check, found)
    if check.reading:
        so = f"{check.what[0].upper()}{check.what[1:]}, it {'holds' if held else 'does not hold'}."
        return Result(check, found.value, text, None, so, found.rows)
    return Result(
        check, found.value, text, held, "" if held else difference_text(claim, found.value, check), found.rows
    )


def holds(claim: Claim, check: Check, found: "Found") -> bool:
    """What the claim's rule says of a computed value."""
    name = check.rule or claim.rule
    if name == "adds up":
        return RULES[name](claim.figure, found.value, len(found.rows[0].frame))
    return RULES[name](claim.figure, found.value)


def result_of_each(claim: Claim, check: Check, found: "Found") -> Result:
    """Two columns held against each other, area by area."""
    apart = [
        f"{area} {wording.plain(stated)} against {wording.plain(computed)}"
        for area, stated, computed in found.pairs
        if not agrees(repr(float(stated)), computed)
    ]
    total = len(found.pairs)
    some, of_all = wording.count_in_words(total - len(apart)), wording.count_in_words(total)
    text = f"{some} of {of_all} agree" if apart else f"all {of_all} agree"
    difference = f"They differ in {wording.listed(apart)}." if apart else ""
    return Result(check, total - len(apart), text, not apart, difference, found.rows)


def figure_text(claim: Claim, check: Check, value: float | str) -> str:
    """A computed figure as the ledger prints it: one place finer than it was stated."""
    if isinstance(value, str):
        return value
    unit = {"smallest ratio": "times", "mean ratio": "times", "share": "per cent", "change": "per cent"}.get(
        check.how, claim.unit
    )
    decimals = 0 if unit in COUNTED else finer(claim)
    signed = f"{value:+,.{decimals}f}".replace("-", "\N{MINUS SIGN}") if check.how == "change" else None
    return f"{signed or wording.decimal(value, decimals)} {unit}".strip()


def finer(claim: Claim) -> int:
    try:
        return places(claim.figure) + 1
    except ArithmeticError:
        return 1


def difference_text(claim: Claim, value: float, check: Check) -> str:
    """By how much a stated figure misses a computed one; nothing where it is a bound or a name."""
    if isinstance(value, str) or (check.rule or claim.rule) in ("more than", "at least", "at most"):
        return ""
    stated = float(number(claim.figure))
    gap = stated - value
    side = "above" if gap > 0 else "below"
    decimals = 0 if claim.unit in COUNTED else finer(claim)
    size = wording.decimal(abs(gap), decimals)
    relative = 100 * abs(gap) / abs(value) if value and claim.unit in COUNTED else 0
    per_cent = f", {wording.decimal(relative)} per cent of it" if relative >= LEAST_PER_CENT else ""
    unit = "percentage points" if claim.unit == "per cent" else claim.unit
    return f"The stated figure is {size} {unit} {side} {check.what}{per_cent}."


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

    @cached_property
    def areas(self) -> dict[str, list[str]]:
        place = load_partnership()
        districts = [district.name for district in place.districts]
        return {
            "lead": [place.lead_district],
            "others": [name for name in districts if name != place.lead_district],
            "districts": districts,
            "county": [place.county.name],
        }

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
                f"names the table '{selection.table}', which there is not.", f"Use one of {', '.join(tables())}."
            )
        table = tables()[selection.table]
        if table.status == "sample":
            raise ClaimError(
                f"rests on the sample table '{table.name}'.", "A sample supports no verdict: name who holds the data."
            )
        rows = visible(table, self.year, publish=False)
        for name in ("area", "category", "measure"):
            wanted = getattr(selection, name)
            if wanted is not None:
                rows = self.where(rows, name, [wanted] if isinstance(wanted, str) else list(wanted))
        rows = in_period(rows, selection, self.year)
        if rows.empty:
            raise ClaimError(
                f"selects no row of '{table.name}' as its '{role}'.", "Mend the period or the names of the selection."
            )
        return rows

    def where(self, rows: Rows, name: str, wanted: list[str]) -> Rows:
        """Rows equal to one of the names; a name the table does not have is a mistake."""
        names = [each for word in wanted for each in (self.areas.get(word, [word]) if name == "area" else [word])]
        missing = [each for each in names if each not in set(rows.frame[name])]
        if missing:
            known = ", ".join(sorted(rows.frame[name].unique()))
            raise ClaimError(
                f"names the {name} '{missing[0]}', which '{rows.table.name}' does not have.", f"It has {known}."
            )
        return rows.pick(**{name: names})


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
    "years highest": years_highest,
    "years falling": years_falling,
    "largest fall": largest_fall,
    "each": each,
}
