"""Why a finding is as it is, in an analyst's words, signed and dated: `editions/<year>/reasons.yml`.

A finding is a fact of the book. The reason keeps how it read when the reason was written: when the figure moves, the
page and the check say so, since words about the old figure may be wrong about the new one.
"""

import datetime
from pathlib import Path

from pydantic import ValidationInfo, field_validator

from oscp_lib import paths
from oscp_lib.data.plan import written_as_date
from oscp_lib.data.sign_offs import plain, signed_name
from oscp_lib.data.yaml_files import Strict, place_of, read_if_there, read_text
from oscp_lib.data.yaml_loader import parse_yaml
from oscp_lib.errors import InputError, Problem

FILE = "reasons.yml"
LONGEST = 600  # characters: some three sentences
# Signs that look alike: the book prints a minus sign, a keyboard types a hyphen.
DASHES = str.maketrans("\N{MINUS SIGN}\N{EN DASH}", "--")


class Reason(Strict):
    """Why a finding is as it is: in whose words, of which day, and how the finding read then."""

    finding: str
    said: str
    text: str
    by: str
    on: datetime.date

    @field_validator("said", "text")
    @classmethod
    def plain_words(cls, text: str) -> str:
        """Words on one line, however many the file breaks them over.

        Raises
        ------
        ValueError
            For markup, a placeholder, signs that do not show, or too many words.
        """
        return plain(" ".join(text.split()), LONGEST)

    @field_validator("by")
    @classmethod
    def a_name(cls, text: str) -> str:
        return signed_name(" ".join(text.split()))

    @field_validator("on", mode="before")
    @classmethod
    def a_date(cls, value: object) -> object:
        return written_as_date(value)

    @field_validator("on")
    @classmethod
    def after_year(cls, value: datetime.date, info: ValidationInfo) -> datetime.date:
        """A day on which the figures of the year could be known.

        Raises
        ------
        ValueError
            For a day in the future, or before the year is over.
        """
        if value > datetime.date.today():
            raise ValueError(f"{value} is in the future; write the day on which the reason was written")
        year = (info.context or {}).get("folder", "")
        if year.isdigit() and value.year <= int(year):
            raise ValueError(
                f"{value} is before the figures of {year} are complete; write the day on which the reason was written"
            )
        return value

    def is_of(self, text: str) -> bool:
        """True where the finding still reads as it did when the reason was written."""
        return as_read(self.said) == as_read(text)


def as_read(text: str) -> str:
    """A text without what is no part of what it says: spacing, capitals, a full stop, and which dash was typed."""
    return " ".join(text.translate(DASHES).split()).rstrip(".").casefold()


class Reasons(Strict):
    """The reasons of one edition, one for a finding."""

    reasons: tuple[Reason, ...] = ()

    @field_validator("reasons", mode="before")
    @classmethod
    def none_yet(cls, value: object) -> object:
        """No entry below `reasons:` is an empty list."""
        return () if value is None else value

    def of(self, finding: str) -> Reason | None:
        return next((each for each in self.reasons if each.finding == finding), None)


def reasons_path(year: int) -> Path:
    return paths.EDITIONS / str(year) / FILE


def load_reasons(year: int) -> Reasons:
    """The reasons recorded for a year; none where there is no file.

    Raises
    ------
    InputError
        When the file does not pass its checks, or has two reasons for one finding.
    """
    path = reasons_path(year)
    recorded = read_if_there(path, Reasons) or Reasons()
    findings = [each.finding for each in recorded.reasons]
    repeated = [number for number, finding in enumerate(findings) if finding in findings[:number]]
    if repeated:
        remedy = "Keep one of them: a finding has one reason."
        raise InputError(
            [
                Problem(
                    paths.shown(path),
                    f"'{findings[number]}' has a reason already, on line {line_of_reason(path, first)}.",
                    remedy,
                    line_of_reason(path, number),
                )
                for number in repeated
                for first in [findings.index(findings[number])]
            ]
        )
    return recorded


def line_of_reason(path: Path, number: int, field: str = "finding") -> int:
    """The line of a field of a reason, which is counted from 0 in the order of the file."""
    root = parse_yaml(read_text(path), path)[1]
    return place_of(root, ("reasons", number, field))[0]
