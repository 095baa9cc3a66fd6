"""A build that is killed, starved, crowded out or handed bad notebooks breaks nothing that was good."""

import contextlib
import json
import os
import random
import re
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import nbformat
import pytest

from oscp_lib import paths
from oscp_lib.chapters import CHAPTERS
from oscp_lib.edition import execute, swap
from oscp_lib.edition.build import build
from oscp_lib.errors import InputError
from tests.conftest import REPOSITORY, copy_project, use_project, with_kept_runs
from tests.edition import stopped_builds

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="what processes are left is read from /proc"),
]

YEAR = 2024
MARK = "OSCP_TEST_MARK"  # a variable of the environment by which the processes of a test are known
PATIENCE = 60  # seconds that a process may take to end on a busy machine


def content(folder):
    """Every file of a folder, by name, as bytes."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def left_behind(out):
    """What lies beside the edition that is no part of it, of its zip or of its manifest."""
    kept = (
        "2024",
        "2024.sha256",
        "report-book-2024.zip",
        "report-book-2024.zip.sha256",
        "index.html",
        ".lock",
        ".runs",
    )
    return sorted(path.name for path in out.iterdir() if path.name not in kept)


def processes(mark):
    """The processes that carry a mark, as the system knows them."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        # A process may end while it is looked at.
        with contextlib.suppress(FileNotFoundError, ProcessLookupError, PermissionError):
            if f"{MARK}={mark}".encode() in (folder / "environ").read_bytes().split(b"\0"):
                found.append(int(folder.name))
    return found


def none_is_left(mark, but=()):
    """True once every process with the mark has ended, apart from those named."""
    end = time.monotonic() + PATIENCE
    while (left := set(processes(mark)) - set(but)) and time.monotonic() < end:
        time.sleep(0.1)
    return not left


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """A project with a good edition and a kept run of every notebook."""
    root = with_kept_runs(copy_project(tmp_path_factory.mktemp("unbreakable") / "project"))
    with pytest.MonkeyPatch.context() as patch:
        use_project(root, patch)
        build(YEAR)
    return root


@pytest.fixture
def out(root, monkeypatch):
    """The folder of its editions, in use."""
    use_project(root, monkeypatch)
    return root / "book/_build"


@contextlib.contextmanager
def kept_as_it_is(path):
    before = path.read_bytes()
    try:
        yield
    finally:
        path.write_bytes(before)


def give_first_cell(path, source):
    """Put a cell before the others that compute, and return its place as JupyterLab shows it."""
    notebook = nbformat.read(path, as_version=4)
    place = next(place for place, cell in enumerate(notebook.cells) if "parameters" in cell.metadata.get("tags", []))
    notebook.cells.insert(place + 1, nbformat.v4.new_code_cell(source))
    nbformat.write(notebook, path)
    return place + 2


# --- killed -----------------------------------------------------------------------------------------------------------


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
    good, index = content(out / "2024"), (out / "index.html").read_bytes()
    started = time.monotonic()
    assert killer.build() == {"stage": "record_withheld", "status": 0}
    whole = time.monotonic() - started
    chance = random.Random(20_241)
    stages = [name for names in stopped_builds.STAGES.values() for name in names]
    orders = [{"stage": name} for name in (stages if full else ("run_notebook", "exchange", "write_editions_page"))]
    orders += [{"after": chance.uniform(0, whole)} for _ in range(40 if full else 3)]
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
    assert killer.build()["status"] == 0
    assert left_behind(out) == []
    assert content(out / "2024") == good


SWAP = """
import os, shutil, signal, sys
from pathlib import Path
from oscp_lib.edition import swap
out, last, offered = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3] == "True"
if not offered:
    swap.exchange = lambda one, other: False  # a system without it
seen = 0
def count(event, arguments):
    global seen
    if event in ("os.rename", "os.remove", "os.rmdir", "os.scandir", "shutil.rmtree", "ctypes.dlopen"):
        seen += 1
        if seen == last:
            os.kill(os.getpid(), signal.SIGKILL)
with swap.changing_editions(out, print):
    (out / "made").rename(out / ".building-2024-x")
    sys.addaudithook(count)
    swap.swap_in(out / ".building-2024-x/edition", out / "2024")
    shutil.rmtree(out / ".building-2024-x")
    os._exit(0)
"""


