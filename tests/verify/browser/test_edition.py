"""Every page of a built edition, as readers meet it in a real browser."""

from urllib.parse import quote, urlsplit

import pytest
from bs4 import BeautifulSoup

from oscp_lib.chapters import CHAPTERS
from oscp_lib.verify.browser.every_page import faults_for, file_faults
from oscp_lib.verify.browser.page_faults import axe_faults, legible_faults, unfold
from oscp_lib.verify.browser.visits import (
    BETWEEN,
    HEIGHT,
    NARROW,
    READERS,
    WIDE,
    Reader,
    context_for,
    open_page,
    pages_of,
)

pytestmark = pytest.mark.slow
LIGHT = Reader("light", WIDE)


@pytest.fixture
def http(browser, home):
    """A page over http, and the log of what it asks for and complains of."""
    with context_for(browser, LIGHT, home) as (context, log):
        yield open_page(context, log), log


@pytest.fixture
def files(browser, edition):
    """The same from file://."""
    with context_for(browser, LIGHT, edition.parent.as_uri()) as (context, log):
        yield open_page(context, log), log


def at_full_size(reader):
    """Two readers between them meet both themes and both widths; `oscp verify --browser` sends all four."""
    return [] if (reader.theme == "light") == (reader.width == WIDE) else [pytest.mark.full]


@pytest.mark.parametrize("reader", [pytest.param(each, marks=at_full_size(each), id=str(each)) for each in READERS])
def test_no_page_has_a_fault_for_any_reader(browser, base, edition, reader):
    names = pages_of(edition)
    assert len(names) >= len(CHAPTERS) + 6  # the pages without a chapter, the search and the list of editions
    assert list(faults_for(browser, reader, base, names)) == []


@pytest.mark.parametrize("width", [NARROW, *BETWEEN, WIDE])
def test_no_word_of_any_page_is_cut_covered_outside_or_too_small(browser, home, base, edition, width):
    with context_for(browser, Reader("light", width), home) as (context, log):
        page, found = open_page(context, log), {}
        for name in pages_of(edition):
            page.goto(base + name)
            unfold(page)
            found |= {name: faults} if (faults := legible_faults(page)) else {}
            assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{name} slides sideways"
    assert found == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_contents_open_over_the_page_of_a_phone_and_close_again(browser, home, base, theme):
    with context_for(browser, Reader(theme, 390), home) as (context, log):
        page = open_page(context, log)
        page.goto(f"{base}vawg.html")
        bar = page.locator(".book-nav summary")
        assert bar.bounding_box()["y"] > 0.8 * HEIGHT, "under a thumb"
        assert not page.locator(".book-nav a").first.is_visible()
        bar.click()
        assert page.locator(".book-nav a").first.is_visible()
        assert axe_faults(page) == [] and legible_faults(page) == []
        page.keyboard.press("Escape")
        assert not page.locator(".book-nav a").first.is_visible()
        bar.click()
        page.mouse.click(200, 100)
        assert not page.locator(".book-nav a").first.is_visible()
        assert log.taken() == []


def test_no_page_asks_for_anything_or_complains_when_opened_as_a_file(browser, edition):
    assert list(file_faults(browser, edition, pages_of(edition))) == []


def test_a_page_opened_as_a_file_says_what_it_says_over_http(http, files, edition, base):
    for name in pages_of(edition):
        said = []
        for page, start in ((http[0], base), (files[0], f"{edition.as_uri()}/")):
            page.goto(start + name)
            said.append(page.inner_text("body"))
        assert said[0] == said[1], name
        assert len(said[0]) > 100


def test_every_link_within_the_book_leads_somewhere(http, edition, base):
    page, _ = http
    seen, host = {}, urlsplit(base).netloc
    for name in pages_of(edition):
        page.goto(base + name)
        for link in page.eval_on_selector_all("a[href]", "links => links.map((link) => link.href)"):
            if urlsplit(link).netloc == host:
                seen.setdefault(link.partition("#")[0], name)
    assert len(seen) > len(CHAPTERS)
    assert {link: name for link, name in seen.items() if page.request.get(link).status != 200} == {}


@pytest.mark.parametrize("how", ["http", "files"])
def test_searching_for_a_word_finds_its_page(how, request, edition, base):
    page, log = request.getfixturevalue(how)
    page.goto((base if how == "http" else f"{edition.as_uri()}/") + "index.html")
    page.fill("#site-search-words", "cuckooing")
    page.press("#site-search-words", "Enter")
    page.wait_for_selector("#search-results a")
    hrefs = page.eval_on_selector_all("#search-results a", "links => links.map((link) => link.getAttribute('href'))")
    assert any(href.startswith("serious_violence.html") for href in hrefs)
    assert axe_faults(page) == []
    assert log.taken() == []
    page.click("#search-results a[href^='serious_violence.html']")
    page.wait_for_url("**/serious_violence.html**")
    assert "cuckooing" in page.inner_text("main")


