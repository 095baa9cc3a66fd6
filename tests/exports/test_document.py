"""The edition as one document: its tags, reading order, alt texts, bookmarks, and what it says on every page."""

import re

import pikepdf
import pytest
from bs4 import BeautifulSoup

from oscp_lib.exports.document import write_document
from oscp_lib.exports.paper import Paper, children
from tests.exports.paper import alt_of, kind, main_of, page_texts, tags


@pytest.fixture(scope="module")
def pages(edition):
    """The pages in the order of the table of contents, the summary first."""
    contents = BeautifulSoup((edition / "index.html").read_text("utf-8"), "html.parser").select(".book-nav li a")
    listed = [link["href"] if link["href"] != "#" else "index.html" for link in contents]
    return {name: main_of(edition / name) for name in dict.fromkeys(["summary.html", *listed])}


@pytest.fixture(scope="module")
def document(edition):
    with pikepdf.open(edition / "report-book-2024.pdf") as pdf:
        yield pdf


@pytest.fixture(scope="module")
def tree(document):
    return list(tags(document))


@pytest.mark.slow
def test_the_document_claims_pdf_ua_and_names_itself(document):
    assert document.Root.Lang == "en-GB"
    assert document.Root.MarkInfo.Marked
    assert document.Root.ViewerPreferences.DisplayDocTitle
    with document.open_metadata() as said:
        assert said["pdfuaid:part"] == "1"
        assert said["dc:title"] == "Running Plan report book 2025-26"
        assert said["dc:language"] == {"en-GB"}
        # The edition's date and no clock's.
        assert said["xmp:CreateDate"].startswith("2025-01-01")


@pytest.mark.slow
def test_headings_stand_in_the_order_of_the_pages(tree, pages):
    levels = [kind(tag) for tag in tree if re.fullmatch("H[1-6]", kind(tag))]
    shown = [tag.name.upper() for main in pages.values() for tag in main.select("h1, h2, h3, h4, h5, h6")]
    assert levels == ["H1", *shown]  # the contents have a heading of their own


@pytest.mark.slow
def test_bookmarks_are_the_chapters_and_their_sections(document, pages):
    with document.open_outline() as outline:
        found = [(each.title, [part.title for part in each.children]) for each in outline.root]
    titles = [(words(main.h1), [words(heading) for heading in main.select("h2")]) for main in pages.values()]
    assert found == titles
    assert len(found) >= 14


def words(tag):
    return " ".join(tag.get_text().split())


@pytest.mark.slow
def test_each_picture_is_a_figure_with_the_alt_text_of_its_page(tree, pages):
    alts = [alt_of(drawing) for main in pages.values() for drawing in main.select("svg[role=img]")]
    assert [str(tag.Alt) for tag in tree if kind(tag) == "Figure"] == alts
    assert len(alts) > 15


def attributes(tag):
    return tag.A if isinstance(tag.A, pikepdf.Array) else [tag.A]


@pytest.mark.slow
def test_tables_have_header_cells_for_their_columns_and_rows(tree, pages):
    scopes = [str(part.Scope) for tag in tree if kind(tag) == "TH" for part in attributes(tag) if "/Scope" in part]
    columns = sum(len(main.select("thead th:not(.trend)")) for main in pages.values())  # lines are not on paper
    rows = sum(len(main.select("tbody tr > :first-child")) for main in pages.values())
    assert (scopes.count("/Column"), scopes.count("/Row")) == (columns, rows)
    assert columns > 100 and rows > 300
    tables = [len(main.select("table")) for main in pages.values()]
    assert sum(kind(tag) == "Table" for tag in tree) == sum(tables)
    rows = [len(main.select("tr")) for main in pages.values()]
    assert sum(kind(tag) == "TR" for tag in tree) == sum(rows)


@pytest.mark.slow
def test_each_page_says_its_edition_its_number_and_that_it_is_a_draft(edition):
    cover, *others = page_texts(edition / "report-book-2024.pdf")
    assert "Running Plan report book 2025-26" in cover
    assert "Draft: some charts show sample data" in cover
    for number, text in enumerate(others, 2):
        assert "Draft: some charts show sample data" in text
        assert "Running Plan report book 2025-26" in text
        assert f"{number} of {len(others) + 1}" in text


@pytest.mark.slow
def test_every_paragraph_of_every_page_is_in_the_document(edition, pages):
    document = squeezed(" ".join(page_texts(edition / "report-book-2024.pdf")))
    found = [squeezed(tag.get_text()) for main in pages.values() for tag in main.select("section > p")
             if "figure-download" not in tag.get("class", [])]  # fmt: skip
    # A paragraph that runs over a page has the foot and head of a page in it.
    missing = [text for text in found if text[:40] not in document]
    assert len(found) > 100
    assert missing == []


def squeezed(text):
    return re.sub(r"\s+", "", text)


