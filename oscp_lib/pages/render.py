"""Render composed pages with Jupyter Book 1.x: the one module that knows it."""

import contextlib
import io
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import nbformat

from oscp_lib import paths
from oscp_lib.data.partnership import load_partnership
from oscp_lib.data.yaml_files import line_with, read_text
from oscp_lib.data.yaml_loader import parse_yaml
from oscp_lib.data.years import edition_title, plan_period
from oscp_lib.errors import InputError, Problem
from oscp_lib.exports.workbook import ALL_FIGURES
from oscp_lib.figures.csv_file import saved_as
from oscp_lib.figures.web_fonts import write_web_fonts
from oscp_lib.pages.directives import directive_problems
from oscp_lib.verify.content_security_policy import POLICY

TRIED_ON = {"jupyter-book": "1.0.4.post1", "sphinx": "7.4.7"}  # how it is called, and how it words a warning

WARNING = re.compile(r"^(?P<place>.*?)(?::(?P<line>\d+))?: (?:WARNING|ERROR|CRITICAL): (?P<text>.*)$")


OF_ONE_BOOK = ("title", "author")
REMEDY = "Correct the page it names, or the last that was changed."


@contextlib.contextmanager
def temporary_files_in(folder: Path) -> Iterator[None]:
    """Let what the renderer leaves behind when it fails lie in the folder of the build, which goes with it."""
    before, tempfile.tempdir = tempfile.tempdir, str(folder)
    try:
        yield
    finally:
        tempfile.tempdir = before


def render(pages: Path, output: Path, year: int, draft: str, frame: dict) -> None:
    """Make the HTML of an edition in `output` from the pages laid out in `pages`.

    Parameters
    ----------
    draft
        Why it is a draft, if it is one.
    frame
        What else the templates say on every page, by the name they use (`edition/frame.py`).

    Raises
    ------
    InputError
        With every warning of the renderer: a warning is a page that is not as its author meant it. Also with each place
        of a page that asks for what is not on the list, before the renderer sees it.
    """
    from jupyter_book.sphinx import build_sphinx

    if refused := source_problems(pages):
        raise InputError(refused)
    os.environ["DOCUTILSCONFIG"] = ""  # a user's own settings for docutils are not those of the book
    said, warned = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(warned), temporary_files_in(pages.parent):
        result = build_sphinx(
            str(pages), str(output), path_config=str(paths.CONFIG), doctreedir=str(pages / ".doctrees"),
            confoverrides=overrides(pages, year, draft, frame), noconfig=True, freshenv=True, quiet=True,
        )  # fmt: skip
    # The renderer hands back what broke it off as if it were a result.
    if isinstance(result, KeyboardInterrupt | OSError):
        raise result
    problems = [problem for line in warned.getvalue().splitlines() if (problem := as_problem(line, pages))]
    if isinstance(result, Exception):
        problems.append(Problem("book", f"The renderer failed with {type(result).__name__}: {result}.", REMEDY))
    if problems or result not in (0, None):
        last = " ".join(warned.getvalue().split())[-500:]
        raise InputError(problems or Problem("book", f"The renderer failed: {last}", REMEDY))
    # The published sources would carry outputs and run times; the notebooks of the project are the source.
    for name in ("_sources", ".buildinfo", "objects.inv"):
        target = output / name
        shutil.rmtree(target) if target.is_dir() else target.unlink(missing_ok=True)
    shutil.copytree(pages / "downloads", output / "downloads")
    write_web_fonts(output)


def source_problems(pages: Path) -> list[Problem]:
    """What the texts of the pages, wherever they came from, ask the renderer for that is not on the list."""
    problems = []
    for path in sorted(pages.glob("*.md")):
        written_by_hand = (paths.BOOK / path.name).exists()
        shown = f"book/{path.name}" if written_by_hand else f"page {path.stem}"
        problems += directive_problems(shown, path.read_text("utf-8"), 1 if written_by_hand else None)
    for path in sorted(pages.glob("*.ipynb")):
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.cell_type == "markdown":
                problems += directive_problems(f"page {path.stem}", cell.source, None)
    return problems


def read_settings() -> dict:
    """The settings that all editions share, `_config.yml`.

    Raises
    ------
    InputError
        When the file cannot be read, holds no settings, or names a book: it is of all.
    """
    settings, _ = parse_yaml(read_text(paths.CONFIG), paths.CONFIG)
    shown = paths.shown(paths.CONFIG)
    if not isinstance(settings, dict):
        raise InputError(Problem(shown, "The file holds no settings.", "Restore it from the last good copy."))
    if named := [name for name in OF_ONE_BOOK if name in settings]:
        found = f"The settings of all books say '{named[0]}', which is one partnership's."
        remedy = f"Delete the line: 'book' and 'name' in {paths.shown(paths.PARTNERSHIP)} say it."
        raise InputError(Problem(shown, found, remedy, line_with(paths.CONFIG, f"{named[0]}:")))
    return settings


def overrides(pages: Path, year: int, draft: str, frame: dict) -> dict:
    """What one edition adds to the settings all editions share."""
    place = load_partnership()
    read_settings()
    context = {
        "partnership_name": place.name,
        "partnership_email": place.email or "",
        "year": year,
        "edition_title": edition_title(year),
        "draft": draft,
        "content_security_policy": POLICY,
        "all_figures": saved_as(ALL_FIGURES, year),
    }
    return {
        "html_theme_path": [str(paths.BOOK / "theme")],
        "html_title": f"{place.book} {plan_period(year)}",
        "project": place.book,
        "author": place.name,
        "html_context": context | frame,
        "latex_individualpages": False,
        "external_toc_path": "_toc.yml",
    }


def as_problem(line: str, pages: Path) -> Problem | None:
    """A warning of the renderer as a problem of the file the analyst edits."""
    match = WARNING.match(re.sub(r"\x1b\[[0-9;]*m", "", line))
    if match is None:
        return None
    place = match["place"].removeprefix(str(pages)).strip("/\\") or "book"
    number = int(match["line"]) if match["line"] else None
    return Problem(place, match["text"], "Correct the page's Markdown.", number)
