"""A project with a good edition, for tests that try to spoil it."""

import shutil

import pytest

from tests.conftest import copy_project, use_project, with_kept_runs


@pytest.fixture(scope="module")
def root(tmp_path_factory, built):
    """A project with a good edition and the kept runs of its notebooks."""
    root = with_kept_runs(copy_project(tmp_path_factory.mktemp("unbreakable") / "project"))
    shutil.copytree(built.edition, root / "book/_build/2024")
    return root


@pytest.fixture
def out(root, monkeypatch):
    """The folder of its editions, in use."""
    use_project(root, monkeypatch)
    return root / "book/_build"
