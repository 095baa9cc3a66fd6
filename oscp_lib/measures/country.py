"""What recorded crime did in the country and in all its partnerships between two years.

Partnerships are compared where both years have a row of their own for them. A year's table may have one row for several
of them, under the code of their district: such rows are in no rank.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from oscp_lib.data.areas import Area, Areas
from oscp_lib.data.gap import Gap
from oscp_lib.data.national import read_national
from oscp_lib.data.national_package import national_table
from oscp_lib.data.unplaced import ALL
from oscp_lib.measures import wording
from oscp_lib.measures.count_change import (
    WhatACountDid,
    earlier,
    is_plural,
    signed,
    size,
    what_a_count_did,
)
from oscp_lib.measures.kept_frames import kept

TABLE = "recorded_crime"
Years = tuple[int, int]


@dataclass(frozen=True, eq=False)
class CountsOfYear:
    """The counts of one calendar year: a row an area, a column an offence, in the table's order; no value is NaN.

    `placed_nowhere` are those of a force that are in no partnership of it.
    """

    partnerships: pd.DataFrame
    others: pd.DataFrame
    placed_nowhere: pd.DataFrame


@dataclass(frozen=True)
class NotCompared:
    """How many partnerships of the later year are in no rank, and why.

    Attributes
    ----------
    without_row
        The earlier year has no row of their own for them.
    without_figure
        One of the years has a row for them and no value.
    none_before
        The earlier count is not above zero, so that there is no ratio; or the later is below zero.
    """

    without_row: int
    without_figure: int
    none_before: int


@dataclass(frozen=True)
class RankOfChange:
    """Where the ratio of a partnership's two counts stands among those of all partnerships.

    `higher`, `lower` and `level` count the others whose ratio is above it, below it or the same; `rose` and `fell`
    count those of all whose count did. `compared` includes the partnership itself.
    """

    ratio: float
    higher: int
    lower: int
    level: int
    rose: int
    fell: int
    compared: int
    not_compared: NotCompared


def counts_of(year: int) -> CountsOfYear:
    """The counts of a calendar year; frames without rows where none are held."""
    return kept(("counts", year), (TABLE,), lambda areas: read_counts(year, areas))


def read_counts(year: int, areas: Areas) -> CountsOfYear:
    offences = list(national_table(TABLE).ordered["offence"])
    columns = ["area_code", "part", "offence", "value"]
    held = read_national(TABLE, columns=columns, period_start=date(year, 1, 1), period_end=date(year, 12, 31))
    held["value"] = held["value"].astype("float64")
    whole = held["part"] == ALL
    by_area = held[whole].pivot(index="area_code", columns="offence", values="value").reindex(columns=offences)
    elsewhere = held[~whole].pivot_table(index="area_code", columns="offence", values="value", aggfunc="sum")
    partnership = np.array([is_kind(areas, code, "partnership") for code in by_area.index], dtype=bool)
    return CountsOfYear(by_area[partnership], by_area[~partnership], elsewhere.reindex(columns=offences))


def is_kind(areas: Areas, code: str, kind: str) -> bool:
    area = areas.area(code)
    return area is not None and area.kind == kind


def ratios(years: Years) -> pd.DataFrame:
    """The later count over the earlier: a row for each partnership of the later year, a column for each offence.

    It is NaN where a count is missing, the earlier is not above zero or the later is below zero.
    """
    return kept(("ratios", years), (TABLE,), lambda _: ratios_between(*both(years)))


def both(years: Years) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The counts of two years, earlier first, of the partnerships of the later."""
    now = counts_of(years[1]).partnerships
    return counts_of(years[0]).partnerships.reindex(now.index), now


