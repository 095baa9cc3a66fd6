"""Run the notebooks of an edition through papermill, several at a time, or take their cached runs."""

import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

import nbformat

from oscp_lib import paths
from oscp_lib.chapters import TOPIC, Chapter, chapters_of_book
from oscp_lib.errors import InputError, Problem
from oscp_lib.runs.cached_runs import Present, Run, keep, kept, why_again
from oscp_lib.runs.kernels import MEMORY_LIMIT, end_kernels
from oscp_lib.runs.notebook import INJECTED_TAG, KERNEL, beginning, read_notebook, tags
from oscp_lib.runs.papermill_insides import is_dead_kernel
from oscp_lib.runs.watch import ASKED, NETWORK, READS, STARTS, start_line

TIME_LIMIT = 300  # seconds for one notebook: far above any chapter, far below an afternoon


@dataclass(frozen=True)
class Executed:
    """A chapter's executed notebook; `why` says why it had to run, or is empty if its cached run is valid."""

    chapter: Chapter
    notebook: nbformat.NotebookNode
    seconds: float
    why: str

    def __str__(self) -> str:
        return f"{self.chapter.source_name}: {f'{self.seconds:.1f} s' if self.why else 'reused'}"


def execute(
    year: int,
    publish: bool,
    jobs: int,
    folder: Path,
    report: Callable[[object], None] = lambda line: None,
    chapters: Sequence[Chapter] | None = None,
) -> list[Executed]:
    """Bring the notebook of every chapter of the book, or of those given, up to date for a year.

    Parameters
    ----------
    folder
        Where runs note what they read.
    report
        Called with each notebook's run as it ends.

    Raises
    ------
    InputError
        When notebooks fail: one problem for each, with the cell and the last line of its error.
    """
    done, problems, present = [], [], Present()
    parameters = {"year": year, "publish": publish, "partnership": paths.SLUG}
    chapters = chapters_of_book() if chapters is None else chapters
    runs = [
        Run(each, read_notebook(each.notebook), parameters | ({TOPIC: each.slug} if each.is_topic else {}))
        for each in chapters
    ]
    with ThreadPoolExecutor(max_workers=jobs) as pool:
        waiting = {pool.submit(bring, run, folder, present): run for run in runs}
        try:
            for future in as_completed(waiting):
                try:
                    done.append(future.result())
                except InputError as error:
                    problems += error.problems
                    report(f"{waiting[future].chapter.source_name}: failed")
                    continue
                report(done[-1])
        except BaseException:
            stop(pool, waiting)
            raise
    if problems:
        raise InputError(problems)
    return sorted(done, key=lambda executed: chapters.index(executed.chapter))


def stop(pool: ThreadPoolExecutor, waiting: Iterable[Future]) -> None:
    """Start no other notebook and end those that are running: somebody pressed Ctrl-C, or the disk is full."""
    pool.shutdown(wait=False, cancel_futures=True)
    while not all(future.done() for future in waiting):
        end_kernels()  # again and again: a notebook may just have been about to start its own
        time.sleep(0.1)


def bring(run: Run, folder: Path, present: Present) -> Executed:
    """The notebook's cached run if it is valid, else a new run.

    Raises
    ------
    InputError
        When a cell fails or asks for the network, the kernel dies, or the notebook takes longer than the limit.
    """
    start = time.monotonic()
    why = why_again(run, present)
    if not why:
        executed = kept(run)
    else:
        notes = folder / f"{run.chapter.slug}.notes"
        try:
            executed = run_notebook(run, notes)
        except InputError:
            if refused := [refused_of(run, line) for line in noted_in(notes) if is_refused(line, READS, STARTS)]:
                raise InputError(refused) from None
            raise
        noted = noted_in(notes)
        if refused := [refused_of(run, line) for line in noted if is_refused(line)]:
            raise InputError(refused)
        keep(run, executed, noted, present)
    return Executed(run.chapter, executed, time.monotonic() - start, why)


