"""How high a partnership's rate is: its rank among all partnerships, and beside its nearest neighbours."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from oscp_lib import paths
from oscp_lib.data.areas import Area
from oscp_lib.data.exceptions import load_exceptions
from oscp_lib.data.gap import Gap
from oscp_lib.measures import wording
from oscp_lib.measures.count_change import COUNTS_ALONE_BELOW
from oscp_lib.measures.country import TABLE, counts_of, value_of
from oscp_lib.measures.kept_frames import kept
from oscp_lib.measures.nearest_neighbours import nearest_neighbours
from oscp_lib.measures.partnership_residents import (
    HOUSEHOLDS,
    OF_RATES,
    RESIDENTS,
    Denominators,
    partnership_households,
    partnership_residents,
)
from oscp_lib.measures.rates import PER, Interval, rate_per_1000

LOWEST = 0.1  # ranks in this part are counted from below
PER_HOUSEHOLD_TOO = "Residential burglary"  # as ONS gives it: the homes there are decide how many can be entered


@dataclass(frozen=True)
class AmongNeighbours:
    """A rate beside those of the nearest neighbours.

    `median` is theirs, per 1,000; `rank` is the partnership's own among them and itself, 1 the highest, `of` how many.
    """

    median: float
    rank: int
    of: int
    partnerships: tuple[Area, ...]


@dataclass(frozen=True)
class Level:
    """A rate of a year, and where it stands among those of all partnerships.

    Attributes
    ----------
    count
        The recorded offences.
    rate
        For every 1,000 residents or households, with its 95% interval.
    rank, compared
        1 is the highest; how many partnerships have a rate, itself included. Equal rates share the higher rank.
    median
        The rate in the middle of all partnerships.
    neighbours
        Beside the nearest neighbours, or why it has none.
    """

    offence: str
    year: int
    count: int
    rate: Interval
    denominators: Denominators
    estimated: bool
    rank: int
    compared: int
    median: float
    neighbours: AmongNeighbours | Gap


def rates_of(year: int, unit: str = RESIDENTS) -> pd.DataFrame:
    """Offences for every 1,000 residents (or households): a row a partnership, a column an offence.

    Partnerships whose rates their publisher does not give are left out; a missing count is NaN.
    """
    key = ("rates", year, unit, paths.state(paths.EXCEPTIONS))
    tables = (TABLE, HOUSEHOLDS) if unit == HOUSEHOLDS else (TABLE, RESIDENTS, OF_RATES)
    return kept(key, tables, lambda _: rates_over(counts_of(year).partnerships, denominators(year, unit).values))


def denominators(year: int, unit: str = RESIDENTS) -> Denominators:
    return partnership_households(year) if unit == HOUSEHOLDS else partnership_residents(year)


def rates_over(counts: pd.DataFrame, over: pd.Series) -> pd.DataFrame:
    """The counts of partnerships for every 1,000 of what they are over, of those whose rates the publisher gives."""
    without = [each.code for each in load_exceptions().without_rates]
    there = counts.index.difference(without)
    return PER * counts.loc[there].div(over.reindex(there), axis=0)


def rank_among(rates: pd.Series, code: str) -> tuple[int, int]:
    """The rank of one of several rates, 1 the highest, and how many there are; equal ones share the higher rank."""
    values = rates.to_numpy()
    return int((values > rates[code]).sum()) + 1, int(np.count_nonzero(~np.isnan(values)))


def level_of(code: str, offence: str, year: int, unit: str = RESIDENTS) -> Level | Gap:
    """How high a partnership's rate of an offence is; a gap that says why there is no rate.

    Parameters
    ----------
    code
        The official code of the partnership.
    unit
        `residents`, or `households` (of homes, for residential burglary).

    Raises
    ------
    InputError
        When no residents or households of that year or before it are held.
    """
    what = f"rate of {wording.inside(offence)} in {year}"
    if why := next((each.why for each in load_exceptions().without_rates if each.code == code), ""):
        return Gap(what, why)
    count = value_of(counts_of(year).partnerships, code, offence)
    if np.isnan(count):
        return Gap(what, f"There is no figure of the partnership for {year}.")
    used = denominators(year, unit)
    over = float(used.values.get(code, np.nan))
    if np.isnan(over):
        return Gap(what, f"No {used.unit} of the partnership are published.")
    rates = rates_of(year, unit)[offence]
    rank, compared = rank_among(rates, code)
    return Level(
        offence=offence,
        year=year,
        count=int(count),
        rate=rate_per_1000(count, over, unit),
        denominators=used,
        estimated=code in used.estimated,
        rank=rank,
        compared=compared,
        median=float(rates.median()),
        neighbours=among_neighbours(code, rates, what),
    )


def among_neighbours(code: str, rates: pd.Series, what: str) -> AmongNeighbours | Gap:
    """The rate beside those of the nearest neighbours that have one."""
    found = nearest_neighbours(code)
    if isinstance(found, Gap):
        return found
    known = tuple(each for each in found.partnerships if not np.isnan(rates.get(each.code, np.nan)))
    if not known:
        return Gap(f"{what} beside nearest neighbours", "None of the nearest neighbours has a rate.")
    theirs = rates[[each.code for each in known]]
    rank, of = rank_among(rates[[code, *theirs.index]], code)
    return AmongNeighbours(float(theirs.median()), rank, of, known)


def level_sentence(level: Level, name: str) -> str:
    """How high the rate is: 'The rate of bicycle theft was 7.5 for every 1,000 residents, the 2nd highest of 313 ...'

    `name` is the offence as it stands within a sentence.
    """
    if level.count < COUNTS_ALONE_BELOW:
        counted = wording.with_unit(level.count, "offences")
        return f"{wording.to_begin(name)}: {counted} in {level.year}, too few for a rank."
    unit = level.denominators.unit
    over = f"{unit} (estimated: it shares a district with others)" if level.estimated else unit
    rate = f"{wording.decimal(level.rate.value)} for every 1,000 {over}"
    rank = rank_in_words(level.rank, level.compared)
    return f"The rate of {name} was {rate}, {rank} of {level.compared} partnerships."


def neighbours_sentence(found: AmongNeighbours) -> str:
    """The median of the nearest neighbours, and the rank among them."""
    number = len(found.partnerships)
    if number == 1:
        return f"That of its one nearest neighbour was {wording.decimal(found.median)}."
    among = f"among these {found.of} it was {rank_in_words(found.rank, found.of)}"
    return f"The median of its {number} nearest neighbours was {wording.decimal(found.median)}; {among}."


def rank_in_words(rank: int, of: int) -> str:
    """1 -> 'the highest', 182 -> 'the 182nd highest'; in the lowest tenth from below: 313 of 313 -> 'the lowest'."""
    if of == 1:
        return "the only one"
    from_below = of - rank + 1
    place, end = (from_below, "lowest") if from_below <= max(1, of * LOWEST) else (rank, "highest")
    return f"the {end}" if place == 1 else f"the {wording.ordinal(place)} {end}"
