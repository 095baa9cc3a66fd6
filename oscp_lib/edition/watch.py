"""What a kernel reads is noted, so that its run can be used again; what it must not do is refused.

Python tells an audit hook of every file that it opens and of every connection (PEP 578). Libraries written in C that
open files by themselves are not seen: the book's tables and texts are read by Python.
"""

import contextlib
import os
import sys
from collections.abc import Callable
from importlib.util import source_from_cache
from pathlib import Path

from IPython import get_ipython

from oscp_lib import paths

NOT_INPUTS = {"__pycache__", "_build", ".venv", ".ipynb_checkpoints", ".git"}
COMMIT = "commit"  # what is noted when a kernel asks git which version this is
BEGUN = [0]  # how many cells this kernel has begun
YEARS = "years"  # what is noted when a kernel asks which years can be built
ASKED = "asked"  # what is noted, with the number of the run and the host, when a cell asks for the network
TABLES = "project/data/tables/"
LOOKED_FOR_MODULES = ("project/.", "project/notebooks", "library/")
MOST_PRINTED = 2_000_000  # characters of one notebook: what a page or a log can hold
# The interpreter's events of reaching out, and which of their arguments is the address.
CONNECTS = {
    "socket.connect": 1, "socket.sendto": 1, "socket.sendmsg": 1, "socket.getaddrinfo": 0, "socket.gethostbyname": 0,
    "socket.gethostbyaddr": 0, "socket.getnameinfo": 0,
}  # fmt: skip
HERE = ("", "localhost", "127.0.0.1", "::1", "0.0.0.0")


def start_line(notes: Path) -> str:
    """The line of code with which a kernel begins to be watched; it leaves no name behind."""
    return f"__import__('oscp_lib.edition.watch', fromlist=['begin']).begin({str(notes)!r})"


def begin(notes: str) -> None:
    """Note what this process reads in a file, one input to a line, and keep it from the network and from flooding."""
    watcher = Watcher(Path(notes))
    for name in sorted(name for name in sys.modules if is_ours(name)):
        watcher.keep(f"module {name}")
    sys.addaudithook(watcher.note)
    bound_cells()


class Watcher:
    """Notes each input of a process once."""

    def __init__(self, notes: Path) -> None:
        self.file = notes.open("a", encoding="utf-8", buffering=1)
        self.seen: set[str] = set()
        self.asks_for_years = self.identifies = False

    def keep(self, line: str) -> None:
        if line not in self.seen:
            self.seen.add(line)
            self.file.write(f"{line}\n")

    def note(self, event: str, arguments: tuple) -> None:
        """One event of the interpreter, or of the library's own."""
        if event == "oscp.identity":
            (self.identifies,) = arguments
        elif event in CONNECTS and (host := stranger(arguments[CONNECTS[event]])):
            self.keep(f"{ASKED} {BEGUN[0]} {host}")  # also where the cell itself takes no notice of the refusal
            raise PermissionError(f"a notebook runs without the network, and this cell asks for {host}")
        elif self.identifies:
            return  # what names the edition is put into a kept run anew
        elif event == "oscp.years":
            (self.asks_for_years,) = arguments
            self.keep(YEARS)
        elif event == "oscp.table":
            self.read(paths.DATA / arguments[0])
        elif event == "oscp.asked":
            self.read(arguments[0])  # that it is not there is what the run rests on
        elif event == "import" and is_ours(arguments[0]):
            self.keep(f"module {arguments[0]}")
        elif event == "open" and is_reading(arguments[1]):
            self.read(arguments[0])
        elif event in ("os.listdir", "os.scandir"):
            self.look_into(arguments[0] or ".", importing=event == "os.listdir")
        elif event == "subprocess.Popen" and Path(str(arguments[0])).stem == "git":
            self.keep(COMMIT)

    def look_into(self, folder: object, importing: bool) -> None:
        """A folder that is listed; the import system lists where it looks for modules, which are noted by name."""
        shown = input_path(folder)
        if shown and not (importing and shown.startswith(LOOKED_FOR_MODULES)):
            self.keep(f"folder {shown}")

    def read(self, path: object) -> None:
        shown = input_path(path)
        if shown and not (self.asks_for_years and shown.startswith(TABLES)):
            self.keep(f"file {shown}")


def is_ours(module: str) -> bool:
    return module == "oscp_lib" or module.startswith("oscp_lib.")


def is_reading(mode: str | None) -> bool:
    return mode is None or not set("wax+") & set(mode)


def input_path(given: object) -> str:
    """A path within the project or the library as it is noted; nothing for any other."""
    if not isinstance(given, str | bytes | os.PathLike):
        return ""
    path = Path(os.path.abspath(os.fsdecode(given)))
    if path.parent.name == "__pycache__":  # what was compiled of a module stands for its source
        with contextlib.suppress(ValueError, NotImplementedError):
            path = Path(source_from_cache(str(path)))
    # The library comes first: it may lie within the project, and its files are then the same inputs all the same.
    for place, root in (("library", paths.LIBRARY), ("project", paths.ROOT)):
        if path.is_relative_to(root) and not NOT_INPUTS & set(path.relative_to(root).parts):
            return f"{place}/{path.relative_to(root).as_posix()}"
    return ""


def stranger(address: object) -> str:
    """The other machine that an address names; nothing for this one: what a notebook shows comes from its own files."""
    # The interpreter takes a host as text or as bytes of any kind, and looks past what a class of one's own says it is.
    host = tuple.__getitem__(address, 0) if isinstance(address, tuple) and tuple.__len__(address) else address
    if isinstance(host, bytes | bytearray | memoryview):
        host = bytes(host).decode("utf-8", "replace")
    host = str.__str__(host) if isinstance(host, str) else ""
    # The path of a local socket is no host.
    return "" if host in HERE or os.sep in host else host


def bound_cells() -> None:
    """Stop a notebook that prints without end, before it fills the memory.

    IPython sets the streams' `write` anew for each cell, so that it is bound anew as each begins.
    """
    printed = [0]

    def bind(_: object) -> None:
        BEGUN[0] += 1
        for stream in (sys.stdout, sys.stderr):
            stream.write = bound(stream.write, printed)

    get_ipython().events.register("pre_run_cell", bind)


def bound(write: Callable[[str], int | None], printed: list[int]) -> Callable[[str], int | None]:
    """A `write` that adds to what was printed.

    Raises
    ------
    RuntimeError
        From the print that goes over the limit.
    """

    def write_some(text: str) -> int | None:
        printed[0] += len(text)
        if printed[0] > MOST_PRINTED:
            printed[0] = 0  # the traceback itself has to be printed
            raise RuntimeError(f"the notebook prints more than {MOST_PRINTED:,} characters")
        return write(text)

    return write_some
