"""What a command prints, and how it ends: results on standard output, all else on standard error, no traceback."""

import contextlib
import errno
import json
import os
import sys
from collections.abc import Iterator

import typer

from oscp_lib import paths
from oscp_lib.errors import InputError, Problem, printable
from oscp_lib.system_errors import told_as_problems

BY_CTRL_C = 130  # what typer makes of it
# A reader that has gone, as Linux and as Windows say it.
NO_READER = (errno.EPIPE, errno.EINVAL) if os.name == "nt" else (errno.EPIPE,)


def prepare_streams() -> None:
    """Reserve the numbers of closed streams, and let no letter stop the output."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # the lowest number that is free
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def speak_utf8() -> None:
    """Read and write names and texts as UTF-8 whatever the terminal's settings are (LC_ALL=C, an old Windows page).

    Where Python has taken the names of files for another encoding already, the command begins anew.

    Raises
    ------
    InputError
        When the path of the project cannot be written as UTF-8.
    """
    if sys.getfilesystemencoding() != "utf-8" and not sys.flags.utf8_mode:
        os.environ["PYTHONUTF8"] = "1"  # for what it starts in turn
        os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])
    try:
        str(paths.ROOT).encode("utf-8")
    except UnicodeEncodeError:
        found = "The path of the project holds bytes that are not UTF-8, which the renderer cannot write."
        raise InputError(Problem(str(paths.ROOT), found, "Rename the folder.")) from None


def put(line: str) -> None:
    """Print a result; control characters in names and texts of the data are escaped.

    Raises
    ------
    InputError
        When it cannot be printed. A reader who has read enough, as in `oscp facts | head`, ends the command quietly.
    """
    if sys.stdout is None:
        raise InputError(unprinted("it is closed"))
    try:
        typer.echo(printable(line))
    except OSError as error:
        lead_nowhere()
        if error.errno in NO_READER:
            sys.exit(1)
        raise InputError(unprinted(error.strerror)) from None


def put_json(value: object) -> None:
    """Print a result for programs."""
    in_unicode = (getattr(sys.stdout, "encoding", None) or "").lower().startswith("utf")
    put(json.dumps(value, indent=2, ensure_ascii=not in_unicode))


def say(line: str) -> None:
    """Print a message to standard error; if that is closed, nobody is there to read it."""
    with contextlib.suppress(OSError):
        typer.echo(printable(line), err=True)


def unprinted(why: str) -> Problem:
    found = f"The result cannot be printed ({why})."
    return Problem(
        "standard output", found, "Send it to a terminal, or to a disk with free space, and run the command again."
    )


def lead_nowhere() -> None:
    """Discard what is still to be written to standard output: Python would try again when it ends."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextlib.contextmanager
def ended_in_words() -> Iterator[None]:
    """Exit with 1 and one line for each problem if the input, the system or Ctrl-C stops the work."""
    try:
        yield
    except InputError as error:
        for problem in error.problems:
            say(f"oscp: {problem}")
        sys.exit(1)
    except KeyboardInterrupt:
        stopped()
    except SystemExit as end:
        if end.code != BY_CTRL_C:
            raise
        stopped()


def stopped() -> None:
    """End after Ctrl-C as after any other stop."""
    say("oscp: stopped.")
    sys.exit(1)


@contextlib.contextmanager
def run_as_module() -> Iterator[None]:
    """Run one of our modules with `python -m`, and end as the command `oscp` ends."""
    prepare_streams()
    with ended_in_words(), told_as_problems():
        yield
