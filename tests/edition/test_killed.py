"""A build, or an exchange of editions, that is killed or stopped at any moment breaks nothing that was good."""

import errno
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from oscp_lib.data import withheld
from oscp_lib.edition import atomic_replace, build
from oscp_lib.edition.as_built import verify_built
from oscp_lib.edition.manifest import altered, key_stated, write_manifest
from oscp_lib.edition.order import Order
from oscp_lib.errors import InputError
from tests.conftest import REPOSITORY
from tests.edition import stopped_builds
from tests.edition.breaking import (
    BREAKING,
    MARK,
    PATIENCE,
    YEAR,
    content,
    give_first_cell,
    kept_as_it_is,
    left_behind,
    none_is_left,
)
from tests.places import OWN

pytestmark = BREAKING


WHOLE = 7  # seconds, about, of a build that runs one notebook: any moment of it may be the last


class Killer:
    """Starts builds of the project and has them killed."""

    def __init__(self, root):
        self.mark = f"killed-{os.getpid()}"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.edition.stopped_builds"], cwd=REPOSITORY, text=True,
            env=os.environ | {"OSCP_ROOT": str(root), MARK: self.mark}, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip

    def build(self, **order):
        self.process.stdin.write(json.dumps({"year": YEAR} | order) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def no_process_is_left(self):
        return none_is_left(self.mark, but=[self.process.pid])


@pytest.fixture
def killer(root):
    killer = Killer(root)
    yield killer
    killer.process.stdin.close()
    killer.process.wait()


def test_a_build_killed_at_any_moment_leaves_the_good_edition_and_the_next_build_mends_the_rest(out, killer, full):
    whole, started = WHOLE, time.monotonic()
    if full:
        assert killer.build()["status"] == 0
        whole = time.monotonic() - started
    good, index = content(out / "2024"), (out / "index.html").read_bytes()
    chance = random.Random(20_241)
    stages = [name for names in stopped_builds.STAGES.values() for name in names]
    orders = [{"stage": name} for name in (stages if full else ("run_notebook",))]
    orders += [{"after": chance.random() * whole} for _ in range(40 if full else 0)]
    killed = []
    for order in orders:
        # One notebook has to run, so that there is a kernel to be orphaned.
        (out / ".runs" / "vawg-2024-False.json").unlink(missing_ok=True)
        ended = killer.build(**order)
        assert ended["status"] in (-signal.SIGKILL, 0), ended
        killed.append(ended["stage"])
        assert content(out / "2024") == good, ended
        assert (out / "index.html").read_bytes() == index, ended
        assert killer.no_process_is_left(), ended
        if full:
            assert killer.build()["status"] == 0, ended
            assert left_behind(out) == [], ended
            assert content(out / "2024") == good, ended
    print(f"killed in: {', '.join(killed)}")
    assert killer.build() == {"stage": "move_beside", "status": 0}
    assert left_behind(out) == []
    assert content(out / "2024") == good


STEPS = """
import os, shutil, signal, sys
from pathlib import Path
from oscp_lib.edition import atomic_replace

def swap_until(last, out, offered):
    if not offered:
        atomic_replace.exchange = lambda one, other: False  # a system without it
    seen = 0
    def count(event, arguments):
        nonlocal seen
        if event in ("os.rename", "os.remove", "os.rmdir", "os.scandir", "shutil.rmtree", "ctypes.dlopen"):
            seen += 1
            if seen == last:
                os.kill(os.getpid(), signal.SIGKILL)
    with atomic_replace.changing_editions(out, lambda line: None):
        (out / "made").rename(out / ".building-2024-x")
        sys.addaudithook(count)
        atomic_replace.put_in_place(out / ".building-2024-x/ready", out / "2024")
        shutil.rmtree(out / ".building-2024-x")
        os._exit(0)

for line in sys.stdin:
    last, offered, out = line.rstrip().split(" ", 2)
    child = os.fork()
    if child == 0:
        swap_until(int(last), Path(out), offered == "True")
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


@pytest.fixture
def swap_until():
    """Swaps as a build does, killed as it is about to take a step, each in a process of its own; the exit status."""
    steps = subprocess.Popen([sys.executable, "-c", STEPS], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def until(last, out, offered):
        steps.stdin.write(f"{last} {offered} {out}\n")
        steps.stdin.flush()
        return int(steps.stdout.readline())

    yield until
    steps.stdin.close()
    steps.wait()


BESIDE = ("report-book-2024.zip", "report-book-2024.zip.sha256", "index.html", "editions.js")


def lay_edition(folder, text):
    """An edition of two pages with the files beside it, whose every text begins with the same word."""
    for name in ("2024/index.html", "2024/downloads/chart-1.csv", *BESIDE):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(f"{text} {name}")
    write_manifest(folder / "2024", text, *(folder / name for name in BESIDE[:2]))


def states(out):
    """The words with which the files of an edition and those beside it begin: one where all belong together."""
    files = [*(out / "2024").rglob("*.*"), *(out / name for name in BESIDE)]
    return {path.read_text().split()[0] for path in files} | {key_stated(out / "2024")}


@pytest.mark.parametrize("offered", [True, False])
def test_an_exchange_killed_before_any_of_its_steps_is_mended_to_the_old_or_the_new(tmp_path, swap_until, offered):
    found, last, absent, mixed = [], 0, 0, 0
    while not found or found[-1] != "ended":
        last += 1
        out = tmp_path / str(last)
        lay_edition(out, "old")
        lay_edition(out / "made/ready", "new")
        status = swap_until(last, out, offered)
        assert status in (-signal.SIGKILL, 0)
        gone, said = not (out / "2024").exists(), []
        mixed += not gone and len(states(out)) > 1
        with atomic_replace.changing_editions(out, said.append):
            pass
        assert any("back in place" in line for line in said) == gone
        absent += gone
        (state,) = states(out)
        assert altered(out / "2024") == []
        assert left_behind(out) == []
        found.append("ended" if status == 0 else state)
    assert found == sorted(found, key=["old", "new", "ended"].index)
    assert {"old", "new"} <= set(found)
    assert mixed  # there are such moments: the next command mends them
    # Exchanged, there is no moment in between; with two renames there is one, which the next build mends.
    assert absent == (0 if offered else 1)


@pytest.mark.parametrize("offered", [True, False])
@pytest.mark.parametrize("stuck", [*BESIDE, "2024.sha256"])
@pytest.mark.parametrize("first", [False, True])
def test_a_file_that_cannot_be_replaced_leaves_the_old_edition_and_all_beside_it(
    tmp_path, monkeypatch, offered, stuck, first
):
    if not offered:
        monkeypatch.setattr(atomic_replace, "exchange", lambda one, other: False)
    if not first:
        lay_edition(tmp_path, "old")
    lay_edition(tmp_path / "work/ready", "new")
    replace = os.replace

    def held(source, target):
        if Path(target) == tmp_path / stuck and "old" not in Path(source).parts:
            raise PermissionError(13, "Access is denied", str(source), None, str(target))
        replace(source, target)

    monkeypatch.setattr(os, "replace", held)
    with pytest.raises(InputError) as raised:
        atomic_replace.put_in_place(tmp_path / "work/ready", tmp_path / "2024")
    (problem,) = raised.value.problems
    assert problem.file.endswith(stuck) and "the old edition is intact" in problem.remedy
    if first:
        assert [path.name for path in tmp_path.iterdir()] == ["work"]
    else:
        assert states(tmp_path) == {"old"} and altered(tmp_path / "2024") == []
        assert left_behind(tmp_path) == ["work"]


COUNTS = {"Noise": 1500, "Litter": 482, "Graffiti": 255, "Cars": 1, "Dogs": 1, "Alarms": 1, "Fires": 1, "Other": 1}


@pytest.fixture
def partner(root):
    """A council's counts, in confidence; and no record of them once the test is over."""
    folder = root / f"{OWN}/restricted"
    folder.mkdir()
    rows = [
        f"2024-01-01,2024-12-31,Oxmere,{kind},reports to the council,reports,{n},partner,oxmere-city-council\n"
        for kind, n in COUNTS.items()
    ]
    header = "period_start,period_end,area,category,measure,unit,value,status,source\n"
    (folder / "antisocial_behaviour_council.csv").write_text(header + "".join(rows), "utf-8")
    yield folder
    shutil.rmtree(folder)
    (root / f"{OWN}/withheld.csv").unlink(missing_ok=True)


def test_a_build_killed_after_the_exchange_has_recorded_what_it_withholds_and_the_next_command_mends_it(
    out, root, killer, partner, tmp_path
):
    good = shutil.copytree(out, tmp_path / "good")
    try:
        assert killer.build(stage="move_beside")["status"] == -signal.SIGKILL
        assert "[c]" in (out / "2024/neighbourhood_crime.html").read_text("utf-8")
        recorded = (root / f"{OWN}/withheld.csv").read_text("utf-8")
        assert [kind for kind in COUNTS if f",{kind}," in recorded] == [
            "Graffiti", "Cars", "Dogs", "Alarms", "Fires", "Other"
        ]  # fmt: skip
        assert altered(out / "2024")  # the manifest is still that of the old edition
        verify_built(YEAR)
        assert left_behind(out) == [] and altered(out / "2024") == []
        with zipfile.ZipFile(out / "report-book-2024.zip") as packed:
            page = packed.read("report-book-2024/2024/neighbourhood_crime.html")
        assert page == (out / "2024/neighbourhood_crime.html").read_bytes()
        # The record was an input of that edition: the next one is the same to the byte.
        first = content(out / "2024") | {"zip": (out / "report-book-2024.zip").read_bytes()}
        assert killer.build()["status"] == 0
        assert content(out / "2024") | {"zip": (out / "report-book-2024.zip").read_bytes()} == first
        assert (root / f"{OWN}/withheld.csv").read_text("utf-8") == recorded
    finally:
        shutil.rmtree(out)
        shutil.copytree(good, out)


def test_a_record_that_cannot_be_written_leaves_the_old_edition(out, root, partner, monkeypatch):
    good = content(out)

    def full(files):
        raise OSError(errno.ENOSPC, "No space left on device", str(root / "data/.ingest"))

    monkeypatch.setattr(withheld, "write_whole", full)
    with pytest.raises(InputError) as raised:
        build.build(Order(YEAR))
    (problem,) = raised.value.problems
    assert problem.file == f"{OWN}/withheld.csv" and "the last edition is intact" in problem.found
    assert content(out) == good and not (root / f"{OWN}/withheld.csv").exists()


def test_ctrl_c_ends_the_command_its_kernels_and_its_work(root, out, tmp_path):
    good, mark, begun = content(out / "2024"), f"stopped-{os.getpid()}", tmp_path / "begun"
    path = root / "notebooks/05_vawg.ipynb"
    with kept_as_it_is(path):
        give_first_cell(path, f"import time\nopen({str(begun)!r}, 'w').close()\ntime.sleep(600)")
        command = subprocess.Popen(
            [str(Path(sys.executable).with_name("oscp")), "build", "--year", str(YEAR)], start_new_session=True,
            env=os.environ | {"OSCP_ROOT": str(root), MARK: mark}, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        while not begun.exists():
            assert command.poll() is None, command.stderr.read()
            time.sleep(0.1)
        os.killpg(command.pid, signal.SIGINT)  # as a terminal does: to the command and its server
        said = command.communicate(timeout=PATIENCE)[1]
    assert command.returncode == 1
    assert said.splitlines()[-1] == "oscp: stopped."
    assert "Traceback" not in said
    assert none_is_left(mark)
    assert left_behind(out) == []
    assert content(out / "2024") == good
