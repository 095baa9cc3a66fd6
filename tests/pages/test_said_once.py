"""No page of the book says the same sentence twice."""

import re
from collections import Counter

import pytest
from bs4 import BeautifulSoup

from oscp_lib.chapters import CHAPTERS

pytestmark = pytest.mark.slow

FEWEST_WORDS = 8  # shorter ones may well stand twice
# What must stand with each figure that it is of, what is not prose, and what a reader asks for.
APART = (
    "table, nav, script, style, template, svg, pre, .sr-only, .sample-note, .figure-source, .figure-key, "
    ".figure-tools, .citation, .ledger, .problem"
)
BLOCKS = ["p", "li", "dd", "dt", "summary", "h1", "h2", "h3", "h4"]
# Each plan chart without numbers says it of itself; the notes are the chapter's.
KNOWN = {"The plan does not say by what its chart was split."}


def sentences(page):
    """Every sentence of a page, in the blocks that hold words of their own."""
    main = BeautifulSoup(page, "html.parser").main
    for tag in main.select(APART):
        tag.decompose()
    for block in main.find_all(BLOCKS):
        # Lists inside an item are blocks of their own.
        own = "".join(child.get_text() for child in block.children if child.name not in ("ul", "ol", "p", "dl"))
        yield from re.split(r"(?<=[.!?])\s+(?=[A-Z0-9‘“'])", " ".join(own.split()))


def said_twice(page):
    times = Counter(each for each in sentences(page) if len(each.split()) >= FEWEST_WORDS)
    return {sentence for sentence, number in times.items() if number > 1}


def test_the_check_finds_a_sentence_that_stands_in_two_blocks():
    said = "Offences that nobody could place in a district are left out."
    page = f"<main><p>A lead. {said}</p><figure><ul><li>{said}</li></ul><table><td>{said}</td></table></figure></main>"
    assert said_twice(page) == {said}
    assert said_twice(page.replace(f"<li>{said}</li>", "")) == set()


@pytest.mark.parametrize("slug", [chapter.slug for chapter in CHAPTERS if chapter.slug != "reconciliation"])
def test_no_sentence_stands_twice_on_a_chapter_s_page(edition, slug):
    chapter = next(each for each in CHAPTERS if each.slug == slug)
    page = (edition / f"{chapter.page}.html").read_text("utf-8")
    assert len(list(sentences(page))) > 5
    assert said_twice(page) - KNOWN == set()


def test_that_police_records_are_not_accredited_is_said_once_a_page_at_most_and_not_under_a_figure(edition):
    said = 0
    for path in edition.glob("*.html"):
        main = BeautifulSoup(path.read_text("utf-8"), "html.parser").main
        assert "not accredited" not in " ".join(tag.get_text() for tag in main.select("figure, .oscp-explorer")), (
            path.name
        )
        said += (times := main.get_text().count("is not accredited official statistics"))
        assert times <= 1, path.name
    assert said > 3
