"""Kinds of offence side by side: counts of the county's partnerships, or where there are none rates beside medians."""

from dataclasses import dataclass, replace
from functools import partial

import pandas as pd

from oscp_lib.data.evidence import Evidence
from oscp_lib.data.gap import Gap
from oscp_lib.figures import alt_text, charts
from oscp_lib.figures.by_district import part_column, wide
from oscp_lib.figures.figure import LONGEST_TITLE, Figure
from oscp_lib.measures import wording
from oscp_lib.measures.comparators import named_beside
from oscp_lib.measures.count_change import COUNTS_ALONE_BELOW
from oscp_lib.measures.levels import AmongNeighbours, denominators, level_of
from oscp_lib.measures.partnership_residents import denominator_sentence
from oscp_lib.measures.yearly_changes import RECORDED_CRIME, lead_code

KIND, AREA, OFFENCES, RATE = "Kind", "Area", "Recorded offences", "Rate per 1,000 residents"
SHARE = "Per cent of the county's"
ALL, NEIGHBOURS = "Median of all", "Median of neighbours"
PLACES = 2  # many of these rates are below one


def kinds_frame(data: Evidence, kinds: tuple[str, ...], what: str) -> pd.DataFrame | Gap:
    """Counts and shares by kind and partnership of the county; without a whole county rates beside medians."""
    if data.this_year(RECORDED_CRIME, area=data.lead, category=list(kinds)).empty:
        return data.gap(RECORDED_CRIME, what)
    rows, name = data.of_county(RECORDED_CRIME, category=list(kinds)), part_column(data)
    if rows.empty:
        return beside_medians(data, kinds, what)
    frame = rows.frame.rename(columns={"category": KIND, "area": name, "value": OFFENCES})
    frame = in_order(frame, shares(frame, name, data.lead))
    of_county = frame.groupby(KIND)[OFFENCES].transform("sum")
    frame[SHARE] = (100 * frame[OFFENCES] / of_county).round(1)
    return frame[[KIND, name, OFFENCES, SHARE]].reset_index(drop=True)


def in_order(frame: pd.DataFrame, by: pd.Series) -> pd.DataFrame:
    """The frame with the kind first of which `by` is the highest."""
    ranks = {kind: rank for rank, kind in enumerate(by.sort_values(ascending=False, kind="stable").index)}
    return frame.sort_values(KIND, key=lambda kinds: kinds.map(ranks), kind="stable")


def shares(frame: pd.DataFrame, name: str, lead: str) -> pd.Series:
    """The place's share of the county by kind, from 0 to 1; of none at all it has none."""
    ours = frame[frame[name] == lead].set_index(KIND)[OFFENCES]
    return (ours / frame.groupby(KIND, sort=False)[OFFENCES].sum()).fillna(0)


def beside_medians(data: Evidence, kinds: tuple[str, ...], what: str) -> pd.DataFrame | Gap:
    """The place's rate of each kind, the median of its nearest neighbours where it has any, and that of all."""
    rows = []
    levels = {kind: level_of(lead_code(data), kind, data.year) for kind in kinds}
    for kind, level in levels.items():
        if isinstance(level, Gap):
            continue
        rows.append((kind, data.lead, level.rate.value))
        if "neighbours" in data.place.compare and isinstance(level.neighbours, AmongNeighbours):
            rows.append((kind, NEIGHBOURS, level.neighbours.median))
        rows.append((kind, ALL, level.median))
    if not rows:  # another chart of the page says why
        return Gap(what, next(level.why for level in levels.values()), absent=True)
    frame = pd.DataFrame(rows, columns=[KIND, AREA, RATE])
    ours, median = (frame[frame[AREA] == name].set_index(KIND)[RATE] for name in (data.lead, ALL))
    beside = ours / median
    few = [kind for kind in beside.index if levels[kind].count < COUNTS_ALONE_BELOW]
    beside[few] -= beside.max() + 1  # a handful of offences is no message: they come last, in their own order
    return in_order(frame, beside).round({RATE: PLACES}).reset_index(drop=True)


@dataclass(frozen=True)
class Heading:
    """What a chart of kinds is called: its name, its label, what the kinds are of, and what its counts leave out."""

    ident: str
    label: str
    noun: str
    notes: tuple[str, ...] = ()


