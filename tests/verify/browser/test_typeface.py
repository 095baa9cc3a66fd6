"""The book's typeface in a browser: it loads, measures what charts were laid out with, and no machine's font shows."""

import base64
import os
import re
import sys
from pathlib import Path

import pytest
from lxml import html

from oscp_lib.figures.typeface import BOLD, FACES, LETTERS, REGULAR, text_width
from oscp_lib.verify.browser.chromium import ARGUMENTS
from oscp_lib.verify.browser.every_page import LIST_OF_EDITIONS
from oscp_lib.verify.browser.visits import NARROW, WIDE, Reader, context_for, open_page
from tests.figures.machines import machines

pytestmark = pytest.mark.slow
LOADED = """async () => {
  await document.fonts.ready;
  return [...document.fonts].filter((font) => font.family.includes("Report Sans") && !font.family.includes("Stand-in")
    && font.status === "loaded").map((font) => `${font.weight} ${font.style}`).sort();
}"""
# Where each text that shows stands, and how tall the page is. All is unfolded but code: its font is the machine's.
BOXES = """async () => {
  document.querySelectorAll("main details:not(.hide)").forEach((each) => { each.open = true; });
  await document.fonts.ready;
  const own = (element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  const boxes = [...document.body.querySelectorAll("*")].filter((each) => own(each) && each.checkVisibility())
    .map((element) => {
    const range = document.createRange();
    range.selectNodeContents(element);
    const box = range.getBoundingClientRect();
    return [element.localName, ...[box.x, box.y, box.width, box.height].map((side) => Math.round(side))];
  });
  return [document.documentElement.scrollHeight, ...boxes];
}"""
SEEN = (("summary", WIDE), ("serious_violence", WIDE), ("about", WIDE), ("search", WIDE), ("index", NARROW))
PRINTED = ("summary", "vawg")


@pytest.mark.parametrize("how", ["http", "file"])
def test_every_page_has_its_fonts_from_beside_it(how, browser, home, base, edition):
    start = (edition.parent.as_uri() if how == "file" else home, f"{edition.as_uri()}/" if how == "file" else base)
    with context_for(browser, Reader("light", WIDE), start[0]) as (context, log):
        page = open_page(context, log)
        for name, faces in (
            ("vawg.html", ["400 normal", "700 normal"]),
            ("methods.html", ["400 italic", "400 normal", "700 normal"]),
            (LIST_OF_EDITIONS, ["400 normal", "700 normal"]),
        ):
            page.goto(start[1] + name)
            assert page.evaluate(LOADED) == faces, name
            assert log.taken() == []


def test_a_page_takes_no_font_from_anywhere_but_the_edition(browser, base, edition):
    page = browser.new_page()
    page.goto(f"{base}about.html")
    file = base64.b64encode((edition / "_static/report-sans-bold.woff2").read_bytes()).decode()
    load = "async (url) => new FontFace('Stranger', `url(${url})`).load().then(() => 'loaded', () => 'refused')"
    assert page.evaluate(load, f"{base}_static/report-sans-bold.woff2") == "loaded"
    assert page.evaluate(load, f"data:font/woff2;base64,{file}") == "refused"
    page.close()


def test_digits_stand_below_one_another_in_a_table(browser, base):
    page = browser.new_page()
    page.goto(f"{base}vawg.html")
    page.evaluate(LOADED)
    measure = """(cell) => ["0123456789", "1111111111", "7171717171", "4040404040"].map((digits) => {
      const span = cell.appendChild(document.createElement("span"));
      span.textContent = digits;
      return span.getBoundingClientRect().width;
    })"""
    for weight in ("normal", "bold"):
        cell = page.locator("#table-2 td").first
        cell.evaluate("(cell, weight) => { cell.style.fontWeight = weight; }", weight)
        widths = cell.evaluate(measure)
        assert max(widths) - min(widths) < 0.1
    page.close()


