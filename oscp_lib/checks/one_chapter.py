"""What is checked of one chapter: its notebook, the facts and passages it prints, and its gaps."""

import difflib
from pathlib import Path
from typing import NamedTuple

from nbformat import NotebookNode

from oscp_lib import paths
from oscp_lib.chapters import Chapter
from oscp_lib.chapters.opening import open_chapter
from oscp_lib.chapters.texts import Passage
from oscp_lib.checks.cells import cell_problems
from oscp_lib.claims.claims_file import Claim, load_claims
from oscp_lib.data.evidence import Evidence
from oscp_lib.data.gap import Gap
from oscp_lib.data.plan import Reading
from oscp_lib.data.yaml_files import fact_keys
from oscp_lib.errors import InputError, Problem
from oscp_lib.facts.sheet import FactSheet
from oscp_lib.facts.stated import STATED
from oscp_lib.pages.absent_lines import without_absent
from oscp_lib.runs.lost_outputs import LEFT_OUT
from oscp_lib.runs.notebook import line_of, parameter_problems, read_notebook, tags


class ChapterReport(NamedTuple):
    """Problems of a chapter's notebook, the gaps of its prose and figures for the year, and the facts it prints.

    What is absent, since it is no part of the book, is not among its gaps.

    `sheet` has all its facts, and `prose` the texts of its page; both are absent where the notebook cannot be read.
    """

    problems: list[Problem]
    gaps: list[Gap]
    printed: set[str] | None = None
    sheet: FactSheet | None = None
    prose: tuple[str, ...] = ()


def chapter_report(chapter: Chapter, year: int, publish: bool) -> ChapterReport:
    """Check one chapter for a year."""
    try:
        notebook = read_notebook(chapter.notebook)
    except InputError as error:
        return ChapterReport(error.problems, [])
    opened = open_chapter(chapter.slug)
    data = opened.load(year, publish)
    try:
        sheet = opened.facts(data)
    except InputError as error:
        return ChapterReport(error.problems, [])
    problems = parameter_problems(chapter, notebook) + cell_problems(chapter, notebook)
    prose = [key for cell in notebook.cells if cell.cell_type == "markdown" for key in fact_keys(cell.source)]
    problems += [unknown_fact(chapter, key, sorted(sheet.entries)) for key in prose if key not in sheet.entries]
    texts = [] if data.plan is None else list(data.plan.placeholders_of(chapter.slug))
    on_summary = [] if data.plan is None else list(data.plan.summary_placeholders_of(chapter.slug))
    problems += plan_problems(chapter, data, [*texts, *on_summary], set(sheet.entries), notebook)
    figures = [figure_or_gap(chapter, ident, data) for ident in chapter.figures]
    gaps = [*sheet.gaps.values(), *(entry for entry in figures if isinstance(entry, Gap))]
    passages = opened.passages(data)
    for printed in passages:
        gaps += [printed] if isinstance(printed, Gap) else printed.gaps
    on_page = (
        *(cell.source for cell in notebook.cells if cell.cell_type == "markdown" and LEFT_OUT not in tags(cell)),
        *(printed.markdown for printed in passages if isinstance(printed, Passage)),
        *(each.text for each in (data.plan.readings_of(chapter.slug) if data.plan else ())),
    )
    gaps = [gap for gap in gaps if not gap.absent]
    absent = {key for key, gap in sheet.gaps.items() if gap.absent}
    on_page = tuple(without_absent(text, absent)[0] for text in on_page)
    return ChapterReport(problems, gaps, {*prose, *(key for _, key in texts)}, sheet, on_page)


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
            if STATED in chapter.tables:
                remedy += f" A figure that the plan states is a row of the table '{STATED}' that names its fact."
            problems.append(Problem(paths.shown(path), found, remedy, line_of(path, f"{{fact}}`{key}`")))
    code = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    readings = data.plan.readings_of(chapter.slug) if data.plan else ()
    if "chapter.checked(data)" in code:
        return problems
    problems += [unprinted(path, each, chapter) for each in readings]
    claims, path = load_claims(data.year), path.with_name("claims.yml")
    ours = [each for each in (claims.claims if claims else ()) if each.chapter == chapter.slug and each.beside]
    return problems + [unprinted(path, each, chapter) for each in ours]


def unprinted(path: Path, item: Reading | Claim, chapter: Chapter) -> Problem:
    """A reading or a claim that no cell would print."""
    found = f"'{item.id}' is of a chapter whose notebook does not print what the checks of the plan say."
    remedy = f"Add a cell that calls chapter.checked(data) to {chapter.notebook.name}."
    return Problem(paths.shown(path), found, remedy, line_of(path, f"id: {item.id}"))


def figure_or_gap(chapter: Chapter, ident: str, data: Evidence) -> object:
    """A figure's data, without drawing it, or the gap in its place."""
    name = ident.replace("-", "_")
    frame_of = getattr(chapter.module, f"{name}_data", None) or getattr(chapter.module, name)
    return frame_of(data)
