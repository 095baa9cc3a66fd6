"""A build, or an exchange of editions, that is killed or stopped at any moment breaks nothing that was good."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from oscp_lib.edition import swap
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
    orders = [{"stage": name} for name in (stages if full else ("run_notebook", "exchange"))]
    orders += [{"after": chance.random() * whole} for _ in range(40 if full else 1)]
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
    assert killer.build() == {"stage": "record_withheld", "status": 0}
    assert left_behind(out) == []
    assert content(out / "2024") == good


STEPS = """
import os, shutil, signal, sys
from pathlib import Path
from oscp_lib.edition import swap

def swap_until(last, out, offered):
    if not offered:
        swap.exchange = lambda one, other: False  # a system without it
    seen = 0
    def count(event, arguments):
        nonlocal seen
        if event in ("os.rename", "os.remove", "os.rmdir", "os.scandir", "shutil.rmtree", "ctypes.dlopen"):
            seen += 1
            if seen == last:
                os.kill(os.getpid(), signal.SIGKILL)
    with swap.changing_editions(out, lambda line: None):
        (out / "made").rename(out / ".building-2024-x")
        sys.addaudithook(count)
        swap.swap_in(out / ".building-2024-x/edition", out / "2024")
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


@pytest.mark.parametrize("offered", [True, False])
def test_a_swap_killed_before_any_of_its_steps_leaves_the_old_edition_or_the_new(tmp_path, swap_until, offered):
    found, last, absent = [], 0, 0
    while not found or found[-1] != "ended":
        last += 1
        out = tmp_path / str(last)
        for place, text in (("2024", "old"), ("made/edition", "new")):
            for name in ("index.html", "downloads/chart-1.csv"):
                (out / place / name).parent.mkdir(parents=True, exist_ok=True)
                (out / place / name).write_text(f"{text} {name}")
        status = swap_until(last, out, offered)
        assert status in (-signal.SIGKILL, 0)
        gone, said = not (out / "2024").exists(), []
        with swap.changing_editions(out, said.append):
            pass
        assert any("back in its place" in line for line in said) == gone
        absent += gone
        texts = content(out / "2024")
        (state,) = {text.decode().split()[0] for text in texts.values()}
        assert len(texts) == 2
        assert left_behind(out) == []
        found.append("ended" if status == 0 else state)
    assert found == sorted(found, key=["old", "new", "ended"].index)
    assert {"old", "new"} <= set(found)
    # Exchanged, there is no moment in between; with two renames there is one, which the next build mends.
    assert absent == (0 if offered else 1)


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
