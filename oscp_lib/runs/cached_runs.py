"""Cached runs of notebooks: each is stored with the hashes of its inputs, and is valid until one of them changes.

A run depends on its code cells and parameters, the locked versions, the library's modules it imported and every file
and folder it read (`watch` records them while it runs). Prose is no part of it: an edited sentence needs no kernel. Nor
are the version and the hash of all inputs, which the page about the edition prints: each build writes them anew.
"""

import json
import os
import platform
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import nbformat

from oscp_lib import paths
from oscp_lib.chapters import TOPIC, Chapter, about
from oscp_lib.data.years import buildable_years
from oscp_lib.facts.sheet import FACTS_MIME
from oscp_lib.inputs.files import FileStates, code_version, file_states, not_as_locked, saved_since
from oscp_lib.inputs.sealed import RUNS, digest, read_sealed, write_sealed
from oscp_lib.left_behind import is_left_behind
from oscp_lib.runs.input_paths import NOT_INPUTS
from oscp_lib.runs.notebook import INJECTED_TAG, records, tags
from oscp_lib.runs.papermill_insides import with_parameters
from oscp_lib.runs.watch import COMMIT, YEARS

RECORDED = {"code", "versions", "inputs", "outputs"}
NAMED = {COMMIT: "the version of the project", YEARS: "which years can be built"}
Parameters = dict[str, object]


@dataclass(frozen=True)
class Run:
    """A notebook to run, with its parameters: where its cached run lies, and the hash of its code."""

    chapter: Chapter
    notebook: nbformat.NotebookNode
    parameters: Parameters

    @property
    def path(self) -> Path:
        # The partnership is in the path already, and a topic is what its chapter is called.
        values = "-".join(str(value) for name, value in self.parameters.items() if name not in ("partnership", TOPIC))
        return paths.BUILD / RUNS / f"{self.chapter.slug}-{values}.json"

    @property
    def code(self) -> str:
        """The hash of the code cells, their tags and the parameters."""
        cells = [[cell.source, sorted(tags(cell))] for cell in self.notebook.cells if cell.cell_type == "code"]
        return digest(json.dumps([cells, self.parameters]).encode())

    def parameterised(self) -> nbformat.NotebookNode:
        """The notebook as papermill runs it, with the cell that sets the parameters."""
        return with_parameters(self.notebook, self.parameters)


@dataclass
class Present:
    """The state of the inputs now; each is read once in a build. Create it before the build reads anything."""

    seen: dict[str, str] = field(default_factory=dict)
    file_states: FileStates = field(default_factory=file_states)

    def state(self, name: str) -> str:
        """The hash of an input, or that it is not there."""
        if name not in self.seen:
            self.seen[name] = state_of(name)
        return self.seen[name]

    @cached_property
    def versions(self) -> str:
        """The interpreter, every locked version, and what is not installed as locked."""
        return digest(f"{platform.python_version()} {not_as_locked()}".encode() + paths.LOCK.read_bytes())


def state_of(name: str) -> str:
    kind, _, shown = name.partition(" ")
    if kind == COMMIT:
        return code_version()
    if kind == YEARS:
        return str(buildable_years())
    path = path_of(kind, shown)
    if kind == "folder":
        names = sorted(each.name for each in path.iterdir() if is_input(each.name)) if path.is_dir() else None
        return "gone" if names is None else digest(os.fsencode("\n".join(names)))
    return digest(path.read_bytes().replace(b"\r\n", b"\n")) if path.is_file() else "gone"


def is_input(name: str) -> bool:
    return name not in NOT_INPUTS and not is_left_behind(name)


def path_of(kind: str, shown: str) -> Path:
    """The path of an input that was recorded as a module, or as a file or folder of the project or the library."""
    if kind == "module":
        # As Python does: a folder without __init__.py, such as git leaves behind, gives way to the module of its name.
        folder = paths.LIBRARY.parent.joinpath(*shown.split("."))
        package = folder / "__init__.py"
        return package if package.is_file() else folder.with_suffix(".py")
    place, _, rest = shown.partition("/")
    return (paths.ROOT if place == "project" else paths.LIBRARY) / rest


def why_again(run: Run, present: Present) -> str:
    """Why the notebook has to run, or "" if its cached run is valid."""
    if not run.path.exists():
        return "it has no cached run"
    record = read_sealed(run.path)
    if record is None or not record.keys() >= RECORDED:
        return "its cached run is damaged"
    if record["code"] != run.code:
        return "its code or parameters changed"
    if record["versions"] != present.versions:
        return "the locked or installed versions changed"
    changed = [name for name, state in record["inputs"].items() if present.state(name) != state]
    return f"{words_for(changed[0])} changed" if changed else ""


def words_for(name: str) -> str:
    """An input in words that its reader knows."""
    kind, _, shown = name.partition(" ")
    if kind in NAMED:
        return NAMED[kind]
    if kind == "module":
        return path_of(kind, shown).relative_to(paths.LIBRARY.parent).as_posix()
    place, _, rest = shown.partition("/")
    rest = rest if place == "project" else f"{paths.LIBRARY.name}/{rest}"
    return f"the contents of {rest or 'the project'}" if kind == "folder" else rest


def kept(run: Run) -> nbformat.NotebookNode:
    """The notebook with the outputs of its cached run, as if it had just run."""
    notebook, record = run.parameterised(), read_sealed(run.path)
    outputs = iter(record["outputs"])
    for cell in notebook.cells:
        if cell.cell_type == "code" and INJECTED_TAG not in tags(cell):
            cell.outputs = [nbformat.from_dict(output) for output in next(outputs)]
    if run.chapter.slug == about.SLUG:
        identify(notebook)
    return notebook


def identify(notebook: nbformat.NotebookNode) -> None:
    """Write the edition's version and input hash into a cached run: they change with every input."""
    now = about.identity()
    for record in records(notebook, FACTS_MIME):
        for key in now.keys() & record["facts"].keys():
            record["facts"][key] |= {"text": now[key], "value": now[key]}


def keep(run: Run, executed: nbformat.NotebookNode, notes: Iterable[str], present: Present) -> None:
    """Cache a run, with the hashes of its inputs.

    A run that read partners' counts is not cached: nothing made from them is stored. Nor is a run during which an input
    was saved: which state it read cannot be known.
    """
    # A file that is asked for and is not there leaves no trace; it shows in its folder once it is.
    inputs = sorted({*notes, *(f"folder project/{paths.shown(folder)}" for folder in folders())})
    states = {name: present.state(name) for name in inputs}
    if any(name.startswith(f"file project/{paths.shown(paths.RESTRICTED)}/") for name in inputs) or saved_since(
        present.file_states
    ):
        run.path.unlink(missing_ok=True)
        return
    cells = [cell for cell in executed.cells if cell.cell_type == "code" and INJECTED_TAG not in tags(cell)]
    record = {
        "code": run.code,
        "versions": present.versions,
        "inputs": states,
        "outputs": [without_counts(cell.outputs) for cell in cells],
    }
    write_sealed(run.path, record)


def folders() -> tuple[Path, ...]:
    """Where a file that a run asked for and did not find would show."""
    return paths.DATA, paths.OWN, paths.BOUNDARIES, paths.TABLES, paths.RESTRICTED


def without_counts(outputs: list) -> list:
    """The outputs without the number of the cell, which says how often a kernel has run."""
    return [output | ({"execution_count": None} if "execution_count" in output else {}) for output in outputs]
