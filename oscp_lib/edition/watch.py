"""What a kernel reads is noted, so that its run can be used again; what it must not do is refused.

Python tells an audit hook of every file that it opens and of every connection (PEP 578). Libraries written in C that
open files by themselves are not seen: the book's tables and texts are read by Python.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path

from oscp_lib import paths

PACKAGE = Path(__file__).resolve().parents[1]
NOT_INPUTS = {"__pycache__", "_build", ".venv", ".ipynb_checkpoints", ".git"}
COMMIT = "commit"  # what is noted when a kernel asks git which version this is
MOST_PRINTED = 2_000_000  # characters of one notebook: what a page or a log can hold
HERE = ("", "localhost", "127.0.0.1", "::1", "0.0.0.0")


def start_line(notes: Path) -> str:
    """The line of code with which a kernel begins to be watched; it leaves no name behind."""
    return f"__import__('oscp_lib.edition.watch', fromlist=['begin']).begin({str(notes)!r})"


def begin(notes: str) -> None:
    """Note what this process reads in a file, one input to a line, and keep it from the network and from flooding."""
    keep = noter(notes)
    for name in sorted(name for name in sys.modules if is_ours(name)):
        keep(f"module {name}")
    sys.addaudithook(lambda event, arguments: note(event, arguments, keep))
    for stream in (sys.stdout, sys.stderr):
        bound(stream)


def noter(notes: str) -> Callable[[str], None]:
    """Adds a line to the file, once."""
    file, seen = Path(notes).open("a", encoding="utf-8", buffering=1), set()  # noqa: SIM115 - open as long as the process

    def keep(line: str) -> None:
        if line not in seen:
            seen.add(line)
            file.write(f"{line}\n")

    return keep


def note(event: str, arguments: tuple, keep: Callable[[str], None]) -> None:
    """One event of the interpreter."""
    if event == "import" and is_ours(arguments[0]):
        keep(f"module {arguments[0]}")
    elif event == "open" and is_reading(arguments[1]) and (shown := input_path(arguments[0])):
        keep(f"file {shown}")
    elif event in ("os.listdir", "os.scandir") and (shown := input_path(arguments[0] or ".")):
        keep(f"folder {shown}")
    elif event == "subprocess.Popen" and Path(str(arguments[0])).stem == "git":
        keep(COMMIT)
    elif event in ("socket.connect", "socket.getaddrinfo"):
        refuse_strangers(arguments[1] if event == "socket.connect" else arguments[:1])


def is_ours(module: str) -> bool:
    return module == "oscp_lib" or module.startswith("oscp_lib.")


def is_reading(mode: str | None) -> bool:
    return mode is None or not set("wax+") & set(mode)


def input_path(given: object) -> str:
    """A path within the project or the library as it is noted; nothing for any other."""
    if not isinstance(given, str | bytes | os.PathLike):
        return ""
    path = Path(os.path.abspath(os.fsdecode(given)))
    for place, root in (("project", paths.ROOT), ("library", PACKAGE)):
        if path.is_relative_to(root) and not NOT_INPUTS & set(path.relative_to(root).parts):
            return f"{place}/{path.relative_to(root).as_posix()}"
    return ""


def refuse_strangers(address: object) -> None:
    """A notebook runs without the network: what it shows must come from the project's own files.

    Raises
    ------
    PermissionError
        On an attempt to reach another machine.
    """
    host = address[0] if isinstance(address, tuple) and address else ""
    host = os.fsdecode(host) if isinstance(host, str | bytes) else ""
    if host not in HERE:
        raise PermissionError(f"a notebook runs without the network, and this cell asks for {host}")


def bound(stream: object) -> None:
    """Stop a cell that prints without end before it fills the memory.

    Raises
    ------
    RuntimeError
        From the print that goes over the limit.
    """
    write, printed = stream.write, [0]

    def write_some(text: str) -> int:
        printed[0] += len(text)
        if printed[0] > MOST_PRINTED:
            printed[0] = 0  # the traceback itself has to be printed
            raise RuntimeError(f"the notebook prints more than {MOST_PRINTED:,} characters")
        return write(text)

    stream.write = write_some
