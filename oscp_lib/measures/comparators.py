"""Who a partnership's rate is set beside: its county's others, its nearest neighbours, its country, and all the rest.

At most eight are named. They are chosen by where they lie and how alike they are, never by their rates: that would
choose the answer.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from oscp_lib.data.areas import Area, Areas
from oscp_lib.data.gap import Gap
from oscp_lib.data.partnership_file import COMPARATORS as COMPARABLE
from oscp_lib.data.partnership_file import Comparator as Comparable
from oscp_lib.measures import wording
from oscp_lib.measures.country import country_of, counts_of, value_of
from oscp_lib.measures.kept_frames import kept
from oscp_lib.measures.levels import Level, level_of, rates_of
from oscp_lib.measures.nearest_neighbours import NearestNeighbours, nearest_neighbours
from oscp_lib.measures.partnership_residents import Denominators, country_residents, partnership_residents
from oscp_lib.measures.rates import PER
from oscp_lib.measures.within_force import force_of

MOST_NAMED = 8
Role = Literal[
    "this partnership", "same county", "nearest neighbour", "same force", "country", "median", "other partnership"
]  # fmt: skip


@dataclass(frozen=True)
class Comparator:
    """One rate per 1,000 residents beside others.

    `rank` is among all partnerships, 1 the highest; None for the country and for a median. `named` is True for those
    that a picture names. A median has no `code` and no `count`.
    """

    code: str
    name: str
    role: Role
    count: int | None
    rate: float
    rank: int | None
    named: bool


@dataclass(frozen=True)
class Comparison:
    """A partnership's rate of one offence in one year beside those of others.

    Attributes
    ----------
    level
        The partnership's own rate, with its rank.
    beside
        The named ones, the partnership itself among them, then all other partnerships; the highest rate first in each.
    county, neighbours, force
        How many others of its county, how many nearest neighbours outside it, and, for a partnership with neither, how
        many others of its police force have a rate.
    why_no_neighbours
        Why it has no nearest neighbours; empty where it has, or is not compared with them.
    compare
        What the partnership is compared with.
    """

    level: Level
    beside: tuple[Comparator, ...]
    county: int
    neighbours: int
    force: int
    why_no_neighbours: str
    compare: tuple[Comparable, ...] = COMPARABLE

    @property
    def named(self) -> tuple[Comparator, ...]:
        return tuple(each for each in self.beside if each.named)

    def named_as(self, role: Role) -> int:
        """How many of a role are named."""
        return sum(each.role == role for each in self.named)


def comparison(
    code: str, offence: str, year: int, compare: tuple[Comparable, ...] = COMPARABLE
) -> Comparison | Gap:  # fmt: skip
    """A partnership's rate of an offence in a year beside those of others; a gap where it has none.

    Parameters
    ----------
    code
        The official code of the partnership.
    compare
        What the partnership wants to be compared with: nothing else is named.

    Raises
    ------
    InputError
        When no residents of that year or before it are held.
    """
    level = level_of(code, offence, year)
    if isinstance(level, Gap):
        return level
    rates = rates_of(year)[offence].dropna()
    of_county = kept(("county of", code), (), lambda areas: in_county(code, areas)) if "county" in compare else ()
    county = [each for each in of_county if each in rates]
    found = nearest_neighbours(code) if "neighbours" in compare else None
    near = [each.code for each in found.partnerships] if isinstance(found, NearestNeighbours) else []
    near = [each for each in near if each in rates and each not in county]
    # Wales has no counties and no neighbours: its partnerships stand beside those of their force.
    of_force = kept(("force", code), (), lambda areas: force_of(code, areas))[1] if "force" in compare else ()
    force = [] if county or near else [each for each in of_force if each in rates]
    roles = (
        dict.fromkeys(force, "same force")
        | dict.fromkeys(near, "nearest neighbour")
        | dict.fromkeys(county, "same county")
        | {code: "this partnership"}
    )
    # The nearest are the most alike. Of a county or force of many, those where most people live.
    chosen = {code, *[*by_residents(county or force, level.denominators), *near][:MOST_NAMED]}
    beside = [*partnerships(rates, counts_of(year).partnerships[offence], roles, chosen)]
    if "england_and_wales" in compare:
        beside.append(of_country(code, offence, level, rates))
    beside.sort(key=lambda each: (not each.named, -each.rate, each.name))
    why = found.why if isinstance(found, Gap) else ""
    return Comparison(level, tuple(beside), len(county), len(near), len(force), why, compare)


def by_residents(codes: Sequence[str], people: Denominators) -> list[str]:
    """The codes of some partnerships, those where most people live first; residents may be estimated."""
    return list(people.values.reindex(codes).sort_values(ascending=False, kind="stable").index)


def named_beside(code: str, in_county: Sequence[str], year: int) -> list[str]:
    """Which others of a county a picture names: at most eight, those where most people live.

    Parameters
    ----------
    in_county
        The codes of the county's partnerships, the partnership's own among them.
    """
    others = [each for each in in_county if each != code]
    return by_residents(others, partnership_residents(year))[:MOST_NAMED]


def in_county(code: str, areas: Areas) -> tuple[str, ...]:
    """The codes of the other partnerships of a partnership's county."""
    counties: tuple[Area, ...] = areas.within(code, "county")
    members = [each.code for county in counties for each in areas.members(county.code, "partnership")]
    return tuple(each for each in dict.fromkeys(members) if each != code)


