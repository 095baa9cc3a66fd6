"""On which offences a partnership stands out: in level and in change, among all partnerships, and what moved its total.

Only offences of the family of tests are asked, so that none counts twice, and only those with counts that a percentage
can be made of.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from oscp_lib.data.gap import Gap
from oscp_lib.measures.count_change import COUNTS_ALONE_BELOW, WhatACountDid, what_a_count_did
from oscp_lib.measures.country import RankOfChange, Years, counts_of, rank_of_change, value_of
from oscp_lib.measures.levels import Level, level_of
from oscp_lib.measures.unusual import family

FAR = 0.1  # a place in the first tenth of all partnerships stands out
NEAR = 0.25  # where none does, one in the first quarter is named
# What some counts measure besides offending: what the police look for, and what victims report.
POLICE_WORK = ("Drug offences", "Possession of weapons offences")
REPORTING = ("Sexual offences",)

Each = TypeVar("Each")


@dataclass(frozen=True)
class Movement:
    """What the count of one offence did, and its place among all partnerships."""

    offence: str
    did: WhatACountDid
    rank: RankOfChange

    @property
    def difference(self) -> int:
        """How many more offences, or fewer where below zero."""
        return self.did.now - self.did.before

    @property
    def place(self) -> float:
        """The share of partnerships that moved further the same way: the nearer to none, the further it moved."""
        return (self.rank.higher if self.did.verb == "rose" else self.rank.lower) / self.rank.compared


def movements(code: str, years: Years) -> list[Movement]:
    """The offences of a partnership that rose or fell between two years, the furthest among all partnerships first."""
    found = []
    for offence in family():
        counts = [value_of(counts_of(year).partnerships, code, offence) for year in years]
        did, rank = what_a_count_did(*counts, years), rank_of_change(code, offence, years)
        if did.verb in ("rose", "fell") and not isinstance(rank, Gap):
            found.append(Movement(offence, did, rank))
    return sorted(found, key=lambda each: each.place)


def furthest(found: list[Movement], verb: str, most: int) -> list[Movement]:
    """Those that rose (or fell) further than in nine of ten partnerships, at most so many.

    Else the furthest, if it went further than in three of four.
    """
    beyond = [each for each in found if each.did.verb == verb and each.place < NEAR]
    return far_or_first(beyond, lambda each: each.place, most)


def levels_of(code: str, year: int) -> list[Level]:
    """The rates of a partnership that have a rank, the highest among all partnerships first."""
    found = [level_of(code, offence, year) for offence in family()]
    with_rank = [each for each in found if not isinstance(each, Gap) and each.count >= COUNTS_ALONE_BELOW]
    return sorted(with_rank, key=from_above)


def highest(found: list[Level], most: int) -> list[Level]:
    """The rates higher than in nine of ten partnerships, at most so many; else the highest of the first quarter."""
    return far_or_first([each for each in found if from_above(each) < NEAR], from_above, most)


def lowest(found: list[Level], most: int) -> list[Level]:
    """The rates lower than in nine of ten partnerships, at most so many; else the lowest of the last quarter."""
    return far_or_first([each for each in found[::-1] if from_below(each) < NEAR], from_below, most)


def from_above(level: Level) -> float:
    """The share of partnerships with a higher rate."""
    return (level.rank - 1) / level.compared


def from_below(level: Level) -> float:
    """The share of partnerships with a lower rate."""
    return 1 - level.rank / level.compared


def far_or_first(found: list[Each], place: Callable[[Each], float], most: int) -> list[Each]:
    return [each for each in found if place(each) < FAR][:most] or found[:1]


def driver(found: list[Movement], total: WhatACountDid) -> Movement | None:
    """The offence whose count moved most in the direction of the total; None where none moved that way."""
    if total.now is None or total.before is None:
        return None
    way = 1 if total.now >= total.before else -1
    along = [each for each in found if each.difference * way > 0]
    return max(along, key=lambda each: abs(each.difference), default=None)
