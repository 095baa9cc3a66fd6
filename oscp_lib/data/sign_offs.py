"""Who approved which chapter at which content: `data/editions/<year>/sign-off.yml`, written by `oscp sign-off`."""

import datetime
from pathlib import Path

import yaml
from pydantic import Field, model_validator

from oscp_lib import paths
from oscp_lib.data.transaction import write_whole
from oscp_lib.data.yaml_files import Strict, read_if_there

FILE = "sign-off.yml"
LINE = 10_000  # characters: a note is not broken over lines
HEADER = """\
# Who approved which chapter, at which content of its words and numbers. Written by `oscp sign-off`; commit it.
# A chapter whose words or numbers change later is no longer signed off, whatever stands here.
"""


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


class SignOffs(Strict):
    """The sign-offs of one edition, one for a chapter."""

    year: int
    sign_offs: tuple[SignOff, ...] = ()

    @model_validator(mode="after")
    def each_once(self) -> "SignOffs":
        slugs = [each.chapter for each in self.sign_offs]
        repeated = sorted({slug for slug in slugs if slugs.count(slug) > 1})
        if repeated:
            raise ValueError(f"the chapter '{repeated[0]}' stands twice")
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


def write_sign_offs(recorded: SignOffs) -> Path:
    """Write the file of a year, whole or not at all; an entry stands in the order it is given."""
    path = sign_off_path(recorded.year)
    entries = [each.model_dump(exclude_none=True) for each in recorded.sign_offs]
    content = {"year": recorded.year, "sign_offs": entries}
    text = HEADER + yaml.dump(content, Dumper=Entries, sort_keys=False, allow_unicode=True, width=LINE)
    write_whole({path.relative_to(paths.DATA).as_posix(): text.encode()})
    return path
