"""The notebooks as files: their parameters, their placeholders, and what of their outputs is kept."""

import ast
import json
from collections.abc import Iterator
from pathlib import Path

import nbformat

from oscp_lib import paths
from oscp_lib.chapters import CHAPTERS, Chapter
from oscp_lib.data.transaction import replace_file
from oscp_lib.errors import InputError, Problem
from oscp_lib.system_errors import problem_of

PARAMETERS_TAG = "parameters"
INJECTED_TAG = "injected-parameters"
# A picture's bytes differ between machines: nbval compares the data cell beside it instead.
UNCOMPARED_TAG = "nbval-ignore-output"


def read_notebook(path: Path) -> nbformat.NotebookNode:
    """A notebook as it stands on disk.

    Raises
    ------
    InputError
        When it is missing, not a notebook, or not UTF-8.
    """
    remedy = "Restore the notebook from the last good copy."
    try:
        return nbformat.read(path, as_version=4)
    except FileNotFoundError:
        raise InputError(Problem(paths.shown(path), "The notebook is missing.", remedy)) from None
    except OSError as error:
        if (problem := problem_of(error, path)) is None:
            raise
        raise InputError(problem) from None
    except UnicodeDecodeError as error:
        found = f"The notebook is not UTF-8 text ({error.reason})."
        raise InputError(Problem(paths.shown(path), found, remedy)) from None
    except (nbformat.reader.NotJSONError, nbformat.ValidationError, json.JSONDecodeError, AttributeError) as error:
        found = f"The file is not a notebook ({str(error).splitlines()[0][:80]})."
        raise InputError(Problem(paths.shown(path), found, remedy)) from None


def tags(cell: nbformat.NotebookNode) -> set[str]:
    return set(cell.metadata.get("tags", []))


def line_of(path: Path, text: str) -> int | None:
    """The line of the notebook file on which a text first stands."""
    quoted = json.dumps(text, ensure_ascii=False)[1:-1]
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if text in line or quoted in line:
            return number
    return None


def parameter_problems(chapter: Chapter, notebook: nbformat.NotebookNode) -> list[Problem]:
    """One cell of parameters, holding literals for exactly the parameters a build sets."""
    from oscp_lib.chapters.opening import PARAMETERS

    shown = paths.shown(chapter.notebook)
    cells = [cell for cell in notebook.cells if PARAMETERS_TAG in tags(cell)]
    if len(cells) != 1:
        found = f"The notebook has {len(cells)} cells tagged 'parameters'; it needs one."
        return [Problem(shown, found, "Tag the cell that sets year and publish, and no other.")]
    names = []
    for node in ast.parse(cells[0].source).body:
        if not (isinstance(node, ast.Assign) and is_literal(node.value)):
            found = f"The parameters cell holds '{ast.unparse(node)}'."
            remedy = "Keep literals only in that cell and compute the rest in the next."
            return [Problem(shown, found, remedy, line_of(chapter.notebook, ast.unparse(node)))]
        names += [ast.unparse(target) for target in node.targets]
    wrong = sorted(set(names) ^ set(PARAMETERS))
    if not wrong:
        return []
    found = f"The parameters cell sets {', '.join(names)}."
    remedy = f"It must set {' and '.join(PARAMETERS)}; look at '{wrong[0]}'."
    return [Problem(shown, found, remedy, line_of(chapter.notebook, cells[0].source.splitlines()[0]))]


def is_literal(node: ast.expr) -> bool:
    try:
        ast.literal_eval(node)
    except ValueError:
        return False
    return True


def clean(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Keep the outputs nbval compares; drop pictures, widget state and run times.

    A cell with outputs is counted by its place, since nbval takes one without a counter for never run.
    """
    code_cells = 0
    for cell in notebook.cells:
        cell.metadata = nbformat.NotebookNode({"tags": sorted(tags(cell))} if tags(cell) else {})
        if cell.cell_type == "code":
            code_cells += 1
            if UNCOMPARED_TAG in tags(cell):
                cell.outputs = []
            cell.execution_count = code_cells if cell.outputs else None
            for output in cell.outputs:
                if "execution_count" in output:
                    output.execution_count = code_cells
    kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    notebook.metadata = nbformat.NotebookNode({"kernelspec": kernel, "language_info": {"name": "python"}})
    return notebook


def write_clean(path: Path, notebook: nbformat.NotebookNode) -> None:
    """Write a cleaned notebook; the same notebook gives the same bytes."""
    text = nbformat.writes(clean(notebook), ensure_ascii=False) + "\n"
    replace_file(path, text.encode())


def refresh() -> Iterator[Path]:
    """Run every notebook at its own parameters and keep the outputs nbval compares; all run before any is written.

    Yields
    ------
    Path
        Each notebook once it is written.
    """
    from oscp_lib.edition.execute import run_in_place

    ran = [(chapter.notebook, run_in_place(read_notebook(chapter.notebook), chapter)) for chapter in CHAPTERS]
    for path, notebook in ran:
        write_clean(path, notebook)
        yield path


def records(notebook: nbformat.NotebookNode, mime: str) -> list[dict]:
    """The outputs of one kind, in order."""
    return [
        output.data[mime]
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if mime in output.get("data", {})
    ]