@pytest.mark.slow
def test_a_list_that_a_screen_folds_away_stands_under_its_name(edition, pages):
    document = squeezed(" ".join(page_texts(edition / "report-book-2024.pdf")))
    folds = [tag for main in pages.values() for tag in main.select("details:not(:has(table)):has(> ul)")]
    named = [squeezed(tag.summary.get_text() + tag.li.get_text()) for tag in folds]
    assert len(named) > 3
    # The mark of an item stands between the two.
    assert [text for text in named if text not in document.replace("\N{BULLET}", "")] == []


@pytest.mark.slow
def test_the_summary_takes_one_page_and_links_lead_to_places(document, tree):
    with document.open_outline() as outline:
        starts = [number_of(document, each) for each in outline.root]
    assert starts[1] - starts[0] == 1
    assert starts == sorted(starts)
    assert sum(kind(tag) == "Link" for tag in tree) > 300


def number_of(document, bookmark):
    """The page that a bookmark opens."""
    return next(number for number, page in enumerate(document.pages) if page.objgen == bookmark.destination[0].objgen)


@pytest.mark.slow
def test_the_same_edition_gives_the_same_bytes(edition):
    before = (edition / "report-book-2024.pdf").read_bytes()
    assert write_document(edition, 2024).read_bytes() == before


FRAME = (
    '<html lang="en-GB"><body>{strip}<header></header><nav class="book-nav"><ul><li><a href="#">One</a></li></ul></nav>'
    '<main id="content"><div class="cover"><p class="cover-kicker">P</p><p class="cover-title">T</p>'
    '<p class="cover-meta">M</p></div>{body}</main>'
    '<footer class="site-footer"><a href="mailto:a@example.org">a@example.org</a></footer></body></html>'
)


def small_edition(folder, body, strip=""):
    """An edition of a summary and one page."""
    (folder / "index.html").write_text(
        FRAME.format(strip=strip, body=f"<section><h1>One</h1>{body}</section>"), "utf-8"
    )
    (folder / "summary.html").write_text(FRAME.format(strip=strip, body="<h1>Summary</h1><p>Short.</p>"), "utf-8")
    return folder


def test_an_edition_that_is_no_draft_has_no_mark(tmp_path):
    path = write_document(small_edition(tmp_path, "<p>Text.</p>"), 2024)
    assert all("Draft" not in text for text in page_texts(path))


def test_what_looks_like_markup_prints_as_it_was_typed(tmp_path):
    typed = "#import calc: * $x^2$ *bold* _under_ = heading @label &lt;b&gt; \\ // comment"
    text = " ".join(page_texts(write_document(small_edition(tmp_path, f"<p>{typed}</p>"), 2024)))
    assert typed.replace("&lt;b&gt;", "<b>") in text


@pytest.mark.longer
def test_a_wide_table_a_long_caption_and_other_scripts_hold_together(tmp_path):
    row = "".join(f"<td class='num'>{number}</td>" for number in range(59))
    head = "".join(f'<th scope="col">C{number}</th>' for number in range(60))
    rows = "".join(f'<tr><th scope="row">Row {number}</th>{row}</tr>' for number in range(90))
    figure = (
        f'<figure id="f"><figcaption><p class="figure-title">{"word " * 100}</p></figcaption>'
        f"<table><caption>All</caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></figure>"
        '<p dir="rtl">شارع عمر بن الخطاب</p>'
    )
    path = write_document(small_edition(tmp_path, figure), 2024)
    with pikepdf.open(path) as pdf:
        assert sum(kind(tag) == "TH" for tag in tags(pdf)) == 60 + 90
        assert sum(kind(tag) == "TR" for tag in tags(pdf)) == 91
        assert len(pdf.pages) > 4
    texts = page_texts(path)
    # The header row stands on each page that the table runs over.
    assert sum("C59" in text for text in texts) >= 2


def test_a_link_to_a_place_leads_there_and_one_to_nowhere_is_its_text(tmp_path):
    body = (
        '<p><a href="#there">Go</a> <a href="downloads/x.csv">File</a></p><section id="there"><h2>There</h2></section>'
    )
    with pikepdf.open(write_document(small_edition(tmp_path, body), 2024)) as pdf:
        links = [tag for tag in tags(pdf) if kind(tag) == "Link"]
        annotations = [each for page in pdf.pages for each in page.get("/Annots", [])]
    # One link of the text; the contents lead to three headings.
    assert len(links) == 4
    assert len(annotations) >= 4


def test_an_analyst_s_reason_is_set_apart_on_paper_and_its_flag_stands_out():
    html = '<div class="reason" role="note"><p class="reason-moved">It has changed.</p><p>Why: so.</p></div>'
    (note,) = children(BeautifulSoup(html, "html.parser"), Paper())
    assert (note["kind"], note["role"]) == ("block", "reason")
    assert [(each["role"], each["children"]) for each in note["children"]] == [
        ("reason-moved", ["It has changed."]),
        ("", ["Why: so."]),
    ]
