"""The ledger as pages print it: its problems, the claims of one verdict, all to take away, and notes on chapters."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import pandas as pd

from oscp_lib.claims.claims_file import SharedProblem
from oscp_lib.claims.ledger import CONFIRMED, CONTRADICTED, NOT_CHECKABLE, Entry, Ledger, example, tally
from oscp_lib.figures.figure import VIEW_MIME, Figure, templates
from oscp_lib.measures import wording

RECONCILIATION = "reconciliation.html"
NOTHING = "none"
LINES = 3  # of a note on a chapter
TEMPLATES = {CONFIRMED: "confirmed.html", NOT_CHECKABLE: "held_elsewhere.html"}


@dataclass(frozen=True)
class LedgerView:
    """Some part of the ledger, printed by a template."""

    ledger: Ledger
    template: ClassVar[str] = ""

    def _repr_mimebundle_(self, **_: object) -> dict:
        return {VIEW_MIME: {}, "text/html": self._repr_html_()}

    def _repr_html_(self) -> str:
        return templates().get_template(self.template).render(ledger=self.ledger, example=example, tally=tally)

    def __repr__(self) -> str:
        return "\n".join(
            f"{problem.id}: {problem.title}, {tally(entries)}" for problem, entries in self.ledger.problems
        )


@dataclass(frozen=True, repr=False)
class ProblemTable(LedgerView):
    """One row for each problem: what the plan prints, what was found, and how many statements come down to it."""

    template = "problem_table.html"


@dataclass(frozen=True, repr=False)
class ProblemList(LedgerView):
    """Each problem with its statements, and what was found for each."""

    template = "problems.html"


@dataclass(frozen=True, repr=False)
class SourceList(LedgerView):
    """The publications that the statements are held against; the numbers in the ledger lead here."""

    template = "ledger_sources.html"

    def __repr__(self) -> str:
        return "\n".join(self.ledger.sources)


@dataclass(frozen=True, repr=False)
class ClaimList(LedgerView):
    """The claims of one verdict, in the order of the plan's text."""

    verdict: str

    def _repr_html_(self) -> str:
        template = templates().get_template(TEMPLATES.get(self.verdict, "claims.html"))
        return template.render(ledger=self.ledger, entries=self.ledger.of(self.verdict))

    def __repr__(self) -> str:
        entries = self.ledger.of(self.verdict)
        return "\n".join(f"{entry.claim.id}: {entry.claim.statement} {entry.computed}" for entry in entries)


class ClaimFile(Figure):
    """The claims as a file to take away: the page prints them already, so that here stands only the link."""

    def html(self) -> str:
        return templates().get_template("claim_file.html").render(figure=self)


def claim_file(ledger: Ledger) -> ClaimFile:
    """Every claim of a plan as one tidy table, in the order of the plan's text."""
    problems = {entry.claim.id: problem.title for problem, entries in ledger.problems for entry in entries}
    frame = pd.DataFrame(
        {
            "Claim": entry.claim.id, "Chapter": entry.claim.chapter, "Place in the plan": entry.claim.place,
            "Statement": entry.claim.statement, "The plan says": entry.claim.stated, "Verdict": entry.verdict,
            "Held against": entry.against or NOTHING, "What was found": entry.computed or NOTHING,
            "Note": entry.note or NOTHING, "Problem it comes down to": problems.get(entry.claim.id, NOTHING),
        }
        for entry in ledger.entries
    )  # fmt: skip
    return ClaimFile(
        ident="ledger", label="Ledger", title=f"The {len(frame)} claims of the plan and what was found",
        subtitle="Every claim with its verdict, in the order of the plan's text.", frame=frame, rows=(),
    )  # fmt: skip


@dataclass(frozen=True)
class NoteLine:
    """One line of a note on a chapter: the problem it leads to, what it is named, and what was found."""

    problem: SharedProblem
    named: str
    found: str

    @property
    def link(self) -> str:
        return f"{RECONCILIATION}#problem-{self.problem.id}"


def note_line(problem: SharedProblem, entry: Entry) -> NoteLine:
    """What is printed and what was found, for one statement that stands for a problem or for itself."""
    verdict = "" if entry.verdict == CONTRADICTED else f" ({entry.verdict})"
    if entry.readings:
        return NoteLine(
            problem, entry.claim.short or entry.claim.statement.removesuffix("."), f"{entry.brief}{verdict}"
        )
    return NoteLine(problem, problem.title, f"{entry.brief}{verdict}")


def note_lines(ledger: Ledger) -> Iterator[NoteLine]:
    """A line for each problem; one for each statement where the words have several readings."""
    for problem, entries in ledger.problems:
        told = entries if any(entry.readings for entry in entries) else [example(problem, entries)]
        yield from (note_line(problem, entry) for entry in told)


def contradiction_note(ledger: Ledger) -> str:
    """What the plan prints otherwise here, in three lines at most, each with a link to its problem.

    HTML without blank lines; nothing where all is borne out.
    """
    lines = list(note_lines(ledger))
    if not lines:
        return ""
    more = len(lines) - LINES + 1 if len(lines) > LINES else 0
    html = templates().get_template("contradiction.html").render(
        lines=lines[: len(lines) - more], more=wording.count_in_words(more) if more else "", page=RECONCILIATION
    )  # fmt: skip
    return "\n".join(line for line in html.splitlines() if line.strip())
