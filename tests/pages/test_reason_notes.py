"""An analyst's reason on the page: beside its finding, once, and flagged when the finding has moved."""

import nbformat
import pytest
from bs4 import BeautifulSoup

from oscp_lib.chapters import registered
from oscp_lib.chapters.opening import open_chapter
from oscp_lib.data.gap import Gap
from oscp_lib.facts.sheet import FACTS_MIME
from oscp_lib.pages.compose import compose
from oscp_lib.pages.directives import directive_problems, parser
from oscp_lib.pages.number_trail import write_trail
from oscp_lib.sign_off.signed_content import content_hash
from tests.conftest import use_project
from tests.places import OWN

ROSE, RATE = "rose by 38.9 per cent, from 1,791 offences in 2023 to 2,488 in 2024", "15.0 per 1,000 residents"
WHY = "Why, in the words of A. Analyst, city council (14 March 2025): Two shops' staff & police agreed."
MISSING = Gap("the count", "No plan is recorded.", "Partnership")
TEXTS = {"change": ROSE, "rate": RATE}
FACTS = {
    key: {"key": f"vawg.{key}", "chapter": "vawg", "year": 2024, "kind": "published", "text": text}
    for key, text in TEXTS.items()
}


def entry(finding="vawg.change", said=ROSE, text="Two shops' staff & police agreed."):
    return (
        f'  - finding: {finding}\n    said: "{said}"\n    text: "{text}"\n'
        '    by: "A. Analyst, city council"\n    on: 2025-03-14\n'
    )


ONE = (entry(),)


@pytest.fixture
def page_of(tmp_path, monkeypatch):
    """The Markdown and the hash of the content of a page, from its prose and the reasons of its year."""
    use_project(tmp_path, monkeypatch)
    (tmp_path / f"{OWN}/editions/2024").mkdir(parents=True)

    def composed(*prose, reasons=ONE):
        if reasons:
            text = "reasons:\n" + "".join(reasons)
            (tmp_path / f"{OWN}/editions/2024/reasons.yml").write_text(text, "utf-8")
        record = {"facts": FACTS, "gaps": {"count": MISSING.as_json()}}
        facts = nbformat.v4.new_output("execute_result", data={FACTS_MIME: record})
        cells = [nbformat.v4.new_markdown_cell(text) for text in ("# Page", *prose)]
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("facts", outputs=[facts]), *cells])
        page = compose(registered("vawg"), notebook, tmp_path)
        kept = nbformat.read(tmp_path / "vawg.ipynb", as_version=4).cells
        return "\n\n".join(cell.source for cell in kept), content_hash(page, tmp_path)

    return composed


def rendered(markdown):
    """The page as the renderer of the book reads its Markdown."""
    assert directive_problems("page", markdown) == []
    return BeautifulSoup(parser().render(markdown), "html.parser")


def notes(page):
    return [note.get_text(" ") for note in page.select(".reason")]


def test_a_reason_stands_after_the_paragraph_that_prints_its_finding(page_of):
    markdown, _ = page_of("Before.\n\nIt {fact}`change`.\n\nAfter.")
    page = rendered(markdown)
    (note,) = page.select(".reason[role=note]")
    assert note.get_text(" ") == WHY
    assert note.find_previous_sibling().get_text() == f"It {ROSE}."
    assert note.find_next_sibling().get_text() == "After."
    assert not page.select(".reason-moved")


def test_a_reason_stands_in_the_item_that_prints_its_finding_and_the_list_stays_one(page_of):
    markdown, _ = page_of("- It {fact}`change`.\n- The rate is {fact}`rate`.\n- Last.\n\nAfter.")
    page = rendered(markdown)
    (listed,) = page.select("ul")
    first, *others = listed.select("li")
    assert notes(first) == [WHY] and len(others) == 2 and notes(page) == [WHY]
    assert listed.find_next_sibling().get_text() == "After."


@pytest.mark.parametrize(
    "prose", ["- Above.\\\n  It {fact}`change`.\n- Last.", "- Above.\n  - It {fact}`change`.\n- Last."]
)
def test_a_finding_in_a_later_line_or_a_list_within_has_its_reason_in_the_item(page_of, prose):
    page = rendered(page_of(prose)[0])
    assert notes(page.select_one("ul > li")) == [WHY]
    assert len(page.find_all("ul", recursive=False)) == 1 and len(page.find("ul").find_all("li", recursive=False)) == 2


