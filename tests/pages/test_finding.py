"""A reader finds, cites and reports: a built edition in a real browser, from the folder and over http."""

import functools
import http.server
import json
import re
import shutil
import threading

import pytest
from bs4 import BeautifulSoup

from oscp_lib.page_names import SEARCH_TEXT
from oscp_lib.pages.list_of_editions import contents_of

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def edition(built):
    return built.edition


@pytest.fixture(scope="module")
def chromium():
    sync_api = pytest.importorskip("playwright.sync_api")
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        pytest.skip("no Chromium is here; install one to test what pages do in a browser")
    with sync_api.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=found)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def served(edition):
    """The address of the folder of editions over http."""
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(edition.parent))
    handler.log_message = lambda *_: None
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/2024"
    server.shutdown()


@pytest.fixture
def page(chromium):
    """A page on which any message of the console fails the test."""
    said = []
    opened = chromium.new_page()
    # Chromium asks a server for an icon by itself, whatever the page says.
    opened.route("**/favicon.ico", lambda route: route.fulfill(status=204))
    opened.on("console", lambda message: said.append(message.text))
    opened.on("pageerror", lambda error: said.append(str(error)))
    yield opened
    opened.close()
    assert said == []


def search(page, base, words):
    """Search from the first page by keyboard; what is said, and (title, address, words) of each place found."""
    page.goto(f"{base}/index.html")
    page.get_by_role("searchbox", name="Search this book").fill(words)
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=*")
    page.wait_for_function("document.getElementById('search-status').textContent")
    places = page.locator("#search-results li li").all()
    links = [(place.locator("a").inner_text(), place.locator("a").get_attribute("href")) for place in places]
    return page.get_by_role("status").inner_text(), [
        (*link, place.inner_text()) for link, place in zip(links, places, strict=True)
    ]


def test_search_quotes_the_section_it_leads_to_from_a_folder_as_over_http(page, edition, served):
    said, found = search(page, edition.as_uri(), "burglaries")
    assert re.fullmatch(r"Found in \d+ places on \d+ pages: “burglaries”", said)
    assert all("burglar" in words.lower() for _, _, words in found)
    assert search(page, served, "burglaries") == (said, found)
    title, address, _ = next(each for each in found if each[1].startswith("neighbourhood_crime.html#"))
    page.locator(f"#search-results a[href='{address}']").press("Enter")
    page.wait_for_url(f"**/{address}")
    assert title in page.locator(f"[id='{address.partition('#')[2]}']").inner_text()


def test_a_number_is_found_as_it_is_printed(page, edition):
    # ONS, year ending December 2024: 17,384 offences in Oxmere.
    _, found = search(page, edition.as_uri(), "17,384")
    assert any(address.startswith("all_crime.html") and "17,384" in words for _, address, words in found)


@pytest.mark.parametrize(
    ("words", "meant", "page_found"),
    [
        ("bike theft", "bicycle", "neighbourhood_crime.html"),
        ("mugging", "robbery", "serious_violence.html"),
        ("shop lifting", "shoplifting", "neighbourhood_crime.html"),
        ("serious violance", "violence", "serious_violence.html"),
        ("burgalry", "burglary", "neighbourhood_crime.html"),
    ],
)
def test_what_readers_call_a_thing_or_misspell_is_found(page, edition, words, meant, page_found):
    said, found = search(page, edition.as_uri(), words)
    assert said.startswith("Found in ")
    assert any(address.startswith(page_found) and meant in text.lower() for _, address, text in found)


def test_the_glossary_and_the_trail_come_after_the_chapters(page, edition):
    pages = [address.partition(".")[0] for _, address, _ in search(page, edition.as_uri(), "shoplifting")[1]]
    order = list(dict.fromkeys(pages))
    assert order[-1] == "trail" and order.index("neighbourhood_crime") < order.index("trail")
    order = list(dict.fromkeys(a.partition(".")[0] for _, a, _ in search(page, edition.as_uri(), "domestic abuse")[1]))
    assert order.index("vawg") < order.index("glossary")


@pytest.mark.parametrize("words", ["zyxwv", "<img src=x onerror=alert(1)>", "constructor __proto__"])
def test_where_nothing_is_found_the_page_says_so_and_what_to_do(page, edition, words):
    said, found = search(page, edition.as_uri(), words)
    assert (said, found) == (f"Nothing found for “{words}”", [])
    assert page.get_by_text("What you can do:").is_visible()


