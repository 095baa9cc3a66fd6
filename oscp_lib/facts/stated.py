"""The figures that a plan states in its prose: each row of their table names the fact that it becomes."""

import difflib
import re
from collections.abc import Iterable, Iterator

import pandas as pd

from oscp_lib import paths
from oscp_lib.data.evidence import Evidence
from oscp_lib.data.gap import Gap
from oscp_lib.data.package import Table, tables
from oscp_lib.data.periods import year_of
from oscp_lib.data.rows import Rows, read_table
from oscp_lib.errors import InputError, Problem
from oscp_lib.facts.sheet import FactSheet, missing_of, unit_of
from oscp_lib.facts.stated_forms import Form, Unfit, form_of
from oscp_lib.measures import wording

STATED = "stated_figures_plan"
COLUMNS = ("chapter", "fact", "says")
KEY = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")


def add_stated(sheet: FactSheet, data: Evidence, may_be_stated: Iterable[str] = ()) -> None:
    """Add the facts of a chapter that rows of the plan's stated figures name, or the gaps of a year without them.

    Parameters
    ----------
    sheet
        With the facts that the chapter computes itself: no row may take the key of one.
    may_be_stated
        Keys that the chapter's notebook prints where a plan states them: where no row names one, it becomes a gap.

    Raises
    ------
    InputError
        When a row of the chapter does not pass the checks of `stated_problems`, or names a fact that the chapter
        computes itself.
    """
    named = named_rows(data, sheet.chapter)
    problems = [*row_problems(named), *computed_already(named, sheet)]
    if problems:
        raise InputError(problems)
    for key in dict.fromkeys(named.frame["fact"] if not named.empty else ()):
        of_key = named.pick(fact=key)
        add_figure(sheet, key, of_year(of_key, data.year), gap_of(data, of_key))
    for key in may_be_stated:
        if key not in sheet.entries:
            sheet.add(key, not_stated(key))


def named_rows(data: Evidence, chapter: str) -> Rows:
    """The rows of every year that name a fact of the chapter; none for a partnership without the table.

    Their keys are known in every year, so that a text finds a gap where its year has no figure.
    """
    package = tables()
    if STATED not in data.tables or STATED not in package:
        return Rows(package.get(STATED), pd.DataFrame())
    table = package[STATED]
    if problems := schema_problems(table):
        raise InputError(problems)
    return Rows(table, read_table(STATED)).pick(chapter=chapter)


def of_year(rows: Rows, year: int) -> Rows:
    """The rows whose period belongs to a year, as `periods.year_of` tells."""
    return Rows(rows.table, rows.frame[year_of(rows.frame["period_start"], rows.frame["period_end"]) == year])


def add_figure(sheet: FactSheet, key: str, rows: Rows, gap: Gap) -> None:
    """Add one figure, or the ranges that its rows give, as the plan states it."""
    if missing := missing_of(gap, rows):
        return sheet.add(key, missing)
    text = text_of(rows.frame)
    if form_in(rows.frame).is_range:
        return sheet.words(key, text, "published", figure=rows)
    return sheet.fact(key, rows.value, text, unit_of(rows), "published", figure=rows)


def form_in(frame: pd.DataFrame) -> Form:
    first = frame.iloc[0]
    return form_of(first["says"], first["unit"])


def text_of(frame: pd.DataFrame) -> str:
    """How the rows of one fact and one year read in a sentence."""
    return form_in(frame).text(frame["value"].tolist(), frame["unit"].iloc[0])


def gap_of(data: Evidence, rows: Rows) -> Gap:
    """The gap of a year without a figure that another year has; one for all the figures of a category."""
    return data.gap(STATED, f"the plan's figures of {wording.listed(rows.categories)}")


def not_stated(key: str) -> Gap:
    """The gap of a figure that the notebook would print and that no plan of this partnership states."""
    what = f"the plan's figure of {key.replace('_', ' ')}"
    return Gap(what, "No plan of this partnership states this figure.", absent=True)


def stated_problems(chapters: Iterable[str]) -> list[Problem]:
    """What is wrong with how rows of the plan's stated figures name their facts.

    Parameters
    ----------
    chapters
        The slugs of the chapters that can print one.
    """
    table = tables().get(STATED)
    if table is None:
        return []
    if problems := schema_problems(table):
        return problems
    rows = Rows(table, read_table(STATED))
    return [*chapter_problems(rows, list(chapters)), *row_problems(rows)]


