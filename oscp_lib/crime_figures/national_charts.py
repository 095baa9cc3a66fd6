"""The two charts of one offence or several that most chapters need: the rate beside others, and the years."""

from functools import partial

import pandas as pd

from oscp_lib.data.evidence import Evidence
from oscp_lib.data.exceptions import year_notes
from oscp_lib.data.gap import Gap
from oscp_lib.data.rows import Rows
from oscp_lib.figures import alt_text
from oscp_lib.figures.by_district import cut_notes, wide
from oscp_lib.figures.csv_file import NOT_APPLICABLE
from oscp_lib.figures.figure import LONGEST_TITLE, Figure
from oscp_lib.figures.ranked_dots import ranked_dots
from oscp_lib.figures.turning_lines import turning_lines
from oscp_lib.measures import wording
from oscp_lib.measures.comparators import Comparison, comparison, country_note, named_sentence
from oscp_lib.measures.count_change import COUNTS_ALONE_BELOW
from oscp_lib.measures.levels import Level, rank_in_words
from oscp_lib.measures.partnership_residents import denominator_sentence
from oscp_lib.measures.turning_points import course_of, course_title
from oscp_lib.measures.yearly_changes import RECORDED_CRIME, called, lead_code

AREA, ROLE, RATE = "Area", "Compared as", "Rate per 1,000 residents"
OFFENCE, OFFENCES = "Offence", "Recorded offences"


def rates_frame(data: Evidence, label: str, offence: str) -> pd.DataFrame | Gap:
    """Every partnership's rate of an offence and the country's: those that are named first, the highest rate first."""
    if data.this_year(RECORDED_CRIME, area=data.lead, category=offence).empty:
        return data.gap(RECORDED_CRIME, f"{label}, the rate of {called(offence)} beside others", offence)
    found = comparison(lead_code(data), offence, data.year, data.place.compare)
    if isinstance(found, Gap):
        return found
    return frame_beside(found, {each.code: each.called for each in data.place.in_county})


def frame_beside(found: Comparison, names: dict[str, str]) -> pd.DataFrame:
    """The rates of a comparison in its order; `names` are what the book calls some areas, by code."""
    return pd.DataFrame(
        {
            AREA: [names.get(each.code, each.name) for each in found.beside],
            "Area code": [each.code or NOT_APPLICABLE for each in found.beside],
            ROLE: [each.role for each in found.beside],
            OFFENCES: pd.array([each.count for each in found.beside], dtype="Int64"),
            "Rank": pd.array([each.rank for each in found.beside], dtype="Int64"),
            # Printed to one decimal, drawn and downloaded to four: low rates would else fall on a few values.
            RATE: [round(each.rate, 4) for each in found.beside],
        }
    )


def rates_chart(data: Evidence, frame: pd.DataFrame, ident: str, offence: str, label: str = "") -> Figure:
    """The ranked dot plot of one offence, of the frame that `rates_frame` gives."""
    found = comparison(lead_code(data), offence, data.year, data.place.compare)
    level, named, name = found.level, len(found.named), called(offence)
    subject = f"{name} per 1,000 residents, {data.lead} beside {level.compared - 1} other partnerships, {data.year}"
    table = frame.head(named)
    ranks = [f"{wording.ordinal(each)} of {level.compared}" if each is not pd.NA else "" for each in table["Rank"]]
    return Figure(
        ident=ident,
        label=label or label_of(ident),
        title=level_title(level, name),
        subtitle=f"{wording.to_begin(name)} for every 1,000 residents, {data.lead} and others, {data.year}.",
        frame=frame,
        table=table.assign(Rank=ranks)[[AREA, ROLE, OFFENCES, "Rank", RATE]],
        rows=(data.this_year(RECORDED_CRIME, category=offence),),
        places={RATE: 1},
        not_applicable=(OFFENCES, "Rank"),
        emphasis={data.lead: "is-lead"},
        draw=partial(ranked_dots, frame, AREA, ROLE, RATE, named, f"All {level.compared} partnerships"),
        alt=alt_text.of_dots(frame, AREA, ROLE, RATE, subject, named),
        key=(named_sentence(found),),
        notes=(f"{denominator_sentence(level.denominators, lead_code(data))} {country_note(found)}".strip(),),
    )


