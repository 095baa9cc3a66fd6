"""A partnership with seven priorities in an order of its own, most of them topics, one with a table of its own."""

import re

import pytest
import yaml
from bs4 import BeautifulSoup

from oscp_lib import paths
from oscp_lib.chapters import chapters_of_book
from oscp_lib.data.partnership import use_partnership
from oscp_lib.edition.build import build
from oscp_lib.edition.order import Order
from tests.conftest import copy_project, first_of_all, use_project

pytestmark = pytest.mark.slow

SLUG, YEAR = "reading", 2024
PARTNERSHIP = """\
name: Reading Community Safety Partnership
code: E22000309
priorities:
  - fraud
  - {chapter: burglary, title: Break-ins}
  - vawg
  - road_safety
  - knife_crime_and_weapons
  - neighbourhood_crime
  - public_order_and_hate
also_watched: [vehicle_crime]
"""
MEASURES = """\
road_casualties:
  title: People killed or seriously injured on the roads
  unit: people
  frequency: calendar year
  source: {title: Road casualties by district, publisher: Example Council, released: 2025-06-30}
  holder: Example Council
  disclosure: The council publishes them itself.
"""
ROWS = """\
period_start,period_end,value,lower,upper,target
2023-01-01,2023-12-31,55,41.4,71.6,50
2024-01-01,2024-12-31,47,34.5,62.5,50
"""
TITLES = [
    "Fraud", "Break-ins", "Violence against women and girls", "Road safety", "Knife crime and weapons",
    "Neighbourhood crime", "Public order and hate crime", "Vehicle crime",
]  # fmt: skip
OTHERS = ("Serious violence", "Modern slavery and exploitation", "Preventing extremism")


@pytest.fixture(scope="module")
def book(common, kept_runs):
    """The folder of the built edition."""
    root, before = common / "seven", paths.SLUG
    with first_of_all(common, "seven-priorities") as first, pytest.MonkeyPatch.context() as patch:
        if first:
            own = copy_project(root) / "data/partnerships" / SLUG
            (own / "tables").mkdir(parents=True)
            (own / "partnership.yml").write_text(PARTNERSHIP, "utf-8")
            (own / "measures.yml").write_text(MEASURES, "utf-8")
            (own / "tables/road_casualties.csv").write_text(ROWS, "utf-8")
            use_project(root, patch)
            use_partnership(SLUG)
            try:
                build(Order(YEAR))
            finally:
                paths.use_partnership(before)
    return root / "book/_build" / SLUG / str(YEAR)


def page(book, name):
    return BeautifulSoup((book / f"{name}.html").read_bytes(), "lxml")


def words(element):
    return " ".join(element.get_text().split())


def test_contents_tiles_and_titles_follow_the_list_in_its_order(book):
    index = page(book, "index")
    listed = [words(each) for each in index.select("nav .toctree-l1 > a, .bd-links .toctree-l1 > a")]
    assert [title for title in listed if title in TITLES][: len(TITLES)] == TITLES
    assert not set(listed) & set(OTHERS)
    tiles = [words(each) for each in index.select(".tile-title")]
    assert tiles == ["All crime", *TITLES]
    captions = [words(each) for each in index.select(".caption-text")]
    assert captions.index("Also watched") == captions.index("Crime and priorities") + 1
    assert words(page(book, "burglary").select("h1")[0]).startswith("Break-ins")


def test_the_summary_tells_of_the_priorities_of_the_book_and_of_no_others(book):
    text = words(page(book, "summary").select("main")[0])
    assert "Burglary fell by 18.0 per cent" in text
    assert "Violence with injury" not in text


def test_a_tile_has_the_number_of_its_topic_whoever_counts_it(book):
    tiles = {words(each.select(".tile-title")[0]): words(each) for each in page(book, "index").select(".tile")}
    # ONS, Police force area data tables, year ending December 2024, Table P2 and Table A2 of the force.
    assert "13,777" in tiles["Fraud"] and "none are published of Reading" in tiles["Fraud"]
    assert re.search(r"\b47\b", tiles["Road safety"]) and "672" in tiles["Break-ins"]
    assert "Also watched" in tiles["Vehicle crime"] and "Also watched" not in tiles["Fraud"]


def test_the_table_of_its_own_is_told_drawn_and_traced(book):
    text = words(page(book, "road_safety").select("main")[0])
    assert (
        "47 people (95% interval 34.5 to 62.5) in 2024, against 55 people in 2023. The target for 2024 was 50." in text
    )
    assert "Source: Example Council, Road casualties by district." in text
    assert (book / "downloads/road-safety-measure-1.csv").is_file()
    trail = words(page(book, "trail").select("main")[0])
    assert "road_safety.measure_1" in trail and "the partnership's own" in trail.replace("\u2019", "'")


def test_a_workbook_is_made_of_each_topic_that_has_figures(book):
    made = {path.name for path in (book / "downloads").glob("*.xlsx")}
    assert {f"{each}.xlsx" for each in ("burglary", "fraud", "knife_crime_and_weapons", "vehicle_crime")} <= made


def test_no_page_speaks_of_a_plan_or_has_an_empty_section(book):
    for name in ("burglary", "fraud", "road_safety", "vehicle_crime"):
        main = page(book, name).select("main")[0]
        assert "plan" not in re.findall(r"[a-z]+", words(main).split("Show the code")[0].lower())
        for section in main.select("section"):
            assert len(section.find_all(recursive=False)) > 1, words(section)


def test_the_order_and_the_list_can_be_changed_without_python(book, monkeypatch, in_use):
    root = book.parents[3]
    use_project(root, monkeypatch)
    in_use(SLUG)
    said = yaml.safe_load(paths.PARTNERSHIP.read_text("utf-8"))
    said["priorities"] = ["road_safety", "burglary"]
    del said["also_watched"]
    paths.PARTNERSHIP.write_text(yaml.safe_dump(said), "utf-8")
    slugs = [each.slug for each in chapters_of_book()]
    assert slugs == ["introduction", "all_crime", "road_safety", "burglary", "about"]
