"""The page that says what changed since the last edition: by chapter, in plain words, the main things first."""

from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from oscp_lib.chapters import CHAPTERS, chapter, chapters_of_book
from oscp_lib.data.revisions import MARK, Identity, load_revisions
from oscp_lib.data.years import buildable_years
from oscp_lib.facts.compare import CAUSES, METHOD, NEW_DATA, PLACES, Difference, compare, residents_years
from oscp_lib.facts.edition_facts import CHANGE, MOST_NAMED, FactSet, PrintedFact
from oscp_lib.figures.revision_marks import NOTE as REVISED
from oscp_lib.measures.count_change import COUNTS_ALONE_BELOW, Verb, signed, what_a_count_did
from oscp_lib.page_names import CHANGES, TRAIL, anchor
from oscp_lib.pages.facts_of_year import kept_facts_of_year

# What a reader asks for first, by the kind of fact; the rest stands folded below.
COUNTED = ("published", "sum")
MOST_UNFOLDED = 5  # of what came or went in a chapter
# What one edition found out about its numbers: each chapter says it, and it has no difference from what another found.
FINDINGS = ("change", *PLACES, "interval")
IN_SHORT: dict[Verb, str] = {
    "rose": "Rose", "fell": "Fell", "about the same": "About the same", "could be chance": "Could be chance",
    "too few": "Too few to say",
}  # fmt: skip


@dataclass(frozen=True)
class Section:
    """What changed in one chapter; `found` is the finding on a count since the year before, by what it counts."""

    title: str
    page: str
    explained: list[Difference]
    counts: list[Difference]
    found: dict[str, PrintedFact]
    others: list[Difference]
    new: list[Difference]
    gone: dict[str, list[Difference]]