def label_of(ident: str) -> str:
    """'chart-d' -> 'Chart D'."""
    return ident.replace("-", " ").title()


def level_title(level: Level, name: str) -> str:
    """'Bicycle theft: 7.5 per 1,000 residents, 2nd highest of 313 partnerships', in at most 15 words."""
    name = f"{name[:1].upper()}{name[1:]}"
    if level.count < COUNTS_ALONE_BELOW:
        return f"{name}: {wording.with_unit(level.count, 'offences')} in {level.year}, too few for a rank"
    rank = rank_in_words(level.rank, level.compared).removeprefix("the ")
    return f"{name}: {wording.decimal(level.rate.value)} per 1,000 residents, {rank} of {level.compared} partnerships"


def years_of(data: Evidence, label: str, offences: tuple[str, ...]) -> pd.DataFrame | Gap:
    """The lead district's counts of some offences by year, in their order; of those that the year's figures count."""
    held = data.this_year(RECORDED_CRIME, area=data.lead, category=list(offences)).frame["category"]
    shown = [each for each in offences if each in set(held)]
    what = f"{label}, offences over the years"
    if not shown:
        return data.gap(RECORDED_CRIME, what, *offences)
    rows = data.rows(RECORDED_CRIME, area=data.lead, category=shown)
    if len(rows.years) < 2:
        return Gap(what, f"The official counts begin in {data.year}: one year is no trend.")
    frame = rows.frame.assign(Year=rows.frame["period_end"].dt.year)
    frame = frame.rename(columns={"category": OFFENCE, "value": OFFENCES})[[OFFENCE, "Year", OFFENCES]]
    order = frame[OFFENCE].map({name: place for place, name in enumerate(shown)})
    return frame.assign(order=order).sort_values(["order", "Year"])[list(frame)].reset_index(drop=True)


def years_chart(data: Evidence, frame: pd.DataFrame, ident: str, offences: tuple[str, ...], label: str = "") -> Figure:
    """A line for each offence with its turning point."""
    shown = list(dict.fromkeys(frame[OFFENCE]))
    rows = data.rows(RECORDED_CRIME, area=data.lead, category=shown)
    of_each = {name: rows.pick(category=name) for name in shown}
    cuts = {name: each.cuts for name, each in of_each.items()}
    courses = {name: course_of(years_line(frame, name), cuts[name]) for name in shown}
    years, lost = wording.span(sorted(frame["Year"].unique())), data.left_out(RECORDED_CRIME, *offences)
    own_axes = " Each panel has its own axis from zero." if len(shown) > 1 else ""
    subject = f"recorded offences of {wording.with_unit(len(shown), 'kinds')}, {data.lead}, {years}"
    return Figure(
        ident=ident,
        label=label or label_of(ident),
        title=course_title(courses, LONGEST_TITLE),
        subtitle=f"Recorded offences by year, {data.lead}, {years}.{own_axes}",
        frame=frame,
        table=wide(frame, OFFENCE, "Year", OFFENCES),
        rows=(rows,),
        draw=partial(turning_lines, frame, OFFENCE, "Year", OFFENCES, courses, cuts),
        alt=alt_text.of_courses(frame, OFFENCE, "Year", OFFENCES, subject, courses),
        key=one_note_of_cuts(of_each),
        notes=(*year_notes(rows.years), *([lost] if lost else [])),
    )


def years_line(frame: pd.DataFrame, name: str) -> pd.Series:
    """The counts of one offence by year."""
    return frame[frame[OFFENCE] == name].set_index("Year")[OFFENCES]


def one_note_of_cuts(of_each: dict[str, Rows]) -> tuple[str, ...]:
    """What the rules between years mean, where a panel has any."""
    return next((notes for each in of_each.values() if (notes := cut_notes(each))), ())