def test_the_search_text_is_small_and_holds_what_its_page_shows(edition):
    script = edition / SEARCH_TEXT
    assert script.stat().st_size <= 18_000 * len(list(edition.glob("*.html")))
    pages = json.loads(script.read_text("utf-8").removeprefix("var BOOK_TEXT = ").removesuffix(";\n"))
    assert set(pages) == {path.stem for path in edition.glob("*.html")} - {"search"}
    for name, places in pages.items():
        page = BeautifulSoup((edition / f"{name}.html").read_text("utf-8"), "html.parser")
        ids = {tag["id"] for tag in page.find_all(id=True)}
        shown = "".join(page.main.get_text().split())
        for anchor, title, text in places:
            assert not anchor or anchor in ids
            assert "".join(title.split()) in shown
            # What parts the rows of a table is the excerpt's own.
            assert all(word.removesuffix(";") in shown for word in text.split())


def report_of(page, edition):
    """What is folded under the words 'Report a problem' of a figure, opened by keyboard."""
    page.goto(f"{edition.as_uri()}/serious_violence.html")
    page.get_by_text("Chart 4, drawn from sample data").click()
    report = page.locator("#chart-4 .figure-report")
    report.locator("summary").press("Enter")
    return report


def test_a_problem_is_copied_by_keyboard_and_said(page, edition):
    report = report_of(page, edition)
    report.get_by_role("button", name="Copy the details of Chart 4").press("Enter")
    report.get_by_text(
        "Copied: the details of Chart 4. Paste them into a message to saferoxmere@oxmere.example.org"
    ).wait_for()
    assert report.get_by_role("status").inner_text().startswith("Copied")
    page.evaluate("document.body.append(Object.assign(document.createElement('textarea'), {id: 'pasted'}))")
    page.locator("#pasted").press("Control+V")
    copied = page.locator("#pasted").input_value()
    version = re.search(r"version \S+ \([0-9a-f]{16}\)", page.locator("#citation").inner_text())[0]
    for part in ("chart-4", "Serious violence by district", "serious_violence.html#chart-4", "2025-26", version):
        assert part in copied


def test_where_nothing_can_be_copied_the_text_is_shown_and_selected(page, edition):
    page.add_init_script(
        "Object.defineProperty(navigator, 'clipboard', {value: undefined}); document.execCommand = () => false;"
    )
    report = report_of(page, edition)
    report.get_by_role("button").press("Enter")
    text = report.get_by_label("Details of Chart 4")
    assert "chart-4" in text.input_value()
    assert page.evaluate("getSelection().toString()") == text.input_value()
    assert report.get_by_role("status").inner_text().startswith("Copy the text below")


def test_without_scripts_the_e_mail_link_is_there_and_no_button(chromium, edition):
    context = chromium.new_context(java_script_enabled=False)
    report = report_of(context.new_page(), edition)
    assert report.get_by_role("link", name="Write an e-mail about Chart 4").is_visible()
    assert not report.locator("button").is_visible()
    context.close()


def test_every_page_says_how_to_cite_it_and_leads_to_its_other_editions(edition):
    listed = BeautifulSoup((edition.parent / "index.html").read_text("utf-8"), "html.parser")
    for name in contents_of(edition / "index.html"):
        page = BeautifulSoup((edition / f"{name}.html").read_text("utf-8"), "html.parser")
        (cited,) = page.select("main .citation")
        words = " ".join(cited.get_text().split())
        title = page.h1.get_text().replace("\n", "")
        assert f"Oxmere Safer Towns Partnership: {title}, Running Plan report book 2025-26, version" in words
        assert words.endswith("not yet released. saferoxmere@oxmere.example.org")
        (link,) = page.select(".other-editions a")
        assert link["href"] == f"../index.html#{name}"
        both = [f"{year}/{name}.html" for year in (2024, 2023)]
        assert [each["href"] for each in listed.select(f"#{name} a")] == both


def test_terms_are_linked_once_a_page_in_prose_alone(edition):
    terms = BeautifulSoup((edition / "glossary.html").read_text("utf-8"), "html.parser").select("dt[id]")
    linked = 0
    for path in edition.glob("*.html"):
        links = BeautifulSoup(path.read_text("utf-8"), "html.parser").select("a.term-link")
        targets = [link["href"] for link in links]
        assert len(targets) == len(set(targets)), path.name
        for link in links:
            assert link.find_parent(["h1", "h2", "h3", "h4", "table", "figure", "pre", "code"]) is None
            assert link.find_parent("a") is None and link.find("a") is None
        linked += len(links)
    assert linked > len(terms) / 2
