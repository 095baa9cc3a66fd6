"""Books of partnerships that have no plan: of every kind, each alone, and none with a word or a number of another's."""

import csv
import json
import re
from collections.abc import Iterator
from datetime import date

import pandas as pd
import pyarrow.parquet as pq
import pytest
import yaml
from lxml.html import document_fromstring

from oscp_lib import paths
from oscp_lib.data.partnership import load_partnership, use_partnership
from oscp_lib.edition.build import build
from oscp_lib.edition.order import Order
from oscp_lib.pages.facts_of_year import facts_of_year
from tests.committed import FOLDER, REPOSITORY
from tests.conftest import first_of_all

pytestmark = pytest.mark.slow

YEAR = 2024
# A district of a county, a unitary, several districts merged, and one in Wales.
FOUR = ("cambridge", "brighton-and-hove", "south-nottinghamshire", "cardiff")
# A London borough, one without published rates, two that share a district, a metropolitan one, one of a county of
# twelve, one whose figures of two years are missing, one of several districts of a county where others share one.
MORE = (
    "camden", "city-of-london", "poole", "allerdale", "trafford", "chelmsford", "exeter", "suffolk-coastal",
)  # fmt: skip
COMPARED = re.compile(r"of \d{3} partnerships")  # a change or a rate beside all others
TOTAL = "Total recorded crime (excluding fraud)"


@pytest.fixture
def asked_for(repository: None) -> Iterator[None]:
    """The partnership that was worked on before is worked on again."""
    before = paths.SLUG
    yield
    paths.use_partnership(before)


def book_of(slug: str, common) -> dict[str, str]:
    """The text of each page of a partnership's book, and its facts as text; built once for all processes of a run."""
    out = common / "books" / slug
    with first_of_all(common, f"book-{slug}") as first:
        if first:
            use_partnership(slug)
            build(Order(YEAR), out=out)
    pages = {path.name: document_fromstring(path.read_bytes()) for path in sorted((out / str(YEAR)).glob("*.html"))}
    return {name: page.text_content() for name, page in pages.items()} | {
        "facts.json": (out / str(YEAR) / "facts.json").read_text("utf-8")
    }


def codes() -> dict[str, str]:
    """The official code of each partnership by its name, read without the library."""
    with (REPOSITORY / "data/national/areas.csv").open(encoding="utf-8", newline="") as lines:
        return {row["name"]: row["code"] for row in csv.DictReader(lines) if row["kind"] == "partnership"}


def published(code: str) -> dict[int, int]:
    """The offences of a partnership by calendar year, read without the library."""
    rows = pq.read_table(REPOSITORY / "data/national/recorded_crime.parquet").to_pylist()
    return {
        row["period_start"].year: row["value"]
        for row in rows
        if (row["area_code"], row["part"], row["offence"]) == (code, "all", TOTAL)
        and (row["period_start"].month, row["period_end"].month) == (1, 12)
    }


@pytest.mark.parametrize("slug", [*FOUR, *(pytest.param(each, marks=pytest.mark.full) for each in MORE)])
def test_a_book_of_official_figures_says_what_happened_and_how_it_compares(slug, common, asked_for):
    pages = book_of(slug, common)
    facts = json.loads(pages["facts.json"])
    texts = {fact["key"]: fact["text"] for fact in facts["facts"]}
    place, crimes = texts["introduction.place"], published(codes_by_slug()[slug])
    assert texts["all_crime.recorded_crimes"] == f"{crimes[YEAR]:,}"
    assert f"Community safety in {place}, {YEAR}" in pages["index.html"]
    compared = {text for text in texts.values() if COMPARED.search(text)}
    assert len(compared) >= 10
    chapters = ("all_crime.html", "neighbourhood_crime.html", "serious_violence.html", "vawg.html")
    assert all(any(text[:60] in pages[name] for text in compared) for name in chapters)
    assert pages["all_crime.html"].count(f"{YEAR}") and "Shoplifting" in pages["all_crime.html"]
    for name, text in pages.items():
        assert not re.search(r"Rolling Plan|the plan\b|Traceback|\{fact\}", text), name


def codes_by_slug() -> dict[str, str]:
    return {
        re.sub(r"[^a-z0-9]+", "-", name.partition(",")[0].lower().replace("'", "")).strip("-"): code
        for name, code in codes().items()
    }


@pytest.mark.parametrize("slug", FOUR)
def test_no_page_carries_a_name_a_source_or_a_number_of_a_partnership_with_a_plan(slug, common, oxford, asked_for):
    said = yaml.safe_load((FOLDER / "partnership.yml").read_text("utf-8"))
    names = [said[name] for name in ("name", "short_name", "email", "council", "county_partnership", "commissioner")]
    package = json.loads((FOLDER / "datapackage.json").read_text("utf-8"))
    plan = [entry for entry in package["resources"] if entry["status"] == "plan"]
    names += [source["name"] for entry in plan for source in entry["sources"]]
    with (FOLDER / "tables/stated_figures_plan.csv").open(encoding="utf-8", newline="") as lines:
        counts = [int(row["value"]) for row in csv.DictReader(lines) if float(row["value"]) >= 1000]
    assert len(counts) >= 4  # what nobody else's figures would hold by chance
    for page, text in book_of(slug, common).items():
        words = set(re.findall(r"[\w.,@-]*\w", text))
        assert [name for name in names if name in text] == [], page
        assert [count for count in counts if page.endswith(".html") and f"{count:,}" in words] == [], page


def test_facts_of_a_partnership_are_the_same_after_others_were_worked_on(asked_for):
    first, before = paths.SLUG, facts_of_year(YEAR)
    for slug in FOUR:
        use_partnership(slug)
        assert {fact.text for fact in facts_of_year(YEAR).facts if fact.key == "all_crime.place"} == {
            load_partnership().place
        }
    use_partnership(first)
    assert facts_of_year(YEAR) == before


def kinds_to_compare(code):
    """How many kinds of offence have 50 in both years, in the file as it stands."""
    held = pd.read_parquet(paths.NATIONAL / "recorded_crime.parquet")
    held = held[(held["area_code"] == code) & (held["part"] == "all")]
    whole = [
        held[(held["period_start"] == date(year, 1, 1)) & (held["period_end"] == date(year, 12, 31))]
        for year in (YEAR - 1, YEAR)
    ]
    return len(set.intersection(*({*rows.loc[rows["value"] >= 50, "offence"]} for rows in whole)))


@pytest.mark.full
def test_every_partnership_has_its_facts(asked_for):
    """All of them: six minutes on one idle core."""
    found = codes_by_slug()
    assert len(found) == 314
    for slug, code in found.items():
        use_partnership(slug)
        texts = {fact.key: fact.text for fact in facts_of_year(YEAR).facts}
        assert texts["all_crime.recorded_crimes"] == f"{published(code)[YEAR]:,}", slug
        # Counts below 50 stand alone: of each other kind its change, its country and its rank are told.
        least = min(10, 3 * kinds_to_compare(code))
        assert least > 0, slug
        assert sum(bool(COMPARED.search(text)) for text in texts.values()) >= least, slug
