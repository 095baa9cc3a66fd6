"""Where we reach into a library, or change what it does: each place says on which version it was tried."""

import re
from importlib import import_module
from importlib.metadata import version

import pytest

from oscp_lib import paths

PLACES = sorted(path for path in paths.LIBRARY.rglob("*.py") if "\nTRIED_ON = " in path.read_text("utf-8"))
LOCKED = dict(re.findall(r"^([a-z0-9-]+)==([^ ;]+)", paths.LOCK.read_text("utf-8"), re.MULTILINE))


def tried(path):
    module = ".".join(path.relative_to(paths.LIBRARY.parent).with_suffix("").parts)
    return import_module(module).TRIED_ON


@pytest.mark.parametrize("path", PLACES, ids=lambda path: path.relative_to(paths.LIBRARY).as_posix())
def test_the_locked_version_is_the_one_that_was_tried(path):
    # Another version is locked: look whether what the module reaches into is as it was, then state the new version.
    assert tried(path) == {name: LOCKED[name] for name in tried(path)}


def test_every_place_is_known():
    assert {path.stem for path in PLACES} == {
        "axe", "kernels", "lighter_imports", "live_server", "papermill_insides", "preload", "print_limit", "render",
        "row_headers", "svg", "workbook_language",
    }  # fmt: skip
    assert version("papermill") == LOCKED["papermill"]


def test_a_kernel_that_died_is_told_from_other_errors():
    from nbclient.exceptions import DeadKernelError

    from oscp_lib.runs.papermill_insides import is_dead_kernel

    assert is_dead_kernel(DeadKernelError("Kernel died"))
    assert is_dead_kernel(RuntimeError("Kernel didn't respond in 60 seconds"))
    assert not is_dead_kernel(RuntimeError("a cell's own")) and not is_dead_kernel(ValueError("Kernel died"))
