"""A topic: a priority that official counts can serve without code of its own, as a file of `data/topics` says.

One file, though a long one: all that the page of any topic shows.
"""

import pandas as pd

from oscp_lib.chapters import chapter
from oscp_lib.chapters.opening import made_from
from oscp_lib.chapters.texts import Passage
from oscp_lib.crime_figures.kinds_of_offence import Heading, kinds_chart, kinds_frame
from oscp_lib.crime_figures.national_charts import rates_chart, rates_frame, years_chart, years_of
from oscp_lib.crime_figures.police_force import (
    CALLED,
    add_force,
    force_frame,
    force_rows,
    force_table,
    force_told,
    of_all_kinds,
)
from oscp_lib.crime_figures.street_months import months_chart, months_frame
from oscp_lib.data.evidence import Evidence
from oscp_lib.data.gap import Gap
from oscp_lib.data.rows import Rows
from oscp_lib.data.topics import NotPublished
from oscp_lib.facts.change_and_level import add_change, add_level, add_since_last_year
from oscp_lib.facts.findings import also
from oscp_lib.facts.residents_year import add_denominator_year
from oscp_lib.facts.sheet import FactSheet
from oscp_lib.facts.supplied_values import add_measure, measure_sentence
from oscp_lib.figures.explorers import Explorer, explorer_of
from oscp_lib.figures.figure import Figure
from oscp_lib.figures.measured import measured_columns, measured_frame
from oscp_lib.measures import wording
from oscp_lib.measures.denominator import rate_gap, residents
from oscp_lib.measures.last_value import last_periods, period_of
from oscp_lib.measures.levels import PER_HOUSEHOLD_TOO
from oscp_lib.measures.partnership_residents import HOUSEHOLDS
from oscp_lib.measures.yearly_changes import RECORDED_CRIME, TOTAL

FEWEST_MONTHS = 6  # of a year: fewer say nothing beside the count of the whole year


def title(data: Evidence) -> str:
    """The title of the chapter in the book."""
    return chapter(data.topic.slug).title


def ident(data: Evidence, what: str) -> str:
    """The name of a figure in the book: that of its topic, and what it shows."""
    return f"{data.topic.slug.replace('_', '-')}-{what.replace(' ', '-')}"


def label(data: Evidence, what: str) -> str:
    """'Burglary, rates': a topic has not every figure, so that numbers would leave gaps."""
    return f"{title(data)}, {what}"


def absent(what: str) -> Gap:
    """That the topic does not have something: no line asks for it."""
    return Gap(what, "The topic does not have it.", absent=True)


def kinds(data: Evidence) -> tuple[str, ...]:
    """The offences below the one that stands for the topic."""
    return data.topic.said.offences[1:]


def drawn_side_by_side(data: Evidence) -> tuple[str, ...]:
    """The parts of the topic's first offence; where the others are no parts of it, all of them."""
    first, *others = data.topic.said.offences or ("",)
    parts = data.tables[RECORDED_CRIME].table.parts.get(first, ())
    return tuple(others) if others and set(others) <= set(parts) else data.topic.said.offences


# Facts


def add_facts(sheet: FactSheet, data: Evidence) -> None:
    """What the topic's first offence did and where it stands, the same of its kinds, its force and its own measures."""
    offences = data.topic.said.offences
    if offences:
        add_offence(sheet, data, offences[0])
    for number, offence in enumerate(offences[1:], 1):
        add_since_last_year(sheet, data, f"kind_{number}_change", offence)
        add_level(sheet, data, f"kind_{number}_level", offence)
        if offence == PER_HOUSEHOLD_TOO:
            add_level(sheet, data, f"kind_{number}_level_{HOUSEHOLDS}", offence, HOUSEHOLDS)
    if data.topic.said.by_force:
        add_force(sheet, data, data.topic.said.by_force)
    for number, rows in enumerate(measures(data), 1):
        add_measure(sheet, rows, f"measure_{number}")
    for key in ASKED_FOR:
        if key not in sheet.entries:
            sheet.add(key, absent(f"the {key.replace('_', ' ')}"))


# What the notebook's prose asks for, whatever the topic is.
ASKED_FOR = (
    "offence", "offences", "change", "change_compared", "change_since_first", "change_since_first_compared", "level",
    "rate", "rate_interval", "share_of_all", "denominator_year", "of_force", "force_count", "force_change",
    "force_level",
)  # fmt: skip


