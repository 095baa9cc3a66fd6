"""The rate of recorded crime over the years, beside the county's others, or where there are none beside the median."""

from functools import partial

import pandas as pd

from oscp_lib.data.evidence import Evidence
from oscp_lib.data.gap import Gap
from oscp_lib.figures import alt_text, line_charts
from oscp_lib.figures.by_district import cut_notes, part_column, wide
from oscp_lib.figures.figure import Figure
from oscp_lib.measures import wording
from oscp_lib.measures.comparators import Comparison, comparison, named_beside
from oscp_lib.measures.denominator import (
    cuts_between_editions,
    edition_notes,
    editions_held,
    estimate_notes,
    estimates_of,
    rated,
)
from oscp_lib.measures.levels import denominators, level_of, rates_of
from oscp_lib.measures.partnership_residents import denominator_sentence
from oscp_lib.measures.yearly_changes import RECORDED_CRIME, TOTAL, lead_code

YEAR, RATE = "Year", "Rate per 1,000 residents"
MEDIAN = "Median of all partnerships"


def over_years_frame(data: Evidence) -> pd.DataFrame | Gap:
    """The rate of each partnership shown, by the years of which the place has a count."""
    what, ours = "Chart A, recorded crime over time", data.rows(RECORDED_CRIME, category=TOTAL, area=data.lead)
    if data.this_year(RECORDED_CRIME, category=TOTAL, area=data.lead).empty:
        return data.gap(RECORDED_CRIME, what, TOTAL)
    if len(ours.years) < 2:
        return Gap(what, f"The official counts begin in {data.year}: one year is no trend.")
    level = level_of(lead_code(data), TOTAL, data.year)
    if isinstance(level, Gap):  # another chart of the page says why
        return Gap(what, level.why, absent=True)
    names, rows = shown(data), []
    for year in ours.years:
        rates = rates_of(year)[TOTAL]
        rows += [(name, year, rates.get(code)) for code, name in names.items()]
        rows += [] if data.county else [(MEDIAN, year, rates.median())]
    frame = pd.DataFrame(rows, columns=[column(data), YEAR, RATE])
    return frame.astype({RATE: float}).dropna().round({RATE: 1}).reset_index(drop=True)


def column(data: Evidence) -> str:
    """The heading of those compared: a median is no partnership."""
    return part_column(data) if data.county else "Area"


def shown(data: Evidence) -> dict[str, str]:
    """The names of the partnerships shown by code: the county's; without a county the place and those named beside."""
    if data.county:
        return {each.code: each.called for each in data.place.in_county}
    found = beside(data)
    others = {each.code: each.name for each in found.named if each.rank is not None} if found else {}
    return others | {lead_code(data): data.lead}


def beside(data: Evidence) -> Comparison | None:
    """Who the rate of the year is set beside on this page."""
    found = comparison(lead_code(data), TOTAL, data.year, data.place.compare)
    return None if isinstance(found, Gap) else found


def over_years_chart(data: Evidence, frame: pd.DataFrame) -> Figure:
    """Chart A: a line for each partnership; at most eight others are named."""
    name = column(data)
    years = wording.span(sorted(frame[YEAR].unique()))
    where = f" by {wording.singular(data.parts)}, {data.county}" if data.county else f", {data.lead} and others"
    subject = f"recorded crime per 1,000 residents{where}"
    counts, editions = data.rows(RECORDED_CRIME, category=TOTAL), editions_held(data)
    cuts = counts.cuts | cuts_between_editions(editions, counts.years)
    named = named_lines(data)
    return Figure(
        ident="chart-a",
        label="Chart A",
        title=title(data, frame),
        subtitle=f"Recorded crime, excluding fraud, per 1,000 residents{where}, {years}.",
        frame=frame,
        table=wide(frame, name, YEAR, RATE),
        places={str(year): 1 for year in frame[YEAR].unique()} | {RATE: 1},
        emphasis={data.lead: "is-lead"},
        rows=(counts, estimates_of(rated(data), editions, counts.years)),
        draw=partial(line_charts.lines, frame, YEAR, name, RATE, data.lead, places=1, cuts=cuts, named=named),
        alt=alt_text.of_lines(frame, YEAR, name, RATE, subject, data.lead, places=1),
        key=(
            *cut_notes(counts),
            *(f"Dashed line: {wording.inside(note)}" for note in edition_notes(editions, counts.years)),
        ),
        notes=(
            *who_is_shown(data, named),
            *estimate_notes(editions, counts.years),
            *estimated_note(data),
        ),
    )


def title(data: Evidence, frame: pd.DataFrame) -> str:
    """Which of the county's has the highest rate; without a county the place's rate and the median."""
    if data.county:
        rates = rates_of(data.year)[TOTAL].reindex(list(shown(data)))
        highest = shown(data)[rates.idxmax()]
        return f"{highest} has the highest rate: {wording.decimal(rates.max())} per 1,000 residents in {data.year}"
    ends = frame[frame[YEAR] == data.year].set_index(column(data))[RATE]
    ours, median = wording.decimal(ends[data.lead]), wording.decimal(ends[MEDIAN])
    return f"{data.lead}: {ours} per 1,000 residents in {data.year}; the median was {median}"


def named_lines(data: Evidence) -> list[str]:
    """The names written beside lines."""
    names = shown(data)
    if not data.county:
        return [*names.values(), MEDIAN]
    return [data.lead, *(names[code] for code in named_beside(lead_code(data), list(names), data.year))]


def who_is_shown(data: Evidence, named: list[str]) -> tuple[str, ...]:
    """Which lines have a name, where some have none; without a county who the others are."""
    if data.county:
        others, drawn = len(data.in_county) - 1, len(named) - 1
        if drawn == others:
            return ()
        number, who = wording.count_in_words(drawn), f"the {others} other {data.parts} of {data.county}"
        return (f"Named: the {number} with most residents of {who}, whatever their rates. Pale lines are the rest.",)
    found = beside(data)
    near, force = (found.named_as(role) for role in ("nearest neighbour", "same force")) if found else (0, 0)
    if not near + force:
        return ()
    number = wording.count_in_words(near + force)
    who = f"{number} nearest neighbour{'' if near == 1 else 's'}"
    if force:
        of_all = f" with most residents of the {found.force}" if force < found.force else ""
        who = f"the {number}{of_all} other partnership{'' if found.force == 1 else 's'} of its police force"
    return (f"Beside it: {who}, chosen whatever their rates, and the rate in the middle of all.",)


def estimated_note(data: Evidence) -> tuple[str, ...]:
    """That residents of a line are estimated."""
    used = denominators(data.year)
    return (denominator_sentence(used, lead_code(data)),) if used.estimated & set(shown(data)) else ()
