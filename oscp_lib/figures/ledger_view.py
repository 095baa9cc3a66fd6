"""The ledger as a page prints it: contradictions by problem, other claims one by one, and the note beside a figure."""

from dataclasses import dataclass

from oscp_lib.figures.figure import templates
from oscp_lib.measures.ledger import CONFIRMED, CONTRADICTED, Ledger

RECONCILIATION = "reconciliation.html"


@dataclass(frozen=True)
class ClaimList:
    """The claims of one verdict: those contradicted by what they come down to, the others in the order of the text."""

    ledger: Ledger
    verdict: str

    def _repr_html_(self) -> str:
        name = {CONTRADICTED: "problems.html", CONFIRMED: "confirmed.html"}.get(self.verdict, "claims.html")
        return (
            templates().get_template(name).render(entries=self.ledger.of(self.verdict), problems=self.ledger.problems)
        )

    def __repr__(self) -> str:
        entries = self.ledger.of(self.verdict)
        return "\n".join(f"{entry.claim.id}: {entry.claim.statement} {entry.computed}" for entry in entries)


def contradiction_note(ledger: Ledger) -> str:
    """A note that the plan is contradicted here, with a link to each problem; HTML without blank lines."""
    html = templates().get_template("contradiction.html").render(problems=ledger.problems, page=RECONCILIATION)
    return "\n".join(line for line in html.splitlines() if line.strip())
