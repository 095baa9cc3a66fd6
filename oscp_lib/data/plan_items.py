"""What a plan is made of: priorities with their actions, and passages of text, each under the slug of its chapter."""

import difflib

from pydantic import field_validator

from oscp_lib.data.topic_names import topic_names
from oscp_lib.data.yaml_files import Strict

ALL_CRIME = "all_crime"
PRIORITIES = ("neighbourhood_crime", "serious_violence", "vawg", "modern_slavery", "preventing_extremism")


def known_priority(slug: str) -> str:
    """A chapter that a priority can have: one of the book's own, or a topic.

    Raises
    ------
    ValueError
        Suggesting the nearest, for any other.
    """
    if slug in PRIORITIES or slug in (topics := topic_names()):
        return slug
    near = difflib.get_close_matches(slug, [*PRIORITIES, *topics], 1)
    hint = f"did you mean '{near[0]}'? Use" if near else "use"
    known = ", ".join([*PRIORITIES, *topics])
    raise ValueError(f"'{slug}' is not the chapter of a priority; {hint} one of {known}, or write a new topic")


def one_paragraph(text: str | None) -> str | None:
    if text is not None and "\n" in text:
        raise ValueError("it is one item of a list on the summary and has several lines; write one sentence under '>-'")
    return text


class Duty(Strict):
    """A duty in law that an action carries."""

    id: str
    text: str


class Action(Strict):
    """Something the partnership plans to do; `duties` are what the law asks within it."""

    id: str
    text: str
    duties: tuple[Duty, ...] = ()


class Priority(Strict):
    """One priority of the plan period, under the slug of its chapter.

    `next` says in one sentence what the partnership does next, for the summary; it is drawn from the `actions`.
    """

    chapter: str
    title: str
    next: str | None = None
    actions: tuple[Action, ...]

    @field_validator("chapter")
    @classmethod
    def known_chapter(cls, value: str) -> str:
        return known_priority(value)

    @field_validator("next")
    @classmethod
    def fits_a_line(cls, value: str | None) -> str | None:
        return one_paragraph(value)


class Text(Strict):
    """A passage of a chapter, with a title where it has one."""

    id: str
    chapter: str
    title: str | None = None
    text: str

    @field_validator("chapter")
    @classmethod
    def known_chapter(cls, value: str) -> str:
        return value if value == ALL_CRIME else known_priority(value)


class Work(Text):
    """Something the partnership did in the year; `short` says it with its result, in one sentence for the summary."""

    short: str | None = None

    @field_validator("short")
    @classmethod
    def fits_a_line(cls, value: str | None) -> str | None:
        return one_paragraph(value)


class Reading(Text):
    """How the plan reads a figure; `beside` is the figure or section it stands with."""

    beside: str


class SpelledOut(Strict):
    """Words of the texts that look like a figure and are none, and why."""

    words: str
    reason: str
