"""The files and folders that a process reads, in the form in which a run records its inputs."""

import contextlib
import os
from importlib.util import source_from_cache
from pathlib import Path

from oscp_lib import paths

NOT_INPUTS = {"__pycache__", "_build", ".venv", ".ipynb_checkpoints", ".git"}
LOOKED_FOR_MODULES = ("project/.", "project/notebooks", "library/")  # folders that the import system lists


def as_path(given: object) -> str:
    """An absolute path; "" for an open file, or for what cannot be the name of a file."""
    if not isinstance(given, str | bytes | os.PathLike):
        return ""
    text = os.fsdecode(given)
    return "" if text.startswith((":memory:", "file::memory:")) or not text else os.path.abspath(text)


def is_reading(mode: str | None, flags: int) -> bool:
    """True where the mode or flags let the file's present content be read."""
    if mode is not None:
        return not set("wxa") & set(mode) or ("a" in mode and "+" in mode)
    made_anew = flags & (os.O_TRUNC | os.O_EXCL)
    return not made_anew and flags & (os.O_RDONLY | os.O_WRONLY | os.O_RDWR) != os.O_WRONLY


def input_path(given: object) -> str:
    """A path within the project or the library in the form that is recorded; "" for any other."""
    if not isinstance(given, str | bytes | os.PathLike):
        return ""
    path = Path(os.path.abspath(os.fsdecode(given)))
    if path.parent.name == "__pycache__":  # what was compiled of a module stands for its source
        with contextlib.suppress(ValueError, NotImplementedError):
            path = Path(source_from_cache(str(path)))
    # The library comes first: it may lie within the project, and its files are then the same inputs all the same.
    for place, root in (("library", paths.LIBRARY), ("project", paths.ROOT)):
        if path.is_relative_to(root) and not NOT_INPUTS & set(path.relative_to(root).parts):
            return f"{place}/{path.relative_to(root).as_posix()}"
    return ""
