"""Topics: what a priority without code of its own shows, one small file each, `data/topics/<slug>.yml`."""

import difflib
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field, field_validator, model_validator

from oscp_lib import paths
from oscp_lib.data.link import Link
from oscp_lib.data.national import arrow_table
from oscp_lib.data.national_package import national_table
from oscp_lib.data.topic_names import topic_names
from oscp_lib.data.yaml_files import Strict, place_in, read_model
from oscp_lib.errors import InputError, Problem

MOST_MEASURES = 3  # a page has a place for each
# The national tables that state figures of whole police forces, and what a topic calls each.
OF_FORCES = {"knife_crime": "knife_crime_ons", "fraud": "fraud_ons"}
STREET_MONTHS = "street_months_police_uk"
OFFENCES, STREET = ("recorded_crime", "offence"), ("street_crime", "crime_type")
EXAMPLE = "who holds it"  # in the file of a new topic


class NotPublished(Strict):
    """A figure that readers look for and that nobody publishes by partnership: why, and who holds it."""

    what: str
    why: str
    holder: str

    @field_validator("holder")
    @classmethod
    def written(cls, text: str) -> str:
        """Whom to ask, and not what the file of a new topic has in that place."""
        if text == EXAMPLE:
            raise ValueError(
                f"it still says '{EXAMPLE}'; write whom to ask for the figures, or give the topic 'offences'"
            )
        return text


class AskedMeasure(NotPublished):
    """A figure that a partnership may supply as a table; the rest is printed while it has not."""

    table: str


class TopicFile(Strict):
    """`<slug>.yml`: what a topic is about.

    `offences` are official counts by partnership, that which stands for the topic first; the others are its kinds.
    `street` are types of police.uk by month, `by_force` a national table of whole forces. `scope` is what its tile has
    to say of the first offence, and `leaves_out` what all these figures leave out.
    """

    title: str
    scope: str | None = None
    offences: tuple[str, ...] = ()
    street: tuple[str, ...] = ()
    by_force: str | None = None
    measures: tuple[AskedMeasure, ...] = ()
    not_published: tuple[NotPublished, ...] = ()
    leaves_out: str
    terms: dict[str, str] = Field(default_factory=dict)
    sources: tuple[Link, ...] = ()

    @field_validator("offences", "street")
    @classmethod
    def each_once(cls, chosen: tuple[str, ...]) -> tuple[str, ...]:
        if repeated := next((each for each in chosen if chosen.count(each) > 1), None):
            raise ValueError(f"'{repeated}' appears twice")
        return chosen

    @field_validator("by_force")
    @classmethod
    def known_table(cls, name: str | None) -> str | None:
        if name is not None and name not in OF_FORCES:
            raise ValueError(f"'{name}' is no table of police forces; use one of {', '.join(OF_FORCES)}")
        return name

    @field_validator("measures")
    @classmethod
    def not_too_many(cls, chosen: tuple[AskedMeasure, ...]) -> tuple[AskedMeasure, ...]:
        if len(chosen) > MOST_MEASURES:
            raise ValueError(f"there are {len(chosen)} measures; a topic shows at most {MOST_MEASURES}")
        return chosen

    @model_validator(mode="after")
    def shows_something(self) -> "TopicFile":
        if not (self.offences or self.street or self.by_force or self.measures or self.not_published):
            raise ValueError(
                "the topic has nothing to show; give it offences, street, by_force, measures, or not_published"
            )
        return self


@dataclass(frozen=True)
class Topic:
    """A topic under its slug."""

    slug: str
    said: TopicFile


def topic_path(slug: str) -> Path:
    return paths.TOPICS / f"{slug}.yml"


def load_topic(slug: str) -> Topic:
    """The topic of a slug, its offences and types held against the national tables.

    Raises
    ------
    InputError
        When there is no such topic, its file does not pass its checks, or it names an offence that is not counted.
    """
    if slug not in topic_names():
        raise InputError(unknown_topic(slug))
    said = read_model(topic_path(slug), TopicFile)
    problems = unknown_names(slug, "offences", said.offences, *OFFENCES)
    problems += unknown_names(slug, "street", said.street, *STREET)
    if problems:
        raise InputError(problems)
    return Topic(slug, said)


def unknown_topic(slug: str) -> Problem:
    """That there is no topic of this slug."""
    known = topic_names()
    near = difflib.get_close_matches(slug, known, 1)
    hint = f"Did you mean '{near[0]}'? " if near else ""
    remedy = f"{hint}The topics are {', '.join(known) or 'none yet'}. `oscp new-topic` writes a new one."
    return Problem(paths.shown(paths.TOPICS), f"There is no topic '{slug}'.", remedy)


def counted(table: str, column: str) -> list[str]:
    """What a national table counts, in its own order."""
    return arrow_table(national_table(table)).column(column).unique().to_pylist()


def unknown_names(slug: str, name: str, chosen: tuple[str, ...], table: str, column: str) -> list[Problem]:
    """What a topic names that the national table does not count, each at its line."""
    known, problems = counted(table, column) if chosen else [], []
    path = topic_path(slug)
    for place, each in enumerate(chosen):
        if each in known:
            continue
        near = difflib.get_close_matches(each.lower(), [one.lower() for one in known], 1, cutoff=0.5)
        hint = next((f"Did you mean '{one}'? " for one in known if near and one.lower() == near[0]), "")
        found = f"'{each}' is none of those counted in {table}."
        remedy = f"{hint}Those counted are {'; '.join(known)}."
        problems.append(Problem(paths.shown(path), found, remedy, *place_in(path, (name, place))))
    return problems