def swap_until(last, out, offered):
    """Swap as a build does, killed as it is about to take that step; the exit status."""
    return subprocess.run([sys.executable, "-c", SWAP, str(out), str(last), str(offered)]).returncode


@pytest.mark.parametrize("offered", [True, False])
def test_a_swap_killed_before_any_of_its_steps_leaves_the_old_edition_or_the_new(tmp_path, offered):
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


# --- bad notebooks ----------------------------------------------------------------------------------------------------

LIMIT = 30
ABUSES = {
    "01_introduction": ("import os\nos._exit(3)", r"The kernel died while cell {} ran\."),
    "02_all_crime": ("import time\ntime.sleep(600)", rf"Cell {{}} still ran when the notebook's {LIMIT} seconds were"),
    "03_neighbourhood_crime": (
        "for _ in range(100):\n    print('x' * 1_000_000)",
        r"Cell {} fails with RuntimeError: the notebook prints more than 2,000,000 characters",
    ),
    "04_serious_violence": (
        "held = [bytearray(2**28) for _ in range(64)]",
        r"Cell {} asks for more memory than a notebook may have \(4 GB\)\.",
    ),
    "05_vawg": (
        "import socket\nsocket.create_connection(('192.0.2.1', 80), timeout=1)",
        r"Cell {} fails with PermissionError: a notebook runs without the network, and this cell asks for 192\.0\.2\.1",
    ),
    "06_modern_slavery": (
        "import socket\ntry:\n    socket.create_connection(('192.0.2.1', 80), timeout=1)\nexcept OSError:\n    pass",
        r"Cell {} asks the network for 192\.0\.2\.1\.",
    ),
}  # fmt: skip


def test_every_bad_notebook_is_named_with_its_cell_in_one_go_and_the_good_edition_stays(root, out, monkeypatch):
    monkeypatch.setattr(execute, "TIME_LIMIT", LIMIT)
    good, cells = content(out / "2024"), {}
    with contextlib.ExitStack() as stack:
        for name, (source, _) in ABUSES.items():
            path = root / f"notebooks/{name}.ipynb"
            stack.enter_context(kept_as_it_is(path))
            cells[name] = give_first_cell(path, source)
        with pytest.raises(InputError) as raised:
            build(YEAR, jobs=3)
    found = {Path(problem.file).stem: problem for problem in raised.value.problems}
    assert sorted(found) == sorted(ABUSES)
    for name, (_, message) in ABUSES.items():
        assert re.match(message.format(cells[name]), found[name].found), found[name]
        assert found[name].remedy
    assert content(out / "2024") == good
    assert left_behind(out) == []


def test_where_nothing_can_fork_the_kernels_of_a_stopped_command_end_too(root, out, tmp_path, monkeypatch):
    monkeypatch.setattr("multiprocessing.get_all_start_methods", lambda: ["spawn"])
    monkeypatch.setenv(MARK, mark := f"plain-{os.getpid()}")
    path, begun = root / "notebooks/05_vawg.ipynb", tmp_path / "begun"
    chapter = next(chapter for chapter in CHAPTERS if chapter.slug == "vawg")
    monkeypatch.setattr(execute, "as_completed", lambda waiting: interrupted_once(begun))
    from oscp_lib.edition.kernels import use_forked_kernels

    use_forked_kernels()
    with kept_as_it_is(path), pytest.raises(KeyboardInterrupt):
        give_first_cell(path, f"import time\nopen({str(begun)!r}, 'w').close()\ntime.sleep(600)")
        execute.execute(YEAR, False, 1, tmp_path, chapters=[chapter])
    assert none_is_left(mark, but=[os.getpid()])


