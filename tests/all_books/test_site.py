"""The site over all books: every partnership, the books that are there, and the last whole site whatever happens."""

import re
import shutil

import pytest
from bs4 import BeautifulSoup

from oscp_lib.all_books import site
from oscp_lib.all_books.site import LOADED, PAGE, shades_of, write_site
from oscp_lib.batch.asked import Asked
from oscp_lib.batch.batch import run_batch
from oscp_lib.errors import InputError
from oscp_lib.verify.content_security_policy import inline_problems, policy_problems
from oscp_lib.verify.markup import page_of
from tests.made_place import SLUG

pytestmark = pytest.mark.slow
MOST = 400_000  # bytes of the page and of what it loads at first


@pytest.fixture(scope="module")
def books(built, tmp_path_factory):
    """A folder with one book of two editions."""
    folder = tmp_path_factory.mktemp("books")
    shutil.copytree(built.out, folder / SLUG)
    write_site(folder)
    return folder


@pytest.fixture(scope="module")
def page(books):
    return BeautifulSoup((books / PAGE).read_text("utf-8"), "html.parser")


def loaded(books):
    """What the page loads, by its address."""
    text = (books / PAGE).read_text("utf-8")
    return re.findall(rf'(?:src|href)="({LOADED}/[^"]+)"', text)


def test_every_partnership_is_in_the_table_and_in_the_list_once(page):
    for where in ("tbody tr", ".region li"):
        assert len(page.select(where)) == 314
    names = [row.th.get_text() for row in page.select("tbody tr")]
    assert sorted(names) == sorted({each.get_text() for each in page.select(".region li")})


def test_the_book_that_is_there_is_linked_at_its_newest_edition_and_no_other(page, books):
    links = {link["href"] for link in page.select("main a[href]")}
    assert links == {f"{SLUG}/2024/index.html"} and all((books / link).is_file() for link in links)


def test_the_page_loads_what_is_there_and_weighs_little(books):
    names = loaded(books)
    assert len(names) == 4 and all((books / name).is_file() for name in names)
    assert (books / PAGE).stat().st_size + sum((books / name).stat().st_size for name in names) < MOST
    assert re.findall(r"https?://(?!www\.w3\.org)", (books / PAGE).read_text("utf-8")) == []


def test_the_page_runs_nothing_but_its_own_scripts(books):
    page = page_of(books / PAGE)
    assert policy_problems(PAGE, page) == [] and inline_problems(PAGE, page) == []


def test_a_site_that_cannot_be_finished_leaves_the_last_one_whole(books, monkeypatch):
    before = (books / PAGE).read_bytes(), loaded(books)

    def killed(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(site, "replace_file", killed)
    monkeypatch.setattr(site, "shades_of", lambda values: [1] * len(values))
    with pytest.raises(KeyboardInterrupt):
        write_site(books)
    assert ((books / PAGE).read_bytes(), loaded(books)) == before
    assert all((books / name).is_file() for name in before[1])


def test_a_new_state_leaves_nothing_of_the_last(books):
    (books / LOADED / ("a0" * 8)).mkdir()
    (books / LOADED / "somebody else's").mkdir()
    write_site(books)
    left = [each.name for each in (books / LOADED).iterdir()]
    assert len(left) == 2 and "somebody else's" in left and all((books / name).is_file() for name in loaded(books))


def test_a_page_that_no_batch_wrote_is_never_replaced(tmp_path):
    (tmp_path / PAGE).write_text("<body>mine</body>", "utf-8")
    with pytest.raises(InputError, match="not the page over all books") as refused:
        run_batch([Asked(SLUG, 2024)], tmp_path, {}, None, 1, lambda line: None)
    assert refused.value.problems[0].file.endswith(PAGE)
    assert (tmp_path / PAGE).read_text("utf-8") == "<body>mine</body>" and not (tmp_path / SLUG).exists()


def test_fifths_hold_as_many_and_equal_values_have_equal_shades():
    assert shades_of([10.0, 20, 30, 40, 50, None]) == [1, 2, 3, 4, 5, 0]
    assert shades_of([1.0, 1, 1, 1, 9]) == [1, 1, 1, 1, 5]
    assert shades_of([None]) == [0]
