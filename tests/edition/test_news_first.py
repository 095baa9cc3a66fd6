"""The news comes first: findings outnumber caveats on every chapter, told apart by what a sentence says.

No class or heading is asked: a caveat that is printed as something else is still one.
"""

import re

import pytest

from oscp_lib.chapters import CHAPTERS
from tests.edition.pages import parsed

pytestmark = pytest.mark.slow
# No local figure of extremism is published, and the last two chapters are about the book itself.
WITH_FIGURES = [each.page for each in CHAPTERS if each.slug not in ("preventing_extremism", "reconciliation", "about")]
NOT_PROSE = "script, style, svg, table, nav, details, .figure-tools, .figure-download, .explorer-controls, .citation"
SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z\d“\"])")
NUMBER = re.compile(r"\d[\d,.]*")
YEAR = re.compile(r"\b(?:19|20)\d\d\b")
COMPARES = re.compile(
    r"\b(rose|fell|risen|fallen|than|against|beside|highest|lowest|largest|most|more|fewer|median|about the same|"
    r"per cent of|share|times|of \d+ partnerships|st of|nd of|rd of|th of)\b"
)
# What limits a figure rather than gives one.
LIMITS = re.compile(
    r"\b(not|cannot|no|none of|nor|only|left out|estimated|approximate|revised?|may|neither|without|leave out|"
    r"excluded|too few|invented|alone moves|counted nationally|accredited|Not available)\b"
)


def blocks(page):
    """The visible texts of a page, each a paragraph, an item, a title or a caption."""
    main = parsed(page).select_one("main")
    for hidden in main.select(NOT_PROSE):
        hidden.decompose()
    for block in main.select("p, li, figcaption, dd"):
        if not block.select("p, li"):
            yield block, " ".join(block.get_text(" ").split())


def told_apart(page):
    """The sentences that are findings, and those that are caveats; what is neither is in no list."""
    found, limits = [], []
    year = YEAR.search(parsed(page).select_one("main").get_text())[0]
    for block, text in blocks(page):
        for sentence in SENTENCE.split(text):
            dated = YEAR.search(text) or year in " ".join(
                each.get_text() for each in block.find_all_previous("p", limit=2)
            )
            numbers = [each for each in NUMBER.findall(YEAR.sub("", sentence)) if each not in (".", ",")]
            if LIMITS.search(sentence):
                limits.append(sentence)
            elif numbers and dated and COMPARES.search(sentence):
                found.append(sentence)
    return found, limits


@pytest.mark.parametrize("name", WITH_FIGURES)
def test_findings_outnumber_caveats(edition, name):
    found, limits = told_apart(edition / f"{name}.html")
    assert len(found) > len(limits), "\n".join(["Findings:", *found, "", "Caveats:", *limits])


@pytest.mark.parametrize("name", WITH_FIGURES)
def test_a_page_opens_with_a_finding(edition, name):
    main = parsed(edition / f"{name}.html").select_one("main")
    first = next(each for each in main.select("section > p, section li") if len(each.get_text().split()) > 4)
    words = " ".join(first.get_text(" ").split())
    assert NUMBER.search(YEAR.sub("", words)) and COMPARES.search(words), words


def test_the_rule_tells_them_apart(tmp_path):
    page = tmp_path / "made.html"
    page.write_text(
        "<main><h1>Crime</h1><p>Theft rose by 5.3 per cent, from 400 in 2023 to 421 in 2024. Fraud is left out.</p>"
        "<p class='finding'>These 7 counts may be revised in 2024.</p><details><p>No fraud.</p></details></main>",
        "utf-8",
    )
    assert told_apart(page) == (
        ["Theft rose by 5.3 per cent, from 400 in 2023 to 421 in 2024."],
        ["Fraud is left out.", "These 7 counts may be revised in 2024."],
    )
