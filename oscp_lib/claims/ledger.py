"""The ledger: each claim of a published plan held against the tables, and the verdict that follows."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from oscp_lib import paths
from oscp_lib.claims.claims_file import Claim, Claims, SharedProblem, load_claims
from oscp_lib.claims.compute import Bench, ClaimError
from oscp_lib.claims.results import Result, result_of
from oscp_lib.data.package import packages_of, tables
from oscp_lib.data.yaml_files import line_with
from oscp_lib.errors import InputError, Problem
from oscp_lib.measures import wording

CONFIRMED, CONTRADICTED, EXPLANATION, NOT_CHECKABLE = "confirmed", "contradicted", "explanation", "not checkable"
COUNTS_DIFFERENTLY, ONE_READING = "counts differently", "true on one reading"
VERDICTS = (CONTRADICTED, COUNTS_DIFFERENTLY, ONE_READING, CONFIRMED, EXPLANATION, NOT_CHECKABLE)
DIFFERENT = (CONTRADICTED, COUNTS_DIFFERENTLY, ONE_READING)  # what the problems are made of
AGAINST = {"plan": "the plan's own tables", "official": "official figures"}


@dataclass(frozen=True)
class Entry:
    """A claim with what was computed for it; `why_different` is why the plan may count something else, if it does."""

    claim: Claim
    results: tuple[Result, ...]
    why_different: str | None = None

    @property
    def verdict(self) -> str:
        """What the machine finds; one check that fails is enough to contradict, unless another reading holds.

        That the plan counts something else excuses it from official figures, not from its own tables.
        """
        if self.claim.explanation is not None:
            return EXPLANATION
        if not self.claim.deciding:
            return NOT_CHECKABLE
        failed = [result.check.against for result in self.results if result.failed]
        if not failed:
            return CONFIRMED if all(result.held for result in self.readings) else ONE_READING
        if set(failed) <= {result.check.against for result in self.readings if result.held}:
            return ONE_READING
        return COUNTS_DIFFERENTLY if self.why_different and "plan" not in failed else CONTRADICTED

    @property
    def readings(self) -> list[Result]:
        """What was computed for other readings of its words."""
        return [result for result in self.results if result.check.reading]

    @property
    def brief(self) -> str:
        """What is printed and what was found, in one line; of a claim that is not borne out."""
        compared = self.readings or any(each.failed and each.check.how == "each" for each in self.results)
        return self.found if compared else f"{self.claim.stated} printed, {self.found} found"

    @property
    def found(self) -> str:
        """What the first check that failed computed, or each reading of the words."""
        if self.readings:
            read = [f"as {each.check.read_as}, {each.text}" for each in self.results if each.check.read_as]
            return f"read {'; '.join(read)}"
        failed = next(result for result in self.results if result.failed)
        with_whom = f" with {AGAINST[failed.check.against]}" if failed.check.how == "each" else ""
        return f"{failed.text}{with_whom}"

    @property
    def computed(self) -> str:
        return "; ".join(f"{result.text} ({result.of_what})" for result in self.results)

    @property
    def against(self) -> str:
        named = dict.fromkeys(AGAINST[result.check.against] for result in self.results if result.check.decides)
        return " and ".join(named)

    @property
    def decisive(self) -> str:
        """What the checks that failed computed."""
        return "; ".join(f"{result.text} ({result.of_what})" for result in self.results if result.failed)

    @property
    def remarks(self) -> str:
        """By how much the checks disagree with what is stated, and what the file adds."""
        parts = [result.difference for result in self.results if result.difference]
        why = self.why_different if self.verdict == COUNTS_DIFFERENTLY else None
        return " ".join([*parts, *(each for each in (why, self.claim.note) if each)])

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
            "place": self.claim.place,
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
        """What the statements that differ come down to: those with one cause together.

        Those that the file names come in its order, which is that of their worth; then others in that of the text.
        """
        named = {problem.id: problem for problem in self.shared}
        found: dict[str, list[Entry]] = {}
        for entry in (each for each in self.entries if each.verdict in DIFFERENT):
            found.setdefault(entry.claim.problem or entry.claim.id, []).append(entry)
        for entries in found.values():
            claim = entries[0].claim
            named.setdefault(claim.problem or claim.id, SharedProblem(id=claim.id, title=claim.statement))
        return [(problem, found[ident]) for ident, problem in named.items() if ident in found]

    @property
    def contradictions(self) -> list[SharedProblem]:
        """The problems in which a statement is contradicted, whatever reading of it or way of counting is taken."""
        return [
            problem for problem, entries in self.problems if any(entry.verdict == CONTRADICTED for entry in entries)
        ]

    @property
    def sources(self) -> list[str]:
        """The publications that the claims were held against, in the order in which they are first used."""
        return list(
            dict.fromkeys(title for entry in self.entries for result in entry.results for title in result.sources)
        )


def tally(entries: list[Entry]) -> str:
    """How many statements there are of each verdict: '1 true on one reading, 1 counts differently'."""
    verdicts = [entry.verdict for entry in entries]
    return ", ".join(f"{verdicts.count(verdict)} {verdict}" for verdict in VERDICTS if verdict in verdicts)


def example(problem: SharedProblem, entries: list[Entry]) -> Entry:
    """The statement that stands for a problem: the one that its file names, or else the first."""
    return next((entry for entry in entries if entry.claim.id == problem.example), entries[0])


def ledger(year: int, chapter: str | None = None) -> Ledger:
    """Hold the claims of a year's plan against the tables: all, or those of one chapter.

    Raises
    ------
    InputError
        With every claim that cannot be evaluated because of a mistake in its file.
    """
    files = (paths.EDITIONS / str(year) / "claims.yml", *packages_of(), paths.PARTNERSHIP, paths.WITHHELD)
    state = tuple(map(paths.state, (*files, *(paths.DATA / table.path for table in tables().values()))))
    return evaluated(year, chapter, state)


@lru_cache(maxsize=32)
def evaluated(year: int, chapter: str | None, state: tuple) -> Ledger:
    """What `ledger` gives. A page asks several times: it is worked out again when the `state` of a file has changed."""
    claims = load_claims(year)
    path = paths.EDITIONS / str(year) / "claims.yml"
    different = {problem.id: problem.counts_differently for problem in claims.problems} if claims else {}
    entries, problems = [], []
    bench = Bench(year)
    for claim in claims.claims if claims else ():
        if chapter not in (None, claim.chapter):
            continue
        try:
            entries.append(evaluate(claim, bench, claim.counts_differently or different.get(claim.problem)))
        except ClaimError as error:
            found, remedy = error.args
            place = line_with(path, f"id: {claim.id}")
            problems.append(Problem(paths.shown(path), f"The claim '{claim.id}' {found}", remedy, place))
    if claims and chapter is None and not problems:
        problems += [
            Problem(paths.shown(path), *said, line_with(path, f"id: {ident}"))
            for ident, said in idle_marks(claims, entries)
        ]
    if problems:
        raise InputError(problems)
    return Ledger(year, tuple(entries), claims.problems if claims else ())


def idle_marks(claims: Claims, entries: list[Entry]) -> Iterator[tuple[str, tuple[str, str]]]:
    """What is said to count differently although no official figure differs: its id, what was found, the remedy."""
    differs = {entry.claim.id for entry in entries if entry.verdict in DIFFERENT}
    remedy = "Delete its 'counts_differently'."
    for claim in claims.claims:
        if claim.counts_differently and claim.id not in differs:
            yield claim.id, (f"The claim '{claim.id}' is said to count differently, and no figure differs.", remedy)
    for problem in claims.problems:
        if problem.counts_differently and not any(
            claim.problem == problem.id and claim.id in differs for claim in claims.claims
        ):
            found = f"The problem '{problem.id}' is said to count differently, and no figure of its claims differs."
            yield problem.id, (found, remedy)


def evaluate(claim: Claim, bench: Bench, why_different: str | None = None) -> Entry:
    """A claim with the result of each of its checks."""
    return Entry(claim, tuple(result_of(claim, check, bench) for check in claim.checks), why_different)
