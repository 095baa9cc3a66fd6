"""A link that a page prints."""

import re
from urllib.parse import urlsplit

from pydantic import field_validator

from oscp_lib.data.yaml_files import Strict


class Link(Strict):
    """A page on the web, under its title."""

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
