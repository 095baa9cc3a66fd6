"""Which cells of an executed notebook its page shows, in order."""

from collections.abc import Container

import nbformat

from oscp_lib.facts.sheet import FACTS_MIME
from oscp_lib.pages.absent_lines import without_absent
from oscp_lib.runs.lost_outputs import LEFT_OUT, UNSHOWN_TAGS
from oscp_lib.runs.notebook import INJECTED_TAG, PARAMETERS_TAG, tags


def in_order(notebook: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    """The cells of the page: papermill's own cell goes, and the parameters show the values that ran.

    So do raw cells, which a check has named, and those that the analyst keeps for herself.
    """
    injected = next((cell for cell in notebook.cells if INJECTED_TAG in tags(cell)), None)
    kept = [cell for cell in notebook.cells if not {INJECTED_TAG, LEFT_OUT} & tags(cell) and cell.cell_type != "raw"]
    for cell in kept:
        if PARAMETERS_TAG in tags(cell) and injected is not None:
            cell.source = injected.source.removeprefix("# Parameters\n").strip()
    return kept


def without_absent_parts(cells: list[nbformat.NotebookNode], absent: Container[str]) -> list[nbformat.NotebookNode]:
    """The cells without what is no part of the book: lines of prose, and sections whose heading asks for it.

    `absent` are the keys of the facts that no line may ask for.
    """
    kept, inside = [], 0
    for cell in cells:
        if cell.cell_type == "markdown":
            cell.source, inside = without_absent(cell.source, absent, inside)
            kept += [cell] if cell.source else []
        elif not inside or is_silent(cell):
            kept.append(cell)
    return kept


def is_silent(cell: nbformat.NotebookNode) -> bool:
    """True where the page shows nothing of a cell: parameters, facts, and the data beside a figure."""
    if {*UNSHOWN_TAGS, PARAMETERS_TAG} & tags(cell):
        return True
    shown = [output for output in cell.outputs if FACTS_MIME not in output.get("data", {})]
    return not shown
