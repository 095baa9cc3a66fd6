"""Client, scheduler or worker killed at any moment: all that was finished stays, and the next batch makes the rest."""

import os
import random
import signal
import subprocess
import sys
import threading
import time

import psutil
import pytest

from oscp_lib import paths
from oscp_lib.batch.batch import run_batch
from oscp_lib.batch.worker import BUILT, CURRENT
from oscp_lib.errors import InputError
from oscp_lib.system_errors import told_as_problems
from tests.batch import builders
from tests.batch.test_batch import FOUR, OPTIONS, made, put_back, run, scheduler, until  # noqa: F401
from tests.made_place import REPOSITORY

pytestmark = pytest.mark.longer
CODE = """
import sys
from pathlib import Path
from oscp_lib.batch.batch import run_batch
from tests.batch import builders
from tests.batch.test_batch import FOUR, OPTIONS
if __name__ == "__main__":
    run_batch(FOUR, Path(sys.argv[1]), OPTIONS, None, 2, print, builders.each_in_half_a_second)
"""


def command(folder):
    """A batch as a command of its own."""
    script = folder / "batch.py"
    script.write_text(CODE, "utf-8")
    environment = os.environ | {"PYTHONPATH": str(REPOSITORY), "OSCP_ROOT": str(paths.ROOT)}
    return subprocess.Popen([sys.executable, script, folder], env=environment, stdout=-3, stderr=-3, cwd=REPOSITORY)


def finished(folder):
    return set(made(folder)) if (folder / "made.txt").exists() else set()


@pytest.mark.parametrize("seed", [1, 2])
def test_a_client_that_is_killed_leaves_no_process_and_loses_no_edition(tmp_path, seed):
    process = command(tmp_path)
    until(lambda: finished(tmp_path) or process.poll() is not None, 60)
    started = psutil.Process(process.pid).children(recursive=True)
    time.sleep(random.Random(seed).random())
    process.kill()
    process.wait()
    psutil.wait_procs(started, timeout=30)
    assert [each.name() for each in started if each.is_running() and each.status() != psutil.STATUS_ZOMBIE] == []
    there = finished(tmp_path)
    done, _ = run(tmp_path, builders.one_page)
    assert there and {slug for slug, each in done.items() if each.state == CURRENT} == {
        line.split()[0] for line in there
    }
    assert len(made(tmp_path)) == len(FOUR)


def test_a_scheduler_that_is_killed_is_named_and_what_was_finished_stays(tmp_path, scheduler):  # noqa: F811
    address = scheduler(["--no-nanny"], ["--no-nanny"])
    (serving,) = (each.pid for each in psutil.Process().children(recursive=True) if "scheduler" in each.cmdline())
    threading.Thread(target=lambda: (until(lambda: finished(tmp_path), 60), os.kill(serving, signal.SIGKILL))).start()
    with pytest.raises(InputError, match="The scheduler ended before the batch did") as refused:
        run_batch(FOUR, tmp_path, OPTIONS, address, 2, lambda line: None, builders.each_in_half_a_second)
    assert refused.value.problems[0].file == "--scheduler"
    there = finished(tmp_path)
    done, _ = run(tmp_path, builders.one_page)
    states = [each.state for each in done.values()]
    assert states.count(CURRENT) >= len(there) > 0 and set(states) <= {BUILT, CURRENT}


@pytest.fixture
def disk(tmp_path):
    """Mounts a disk of a few kilobytes, where this user may."""
    folder = tmp_path / "disk"
    folder.mkdir()

    def mount(*options):
        command = ["mount", "-t", "tmpfs", "-o", ",".join(options), "tmpfs", folder]
        if sys.platform != "linux" or subprocess.run(command, capture_output=True).returncode:
            pytest.skip("only a user who may mount can have a small disk")
        return folder

    yield mount
    subprocess.run(["umount", "-l", folder], capture_output=True)


def test_a_full_disk_is_named_and_what_was_finished_stays(disk):
    folder = disk("size=180k")
    with pytest.raises(InputError, match="The disk is full") as refused, told_as_problems():
        run(folder, builders.fifty_kilobytes)
    assert "disk" in refused.value.problems[0].file and "Free some space" in refused.value.problems[0].remedy
    there = finished(folder)
    assert there and all((folder / line.split()[0] / "2024/index.html").is_file() for line in there)
    subprocess.run(["mount", "-o", "remount,size=4m", folder], check=True)
    done, _ = run(folder, builders.fifty_kilobytes)
    assert {each.state for each in done.values()} == {BUILT, CURRENT}


def test_a_read_only_disk_is_named_before_anything_is_built(disk):
    folder = disk("ro")
    with pytest.raises(InputError, match="The disk is read-only"), told_as_problems():
        run(folder, builders.one_page)


def test_workers_that_are_killed_at_any_moment_cost_no_edition(tmp_path):
    """One kill in each of the first two editions: each is tried once more."""

    def kill_one():
        until(lambda: finished(tmp_path), 60)
        workers = [
            each for each in psutil.Process().children(recursive=True) if "spawn_main" in " ".join(each.cmdline())
        ]
        workers[-1].kill()

    threading.Thread(target=kill_one).start()
    done, _ = run(tmp_path, builders.each_in_half_a_second)
    assert {each.state for each in done.values()} == {BUILT}
