"""In a real browser: the page comes back at the place where its reader was, and says what is wrong."""

import pytest

from oscp_lib.browser.chromium import browser_path, open_browser
from oscp_lib.errors import InputError

pytestmark = pytest.mark.slow
HEADING = "[...document.querySelectorAll('main h2')].at(-3)"
PLACE = f"{HEADING}.getBoundingClientRect().top"


@pytest.fixture
def page(running):
    """A page of the preview, open in a browser, and what its console complained of."""
    try:
        browser_path()
    except InputError as error:
        pytest.skip(str(error.problems[0]))
    with open_browser() as browser:
        opened = browser.new_page(viewport={"width": 1200, "height": 600})
        opened.complaints = []
        opened.on("console", lambda said: opened.complaints.append(said.text) if said.type == "error" else None)
        opened.goto(f"{running.address.geturl()}2024/methods.html")
        yield opened


def test_a_page_is_loaded_anew_at_the_place_where_its_reader_was(running, page):
    page.evaluate(f"{HEADING}.scrollIntoView({{behavior: 'instant'}})")
    page.evaluate("scrollBy({top: 40, behavior: 'instant'})")
    before = page.evaluate(PLACE)
    top = page.evaluate("scrollY")
    assert top > 200
    # What is added stands above the reader: the same distance from the top would be another place.
    running.edit("book/methods.md", "\n\n", "\n\nQuokkas were counted.\n\n" + "One more paragraph.\n\n" * 20)
    page.get_by_text("Quokkas were counted.").wait_for(timeout=120_000)
    page.wait_for_load_state("load")
    page.wait_for_timeout(300)
    assert abs(page.evaluate(PLACE) - before) < 3
    assert page.evaluate("scrollY") > top + 200
    assert page.complaints == []


def test_a_mistake_stands_on_the_page_and_goes_when_mended(running, page):
    says = page.locator(".preview-says")
    assert says.is_hidden()
    running.edit("notebooks/05_vawg.ipynb", "{fact}`", "{fact}`no_such_")
    says.wait_for(state="visible", timeout=120_000)
    assert "notebooks/05_vawg.ipynb" in says.inner_text()
    running.edit("notebooks/05_vawg.ipynb", "{fact}`no_such_", "{fact}`")
    says.wait_for(state="hidden", timeout=120_000)


def test_a_page_of_another_origin_is_refused(running, page):
    page.goto("about:blank")
    address = f"{running.address.geturl()}_preview/events"
    told = page.evaluate(
        "address => new Promise((done) => { const stream = new EventSource(address);"
        "stream.onmessage = () => done('heard'); stream.onerror = () => done('refused'); })", address,
    )  # fmt: skip
    assert told == "refused"
    assert page.evaluate("address => fetch(address).then(() => 'heard', () => 'refused')", address) == "refused"


def test_a_preview_that_is_asked_to_end_does_so_while_a_page_is_open(running, page):
    running.wait_until_idle()
    running.process.terminate()
    assert running.process.wait(30) == 0
    assert running.said().rstrip().endswith("The preview has ended.")
    assert [path.name for path in (running.root / "book/_build").iterdir()] == [".runs"]
