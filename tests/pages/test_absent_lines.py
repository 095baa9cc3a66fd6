"""Lines, items and sections of what is no part of a book: they vanish without a notice, and nothing else does."""

import nbformat
import pytest

from oscp_lib.chapters import chapter
from oscp_lib.chapters.texts import TEXT_MIME
from oscp_lib.data.gap import GAP_MIME, Gap
from oscp_lib.facts.sheet import FACTS_MIME, FactSheet
from oscp_lib.figures.tiles import Tile, Tiles
from oscp_lib.pages.absent_lines import without_absent
from oscp_lib.pages.compose import compose

ABSENT = {"county_rate", "plan"}
COUNTY = "In the county it was {fact}`county_rate`."


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("The rate was {fact}`rate`.", "The rate was {fact}`rate`."),
        (f"The rate was {{fact}}`rate`.\n{COUNTY}\nIt rose.", "The rate was {fact}`rate`.\nIt rose."),
        (f"{COUNTY}\n{COUNTY}\n\nIt rose.", "It rose."),
        (COUNTY, ""),
        # A line that ends in a break has none to break to any more.
        (f"It rose.\\\n{COUNTY}", "It rose."),
        (f"- It rose.\n- {COUNTY}\n- It fell.", "- It rose.\n- It fell."),
        (f"* {COUNTY}", ""),
        # What stands below an item goes with it; what stands beside it stays.
        (f"- {COUNTY}\n  - of which theft\n- It fell.", "- It fell."),
        (f"- It rose.\n  - {COUNTY}\n  - of which theft", "- It rose.\n  - of which theft"),
        # An item that goes on in a second line is one item.
        ("- In the county\n  it was {fact}`county_rate`\n- It fell.", "- It fell."),
        # One that is broken on purpose holds lines of their own.
        (f"- Planned.\\\n  **Done.**\\\n  {COUNTY}", "- Planned.\\\n  **Done.**"),
        (f"1. It rose.\n2. {COUNTY}", "1. It rose."),
        (f":::{{note}}\n{COUNTY}\n:::\n\nIt rose.", "It rose."),
        (f":::{{note}}\nIt rose.\n{COUNTY}\n:::", ":::{note}\nIt rose.\n:::"),
        (
            f"```{{glossary}}\ncounty rate\nrate of the county\n  {COUNTY}\n\nyear\n  A year.\n  {COUNTY}\n```",
            "```{glossary}\n\nyear\n  A year.\n```",
        ),
        (f"one\n  {COUNTY}\ntwo\n  A number.", "two\n  A number."),
        (
            f"<table>\n<tr><td>{COUNTY}</td></tr>\n<tr><td>2</td></tr>\n</table>",
            "<table>\n<tr><td>2</td></tr>\n</table>",
        ),
    ],
)
def test_what_asks_for_an_absent_fact_goes_and_the_rest_stays(written, kept):
    assert without_absent(written, ABSENT) == (kept, 0)


def test_a_heading_that_asks_for_an_absent_fact_goes_with_its_section_and_no_further():
    text = "## What the {fact}`plan` says\n\nMuch.\n\n### In detail\n\nMore.\n\n## What happened\n\nIt rose."
    assert without_absent(text, ABSENT) == ("## What happened\n\nIt rose.", 0)
    under = "## What happened\n\nIt rose.\n\n### In the {fact}`plan`\n\nMuch."
    assert without_absent(under, ABSENT) == ("## What happened\n\nIt rose.", 3)
    # The section goes on in the next cells, until a heading of its level.
    assert without_absent("Still of the plan.\n\n## Next\n\nIt fell.", ABSENT, 3) == ("## Next\n\nIt fell.", 0)


def text(source):
    return nbformat.v4.new_markdown_cell(source)


def shown(source, data):
    return nbformat.v4.new_code_cell(source, outputs=[nbformat.v4.new_output("execute_result", data=data)])


def missing(source, **absent):
    gap = Gap("what is asked for", "It is not held.", "Police", **absent)
    return shown(source, {GAP_MIME: gap.as_json(), "text/html": gap._repr_html_()})


