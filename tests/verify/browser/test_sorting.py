"""A table that can be sorted, in a real browser: by keyboard, told to screen readers, and back to its first order."""

import pandas as pd
import pytest

from oscp_lib import paths
from oscp_lib.figures.sortable_table import SortableTable
from oscp_lib.measures import wording

SCRIPT = paths.BOOK / "theme/oscp/static/sort.js"
ROWS = [("All crime", 1000, 5.0), ("Theft", 600, None), ("Drugs", 90, -3.5), ("Robbery", 310, 12.0)]


@pytest.fixture
def page(browser):
    """A page of one table, before its script has run."""
    context = browser.new_context()
    page = context.new_page()
    page.set_content(table())
    yield page
    context.close()


def table():
    """Four rows, one of them without a change."""
    frame = pd.DataFrame(
        {
            "Offence": [name for name, *_ in ROWS],
            "Count": [wording.count(count) for _, count, _ in ROWS],
            "Change": ["" if change is None else f"{change:+}%" for *_, change in ROWS],
        }
    )
    order = pd.DataFrame({"Count": [row[1] for row in ROWS], "Change": [row[2] for row in ROWS]}, dtype=float)
    made = SortableTable(
        "table-x", "Table X", "A title", "Counts.", frame, (), order=order, indents=[0] * 4, groups=[False] * 4,
        trends=[((2023, 1.0), (2024, 2.0))] * 4, trend_name="2023 to 2024",
    )  # fmt: skip
    return made.html()


def names(page):
    return page.locator("tbody th").all_inner_texts()


def test_without_a_script_the_table_is_whole_and_offers_no_button(page):
    assert names(page) == [name for name, *_ in ROWS]
    assert page.locator("button").count() == 0 and not page.locator(".sort-hint").is_visible()


def test_a_column_sorts_by_keyboard_down_then_up_and_the_first_brings_the_order_back(page):
    page.add_script_tag(path=SCRIPT)
    assert page.locator(".sort-hint").is_visible()
    assert page.locator("thead button").all_inner_texts() == ["Offence", "Count", "Change"]
    count = page.get_by_role("button", name="Count")
    count.focus()
    page.keyboard.press("Enter")
    assert names(page) == ["All crime", "Theft", "Robbery", "Drugs"]
    assert page.locator("th[aria-sort]").all_inner_texts() == ["Count"]
    assert page.locator("th[aria-sort=descending]").count() == 1
    page.keyboard.press("Space")
    assert names(page) == ["Drugs", "Robbery", "Theft", "All crime"]
    assert page.locator("th[aria-sort=ascending]").count() == 1
    page.get_by_role("button", name="Offence").click()
    assert names(page) == [name for name, *_ in ROWS] and page.locator("th[aria-sort]").count() == 0


def test_a_row_without_a_number_stands_last_whichever_way(page):
    page.add_script_tag(path=SCRIPT)
    change = page.get_by_role("button", name="Change")
    change.click()
    assert names(page) == ["Robbery", "All crime", "Drugs", "Theft"]
    change.click()
    assert names(page) == ["Drugs", "All crime", "Robbery", "Theft"]
