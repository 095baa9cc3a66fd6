"""The ledger as a page prints it: claims one by one, and the note that a contradiction leaves beside its figure."""

from dataclasses import dataclass

from oscp_lib.figures.figure import templates
from oscp_lib.measures.ledger import Entry

RECONCILIATION = "reconciliation.html"


@dataclass(frozen=True)
class ClaimList:
    """Some entries of the ledger, in the order of the plan's text."""

    entries: tuple[Entry, ...]

    def _repr_html_(self) -> str:
        return templates().get_template("claims.html").render(entries=self.entries)

    def __repr__(self) -> str:
        return "\n".join(f"{entry.claim.id}: {entry.claim.statement} {entry.computed}" for entry in self.entries)


def contradiction_note(entries: list[Entry]) -> str:
    """A note that the plan is contradicted here, with a link to each entry; HTML without blank lines."""
    html = templates().get_template("contradiction.html").render(entries=entries, page=RECONCILIATION)
    return "\n".join(line for line in html.splitlines() if line.strip())
