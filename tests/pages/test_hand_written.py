"""Pages written by hand, which every partnership shares: what an edition has of them, and of the contents."""

import pytest
import yaml

from oscp_lib.chapters import CHAPTERS
from oscp_lib.checks.table_of_contents import contents_problems
from oscp_lib.data.gap import Gap
from oscp_lib.facts.sheet import FactSheet
from oscp_lib.pages.compose import Page
from oscp_lib.pages.hand_written import lay_out, page_text, without_pages

NONE = Gap("a plan", "There is none.", absent=True)


def page_of(chapter, plan):
    sheet = FactSheet(chapter.slug, 2024)
    sheet.given("place", "Here", "made up")
    sheet.given("partnership", "Here Safer", "made up")
    sheet.given("parts", "districts", "made up")
    sheet.given("itself", "the area", "made up")
    sheet.given("plan", "plan", "made up", None if plan else NONE)
    return Page(chapter, sheet.as_json()["facts"], sheet.gaps)


TEXT = """\
# Methods

In {fact}`place` it is so.
Not in the {fact}`plan`.

## Whose

- The {fact}`plan`'s.

## Checks of the {fact}`plan`

It says much.

## Last

The end.
"""


def test_a_page_without_a_plan_has_no_line_section_or_empty_heading_of_one():
    first = CHAPTERS[0]
    assert page_text(TEXT, page_of(first, plan=False)) == "# Methods\n\nIn Here it is so.\n\n## Last\n\nThe end.\n"
    assert page_text(TEXT, page_of(first, plan=True)) == TEXT.replace("{fact}`place`", "Here").replace(
        "{fact}`plan`", "plan"
    )


def test_the_contents_list_the_pages_of_the_edition_and_no_empty_caption(project, tmp_path):
    chapters = [each for each in CHAPTERS if each.slug not in ("vawg", "reconciliation")]
    lay_out(tmp_path, [page_of(each, plan=True) for each in chapters])
    listed = (tmp_path / "_toc.yml").read_text("utf-8")
    assert "vawg" not in listed and "reconciliation" not in listed
    assert "serious_violence" in listed and "methods" in listed

    every = tmp_path / "every"
    every.mkdir()
    lay_out(every, [page_of(each, plan=True) for each in CHAPTERS])
    assert (every / "_toc.yml").read_bytes() == (project / "book/_toc.yml").read_bytes()


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("{root: index, parts: [{caption: A, chapters: [{file: x}]}, {caption: B, chapters: [{file: y}]}]}",
         {"root": "index", "parts": [{"caption": "B", "chapters": [{"file": "y"}]}]}),
        ("{root: index, chapters: [{file: x.md}, {file: y}]}", {"root": "index", "chapters": [{"file": "y"}]}),
        ("{root: index, chapters: [{file: y, sections: [{file: x.ipynb}]}]}",
         {"root": "index", "chapters": [{"file": "y"}]}),
        ("{root: index, chapters: [{url: 'https://example.org', title: X}]}",
         {"root": "index", "chapters": [{"url": "https://example.org", "title": "X"}]}),
    ],
)  # fmt: skip
def test_contents_of_each_shape_lose_a_page(written, kept):
    assert without_pages(yaml.safe_load(written), {"x"}) == kept


def test_a_fact_that_not_every_chapter_has_is_named_with_its_line(project, edit):
    edit("book/methods.md", "# Methods\n", "# Methods\n\nIt was {fact}`rate`, and {fact} `place`.\n")
    problems = [str(each) for each in contents_problems()]
    assert any("book/methods.md:3" in each and "'rate'" in each for each in problems)
    assert any("book/methods.md:3" in each and "placeholder that cannot be read" in each for each in problems)
