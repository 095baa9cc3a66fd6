"""Everything that can be wrong before a kernel starts, and what is missing for a year."""

from dataclasses import dataclass

from oscp_lib import paths
from oscp_lib.chapters import CHAPTERS, Chapter
from oscp_lib.data.evidence import Evidence
from oscp_lib.data.gap import Gap
from oscp_lib.data.package import tables
from oscp_lib.data.partnership import load_partnership
from oscp_lib.data.plan import load_plan
from oscp_lib.data.tables import check_table
from oscp_lib.data.years import check_year
from oscp_lib.edition.notebooks import line_of, parameter_problems, placeholders, read_notebook
from oscp_lib.errors import InputError, Problem


@dataclass(frozen=True)
class Report:
    """What `oscp check` found for one year."""

    year: int
    problems: list[Problem]
    gaps: list[Gap]

    @property
    def errors(self) -> list[Problem]:
        return errors_of(self.problems)

    def as_json(self) -> dict:
        return {
            "year": self.year,
            "problems": [problem.as_json() for problem in self.problems],
            "gaps": [gap.as_json() for gap in self.gaps],
        }


def errors_of(problems: list[Problem]) -> list[Problem]:
    return [problem for problem in problems if problem.severity == "error"]


def check(year: int, publish: bool = False) -> Report:
    """Check the data, the texts and the notebooks for a year; all problems, not only the first.

    Raises
    ------
    InputError
        When nothing can be checked because the year has no data.
    """
    problems = data_problems()
    if not errors_of(problems):
        check_year(year)
        problems += text_problems(year)
    gaps: dict[Gap, None] = {}
    for chapter in CHAPTERS if not errors_of(problems) else ():
        found, missing = chapter_report(chapter, year, publish)
        problems += found
        gaps |= dict.fromkeys(missing)
    return Report(year, problems, list(gaps))


def data_problems() -> list[Problem]:
    """Problems of the partnership file, the Data Package and every table."""
    try:
        load_partnership()
        package = tables()
    except InputError as error:
        return error.problems
    known = {paths.DATA / table.path for table in package.values()}
    problems = [problem for table in package.values() for problem in check_table(table)[1]]
    for path in sorted(paths.TABLES.glob("*.csv")):
        if path not in known:
            found, remedy = "No entry of data/datapackage.json describes this table.", "Describe it, or move it away."
            problems.append(Problem(paths.shown(path), found, remedy, severity="warning"))
    return problems


def text_problems(year: int) -> list[Problem]:
    """Problems of the year's texts."""
    try:
        load_plan(year)
    except InputError as error:
        return error.problems
    return []


def chapter_report(chapter: Chapter, year: int, publish: bool) -> tuple[list[Problem], list[Gap]]:
    """Problems of a chapter's notebook, and the gaps its prose and figures have for the year."""
    try:
        notebook = read_notebook(chapter.notebook)
    except InputError as error:
        return error.problems, []
    data = chapter.module.load(year, publish)
    sheet = chapter.module.facts(data)
    problems = parameter_problems(chapter, notebook)
    for cell in notebook.cells:
        for key in placeholders(cell.source) if cell.cell_type == "markdown" else ():
            if key not in sheet.entries:
                problems.append(unknown_fact(chapter, key, sorted(sheet.entries)))
    problems += plan_placeholder_problems(chapter, data, set(sheet.entries))
    figures = [figure_or_gap(chapter, ident, data) for ident in chapter.figures]
    return problems, [*sheet.gaps.values(), *(entry for entry in figures if isinstance(entry, Gap))]


def unknown_fact(chapter: Chapter, key: str, known: list[str]) -> Problem:
    """A placeholder of the prose that no fact fills."""
    import difflib

    near = difflib.get_close_matches(key, known, 1)
    hint = f"Did you mean '{near[0]}'? " if near else ""
    found = f"The prose asks for the fact '{key}', which the chapter does not compute."
    remedy = f"{hint}The facts are {', '.join(known)}."
    return Problem(paths.shown(chapter.notebook), found, remedy, line_of(chapter.notebook, f"{{fact}}`{key}`"))


def plan_placeholder_problems(chapter: Chapter, data: Evidence, known: set[str]) -> list[Problem]:
    """Placeholders of the year's texts that the chapter they appear in does not compute."""
    if data.plan is None:
        return []
    path = paths.EDITIONS / str(data.year) / "plan.yml"
    problems = []
    for where, key in data.plan.placeholders_of(chapter.slug):
        if key not in known:
            found = f"The text '{where}' asks for the fact '{key}', which its chapter does not compute."
            remedy = f"The facts are {', '.join(sorted(known))}."
            problems.append(Problem(paths.shown(path), found, remedy, line_of(path, f"{{fact}}`{key}`")))
    return problems


def figure_or_gap(chapter: Chapter, ident: str, data: Evidence) -> object:
    """A figure's data, without drawing it, or the gap in its place."""
    name = ident.replace("-", "_")
    frame_of = getattr(chapter.module, f"{name}_data", None) or getattr(chapter.module, name)
    return frame_of(data)
