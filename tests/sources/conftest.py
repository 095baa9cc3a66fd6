"""The project as an ingest sees it: a copy, a snapshot of its data, and the refusal that leaves it untouched."""

from collections.abc import Callable
from pathlib import Path

import pytest

from oscp_lib.errors import InputError, Problem
from oscp_lib.sources.ingest import ingest

Refusal = Callable[..., Problem]


def snapshot(project: Path) -> dict[str, bytes]:
    """Every file of data/ by its path."""
    folder = project / "data"
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def take(project: Path) -> Callable[..., str]:
    """Ingest files into the test's project; what the command says."""

    def run(*files: Path, kind: str | None = None) -> str:
        said: list[str] = []
        ingest(list(files), kind, said.append)
        return "\n".join(said)

    return run


@pytest.fixture
def refusal(project: Path) -> Refusal:
    """Ingest files that must be refused: the one problem named; data/ is byte for byte as it was."""

    def run(*files: Path, kind: str | None = None) -> Problem:
        before = snapshot(project)
        with pytest.raises(InputError) as raised:
            ingest(list(files), kind, lambda _: None)
        assert snapshot(project) == before
        (problem,) = raised.value.problems
        assert problem.found and problem.remedy
        return problem

    return run
