"""Outputs of cells that no page shows: each is named with its cell, so that none is lost silently.

A page shows what the chapter's module makes: figures, texts, gaps, facts and the views of the first and the last
chapter. Those pass the checks of numbers, of names and of samples; a print, a value or a picture would pass them by.
"""

from collections.abc import Callable, Iterable

from nbformat import NotebookNode

from oscp_lib import paths
from oscp_lib.chapters import Chapter
from oscp_lib.chapters.prose_preview import PREVIEW_MIME
from oscp_lib.chapters.texts import TEXT_MIME
from oscp_lib.data.gap import GAP_MIME
from oscp_lib.errors import InputError, Problem
from oscp_lib.facts.sheet import FACTS_MIME
from oscp_lib.figures.figure import FIGURE_MIME, VIEW_MIME
from oscp_lib.measures import wording
from oscp_lib.runs.execute import Executed
from oscp_lib.runs.notebook import INJECTED_TAG, beginning, tags

# For the analyst alone: on the page a figure's data stand beside the figure; the others are Jupyter Book's own tags.
DATA_TAG, LEFT_OUT = "figure-data", "remove-cell"
UNSHOWN_TAGS = {DATA_TAG, LEFT_OUT, "remove-output"}
# What a preview says is for the analyst alone, and stands on the page in its own place.
SHOWN = {FIGURE_MIME, TEXT_MIME, GAP_MIME, FACTS_MIME, VIEW_MIME, PREVIEW_MIME}
WARNS = "a warning or message (stderr)"
# What an output is to the analyst, by the richest form it has; the first that fits.
KINDS = (
    ("application/vnd.jupyter.widget-view+json", "a widget"),
    ("image/", "a picture"),
    ("application/javascript", "a script"),
    ("application/vnd.", "a chart or view of another library"),
    ("application/pdf", "a PDF"),
    ("video/", "a film"),
    ("audio/", "a sound"),
    ("text/html", "HTML"),
    ("text/markdown", "Markdown"),
    ("text/latex", "a formula"),
    ("application/json", "JSON"),
    ("text/plain", "a plain value"),
)


def kind_of(output: NotebookNode) -> str:
    """What an output that no page shows is to the analyst; nothing for one that a page shows, or that is empty."""
    if output.output_type == "stream":
        printed = "a print" if output.get("name") == "stdout" else WARNS
        return printed if "".join(output.get("text", "")).strip() else ""
    if output.output_type == "error":
        return f"an error ({output.get('ename', '')})"
    data = output.get("data", {})
    if not data or SHOWN & data.keys():
        return ""
    if "<table" in str(data.get("text/html", "")):
        return "a table"
    return next((kind for mime, kind in KINDS if any(each.startswith(mime) for each in data)), "an output")


def lost_outputs(chapter: Chapter, notebook: NotebookNode) -> list[Problem]:
    """A problem for each cell of an executed notebook with outputs that its page cannot show.

    What goes to stderr is for the analyst, who is told of it (a warning); all else stops the build.
    """
    problems, number = [], 0
    for cell in notebook.cells:
        if INJECTED_TAG in tags(cell):
            continue
        number += 1
        kinds = kinds_of(cell)
        if lost := [kind for kind in kinds if kind != WARNS]:
            problems.append(lost_problem(chapter, number, cell, f"shows {wording.listed(lost)}"))
        elif kinds:
            said = " ".join("".join(output.text) for output in cell.outputs if output.get("name") == "stderr").split()
            found = f"Cell {number} gives {WARNS}: {' '.join(said)[:200]} {beginning(cell)}"
            remedy = "No page shows it: remove its cause, or make sure that it does no harm."
            problems.append(Problem(paths.shown(chapter.notebook), found, remedy, severity="warning"))
    return problems


def require_shown(runs: Iterable[Executed], report: Callable[[object], None] = lambda line: None) -> None:
    """Refuse executed notebooks that show what their pages cannot; what they warn of is reported.

    Raises
    ------
    InputError
        With every such cell of every notebook.
    """
    found = [problem for each in runs for problem in lost_outputs(each.chapter, each.notebook)]
    for problem in found:
        if problem.severity != "error":
            report(problem)
    if errors := [problem for problem in found if problem.severity == "error"]:
        raise InputError(errors)


def kinds_of(cell: NotebookNode) -> list[str]:
    """The kinds of a cell's outputs that no page shows, each once."""
    if UNSHOWN_TAGS & tags(cell):
        return []
    kinds: Iterable[str] = (kind_of(output) for output in cell.get("outputs", []))
    return list(dict.fromkeys(kind for kind in kinds if kind))


def lost_problem(chapter: Chapter, number: int, cell: NotebookNode, does: str, severity: str = "error") -> Problem:
    """The problem that a page cannot show what a cell shows, and what to do instead."""
    found = f"Cell {number} {does}, which no page can show. {beginning(cell)}"
    module = f"oscp_lib/chapters/{chapter.slug}.py"
    remedy = (
        f"Make it a figure or a text of {module}, or delete it; what is for you alone stays in a cell tagged "
        "'remove-output'."
    )
    return Problem(paths.shown(chapter.notebook), found, remedy, severity=severity)
