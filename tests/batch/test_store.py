"""A store between workers and command that share no disk: editions come through it whole, or not at all."""

import re

import pytest

from oscp_lib import paths
from oscp_lib.batch.batch import run_batch
from oscp_lib.batch.store import Store
from oscp_lib.batch.worker import BUILT, CURRENT, FAILED
from oscp_lib.errors import InputError
from tests.batch import builders
from tests.batch.test_batch import FOUR, OPTIONS, put_back, scheduler  # noqa: F401

pytestmark = pytest.mark.longer


def run(out, address, build=builders.one_page, at=None):
    done = run_batch(FOUR, out, OPTIONS, at, 2, lambda line: None, build, Store(address))
    return {each.slug: outcome for each, outcome in done.items()}


@pytest.mark.parametrize("begin", ["", "file://"])
def test_editions_come_through_the_store_and_are_not_built_again(tmp_path, begin):
    address = f"{begin}{tmp_path / 'store'}"
    done = run(tmp_path / "one", address)
    assert {each.state for each in done.values()} == {BUILT}
    pages = {each.slug: (tmp_path / "one" / each.slug / "2024/index.html").read_text("utf-8") for each in FOUR}
    assert pages == {each.slug: str(each) for each in FOUR}
    assert not (tmp_path / "one/made.txt").exists()  # no worker wrote here
    assert {each.state for each in run(tmp_path / "one", address).values()} == {CURRENT}
    again = run(tmp_path / "other", address)
    assert {(each.state, each.seconds) for each in again.values()} == {(BUILT, 0.0)}  # from the store
    assert len(list((tmp_path / "store").glob("*.tar"))) == len(FOUR) == len(list((tmp_path / "store").iterdir()))


def test_workers_of_a_scheduler_lay_them_there_too(tmp_path, scheduler):  # noqa: F811
    done = run(tmp_path / "out", str(tmp_path / "store"), at=scheduler(["--no-nanny"], ["--no-nanny"]))
    assert {each.state for each in done.values()} == {BUILT} and (tmp_path / "out/index.html").is_file()


def test_one_that_is_not_whole_there_is_named_and_the_old_edition_stays(tmp_path):
    address = tmp_path / "store"
    run(tmp_path / "one", str(address))
    for path in address.glob("exeter*"):
        path.write_bytes(path.read_bytes()[:700])
    (tmp_path / "one/exeter/2024/index.html").write_text("altered since", "utf-8")
    done = run(tmp_path / "one", str(address))
    assert done["exeter"].state == FAILED and "is not whole" in done["exeter"].problems[0]["found"]
    assert "exeter-2024" in done["exeter"].problems[0]["remedy"]
    assert (tmp_path / "one/exeter/2024/index.html").read_text("utf-8") == "altered since"
    assert {each.state for slug, each in done.items() if slug != "exeter"} == {CURRENT}


def test_what_no_build_made_is_not_overwritten_from_a_store(tmp_path):
    theirs = tmp_path / "one/exeter/2024/mine.txt"
    theirs.parent.mkdir(parents=True)
    theirs.write_text("mine", "utf-8")
    done = run(tmp_path / "one", str(tmp_path / "store"))
    assert done["exeter"].state == FAILED and "which no build made" in done["exeter"].problems[0]["found"]
    assert theirs.read_text("utf-8") == "mine"


@pytest.mark.parametrize(
    ("address", "said"), [("nowhere://bucket", "cannot be used"), ("{file}/store", "takes no file")]
)
def test_a_store_that_cannot_be_written_to_is_named_before_anything_is_built(tmp_path, address, said):
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(InputError, match=said) as refused:
        run(tmp_path / "out", address.format(file=tmp_path / "file"))
    assert refused.value.problems[0].file == "--store" and re.search(r"store|folder", str(refused.value))
    assert paths.SLUG and not list((tmp_path / "out").glob("*/2024"))
