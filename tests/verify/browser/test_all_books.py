"""The site over all books in a real browser: by a file's address, without a network, and where no script runs."""

import shutil

import pytest

from oscp_lib.all_books.site import write_site
from oscp_lib.data.partnership import load_partnership
from oscp_lib.data.partnership_names import slug_of
from oscp_lib.pages.books_beside import like_this
from oscp_lib.verify.browser.page_faults import axe_faults
from tests.made_place import SLUG

pytestmark = pytest.mark.slow
MANY = "Total recorded crime (excluding fraud)"


@pytest.fixture(scope="module")
def address(built, tmp_path_factory):
    folder = tmp_path_factory.mktemp("books")
    shutil.copytree(built.out, folder / SLUG)
    return write_site(folder).as_uri()


def opened(browser, address, **options):
    said = []
    page = browser.new_context(**options).new_page()
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(address)
    return page, said


@pytest.mark.parametrize("width", [320, 1400])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_hinders_a_reader_with_a_disability(browser, address, width, theme):
    page, said = opened(browser, address, viewport={"width": width, "height": 900}, color_scheme=theme)
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    assert axe_faults(page) == [] and said == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_map_and_the_table_show_the_offence_that_is_chosen(browser, address):
    page, said = opened(browser, address)
    first = page.locator("tbody tr").all_inner_texts()
    shaded = page.locator("#shapes path").evaluate_all("(all) => all.map((each) => each.getAttribute('class'))")
    page.select_option("#offence", label="Robbery")
    assert page.locator("caption").inner_text().startswith("Robbery")
    assert page.locator("tbody tr").all_inner_texts() != first
    page.select_option("#offence", label=MANY)
    assert page.locator("tbody tr").all_inner_texts() == first  # as it was written, to the letter
    again = page.locator("#shapes path").evaluate_all("(all) => all.map((each) => each.getAttribute('class'))")
    assert [each.split()[0] for each in again] == [each.split()[0] for each in shaded] and said == []


def test_the_table_sorts_by_each_column_with_what_has_no_figure_last(browser, address):
    page, _ = opened(browser, address)
    for column, name in enumerate(("Offences", "Rate per 1,000"), 2):
        page.get_by_role("button", name=name).click()
        texts = page.locator(f"tbody tr td:nth-child({column + 1})").all_inner_texts()
        numbers = [float(text.replace(",", "")) for text in texts if text != "[x]"]
        assert numbers == sorted(numbers, reverse=True) and texts[: len(numbers)] == [t for t in texts if t != "[x]"]
    page.get_by_role("button", name="Stands out").click()
    assert page.locator("tbody tr").first.locator("td").last.inner_text() != ""
    page.get_by_role("button", name="Partnership").click()
    names = page.locator("tbody th").all_inner_texts()
    assert names == sorted(names)


def test_a_place_is_found_by_a_part_of_its_name_and_a_word_in_the_books_that_have_it(browser, address):
    page, said = opened(browser, address)

    def asked(words):
        page.fill("#asked", words)
        page.keyboard.press("Enter")
        page.wait_for_function("document.querySelector('.found-count').textContent !== ''")
        page.wait_for_timeout(200)
        return page.locator(".found-count").inner_text(), page.locator(".found a").evaluate_all(
            "(all) => all.map((each) => each.getAttribute('href'))"
        )

    count, links = asked(SLUG[:4])
    assert "have this name" in count and links[0].endswith(f"{SLUG}/2024/index.html")
    count, links = asked("burglary")
    assert "1 book has these words" in count and f"{SLUG}/2024/neighbourhood_crime.html" in links
    count, links = asked("burglary zebras")
    assert "0 places have this name; 0 books have these words" in count and links == []
    assert [line for line in said if "ERR_FILE_NOT_FOUND" not in line] == []  # of the part that no book has words for


def test_where_no_script_runs_the_table_and_the_list_are_there_and_nothing_is_offered_that_fails(browser, address):
    page, _ = opened(browser, address, java_script_enabled=False)
    assert page.locator("tbody tr").count() == 314 and page.locator(".without-script").is_visible()
    assert not page.locator("form").first.is_visible() and not page.locator(".sort-hint").is_visible()


def test_the_menu_of_a_book_leads_to_the_book_of_a_similar_place(browser, built, tmp_path):
    near = like_this(load_partnership().code)[0]
    for slug in (SLUG, slug_of(near)):
        shutil.copytree(built.out, tmp_path / slug)
    write_site(tmp_path)
    page, said = opened(browser, (tmp_path / SLUG / "2024/vawg.html").as_uri(), viewport={"width": 1400, "height": 900})
    link = page.locator(".books-beside a")
    assert link.all_inner_texts() == [near.called] and link.is_visible()
    link.click()
    assert page.url == (tmp_path / slug_of(near) / "2024/index.html").as_uri() and said == []
