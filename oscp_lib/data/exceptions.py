"""Years and areas that a comparison must name or leave out: `data/national/exceptions.yml`."""

from collections.abc import Iterable

from pydantic import Field

from oscp_lib import paths
from oscp_lib.data.yaml_files import Strict, read_model


class UnusualYear(Strict):
    """A year that was not like others: `short` completes 'it was ...'."""

    year: int
    short: str
    what: str
    evidence: str


class AreaWithoutRates(Strict):
    """An area whose rates its publisher does not give, by its official code."""

    code: str = Field(pattern=r"^[A-Z]\d{8}$")
    why: str
    evidence: str


class Exceptions(Strict):
    """Everything in the file; either list may be empty."""

    years: tuple[UnusualYear, ...]
    without_rates: tuple[AreaWithoutRates, ...]


def load_exceptions() -> Exceptions:
    """The years and areas of the file.

    Raises
    ------
    InputError
        When the file is missing, or does not pass its checks.
    """
    return read_model(paths.EXCEPTIONS, Exceptions)


def year_notes(years: Iterable[int]) -> tuple[str, ...]:
    """A sentence for each of some years that was not like others, such as '2021 was a year with lockdowns.'"""
    asked = set(years)
    return tuple(f"{each.year} was {each.short}." for each in load_exceptions().years if each.year in asked)