@pytest.mark.parametrize(
    ("query", "page_first", "said"),
    [
        ("2488", "neighbourhood_crime.html", "2,488"),
        ("2,488", "neighbourhood_crime.html", "2,488"),
        ("body-worn cameras", "serious_violence.html", "Body-worn cameras"),  # an action
        ("twenty per cent less crime", None, None),
    ],
)
def test_a_number_an_action_and_nothing_are_answered_findings_before_the_trail(http, base, query, page_first, said):
    page, log = http
    page.goto(f"{base}search.html?q={quote(query)}")
    page.wait_for_function("document.getElementById('search-status').textContent")
    hrefs = page.eval_on_selector_all("#search-results a", "links => links.map((link) => link.getAttribute('href'))")
    if page_first is None:
        assert hrefs == [] and page.locator("#search-nothing").is_visible()
        return
    pages = list(dict.fromkeys(href.partition("#")[0] for href in hrefs))
    assert page_first in pages
    assert "trail.html" not in pages or pages[-1] == "trail.html"
    assert said in page.locator("#search-results").inner_text()
    assert log.taken() == []


def test_a_claim_is_found_and_its_link_opens_the_fold_that_holds_it(http, base, edition):
    claim = BeautifulSoup((edition / "reconciliation.html").read_text("utf-8"), "html.parser").select_one(
        "details.folded tr[id^=claim-]"
    )
    words = " ".join(claim.th.find(string=True).split()[:6])
    page, _ = http
    page.goto(f"{base}search.html?q={quote(words)}")
    page.click(f"#search-results a[href='reconciliation.html#{claim['id']}']")
    page.wait_for_url("**/reconciliation.html#*")
    page.locator(f"#{claim['id']}").wait_for(state="visible")


def test_without_javascript_every_chapter_and_its_data_can_be_read(browser, base, edition):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    for chapter in CHAPTERS:
        page.goto(f"{base}{chapter.page}.html")
        assert page.locator("h1").count() == 1
        for table in page.locator("main table").all():
            assert table.locator("caption").count() == 1
    page.goto(f"{base}vawg.html")
    assert "485" in page.locator("#table-2 table").inner_text()  # Table 2 of the plan: Oxmere, 2022
    assert page.locator(".book-nav a").count() > len(CHAPTERS)
    context.close()


@pytest.mark.parametrize("how", ["http", "files"])
def test_one_click_leads_to_the_same_page_of_another_year(how, request, edition, base):
    page, log = request.getfixturevalue(how)
    page.goto((base if how == "http" else f"{edition.as_uri()}/") + "vawg.html")
    page.click(".other-editions a:text-is('2023')")
    page.wait_for_url("**/2023/vawg.html")
    assert "2023" in page.locator(".site-footer").inner_text()
    assert page.locator(".other-editions a").all_inner_texts() == ["2024"]
    assert log.taken() == []


def test_the_theme_is_changed_by_keyboard_and_kept_on_the_next_page(http, base):
    page, log = http
    page.goto(f"{base}index.html")
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.focus(".theme-button")
    page.keyboard.press("Enter")
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert light == "rgb(255, 255, 255)" and dark != light
    page.goto(f"{base}vawg.html")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == dark
    assert log.taken() == []


def test_the_policy_stops_a_script_that_would_stand_in_a_page(http, base):
    # The tests of payloads would show nothing if the browser did not keep the policy.
    page, log = http
    page.goto(f"{base}about.html")
    page.evaluate(
        """() => {
      const script = document.createElement("script");
      script.textContent = "window.__ran = 1";
      document.body.append(script);
      document.body.insertAdjacentHTML("beforeend", "<img src='_static/file.png' onload='window.__ran = 1'>");
      fetch("facts.json").catch(() => {});
      setTimeout("window.__ran = 1");
    }"""
    )
    page.wait_for_timeout(200)
    assert page.evaluate("window.__ran") is None
    said = " ".join(log.taken())
    for stopped in ("inline script", "inline event handler", "Connecting to", "'unsafe-eval' is not an allowed source"):
        assert stopped in said


def test_a_font_that_is_missing_leaves_every_page_whole(browser, home, base, edition):
    with context_for(browser, READERS[0], home) as (context, log):
        page = open_page(context, log)
        for name in pages_of(edition):
            page.goto(base + name)
            page.evaluate("document.documentElement.style.setProperty('--font', '\"No Such Font\", monospace')")
            assert page.evaluate("document.documentElement.scrollWidth") <= READERS[0].width, name


def test_a_table_of_many_columns_slides_says_so_and_keeps_the_names_of_its_rows(browser, home, base):
    for width, expected in ((320, True), (1400, False)):
        with context_for(browser, Reader("light", width), home) as (context, log):
            page = open_page(context, log)
            page.goto(f"{base}neighbourhood_crime.html")
            box = page.locator("#table-a .table-scroll").first
            said = box.evaluate("box => getComputedStyle(box, '::before').content")
            assert ("Scroll sideways" in said) == expected, (width, said)
            left = "box => { box.scrollLeft = 500; return box.querySelector('tbody th').getBoundingClientRect().left; }"
            assert abs(box.evaluate(left) - box.bounding_box()["x"]) < 2, "the name stays"


def test_a_table_of_few_columns_that_is_too_wide_becomes_a_list_of_its_rows(browser, home, base):
    for width in (320, 1400):
        with context_for(browser, Reader("light", width), home) as (context, log):
            page = open_page(context, log)
            page.goto(f"{base}reconciliation.html")
            cells = page.locator("#table-f tbody tr").first.locator("th, td")
            tops = {round(box["y"]) for box in (cell.bounding_box() for cell in cells.all())}
            named = cells.nth(1).evaluate("cell => getComputedStyle(cell, '::before').content")
            assert (len(tops) == cells.count()) == (width == 320), tops
            assert ("Population, plan" in named) == (width == 320), named
