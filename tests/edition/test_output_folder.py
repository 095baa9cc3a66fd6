"""No room, no right, no turn, no way: what a build meets in the folder of editions is said, and breaks nothing."""

import hashlib
import os
import shutil
import stat
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest

from oscp_lib import paths
from oscp_lib.edition import atomic_replace
from oscp_lib.edition.build import build
from oscp_lib.edition.order import Order
from oscp_lib.errors import InputError
from tests.conftest import use_project
from tests.edition.breaking import BREAKING, PATIENCE, YEAR, content, left_behind
from tests.places import OWN

pytestmark = BREAKING


def test_a_full_disk_is_said_and_the_good_edition_stays(out, tmp_path):
    good = content(out / "2024")
    room = sum(-(-len(text) // 4096) * 4096 for text in good.values()) * 5 // 4
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={room}", "tmpfs", str(disk)], capture_output=True)
    if mounted.returncode:
        pytest.skip(f"no small disk can be mounted here: {mounted.stderr.decode().strip()}")
    try:
        shutil.copytree(out / "2024", disk / "2024")
        with pytest.raises(InputError) as raised:
            build(Order(YEAR), out=disk)
        (problem,) = raised.value.problems
        assert "No space left on device" in problem.found and "last edition is intact" in problem.found
        assert "Free some space" in problem.remedy
        assert content(disk / "2024") == good
        assert left_behind(disk) == []
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_no_edition_takes_the_place_of_what_no_build_has_made(root, tmp_path, monkeypatch):
    use_project(root, monkeypatch)
    holidays, site = tmp_path / "2024/beach.jpg", tmp_path / "index.html"
    holidays.parent.mkdir()
    for path in (holidays, site, holidays.with_name("facts.json")):
        path.write_text("mine")
    with pytest.raises(InputError) as raised:
        build(Order(YEAR), out=tmp_path)
    folder, page = raised.value.problems
    assert folder.file.endswith("/2024") and "beach.jpg" in folder.found and "which no build made" in folder.found
    assert page.file.endswith("/index.html") and "not the list of editions" in page.found
    assert "--out" in folder.remedy and "--out" in page.remedy
    assert holidays.read_text() == site.read_text() == "mine"
    assert left_behind(tmp_path) == []


def copied(out, folder):
    """An edition with what stands beside it, and one that is to take its place."""
    for name in ("2024", "2024.sha256", "index.html"):
        copy = shutil.copytree if (out / name).is_dir() else shutil.copyfile
        copy(out / name, folder / name)
    return out / "2024", folder / "2024"


def test_a_file_where_an_edition_is_to_be_stays(out, tmp_path):
    (tmp_path / "2024").write_text("mine")
    with pytest.raises(InputError, match="2024: No build made this file"):
        atomic_replace.leave_to_others(out / "2024", tmp_path / "2024")


def test_notes_that_somebody_put_into_an_edition_are_named_and_stay(out, tmp_path):
    new, old = copied(out, tmp_path)
    (old / ".DS_Store").touch()
    atomic_replace.leave_to_others(new, old)
    for name in ("my notes.txt", "_static/more.txt"):
        (old / name).write_text("mine")
    with pytest.raises(InputError) as raised:
        atomic_replace.leave_to_others(new, old)
    (problem,) = raised.value.problems
    assert problem.file.endswith("/2024") and "_static/more.txt and 1 more" in problem.found


@pytest.mark.parametrize("lost", ["2024/facts.json", "2024.sha256", "index.html", "2024"])
def test_an_edition_that_lost_a_part_is_still_ours_to_replace(out, tmp_path, lost):
    new, old = copied(out, tmp_path)
    part = tmp_path / lost
    shutil.rmtree(part) if part.is_dir() else part.unlink()
    atomic_replace.leave_to_others(new, old)


def test_an_edition_with_a_page_that_the_new_one_has_not_is_ours_to_replace(out, tmp_path):
    new, old = copied(out, tmp_path)
    shutil.copytree(new, tmp_path / "new")
    (tmp_path / "new/vawg.html").unlink()
    atomic_replace.leave_to_others(tmp_path / "new", old)


def test_a_list_of_editions_that_is_cut_short_is_still_ours_to_replace(out, tmp_path):
    new, old = copied(out, tmp_path)
    (tmp_path / "index.html").write_text("<!DOCTYPE html>")
    atomic_replace.leave_to_others(new, old)


HOLD = """
import os, sys
from pathlib import Path
import filelock
from oscp_lib.edition.atomic_replace import changing_editions
from oscp_lib.errors import InputError
if "--as-nobody" in sys.argv and os.getuid() == 0:
    # Nothing is closed to root. All is imported: another user may not be let to the library.
    os.setgroups([]), os.setgid(65534), os.setuid(65534)
try:
    with changing_editions(Path(sys.argv[1]), lambda line: print(line, flush=True)):
        print("held", flush=True)
        sys.stdin.read()
except InputError as error:
    sys.exit(f"oscp: {error}")
"""


def test_a_folder_that_cannot_be_written_to_is_named():
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, stat.S_IRUSR | stat.S_IXUSR | stat.S_IROTH | stat.S_IXOTH)
        ran = subprocess.run(
            [sys.executable, "-c", HOLD, folder, "--as-nobody"], capture_output=True, text=True,
            stdin=subprocess.DEVNULL,
        )  # fmt: skip
        assert ran.returncode == 1
        assert ran.stderr.startswith(f"oscp: {folder}: The build was stopped (Permission denied)"), ran.stderr
        assert "--out" in ran.stderr and "Traceback" not in ran.stderr


def test_a_second_build_waits_and_says_so(tmp_path):
    said, entered = [], threading.Event()
    first = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert first.stdout.readline() == "held\n"

    def second():
        with atomic_replace.changing_editions(tmp_path, said.append):
            entered.set()

    thread = threading.Thread(target=second)
    thread.start()
    assert not entered.wait(1)
    assert said == [f"Another build is writing to {paths.shown(tmp_path)}: waiting until it ends."]
    first.stdin.close()
    first.wait()
    assert entered.wait(PATIENCE)
    thread.join()


def test_a_file_that_is_saved_while_an_edition_is_built_is_named_and_the_good_edition_stays(root, out, monkeypatch):
    good, path = content(out / "2024"), root / f"{OWN}/editions/2024/plan.yml"

    def save_meanwhile(order, work, jobs, report):
        path.write_bytes(path.read_bytes())
        return work

    monkeypatch.setattr("oscp_lib.edition.build.make_edition", save_meanwhile)
    with pytest.raises(InputError) as raised:
        build(Order(YEAR))
    (problem,) = raised.value.problems
    assert problem.file == f"{OWN}/editions/2024/plan.yml"
    assert "saved" in problem.found and "last edition is intact" in problem.found and problem.remedy == "Build again."
    assert content(out / "2024") == good
    assert left_behind(out) == []


@pytest.mark.full
def test_two_whole_builds_at_once_both_end_with_the_good_edition(root, out):
    with (root / "_config.yml").open("a") as config:
        config.write("# a remark\n")  # the edition is that of before
    command = [str(Path(sys.executable).with_name("oscp")), "build", "--year", str(YEAR)]
    environment = os.environ | {"OSCP_ROOT": str(root)}
    both = [
        subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        for _ in range(2)
    ]
    said = [each.communicate()[0] for each in both]
    assert [each.returncode for each in both] == [0, 0], said
    assert sum("Another build" in each for each in said) == 1, said
    assert sum("the other build made this edition" in each for each in said) == 1, said
    stated = [line for line in (out / "2024.sha256").read_text("utf-8").splitlines() if not line.startswith("#")]
    files = {f"2024/{name}": text for name, text in content(out / "2024").items()}
    files |= {name: (out / name).read_bytes() for name in ("report-book-2024.zip", "report-book-2024.zip.sha256")}
    there = [f"{hashlib.sha256(text).hexdigest()}  {name}" for name, text in files.items()]
    assert sorted(there) == sorted(stated)
    assert left_behind(out) in ([], ["logs"])


def test_a_build_that_holds_the_folder_and_is_killed_lets_go_of_it(tmp_path):
    first = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert first.stdout.readline() == "held\n"
    first.kill()
    first.wait()
    said = []
    with atomic_replace.changing_editions(tmp_path, said.append):
        assert said == []


@pytest.fixture
def windows(monkeypatch):
    """Renaming as Windows has it: not while a file in the folder is open, and no exchange."""
    rename = os.rename

    def refuse_while_open(source, target):
        for handle in Path("/proc/self/fd").iterdir():
            if handle.exists() and handle.resolve().is_relative_to(Path(source).resolve()):
                raise PermissionError(13, "Access is denied", str(source), None, str(target))
        rename(source, target)

    monkeypatch.setattr(atomic_replace, "exchange", lambda one, other: False)
    monkeypatch.setattr(os, "rename", refuse_while_open)
    monkeypatch.setattr(os, "replace", refuse_while_open)


def test_a_file_that_a_reader_holds_open_is_named_and_the_old_edition_stays(tmp_path, windows):
    for place in ("2024", "new"):
        for name in ("index.html", "vawg.html"):
            (tmp_path / place / name).parent.mkdir(exist_ok=True)
            (tmp_path / place / name).write_text(place)
    with (tmp_path / "2024/vawg.html").open(), pytest.raises(InputError) as raised:
        atomic_replace.swap_in(tmp_path / "new", tmp_path / "2024")
    (problem,) = raised.value.problems
    assert problem.file.endswith("2024/vawg.html")
    assert "Access is denied" in problem.found and "Close the pages" in problem.remedy
    assert set(content(tmp_path / "2024").values()) == {b"2024"}
    atomic_replace.swap_in(tmp_path / "new", tmp_path / "2024")
    assert set(content(tmp_path / "2024").values()) == {b"new"}
    # The old one lies where the new one was: it goes with the work, or back if what follows fails.
    assert set(content(tmp_path / "new").values()) == {b"2024"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["2024", "new"]


def test_a_reader_polling_the_folder_never_finds_it_missing(tmp_path):
    for place in ("2024", "other"):
        (tmp_path / place).mkdir()
        (tmp_path / place / "index.html").write_text(place)
    missing, looks, done = [], [0], threading.Event()

    def read():
        while not done.is_set():
            looks[0] += 1
            if not os.path.exists(tmp_path / "2024/index.html"):
                missing.append(looks[0])

    reader = threading.Thread(target=read)
    reader.start()
    if not atomic_replace.exchange(tmp_path / "other", tmp_path / "2024"):
        done.set()
        pytest.skip("the disk of this test offers no exchange")
    for _ in range(2000):
        atomic_replace.swap_in(tmp_path / "other", tmp_path / "2024")
    done.set()
    reader.join()
    assert looks[0] > 100 and missing == []
