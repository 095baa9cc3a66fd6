"""The summary: one sheet that says what happened, what the partnership did, what it does next, and what to doubt.

It is made from what the pages say: the findings of the first page, the deeds and next steps of the year's texts with
the facts of their chapters, and the counts of the page that checks the plan.
"""

from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from oscp_lib.chapters import CHAPTERS, Chapter, chapters_of_book
from oscp_lib.chapters.introduction import headlines
from oscp_lib.data.plan import Plan, load_plan
from oscp_lib.data.plan_items import ALL_CRIME
from oscp_lib.data.yaml_files import fact_keys
from oscp_lib.exports.typesetting import document_name
from oscp_lib.exports.workbook import ALL_FIGURES
from oscp_lib.figures.csv_file import saved_as
from oscp_lib.measures import wording
from oscp_lib.page_names import SUMMARY
from oscp_lib.pages.absent_lines import without_absent
from oscp_lib.pages.compose import Page, with_facts

FINDINGS = "what_happened"  # the passage of the first page
CHECKED = (
    "Of {fact}`claims` statements of fact in the plan, {fact}`contradicted` are contradicted by its own tables or by "
    "official figures, for {fact}`contradictions` reasons; others, for {fact}`other_problems` reasons, count "
    "differently or hold on one reading only. The problems are: "
    '<span class="problem-titles">{fact}`problem_titles`</span>.'
)
Point = tuple[Chapter, str]


def write_summary(composed: list[Page], pages: Path, year: int, with_document: bool) -> None:
    """Write the page into the folder the book is rendered from.

    Parameters
    ----------
    composed
        The pages of the chapters.
    with_document
        Whether the edition is set as one document too, for the page to lead to.
    """
    plan, by_slug = load_plan(year), {page.chapter.slug: page for page in composed}
    first = by_slug[CHAPTERS[0].slug]
    environment = Environment(
        loader=PackageLoader("oscp_lib.pages"), autoescape=False, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    text = environment.get_template("summary.md").render(
        year=year, place=first.facts["place"]["text"], findings=findings(first), deeds=deeds(plan, by_slug),
        next=next_steps(plan, by_slug), checked=checked(by_slug.get("reconciliation")),
        document=document_name(year) if with_document else "", saved_as=saved_as(ALL_FIGURES, year),
    )  # fmt: skip
    (pages / f"{SUMMARY}.md").write_text(text, encoding="utf-8", newline="\n")


def findings(page: Page) -> list[str]:
    """The findings of the first page, and last what the other priorities did; one that lacks a fact says so."""
    items = without_absent(page.passages.get(FINDINGS, ""), page.absent)[0].split("\n")
    told = [printed_or_gap(item.removeprefix("- "), page) for item in items if item]
    return told + [each for each in [other_priorities(page)] if each]


def printed_or_gap(text: str, page: Page) -> str:
    gaps = [page.gaps[key] for key in fact_keys(text) if key in page.gaps]
    return wording.without_markup(repr(gaps[0])) if gaps else with_facts(text, page)


def deeds(plan: Plan | None, by_slug: dict[str, Page]) -> list[Point]:
    """What the partnership did, by chapter, with its results, or that it reports nothing.

    A deed whose number is missing is left to its chapter.
    """
    told = []
    for page in by_slug.values():
        texts = [each.short for each in plan.deeds_of(page.chapter.slug)] if plan else []
        texts += [each.text for each in plan.no_results_of(page.chapter.slug)] if plan else []
        whole = [wording.without_markup(text) for text in texts if page.facts.keys() >= {*fact_keys(text)}]
        told += [(page.chapter, " ".join(with_facts(text, page) for text in whole))] if whole else []
    return told


def other_priorities(page: Page) -> str:
    """What the counts of those priorities did that no finding names, in a sentence each."""
    named = page.passages.get(FINDINGS, "")
    told = []
    there = {each.slug for each in chapters_of_book()} - {ALL_CRIME}
    for slug, headline in headlines().items():
        if slug in there and f"**{headline.offence}**" not in named and f"{slug}_change" in page.facts:
            told.append(f"**{headline.offence}** {{fact}}`{slug}_change`.")
    return with_facts(" ".join(told), page)


def next_steps(plan: Plan | None, by_slug: dict[str, Page]) -> list[Point]:
    """What the partnership does next under each priority, in the plan's order."""
    return [
        (page.chapter, with_facts(wording.without_markup(each.next), page))
        for each in (plan.priorities if plan else ())
        if (page := by_slug.get(each.chapter)) and each.next
    ]


def checked(page: Page | None) -> str:
    """What the plan gets wrong, in two sentences; empty where no plan is checked, or nothing is wrong."""
    if page is None or not page.facts.keys() >= {*fact_keys(CHECKED)} or page.facts["problem_titles"]["text"] == "":
        return ""
    return with_facts(CHECKED, page)