def test_a_reason_prints_once_a_page(page_of):
    markdown, _ = page_of("It {fact}`change` and {fact}`change`.", "- Again, it {fact}`change`.", "It {fact}`change`.")
    assert notes(rendered(markdown)) == [WHY]


def test_a_reason_of_another_page_or_of_what_no_sentence_prints_is_not_there(page_of):
    others = (entry("all_crime.change"), entry("vawg.rate", RATE))
    assert notes(rendered(page_of("It {fact}`change`.", reasons=others)[0])) == []
    assert notes(rendered(page_of("## It {fact}`rate`\n\nWords.", reasons=others)[0])) == []


def test_a_year_without_the_file_has_pages_without_notes(page_of):
    assert notes(rendered(page_of("It {fact}`change`.", reasons=())[0])) == []


def test_a_sentence_that_gives_way_to_a_gap_has_no_reason_and_a_later_one_has(page_of):
    page = rendered(page_of("It {fact}`change`, of {fact}`count`.\n\nWords.\n\nIt {fact}`change`.")[0])
    (note,) = page.select(".reason")
    assert note.find_previous_sibling().get_text() == f"It {ROSE}."
    assert notes(rendered(page_of("- Words\\\n  It {fact}`change`, of {fact}`count`.")[0])) == []


def test_a_finding_that_has_moved_says_so_above_its_reason_and_how_it_read(page_of):
    moved = entry(said="rose by 20.0 per cent, from 1,791 offences in 2023 to 2,149 in 2024.")
    (note,) = rendered(page_of("It {fact}`change`.", reasons=[moved])[0]).select(".reason")
    flag, words = note.select("p")
    assert flag.get_text() == (
        "The figure has changed since this was written. "
        "It then read: 'rose by 20.0 per cent, from 1,791 offences in 2023 to 2,149 in 2024'."
    )
    assert words.get_text() == WHY


def test_other_words_about_the_same_figures_are_not_called_another_figure(page_of):
    moved = entry(said="was up by 38.9 per cent, from 1,791 in 2023 to 2,488 in 2024")
    page = rendered(page_of("It {fact}`change`.", reasons=[moved])[0])
    assert page.select_one(".reason-moved").get_text() == (
        "The wording of this finding has changed since this was written. "
        "It then read: 'was up by 38.9 per cent, from 1,791 in 2023 to 2,488 in 2024'."
    )


def test_two_reasons_after_one_sentence_say_which_finding_they_are_of(page_of):
    page = rendered(page_of("It {fact}`change`: {fact}`rate`.", reasons=[entry(), entry("vawg.rate", RATE)])[0])
    assert [note.partition(", in the words")[0] for note in notes(page)] == [f"Why '{ROSE}'", f"Why '{RATE}'"]


def test_a_reason_is_part_of_what_a_reviewer_signs(page_of):
    prose = "It {fact}`change`."
    without = page_of(prose, reasons=())[1]
    found = {page_of(prose, reasons=[each])[1] for each in (entry(), entry(text="Other words."), entry(said="9"))}
    assert without not in found and len(found) == 3
    # A reason that its page does not print is no content of it.
    assert page_of(prose, reasons=[entry("all_crime.change")])[1] == without


@pytest.mark.longer
def test_the_number_trail_has_each_reason_beside_its_finding(project, tmp_path):
    opened = open_chapter("vawg")
    facts = opened.facts(opened.load(2024)).as_json()["facts"]
    now, moved = facts["change"]["text"], facts["share"]["text"]
    (project / f"{OWN}/editions/2024/reasons.yml").write_text(
        f"reasons:\n{entry(said=now)}{entry('vawg.share', 'half')}", "utf-8"
    )
    write_trail([facts], {}, tmp_path, 2024)
    page = BeautifulSoup((tmp_path / "trail.md").read_text("utf-8"), "html.parser")
    said = {
        place["id"]: term.find_next_sibling("dd").get_text()
        for place in page.select("section.entry")
        for term in place.find_all("dt", string="Why")
    }
    words = WHY.removeprefix("Why, i")
    assert said == {
        "fact-vawg-change": f"I{words}",
        "fact-vawg-share": f"The figure has changed since this was written. It then read: 'half'. I{words}",
    }
    assert moved in page.find(id="fact-vawg-share").h3.get_text()
