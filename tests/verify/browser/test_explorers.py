"""Explorers in a real browser: chosen by keyboard, changed and announced, clean in every state."""

import itertools

import pytest

from oscp_lib import paths
from oscp_lib.measures.wording import named
from oscp_lib.verify.browser.page_faults import axe_faults
from oscp_lib.verify.browser.visits import WIDE, Reader, context_for, open_page
from tests.national import rows_of

pytestmark = pytest.mark.slow
# Districts, offences and measures that each page offers.
CHOICES = {
    "neighbourhood_crime": (5, 7, 2), "serious_violence": (5, 4, 2), "vawg": (5, 1, 2), "drugs_and_alcohol": (5, 1, 2),
}  # fmt: skip


@pytest.fixture(scope="module", params=["http", "file"])
def start(request, home, edition):
    return f"{home}{edition.name}/" if request.param == "http" else f"{edition.as_uri()}/"


@pytest.fixture
def opened(browser, start):
    """A page of the edition and the log of what it asks for and complains of."""
    with context_for(browser, Reader("light", WIDE), start.rpartition("/2024/")[0] + "/") as (context, log):
        yield open_page(context, log), log


@pytest.fixture(scope="module")
def counts():
    rows = rows_of(paths.ROOT, "recorded_crime_ons")
    return {(row["area"], row["category"], row["period_end"][:4]): int(row["value"]) for row in rows}


def test_every_state_is_reached_by_keyboard_announced_and_that_of_its_choice(opened, start, counts):
    page, log = opened
    visited = 0
    for name, numbers in CHOICES.items():
        page.goto(f"{start}{name}.html")
        controls = page.locator(".oscp-explorer select").all()
        assert tuple(control.locator("option").count() for control in controls) == numbers
        now = (0, 0, 0)
        for place in itertools.product(*map(range, numbers)):
            for control, before, number in zip(controls, now, place, strict=True):
                if number != before:
                    choose(page, control, number - before)
            now = place
            shown = page.evaluate(SHOWN)
            assert tuple(shown["numbers"]) == place
            district, offence, measure = shown["chosen"]
            assert shown["title"].startswith(f"{offence} in {named(district)}, ")
            if any(place):
                assert shown["announced"] == shown["sentence"]
            if measure == "Recorded offences":
                year, count, *_ = shown["last"].split()
                assert count.replace(",", "") == str(counts[district, offence, year])
                assert count in shown["sentence"] and count in shown["drawn"]
            visited += 1
    assert visited == 5 * (7 + 4 + 1 + 1) * 2
    assert log.taken() == []


SHOWN = """() => {
  const one = (selector) => document.querySelector(`.oscp-explorer ${selector}`);
  return {
    numbers: [...document.querySelectorAll(".oscp-explorer select")].map((menu) => menu.selectedIndex),
    chosen: [...document.querySelectorAll(".oscp-explorer select")].map((menu) => menu.selectedOptions[0].text),
    title: one(".figure-title").innerText, sentence: one(".explorer-sentence").innerText,
    announced: one("[role=status]").textContent, last: one(".explorer-view tbody tr:last-child").innerText,
    drawn: one("svg title").textContent,
  };
}"""


def choose(page, control, steps):
    """Move a menu's choice with the arrow keys alone."""
    control.focus()
    for _ in range(abs(steps)):
        page.keyboard.press("ArrowDown" if steps > 0 else "ArrowUp")


ALONE = """() => {
  const explorer = document.querySelector(".oscp-explorer");
  for (const each of document.querySelectorAll("body *"))
    if (!each.contains(explorer) && !explorer.contains(each)) each.remove();
}"""


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_an_explorer_is_clean_in_every_state(browser, home, edition, theme):
    with context_for(browser, Reader(theme, 320), home) as (context, log):
        page, visited = open_page(context, log), 0
        page.goto(f"{home}{edition.name}/serious_violence.html")
        page.evaluate(ALONE)  # what stands beside it is looked at on every visit, and takes axe half its time
        controls = page.locator(".oscp-explorer select").all()
        for place in itertools.product(range(5), range(4), range(2)):
            for control, number in zip(controls, place, strict=True):
                control.select_option(index=number)
            assert axe_faults(page, where=".oscp-explorer") == []
            visited += 1
        assert visited == 40


def test_without_javascript_the_first_state_and_every_table_can_be_read(browser, edition):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{edition.as_uri()}/serious_violence.html")
    explorer = page.locator(".oscp-explorer")
    assert not explorer.locator("form").is_visible()
    assert explorer.locator(".explorer-view svg").is_visible()
    explorer.locator("summary", has_text="Every figure").click()
    assert explorer.locator("details table").count() == 2
    assert explorer.locator("details tbody tr").count() == 2 * 5 * 4
    context.close()


def test_a_choice_stands_in_the_address_and_an_address_makes_the_choice(opened, start):
    page, log = opened
    page.goto(f"{start}serious_violence.html")
    controls = page.locator("#violence-explorer select")
    controls.nth(0).select_option(label="Cherrow")
    controls.nth(1).select_option(label="Robbery")
    said = page.locator("#violence-explorer .explorer-sentence").inner_text()
    address = page.url
    assert address.endswith("#violence-explorer/cherrow/robbery/recorded-offences")
    assert page.locator("#violence-explorer .figure-link").get_attribute("href") == f"#{address.partition('#')[2]}"
    page.goto("about:blank")
    page.goto(address)
    assert page.locator("#violence-explorer .explorer-sentence").inner_text() == said
    page.goto(f"{start}serious_violence.html#violence-explorer/nowhere/homicide")
    page.wait_for_function(
        "document.querySelector('#violence-explorer .explorer-sentence').innerText.includes('Homicide')"
    )
    assert log.taken() == []


def test_every_figure_has_an_address_of_its_own_in_the_whole_book(opened, start):
    page, _ = opened
    addresses = []
    for name in CHOICES:
        page.goto(f"{start}{name}.html")
        links = "links => links.map((link) => [link.hash.slice(1), !!document.getElementById(link.hash.slice(1))])"
        found = page.eval_on_selector_all(".figure-link", links)
        assert len(found) == page.locator("main .oscp-figure, main .oscp-table, main .oscp-explorer").count()
        assert all(there for _, there in found)
        addresses += [ident for ident, _ in found]
    assert len(addresses) == len(set(addresses)) > 20


def test_a_map_is_enlarged_by_keyboard_within_its_frame(opened, start):
    page, _ = opened
    page.goto(f"{start}serious_violence.html")
    drawing = page.locator("#map-1 .is-wide svg")
    before, across = drawing.bounding_box()["width"], page.evaluate("document.documentElement.scrollWidth")
    page.get_by_role("button", name="Enlarge Map 1").focus()
    page.keyboard.press("Enter")
    assert drawing.bounding_box()["width"] == pytest.approx(2 * before, rel=0.05)
    assert page.evaluate("document.documentElement.scrollWidth") == across
    page.get_by_role("button", name="Reduce Map 1").click()
    assert drawing.bounding_box()["width"] == pytest.approx(before, rel=0.01)
