"""No figure is typed into prose: a digit or a number word there is a fact's, a date's or a law's, or has a reason."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

from oscp_lib import paths
from oscp_lib.data.plan import Plan
from oscp_lib.edition.notebooks import PLACEHOLDER, read_notebook
from oscp_lib.errors import Problem

MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
# 'one' is left out: in English prose it is a pronoun far more often than a number.
NUMBER_WORDS = (
    "zero|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|"
    "nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|dozen|half|halves|halved|"
    "thirds?|quarters?|fifths?|tenths?|double|doubled|doubling|twice|triple|tripled|treble"
)
FIGURE = re.compile(rf"\d[\d.,]*\d|\d|\b(?:{NUMBER_WORDS})\b", re.IGNORECASE)
# What may hold a digit in any text, and why.
ALLOWED = (
    (r"`[^`]*`", "code"),
    (r"\]\([^)]*\)|https?://\S+", "an address"),
    (r"\b(?:Act|Regulations|Order) (?:19|20)\d\d\b|\b(?:Part|Chapter|Section|Schedule) \d+\b", "a law"),
    (rf"\b(?:\d{{1,2}} )?(?:{MONTHS})(?: (?:19|20)\d\d)?\b", "a date"),
    (r"\b(?:Table|Chart|Map) \d+\b", "the number of a figure"),
    (r"\b95% interval\b", "the level of every interval of the book"),
    (r"\bLicence v3\.0\b", "the name of a licence"),
)
# A year stands typed only where the text belongs to one year's plan.
ALLOWED_IN_TEXTS_OF_A_YEAR = ((r"\b(?:19|20)\d\d(?:-\d\d)?\b", "a date"),)
REMEDY = "Write {fact}`key` and compute it, or give a reason under 'spelled_out' in the year's plan.yml."
REMEDY_IN_NOTEBOOK = "Write {fact}`key` and compute it; what is true of one year belongs in that year's plan.yml."


def typed_figures(text: str, allowed: tuple[tuple[str, str], ...]) -> Iterator[re.Match]:
    """The digits and number words of a line that nothing accounts for, at the places they stand."""
    for pattern in (PLACEHOLDER.pattern, *(pattern for pattern, _ in allowed)):
        # Blanked, not cut, so that columns stay true.
        text = re.sub(pattern, lambda match: " " * len(match[0]), text)
    yield from FIGURE.finditer(text)


def notebook_problems(path: Path) -> list[Problem]:
    """Figures typed into the Markdown of a notebook."""
    raw = path.read_text("utf-8").splitlines()
    problems = []
    start = 0
    for cell in read_notebook(path).cells:
        for text in cell.source.splitlines() if cell.cell_type == "markdown" else ():
            quoted = json.dumps(text, ensure_ascii=False)[1:-1]
            place = next((number for number, line in enumerate(raw[start:], start) if quoted in line), start)
            for match in typed_figures(text, ALLOWED):
                found = f"The prose holds '{match[0]}', which is no fact: '{around(text, match)}'."
                problems.append(Problem(paths.shown(path), found, REMEDY_IN_NOTEBOOK, place + 1))
            start = place
    return problems


def plan_problems(year: int, plan: Plan) -> list[Problem]:
    """Figures typed into the texts of a year."""
    path = paths.EDITIONS / str(year) / "plan.yml"
    reasons = tuple((re.escape(entry.words), entry.reason) for entry in plan.spelled_out)
    problems = []
    in_reasons = False
    for number, line in enumerate(path.read_text("utf-8-sig").splitlines(), 1):
        in_reasons = line.startswith("spelled_out:") or (in_reasons and line.startswith((" ", "-")))
        text = "" if in_reasons else words_of(line)
        for match in typed_figures(text, ALLOWED + ALLOWED_IN_TEXTS_OF_A_YEAR + reasons):
            found = f"The text holds '{match[0]}', which is no fact: '{around(text, match)}'."
            problems.append(Problem(paths.shown(path), found, REMEDY, number, match.start() + 1))
    return problems


def words_of(line: str) -> str:
    """A line of YAML without its comment, and without what is a name and no text."""
    text = "" if line.lstrip().startswith("#") else line
    return re.sub(r"\b(?:id|beside|chapter): [\w-]+", lambda match: " " * len(match[0]), text)


def around(text: str, match: re.Match) -> str:
    """A few words on either side, so that the place can be found by eye."""
    return " ".join(text[max(0, match.start() - 25) : match.end() + 25].split())
