"""What tests that break a build need: files before and after, processes that are left, notebooks made bad."""

import contextlib
import sys
import time
from pathlib import Path

import nbformat
import pytest

YEAR = 2024
BREAKING = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="what processes are left is read from /proc"),
]
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
        "editions.js",
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