def kinds_chart(data: Evidence, frame: pd.DataFrame, kinds: tuple[str, ...], heading: Heading) -> Figure:
    """The chart of the frame that `kinds_frame` gives."""
    lost = data.left_out(RECORDED_CRIME, *kinds)
    make = counts_chart if OFFENCES in frame else medians_chart
    return make(data, frame, kinds, replace(heading, notes=(*heading.notes, *([lost] if lost else []))))


def counts_chart(data: Evidence, frame: pd.DataFrame, kinds: tuple[str, ...], heading: Heading) -> Figure:
    """First the kind of which the place has the largest share of the county; at most eight others are drawn."""
    name, part, first = part_column(data), wording.singular(data.parts), frame[KIND].iloc[0]
    share = wording.per_cent(100 * shares(frame, name, data.lead)[first])
    names = {each.code: each.called for each in data.place.in_county}
    beside = [names[code] for code in named_beside(lead_code(data), list(names), data.year)]
    drawn = frame[frame[name].isin([data.lead, *beside])]
    subject = f"{heading.noun}, per cent of {data.county}'s offences of each kind by {part}, {data.year}"
    return Figure(
        ident=heading.ident,
        label=heading.label,
        title=share_title(data.lead, share, first.lower()),
        subtitle=f"Per cent of {data.county}'s recorded offences of each kind, by {part}, {data.year}. The table has "
        "the counts.",
        frame=frame,
        rows=(data.this_year(RECORDED_CRIME, category=list(kinds)),),
        places={SHARE: 1},
        draw=partial(charts.small_multiples, drawn, KIND, name, SHARE, data.lead),
        alt=alt_text.of_panels(drawn, KIND, name, SHARE, subject, 1),
        notes=(*not_drawn(data, len(beside)), *heading.notes),
    )


def share_title(place: str, share: str, kind: str) -> str:
    """'Anytown has 31 per cent of the county's shoplifting, its largest share'; without the end where that is long."""
    whole = f"{wording.to_begin(wording.named(place))} has {share} of the county's {kind}, its largest share"
    return whole if len(whole.split()) <= LONGEST_TITLE else f"{place}: {share} of the county's {kind}"


def not_drawn(data: Evidence, named: int) -> tuple[str, ...]:
    """Who is drawn, where not all of the county are."""
    others = len(data.in_county) - 1
    if named == others:
        return ()
    number = wording.count_in_words(named)
    return (
        f"Drawn: {data.lead} and the {number} with most residents of the {wording.count_in_words(others)} other "
        f"{data.parts} of {data.county}, whatever their counts. The table has all.",
    )


def medians_chart(data: Evidence, frame: pd.DataFrame, kinds: tuple[str, ...], heading: Heading) -> Figure:
    """First the kind whose rate is highest beside the median of all partnerships."""
    first = frame[KIND].iloc[0]
    top = frame[frame[KIND] == first].set_index(AREA)[RATE]
    ours, median = (wording.decimal(top[each], PLACES) for each in (data.lead, ALL))
    of_neighbours = ["nearest neighbours"] if NEIGHBOURS in set(frame[AREA]) else []
    subject = f"{heading.noun} by kind per 1,000 residents, {data.lead} beside medians, {data.year}"
    title = f"{data.lead}: {wording.inside(first)} {ours} per 1,000 residents, median {median}"
    if level_of(lead_code(data), first, data.year).count < COUNTS_ALONE_BELOW:
        title = f"{data.lead}: fewer than {COUNTS_ALONE_BELOW} offences of each kind of {heading.noun}"
    return Figure(
        ident=heading.ident,
        label=heading.label,
        title=title,
        subtitle=f"Recorded offences for every 1,000 residents by kind, {data.lead} and medians of partnerships, "
        f"{data.year}.",
        frame=frame,
        table=wide(frame, KIND, AREA, RATE),
        rows=(data.this_year(RECORDED_CRIME, area=data.lead, category=list(kinds)),),
        places=dict.fromkeys([RATE, *frame[AREA]], PLACES),
        draw=partial(charts.small_multiples, frame, KIND, AREA, RATE, data.lead, places=PLACES),
        alt=alt_text.of_panels(frame, KIND, AREA, RATE, subject, PLACES),
        notes=(
            "First is the kind whose rate is highest beside the median of all partnerships; kinds of fewer than "
            f"{COUNTS_ALONE_BELOW} offences come last.",
            f"A median is the rate in the middle: of {wording.listed([*of_neighbours, 'all partnerships'])}.",
            denominator_sentence(denominators(data.year), lead_code(data)),
            *heading.notes,
        ),
    )
