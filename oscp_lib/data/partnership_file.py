"""`partnership.yml`, typed: what a partnership says of itself."""

import re
from typing import Literal, get_args
from urllib.parse import urlsplit

from pydantic import field_validator

from oscp_lib.data.plan_items import known_priority
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


class Link(Strict):
    title: str
    address: str

    @field_validator("address")
    @classmethod
    def on_the_web(cls, text: str) -> str:
        """An address that a browser opens as a page.

        Raises
        ------
        ValueError
            For any other scheme, no host, or a sign that ends an address in HTML or Markdown.
        """
        parts = urlsplit(text)
        if parts.scheme not in ("http", "https") or not parts.hostname or re.search(r"[\s<>\"'()\[\]`\\]", text):
            raise ValueError(f"'{text}' is not the address of a page: write one such as https://www.example.org/page")
        return text


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
    priorities: tuple[str, ...] | None = None
    plan: PublishedPlan | None = None
    priorities: tuple[str, ...] | None = None
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

    @field_validator("priorities")
    @classmethod
    def known_priorities(cls, chosen: tuple[str, ...] | None) -> tuple[str, ...] | None:
        """The chapters of priorities that the book has, in its order."""
        for each in chosen or ():
            known_priority(each)
            if chosen.count(each) > 1:
                raise ValueError(f"'{each}' appears twice")
        return chosen

    @field_validator("compare")
    @classmethod
    def each_once(cls, chosen: tuple[str, ...] | None) -> tuple[str, ...] | None:
        if repeated := next((each for each in chosen or () if chosen.count(each) > 1), None):
            raise ValueError(f"'{repeated}' appears twice")
        return chosen
