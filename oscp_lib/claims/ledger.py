"""The ledger: each claim of a published plan held against the tables, and the verdict that follows."""

from dataclasses import dataclass
from functools import lru_cache

from oscp_lib import paths
from oscp_lib.claims.claims_file import Check, Claim, SharedProblem, load_claims
from oscp_lib.claims.compute import HOW, Bench, ClaimError, Found
from oscp_lib.claims.rules import RULES, agrees, number, places
from oscp_lib.data.package import tables
from oscp_lib.data.rows import Rows
from oscp_lib.data.yaml_files import line_with
from oscp_lib.errors import InputError, Problem
from oscp_lib.measures import wording

CONFIRMED, CONTRADICTED, EXPLANATION, NOT_CHECKABLE = "confirmed", "contradicted", "explanation", "not checkable"
VERDICTS = (CONTRADICTED, CONFIRMED, EXPLANATION, NOT_CHECKABLE)
COUNTED = ("crimes", "offences", "residents", "animals", "people", "years", "reports")
FINEST = 6  # decimals of a computed figure
LEAST_PER_CENT = 0.1  # a smaller difference is told in numbers alone
AGAINST = {"plan": "the plan's own tables", "official": "official figures"}


@dataclass(frozen=True)
class Result:
    """What one check computed. `held` is True or False by the rule, or None where the check only tells.

    `year` is the edition's own: a check of rows of other years says so.
    """

    check: Check
    value: float | str
    text: str
    held: bool | None
    difference: str
    rows: tuple[Rows, ...]
    year: int

    @property
    def source(self) -> str:
        """The publications behind an official figure; the plan's own tables are named by the check itself."""
        if self.check.against == "plan":
            return ""
        return "; ".join(dict.fromkeys(title for rows in self.rows for title in rows.table.titles(rows.frame)))

    @property
    def years(self) -> list[int]:
        """The years of the rows, by the last day of each."""
        return sorted({int(year) for rows in self.rows for year in rows.frame["period_end"].dt.year})

    @property
    def other_years(self) -> str:
        """Of which years the rows are, where they are not all of the edition's own and the check's words do not say."""
        if self.years == [self.year] or all(str(year) in self.check.what for year in self.years):
            return ""
        in_a_row = len(self.years) > 2 and self.years[-1] - self.years[0] == len(self.years) - 1
        return f"figures of {wording.span(self.years) if in_a_row else wording.listed(list(map(str, self.years)))}"

    @property
    def of_what(self) -> str:
        """What was computed, and of which years where that is not plain."""
        return f"{self.check.what}; {self.other_years}" if self.other_years else self.check.what

    @property
    def told(self) -> str:
        """What was found, of what, and how far the plan's figure is from it."""
        return f"{self.text}: {self.of_what}.{f' {self.difference}' if self.difference else ''}"


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
        return "; ".join(f"{result.text} ({result.of_what})" for result in self.results)

    @property
    def against(self) -> str:
        named = dict.fromkeys(AGAINST[result.check.against] for result in self.results if result.held is not None)
        return " and ".join(named)

    @property
    def decisive(self) -> str:
        """What the checks that failed computed."""
        return "; ".join(f"{result.text} ({result.of_what})" for result in self.results if result.held is False)

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
                    "years": result.years,
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

    shared: tuple[SharedProblem, ...] = ()

    def of(self, verdict: str) -> list[Entry]:
        return [entry for entry in self.entries if entry.verdict == verdict]

    @property
    def problems(self) -> list[tuple[SharedProblem, list[Entry]]]:
        """What the contradictions come down to: those with one cause together, in the order of the plan's text."""
        named = {problem.id: problem for problem in self.shared}
        found: dict[str, list[Entry]] = {}
        for entry in self.of(CONTRADICTED):
            found.setdefault(entry.claim.problem or entry.claim.id, []).append(entry)
        for entries in found.values():
            claim = entries[0].claim
            named.setdefault(claim.problem or claim.id, SharedProblem(id=claim.id, title=claim.statement))
        return [(named[ident], entries) for ident, entries in found.items()]


def ledger(year: int, chapter: str | None = None, beside: str | None = None) -> Ledger:
    """Hold the claims of a year's plan against the tables: all, or those that stand beside one figure.

    Raises
    ------
    InputError
        With every claim that cannot be evaluated because of a mistake in its file.
    """
    files = (paths.EDITIONS / str(year) / "claims.yml", paths.DATAPACKAGE, paths.PARTNERSHIP, paths.WITHHELD)
    state = tuple(map(paths.state, (*files, *(paths.DATA / table.path for table in tables().values()))))
    return evaluated(year, chapter, beside, state)


