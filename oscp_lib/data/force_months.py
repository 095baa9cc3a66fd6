"""What a force's month of street-level crime holds, and whether the month seems complete.

A force may supply part of a month, or a month whose types are mixed up, and the file looks like any other. What is left
to tell by are the months beside it. How the limits were measured: docs/decisions/0084-neighbouring-months.md.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import NamedTuple

from oscp_lib import paths
from oscp_lib.data import provenance
from oscp_lib.data.package import Table, tables
from oscp_lib.data.partnership import load_partnership
from oscp_lib.data.periods import how_to_confirm, is_confirmed
from oscp_lib.data.rows import read_table
from oscp_lib.errors import Problem

KIND = "police-uk"
ANTISOCIAL = "Anti-social behaviour"
DISORDER_TABLE = "antisocial_behaviour_police_uk"

WINDOW = 12  # months to each side that a month is compared with
NEAREST = 2  # of them, to each side, that it is compared with once more: a level may shift within a year
TOTAL_TIMES = 1.4  # honest totals of a force lay within 0.79 and 1.25 of both medians
TYPE_TIMES = 2.0
# By how many times the chance of a count a type must be off; a type that is off threefold needs fewer.
CHANCE, FEWER_CHANCE, MANY_TIMES = 7.0, 5.0, 3.0
USUAL = 20  # rows of a type that a month beside it must have before its absence says anything
MOST_NAMED = 3
ALL_TYPES = "all types"

Counts = dict[str, int]


@dataclass(frozen=True)
class ForceMonth:
    """Rows by type in the districts and, where the file was of the whole force, in all of it.

    `whole` is false where some types alone are known.
    """

    districts: Counts
    force: Counts | None = None
    whole: bool = True

    def of(self, scope: str) -> Counts | None:
        return self.force if scope == "force" else self.districts

    @property
    def rows(self) -> int:
        """All rows of the widest area that is known."""
        return sum((self.force or self.districts).values())


class Confirmable(NamedTuple):
    """A month as an entry of `confirmed` names it."""

    period_start: date
    area: str
    category: str
    value: int


def number_of(month: str) -> int:
    """Months since the year 0 of a month given as YYYY-MM."""
    return 12 * int(month[:4]) + int(month[5:]) - 1


def month_of(number: int) -> str:
    return f"{number // 12}-{number % 12 + 1:02d}"


def in_words(month: str) -> str:
    """'2024-05' -> 'May 2024'."""
    return f"{start_of(month):%B %Y}"


def start_of(month: str) -> date:
    return date(int(month[:4]), int(month[5:]), 1)


def held_months(record: dict[str, dict], held: dict[str, int | None]) -> dict[str, ForceMonth]:
    """What is known of each month held.

    Parameters
    ----------
    record
        Months of the record of files, as `provenance.read_months` gives them.
    held
        The months that a table has rows of, with their anti-social behaviour in the districts where that is known: of
        a month that the record does not describe it is all there is.
    """
    known = {}
    for month, count in sorted(held.items()):
        if "districts" in record.get(month, {}):
            known[month] = ForceMonth(record[month]["districts"], record[month].get("force"))
        elif count is not None:
            known[month] = ForceMonth({ANTISOCIAL: count}, whole=False)
    return known


def months_of_table() -> dict[str, int | None]:
    """Anti-social behaviour of each month held; nothing where the project has no such table."""
    if DISORDER_TABLE not in tables():
        return {}
    frame = read_table(DISORDER_TABLE)
    return frame.groupby(frame["period_start"].dt.strftime("%Y-%m"))["value"].sum().astype(int).to_dict()


def doubts(months: dict[str, ForceMonth]) -> dict[str, list[str]]:
    """For each month that seems incomplete, how it differs from the months around it."""
    lacking = {month: found for month in months if (found := absent_types(month, months))}
    # A month that lacks types is no measure for the others.
    good = {month: found for month, found in months.items() if month not in lacking}
    found = {
        month: [*far_totals(month, months[month], good), *far_types(month, months[month], good)] for month in months
    }
    for month, kinds in lacking.items():
        found[month].append(f"no row is of {listed(kinds)}, which months around it have")
    return {month: said for month, said in found.items() if said}


def beside(month: str, months: dict[str, ForceMonth]) -> list[str]:
    """The months within a year of one, without itself."""
    return [each for each in months if each != month and abs(number_of(each) - number_of(month)) <= WINDOW]


def absent_types(month: str, months: dict[str, ForceMonth]) -> list[str]:
    """Types that a month lacks and months beside it have."""
    if not months[month].whole:
        return []
    scope, others = scope_of_types(month, months[month], months)
    there = months[month].of(scope)
    usual: dict[str, list[int]] = {}
    for each in others:
        for kind, count in months[each].of(scope).items():
            usual.setdefault(kind, []).append(count)
    # One month may have many by chance: the second most says what is usual.
    return sorted(
        kind for kind, counts in usual.items()
        if not there.get(kind) and sorted([*counts, 0] if len(others) > 1 else counts)[-2:][0] >= USUAL
    )  # fmt: skip


def scope_of_types(month: str, own: ForceMonth, months: dict[str, ForceMonth]) -> tuple[str, list[str]]:
    """Whether types are compared over the whole force, where enough months beside it know it, or over the districts."""
    others = beside(month, months)
    forces = [each for each in others if months[each].force is not None]
    return ("force", forces) if own.force is not None and len(forces) >= NEAREST else ("districts", others)


def usual_of(month: str, counts: dict[str, int]) -> tuple[float, float] | None:
    """The median of the nearest months' counts, and of all of them."""
    if not counts:
        return None
    before = sorted(each for each in counts if each < month)[-NEAREST:]
    after = sorted(each for each in counts if each > month)[:NEAREST]
    return median(counts[each] for each in [*before, *after]), median(counts.values())


