"""The table of contents, `book/_toc.yml`, and the pages written by hand: each page is there, and is listed once."""

import difflib
from collections.abc import Iterator
from pathlib import Path

import yaml

from oscp_lib import paths
from oscp_lib.chapters import CHAPTERS
from oscp_lib.chapters.opening import SHARED
from oscp_lib.checks.cells import PICTURE_REMEDY, pictures
from oscp_lib.checks.typed_numbers import broken_placeholders
from oscp_lib.data.yaml_files import PLACEHOLDER, read_text
from oscp_lib.data.yaml_loader import parse_yaml
from oscp_lib.errors import InputError, Problem
from oscp_lib.page_names import CHANGES, STATEMENT, SUMMARY, TRAIL
from oscp_lib.pages.directives import texts_problems
from oscp_lib.pages.glossary import GLOSSARY, with_own_terms
from oscp_lib.pages.hand_written import SUFFIXES
from oscp_lib.pages.render import read_settings

MADE = {*(chapter.page for chapter in CHAPTERS), TRAIL, CHANGES, STATEMENT, SUMMARY}


def contents_problems() -> list[Problem]:
    """Pages that are missing, listed twice or not at all, and what pages written by hand cannot show."""
    path = paths.BOOK / "_toc.yml"
    try:
        read_settings()
        content, root = parse_yaml(read_text(path), path)
    except InputError as error:
        return error.problems + page_problems()
    shown = paths.shown(path)
    if not isinstance(content, dict):
        remedy = "Restore it from the last good copy."
        return [Problem(shown, "The table of contents lists no pages.", remedy, 1), *page_problems()]
    written = {page.stem for page in paths.BOOK.glob("[!.]*.md")}
    problems: list[Problem] = []
    lines: dict[str, int] = {}
    for name, line in listed(root):
        if name in lines:
            found = f"The page '{name}' is listed twice, here and in line {lines[name]}."
            problems.append(Problem(shown, found, "Delete one of the two.", line))
        elif name not in MADE | written:
            problems.append(missing_page(shown, name, line, sorted(MADE | written)))
        lines.setdefault(name, line)
    for name in sorted(MADE - lines.keys()):
        found = f"The page '{name}' is not listed: the build makes it, and other pages link to it."
        problems.append(Problem(shown, found, f"Add '- file: {name}' where it belongs."))
    for name in sorted(written - lines.keys()):
        found = f"The page is not listed in {shown}: no edition shows it."
        remedy = "List it there, or move it away."
        problems.append(Problem(paths.shown(paths.BOOK / f"{name}.md"), found, remedy, severity="warning"))
    return problems + page_problems()


def missing_page(shown: str, name: str, line: int, known: list[str]) -> Problem:
    """A problem for a listed page that does not exist."""
    found = f"The page is missing, and line {line} of {shown} lists it."
    near = difflib.get_close_matches(name, known, 1)
    hint = f"Did you mean '{near[0]}'? Else restore" if near else "Restore"
    remedy = f"{hint} it from the last good copy, or take it out of the table of contents."
    return Problem(paths.shown(paths.BOOK / f"{name}.md"), found, remedy)


def listed(node: yaml.Node | None) -> Iterator[tuple[str, int]]:
    """The pages that the table of contents lists, without their suffix, each with its line."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value in ("file", "root") and isinstance(value, yaml.ScalarNode):
                suffix = next((each for each in SUFFIXES if value.value.endswith(each)), "")
                yield value.value.removesuffix(suffix), value.start_mark.line + 1
            else:
                yield from listed(value)
    elif isinstance(node, yaml.SequenceNode):
        for each in node.value:
            yield from listed(each)


def page_problems() -> list[Problem]:
    """What a page written by hand cannot show.

    Letters read in the wrong encoding, pictures, which have no data, and facts that not every chapter has. The same of
    the terms that a partnership adds to the glossary.
    """
    problems = []
    for path in sorted(paths.BOOK.glob("[!.]*.md")):
        try:
            text = read_text(path)
            problems += picture_problems(path, text) + placeholder_problems(path, text)
            if path.name == GLOSSARY:
                with_own_terms(text)
        except InputError as error:
            problems += error.problems
    shown = paths.shown(paths.OWN_TERMS)
    if paths.is_there(paths.OWN_TERMS) and shown not in {problem.file for problem in problems}:
        text = read_text(paths.OWN_TERMS)
        problems += placeholder_problems(paths.OWN_TERMS, text) + texts_problems(paths.OWN_TERMS)
    return problems


def placeholder_problems(path: Path, text: str) -> list[Problem]:
    """Placeholders of a page that cannot be read, or that ask for what is no fact of every chapter."""
    lines = list(enumerate(text.splitlines(), 1))
    remedy = f"Use one of: {', '.join(SHARED)}."
    return broken_placeholders(path, lines) + [
        Problem(paths.shown(path), f"The page asks for the fact '{key}', which not every chapter has.", remedy, number)
        for number, line in lines
        for key in PLACEHOLDER.findall(line)
        if key not in SHARED
    ]


def picture_problems(path: Path, text: str) -> list[Problem]:
    """Pictures in the text of a page, at their lines."""
    remedy = PICTURE_REMEDY
    return [
        Problem(paths.shown(path), f"The page holds {what}, which no edition shows.", remedy, line)
        for line, what in pictures(text)
    ]