def partnerships(
    rates: pd.Series, counts: pd.Series, roles: dict[str, Role], chosen: set[str]
) -> Iterator[Comparator]:  # fmt: skip
    ranks = rates.rank(method="min", ascending=False).astype(int)
    names = kept(("names of partnerships",), (), lambda areas: {a.code: a.called for a in areas.of_kind("partnership")})
    for code, rate in rates.items():
        role = roles.get(code, "other partnership")
        yield Comparator(
            code, names.get(code, code), role, int(counts[code]), float(rate), int(ranks[code]), code in chosen
        )


def of_country(code: str, offence: str, level: Level, rates: pd.Series) -> Comparator:
    """The published total of the country over its residents; where either is missing, the median of all partnerships.

    The total holds what no partnership does, such as the offences that the British Transport Police recorded.
    """
    country = country_of(code)
    if country:
        count = value_of(counts_of(level.year).others, country.code, offence)
        people = country_residents(country.code, level.denominators.of)
        if not np.isnan(count) and people > 0:
            return Comparator(country.code, country.name, "country", int(count), PER * count / people, None, True)
    return Comparator("", f"Median of {len(rates)} partnerships", "median", None, float(rates.median()), None, True)


def named_sentence(found: Comparison) -> str:
    """Which others are named, how they were chosen, and why there are no more of a kind."""
    told = [
        of_many(found.named_as("same county"), found.county, "of its county"),
        of_many(found.named_as("same force"), found.force, "of its police force"),
    ]
    near = found.named_as("nearest neighbour")
    if near:
        number, plural = wording.count_in_words(near), "" if near == 1 else "s"
        where = f" (the most alike of {found.neighbours}; rings)" if near < found.neighbours else " (rings)"
        told.append(f"{number} nearest neighbour{plural}{where}")
    told = list(filter(None, told))
    sentence = f"Named, whatever their rates: {wording.listed(told)}." if told else "No other partnership is named."
    lone = "county" in found.compare and not found.county
    lacking = ["It is in no county with other partnerships."] if lone else []
    return " ".join(filter(None, [sentence, *lacking, found.why_no_neighbours]))


def of_many(named: int, there: int, where: str) -> str:
    """'the four other partnerships of its county (dots)'; of many, those where most people live; '' for none."""
    if named == 0:
        return ""
    if named == there:
        number = "one" if named == 1 else wording.count_in_words(named)
        return f"the {number} other partnership{'' if named == 1 else 's'} {where} (dots)"
    return f"the {wording.count_in_words(named)} with most residents of the {there} other partnerships {where} (dots)"


def country_note(found: Comparison) -> str:
    """What the diamond of a picture stands for; empty where it has none."""
    whole = next((each for each in found.named if each.role in ("country", "median")), None)
    if whole is None:
        return ""
    if whole.role == "country":
        return f"{whole.name} (diamond) is its published total over its residents."
    return f"The diamond is the rate in the middle: no published total of the country is held for {found.level.year}."