@lru_cache(maxsize=32)
def evaluated(year: int, chapter: str | None, beside: str | None, state: tuple) -> Ledger:
    """What `ledger` gives. A page asks several times: it is worked out again when the `state` of a file has changed."""
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
    return Ledger(year, tuple(entries), claims.problems if claims else ())


def evaluate(claim: Claim, bench: Bench) -> Entry:
    """A claim with the result of each of its checks."""
    return Entry(claim, tuple(result_of(claim, check, bench) for check in claim.checks))


def result_of(claim: Claim, check: Check, bench: Bench) -> Result:
    """What one check computes, and whether it bears the claim out."""
    found = HOW[check.how](check, bench)
    if check.how == "each":
        return result_of_each(claim, check, found, bench.year)
    held = None if check.context else holds(claim, check, found)
    text = found.text or figure_text(claim, check, found.value, held)
    if check.context:
        return Result(check, found.value, text, None, "", found.rows, bench.year)
    if check.reading:
        so = f"{check.what[0].upper()}{check.what[1:]}, it {'holds' if held else 'does not hold'}."
        return Result(check, found.value, text, None, so, found.rows, bench.year)
    difference = difference_text(claim, found.value, check, held)
    return Result(check, found.value, text, held, difference, found.rows, bench.year)


def holds(claim: Claim, check: Check, found: Found) -> bool:
    """What the claim's rule says of a computed value."""
    name, value = check.rule or claim.rule, found.value
    if check.nearest:
        # Where a source first published figures rounded, both are held to that precision.
        return nearest(float(number(claim.figure)), check.nearest) == nearest(float(value), check.nearest)
    if name == "adds up":
        return RULES[name](claim.figure, found.value, len(found.rows[0].frame))
    return RULES[name](claim.figure, found.value)


def result_of_each(claim: Claim, check: Check, found: Found, year: int) -> Result:
    """Two columns held against each other, area by area."""
    apart = [
        f"{area} {wording.plain(stated)} against {wording.plain(computed)}"
        for area, stated, computed in found.pairs
        if not agrees(repr(float(stated)), computed)
    ]
    total = len(found.pairs)
    some, of_all = wording.count_in_words(total - len(apart)), wording.count_in_words(total)
    agree = "agrees" if total - len(apart) == 1 else "agree"
    text = f"{some} of {of_all} {agree}" if apart else f"all {of_all} agree"
    difference = f"They differ in {wording.listed(apart)}." if apart else ""
    return Result(check, total - len(apart), text, not apart, difference, found.rows, year)


def figure_text(claim: Claim, check: Check, value: float | str, held: bool | None) -> str:
    """A computed figure as the ledger prints it: one place finer than it was stated.

    Where it fails by less than that, so many places that a reader sees it fail: 1.96, not 2.0, for 'more than 2'.
    """
    if isinstance(value, str):
        return value
    unit = {"smallest ratio": "times", "mean ratio": "times", "share": "per cent", "change": "per cent"}.get(
        check.how, claim.unit
    )
    decimals = 0 if unit in COUNTED else finer(claim)
    while held is False and decimals < FINEST and number(f"{value:.{decimals}f}") == number(claim.figure):
        decimals += 1
    signed = f"{value:+,.{decimals}f}".replace("-", "\N{MINUS SIGN}") if check.how == "change" else None
    return f"{signed or wording.decimal(value, decimals)} {unit}".strip()


def finer(claim: Claim) -> int:
    try:
        return places(claim.figure) + 1
    except ArithmeticError:
        return 1


def nearest(value: float, step: int) -> int:
    """A figure rounded to the nearest step, halves up."""
    return int(value / step + 0.5) * step


def difference_text(claim: Claim, value: float | str, check: Check, held: bool) -> str:
    """By how much the plan's figure misses a computed one; nothing where it is a bound or a name, or the same."""
    name = check.rule or claim.rule
    if isinstance(value, str) or name in ("more than", "at least", "at most") or (held and name != "agrees"):
        return ""
    gap = float(number(claim.figure)) - value
    decimals = 0 if claim.unit in COUNTED else finer(claim)
    size = wording.decimal(abs(gap), decimals)
    if not float(size.replace(",", "")):
        return ""
    relative = 100 * abs(gap) / abs(value) if value and claim.unit in COUNTED else 0
    per_cent = f", or {wording.decimal(relative)} per cent," if relative >= LEAST_PER_CENT else ""
    unit = "percentage points" if claim.unit == "per cent" else claim.unit
    return f"The plan's figure is {size} {unit}{per_cent} {'higher' if gap > 0 else 'lower'}."