@pytest.fixture
def composed(tmp_path):
    """The page that some cells make, as (its Markdown and HTML, the page itself)."""

    def page_of(*cells):
        sheet = FactSheet("vawg", 2024)
        sheet.given("place", "Here", "made up")
        sheet.given("data_year", "2024", "made up")
        sheet.add("county_rate", Gap("rate of the county", "There is none.", absent=True))
        sheet.add("count", Gap("a count", "It is not held.", "Police"))
        facts = shown("chapter.facts(data)", {FACTS_MIME: sheet.as_json()})
        notebook = nbformat.v4.new_notebook(cells=[text("# Page"), facts, *cells])
        page = compose(chapter("vawg"), notebook, tmp_path)
        made = nbformat.read(tmp_path / "vawg.ipynb", as_version=4).cells
        written = [
            cell.source if cell.cell_type == "markdown" else "\n".join(out.data["text/html"] for out in cell.outputs)
            for cell in made
        ]
        return "\n\n".join(filter(None, written)), page

    return page_of


def test_an_absent_line_leaves_its_paragraph_and_an_ordinary_gap_still_replaces_it(composed):
    page, _ = composed(
        text(f"{{fact}}`place` is here.\n{COUNTY}"), text("{fact}`place` is here.\nIt has {fact}`count`.")
    )
    assert page.startswith("# Page\n\nHere is here.\n\n<div")
    assert page.count("Not available") == 1 and "Not available: a count" in page


@pytest.mark.parametrize("source", ["chapter.work(data)", "chapter.chart_7(data)", "chapter.table_c(data)"])
def test_a_section_of_what_is_absent_goes_with_its_heading_and_without_a_notice(composed, source):
    page, made = composed(
        text("## Here\n\nIt rose."), text(f"## There\n\n{COUNTY}"), missing(source, absent=True), text("#### Deep")
    )
    assert page.startswith("# Page\n\n## Here\n\nIt rose.")
    assert "There" not in page and "Deep" not in page and "No part of this book" not in page
    assert made.notices == {}
    said, _ = composed(text("## There"), missing(source))
    assert "## There" in said and "Not available: what is asked for" in said


def test_what_stands_below_an_absent_heading_is_not_printed_even_if_it_is_there(composed):
    page, made = composed(
        text("## In {fact}`county_rate`"),
        missing("chapter.chart_7(data)"),
        text("It rose."),
        text("## Next\n\nIt fell."),
    )
    assert "rose" not in page and "Not available" not in page
    assert "## Next\n\nIt fell." in page
    assert made.notices == {}


def test_a_passage_loses_its_absent_lines_and_the_absent_end_of_it(composed):
    record = {"markdown": f"It is here.\n{COUNTY}", "gap": Gap("its members", "None.", absent=True).as_json()}
    page, _ = composed(text("## It"), shown("chapter.work(data)", {TEXT_MIME: record}))
    assert "It is here." in page
    assert "county" not in page and "members" not in page


def test_tiles_of_what_is_absent_are_left_out():
    count = FactSheet("vawg", 2024)
    count.given("count", "12", "made up")
    here = Tile("Here", "here.html", count.entries["count"], "offences", Gap("a change", "No plan.", absent=True))
    away = Tile("Away", "away.html", Gap("a count", "No plan.", absent=True), "offences", None)
    lacking = Tile("Lacking", "lacking.html", Gap("a count", "Not held."), "offences", None)
    html = Tiles((here, away, lacking))._repr_html_()
    assert "Here" in html and "Lacking" in html and "Not held." in html
    assert "Away" not in html and "No plan." not in html
    assert "Away" not in repr(Tiles((here, away)))


@pytest.mark.parametrize("item", ["-", "*", "1."])
def test_a_list_that_loses_all_its_items_takes_its_lead_in_along(item):
    lost = f"{item} {COUNTY}\n{item} {COUNTY}"
    assert without_absent(f"It rose.\n\nBeside others:\n\n{lost}\n\nIt fell.", ABSENT) == ("It rose.\n\nIt fell.", 0)
    # Only the line that leads to the list goes, and only where nothing of the list stays.
    assert without_absent(f"It rose.\nBeside others:\n\n{lost}", ABSENT) == ("It rose.", 0)
    stays = f"Beside others:\n\n{item} It rose."
    assert without_absent(f"{stays}\n{item} {COUNTY}", ABSENT) == (stays, 0)
    assert without_absent(f"It rose.\n\n{lost}", ABSENT) == ("It rose.", 0)
    assert without_absent(f"Beside others:\n\n{COUNTY}\n\n- It fell.", ABSENT)[0].startswith("Beside others:")
