"""`partnership.yml`, typed: what a partnership says of itself."""

import re
from typing import Literal, get_args

from pydantic import field_validator, model_validator

from oscp_lib.data.link import Link
from oscp_lib.data.plan_items import PRIORITIES, known_priority
from oscp_lib.data.yaml_files import Strict

# A mailbox as a page prints and links it. RFC 5322 allows more, such as a quoted name, that no public body uses.
MAILBOX = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+", re.ASCII)
Comparator = Literal["county", "force", "neighbours", "england_and_wales"]
COMPARATORS = get_args(Comparator)
LAW = "Crime and Disorder Act 1998"


class NamedArea(Strict):
    """An area with its official code."""

    name: str
    code: str


class Words(Strict):
    """What a book calls the place and its county's partnerships in the middle of a sentence.

    `parts` is 'districts' where each of them is one district, else 'partnerships', unless the file says otherwise.
    """

    itself: str = "the area"
    parts: str | None = None


class PublishedPlan(Strict):
    """What the partnership calls its plan, and for how many years one is made."""

    called: str
    years: int = 1

    @field_validator("years")
    @classmethod
    def some_years(cls, number: int) -> int:
        if not 1 <= number <= 10:
            raise ValueError(f"{number} is not how many years a plan is for; write a number from 1 to 10")
        return number


class ChosenChapter(Strict):
    """A chapter that the book has for a priority or beside them: its slug alone, or with a title of its own."""

    chapter: str
    title: str = ""

    @model_validator(mode="before")
    @classmethod
    def slug_alone(cls, written: object) -> object:
        return {"chapter": written} if isinstance(written, str) else written

    @field_validator("chapter")
    @classmethod
    def known_chapter(cls, slug: str) -> str:
        return known_priority(slug)


class PartnershipFile(Strict):
    """`partnership.yml`: what a partnership says of itself. Only its name and code must be there."""

    name: str
    code: str
    short_name: str | None = None
    book: str | None = None
    place: str | None = None
    districts: tuple[NamedArea, ...] = ()
    county: NamedArea | None = None
    force: NamedArea | None = None
    compare: tuple[Comparator, ...] | None = None
    words: Words = Words()
    priorities: tuple[ChosenChapter, ...] | None = None
    plan: PublishedPlan | None = None
    also_watched: tuple[ChosenChapter, ...] = ()
    email: str | None = None
    council: str | None = None
    law: str = LAW
    purpose: str | None = None
    county_partnership: str | None = None
    commissioner: str | None = None
    links: tuple[Link, ...] = ()

    @field_validator("email")
    @classmethod
    def one_mailbox(cls, text: str | None) -> str | None:
        """The mailbox that readers write to, and nothing beside it.

        Raises
        ------
        ValueError
            For anything else, such as a second receiver or markup.
        """
        if text is not None and not MAILBOX.fullmatch(text):
            raise ValueError(f"'{text}' is not an e-mail address: write one such as safety@example.org")
        return text

    @field_validator("priorities", "also_watched")
    @classmethod
    def each_chapter_once(cls, chosen: tuple[ChosenChapter, ...] | None) -> tuple[ChosenChapter, ...] | None:
        """Chapters in the order of the book, each once."""
        slugs = [each.chapter for each in chosen or ()]
        if repeated := next((slug for slug in slugs if slugs.count(slug) > 1), None):
            raise ValueError(f"'{repeated}' appears twice")
        return chosen

    @model_validator(mode="after")
    def watched_beside_priorities(self) -> "PartnershipFile":
        """What is watched beside the priorities is none of them, and no two chapters have one title."""
        if both := set(self.priority_slugs) & {each.chapter for each in self.also_watched}:
            raise ValueError(f"'{min(both)}' is a priority and is watched too; take it out of 'also_watched'")
        titles = [each.title.casefold() for each in (*(self.priorities or ()), *self.also_watched) if each.title]
        if repeated := next((title for title in titles if titles.count(title) > 1), None):
            raise ValueError(f"two chapters have the title '{repeated}'")
        return self

    @property
    def chosen(self) -> tuple[ChosenChapter, ...]:
        """The chapters of its priorities, in the order of the book; the usual ones where it names none."""
        usual = tuple(ChosenChapter(chapter=slug) for slug in PRIORITIES)
        return usual if self.priorities is None else self.priorities

    @property
    def priority_slugs(self) -> tuple[str, ...]:
        return tuple(each.chapter for each in self.chosen)

    @field_validator("compare")
    @classmethod
    def each_once(cls, chosen: tuple[str, ...] | None) -> tuple[str, ...] | None:
        if repeated := next((each for each in chosen or () if chosen.count(each) > 1), None):
            raise ValueError(f"'{repeated}' appears twice")
        return chosen
