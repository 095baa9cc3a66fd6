"""The terms of a partnership's own, `glossary.yml` in its folder: what its glossary explains beside the shared ones."""

import re
from dataclasses import dataclass

from pydantic import field_validator

from oscp_lib import paths
from oscp_lib.data.plan_items import SpelledOut
from oscp_lib.data.yaml_files import Strict, line_with, read_if_there
from oscp_lib.errors import InputError, Problem

# 'Yearly Study of Crime (YSC)'
NAMED = re.compile(r"(?P<name>[^()]+?)(?:\s*\((?P<other>[^()]+)\))?")


@dataclass(frozen=True)
class Term:
    """A term under each of its names, and what it means in the partnership's book."""

    names: tuple[str, ...]
    means: str


class OwnTerms(Strict):
    """`glossary.yml`: the explanation of each term; another name of it follows in round brackets.

    `spelled_out` are words of theirs that look like a figure of the book and are none.
    """

    terms: dict[str, str]
    spelled_out: tuple[SpelledOut, ...] = ()

    @field_validator("terms")
    @classmethod
    def named(cls, terms: dict[str, str]) -> dict[str, str]:
        for name in terms:
            if not NAMED.fullmatch(name):
                raise ValueError(f"'{name}' is not a term; write it alone, or with one other name in round brackets")
        return terms


def read_own_terms() -> OwnTerms | None:
    """The file as it stands, or None where there is none."""
    return read_if_there(paths.OWN_TERMS, OwnTerms)


def own_terms() -> tuple[Term, ...]:
    """The terms of the partnership's own, in the order of its file; none where it has no such file.

    Raises
    ------
    InputError
        When the file does not pass its checks, or gives one name to two terms.
    """
    held = read_own_terms()
    found: dict[str, str] = {}
    terms = []
    for written, means in (held.terms if held else {}).items():
        names = tuple(filter(None, NAMED.fullmatch(written).groups()))
        for name in names:
            if name.casefold() in found:
                said = f"The term '{name}' appears twice."
                where = line_with(paths.OWN_TERMS, written)
                raise InputError(Problem(paths.shown(paths.OWN_TERMS), said, "Delete one of the two.", where))
            found[name.casefold()] = written
        terms.append(Term(names, " ".join(means.split())))
    return tuple(terms)
