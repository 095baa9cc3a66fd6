"""A batch: what was made stays, what fails stops no other, what is missing is made by the next."""

import json
import os
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

import distributed
import pytest

from oscp_lib import paths
from oscp_lib.batch.asked import Asked
from oscp_lib.batch.batch import one_batch, run_batch
from oscp_lib.batch.worker import BUILT, CURRENT, FAILED
from oscp_lib.errors import InputError
from tests.batch import builders
from tests.made_place import REPOSITORY

FOUR = [Asked(slug, 2024) for slug in ("cambridge", "exeter", "reading", "slough")]
OTHERS = [each for each in FOUR if each.slug != "reading"]
OPTIONS = {"publish": False, "unsigned": False, "pdf": False}

pytestmark = pytest.mark.longer


@pytest.fixture(autouse=True)
def put_back():
    slug = paths.SLUG
    yield
    paths.use_partnership(slug)


def run(out, build, editions=FOUR, scheduler=None, number=2):
    said = []
    done = run_batch(editions, out, OPTIONS, scheduler, number, said.append, build)
    return {each.slug: outcome for each, outcome in done.items()}, said


def made(out):
    return (out / "made.txt").read_text("utf-8").splitlines()


def test_a_second_batch_makes_only_what_is_missing_or_was_altered(tmp_path):
    done, _ = run(tmp_path, builders.one_page)
    assert {outcome.state for outcome in done.values()} == {BUILT} and len(made(tmp_path)) == 4
    (tmp_path / "exeter/2024/index.html").write_text("somebody wrote here", "utf-8")
    again, said = run(tmp_path, builders.one_page)
    assert {slug: outcome.state for slug, outcome in again.items()} == {
        "cambridge": CURRENT, "exeter": BUILT, "reading": CURRENT, "slough": CURRENT,
    }  # fmt: skip
    assert made(tmp_path)[4:] == ["exeter 2024"] and "3 up to date, 1 to build" in said[0]
    assert {outcome.state for outcome in run(tmp_path, builders.one_page)[0].values()} == {CURRENT}


@pytest.mark.parametrize(
    ("build", "said"),
    [
        (builders.all_but_reading, "The count is negative."),
        (builders.raises_in_reading, "ZeroDivisionError: division by zero"),
        (builders.dies_in_reading, "died again when it was tried once more"),
    ],
)
def test_one_that_fails_stops_no_other_and_is_told_with_its_cause(tmp_path, build, said):
    done, lines = run(tmp_path, build)
    assert done["reading"].state == FAILED and said in done["reading"].problems[0]["found"]
    assert all(done[each.slug].state == BUILT for each in OTHERS)
    assert sorted(made(tmp_path)) == [str(each) for each in OTHERS]
    assert any("reading 2024 failed" in line and said in line for line in lines)
    record = json.loads((tmp_path / "batch.json").read_text("utf-8"))["editions"]
    assert record["reading 2024"]["state"] == FAILED and said in record["reading 2024"]["problems"][0]["found"]
    # The next batch tries it again, and it alone.
    assert {slug: each.state for slug, each in run(tmp_path, builders.one_page)[0].items()} == {
        "cambridge": CURRENT, "exeter": CURRENT, "reading": BUILT, "slough": CURRENT,
    }  # fmt: skip


def test_an_edition_whose_worker_died_is_tried_once_more(tmp_path):
    done, _ = run(tmp_path, builders.dies_once_in_reading)
    assert {outcome.state for outcome in done.values()} == {BUILT}


