"""One built edition with all that can be taken away of it."""

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def edition(built) -> Path:
    """The 2024 edition, its document included."""
    return built.edition
