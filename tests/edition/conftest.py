"""A project with a good edition, for tests that try to spoil it."""

import shutil
from pathlib import Path

import pytest
from filelock import FileLock

from tests.conftest import copy_project, use_project, with_kept_runs


@pytest.fixture(scope="session")
def good(common, kept_runs) -> Path:
    """A project of its own with the edition of 2024; no test changes it, and it is built once for a whole run."""
    from oscp_lib.edition.build import build

    root = common / "good"
    with FileLock(common / "good.lock"):
        if not (common / "good-built").exists():
            with pytest.MonkeyPatch.context() as patch:
                use_project(with_kept_runs(copy_project(root)), patch)
                build(2024)
            (common / "good-built").touch()
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
