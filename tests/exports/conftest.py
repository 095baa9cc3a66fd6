"""One built edition with all that can be taken away of it."""

from pathlib import Path

import pytest

from oscp_lib.edition.build import build


@pytest.fixture(scope="session")
def edition(tmp_path_factory) -> Path:
    """The 2024 edition, its document included."""
    return build(2024, out=tmp_path_factory.mktemp("editions"), pdf=True).parent
