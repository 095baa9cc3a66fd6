"""Real editions of six places by two workers: the bytes of a build alone, nothing of one in the book of another."""

import os
import re
from datetime import date

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from oscp_lib import paths
from oscp_lib.all_books.headlines import OFFENCES
from oscp_lib.all_books.shelf import places_of
from oscp_lib.batch.asked import Asked, asked_editions
from oscp_lib.batch.batch import run_batch
from oscp_lib.batch.worker import BUILT
from oscp_lib.chapters import chapter
from oscp_lib.data.partnership import use_partnership
from oscp_lib.edition.build import build
from oscp_lib.edition.order import Order
from oscp_lib.inputs.sealed import read_sealed
from oscp_lib.pages.books_beside import like_this
from oscp_lib.runs.cached_runs import Run
from oscp_lib.runs.notebook import read_notebook

pytestmark = pytest.mark.slow
# One in Wales, a district of a county, a borough of the capital, a unitary, a metropolitan one, and one of several
# districts that merged.
PLACES = ("cardiff", "exeter", "camden", "brighton-and-hove", "trafford", "south-nottinghamshire")
SIX = [Asked(slug, 2024) for slug in PLACES]
OPTIONS = {"publish": False, "unsigned": False, "pdf": False}


@pytest.fixture(scope="module")
def batch(tmp_path_factory):
    """The folder of the books of all six, and what became of each."""
    slug, out = paths.SLUG, tmp_path_factory.mktemp("books")
    done = run_batch(SIX, out, OPTIONS, None, 2, lambda line: None)
    yield out, done
    paths.use_partnership(slug)


def files_of(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_all_are_built_and_what_it_took_is_kept(batch):
    _, done = batch
    for outcome in done.values():
        assert outcome.state == BUILT and outcome.seconds > 1 and 50 < outcome.memory < 2000, outcome
    assert len({outcome.worker for outcome in done.values()}) == 2


def test_an_edition_of_a_batch_has_the_bytes_of_one_built_alone(batch, tmp_path):
    out, _ = batch
    use_partnership("exeter")
    build(Order(2024), tmp_path / "exeter", jobs=2)
    alone, together = files_of(tmp_path / "exeter" / "2024"), files_of(out / "exeter" / "2024")
    assert alone.keys() == together.keys()
    assert [name for name, content in alone.items() if content != together[name]] == []


def test_no_book_names_another_place_but_among_its_nearest_neighbours(batch):
    out, _ = batch
    places = {place.slug: place for place in places_of(out) if place.slug in PLACES}
    for slug in PLACES:
        pages = sorted((out / slug / "2024").glob("*.html"))
        assert len(pages) > 10
        near = {each.called for each in like_this(places[slug].code)}
        others = [place.name for place in places.values() if place.slug != slug and place.name not in near]
        said = {page.name: BeautifulSoup(page.read_text("utf-8"), "html.parser").get_text() for page in pages}
        assert [(page, name) for page, text in said.items() for name in others if name in text] == []


def test_no_number_of_one_place_stands_in_the_book_of_another(batch):
    """The count of all crime, which is of no two places the same."""
    out, _ = batch
    held = pd.read_parquet(paths.NATIONAL / "recorded_crime.parquet")
    rows = held[(held["part"] == "all") & (held["period_start"] == date(2024, 1, 1))]
    rows = rows[(rows["period_end"] == date(2024, 12, 31)) & (rows["offence"] == OFFENCES[0])]
    counts = rows.set_index("area_code")["value"]
    totals = {place.slug: f"{int(counts[place.code]):,}" for place in places_of(out) if place.slug in PLACES}
    assert len({*totals.values()}) == len(PLACES)
    for slug in PLACES:
        text = BeautifulSoup((out / slug / "2024/all_crime.html").read_text("utf-8"), "html.parser").get_text()
        assert totals[slug] in text
        assert [
            other
            for other, total in totals.items()
            if other != slug and re.search(rf"(?<![\d,]){total}(?![\d,])", text)
        ] == []


def test_a_run_in_a_batch_rests_on_the_tables_that_its_worker_had_read(batch):
    """Its kernel opened none of them: without this, a new release of a table would leave the old run valid."""
    use_partnership("exeter")
    run = Run(chapter("vawg"), read_notebook(chapter("vawg").notebook), {"year": 2024, "publish": False})
    held = read_sealed(run.path)
    read = {"file project/data/national/recorded_crime.parquet", "module oscp_lib.chapters.vawg"}
    assert read <= held["inputs"].keys()


@pytest.mark.full
def test_every_partnership_has_its_book(tmp_path):
    """All of them for one year, rendered and checked: an hour or two on two cores, and two gigabytes."""
    slug = paths.SLUG
    try:
        done = run_batch(
            asked_editions(everyone=True, years=["2024"]), tmp_path, OPTIONS, None, os.cpu_count(), lambda line: None
        )
    finally:
        paths.use_partnership(slug)
    assert len(done) == 314
    assert {str(asked): outcome.problems for asked, outcome in done.items() if outcome.state != BUILT} == {}
    index = BeautifulSoup((tmp_path / "index.html").read_text("utf-8"), "html.parser")
    assert len(index.select("tbody a[href]")) == 314
