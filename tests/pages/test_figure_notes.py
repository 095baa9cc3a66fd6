"""What stands under a figure: at most two notes, and one line of what a reader can do with it."""

from dataclasses import replace

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from oscp_lib.data.package import Caveat, tables
from oscp_lib.data.rows import Rows
from oscp_lib.figures.figure import FIGURE_MIME, WITHHELD, Figure
from oscp_lib.pages.figure_notes import about_figures, placed
from oscp_lib.pages.figure_on_page import on_page

SOURCE = "Police records are not all crime."


def record(ident, *notes, legend=(), source_notes=()):
    return {
        "ident": ident, "label": ident.replace("-", " ").capitalize(), "title": "A title", "alt": "", "sample": False,
        "notes": list(notes), "legend": list(legend), "source_notes": list(source_notes),
    }  # fmt: skip


def test_the_two_most_important_notes_stay_and_the_others_stand_apart():
    notes = placed([record("chart-a", "First.", "Second.", "Third.")])
    assert notes.under == {"chart-a": ["First.", "Second."]}
    assert notes.apart == {"Third.": ["chart-a"]}


def test_what_is_said_of_two_figures_is_printed_once_and_names_both():
    records = [record("chart-a", "Both.", "One."), record("chart-b", "Both.")]
    notes = placed(records)
    assert notes.under == {"chart-a": ["One."], "chart-b": []}
    page = BeautifulSoup(about_figures(notes, records), "html.parser")
    (item,) = page.select("li")
    assert item.get_text() == "Chart a, Chart b: Both."
    assert [link["href"] for link in item.select("a")] == ["#chart-a", "#chart-b"]
    assert page.details.summary.get_text() == "Notes on the figures" and not page.details.has_attr("open")


def test_what_is_true_of_a_whole_source_never_stands_under_a_figure():
    notes = placed([record("chart-a", SOURCE, source_notes=[SOURCE])])
    assert notes.under == {"chart-a": []}
    assert notes.apart == {SOURCE: ["chart-a"]}


def test_what_a_mark_means_stays_with_every_figure_and_counts_among_its_two():
    records = [record(f"table-{letter}", "One.", f"Two {letter}.", WITHHELD, legend=[WITHHELD]) for letter in "ab"]
    notes = placed(records)
    assert notes.under == {"table-a": [WITHHELD, "Two a."], "table-b": [WITHHELD, "Two b."]}
    assert notes.apart == {"One.": ["table-a", "table-b"]}


def test_a_note_with_signs_of_html_prints_as_it_was_written():
    records = [record("chart-a", "Fewer <b>than</b> 5 & more.", "Two.", "<i>Three</i>.")]
    notes = placed(records)
    assert "&lt;i&gt;Three&lt;/i&gt;" in about_figures(notes, records)
    html = '<figure id="chart-a"><ul class="figure-caveats"></ul><div class="figure-tools"></div></figure>'
    shown = BeautifulSoup(on_page(html, records[0], notes, "vawg", 2024), "html.parser")
    assert [item.get_text() for item in shown.select(".figure-caveats li")] == records[0]["notes"][:2]


@pytest.fixture
def figure():
    """A chart's figure of real rows; its table holds a caveat of all its rows and one of some."""
    table = tables()["recorded_crime_ons"]
    some = Caveat("Robbery is counted by victims.", {"category": "Robbery"})
    table = replace(table, caveats=(Caveat(SOURCE), some))
    frame = pd.DataFrame(
        {
            "period_start": [pd.Timestamp("2024-01-01")], "period_end": [pd.Timestamp("2024-12-31")],
            "area": ["Oxmere"], "category": ["Robbery"], "measure": ["recorded offences"], "unit": ["offences"],
            "value": [146.0], "status": ["official"], "withheld": [False], "source": [table.sources[-1].name],
        }
    )  # fmt: skip
    shown = pd.DataFrame({"District": ["Oxmere"], "Offences": [146]})
    return Figure("table-x", "Table X", "One row", "For a test.", shown, (Rows(table, frame),), notes=("Its own.",))


def test_a_figure_tells_what_is_true_of_its_source_from_what_is_true_of_its_rows(figure, monkeypatch):
    monkeypatch.setattr("oscp_lib.figures.figure.tables", lambda: {"recorded_crime_ons": figure.rows[0].table})
    made = figure._repr_mimebundle_()[FIGURE_MIME]
    assert made["notes"][:2] == ["Its own.", "Robbery is counted by victims."]
    assert SOURCE in made["source_notes"] and "Robbery is counted by victims." not in made["source_notes"]


def test_one_line_under_a_figure_leads_to_all_that_can_be_done_with_it(figure):
    bundle = figure._repr_mimebundle_()
    made = bundle[FIGURE_MIME]
    shown = BeautifulSoup(on_page(bundle["text/html"], made, placed([made]), "vawg", 2024), "html.parser")
    (line,) = shown.select(".figure-tools")
    assert [link.get_text() for link in line.select(".figure-download a")] == [
        "Data (CSV) of Table X",
        "Notes on Table X",
        "Link to Table X",
    ]
    assert line.select_one("details.figure-report summary").get_text() == "Report a problem with Table X"
    assert line.find_next_sibling() is None


def test_a_figure_without_notes_apart_has_no_link_to_them(figure):
    made = record("table-x")
    html = figure.html()
    assert "Notes on" not in on_page(html, made, placed([made]), "vawg", 2024)
