"""No figure is typed into prose: a digit or a number word there is a fact's, a date's or a law's, or has a reason.

A fact's stands there as a placeholder, which must be whole.
"""

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from oscp_lib import paths
from oscp_lib.chapters import chapters_of_book
from oscp_lib.data.plan import Plan
from oscp_lib.data.text_file import decode
from oscp_lib.data.yaml_files import PLACEHOLDER, read_text
from oscp_lib.errors import InputError, Problem
from oscp_lib.runs.notebook import read_notebook
from oscp_lib.verify.numerals import ALLOWED_IN_PRINT, NUMERAL, YEAR

# In a text as it is typed a link's address does not show, and a year belongs to one year's texts alone.
ALLOWED = (
    (r"`[^`]*`", "code"),
    (r"\]\([^)]*\)", "an address"),
    *(kind for kind in ALLOWED_IN_PRINT if kind[0] != YEAR),
)
# A year stands typed only where the text belongs to one year's plan.
ALLOWED_IN_TEXTS_OF_A_YEAR = ((r"\b(?:19|20)\d\d(?:-\d\d)?\b", "a date"),)
# What is left of a placeholder that lacks a brace, a backtick or a letter; the renderer has some roles of its own.
ROLES = "abbr|doc|download|math|numref|ref|sub|sup|term"
BROKEN = re.compile(rf"\{{\s*fact\b|\bfact\s*\}}|\{{(?!(?:{ROLES})\}})[^{{}}`]*\}}`", re.IGNORECASE)
HOW = "Write a placeholder as {fact}`key`: the word fact in braces, then the key between backticks, without spaces."
REMEDY = "Write {fact}`key` and compute it, or give a reason under 'spelled_out' in the year's plan.yml."
REMEDY_IN_NOTEBOOK = "Write {fact}`key` and compute it; what is true of one year belongs in that year's plan.yml."


def typed_figures(text: str, allowed: tuple[tuple[str, str], ...]) -> Iterator[re.Match]:
    """The digits and number words of a line that nothing accounts for, at the places they stand."""
    for pattern in (PLACEHOLDER.pattern, *(pattern for pattern, _ in allowed)):
        # Blanked, not cut, so that columns stay true.
        text = re.sub(pattern, lambda match: " " * len(match[0]), text)
    yield from NUMERAL.finditer(text)


def placeholder_problems(year: int) -> list[Problem]:
    """Placeholders of a year's texts and of the notebooks that are not written as one."""
    plan, problems = paths.EDITIONS / str(year) / "plan.yml", []
    for path, lines in ((plan, yaml_lines), *((chapter.notebook, notebook_lines) for chapter in chapters_of_book())):
        try:
            problems += broken_placeholders(path, lines(path))
        except InputError:
            continue  # said of the file as a whole
    return problems


def broken_placeholders(path: Path, lines: Iterable[tuple[int, str]]) -> list[Problem]:
    """The places of some numbered lines where a placeholder was meant and cannot be read."""
    problems = []
    for number, line in lines:
        rest = PLACEHOLDER.sub(lambda match: " " * len(match[0]), line)
        for match in BROKEN.finditer(rest):
            found = f"The text holds a placeholder that cannot be read: '{around(line, match)}'."
            problems.append(Problem(paths.shown(path), found, HOW, number))
    return problems


def notebook_lines(path: Path) -> Iterator[tuple[int, str]]:
    """Each line of a notebook's Markdown, with its line in the file.

    Raises
    ------
    InputError
        When the notebook cannot be read.
    """
    cells = read_notebook(path).cells
    raw = decode(path, "UTF-8", letters=False).splitlines()
    place = 0
    for cell in cells:
        for text in cell.source.splitlines() if cell.cell_type == "markdown" else ():
            forms = json.dumps(text, ensure_ascii=False)[1:-1], json.dumps(text)[1:-1]
            found = (number for number, line in enumerate(raw[place:], place) if any(form in line for form in forms))
            place = next(found, place)
            yield place + 1, text


def yaml_lines(path: Path) -> Iterator[tuple[int, str]]:
    """Each line of the texts of a year, with its number.

    Raises
    ------
    InputError
        When the file cannot be read.
    """
    for number, line in enumerate(read_text(path).splitlines(), 1):
        yield number, words_of(line)


def notebook_problems(path: Path) -> list[Problem]:
    """Figures typed into the Markdown of a notebook."""
    problems = []
    for number, text in notebook_lines(path):
        for match in typed_figures(text, ALLOWED):
            found = f"The prose holds '{match[0]}', which is not a computed fact: '{around(text, match)}'."
            problems.append(Problem(paths.shown(path), found, REMEDY_IN_NOTEBOOK, number))
    return problems


def plan_problems(year: int, plan: Plan) -> list[Problem]:
    """Figures typed into the texts of a year."""
    path = paths.EDITIONS / str(year) / "plan.yml"
    reasons = tuple((re.escape(entry.words), entry.reason) for entry in plan.spelled_out)
    problems = []
    in_reasons = False
    for number, text in yaml_lines(path):
        in_reasons = text.startswith("spelled_out:") or (in_reasons and text.startswith((" ", "-")))
        for match in () if in_reasons else typed_figures(text, ALLOWED + ALLOWED_IN_TEXTS_OF_A_YEAR + reasons):
            found = f"The text holds '{match[0]}', which is not a computed fact: '{around(text, match)}'."
            problems.append(Problem(paths.shown(path), found, REMEDY, number, match.start() + 1))
    return problems


def words_of(line: str) -> str:
    """A line of YAML without its comment, and without what is a name and no text."""
    text = " " * len(line) if line.lstrip().startswith("#") else line
    return re.sub(r"\b(?:id|beside|chapter): [\w-]+", lambda match: " " * len(match[0]), text)


def around(text: str, match: re.Match) -> str:
    """A few words on either side, so that the place can be found by eye."""
    return " ".join(text[max(0, match.start() - 25) : match.end() + 25].split())
