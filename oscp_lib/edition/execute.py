"""Run the notebooks of an edition through papermill, several at a time; a run that still holds is used again."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

import nbformat

from oscp_lib import paths
from oscp_lib.chapters import CHAPTERS, Chapter
from oscp_lib.edition.notebooks import INJECTED_TAG, read_notebook, tags
from oscp_lib.edition.reuse import Present, Run, keep, kept, why_again
from oscp_lib.edition.watch import start_line
from oscp_lib.errors import InputError, Problem

TIME_LIMIT = 300  # seconds for one cell: far above any chapter, far below an afternoon
KERNEL = "python3"


@dataclass(frozen=True)
class Executed:
    """A chapter's notebook as it ran; `why` it had to, or nothing where an earlier run still holds."""

    chapter: Chapter
    path: Path
    seconds: float
    why: str

    def __str__(self) -> str:
        return f"{self.chapter.notebook.name}: {f'{self.seconds:.1f} s' if self.why else 'reused'}"


def execute(
    year: int,
    publish: bool,
    jobs: int,
    folder: Path,
    report: Callable[[str], None] = lambda line: None,
    chapters: Sequence[Chapter] = CHAPTERS,
) -> list[Executed]:
    """Bring the notebook of every chapter, or of those given, up to date for a year.

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
    done, problems, present = [], [], Present()
    runs = [Run(chapter, read_notebook(chapter.notebook), {"year": year, "publish": publish}) for chapter in chapters]
    with ThreadPoolExecutor(max_workers=jobs) as pool:
        waiting = {pool.submit(bring, run, folder, present): run for run in runs}
        for future in as_completed(waiting):
            try:
                done.append(future.result())
            except InputError as error:
                problems += error.problems
                report(f"{waiting[future].chapter.notebook.name}: failed")
                continue
            report(str(done[-1]))
    if problems:
        raise InputError(problems)
    return sorted(done, key=lambda executed: executed.chapter.number)


def bring(run: Run, folder: Path, present: Present) -> Executed:
    """The notebook's kept run where it holds, else a new one.

    Raises
    ------
    InputError
        When a cell fails, the kernel dies, or a cell takes longer than the limit.
    """
    output, start = folder / run.chapter.notebook.name, time.monotonic()
    why = why_again(run, present)
    if not why:
        nbformat.write(kept(run), output)
    else:
        notes = output.with_suffix(".notes")
        run_notebook(run, output, notes)
        keep(run, read_notebook(output), notes.read_text("utf-8").splitlines(), present)
    return Executed(run.chapter, output, time.monotonic() - start, why)


def run_notebook(run: Run, output: Path, notes: Path) -> None:
    """Run one notebook through papermill; what it reads goes into `notes`.

    Raises
    ------
    InputError
        When a cell fails, the kernel dies, or a cell takes longer than the limit.
    """
    import papermill
    from nbclient.exceptions import CellTimeoutError, DeadKernelError

    shown = paths.shown(run.chapter.notebook)
    by_hand = "Open the notebook and run its cells one by one."
    try:
        papermill.execute_notebook(
            str(run.chapter.notebook), str(output), parameters=run.parameters, kernel_name=KERNEL,
            progress_bar=False, execution_timeout=TIME_LIMIT, cwd=str(paths.NOTEBOOKS),
            extra_arguments=[f"--IPKernelApp.exec_lines={start_line(notes)}"],
        )  # fmt: skip
    except papermill.PapermillExecutionError as error:
        raise InputError(failure(shown, output, error)) from None
    except CellTimeoutError:
        found = f"Cell {stopped_at(output)} ran longer than {TIME_LIMIT} seconds."
        raise InputError(Problem(shown, found, by_hand)) from None
    except (DeadKernelError, RuntimeError) as error:
        # jupyter_client says with a plain RuntimeError that a kernel died before it was ready.
        if type(error) is RuntimeError and "Kernel died" not in str(error):
            raise
        at = stopped_at(output)
        found = f"The kernel died while cell {at} ran." if at else "The kernel died before the first cell ran."
        raise InputError(Problem(shown, found, by_hand)) from None


def stopped_at(output: Path) -> int | None:
    """The cell that was running when a run broke off, counted as JupyterLab shows the file."""
    if not output.exists():
        return None
    kept = [cell for cell in nbformat.read(output, as_version=4).cells if not is_added(cell)]
    states = [cell.metadata.get("papermill", {}).get("status") for cell in kept]
    return next((place for place, state in enumerate(states, 1) if state in ("running", "failed")), None)


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
    return bool({INJECTED_TAG, "papermill-error-cell-tag"} & tags(cell))


def run_in_place(notebook: nbformat.NotebookNode, chapter: Chapter) -> nbformat.NotebookNode:
    """A notebook run as an analyst would run it by hand, at the parameters it holds."""
    from nbclient import NotebookClient

    client = NotebookClient(
        notebook, timeout=TIME_LIMIT, kernel_name=KERNEL, resources={"metadata": {"path": str(paths.NOTEBOOKS)}},
        extra_arguments=["--IPKernelApp.log_level=ERROR"],  # its remark on local sockets would hide ours
    )  # fmt: skip
    return client.execute()