def run_notebook(run: Run, notes: Path) -> nbformat.NotebookNode:
    """Run one notebook through papermill; what it reads goes into `notes`.

    Raises
    ------
    InputError
        When a cell fails, the kernel dies, or the notebook takes longer than the limit.
    """
    import papermill
    from nbclient.exceptions import CellTimeoutError

    shown = paths.shown(run.chapter.notebook)
    by_hand = "Open the notebook and run its cells one by one."
    end, begun = time.monotonic() + TIME_LIMIT, []
    try:
        # Without a file to write to: papermill would write the whole notebook at the begin and the end of each cell.
        return papermill.execute_notebook(
            run.notebook, None, parameters=run.parameters, kernel_name=KERNEL,
            progress_bar=False, timeout_func=lambda cell: max(end - time.monotonic(), 1), cwd=str(paths.NOTEBOOKS),
            on_cell_execute=lambda cell, cell_index: begun.append(cell_index),
            extra_arguments=[*without_own_settings(notes.parent), f"--IPKernelApp.exec_lines={start_line(notes)}"],
        )  # fmt: skip
    except papermill.PapermillExecutionError as error:
        raise InputError(failure(shown, place_of(run, error.cell_index), error)) from None
    except CellTimeoutError:
        found = f"Cell {place_of(run, begun[-1])} was still running when the notebook's {TIME_LIMIT} seconds ended."
        raise InputError(Problem(shown, found, by_hand)) from None
    except RuntimeError as error:
        if not is_dead_kernel(error):
            raise
        if begun:
            found = f"The kernel died while cell {place_of(run, begun[-1])} ran."
        else:
            found = f"The kernel {'did not answer' if 'respond' in str(error) else 'died'} before the first cell ran."
        raise InputError(Problem(shown, found, by_hand)) from None


def without_own_settings(folder: Path) -> list[str]:
    """The environment of a kernel without the user's own start-up code and settings.

    It would find them in IPython's folder: here that is one of the build, below `folder`.
    """
    own = folder / "ipython"
    own.mkdir(exist_ok=True)
    return [f"--IPKernelApp.ipython_dir={own}", "--IPKernelApp.exec_PYTHONSTARTUP=False"]


def place_of(run: Run, index: int) -> int:
    """The number of a cell as JupyterLab shows the file, from its index in what papermill runs."""
    return sum(not is_added(cell) for cell in run.parameterised().cells[: index + 1])


def failure(shown: str, failed: int, error: Exception) -> Problem:
    """The cell that failed, the last line of its error, and how the cell begins: JupyterLab shows no numbers."""
    if error.ename == "MemoryError":
        found = f"Cell {failed} asks for more memory than a notebook may have ({MEMORY_LIMIT / 2**30:g} GB)."
        return Problem(shown, found, "Read fewer rows or columns at a time, and build again.")
    last = str(error.evalue).strip().splitlines()[-1:] or [""]
    found = f"Cell {failed} fails with {error.ename}: {last[0].rstrip('.')}. {beginning({'source': error.source})}"
    return Problem(shown, found, "Correct the cell, or what it names, and build again.")


def noted_in(notes: Path) -> list[str]:
    """What a kernel recorded; empty if it ended before it began to record."""
    return notes.read_text("utf-8").splitlines() if notes.exists() else []


def is_refused(line: str, *kinds: str) -> bool:
    """True where a record is of something no notebook may do (of the given kinds only, if any are given)."""
    begin, _, what = line.partition(" ")
    return begin == ASKED and what.partition(" ")[2].startswith(kinds or "")


REMEDIES = {
    NETWORK: "A notebook uses only what is in data/: add the download with oscp ingest.",
    READS: "An edition reads data/, notebooks/, oscp_lib/ and book/ and nothing else: move what it needs there, "
    "partners' counts to its folder restricted, and read tables by the chapter's module.",
    STARTS: "What a program reads cannot be recorded: do the same in Python, or before the build.",
}


def refused_of(run: Run, line: str) -> Problem:
    """What a cell did that no notebook may, also where the cell or a library swallowed the error."""
    _, number, what = line.split(" ", 2)
    cells = run.parameterised().cells
    begun = [place for place, cell in enumerate(cells) if cell.cell_type == "code" and cell.source.strip()]
    place = begun[min(max(int(number), 1), len(begun)) - 1]
    remedy = next(remedy for kind, remedy in REMEDIES.items() if what.startswith(kind))
    return Problem(paths.shown(run.chapter.notebook), f"Cell {place_of(run, place)} {what}.", remedy)


def is_added(cell: nbformat.NotebookNode) -> bool:
    """True for the cell that papermill itself adds, with its parameters."""
    return INJECTED_TAG in tags(cell)


def run_in_place(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """A notebook run as an analyst would run it by hand, at the parameters it holds."""
    from nbclient import NotebookClient

    with tempfile.TemporaryDirectory() as folder:
        client = NotebookClient(
            notebook, timeout=TIME_LIMIT, kernel_name=KERNEL, resources={"metadata": {"path": str(paths.NOTEBOOKS)}},
            # Its remark on local sockets would hide ours.
            extra_arguments=["--IPKernelApp.log_level=ERROR", *without_own_settings(Path(folder))],
        )  # fmt: skip
        return client.execute()
