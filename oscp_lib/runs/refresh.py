"""Run the project's notebooks anew, and keep in them the outputs that the tests compare."""

from collections.abc import Iterator
from pathlib import Path

from oscp_lib import paths
from oscp_lib.chapters import CHAPTERS, TOPIC
from oscp_lib.runs.execute import run_in_place
from oscp_lib.runs.notebook import read_notebook, write_clean


def refresh() -> Iterator[Path]:
    """Run every notebook with its own parameters and save the outputs nbval compares; all run before any is written.

    Yields
    ------
    Path
        Each notebook once it is written.
    """
    of_topics = paths.NOTEBOOKS / f"{TOPIC}.ipynb"
    ran = [(path, run_in_place(read_notebook(path))) for path in (*(each.notebook for each in CHAPTERS), of_topics)]
    for path, notebook in ran:
        write_clean(path, notebook)
        yield path