def interrupted_once(begun):
    """What waiting for the notebooks is to somebody who presses Ctrl-C while one runs."""
    while not begun.exists():
        time.sleep(0.1)
    raise KeyboardInterrupt


# --- no room, no right, no turn, no way -------------------------------------------------------------------------------


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
            build(YEAR, out=disk)
        (problem,) = raised.value.problems
        assert "No space left on device" in problem.found and "last edition is intact" in problem.found
        assert "Free some space" in problem.remedy
        assert content(disk / "2024") == good
        assert left_behind(disk) == []
    finally:
        subprocess.run(["umount", str(disk)], check=True)


HOLD = """
import sys
from pathlib import Path
from oscp_lib.edition.swap import changing_editions
from oscp_lib.errors import InputError
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
        nobody = {"user": 65534, "group": 65534, "extra_groups": []} if os.getuid() == 0 else {}
        try:
            ran = subprocess.run(
                [sys.executable, "-c", HOLD, folder], capture_output=True, text=True, stdin=subprocess.DEVNULL, **nobody
            )
        except PermissionError as error:
            pytest.skip(f"another user cannot run this Python: {error}")
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
        with swap.changing_editions(tmp_path, said.append):
            entered.set()

    thread = threading.Thread(target=second)
    thread.start()
    assert not entered.wait(1)
    assert said == [f"Another build is writing to {paths.shown(tmp_path)}: waiting until it ends."]
    first.stdin.close()
    first.wait()
    assert entered.wait(PATIENCE)
    thread.join()


def test_two_whole_builds_at_once_both_end_with_the_good_edition(root, out):
    good = content(out / "2024")
    (out / "2024.sha256").unlink()  # or both would leave the edition alone
    command = [str(Path(sys.executable).with_name("oscp")), "build", "--year", str(YEAR)]
    environment = os.environ | {"OSCP_ROOT": str(root)}
    both = [
        subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        for _ in range(2)
    ]
    said = [each.communicate()[0] for each in both]
    assert [each.returncode for each in both] == [0, 0], said
    assert sum("Another build" in each for each in said) == 1, said
    assert content(out / "2024") == good
    assert left_behind(out) in ([], ["logs"])


def test_a_build_that_holds_the_folder_and_is_killed_lets_go_of_it(tmp_path):
    first = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert first.stdout.readline() == "held\n"
    first.kill()
    first.wait()
    said = []
    with swap.changing_editions(tmp_path, said.append):
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

    monkeypatch.setattr(swap, "exchange", lambda one, other: False)
    monkeypatch.setattr(os, "rename", refuse_while_open)
    monkeypatch.setattr(os, "replace", refuse_while_open)


def test_a_file_that_a_reader_holds_open_is_named_and_the_old_edition_stays(tmp_path, windows):
    for place in ("2024", "new"):
        for name in ("index.html", "vawg.html"):
            (tmp_path / place / name).parent.mkdir(exist_ok=True)
            (tmp_path / place / name).write_text(place)
    with (tmp_path / "2024/vawg.html").open(), pytest.raises(InputError) as raised:
        swap.swap_in(tmp_path / "new", tmp_path / "2024")
    (problem,) = raised.value.problems
    assert problem.file.endswith("2024/vawg.html")
    assert "Access is denied" in problem.found and "Close the pages" in problem.remedy
    assert set(content(tmp_path / "2024").values()) == {b"2024"}
    swap.swap_in(tmp_path / "new", tmp_path / "2024")
    assert set(content(tmp_path / "2024").values()) == {b"new"}
    assert [path.name for path in tmp_path.iterdir()] == ["2024"]


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
    if not swap.exchange(tmp_path / "other", tmp_path / "2024"):
        done.set()
        pytest.skip("the disk of this test offers no exchange")
    for _ in range(2000):
        swap.swap_in(tmp_path / "other", tmp_path / "2024")
    done.set()
    reader.join()
    assert looks[0] > 100 and missing == []
