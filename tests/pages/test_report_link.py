"""'Report a problem' under a figure: what the e-mail and the copied text say."""

from urllib.parse import parse_qs, urlsplit

from bs4 import BeautifulSoup

from oscp_lib.pages.report_link import report_block

FIGURE = {
    "ident": "chart-1",
    "label": "Chart 1",
    "title": 'Half & more "than" <b>100%</b>',
    "alt": "Bar chart. Highest: Oxmere, 5.",
}


def block(figure):
    return BeautifulSoup(report_block(figure, "vawg", 2024), "html.parser")


def test_without_a_script_an_e_mail_names_the_figure_its_page_and_the_edition():
    (link,) = block(FIGURE).select("a")
    address = urlsplit(link["href"])
    assert (address.scheme, address.path) == ("mailto", "saferoxmere@oxmere.example.org")
    assert " " not in link["href"] and '"' not in link["href"]
    said = parse_qs(address.query)
    assert said["subject"] == ["Problem with Chart 1, Running Plan report book 2025-26"]
    lines = said["body"][0].split("\r\n")
    assert lines[:3] == ["Figure: Chart 1 (chart-1)", f"Title: {FIGURE['title']}", "Page: vawg.html#chart-1"]


def test_the_copied_text_holds_the_key_the_title_and_the_main_values():
    (report,) = block(FIGURE).select(".figure-report")
    for part in ("chart-1", FIGURE["title"], "Highest: Oxmere, 5.", "vawg.html#chart-1"):
        assert part in report["data-details"]
    assert report.b is None
    assert "Shows" not in block(FIGURE | {"alt": ""}).select_one(".figure-report")["data-details"]


def test_the_button_names_its_figure_and_waits_for_its_script():
    (button,) = block(FIGURE).select("button")
    assert button.has_attr("hidden") and button["type"] == "button"
    assert button.get_text() == "Copy the details of Chart 1"


def test_both_ways_are_folded_under_one_line_that_names_its_figure():
    (report,) = block(FIGURE).find_all(recursive=False)
    assert report.name == "details" and not report.has_attr("open")
    assert report.summary.get_text() == "Report a problem with Chart 1"
