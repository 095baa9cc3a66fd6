"""Pages as a browser prints them on A4."""

import pikepdf
import pypdfium2
import pytest
from pypdfium2.raw import FPDF_PAGEOBJ_TEXT

from tests.exports.paper import page_texts

pytestmark = pytest.mark.slow
# The first words of what each figure begins and ends with.
PARTS = """() => [...document.querySelectorAll("main .oscp-figure, main .oscp-explorer")].map((figure) =>
  [".figure-title", ".explorer-sentence", ".figure-source"].map((part) => figure.querySelector(part))
    .filter(Boolean).map((part) => part.textContent.trim().slice(0, 45)))"""


def printed(browser, edition, name, folder):
    """A page of the edition, printed."""
    page = browser.new_page()
    page.goto((edition / f"{name}.html").as_uri())
    path = folder / f"{name}.pdf"
    page.pdf(path=path, prefer_css_page_size=True)
    page.close()
    return path


def large_letters(path):
    """What is printed on each page in letters that are higher than two centimetres."""
    with pypdfium2.PdfDocument(path) as document:
        for page in document:
            texts = page.get_objects(filter=[FPDF_PAGEOBJ_TEXT], textpage=page.get_textpage())
            tall = [text for text in texts if text.get_bounds()[3] - text.get_bounds()[1] > 2 / 2.54 * 72]
            yield "".join(text.extract() for text in tall)


def test_the_summary_is_one_page_of_a4(browser, edition, tmp_path):
    with pikepdf.open(printed(browser, edition, "summary", tmp_path)) as pdf:
        (page,) = pdf.pages
        _, _, width, height = map(float, page.mediabox)
        assert (round(width / 72 * 25.4), round(height / 72 * 25.4)) == (210, 297)


def test_every_printed_page_of_a_draft_bears_its_mark_and_no_navigation(browser, edition, tmp_path):
    path = printed(browser, edition, "neighbourhood_crime", tmp_path)
    pages = page_texts(path)
    assert len(pages) > 3
    marks = list(large_letters(path))  # those of sample data are large too
    assert [mark for mark in marks if "DRAFT" not in mark] == []
    for text in pages:
        assert "On this page" not in text
    whole = " ".join(" ".join(pages).split())
    assert "Search" not in whole
    assert "Picture (SVG)" not in whole and "Report a problem" not in whole
    # Folded on a screen, in print on paper; the code is not.
    assert "is not accredited official statistics" in whole
    assert "open_chapter" not in whole
    assert "82 per cent of the county's bicycle theft" in whole


@pytest.mark.parametrize("name", ["neighbourhood_crime", "serious_violence", "vawg"])
def test_no_printed_figure_is_parted_from_its_title_its_sentence_or_its_source(browser, edition, tmp_path, name):
    page = browser.new_page()
    page.goto((edition / f"{name}.html").as_uri())
    # What a figure begins and ends with; a table may be longer than a page.
    parts = page.evaluate(PARTS)
    page.pdf(path=tmp_path / "printed.pdf", prefer_css_page_size=True)
    page.close()
    printed_pages, at = page_texts(tmp_path / "printed.pdf"), 0
    assert len(parts) >= 3
    for begins, *rest in parts:
        at = next(number for number, text in enumerate(printed_pages) if number >= at and begins in text)
        for part in rest:
            assert part in printed_pages[at][printed_pages[at].index(begins) :], (begins, part)


def test_on_paper_no_caption_or_note_is_larger_than_the_words_it_belongs_to(browser, edition):
    page = browser.new_page()
    page.goto((edition / "vawg.html").as_uri())
    page.emulate_media(media="print")
    size = "element => parseFloat(getComputedStyle(element).fontSize)"
    prose = page.locator("main section section > p").first.evaluate(size)
    for part in (".figure-subtitle", ".figure-source", ".figure-caveats li", ".figure-label", "table td"):
        assert page.locator(f"#table-2 {part}").first.evaluate(size) <= prose, part
    page.close()


def test_a_table_that_a_reader_can_sort_has_all_its_headings_on_each_page(browser, edition, tmp_path):
    """Its headings are buttons on a screen, which Chromium leaves out where a page repeats them."""
    page = browser.new_page()
    page.goto((edition / "all_crime.html").as_uri())
    page.locator("#table-h thead button").first.wait_for()
    page.evaluate(
        "rows => Array(5).fill().forEach(() => rows.forEach(row => row.parentNode.append(row.cloneNode(true))))",
        page.evaluate_handle("Array.from(document.querySelectorAll('#table-h tbody tr'))"),
    )
    page.pdf(path=tmp_path / "long.pdf", prefer_css_page_size=True)
    page.close()
    pages = [" ".join(text.split()) for text in page_texts(tmp_path / "long.pdf")]
    of_table = [text for text in pages if "Stalking and harassment" in text and "Bicycle theft" in text]
    assert len(of_table) > 3
    assert [text[:200] for text in of_table if "Rank of all partnerships" not in text] == []
