"""The summary: the first page's tiles and each chapter's opening sentence, in the words of their pages."""

import json

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_markdown_cell, new_notebook

from oscp_lib.chapters import CHAPTERS, chapter
from oscp_lib.data.gap import Gap
from oscp_lib.pages.summary import opening

pytestmark = pytest.mark.slow
PRIORITIES = ("neighbourhood_crime", "serious_violence", "vawg", "modern_slavery", "preventing_extremism")


def page(edition, name):
    return BeautifulSoup((edition / f"{name}.html").read_text("utf-8"), "html.parser")


def words(tag):
    return " ".join(tag.get_text().split())


def test_five_priorities_with_the_figures_of_the_facts(edition):
    tiles = page(edition, "summary").select(".tile")
    facts = json.loads((edition / "facts.json").read_text("utf-8"))["facts"]
    said = {fact["key"]: fact["text"] for fact in facts}
    assert [words(tile.h3) for tile in tiles] == [chapter(slug).title for slug in PRIORITIES]
    for slug, tile in zip(PRIORITIES, tiles, strict=True):
        value = words(tile.select_one(".tile-value"))
        assert value == said.get(f"introduction.{slug}", "No figure")
        change = tile.select_one(".tile-change")
        if change is not None:
            assert words(change).lower() == f"{said[f'introduction.{slug}_change']} on the year before".lower()


def test_main_points_come_first_and_are_the_opening_words_of_their_chapters(edition):
    summary = page(edition, "summary")
    assert [words(heading) for heading in summary.select("main h2")] == ["Main points", "The priorities"]
    points = summary.select("main section li:not(.tile)")
    named = {point.a["href"].removesuffix(".html"): words(point) for point in points}
    assert set(PRIORITIES) <= set(named) <= {each.page for each in CHAPTERS}
    for name, point in named.items():
        first = page(edition, name).select_one("main > section > p")
        assert point == f"{chapter(name).title}: {words(first)}"


def test_the_first_page_and_the_contents_lead_to_it_and_it_leads_to_the_document(edition):
    index = page(edition, "index")
    assert index.select_one("main .cover a[href='summary.html']")
    assert index.select_one(".book-nav a[href='summary.html']")
    links = {link["href"]: words(link) for link in page(edition, "summary").select(".figure-download a")}
    assert links == {
        "report-book-2024.pdf": "The book as one PDF",
        "downloads/all-figures.xlsx": "All figures as a workbook",
    }


def test_a_chapter_whose_opening_gave_way_to_a_gap_is_not_spoken_for_by_its_next_paragraph(tmp_path):
    lead = "# Serious violence\n\n{}\n\nOf these, violence with injury is the nearest.\n\n## More\n\nLater."
    gap, said = Gap("serious violence", "Nothing is held.", "Police"), []
    for first in ('<div class="banner" role="note">Sample</div>\n\nThere were 3.', gap._repr_html_(), gap.again):
        cells = [new_markdown_cell(lead.format(first))]
        nbformat.write(new_notebook(cells=cells), tmp_path / "serious_violence.ipynb")
        said.append(opening(chapter("serious_violence"), tmp_path))
    assert said == ["There were 3.", *["Not available in this edition; the chapter says what is missing."] * 2]
