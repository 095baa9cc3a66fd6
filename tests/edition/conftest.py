"""A project with a good edition, for tests that try to spoil it."""

import shutil
from pathlib import Path

import pytest

from tests.conftest import copy_project, first_of_all, use_project, with_kept_runs


@pytest.fixture(scope="session")
def good(common, kept_runs) -> Path:
    """A project of its own with the edition of 2024; no test changes it, and it is built once for a whole run."""
    from oscp_lib.edition.build import build

    root = common / "good"
    with first_of_all(common, "good") as first, pytest.MonkeyPatch.context() as patch:
        if first:
            use_project(with_kept_runs(copy_project(root)), patch)
            build(2024)
    return root


@pytest.fixture(scope="module")
def root(tmp_path_factory, good) -> Path:
    """A project with a good edition and the kept runs of its notebooks."""
    return shutil.copytree(good, tmp_path_factory.mktemp("unbreakable") / "project")


@pytest.fixture
def out(root, monkeypatch) -> Path:
    """The folder of its editions, in use."""
    use_project(root, monkeypatch)
    return root / "book/_build"
