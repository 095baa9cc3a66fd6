"""Two real editions by two workers: the bytes of a build alone, and nothing of one place in the book of the other."""

import pytest
from bs4 import BeautifulSoup

from oscp_lib import paths
from oscp_lib.batch.asked import Asked
from oscp_lib.batch.batch import run_batch
from oscp_lib.batch.worker import BUILT
from oscp_lib.chapters import chapter
from oscp_lib.data.partnership import use_partnership
from oscp_lib.edition.build import build
from oscp_lib.edition.order import Order
from oscp_lib.inputs.sealed import read_sealed
from oscp_lib.runs.cached_runs import Run
from oscp_lib.runs.notebook import read_notebook

pytestmark = pytest.mark.slow
BOTH = [Asked("cardiff", 2024), Asked("exeter", 2024)]


@pytest.fixture(scope="module")
def batch(tmp_path_factory):
    """The folder of the books of both, and what became of each."""
    slug, out = paths.SLUG, tmp_path_factory.mktemp("books")
    done = run_batch(BOTH, out, {"publish": False, "unsigned": False, "pdf": False}, None, 2, lambda line: None)
    yield out, done
    paths.use_partnership(slug)


def files_of(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_both_are_built_and_what_it_took_is_kept(batch):
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


def test_no_book_names_the_other_place_but_among_those_it_is_compared_with(batch):
    """Neither is in the other's county, force, region or among its nearest neighbours."""
    out, _ = batch
    for place, other in (("cardiff", "Exeter"), ("exeter", "Cardiff")):
        pages = sorted((out / place / "2024").glob("*.html"))
        assert len(pages) > 10
        said = [
            page.name for page in pages if other in BeautifulSoup(page.read_text("utf-8"), "html.parser").get_text()
        ]
        assert said == []


def test_a_run_in_a_batch_rests_on_the_tables_that_its_worker_had_read(batch):
    """Its kernel opened none of them: without this, a new release of a table would leave the old run valid."""
    use_partnership("exeter")
    run = Run(chapter("vawg"), read_notebook(chapter("vawg").notebook), {"year": 2024, "publish": False})
    held = read_sealed(run.path)
    read = {"file project/data/national/recorded_crime.parquet", "module oscp_lib.chapters.vawg"}
    assert read <= held["inputs"].keys()
