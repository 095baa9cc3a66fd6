"""One rebuild, in processes of its own that import the project as it is now: one makes pages, one runs checks."""

import gc
import os
import signal
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path

from oscp_lib.errors import InputError, Problem
from oscp_lib.system_errors import problem_of

PAGES, DONE, SAID = "pages", "done", "said"


def rebuild_pages(year: int, folder: Path, host: object, to: Connection) -> None:
    """Make the edition in `folder/<year>`. Says `PAGES` once readers can have them, and `DONE` with all problems."""
    with telling_problems(to, folder):
        from oscp_lib.edition.build import JOBS, complete, make_pages
        from oscp_lib.edition.order import Order
        from oscp_lib.pages.list_of_editions import write_editions_page

        use_kernels(host)
        gc.disable()  # the process ends before it could fill the memory, and looking for garbage costs a tenth
        order, report = Order(year), lambda step: to.send((SAID, str(step)))
        with tempfile.TemporaryDirectory(prefix="work-", ignore_cleanup_errors=True) as work:
            made = make_pages(order, Path(work), JOBS, report)
            os.replace(made.folder, folder / str(year))
        write_editions_page(folder)
        to.send((PAGES, None))
        gc.enable()
        complete(replace(made, folder=folder / str(year)), order, report)


def check_inputs(year: int, folder: Path, to: Connection) -> None:
    """Everything that `oscp check` finds wrong; it says more clearly than a failed notebook what to correct."""
    with telling_problems(to, folder):
        from oscp_lib.checks.check import check

        if errors := check(year).errors:
            raise InputError(errors)


def use_kernels(host: object) -> None:
    """Kernels of the warm process where there is one."""
    if host is None:
        return
    from oscp_lib.preview.warm import KernelHost
    from oscp_lib.runs.kernels import use_kernels_of

    lender = KernelHost(address=host)
    lender.connect()
    use_kernels_of(lender.Kernel)


@contextmanager
def telling_problems(to: Connection, folder: Path) -> Iterator[None]:
    """Send what is wrong when the work ends; what it leaves when it is broken off lies in the preview's own folder."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the command, which ends its processes itself
    place = folder.parent / "left"
    place.mkdir(exist_ok=True)
    os.environ |= {"TMPDIR": str(place), "TEMP": str(place), "JUPYTER_RUNTIME_DIR": str(place)}
    tempfile.tempdir = None
    problems: list[str] = []
    try:
        yield
    except InputError as error:
        problems = [str(problem) for problem in error.problems]
    except Exception as error:  # noqa: BLE001 - an edited module may fail in any way, and the page has to say so
        refused = problem_of(error) if isinstance(error, OSError) else None
        if refused is None:
            traceback.print_exc()
        problems = [str(refused or as_problem(error))]
    to.send((DONE, problems))
    to.close()


def as_problem(error: Exception) -> Problem:
    """An error of the project's own code, at the last of its lines that was running."""
    from oscp_lib import paths

    found, ours = f"{type(error).__name__}: {error}", paths.LIBRARY
    if isinstance(error, SyntaxError) and error.filename:
        return Problem(
            paths.shown(Path(error.filename)), f"SyntaxError: {error.msg}.", "Correct the module.", error.lineno
        )
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if Path(frame.filename).is_relative_to(ours)]
    last = frames[-1]
    return Problem(paths.shown(Path(last.filename)), found, "The terminal shows how it came to that.", last.lineno)