def write_changes(facts: FactSet, folder: Path) -> None:
    """Write the page into the folder the book is rendered from.

    The edition before is computed anew from the same tables, so that a book does not depend on what was built before
    it; what a later release replaced is known from the record of revisions.
    """
    last = facts.year - 1
    old = kept_facts_of_year(last, facts.publish) if last in buildable_years() else None
    revisions = load_revisions()
    revised = {revision.identity for revision in revisions}
    found = compare(old, facts, revisions) if old else []
    sections = [section(slug, found, facts) for slug in slugs(found)]
    environment = Environment(
        loader=PackageLoader("oscp_lib.pages"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    text = environment.get_template("changes.md").render(
        year=facts.year, last=last, old=old, totals=totals(sections), causes=meant(found),
        glance=at_a_glance(found), findings=findings(facts), sections=sections, most_unfolded=MOST_UNFOLDED,
        difference=difference_text, kinds=kinds, in_short=in_short,
        residents_note=residents_note(found),
        revised_note=REVISED if any(rests_on(each, revised) for each in found) else "",
        mark=lambda fact: f" {MARK}" if revised.intersection(fact.values) else "",
        link=lambda fact: f"{TRAIL}.html#{anchor(fact.key)}" if fact.rows else "",
    )  # fmt: skip
    (folder / f"{CHANGES}.md").write_text(text, encoding="utf-8", newline="\n")


def rests_on(each: Difference, revised: set[Identity]) -> bool:
    """True where either side was made from a row that a later release has revised."""
    return any(revised.intersection(fact.values) for fact in (each.old, each.new) if fact)


def explained_already(each: Difference) -> bool:
    """True where new figures alone account for a difference, or where the page says why of all rates at once."""
    return set(each.causes) <= ({NEW_DATA, METHOD} if each.over_other_residents else {NEW_DATA})


def residents_note(found: list[Difference]) -> str:
    """Why rates over residents of two editions have no difference; empty where there are none."""
    each = next((each for each in found if each.over_other_residents), None)
    if each is None:
        return ""
    now, before = residents_years(each.new), residents_years(each.old)
    return (
        f"Rates of {each.new.year} are over the residents of mid-{now}, those of {each.old.year} over the residents of "
        f"mid-{before}, of another edition of the estimates. The two do not join: no difference of such rates is given."
    )


def at_a_glance(found: list[Difference]) -> list[Difference]:
    """The counts of the book's first page that are other than they were."""
    both = [each for each in found if each.chapter == CHAPTERS[0].slug and each.old and each.new]
    return [each for each in both if each.new.kind in COUNTED]


def findings(facts: FactSet) -> dict[str, PrintedFact]:
    """What each count did since the year before, by what is counted."""
    told = [fact for fact in facts.facts if fact.kind == "change" and fact.what.endswith(CHANGE)]
    return {fact.what.removesuffix(CHANGE): fact for fact in told}


def difference_text(each: Difference) -> str:
    """The difference as a reader writes it; of two counts of 50 or more the percentage too."""
    text, old, new = each.difference_text, each.old, each.new
    counted = new.kind in COUNTED and each.difference is not None and new.unit != "per cent"
    if not counted or min(old.value, new.value) < COUNTS_ALONE_BELOW:
        return text
    return f"{text} ({signed(100 * (new.value / old.value - 1))})"


def kinds(fact: PrintedFact) -> list[str]:
    """What a sum is of, where its name only says how many kinds."""
    names = list(dict.fromkeys(row.category for row in fact.first_rows))
    return names if len(names) > MOST_NAMED else []


def in_short(finding: PrintedFact) -> str:
    """The finding in a word or two, worked out as its chapter does."""
    now, before = (sum(row.value for row in finding.rows if row.role == role) for role in ("now", "before"))
    return IN_SHORT[what_a_count_did(before, now, (finding.year - 1, finding.year)).verb]


def slugs(found: list[Difference]) -> list[str]:
    """The chapters that something changed in, in the book's order; the first only repeats the others' numbers."""
    changed, first = {each.chapter for each in found}, CHAPTERS[0].slug
    # One that this edition no longer has comes after those that it has.
    known = dict.fromkeys([*(each.slug for each in (*chapters_of_book(), *CHAPTERS)), *sorted(changed)])
    return [slug for slug in known if slug in changed and slug != first]


def totals(sections: list[Section]) -> dict[str, int]:
    """How many numbers are listed as changed, as new and as gone; those of the first page are other pages' too."""
    return {
        "changed": sum(len({one.key for one in (*each.explained, *each.counts, *each.others)}) for each in sections),
        "new": sum(len(each.new) for each in sections),
        "gone": sum(len(gone) for each in sections for gone in each.gone.values()),
    }


def meant(found: list[Difference]) -> dict[str, str]:
    """The causes found, in order, each with what it means."""
    return {cause: words for cause, words in CAUSES.items() if any(cause in each.causes for each in found)}


def said_once(found: list[Difference]) -> list[Difference]:
    """The differences without those that print as one before: the lowest rate of all may be the place's own."""
    first: dict[tuple, Difference] = {}
    for each in found:
        printed = (each.what, *((side.kind, side.unit, side.text) if side else () for side in (each.old, each.new)))
        first.setdefault(printed, each)
    return list(first.values())


def section(slug: str, found: list[Difference], facts: FactSet) -> Section:
    """The differences of a chapter, told apart by what a reader does with them."""
    found = said_once([each for each in found if each.chapter == slug])
    both = [each for each in found if each.old and each.new]
    # A number that prints as it did is no news, unless somebody revised it or counts it otherwise.
    shown = [each for each in both if each.old.text != each.new.text]
    counts = [each for each in shown if each.new.kind in COUNTED]
    gone: dict[str, list[Difference]] = {}
    for each in (each for each in found if each.new is None and each.old.kind not in FINDINGS):
        gone.setdefault(each.gap.sentence if each.gap else each.why, []).append(each)
    told = findings(facts)
    return Section(
        title=chapter(slug).title,
        page=f"{chapter(slug).page}.html",
        explained=[each for each in both if not explained_already(each)],
        counts=counts,
        found={each.what: told[each.what] for each in counts if each.what in told},
        others=[each for each in shown if each not in counts and each.new.kind not in FINDINGS],
        new=[each for each in found if each.old is None and each.new.kind not in FINDINGS],
        gone=gone,
    )
