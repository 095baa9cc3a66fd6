"""The book of a partnership without a plan: official figures alone, in English, and nothing that leads nowhere."""

import json
import re
from urllib.parse import unquote, urlsplit

import pytest
from bs4 import BeautifulSoup

from oscp_lib.edition.build import build
from oscp_lib.edition.order import Order
from tests.conftest import copy_project, use_project
from tests.without_plan import take_away_what_is_its_own

pytestmark = pytest.mark.slow
# The plan of the Police and Crime Commissioner is another body's.
OTHERS = re.compile(r"Police and Crime Plan")
OF_A_PLAN = re.compile(r"\bplan(s|ned|ning|'s|’s)?\b|\brunning plan\b|\bclaims?\b", re.IGNORECASE)


@pytest.fixture(scope="module")
def bare(tmp_path_factory):
    """The folder of the edition."""
    root = copy_project(tmp_path_factory.mktemp("bare") / "project")
    take_away_what_is_its_own(root)
    with pytest.MonkeyPatch.context() as patch:
        use_project(root, patch)
        return build(Order(2024)).parent


@pytest.fixture(scope="module")
def pages(bare):
    return {path.name: BeautifulSoup(path.read_text("utf-8"), "html.parser") for path in bare.glob("*.html")}


def words(tag):
    return " ".join(tag.get_text(" ").split())


def test_no_page_speaks_of_a_plan_or_of_what_is_no_part_of_the_book(pages, bare):
    for name, page in {
        **pages,
        "editions": BeautifulSoup((bare.parent / "index.html").read_text("utf-8"), "html.parser"),
    }.items():
        said = OTHERS.sub("", words(page))
        found = OF_A_PLAN.search(said)
        assert not found, f"{name}: {said[max(found.start() - 80, 0) : found.end() + 80]}"
        assert "No part of this book" not in said
    assert {"reconciliation.html", "preventing_extremism.html"}.isdisjoint(pages)


def test_only_what_a_reader_misses_is_announced(pages):
    titles = [words(tag) for page in pages.values() for tag in page.select(".gap-title, .gap-again")]
    assert sorted(titles) == [
        "Not available: referrals to the National Referral Mechanism",
        "Not available: sexual offences by kind",
    ]
    assert not [tag for page in pages.values() for tag in page.select(".tile-missing, .banner-sample")]


def test_every_section_holds_something_and_every_sentence_is_whole(pages):
    for name, page in pages.items():
        main = page.main
        for heading in main.select("h2, h3, h4"):
            section = heading.parent
            assert len(words(section)) > len(words(heading)), f"{name}: {words(heading)}"
        for paragraph in main.select("section > p"):
            said = " ".join(paragraph.get_text().split())
            assert not re.search(r"\{fact\}|\s[,;.]|[,;:][.]|^[a-z]", said), f"{name}: {said}"


def test_no_link_of_the_book_is_dead(pages, bare):
    for name, page in pages.items():
        for link in page.select("a[href]"):
            parts = urlsplit(link["href"])
            if parts.scheme or parts.path.startswith(".."):
                continue
            target = bare / unquote(parts.path or name)
            assert target.is_file(), f"{name}: {link['href']}"
            if parts.fragment and target.suffix == ".html":
                assert pages[target.name].find(id=unquote(parts.fragment)), f"{name}: {link['href']}"


def test_neither_contents_nor_facts_nor_search_nor_downloads_hold_what_is_absent(pages, bare):
    listed = {link["href"] for link in pages["index.html"].select(".book-nav a[href]")}
    assert "all_crime.html" in listed and "reconciliation.html" not in listed
    facts = json.loads((bare / "facts.json").read_text("utf-8"))
    assert set(facts["gaps"]) == {"modern_slavery.referrals", "modern_slavery.criminal_share"}
    assert not OF_A_PLAN.search(OTHERS.sub("", (bare / "_static/search_text.js").read_text("utf-8")))
    names = {path.stem for path in (bare / "downloads").iterdir()}
    assert {"chart-d", "table-1", "all-figures"} <= names
    assert not names & {"table-2", "table-3", "table-a", "map-1", "reconciliation", "preventing_extremism"}
    assert not [name for name in names if "sample" in name]


def test_sentences_that_compare_stand_alone(pages):
    """The county has its own sentence, so that one without it is whole."""
    said = " ".join(pages["all_crime.html"].main.get_text().split())
    assert re.search(
        r"The official rate in \w+ was [\d.]+ per 1,000 residents \(95% interval [\d.]+ to [\d.]+\)\.", said
    )
    assert re.search(r"In \w+ as a whole it was [\d.]+ per 1,000 residents\.", said)