def far_totals(month: str, own: ForceMonth, months: dict[str, ForceMonth]) -> Iterator[str]:
    """Where the rows of all types are far from those of the months beside it."""
    for scope in ("force", "districts") if own.whole else ():
        known = own.of(scope)
        counts = {
            each: sum(months[each].of(scope).values())
            for each in beside(month, months)
            if months[each].whole and months[each].of(scope) is not None
        }
        usual = usual_of(month, counts) if known is not None else None
        if usual and stands_apart(sum(known.values()), usual, TOTAL_TIMES):
            where = "of the force" if scope == "force" else "in the districts"
            yield f"{sum(known.values()):,} rows {where}, where about {usual[0]:,.0f} are usual"
            return


def far_types(month: str, own: ForceMonth, months: dict[str, ForceMonth]) -> list[str]:
    """The types of the month whose number of rows is far from that of the months around it."""
    scope, others = scope_of_types(month, own, months)
    found = []
    for kind, count in sorted(own.of(scope).items()):
        counts = {each: months[each].of(scope).get(kind, 0) for each in others if knows(months[each], kind)}
        usual = usual_of(month, counts)
        if usual and count and stands_apart(count, usual, TYPE_TIMES):
            found.append(f"{kind}: {count:,}, where about {usual[0]:,.0f} are usual")
    more = f", and {len(found) - MOST_NAMED} types more" if len(found) > MOST_NAMED else ""
    return ["; ".join(found[:MOST_NAMED]) + more] if found else []


def knows(month: ForceMonth, kind: str) -> bool:
    return month.whole or kind in month.districts


def stands_apart(count: float, usual: tuple[float, float], times: float) -> bool:
    """True where a count is so many times more, or fewer, than both medians, and by more than chance."""
    low, high = min(usual), max(usual)
    reference = high if count > high else low
    ratio = max(count, reference) / max(min(count, reference), 1)
    if low <= count <= high or ratio < times:
        return False
    chance = abs(count - reference) / math.sqrt(max(count, reference) + 1)
    return chance >= CHANCE or (ratio >= MANY_TIMES and chance >= FEWER_CHANCE)


def listed(kinds: list[str]) -> str:
    """The first few by name, the others counted."""
    more = f" and {len(kinds) - MOST_NAMED} types more" if len(kinds) > MOST_NAMED else ""
    return ", ".join(kinds[:MOST_NAMED]) + more


def doubt_problems(months: dict[str, ForceMonth], table: Table, force: str) -> dict[str, Problem]:
    """A warning for each month in doubt that nobody has confirmed."""
    problems = {}
    for month, said in doubts(months).items():
        entry = Confirmable(start_of(month), force, ALL_TYPES, months[month].rows)
        if not is_confirmed(table, entry):
            found = f"The month {in_words(month)} of {force} seems incomplete or wrong: {'; '.join(said)}."
            remedy = (
                "Download the month again from https://data.police.uk/data/, where a later release may hold all of it. "
                f"If it is right, {how_to_confirm(entry)}"
            )
            shown = paths.shown(paths.DATA / table.path)
            problems[month] = Problem(shown, found, remedy, severity="warning")
    return problems


def doubted(held: dict[str, int | None]) -> dict[str, Problem]:
    """The doubted among the months that a table holds (see `held_months`), by YYYY-MM, but those somebody confirmed."""
    if not held or DISORDER_TABLE not in tables():
        return {}
    months = held_months(provenance.read_months(KIND), held)
    return doubt_problems(months, tables()[DISORDER_TABLE], load_partnership().force_name)


def not_submitted(held: Iterable[str]) -> dict[str, str]:
    """Months that are not held, each with a download that has other forces' files of it and none of this force."""
    record = provenance.read_months(KIND)
    return {
        month: record[month]["absent_from"] for month in sorted(record.keys() - set(held))
        if "absent_from" in record[month]
    }  # fmt: skip


def month_problems() -> list[Problem]:
    """Warnings for months held that seem incomplete, and for months that the force did not submit."""
    held, force = months_of_table(), load_partnership().force_name
    problems = list(doubted(held).values())
    for month, download in not_submitted(held).items():
        found = f"{download} has files of other forces for {in_words(month)}, and none of {force}."
        remedy = "The force did not submit the month: look for it in a later release. Until then it is a gap."
        problems.append(Problem(paths.shown(paths.PROVENANCE), found, remedy, severity="warning"))
    return problems


def gaps_between(months: Iterable[str]) -> list[str]:
    """The months that are not there, each between two that are."""
    there = sorted(set(months))
    numbers = range(number_of(there[0]), number_of(there[-1])) if there else ()
    return [month for month in map(month_of, numbers) if month not in there]


def spans_in_words(months: list[str]) -> str:
    """['2024-05', '2024-06', '2025-07'] -> 'May 2024 to June 2024, July 2025'."""
    runs: list[list[str]] = []
    for month in sorted(months):
        if runs and number_of(month) == number_of(runs[-1][-1]) + 1:
            runs[-1].append(month)
        else:
            runs.append([month])
    return ", ".join(
        in_words(run[0]) if len(run) == 1 else f"{in_words(run[0])} to {in_words(run[-1])}" for run in runs
    )
