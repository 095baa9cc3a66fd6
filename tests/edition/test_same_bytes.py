"""Two clean builds of the same project give the same bytes, wherever, whenever and however they run."""

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from oscp_lib.chapters import CHAPTERS, chapters_of_book
from oscp_lib.inputs.files import input_files
from oscp_lib.inputs.sealed import RUNS, read_sealed
from tests.conftest import copy_project, use_project
from tests.places import OWN, SLUG

pytestmark = pytest.mark.slow

YEAR = 2024
NO_OUTPUT = {".runs", "logs", ".lock"}
# Read by Python as it starts: every clock that a program asks by name is four hundred days ahead.
# It notes what is opened of the project, by the build and by each of its kernels.
LATER = """
import os, sys, time
opened = os.open(os.environ["OPENED"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
def note(event, given):
    if event == "open" and str(given[0]).startswith(os.environ["OSCP_ROOT"]):
        os.write(opened, f"{given[0]}\\n".encode())
sys.addaudithook(note)
seconds = 400 * 86_400
time.time = lambda real=time.time: real() + seconds
time.time_ns = lambda real=time.time_ns: real() + seconds * 10**9
"""
PLAIN = {"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C.UTF-8"}
# The farthest time zone, another order of sets, and a system that writes ASCII unless it is told otherwise.
OTHER = {
    "PYTHONHASHSEED": "4711", "TZ": "Pacific/Kiritimati", "LC_ALL": "C", "LANG": "tr_TR.UTF-8",
    "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0", "SOURCE_DATE_EPOCH": "1000000000", "FORCE_COLOR": "1",
}  # fmt: skip


def start(folder: Path, environment: dict[str, str], jobs: int, seed: int, umask: int) -> subprocess.Popen:
    """A clean build of a copy of the project, whose files have random times."""
    root, chance = copy_project(folder / "project"), random.Random(seed)
    for path in (path for path in root.rglob("*") if path.is_file()):
        os.utime(path, (chance.randrange(2**30), chance.randrange(2**30)))
    command = [str(Path(sys.executable).with_name("oscp")), "build", "--year", str(YEAR), "--jobs", str(jobs)]
    return subprocess.Popen(
        [*command, "--out", str(folder / "out")], env=os.environ | {"OSCP_ROOT": str(root)} | environment,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, umask=umask,
    )  # fmt: skip


def settings(folder: Path) -> dict[str, str]:
    """What an analyst may have set for other work: colours and fonts of charts, code that each kernel begins with."""
    (folder / "ipython/profile_default/startup").mkdir(parents=True)
    (folder / "matplotlibrc").write_text(
        "font.family: monospace\nlines.linewidth: 9\naxes.facecolor: red\nsvg.fonttype: path\n"
    )
    code = "import pandas, builtins\npandas.options.display.precision = 1\nround = builtins.round = lambda *_: 4711\n"
    (folder / "ipython/profile_default/startup/00.py").write_text(code)
    (folder / "startup.py").write_text(code)
    (folder / "docutils.conf").write_text("[general]\nsmart_quotes: no\n")
    return {
        "MPLCONFIGDIR": str(folder), "IPYTHONDIR": str(folder / "ipython"), "PYTHONSTARTUP": str(folder / "startup.py"),
        "DOCUTILSCONFIG": str(folder / "docutils.conf"),
    }  # fmt: skip


def files(out: Path) -> dict[str, bytes]:
    found = (path for path in out.rglob("*") if path.is_file())
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in found
        if not NO_OUTPUT & set(path.relative_to(out).parts)
    }


def test_folder_clock_order_of_sets_language_time_zone_jobs_and_own_settings_change_no_byte(good, tmp_path, full):
    later, opened = tmp_path / "later", tmp_path / "opened"
    later.mkdir()
    (later / "sitecustomize.py").write_text(LATER)
    own = settings(tmp_path / "own")
    plain, other = tmp_path / "plain", tmp_path / "a folder with spaces" / "and another"
    running = [
        start(other, OTHER | own | {"PYTHONPATH": str(later), "OPENED": str(opened)}, jobs=3, seed=2, umask=0o077)
    ]
    # At full size a second clean build stands beside it; else an edition made of runs from another folder.
    running += [start(plain, PLAIN, jobs=1, seed=1, umask=0o022)] if full else []
    for build in running:
        said = build.communicate()[0]
        assert build.returncode == 0, said
    one, two = files(plain / "out" / SLUG if full else good / "book/_build/oxmere"), files(other / "out" / SLUG)
    assert f"{YEAR}/index.html" in one and f"report-book-{YEAR}.zip" in one and f"{YEAR}.sha256" in one
    assert set(one) == set(two)
    assert [name for name in one if one[name] != two[name]] == []
    # What a build reads and counts as no input could change without the next build knowing.
    read = {Path(line).relative_to(other / "project").as_posix() for line in opened.read_text("utf-8").splitlines()}
    inputs = {path.relative_to(good).as_posix() for path in inputs_of(good)}
    assert {
        f"{OWN}/provenance.json",
        *(f"notebooks/{chapter.notebook.name}" for chapter in CHAPTERS),
    } <= read
    assert {name for name in read - inputs if not NO_OUTPUT & set(Path(name).parts)} == set()
    # No page rests on the command that started the build: who edits that runs no notebook again.
    runs = list((other / "project/book/_build/oxmere" / RUNS).glob(f"[!f]*-{YEAR}-False.json"))
    assert len(runs) == len(chapters_of_book())
    assert [run.name for run in runs if "module oscp_lib.cli" in read_sealed(run)["inputs"]] == []


def inputs_of(root: Path) -> list[Path]:
    with pytest.MonkeyPatch.context() as patch:
        use_project(root, patch)
        return input_files()
