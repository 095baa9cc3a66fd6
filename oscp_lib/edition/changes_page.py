"""The page that says what changed since the last edition: by chapter, in plain words, the main things first."""

from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from oscp_lib.chapters import chapter
from oscp_lib.data.revisions import load_revisions
from oscp_lib.data.years import buildable_years
from oscp_lib.edition.facts_file import facts_of_year
from oscp_lib.edition.trail import TRAIL, anchor
from oscp_lib.measures import wording
from oscp_lib.measures.compare import CAUSES, NEW_DATA, Difference, compare
from oscp_lib.measures.fact_set import FactSet

CHANGES = "changes"
# What a reader asks for first, by the kind of fact; the rest stands folded below.
MAIN_KINDS = ("published", "sum", "change")


@dataclass(frozen=True)
class Section:
    """What changed in one chapter."""

    title: str
    page: str
    explained: list[Difference]
    main: list[Difference]
    others: list[Difference]
    new: list[Difference]
    gone: dict[str, list[Difference]]


def write_changes(facts: FactSet, folder: Path) -> None:
    """Write the page into the folder the book is rendered from.

    The edition before is computed anew from the same tables, so that a book does not depend on what was built before
    it; what a later release replaced is known from the record of revisions.
    """
    last = facts.year - 1
    old = facts_of_year(last, facts.publish) if last in buildable_years() else None
    found = compare(old, facts, load_revisions()) if old else []
    environment = Environment(
        loader=PackageLoader("oscp_lib.edition"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    text = environment.get_template("changes.md").render(
        year=facts.year, last=last, old=old, sections=sections(found), summary=summary(found), causes=meant(found),
        link=lambda fact: f"{TRAIL}.html#{anchor(fact.key)}" if fact.rows else "",
    )  # fmt: skip
    (folder / f"{CHANGES}.md").write_text(text, encoding="utf-8", newline="\n")


def summary(found: list[Difference]) -> dict[str, str]:
    """How many numbers changed, came and went, in words."""
    counts = {
        "changed": [each for each in found if each.old and each.new],
        "new": [each for each in found if each.old is None],
        "gone": [each for each in found if each.new is None],
    }
    return {name: wording.count_in_words(len(each)) for name, each in counts.items()}


def meant(found: list[Difference]) -> dict[str, str]:
    """The causes found, in order, each with what it means."""
    return {cause: words for cause, words in CAUSES.items() if any(cause in each.causes for each in found)}


def sections(found: list[Difference]) -> list[Section]:
    """The differences by chapter, in the book's order."""
    slugs = dict.fromkeys(each.chapter for each in found)
    return [section(slug, [each for each in found if each.chapter == slug]) for slug in slugs]


def section(slug: str, found: list[Difference]) -> Section:
    """The differences of a chapter, told apart by what a reader does with them."""
    both = [each for each in found if each.old and each.new]
    # A number that prints as it did is no news, unless somebody revised it or counts it otherwise.
    shown = [each for each in both if each.old.text != each.new.text]
    gone: dict[str, list[Difference]] = {}
    for each in (each for each in found if each.new is None):
        gone.setdefault(each.gap.sentence if each.gap else each.why, []).append(each)
    of = chapter(slug)
    return Section(
        title=of.title,
        page=f"{of.page}.html",
        explained=[each for each in both if each.causes != (NEW_DATA,)],
        main=[each for each in shown if each.new.kind in MAIN_KINDS],
        others=[each for each in shown if each.new.kind not in MAIN_KINDS],
        new=[each for each in found if each.old is None],
        gone=gone,
    )
