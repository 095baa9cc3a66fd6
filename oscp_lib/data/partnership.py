"""The place: `data/partnership.yml`, the one file that names it."""

import re
from urllib.parse import urlsplit

from pydantic import field_validator

from oscp_lib import paths
from oscp_lib.data.yaml_files import Strict, read_model

# In place of an area, where a publication names none for a figure and its text does not tell.
NOT_STATED = "area not stated"
# A mailbox as a page prints and links it. RFC 5322 allows more, such as a quoted name, that no public body uses.
MAILBOX = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+", re.ASCII)


class Area(Strict):
    """An area with its ONS code."""

    name: str
    code: str


class District(Area):
    """A district, with the code of its community safety partnership."""

    partnership_code: str


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


class Partnership(Strict):
    """Who publishes the book, and the areas it is about; districts in the order of its tables."""

    name: str
    short_name: str
    email: str
    council: str
    law: str
    purpose: str
    county_partnership: str
    commissioner: str
    lead_district: str
    districts: tuple[District, ...]
    county: Area
    force: Area
    links: tuple[Link, ...]

    @field_validator("email")
    @classmethod
    def one_mailbox(cls, text: str) -> str:
        """The mailbox that readers write to, and nothing beside it.

        Raises
        ------
        ValueError
            For anything else, such as a second receiver or markup.
        """
        if not MAILBOX.fullmatch(text):
            raise ValueError(f"'{text}' is not an e-mail address: write one such as safety@example.org")
        return text

    @property
    def areas(self) -> tuple[str, ...]:
        """Every area a table may hold."""
        return (*(district.name for district in self.districts), self.county.name, self.force.name, NOT_STATED)


def load_partnership() -> Partnership:
    """The partnership.

    Raises
    ------
    InputError
        When the file does not pass its checks.
    """
    return read_model(paths.PARTNERSHIP, Partnership)