def test_the_text_of_a_chart_is_as_wide_as_it_was_laid_out(browser, base):
    page = browser.new_page()
    texts = []
    for name in ("all_crime", "neighbourhood_crime", "serious_violence"):
        page.goto(f"{base}{name}.html")
        page.evaluate(LOADED)
        found = """texts => texts.map((text) => [text.textContent, text.getComputedTextLength(),
          getComputedStyle(text).fontSize, getComputedStyle(text).fontWeight])"""
        texts += page.eval_on_selector_all(".is-wide > svg.chart text", found)
    page.close()
    assert len(texts) > 100
    for said, width, size, weight in texts:
        expected = text_width(said, float(size.removesuffix("px")), BOLD if int(weight) > 400 else REGULAR)
        assert width == pytest.approx(expected, rel=0.03, abs=1), said


@pytest.mark.skipif(sys.platform != "linux", reason="which fonts a browser sees is set by fontconfig, which is Linux's")
def test_pages_and_prints_come_out_alike_whatever_fonts_a_machine_has(browser, found, edition, tmp_path):
    import pypdfium2

    seen, bare = {}, {}
    for name, machine in machines(tmp_path).items():
        other = browser.browser_type.launch(
            executable_path=found, args=ARGUMENTS, env={**os.environ, "FONTCONFIG_FILE": str(machine.config)}
        )
        page, pages = other.new_page(), []
        for place, width in SEEN:
            page.set_viewport_size({"width": width, "height": 900})
            page.goto((edition / f"{place}.html").as_uri())
            pages.append((place, page.evaluate(BOXES)))
        for place in PRINTED:
            page.goto((edition / f"{place}.html").as_uri())
            page.evaluate(LOADED)
            with pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True)) as paper:
                pages.append((f"{place} on paper", len(paper)))
        seen[name] = dict(pages)
        # Without the typeface the machines differ: else this test would show nothing.
        page.set_viewport_size({"width": WIDE, "height": 900})
        page.evaluate("document.documentElement.style.setProperty('--font', 'Arial, sans-serif')")
        bare[name] = str(page.evaluate(BOXES))
        other.close()
    assert len(set(bare.values())) == len(bare) == 3
    first, *others = seen.values()
    assert first["summary on paper"] == 1
    for other in others:
        for place, boxes in first.items():
            assert other[place] == boxes, place


def test_the_fonts_have_every_letter_that_a_page_prints(built):
    for edition in (built.edition, built.edition_2023):
        printed = set()
        for path in [*edition.glob("*.html"), built.out / "index.html"]:
            page = html.fromstring(path.read_text("utf-8"))
            printed.update(*page.xpath("//text()[not(ancestor::script or ancestor::style)]"))
        style = (edition / "_static/oscp.css").read_text("utf-8")
        for said in re.findall(r'content: "([^"]*)"', style):
            printed.update(re.sub(r"\\([0-9a-f]{4})", lambda code: chr(int(code[1], 16)), said))
        assert len(printed) > 60
        assert sum((edition / "_static" / face.web_file).stat().st_size for face in FACES) < 60_000
        assert printed - LETTERS - set("\n\t\r") == set()


def test_a_picture_that_is_downloaded_brings_its_font(browser, edition, tmp_path):
    alone = Path(tmp_path, "chart.svg")
    alone.write_bytes((edition / "downloads/chart-1.svg").read_bytes())
    page = browser.new_page()
    page.goto(alone.as_uri())
    assert page.evaluate(LOADED) == ["400 normal", "700 normal"]
    drawn = page.eval_on_selector_all("text", "texts => texts.map((text) => [text.textContent, "
                                      "text.getComputedTextLength(), getComputedStyle(text).fontWeight])")  # fmt: skip
    for said, width, weight in drawn:
        assert width == pytest.approx(text_width(said, 11, BOLD if int(weight) > 400 else REGULAR), rel=0.03, abs=1)
    page.close()
