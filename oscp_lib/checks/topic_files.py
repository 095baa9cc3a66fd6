"""The topics, `data/topics`, and the measures of a partnership's own: each can be shown, and something shows it."""

import re
from dataclasses import replace

from oscp_lib import paths
from oscp_lib.chapters import CHAPTERS
from oscp_lib.checks.typed_numbers import (
    ALLOWED,
    ALLOWED_IN_TEXTS_OF_A_YEAR,
    around,
    typed_figures,
    yaml_lines,
)
from oscp_lib.data.own_measures import own_measures
from oscp_lib.data.partnership import load_partnership
from oscp_lib.data.topic_names import topic_names
from oscp_lib.data.topics import load_topic, topic_path
from oscp_lib.data.yaml_files import place_in
from oscp_lib.errors import InputError, Problem
from oscp_lib.page_names import CHANGES, STATEMENT, SUMMARY, TRAIL

SLUG = re.compile(r"[a-z][a-z0-9_]*")
# Names of pages that every book has.
TAKEN = {*(each.slug for each in CHAPTERS), *(each.page for each in CHAPTERS), SUMMARY, TRAIL, CHANGES, STATEMENT}


def topic_problems() -> list[Problem]:
    """What is wrong with a topic: an error where this book has it, else a warning."""
    said = load_partnership().said
    in_book = {each.chapter for each in (*said.chosen, *said.also_watched)}
    problems = []
    for slug in topic_names():
        found = name_problems(slug)
        try:
            load_topic(slug)
        except InputError as error:
            found += error.problems
        found += [] if found else number_problems(slug)
        problems += found if slug in in_book else [replace(each, severity="warning") for each in found]
    return problems + unshown_measures(in_book)


def number_problems(slug: str) -> list[Problem]:
    """Numbers in what a topic says: no page prints one that is not computed."""
    path = topic_path(slug)
    return [
        Problem(
            paths.shown(path),
            f"The text holds '{match[0]}', which is not a computed number: '{around(text, match)}'.",
            "Say it without the number, or give the number as a table of the partnership's own.",
            number,
            match.start() + 1,
        )
        for number, text in yaml_lines(path)
        if not text.lstrip().startswith(("address:", "offences:", "street:", "title:"))
        for match in typed_figures(text, ALLOWED + ALLOWED_IN_TEXTS_OF_A_YEAR)
    ]


def name_problems(slug: str) -> list[Problem]:
    """A name that no page can have, or that another page has."""
    shown, written = paths.shown(topic_path(slug)), paths.BOOK.glob("[!.]*.md")
    if not SLUG.fullmatch(slug):
        found = f"The name '{slug}' cannot be that of a page."
        return [Problem(shown, found, "Rename the file: small letters, digits and '_', such as road_safety.yml.")]
    if slug in TAKEN or slug in {page.stem for page in written}:
        return [Problem(shown, f"The book has a page '{slug}' already.", "Give the file another name.")]
    return []


def unshown_measures(in_book: set[str]) -> list[Problem]:
    """Warnings for measures that no topic of the book asks for."""
    asked = set()
    for slug in in_book & set(topic_names()):
        try:
            asked |= {each.table for each in load_topic(slug).said.measures}
        except InputError:
            return []  # said of the topic
    return [
        Problem(
            paths.shown(paths.MEASURES),
            f"No chapter of the book shows the measure '{name}'.",
            "Name it under 'measures' of a topic, and the topic in partnership.yml.",
            *place_in(paths.MEASURES, (name,)),
            severity="warning",
        )
        for name in own_measures()
        if name not in asked
    ]