def ratios_between(before: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    return (now / before).where((before > 0) & (now >= 0))


def rank_of_change(code: str, offence: str, years: Years) -> RankOfChange | Gap:
    """Where a partnership's change stands among those of all partnerships; a gap where it has no ratio.

    Parameters
    ----------
    code
        The official code of the partnership.
    """
    of_all = ratios(years).get(offence, pd.Series(dtype=float))
    own = of_all.get(code, np.nan)
    if np.isnan(own):
        return no_ratio(code, offence, years)
    everybody = of_all.to_numpy()
    return RankOfChange(
        ratio=float(own),
        higher=int((everybody > own).sum()),
        lower=int((everybody < own).sum()),
        level=int((everybody == own).sum()) - 1,
        rose=int((of_all > 1).sum()),
        fell=int((of_all < 1).sum()),
        compared=int(of_all.notna().sum()),
        not_compared=kept(("not compared", years), (TABLE,), lambda _: not_compared(years))[offence],
    )


def no_ratio(code: str, offence: str, years: Years) -> Gap:
    """Why a partnership has no place in a ranking of changes."""
    what = f"rank of the change in {wording.inside(offence)} from {years[0]} to {years[1]}"
    for year in years:
        if np.isnan(value_of(counts_of(year).partnerships, code, offence)):
            return Gap(what, f"There is no figure of the partnership for {year}.")
    value = value_of(counts_of(years[0]).partnerships, code, offence)
    if value <= 0:
        return Gap(what, f"The count of {years[0]} was {wording.count(value)}: no change can be a multiple of it.")
    return Gap(what, f"The count of {years[1]} is below zero: more records were cancelled than made.")


def value_of(frame: pd.DataFrame, code: str, offence: str) -> float:
    """One value of a frame; NaN where it has no such row or column."""
    return float(frame.at[code, offence]) if code in frame.index and offence in frame.columns else np.nan


def not_compared(years: Years) -> dict[str, NotCompared]:
    """Of each offence, how many partnerships are in no rank of its changes."""
    before, now = both(years)
    row = now.index.isin(list(counts_of(years[0]).partnerships.index))[:, None]
    figure = (before.notna() & now.notna()).to_numpy()
    reasons = (~row & np.ones_like(figure), row & ~figure, figure & ratios(years).isna().to_numpy())
    counted = zip(now.columns, *(reason.sum(axis=0).tolist() for reason in reasons), strict=True)
    return {offence: NotCompared(*numbers) for offence, *numbers in counted}


def country_of(code: str) -> Area | None:
    """The largest country that an area lies in: the one whose total stands beside its figures."""
    return kept(("country", code), (), lambda areas: largest_country(code, areas))


def country_name(code: str) -> str:
    """The name of the country that an area lies in, for a sentence."""
    country = country_of(code)
    return country.name if country else "the country"


def largest_country(code: str, areas: Areas) -> Area | None:
    found = areas.within(code, "country")
    return next((each for each in found if set(areas.within(each.code, "country")) <= {each}), None)


def country_change(code: str, offence: str, years: Years) -> WhatACountDid | Gap:
    """What the published total of the partnership's country did; a gap where a year has none, never a sum."""
    country = country_of(code)
    name = country_name(code)
    counts = [value_of(counts_of(year).others, country.code if country else "", offence) for year in years]
    for year, value in zip(years, counts, strict=True):
        if np.isnan(value):
            what = f"change in {wording.inside(offence)} across {name} since {years[0]}"
            return Gap(what, f"No published total of {name} is held for {year}.")
    return what_a_count_did(*counts, years)


@dataclass(frozen=True)
class ForcesChange:
    """What the territorial forces that have a count of both years recorded together.

    The British Transport Police, which has no partnerships, is in the country's total and not here.
    """

    did: WhatACountDid
    counted: int
    forces: int


def forces_change(offence: str, years: Years) -> ForcesChange | Gap:
    """What the forces together did: for years without a total of the country; a gap where most forces are missing."""
    before, now = (
        kept(("forces", year), (TABLE,), lambda areas, of=year: by_forces(counts_of(of), areas)) for year in years
    )
    of_both = pd.concat({each: frame.get(offence) for each, frame in zip(years, (before, now), strict=True)}, axis=1)
    there = of_both.dropna()
    if 2 * len(there) <= len(of_both):
        what = f"change in {wording.inside(offence)} across all forces since {years[0]}"
        return Gap(what, f"Most forces have no count for {years[0]} or {years[1]}.")
    return ForcesChange(what_a_count_did(*there.sum(), years), len(there), len(of_both))


def by_forces(counts: CountsOfYear, areas: Areas) -> pd.DataFrame:
    """The counts of each force, by its code; one without a row of its own is the sum of its partnerships."""
    with_row = [code for code in counts.others.index if is_kind(areas, code, "force")]
    force_of = {code: each.code for code in counts.partnerships.index for each in areas.within(code, "force")}
    lone = {code: force for code, force in force_of.items() if force not in with_row}
    added = counts.partnerships.loc[list(lone)].groupby(lone).agg(lambda column: column.sum(skipna=False))
    return pd.concat([counts.others.loc[with_row], added])


def forces_sentence(found: ForcesChange, country: str, name: str) -> str:
    """What forces together recorded, after a sentence about the place over the same years."""
    which = f"all {found.forces}" if found.counted == found.forces else f"{found.counted} of the {found.forces}"
    return country_sentence(found.did, f"{which} police forces of {country}", name)


def rank_sentence(rank: RankOfChange) -> str:
    """'In 38 of 314 partnerships there was a larger rise.'; of a fall, in how many there was a larger one."""
    if rank.ratio == 1:
        return f"Of {rank.compared} partnerships {rank.rose} had a rise and {rank.fell} a fall."
    way, more = ("rise", rank.higher) if rank.ratio > 1 else ("fall", rank.lower)
    if not more:
        return f"In none of {rank.compared} partnerships was there a larger {way}."
    return f"In {more} of {rank.compared} partnerships there was a larger {way}."


def left_out_sentence(rank: RankOfChange, years: Years) -> str:
    """Which partnerships are in no rank, and why; empty where all are."""
    out = rank.not_compared
    told = [
        f"{number} {words}"
        for number, words in (
            (out.without_row, f"without a row of their own for {years[0]}"),
            (out.without_figure, "without a figure for both years"),
            (out.none_before, f"without a ratio (none recorded in {years[0]}, or a count below zero)"),
        )
        if number
    ]
    return f"Not in the rank: {wording.listed(told)}." if told else ""


def country_sentence(did: WhatACountDid, country: str, name: str) -> str:
    """What the country's total did, after a sentence about the place: 'Across the country it rose by 20.3 per cent.'"""
    it, was = ("they", "were") if is_plural(name) else ("it", "was")
    if did.verb in ("rose", "fell"):
        return f"Across {country} {it} {did.verb} by {size(did.per_cent)}."
    if did.verb == "about the same":
        return f"Across {country} {it} {was} about the same ({signed(did.per_cent)})."
    chance = "; a difference of this size could be chance" if did.verb == "could be chance" else ""
    counts = f"{wording.count(did.now)}, against {wording.count(did.before)} {earlier(did)}"
    return f"Across {country} {it} {was} {counts}{chance}."
