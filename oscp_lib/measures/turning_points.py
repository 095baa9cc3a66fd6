"""Where a yearly count turned, and which of several counts moved most over the years that compare."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import log

import pandas as pd

from oscp_lib.measures import wording
from oscp_lib.measures.count_change import WhatACountDid, size, what_a_count_did


@dataclass(frozen=True)
class Course:
    """The way of one yearly count.

    Attributes
    ----------
    said
        What it did between its ends, such as 'rose every year' or 'lowest in 2022'; empty where nothing can be said.
    turn
        The year in which it turned; None where it did not, or where too few years compare.
    did
        What the latest count did since the first year that compares with it; None where none does.
    """

    said: str
    turn: int | None
    did: WhatACountDid | None


def course_of(line: pd.Series, cuts: Iterable[int] = ()) -> Course:
    """The course of a count, by year.

    It turned where a year between the ends is above both its neighbours or below both; of several turns that which lies
    furthest from the straight line between the ends counts. A year that is missing, or that does not compare with the
    one before, ends what can be said: only the last stretch has a course.

    Parameters
    ----------
    line
        The counts by year, ascending; NaN where one is missing or withheld.
    cuts
        The years that do not compare with the one before.
    """
    known = last_stretch(line, frozenset(cuts))
    if len(known) < 2:
        return Course("", None, None)
    did = what_a_count_did(known.iloc[0], known.iloc[-1], (int(known.index[0]), int(known.index[-1])))
    steps = known.diff().dropna()
    if len(steps) < 2:
        return Course("", None, did)
    if (steps > 0).all() or (steps < 0).all():
        return Course(f"{'rose' if steps.iloc[0] > 0 else 'fell'} every year", None, did)
    turns = [
        year
        for year, before, after in zip(steps.index[:-1], steps.iloc[:-1], steps.iloc[1:], strict=True)
        if before * after < 0
    ]
    if not turns:
        return Course("", None, did)
    turn = max(turns, key=lambda year: abs(known[year] - between_ends(known, year)))
    word = {known.max(): "highest", known.min(): "lowest"}.get(known[turn])
    said = f"{word} in {turn}" if word else ups_and_downs(steps.iloc[0], len(turns))
    return Course(said, int(turn), did)


def ups_and_downs(first_step: float, turns: int) -> str:
    """What a count did of which no turn is the highest or the lowest: its ends lie further out."""
    if turns > 2:
        return "went up and down"
    first, then = ("rose", "fell") if first_step > 0 else ("fell", "rose")
    return f"{first}, {then}, {first} again"


def last_stretch(line: pd.Series, cuts: frozenset[int]) -> pd.Series:
    """The last years of a line that may be joined."""
    missing = [year for year in line.index if pd.isna(line[year])]
    if line.empty or line.index[-1] in missing:
        return line.iloc[:0]
    starts = [year for year in line.index if year in cuts or (year - 1) in missing or (year - 1) not in line.index]
    return line.loc[starts[-1] :]


def between_ends(line: pd.Series, year: int) -> float:
    """The height of the straight line between the ends in a year."""
    first, last = line.index[0], line.index[-1]
    return float(line[first] + (line[last] - line[first]) * (year - first) / (last - first))


def moved_most(courses: dict[str, Course]) -> tuple[str, WhatACountDid] | None:
    """Of counts that rose or fell by more than chance the one that moved furthest by its ratio; None where none did."""
    moved = {name: each.did for name, each in courses.items() if each.did and each.did.verb in ("rose", "fell")}
    if not moved:
        return None
    name = max(moved, key=lambda each: abs(log(moved[each].ratio.value)))
    return name, moved[name]


def course_title(courses: dict[str, Course], longest: int) -> str:
    """The message of several courses in at most `longest` words: the counts go first where a name is long."""
    found = moved_most(courses)
    if found:
        name, did = found
        change = f"{name} {did.verb} by {size(did.per_cent)} since {did.years[0]}"
        whole = f"{change}, from {did.before:,} to {did.now:,}"
        return whole if len(whole.split()) <= longest else change
    compared = {name: each.did.years[0] for name, each in courses.items() if each.did}
    if not compared:
        return "Recorded offences by kind, year by year"
    # A line that is cut is compared from its last cut on.
    since = f" since {min(compared.values())}" if len({*compared.values()}) == 1 else ""
    if len(compared) == 1:
        return f"{next(iter(compared))}: no rise or fall beyond chance{since}"
    which = "Neither kind" if len(compared) == 2 else f"None of the {wording.count_in_words(len(compared))} kinds"
    whole = f"{which} rose or fell by more than chance would give{since}"
    return whole if len(whole.split()) <= longest else whole.removesuffix(since)