def schema_problems(table: Table) -> list[Problem]:
    """A description of the table that lacks the columns by which a row becomes a fact."""
    described = {field.name for field in table.fields}
    return [
        Problem(
            paths.shown(paths.OWN_PACKAGE),
            f"The table '{STATED}' has no field '{name}', which says what fact a row becomes.",
            f"Describe the columns {', '.join(COLUMNS)} as fields that are not required, and add them to the table.",
        )
        for name in COLUMNS
        if name not in described
    ]


def chapter_problems(rows: Rows, chapters: list[str]) -> Iterator[Problem]:
    """Rows of a chapter that the book does not have, or that prints no figure of the plan."""
    for row in rows.frame.itertuples():
        if row.chapter and row.chapter not in chapters:
            near = difflib.get_close_matches(row.chapter, chapters, 1)
            hint = f"Did you mean '{near[0]}'? " if near else ""
            found = f"The book has no chapter '{row.chapter}' that prints a figure which the plan states."
            yield problem_at(rows, row.line, found, f"{hint}Use one of {', '.join(chapters)}.")


def row_problems(rows: Rows) -> Iterator[Problem]:
    """Rows that name a fact in part, by a key that no text can print, in a form that does not fit, or twice."""
    good = []
    for row in rows.frame.itertuples() if not rows.empty else ():
        found = naming_problem(row) or form_problem(row)
        if found:
            yield problem_at(rows, row.line, *found)
        elif row.fact:
            good.append(row.Index)
    frame = rows.frame.loc[good]
    if frame.empty:
        return
    years = year_of(frame["period_start"], frame["period_end"]).rename("year")
    for (_, key, year), same in frame.groupby(["chapter", "fact", years], sort=False):
        if found := together_problem(key, year, same):
            yield problem_at(rows, same["line"].iloc[-1], *found)


def naming_problem(row: tuple) -> tuple[str, str] | None:
    """What is wrong with the chapter and the key of a row."""
    if not row.chapter and not row.fact:
        if not row.says:
            return None
        found = f"The row says how its figure reads ('{row.says}'), and names no fact."
        return found, "Fill in 'chapter' and 'fact', or empty 'says'."
    if not row.fact:
        found = f"The row names the chapter '{row.chapter}' and no fact."
        return found, "Fill in 'fact', the key that a text prints it by, or empty 'chapter'."
    if not row.chapter:
        return f"The row names the fact '{row.fact}' and no chapter.", "Fill in 'chapter', the slug of its page."
    if not KEY.fullmatch(row.fact):
        made = "_".join(re.findall(r"[a-z0-9]+", row.fact.removeprefix(f"{row.chapter}.").casefold()))
        hint = f", such as '{made}'" if KEY.fullmatch(made) else ""
        found = f"'fact' holds '{row.fact}', which no text can print."
        return found, f"Write a key of small letters, digits and single underscores that begins with a letter{hint}."
    return None


def form_problem(row: tuple) -> tuple[str, str] | None:
    """What is wrong with how a row's figure reads; a range is made of several rows."""
    try:
        form = form_of(row.says, row.unit)
        if row.fact and not form.is_range:
            form.text([row.value], row.unit)
    except Unfit as error:
        return error.args
    return None


def together_problem(key: str, year: int, same: pd.DataFrame) -> tuple[str, str] | None:
    """What is wrong with the rows of one fact and one year."""
    forms = [form_of(says, unit) for says, unit in zip(same["says"], same["unit"], strict=True)]
    lines = ", ".join(map(str, same["line"]))
    if len(set(forms)) > 1:
        found = f"Rows of {year} give the fact '{key}' different forms (lines {lines})."
        return found, "Give each figure a key of its own; only the rows of a range share one, and all of them say so."
    if len(same) > 1 and not forms[0].is_range:
        found = f"Several rows of {year} name the fact '{key}' (lines {lines})."
        return found, "Give each figure a key of its own; only the rows of a range share one."
    try:
        text_of(same)
    except Unfit as error:
        return error.args
    return None


def computed_already(rows: Rows, sheet: FactSheet) -> Iterator[Problem]:
    """Rows whose key is that of a fact, or of a gap, which the chapter makes itself."""
    for row in rows.frame.itertuples() if not rows.empty else ():
        if row.fact in sheet.entries:
            found = f"The chapter '{sheet.chapter}' computes a fact '{row.fact}' itself."
            remedy = f"Give the figure another key, such as 'stated_{row.fact}', and print it by that."
            yield problem_at(rows, row.line, found, remedy)


def problem_at(rows: Rows, line: int, found: str, remedy: str) -> Problem:
    return Problem(paths.shown(paths.DATA / rows.table.path), found, remedy, int(line))
