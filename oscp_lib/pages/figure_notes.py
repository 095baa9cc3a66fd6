"""Where the notes of a page's figures stand: at most two under each, the rest once, in one list at the page's end."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from jinja2 import Environment, PackageLoader, StrictUndefined

MOST_UNDER_A_FIGURE = 2
PLACE = "notes-on-figures"  # the id of the list at the page's end


@dataclass(frozen=True)
class Notes:
    """The notes that stand under each figure, by its ident, and those that stand apart, each with its figures."""

    under: dict[str, list[str]] = field(default_factory=dict)
    apart: dict[str, list[str]] = field(default_factory=dict)

    def has_more(self, record: dict) -> bool:
        """True where notes of this figure stand apart."""
        return any(record["ident"] in idents for idents in self.apart.values())


def placed(records: Sequence[dict]) -> Notes:
    """Share out the notes of a page's figures, so that each is printed once.

    The legend of a figure's marks stays with it, whatever other figure has it too: a reader needs it beside the cells.
    What is said of several figures, or of a whole source, stands apart.

    Parameters
    ----------
    records
        What the figures published of themselves (`Figure`), in the page's order; notes the most important first.
    """
    notes = Notes()
    figures = {record["ident"]: record for record in records}.values()
    times = Counter(note for record in figures for note in dict.fromkeys(record["notes"]))
    for record in figures:
        own = [note for note in dict.fromkeys(record["notes"]) if note not in record["legend"]]
        near = [note for note in own if times[note] == 1 and note not in record["source_notes"]]
        room = max(MOST_UNDER_A_FIGURE - len(record["legend"]), 0)
        notes.under[record["ident"]] = [*record["legend"], *near[:room]]
        for note in own:
            if note not in near[:room]:
                notes.apart.setdefault(note, []).append(record["ident"])
    return notes


def about_figures(notes: Notes, records: Sequence[dict]) -> str:
    """The notes that stand apart as one folded list, each with the figures that it is of; HTML without blank lines."""
    figures = {record["ident"]: record["label"] for record in records}
    entries = [(note, [(ident, figures[ident]) for ident in idents]) for note, idents in notes.apart.items()]
    environment = Environment(
        loader=PackageLoader("oscp_lib.pages"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    return environment.get_template("figure_notes.html").render(entries=entries, place=PLACE).strip()
