"""What is checked of one chapter: its notebook, the facts and passages it prints, and its gaps."""

import difflib
from pathlib import Path

from nbformat import NotebookNode

from oscp_lib import paths
from oscp_lib.chapters import Chapter
from oscp_lib.chapters.opening import open_chapter
from oscp_lib.checks.cells import cell_problems
from oscp_lib.claims.claims_file import Claim, load_claims
from oscp_lib.data.evidence import Evidence
from oscp_lib.data.gap import Gap
from oscp_lib.data.plan import Reading
from oscp_lib.data.yaml_files import fact_keys
from oscp_lib.errors import InputError, Problem
from oscp_lib.runs.notebook import line_of, parameter_problems, read_notebook


def chapter_report(chapter: Chapter, year: int, publish: bool) -> tuple[list[Problem], list[Gap], set[str] | None]:
    """Problems of a chapter's notebook, the gaps of its prose and figures for the year, and the facts it prints."""
    try:
        notebook = read_notebook(chapter.notebook)
    except InputError as error:
        return error.problems, [], None
    opened = open_chapter(chapter.slug)
    data = opened.load(year, publish)
    sheet = opened.facts(data)
    problems = parameter_problems(chapter, notebook) + cell_problems(chapter, notebook)
    prose = [key for cell in notebook.cells if cell.cell_type == "markdown" for key in fact_keys(cell.source)]
    problems += [unknown_fact(chapter, key, sorted(sheet.entries)) for key in prose if key not in sheet.entries]
    texts = [] if data.plan is None else list(data.plan.placeholders_of(chapter.slug))
    problems += plan_problems(chapter, data, texts, set(sheet.entries), notebook)
    figures = [figure_or_gap(chapter, ident, data) for ident in chapter.figures]
    gaps = [*sheet.gaps.values(), *(entry for entry in figures if isinstance(entry, Gap))]
    for printed in opened.passages(data):
        gaps += [printed] if isinstance(printed, Gap) else printed.gaps
    return problems, gaps, {*prose, *(key for _, key in texts)}


def unknown_fact(chapter: Chapter, key: str, known: list[str]) -> Problem:
    """A placeholder of the prose that no fact fills."""
    near = difflib.get_close_matches(key, known, 1)
    hint = f"Did you mean '{near[0]}'? " if near else ""
    found = f"The prose asks for the fact '{key}', which the chapter does not compute."
    remedy = f"{hint}The facts are {', '.join(known)}."
    return Problem(paths.shown(chapter.notebook), found, remedy, line_of(chapter.notebook, f"{{fact}}`{key}`"))


def plan_problems(
    chapter: Chapter, data: Evidence, texts: list[tuple[str, str]], known: set[str], notebook: NotebookNode
) -> list[Problem]:
    """Texts of the year that ask for a fact their chapter does not compute, or that no cell would print."""
    path = paths.EDITIONS / str(data.year) / "plan.yml"
    problems = []
    for where, key in texts:
        if key not in known:
            found = f"The text '{where}' asks for the fact '{key}', which its chapter does not compute."
            remedy = f"The facts are {', '.join(sorted(known))}."
            problems.append(Problem(paths.shown(path), found, remedy, line_of(path, f"{{fact}}`{key}`")))
    code = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    readings = data.plan.readings_of(chapter.slug) if data.plan else ()
    problems += [misplaced(path, each, chapter) for each in readings if not is_printed(each.beside, code)]
    claims, path = load_claims(data.year), path.with_name("claims.yml")
    for claim in claims.claims if claims else ():
        if claim.chapter == chapter.slug and claim.beside and not is_printed(claim.beside, code):
            problems.append(misplaced(path, claim, chapter))
    return problems


def is_printed(place: str, code: str) -> bool:
    """True where a notebook prints the plan's readings, and what contradicts them, beside a figure."""
    return f'reading(data, "{place}")' in code


def misplaced(path: Path, item: Reading | Claim, chapter: Chapter) -> Problem:
    """A reading or a claim that no cell would print."""
    found = f"'{item.id}' stands beside '{item.beside}', where its notebook prints no reading."
    remedy = f"Name a place where {chapter.notebook.name} calls chapter.reading, or add that call."
    return Problem(paths.shown(path), found, remedy, line_of(path, f"id: {item.id}"))


def figure_or_gap(chapter: Chapter, ident: str, data: Evidence) -> object:
    """A figure's data, without drawing it, or the gap in its place."""
    name = ident.replace("-", "_")
    frame_of = getattr(chapter.module, f"{name}_data", None) or getattr(chapter.module, name)
    return frame_of(data)
