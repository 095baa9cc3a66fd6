"""The notebooks as files: their parameters, their placeholders, and which outputs stay in them."""

import ast
import json
import re
from dataclasses import replace
from pathlib import Path

import nbformat
from nbformat.validator import iter_validate

from oscp_lib import paths
from oscp_lib.chapters import PARAMETERS, Chapter
from oscp_lib.data.json_files import parse_json
from oscp_lib.data.text_file import decode
from oscp_lib.data.transaction import replace_file
from oscp_lib.errors import InputError, Problem

PARAMETERS_TAG = "parameters"
INJECTED_TAG = "injected-parameters"
# A picture's bytes differ between machines: nbval compares the data cell beside it instead.
UNCOMPARED_TAG = "nbval-ignore-output"


KERNEL = "python3"  # the book's own, whichever kernel or language a notebook names, or names none
VALID_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")  # as the format has it


def read_notebook(path: Path) -> nbformat.NotebookNode:
    """A notebook as it stands on disk, of any version of the format, in the form of the one the project writes.

    What the format leaves out at will (ids, counters, outputs, metadata) is put in; what a notebook says of its kernel
    gives way to the book's own.

    Raises
    ------
    InputError
        When it is missing, not a notebook, or not UTF-8; with each cell that is not as the format has it.
    """
    shown, remedy = paths.shown(path), "Restore the notebook from the last good copy."
    text = decode(path, "UTF-8", letters=False)
    try:
        content = parse_json(text, path)
    except InputError as error:
        raise InputError(
            [replace(each, found=f"The file is not a notebook. {each.found}", remedy=remedy) for each in error.problems]
        ) from None
    if not isinstance(content, dict) or not isinstance(content.get("nbformat"), int):
        raise InputError(Problem(shown, "The file is not a notebook (it has no 'nbformat').", remedy))
    try:
        notebook = in_current_form(content)
    except (
        nbformat.ValidationError,
        nbformat.reader.NotJSONError,
        AttributeError,
        LookupError,
        TypeError,
        ValueError,
    ) as error:
        found = f"The file is not a notebook ({str(error).splitlines()[0][:80]})."
        raise InputError(Problem(shown, found, remedy)) from None
    if problems := format_problems(shown, notebook):
        raise InputError(problems)
    return notebook


def in_current_form(content: dict) -> nbformat.NotebookNode:
    """The content of a notebook's file in the format's current version."""
    major, minor = content["nbformat"], content.get("nbformat_minor", 0)
    if major == 4:
        for cell in content["cells"]:
            complete_cell(cell)
    if major not in nbformat.versions:
        raise ValueError(f"its format is version {major}, which nobody can read yet")
    notebook = nbformat.convert(nbformat.versions[major].to_notebook_json(content, minor=minor), 4)
    seen: set[str] = set()
    for number, cell in enumerate(notebook.cells, 1):
        ident = cell.get("id")
        # A conversion gives ids by chance; of two that are equal the second gives way.
        if major < 4 or not isinstance(ident, str) or not VALID_ID.fullmatch(ident) or ident in seen:
            cell.id = f"cell-{number}"
        seen.add(cell.id)
    notebook.nbformat_minor = nbformat.current_nbformat_minor
    notebook.metadata = own_metadata()
    return notebook


def complete_cell(cell: dict) -> None:
    """Add the fields that editors leave out of a cell where they are empty."""
    cell["metadata"] = cell.get("metadata") or {}
    cell["source"] = cell.get("source") or ""
    if cell.get("cell_type") == "code":
        cell["outputs"] = cell.get("outputs") or []
        cell.setdefault("execution_count", None)
        for output in cell["outputs"]:
            if output.get("output_type") == "execute_result":
                output.setdefault("execution_count", None)
            if output.get("output_type") in ("execute_result", "display_data"):
                output.setdefault("metadata", {})


def own_metadata() -> nbformat.NotebookNode:
    """What a notebook of the book says of its kernel."""
    kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": KERNEL}
    return nbformat.from_dict({"kernelspec": kernel, "language_info": {"name": "python"}})


