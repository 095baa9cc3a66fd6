"""The number trail: the way back to the sentence, what was tested, and rows that are folded."""

import functools

import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_markdown_cell, new_notebook

from oscp_lib.pages.first_mentions import mark_first_mentions


def test_only_the_first_link_to_a_fact_is_a_place_to_come_back_to():
    link = '<a class="fact" href="trail.html#fact-vawg-rate">3.5</a>'
    other = '<a class="fact" href="trail.html#fact-vawg-rate-interval">3.2 to 3.8</a>'
    notebook = new_notebook(cells=[new_markdown_cell(f"{link}, {other}"), new_markdown_cell(f"Again {link}.")])
    facts = {"rate": {"key": "vawg.rate"}, "interval": {"key": "vawg.rate_interval"}, "unused": {"key": "vawg.unused"}}
    found = mark_first_mentions(notebook, facts, "vawg.html")
    assert found == {
        "vawg.rate": "vawg.html#said-fact-vawg-rate",
        "vawg.rate_interval": "vawg.html#said-fact-vawg-rate-interval",
    }
    first, again = (BeautifulSoup(cell.source, "html.parser") for cell in notebook.cells)
    assert [tag["id"] for tag in first.select("a[id]")] == ["said-fact-vawg-rate", "said-fact-vawg-rate-interval"]
    assert again.select("a[id]") == []


@functools.cache
def soup(path):
    return BeautifulSoup(path.read_text("utf-8"), "html.parser")


def words(tag):
    return " ".join(tag.get_text(" ").split())


@pytest.mark.slow
def test_a_number_leads_from_its_sentence_to_the_trail_and_back(edition):
    trail = soup(edition / "trail.html")
    back = trail.select("main .entry h3 a.fact")
    assert len(back) > 50
    for link in back:
        name, _, place = link["href"].partition("#")
        sentence = soup(edition / name).find(id=place)
        assert words(sentence) == words(link)
        assert sentence["href"] == f"trail.html#{link.find_parent(class_='entry')['id']}"


@pytest.mark.slow
def test_each_change_says_what_it_was_tested_by_and_its_rows_are_folded(edition):
    trail = soup(edition / "trail.html")
    entries = trail.select('main .entry[id^="fact-"]')
    assert len(entries) > 100
    for entry in entries:
        (folded,) = entry.select("details")
        assert not folded.has_attr("open") and entry.dl.find_parent("details") is folded
    tested = words(trail.find(id="fact-all-crime-change"))
    # 17,384 / 16,511 = 1.0529; by the normal approximation of its logarithm, 1.031 to 1.076.
    assert "What was tested 16,511 in 2023, 17,384 in 2024" in tested and "1.031 to 1.076" in tested
    compared = words(trail.find(id="fact-all-crime-change-compared"))
    assert "Rank among 314 partnerships" in compared and "p = " in compared
