"""The ledger as a page prints it: contradictions by problem, other claims one by one, all to take away, and notes."""

from dataclasses import dataclass

import pandas as pd

from oscp_lib.claims.ledger import CONFIRMED, CONTRADICTED, Ledger
from oscp_lib.figures.figure import VIEW_MIME, Figure, templates

RECONCILIATION = "reconciliation.html"
NOTHING = "none"


@dataclass(frozen=True)
class ClaimList:
    """The claims of one verdict: those contradicted by what they come down to, the others in the order of the text."""

    ledger: Ledger
    verdict: str

    def _repr_mimebundle_(self, **_: object) -> dict:
        return {VIEW_MIME: {}, "text/html": self._repr_html_()}

    def _repr_html_(self) -> str:
        name = {CONTRADICTED: "problems.html", CONFIRMED: "confirmed.html"}.get(self.verdict, "claims.html")
        return (
            templates().get_template(name).render(entries=self.ledger.of(self.verdict), problems=self.ledger.problems)
        )

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


def contradiction_note(ledger: Ledger) -> str:
    """A note that the plan is contradicted here, with a link to each problem; HTML without blank lines."""
    html = templates().get_template("contradiction.html").render(problems=ledger.problems, page=RECONCILIATION)
    return "\n".join(line for line in html.splitlines() if line.strip())
