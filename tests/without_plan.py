"""A project of a partnership without a plan and without a table of its own: what most partnerships have."""

import shutil
from pathlib import Path

from tests.places import OWN


def take_away_what_is_its_own(root: Path) -> None:
    """Leave a project the national tables and the views on them alone."""
    shutil.rmtree(root / OWN)
