"""Run the project's notebooks anew, and keep in them the outputs that the tests compare."""

from collections.abc import Iterator
from pathlib import Path

from oscp_lib.chapters import CHAPTERS, registered
from oscp_lib.runs.execute import run_in_place
from oscp_lib.runs.notebook import read_notebook, write_clean

SHOWN_TOPIC = "drugs_and_alcohol"  # which the notebook of all topics holds as its parameter


def refresh() -> Iterator[Path]:
    """Run every notebook with its own parameters and save the outputs nbval compares; all run before any is written.

    Yields
    ------
    Path
        Each notebook once it is written.
    """
    ran = [
        (chapter.notebook, run_in_place(read_notebook(chapter.notebook), chapter))
        for chapter in (*CHAPTERS, registered(SHOWN_TOPIC))
    ]
    for path, notebook in ran:
        write_clean(path, notebook)
        yield path
