"""The record of a folder of books: what became of each edition of a batch, kept as each one ends."""

import json
from dataclasses import asdict
from pathlib import Path

from oscp_lib.batch.asked import Asked
from oscp_lib.batch.worker import Outcome
from oscp_lib.data.transaction import replace_file

NAME = "batch.json"


class BatchRecord:
    """The outcome of each edition, in a file of the folder; a batch that is killed leaves it whole."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / NAME
        try:
            held = json.loads(self.path.read_text("utf-8"))["editions"]
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            held = {}  # whether an edition is up to date is asked of the edition itself
        self.editions: dict[str, dict] = held

    def add(self, asked: Asked, outcome: Outcome, when: str) -> None:
        """Keep an outcome, with the time of day at which it was known."""
        self.editions[str(asked)] = {"partnership": asked.slug, "year": asked.year, "time": when} | asdict(outcome)
        text = json.dumps({"editions": dict(sorted(self.editions.items()))}, indent=1, ensure_ascii=False)
        replace_file(self.path, f"{text}\n".encode())
