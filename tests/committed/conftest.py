"""The repository's own project, for the tests of this folder alone."""

from pathlib import Path

import pytest

from oscp_lib import paths
from oscp_lib.data.areas import Areas, load_areas
from tests.committed import FOLDER, OWN, SLUG
from tests.conftest import copy_project, first_of_all, outside, use_project
from tests.made_place import IGNORED, PARTNERSHIP, REPOSITORY, copy_parts
from tests.sources.conftest import refusal, take  # noqa: F401


def work_on(root: Path, monkeypatch: pytest.MonkeyPatch, slug: str = "") -> None:
    """Let this process, and what it starts, work on a partnership of that project, or on its default one."""
    use_project(root, monkeypatch)
    slug = slug or paths.default_slug()
    monkeypatch.setenv(PARTNERSHIP, slug)
    for name, value in (paths.own_paths(slug) | {"SLUG": slug}).items():
        monkeypatch.setattr(paths, name, value)


@pytest.fixture(scope="session")
def committed(common: Path) -> Path:
    """The repository's project with all its partnerships, in a folder that takes what is built; no test changes it."""
    root = common / "committed"
    with first_of_all(common, "committed") as first:
        if first:
            copy_parts(REPOSITORY, root, *IGNORED)
    return root


@pytest.fixture(autouse=True)
def repository(committed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """That project in use, and its default partnership."""
    work_on(committed, monkeypatch)


@pytest.fixture
def oxford(committed: Path, repository: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Oxford's partnership in use; the test is skipped where its folder is not there."""
    if not FOLDER.is_dir():
        pytest.skip(f"{OWN} is not here: this tests what is in it")
    work_on(committed, monkeypatch, SLUG)


@pytest.fixture
def project(tmp_path: Path, committed: Path, oxford: None, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it that a test may spoil."""
    root = copy_project(tmp_path / "project", committed)
    work_on(root, monkeypatch, SLUG)
    return root


@pytest.fixture(scope="session")
def areas(committed: Path) -> Areas:
    """The look-up of areas of the repository."""
    return load_areas(committed / "data")


@pytest.fixture(scope="session")
def plan_text() -> list[str]:
    """The lines of the published plan's text."""
    path = outside("OSCP_PLAN_TEXT", "source/rolling-plan-2025-26.txt")
    return path.read_text("utf-8").splitlines()
