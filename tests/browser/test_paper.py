"""Pages as a browser prints them on A4."""

import shutil
import subprocess

import pikepdf
import pytest

pytestmark = pytest.mark.slow


def printed(browser, edition, name, folder):
    """A page of the edition, printed."""
    page = browser.new_page()
    page.goto((edition / f"{name}.html").as_uri())
    path = folder / f"{name}.pdf"
    page.pdf(path=path, prefer_css_page_size=True)
    page.close()
    return path


def texts(path):
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler-utils) is not here to read a PDF's words")
    said = subprocess.run(["pdftotext", "-raw", str(path), "-"], capture_output=True, text=True, check=True).stdout
    return said.split("\f")[:-1]


def test_the_summary_is_one_page_of_a4(browser, edition, tmp_path):
    with pikepdf.open(printed(browser, edition, "summary", tmp_path)) as pdf:
        (page,) = pdf.pages
        _, _, width, height = map(float, page.mediabox)
        assert (round(width / 72 * 25.4), round(height / 72 * 25.4)) == (210, 297)


def test_every_printed_page_of_a_draft_bears_its_mark_and_no_navigation(browser, edition, tmp_path):
    pages = texts(printed(browser, edition, "neighbourhood_crime", tmp_path))
    assert len(pages) > 3
    for text in pages:
        assert "DRAFT" in "".join(text.split())
        assert "On this page" not in text
    whole = " ".join(" ".join(pages).split())
    assert "Search" not in whole
    assert "Chart 1 as SVG" not in whole
    assert "Shoplifting is the acquisitive crime" in whole


def test_on_paper_no_caption_or_note_is_larger_than_the_words_it_belongs_to(browser, edition):
    page = browser.new_page()
    page.goto((edition / "vawg.html").as_uri())
    page.emulate_media(media="print")
    size = "element => parseFloat(getComputedStyle(element).fontSize)"
    prose = page.locator("main section section > p").first.evaluate(size)
    for part in (".figure-subtitle", ".figure-source", ".figure-caveats li", ".figure-label", "table td"):
        assert page.locator(f"#table-2 {part}").first.evaluate(size) <= prose, part
    page.close()