def format_problems(shown: str, notebook: nbformat.NotebookNode) -> list[Problem]:
    """A problem for each cell that does not follow the format."""
    found: dict[object, Problem] = {}
    for error in iter_validate(notebook, relax_add_props=True):
        place = list(error.absolute_path)
        where = "/".join(str(part) for part in place)
        said, remedy = f"At {where or 'its top'}: {error.message[:80]}", "Restore it from the last good copy."
        if place[:1] == ["cells"] and len(place) > 1:
            number, cell = place[1] + 1, notebook.cells[place[1]]
            said = f"Cell {number} does not follow the notebook format: {error.message[:80]}. {beginning(cell)}"
            if place[2:] == ["metadata", "tags"]:
                said = f"The tags of cell {number} are {cell.metadata.tags!r}, where a list belongs. {beginning(cell)}"
                remedy = 'Write them as a list, such as ["parameters"].'
            elif cell.get("cell_type") not in ("code", "markdown", "raw"):
                said = (
                    f"Cell {number} is of the type '{cell.get('cell_type')}', which no notebook has. {beginning(cell)}"
                )
        found.setdefault(place[1] if len(place) > 1 else where, Problem(shown, said, remedy))
    return list(found.values())


def beginning(cell: nbformat.NotebookNode) -> str:
    """How a cell begins: JupyterLab shows no numbers."""
    lines = str(cell.get("source", "")).strip().splitlines()
    return f"The cell begins: {lines[0][:80]}" if lines else "The cell is empty."


def tags(cell: nbformat.NotebookNode) -> set[str]:
    return set(cell.metadata.get("tags", []))


def line_of(path: Path, text: str) -> int | None:
    """The line of the notebook file on which a text first stands."""
    forms = (text, json.dumps(text, ensure_ascii=False)[1:-1], json.dumps(text)[1:-1])
    for number, line in enumerate(decode(path, "UTF-8", letters=False).splitlines(), 1):
        if any(form in line for form in forms):
            return number
    return None


def parameter_problems(chapter: Chapter, notebook: nbformat.NotebookNode) -> list[Problem]:
    """One cell of parameters, holding literals for exactly the parameters a build sets."""
    shown = paths.shown(chapter.notebook)
    cells = [cell for cell in notebook.cells if PARAMETERS_TAG in tags(cell)]
    if len(cells) != 1 or cells[0].cell_type != "code":
        found = f"The notebook has {len(cells)} cells tagged 'parameters'; it needs exactly one, a code cell."
        return [Problem(shown, found, f"Tag the cell that sets {PARAMETERS[0]}, and no other.")]
    try:
        body = ast.parse(cells[0].source).body
    except SyntaxError:
        return []  # said of the cell
    names = []
    for node in body:
        if not (isinstance(node, ast.Assign) and is_literal(node.value)):
            found = f"The parameters cell holds '{ast.unparse(node)}'."
            remedy = "Keep literals only in that cell and compute the rest in the next."
            return [Problem(shown, found, remedy, line_of(chapter.notebook, ast.unparse(node)))]
        names += [ast.unparse(target) for target in node.targets]
    wrong = sorted(set(names) ^ set(chapter.parameters))
    if not wrong:
        return []
    found = f"The parameters cell sets {', '.join(names) or 'nothing'}."
    remedy = f"It must set {' and '.join(chapter.parameters)}; look at '{wrong[0]}'."
    return [Problem(shown, found, remedy, line_of(chapter.notebook, cells[0].source.partition("\n")[0]))]


def is_literal(node: ast.expr) -> bool:
    try:
        ast.literal_eval(node)
    except (ValueError, TypeError, MemoryError, RecursionError):
        return False
    return True


def clean(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Keep the outputs nbval compares; drop pictures, widget state, run times and the values that a table repeats.

    A cell with outputs is counted by its place, since nbval takes one without a counter for never run.
    """
    from oscp_lib.figures.figure import VALUES_MIME  # brings the libraries that draw, which no other reader needs

    code_cells = 0
    for cell in notebook.cells:
        cell.metadata = nbformat.NotebookNode({"tags": sorted(tags(cell))} if tags(cell) else {})
        if cell.cell_type == "code":
            code_cells += 1
            if UNCOMPARED_TAG in tags(cell):
                cell.outputs = []
            cell.execution_count = code_cells if cell.outputs else None
            for output in cell.outputs:
                output.get("data", {}).pop(VALUES_MIME, None)
                if "execution_count" in output:
                    output.execution_count = code_cells
    notebook.metadata = own_metadata()
    return notebook


def write_clean(path: Path, notebook: nbformat.NotebookNode) -> None:
    """Write a cleaned notebook; the same notebook gives the same bytes."""
    text = nbformat.writes(clean(notebook), ensure_ascii=False) + "\n"
    replace_file(path, text.encode())


def records(notebook: nbformat.NotebookNode, mime: str) -> list[dict]:
    """The outputs of one kind, in order."""
    return [
        output.data[mime]
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if mime in output.get("data", {})
    ]