def add_offence(sheet: FactSheet, data: Evidence, offence: str) -> None:
    """The count, rate, change and level of the offence that stands for the topic."""
    gap = data.gap(RECORDED_CRIME, wording.inside(offence), offence)
    ours = data.this_year(RECORDED_CRIME, area=data.lead, category=offence)
    sheet.given("offence", offence, "the topic's own file")
    sheet.count("offences", ours, gap)
    of_all = data.this_year(RECORDED_CRIME, area=data.lead, category=TOTAL)
    sheet.share("share_of_all", ours, of_all, gap, places=1)
    sheet.rate("rate", ours, residents(data, data.lead), rate_gap(data, gap))
    add_denominator_year(sheet, data)
    add_change(sheet, data, "change", offence)
    add_level(sheet, data, "level", offence)


def tile_rows(data: Evidence) -> Rows | None:
    """What stands on the tile of a topic without official counts: of its force, or the last of its own measures."""
    table = data.topic.said.by_force
    if table and not (rows := force_rows(data, table)).empty:
        return of_all_kinds(rows)
    single = [rows for rows in measures(data) if len(rows.categories) == 1]
    return last_periods(single[0])[0] if single else None


def tile_label(data: Evidence, rows: Rows) -> str:
    """What the number of `tile_rows` is of."""
    table = data.topic.said.by_force
    if table:
        area = f"in the area of {data.place.force_name}, {data.year}"
        return f"{wording.inside(CALLED[table])}, {area} (none are published of {wording.named(data.lead)})"
    return f"{wording.inside(rows.table.title)}, {period_of(rows)}"


# Passages


def finding(data: Evidence) -> Passage | Gap:
    """What the figures of the topic say first; where there are none, why."""
    told, said = [], data.topic.said
    if said.offences:
        told.append(
            f"{{fact}}`offence` in {{fact}}`place` {{fact}}`change`. {{fact}}`change_compared`{also(said.offences[0])}"
        )
    if said.by_force:
        told += force_told(data, said.by_force)
    told += [measure_sentence(rows, f"measure_{number}") for number, rows in enumerate(measures(data), 1)]
    if told:
        return Passage("\n\n".join(told))
    return next(iter(lacking(data)), absent("a finding"))


def kinds_compared(data: Evidence) -> Passage:
    """Where the rate of each kind stands."""
    items = [f"- {{fact}}`kind_{number}_level`" for number, _ in enumerate(kinds(data), 1)]
    items += [
        f"- {{fact}}`kind_{number}_level_{HOUSEHOLDS}`"
        for number, offence in enumerate(kinds(data), 1)
        if offence == PER_HOUSEHOLD_TOO
    ]
    return Passage("\n".join(items))


def kinds_changed(data: Evidence) -> Passage:
    """What each kind did since the year before."""
    return Passage(
        "\n".join(
            f"- {offence} {{fact}}`kind_{number}_change`. {{fact}}`kind_{number}_change_compared`"
            for number, offence in enumerate(kinds(data), 1)
        )
    )


def not_published(data: Evidence) -> Passage:
    """What readers look for and nobody publishes by partnership, or the partnership has not supplied."""
    # Without a figure the first stands in place of the finding.
    gaps = lacking(data)[0 if figures_held(data) else 1 :]
    items = [f"- **{each.what[:1].upper()}{each.what[1:]}.** {each.why} Held by: {each.holder}." for each in gaps]
    return Passage(wording.without_markup("\n".join(items)), said=tuple(gaps))


def lacking(data: Evidence) -> list[Gap]:
    """What the topic lacks: the partnership's own measures that it has no table of, then what nobody publishes."""
    held = {rows.table.name for rows in measures(data)}
    missing: list[NotPublished] = [each for each in data.topic.said.measures if each.table not in held]
    return [Gap(each.what, each.why, each.holder) for each in (*missing, *data.topic.said.not_published)]


def about(data: Evidence) -> Passage:
    """What the figures leave out, what the words mean, and where more is published."""
    said = data.topic.said
    parts = [said.leaves_out, *(f"**{name}.** {wording.to_begin(means)}" for name, means in said.terms.items())]
    parts += ["\n".join(f"- [{each.title}]({each.address})" for each in said.sources)] if said.sources else []
    return Passage(wording.without_markup("\n\n".join(parts)))


def figures_held(data: Evidence) -> bool:
    """True where the topic has any figure for the page to begin with."""
    said = data.topic.said
    return bool(said.offences or said.by_force or measures(data))


# Figures


def chart_rates_data(data: Evidence) -> pd.DataFrame | Gap:
    """The rate of the topic's first offence beside those of all partnerships."""
    offences = data.topic.said.offences
    return rates_frame(data, label(data, "rates"), offences[0]) if offences else absent("rates beside others")


