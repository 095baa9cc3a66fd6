"""What a page leaves out where its sections hold nothing but gaps, and that it still names each of them."""

import nbformat
import pytest
from bs4 import BeautifulSoup

from oscp_lib.chapters import chapter
from oscp_lib.data.gap import GAP_MIME, Gap
from oscp_lib.facts.sheet import FACTS_MIME
from oscp_lib.pages.compose import compose

WHY = "No plan is recorded."
COUNT = Gap("the plan's count", WHY, "Partnership")
FACTS = {"facts": {}, "gaps": {"count": COUNT.as_json()}}


def text(source):
    return nbformat.v4.new_markdown_cell(source)


def code(source, data):
    return nbformat.v4.new_code_cell(source, outputs=[nbformat.v4.new_output("execute_result", data=data)])


def gap(what, source="chapter.work(data)", why=WHY):
    return code(
        source, {GAP_MIME: Gap(what, why, "Partnership").as_json(), "text/html": "<div>as JupyterLab shows</div>"}
    )


@pytest.fixture
def composed(tmp_path):
    """The Markdown and HTML of the page that some cells make, in order."""

    def page_of(*cells):
        notebook = nbformat.v4.new_notebook(
            cells=[text("# Page"), code("chapter.facts(data)", {FACTS_MIME: FACTS}), *cells]
        )
        folder = tmp_path / "pages"
        folder.mkdir(exist_ok=True)
        compose(chapter("vawg"), notebook, folder)
        page = nbformat.read(folder / "vawg.ipynb", as_version=4)
        return "\n\n".join(
            cell.source if cell.cell_type == "markdown" else "\n".join(out.data["text/html"] for out in cell.outputs)
            for cell in page.cells
        )

    return page_of


def titles(page):
    return [each.get_text() for each in BeautifulSoup(page, "html.parser").select(".gap-title")]


def test_a_section_of_gaps_already_said_is_left_out_and_named_in_the_first_notice(composed):
    page = composed(text("## Terms"), gap("terms"), text("## Work"), gap("work"), text("## Plans"), gap("plans"))
    assert "## Terms" in page
    assert "## Work" not in page and "## Plans" not in page
    assert titles(page) == ["Not available: terms; work; plans"]
    assert page.count(WHY) == 1


def nobody_s(what):
    record = Gap(what, "The year before had no plan to review.").as_json()
    return code("chapter.review(data)", {GAP_MIME: record, "text/html": "<div>as JupyterLab shows</div>"})


def test_a_section_of_a_gap_that_nobody_can_fill_is_left_out(composed):
    page = composed(
        text("## Work\n\nThe council did it."), text("## Last year's plans"), nobody_s("what became of them")
    )
    assert "## Last year's plans" not in page
    assert titles(page) == []


def test_a_gap_that_nobody_can_fill_is_printed_where_its_section_says_more(composed):
    page = composed(text("## Last year's plans\n\nThere were two."), nobody_s("what became of them"))
    assert "## Last year's plans" in page
    assert titles(page) == ["Not available: what became of them"]


def test_a_gap_with_another_reason_keeps_its_section(composed):
    page = composed(text("## Terms"), gap("terms"), text("## Work"), gap("work", why="The force does not publish it."))
    assert "## Work" in page
    assert titles(page) == ["Not available: terms", "Not available: work"]


def test_a_figure_s_gap_is_never_left_out(composed):
    figure = gap("Table 2, heat-map", source="chapter.table_2(data)")
    page = composed(text("## Terms"), gap("terms"), text("## Figures"), figure, text("## Work"), gap("work"))
    assert "## Figures" in page and "## Work" not in page
    assert titles(page) == ["Not available: terms; work", "Not available: Table 2, heat-map"]


def test_a_sentence_that_stands_keeps_its_section_and_the_gap_is_named_above(composed):
    page = composed(text("## Terms"), gap("terms"), text("## Work\n\nThe council did it."), gap("work"))
    assert "## Work\n\nThe council did it." in page
    assert titles(page) == ["Not available: terms; work"]


def test_a_section_whose_parts_are_all_left_out_goes_with_them(composed):
    page = composed(
        text("The plan counts {fact}`count`."),
        text("## Crime\n\n### One\n\nThere were {fact}`count`.\n\n### Another"),
        gap("another"),
        text("## Sources\n\nThe police."),
    )
    assert "## Crime" not in page and "### One" not in page and "### Another" not in page
    assert page.rstrip().endswith("## Sources\n\nThe police.")
    assert titles(page) == ["Not available: the plan's count; another"]


def test_what_stays_of_a_section_says_each_missing_number_once(composed):
    page = composed(
        text("The plan counts {fact}`count`."),
        text("## Crime\n\nA sentence.\n\n- {fact}`count` here;\n- {fact}`count` there."),
    )
    # The notice above names it already.
    assert "for the reason given above" not in page
    assert titles(page) == ["Not available: the plan's count"]


def test_what_became_of_an_action_stays_where_its_sentence_lacks_a_fact(composed):
    said = "- Patrol the centre.\\\n  **Done.**\\\n  There were {fact}`count`.\n- Count.\\\n  **Dropped.**"
    page = composed(text("## Review"), text(said))
    assert "- Patrol the centre.\\\n  **Done.**\\\n  Not available: the plan's count. No plan is recorded." in page
    assert "- Count.\\\n  **Dropped.**" in page