def test_an_edition_that_a_worker_built_elsewhere_is_no_success(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    done, _ = run(tmp_path, builders.elsewhere, FOUR[:1])
    assert done["cambridge"].state == FAILED and "under the same path" in done["cambridge"].problems[0]["remedy"]


def test_two_workers_share_the_work(tmp_path):
    done, _ = run(tmp_path, builders.one_page)
    assert 1 <= len({outcome.worker for outcome in done.values()}) <= 2


def test_a_second_batch_in_the_same_folder_is_refused_and_harms_nothing(tmp_path):
    run(tmp_path, builders.one_page, FOUR[:1])
    with one_batch(tmp_path), pytest.raises(InputError, match="Another batch is at work"):
        run(tmp_path, builders.one_page)
    assert made(tmp_path) == ["cambridge 2024"]


def test_a_scheduler_that_does_not_answer_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr("oscp_lib.batch.cluster.PATIENCE", 1)
    with pytest.raises(InputError, match=r"No scheduler answers at tcp://127.0.0.1:9") as refused:
        run(tmp_path, builders.one_page, scheduler="tcp://127.0.0.1:9")
    assert "dask scheduler" in refused.value.problems[0].remedy


def test_a_damaged_record_is_written_anew(tmp_path):
    run(tmp_path, builders.one_page)
    (tmp_path / "batch.json").write_text('{"editions": {"cam', "utf-8")
    (tmp_path / "exeter/2024/index.html").unlink()
    done, _ = run(tmp_path, builders.one_page)
    assert done["exeter"].state == BUILT
    assert list(json.loads((tmp_path / "batch.json").read_text("utf-8"))["editions"]) == ["exeter 2024"]


@pytest.fixture
def scheduler(tmp_path):
    """Starts a scheduler and workers as a user does, each in a process of its own; all end with the test."""
    with ExitStack() as stack:

        def start(*words, **environment):
            command = [Path(sys.executable).parent / "dask", *words]
            process = subprocess.Popen(
                command, env=os.environ | {"PYTHONPATH": str(REPOSITORY)} | environment, stdout=-3, stderr=-3
            )
            stack.callback(process.wait)
            stack.callback(process.kill)
            return process

        def cluster(*workers, **environment):
            file = Path(tempfile.mkdtemp(dir=tmp_path), "scheduler.json")
            start("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", file)
            for words in workers:
                start("worker", "--scheduler-file", file, "--nthreads", "1", "--no-dashboard", *words, **environment)
            until(file.exists)
            address = json.loads(file.read_text("utf-8"))["address"]
            with distributed.Client(address, timeout=30) as client:
                if workers:
                    client.wait_for_workers(len(workers), timeout=60)
            return address

        yield cluster


def until(true, seconds=30):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.05)


def test_the_workers_of_a_scheduler_that_the_user_has_build_the_same(tmp_path, scheduler):
    address = scheduler(["--no-nanny"], ["--no-nanny"])
    done, _ = run(tmp_path / "there", builders.one_page, scheduler=address)
    assert {outcome.state for outcome in done.values()} == {BUILT}
    assert len({outcome.worker for outcome in done.values()}) <= 2
    run(tmp_path / "here", builders.one_page)
    pages = [sorted(path.read_bytes() for path in (tmp_path / where).rglob("*.html")) for where in ("here", "there")]
    assert pages[0] == pages[1] and len(pages[0]) == 9  # two a book, and that over all books


def test_a_scheduler_without_workers_and_workers_that_may_start_no_kernel_are_refused(tmp_path, scheduler):
    with pytest.raises(InputError, match="has no workers"):
        run(tmp_path / "a", builders.one_page, scheduler=scheduler())
    with pytest.raises(InputError, match="may start no processes"):
        run(tmp_path / "b", builders.one_page, scheduler=scheduler(["--nanny"]))


def test_a_worker_with_another_version_is_named_and_nothing_is_built(tmp_path, scheduler):
    address = scheduler(["--no-nanny"], OSCP_ROOT=str(REPOSITORY))
    with pytest.raises(InputError, match="another version of the project") as refused:
        run(tmp_path, builders.one_page, scheduler=address)
    assert refused.value.problems[0].file.startswith("tcp://127.0.0.1:")
    assert not (tmp_path / "made.txt").exists()


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="this system binds no process to a core")
def test_each_worker_runs_on_one_core_also_one_that_takes_the_place_of_another(tmp_path):
    run(tmp_path, builders.says_its_cores)
    assert (tmp_path / "died").exists()
    assert (tmp_path / "cores.txt").read_text("utf-8").split() == ["1"] * len(FOUR)