@made_from(chart_rates_data)
def chart_rates(data: Evidence, frame: pd.DataFrame) -> Figure:
    """Where the rate stands."""
    return rates_chart(data, frame, ident(data, "rates"), data.topic.said.offences[0], label(data, "rates"))


def chart_kinds_data(data: Evidence) -> pd.DataFrame | Gap:
    """The kinds of the offence: of the county's partnerships, or of the place beside medians."""
    drawn = drawn_side_by_side(data)
    return kinds_frame(data, drawn, label(data, "kinds")) if len(drawn) > 1 else absent("kinds of the offence")


@made_from(chart_kinds_data)
def chart_kinds(data: Evidence, frame: pd.DataFrame) -> Figure:
    """The kinds side by side."""
    heading = Heading(ident(data, "kinds"), label(data, "kinds"), wording.inside(title(data)))
    return kinds_chart(data, frame, drawn_side_by_side(data), heading)


def chart_years_data(data: Evidence) -> pd.DataFrame | Gap:
    """The offences over the years."""
    offences = data.topic.said.offences
    return years_of(data, label(data, "years"), offences) if offences else absent("offences over the years")


@made_from(chart_years_data)
def chart_years(data: Evidence, frame: pd.DataFrame) -> Figure:
    """Each offence over the years with its turning point."""
    return years_chart(data, frame, ident(data, "years"), data.topic.said.offences, label(data, "years"))


def explorer(data: Evidence) -> Explorer | Gap:
    """Choose an area and an offence to see its years."""
    offences = data.topic.said.offences
    if not offences:
        return absent("an explorer")
    return explorer_of(data, ident(data, "explorer"), offences, wording.inside(title(data)))


def chart_months_data(data: Evidence) -> pd.DataFrame | Gap:
    """What police.uk counts in each month held of the year; nothing of a few months, where the year's counts are."""
    types = data.topic.said.street
    frame = months_frame(data, types) if types else absent("counts by month")
    few = not isinstance(frame, Gap) and len(frame) < FEWEST_MONTHS
    return absent("counts by month") if few and figures_held(data) else frame


@made_from(chart_months_data)
def chart_months(data: Evidence, frame: pd.DataFrame) -> Figure:
    """Month by month."""
    return months_chart(data, frame, data.topic.said.street, ident(data, "months"), label(data, "months"))


def table_force_data(data: Evidence) -> pd.DataFrame | Gap:
    """The counts of the whole police force by offence, with its rate and rank."""
    table = data.topic.said.by_force
    return force_frame(data, table, label(data, "police force")) if table else absent("figures of the police force")


@made_from(table_force_data)
def table_force(data: Evidence, frame: pd.DataFrame) -> Figure:
    """Figures of the police force."""
    named = ident(data, "police force"), label(data, "police force")
    return force_table(data, frame, data.topic.said.by_force, *named)


# Measures of the partnership's own


def measures(data: Evidence) -> list[Rows]:
    """The rows of each measure that the partnership has a table of, up to the year."""
    named = [data.rows(each.table) for each in data.topic.said.measures if each.table in data.tables]
    return [rows for rows in named if not rows.empty]


def measure_data(data: Evidence, number: int) -> pd.DataFrame | Gap:
    """The periods of one of the partnership's own measures."""
    held = measures(data)
    return measured_frame(held[number - 1]) if number <= len(held) else absent("a measure of the partnership's own")


def measure_chart(data: Evidence, frame: pd.DataFrame, number: int) -> Figure:
    """One of the partnership's own measures over its periods, with its interval and target where it has them."""
    what = f"measure {number}"
    return measured_columns(measures(data)[number - 1], frame, data.lead, ident(data, what), label(data, what))


def chart_measure_1_data(data: Evidence) -> pd.DataFrame | Gap:
    return measure_data(data, 1)


@made_from(chart_measure_1_data)
def chart_measure_1(data: Evidence, frame: pd.DataFrame) -> Figure:
    """The first of the partnership's own measures."""
    return measure_chart(data, frame, 1)


def chart_measure_2_data(data: Evidence) -> pd.DataFrame | Gap:
    return measure_data(data, 2)


@made_from(chart_measure_2_data)
def chart_measure_2(data: Evidence, frame: pd.DataFrame) -> Figure:
    """The second of the partnership's own measures."""
    return measure_chart(data, frame, 2)


def chart_measure_3_data(data: Evidence) -> pd.DataFrame | Gap:
    return measure_data(data, 3)


@made_from(chart_measure_3_data)
def chart_measure_3(data: Evidence, frame: pd.DataFrame) -> Figure:
    """The third of the partnership's own measures."""
    return measure_chart(data, frame, 3)
