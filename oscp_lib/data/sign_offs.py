"""Who approved which chapter at which content: `editions/<year>/sign-off.yml`, written by `oscp sign-off`."""

import datetime
import re
import unicodedata
from pathlib import Path

import yaml
from pydantic import Field, field_validator, model_validator

from oscp_lib import paths
from oscp_lib.data.transaction import in_data, write_whole
from oscp_lib.data.yaml_files import Strict, read_if_there

FILE = "sign-off.yml"
LINE = 10_000  # characters: a note is not broken over lines
HEADER = """\
# Who approved which chapter, at which content of its words and numbers. Written by `oscp sign-off`; commit it.
# A chapter whose words or numbers change later is no longer signed off, whatever stands here.
"""


MARKUP = re.compile(r"[<>{}\[\]|`\\*_#$~^]|&\w+;|&#")
LONGEST_NAME, LONGEST_NOTE = 100, 500  # characters
# What stands where a name should: of the manual's own example, of forms, and of somebody who tries the command.
PLACEHOLDERS = {
    "name", "your name", "reviewer", "the reviewer", "todo", "tbc", "tbd", "na", "none", "null", "nobody", "unknown",
    "anonymous", "test", "tester", "xxx", "user", "admin", "root", "someone", "somebody", "me", "to be confirmed",
    "to be decided", "to be announced", "not known", "not applicable", "pending", "approved", "signed", "signed off",
}  # fmt: skip


ALPHABETS = ("LATIN", "CYRILLIC", "GREEK")


class Entries(yaml.SafeDumper):
    """YAML in which a date that several entries share is written out in each."""

    def ignore_aliases(self, data: object) -> bool:
        return True


class SignOff(Strict):
    """One reviewer's approval; `content` is the SHA-256 of the chapter's words and numbers as published."""

    chapter: str
    reviewer: str
    date: datetime.date
    content: str = Field(pattern="^[0-9a-f]{64}$")
    note: str | None = None

    @field_validator("reviewer")
    @classmethod
    def a_name(cls, text: str) -> str:
        return signed_name(text)

    @field_validator("note")
    @classmethod
    def a_remark(cls, text: str | None) -> str | None:
        """What a reviewer adds, in plain words.

        Raises
        ------
        ValueError
            For markup or signs that do not show.
        """
        return text if text is None else plain(text, LONGEST_NOTE)


def signed_name(text: str) -> str:
    """Who signs, by name: pages print it as it stands.

    Raises
    ------
    ValueError
        For markup, signs that do not show, words of two alphabets in one, or what stands for a name.
    """
    in_letters = " ".join("".join(sign if sign.isalpha() else " " for sign in text).split()).casefold()
    if in_letters.replace(" ", "") in {word.replace(" ", "") for word in PLACEHOLDERS} or not in_letters:
        raise ValueError(f"'{shown(text)}' is not a name: write the name of whoever signs it")
    if strange := next((word for word in in_letters.split() if len(alphabets(word)) > 1), ""):
        raise ValueError(f"'{shown(text)}' mixes letters of two alphabets in '{strange}': type it again")
    return plain(text, LONGEST_NAME)


def alphabets(word: str) -> set[str]:
    """Whose letters a word has, of those that look alike: `a` may be Latin or Cyrillic."""
    return {name for sign in word for name in ALPHABETS if unicodedata.name(sign, "").startswith(name)}


def plain(text: str, longest: int) -> str:
    """Words that a page prints as they stand.

    Raises
    ------
    ValueError
        For markup, a placeholder, a sign that does not show or turns the direction of reading, or too many words.
    """
    if unseen := next((sign for sign in text if unicodedata.category(sign) in ("Cc", "Cf", "Co", "Cs", "Cn")), ""):
        raise ValueError(f"'{shown(text)}' holds the invisible character U+{ord(unseen):04X}: leave it out")
    if markup := MARKUP.search(text):
        raise ValueError(f"'{shown(text)}' holds '{markup[0]}': write plain words, without markup")
    if len(text) > longest:
        raise ValueError(f"'{shown(text)}' has {len(text)} characters: write at most {longest}")
    return text


def shown(text: str) -> str:
    """The start of a text, as a message may quote it."""
    return "".join(sign if sign.isprintable() else "?" for sign in text[:60])


class SignOffs(Strict):
    """The sign-offs of one edition, one for a chapter."""

    year: int
    sign_offs: tuple[SignOff, ...] = ()

    @model_validator(mode="after")
    def each_once(self) -> "SignOffs":
        slugs = [each.chapter for each in self.sign_offs]
        repeated = sorted({slug for slug in slugs if slugs.count(slug) > 1})
        if repeated:
            raise ValueError(f"the chapter '{repeated[0]}' appears twice")
        return self

    def of(self, slug: str) -> SignOff | None:
        return next((each for each in self.sign_offs if each.chapter == slug), None)


def sign_off_path(year: int) -> Path:
    return paths.EDITIONS / str(year) / FILE


def load_sign_offs(year: int) -> SignOffs:
    """The sign-offs recorded for a year; none where there is no file.

    Raises
    ------
    InputError
        When the file does not pass its checks.
    """
    return read_if_there(sign_off_path(year), SignOffs) or SignOffs(year=year)


def write_sign_offs(recorded: SignOffs) -> list[str]:
    """Write the file of a year, whole or not at all, as `write_whole` does; entries stand in the order given."""
    path = sign_off_path(recorded.year)
    entries = [each.model_dump(exclude_none=True) for each in recorded.sign_offs]
    content = {"year": recorded.year, "sign_offs": entries}
    text = HEADER + yaml.dump(content, Dumper=Entries, sort_keys=False, allow_unicode=True, width=LINE)
    return write_whole({in_data(path): text.encode()})
