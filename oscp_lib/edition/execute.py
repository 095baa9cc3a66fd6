"""Run the notebooks of an edition through papermill, several at a time."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

import nbformat

from oscp_lib import paths
from oscp_lib.chapters import CHAPTERS, Chapter
from oscp_lib.errors import InputError, Problem

TIME_LIMIT = 300  # seconds for one cell: far above any chapter, far below an afternoon
KERNEL = "python3"


@dataclass(frozen=True)
class Executed:
    """A chapter's notebook as it ran."""

    chapter: Chapter
    path: Path
    seconds: float


def execute(
    year: int,
    publish: bool,
    jobs: int,
    folder: Path,
    report: Callable[[str], None] = lambda line: None,
    chapters: Sequence[Chapter] = CHAPTERS,
) -> list[Executed]:
    """Run the notebook of every chapter, or of those given, for a year.

    Parameters
    ----------
    folder
        Where the executed notebooks go.
    report
        Called with one line for each notebook as it ends.

    Raises
    ------
    InputError
        When notebooks fail: one problem for each, with the cell and the last line of its error.
    """
    done, problems = [], []
    with ThreadPoolExecutor(max_workers=jobs) as pool:
        waiting = {pool.submit(run, chapter, year, publish, folder): chapter for chapter in chapters}
        for future in as_completed(waiting):
            chapter = waiting[future]
            try:
                executed = future.result()
            except InputError as error:
                problems += error.problems
                report(f"{chapter.notebook.name}: failed")
                continue
            done.append(executed)
            report(f"{chapter.notebook.name}: {executed.seconds:.1f} s")
    if problems:
        raise InputError(problems)
    return sorted(done, key=lambda executed: executed.chapter.number)


def run(chapter: Chapter, year: int, publish: bool, folder: Path) -> Executed:
    """Run one notebook.

    Raises
    ------
    InputError
        When a cell fails, the kernel dies, or a cell takes longer than the limit.
    """
    import papermill
    from nbclient.exceptions import CellTimeoutError, DeadKernelError

    output, start = folder / chapter.notebook.name, time.monotonic()
    shown = paths.shown(chapter.notebook)
    try:
        papermill.execute_notebook(
            str(chapter.notebook), str(output), parameters={"year": year, "publish": publish}, kernel_name=KERNEL,
            progress_bar=False, execution_timeout=TIME_LIMIT, cwd=str(paths.NOTEBOOKS),
        )  # fmt: skip
    except papermill.PapermillExecutionError as error:
        raise InputError(failure(shown, output, error)) from None
    except CellTimeoutError:
        found = f"A cell ran longer than {TIME_LIMIT} seconds."
        raise InputError(Problem(shown, found, "Open the notebook and run its cells one by one.")) from None
    except (DeadKernelError, RuntimeError) as error:
        # jupyter_client says with a plain RuntimeError that a kernel died before it was ready.
        if type(error) is RuntimeError and "Kernel died" not in str(error):
            raise
        found = "The kernel died while the notebook ran."
        raise InputError(Problem(shown, found, "Open the notebook and run its cells one by one.")) from None
    return Executed(chapter, output, time.monotonic() - start)


def failure(shown: str, output: Path, error: Exception) -> Problem:
    """The cell that failed, counted as JupyterLab shows the file, and the last line of its error."""
    cells = nbformat.read(output, as_version=4).cells
    kept = [cell for cell in cells if not is_added(cell)]
    failed = next(
        (place for place, cell in enumerate(kept, 1) if cell.metadata.get("papermill", {}).get("exception")), None
    )
    last = str(error.evalue).strip().splitlines()[-1:] or [""]
    found = f"Cell {failed} fails with {error.ename}: {last[0]}"
    return Problem(shown, found, "Mend the cell, or what it names, and build again.")


def is_added(cell: nbformat.NotebookNode) -> bool:
    """True for the cells papermill itself adds: its parameters and its notes on an error."""
    return bool({"injected-parameters", "papermill-error-cell-tag"} & set(cell.metadata.get("tags", [])))


def run_in_place(notebook: nbformat.NotebookNode, chapter: Chapter) -> nbformat.NotebookNode:
    """A notebook run as an analyst would run it by hand, at the parameters it holds."""
    from nbclient import NotebookClient

    client = NotebookClient(
        notebook, timeout=TIME_LIMIT, kernel_name=KERNEL, resources={"metadata": {"path": str(paths.NOTEBOOKS)}},
        extra_arguments=["--IPKernelApp.log_level=ERROR"],  # its remark on local sockets would hide ours
    )  # fmt: skip
    return client.execute()
