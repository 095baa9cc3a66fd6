"""What a book calls a place and the partnerships of its county in the middle of a sentence."""

from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup

from oscp_lib import paths
from oscp_lib.chapters.opening import open_chapter, open_facts
from oscp_lib.data.evidence import gather
from oscp_lib.data.partnership import load_partnership, use_partnership
from oscp_lib.facts.edition_facts import place_of
from tests.places import OWN, SLUG


@pytest.fixture
def at(project):
    """Work on another partnership for one test."""
    before = paths.SLUG
    yield lambda name: use_partnership(name) and load_partnership()
    paths.use_partnership(before)


@pytest.mark.parametrize(
    ("name", "parts", "itself"),
    [
        ("cherrow", "districts", "the district"),  # each partnership of its county is one district
        ("maidstone", "partnerships", "the district"),  # one of its county's is made of two districts
        ("ipswich", "partnerships", "the district"),  # two of its county's share a district
        ("leeds", "districts", "the borough"),
    ],
)
def test_what_the_parts_of_a_county_are_called_follows_from_the_look_up(at, name, parts, itself):
    assert (at(name).parts, at(name).itself) == (parts, itself)


def test_what_the_file_says_comes_first(project, edit):
    assert load_partnership().itself == "the city"
    edit(f"{OWN}/partnership.yml", "  parts: districts\n", "")
    assert load_partnership().parts == "districts"
    edit(f"{OWN}/partnership.yml", "  itself: the city\n", "  itself: the town\n  parts: boroughs\n")
    assert (load_partnership().itself, load_partnership().parts) == ("the town", "boroughs")


def test_numbers_of_all_parts_and_explorers_take_the_word_of_the_file(project, edit):
    edit(f"{OWN}/partnership.yml", "  parts: districts\n", "  parts: boroughs\n")
    assert place_of([SimpleNamespace(area=name) for name in ("North", "South")]) == "the boroughs together"
    chapter = open_chapter("vawg")
    explorer = chapter.explorer(chapter.load(2024))
    assert explorer.district.description == explorer.data.columns[0] == "Borough"
    first = explorer.states()["0-0-0"]
    assert first.sentence.split(". ")[0].endswith("of the five boroughs")
    html = explorer.html()
    assert "by borough, offence and year" in html and "District" not in html


def test_sentences_of_a_page_take_the_words_of_the_file(project, edit):
    edit(
        f"{OWN}/partnership.yml", "  itself: the city\n  parts: districts\n", "  itself: the town\n  parts: boroughs\n"
    )
    facts = {fact.key.partition(".")[2]: fact.text for fact in open_facts("vawg", gather((), 2024))}
    assert (facts["itself"], facts["parts"]) == ("the town", "boroughs")


@pytest.mark.parametrize("name", ["city-of-london", "kingston-upon-hull", "bristol", "city-of-york"])
def test_a_place_that_is_officially_a_city_is_called_one(at, name):
    assert at(name).itself == "the city"


def test_a_sentence_gives_such_a_place_its_article_and_an_explorer_offers_no_choice_of_one(at):
    place = at("city-of-london")
    chapter = open_chapter("vawg")
    data = chapter.load(2024)
    assert open_facts("vawg", data).entries["place"].text == f"the {place.place}"
    explorer = chapter.explorer(data)
    assert explorer.states()["0-0-0"].title.startswith(f"Sexual offences in the {place.place}, ")
    controls = BeautifulSoup(explorer.html(), "html.parser").select(".explorer-controls p")
    # Hidden and still there: the script of the page reads every choice.
    assert [(len(each.select("option")), each.has_attr("hidden")) for each in controls] == [(1, True)] * 3
    assert [each.layout.display for each in explorer.controls] == ["none"] * 3
    at(SLUG)
    explorer = chapter.explorer(chapter.load(2024))
    controls = BeautifulSoup(explorer.html(), "html.parser").select(".explorer-controls p")
    assert [(len(each.select("option")), each.has_attr("hidden")) for each in controls] == [
        (5, False), (1, True), (2, False),
    ]  # fmt: skip
