"""The page that says what changed since the last edition: the counts of all chapters, the largest change on top."""

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

# What a reader asks for first, by the kind of fact.
COUNTED = ("published", "sum")
MOST_UNFOLDED = 5  # of what came or went
# What one edition found out about its numbers: each chapter says it, and it has no difference from what another found.
FINDINGS = ("change", *PLACES, "interval")
# Neither has what an edition says of itself, such as how many of its tables are samples, nor the year of residents.
LEFT_OUT = (*FINDINGS, "given", "year")
TESTED = ("offences", "incidents")
IN_SHORT: dict[Verb, str] = {
    "rose": "Rose", "fell": "Fell", "about the same": "About the same", "could be chance": "Could be chance",
    "too few": "Too few to say",
}  # fmt: skip


@dataclass(frozen=True)
class WhatDiffers:
    """The differences between two editions, told apart by what a reader does with them.

    Attributes
    ----------
    explained
        Those that new figures alone do not account for.
    counts
        Counts of both editions, the largest difference first.
    others
        Shares, rates and names of both, in the order of the book.
    new
        What the edition before did not have.
    gone
        What this edition no longer has, by the sentence that says why.
    """

    explained: list[Difference]
    counts: list[Difference]
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
    environment = Environment(
        loader=PackageLoader("oscp_lib.pages"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    text = environment.get_template("changes.md").render(
        year=facts.year, last=last, old=old, found=told_apart(found), causes=meant(found), chapter=chapter,
        glance=at_a_glance(found), findings=findings(facts), most_unfolded=MOST_UNFOLDED,
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
    return f"{text} ({signed(100 * (new.value / old.value - 1)).replace(' per cent', '%')})"


def kinds(fact: PrintedFact) -> list[str]:
    """What a sum is of, where its name only says how many kinds."""
    names = list(dict.fromkeys(row.category for row in fact.first_rows))
    return names if len(names) > MOST_NAMED else []


def in_short(each: Difference) -> str:
    """What a count of offences did, in a word or two; empty for what is no such count, or is the plan's."""
    if each.new.status != "official" or each.new.unit not in TESTED or each.difference is None:
        return ""
    return IN_SHORT[what_a_count_did(each.old.value, each.new.value, (each.old.year, each.new.year)).verb]


def slugs(found: list[Difference]) -> list[str]:
    """The chapters that something changed in, in the book's order; the first only repeats the others' numbers."""
    changed, first = {each.chapter for each in found}, CHAPTERS[0].slug
    # One that this edition no longer has comes after those that it has.
    known = dict.fromkeys([*(each.slug for each in (*chapters_of_book(), *CHAPTERS)), *sorted(changed)])
    return [slug for slug in known if slug in changed and slug != first]


def meant(found: list[Difference]) -> dict[str, str]:
    """The causes found but new figures, in order, each with what it means."""
    found = [each for each in found if not explained_already(each)]
    return {
        cause: words
        for cause, words in CAUSES.items()
        if cause != NEW_DATA and any(cause in each.causes for each in found)
    }


def said_once(found: list[Difference]) -> list[Difference]:
    """The differences without those that print as one before: the lowest rate of all may be the place's own."""
    first: dict[tuple, Difference] = {}
    for each in found:
        printed = (each.what, *((side.kind, side.unit, side.text) if side else () for side in (each.old, each.new)))
        first.setdefault(printed, each)
    return list(first.values())


def told_apart(found: list[Difference]) -> WhatDiffers:
    """The differences of all chapters, in the book's order but for counts, each once."""
    order = slugs(found)
    found = said_once(
        sorted((each for each in found if each.chapter in order), key=lambda each: order.index(each.chapter))
    )
    both = [each for each in found if each.old and each.new]
    # A number that prints as it did is no news, unless somebody revised it or counts it otherwise.
    shown = [each for each in both if each.old.text != each.new.text]
    counts = [each for each in shown if each.new.kind in COUNTED]
    gone: dict[str, list[Difference]] = {}
    for each in (each for each in found if each.new is None and each.old.kind not in LEFT_OUT):
        gone.setdefault(each.gap.sentence if each.gap else each.why, []).append(each)
    return WhatDiffers(
        explained=[each for each in both if not explained_already(each)],
        counts=sorted(counts, key=lambda each: -abs(each.new.value - each.old.value)),
        others=[each for each in shown if each not in counts and each.new.kind not in LEFT_OUT],
        new=[each for each in found if each.old is None and each.new.kind not in LEFT_OUT],
        gone=gone,
    )
