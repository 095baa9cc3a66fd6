"""What an analyst sees of the prose while writing it: numbers in place of keys, and what is wrong where it is."""

import nbformat
import pytest

from oscp_lib.chapters.opening import open_chapter
from oscp_lib.chapters.prose_preview import PREVIEW_MIME, prose_preview
from oscp_lib.data.yaml_files import PLACEHOLDER
from oscp_lib.runs.lost_outputs import kind_of

YEAR = 2024


@pytest.fixture(scope="module")
def chapter():
    return open_chapter("serious_violence")


def written(*cells):
    return nbformat.v4.new_notebook(cells=list(cells))


def test_the_whole_notebook_is_shown_with_its_numbers_and_nothing_wrong(chapter):
    data = chapter.load(YEAR)
    made = chapter.preview(data)
    assert made.wrong == () and PLACEHOLDER.search(made.markdown) is None
    facts = chapter.facts(data).entries
    assert facts["injury_change"].text in made.markdown
    assert "body-worn cameras" in made.markdown.lower(), "the year's texts stand in their place"
    assert made.markdown.index("What changed?") < made.markdown.index("What the partnership did")


def test_a_key_that_no_fact_has_is_named_under_its_cell_with_the_nearest(chapter):
    data = chapter.load(YEAR)
    cells = [nbformat.v4.new_markdown_cell(text) for text in ("# Title", "It {fact}`injury_chnage`.", "And more.")]
    made = prose_preview(written(*cells), chapter.facts(data).entries, {})
    (wrong,) = made.wrong
    assert wrong == "Cell 2: the chapter has no fact 'injury_chnage'. Did you mean 'injury_change'?"
    assert made.markdown.index("?injury_chnage?") < made.markdown.index(wrong) < made.markdown.index("And more.")
    assert made.markdown.startswith("**1 to correct")


def test_a_gap_says_in_its_place_what_is_missing(chapter):
    data = chapter.load(2021)
    facts = chapter.facts(data).entries
    key = next(key for key, entry in facts.items() if not hasattr(entry, "text"))
    made = prose_preview(written(nbformat.v4.new_markdown_cell(f"So {{fact}}`{key}`.")), facts, {})
    assert repr(facts[key]) in made.markdown and made.wrong == ()


def test_no_page_shows_a_preview_and_none_is_called_lost(chapter):
    bundle = chapter.preview(chapter.load(YEAR))._repr_mimebundle_()
    assert PREVIEW_MIME in bundle and bundle["text/markdown"]
    assert kind_of(nbformat.v4.new_output("execute_result", data=bundle)) == ""
