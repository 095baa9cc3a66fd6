"""A topic: a priority that official counts can serve without code of its own, as a file of `data/topics` describes it.

One file, though a long one: all that the one page of any topic shows.
"""

import pandas as pd

from oscp_lib.chapters import STREET_MONTHS, chapter
from oscp_lib.chapters.kinds_of_offence import Heading, kinds_chart, kinds_frame
from oscp_lib.chapters.national_charts import rates_chart, rates_frame, years_chart, years_of
from oscp_lib.chapters.opening import made_from
from oscp_lib.chapters.texts import Passage
from oscp_lib.data.evidence import Evidence
from oscp_lib.data.gap import Gap
from oscp_lib.data.rows import Rows
from oscp_lib.data.topics import OF_FORCES, AskedMeasure
from oscp_lib.facts.change_and_level import add_change, add_level, add_since_last_year
from oscp_lib.facts.findings import also
from oscp_lib.facts.residents_year import add_denominator_year
from oscp_lib.facts.sheet import FactSheet
from oscp_lib.figures import alt_text, charts
from oscp_lib.figures.explorers import Explorer, explorer_of
from oscp_lib.figures.figure import Figure
from oscp_lib.figures.measured import measured_columns, measured_frame
from oscp_lib.measures import wording
from oscp_lib.measures.count_change import what_a_count_did
from oscp_lib.measures.denominator import rate_gap, residents
from oscp_lib.measures.force_levels import force_level
from oscp_lib.measures.last_value import interval_given, last_periods, period_of, target_given, with_unit
from oscp_lib.measures.levels import PER_HOUSEHOLD_TOO, rank_in_words
from oscp_lib.measures.partnership_residents import HOUSEHOLDS, denominator_sentence
from oscp_lib.measures.yearly_changes import RECORDED_CRIME, TOTAL

OFFENCE, OFFENCES, RATE, RANK = "Offence", "Offences", "Rate per 1,000 residents", "Rank of police forces"
MONTH, MONTHS_OF_YEAR = "Month", 12
FORCE_PLACES = 2  # these rates are below one
# What a sentence calls the counts of a force, by their national table.
CALLED = {
    "knife_crime": "Serious offences with a knife or sharp instrument",
    "fraud": "Fraud and computer misuse that victims reported",
}


def title(data: Evidence) -> str:
    """The title of the chapter in the book."""
    return chapter(data.topic.slug).title


def ident(data: Evidence, name: str) -> str:
    """The name of a figure in the book: that of its topic and its own."""
    return f"{data.topic.slug.replace('_', '-')}-{name}"


def label(data: Evidence, name: str) -> str:
    """'Burglary, chart 1'."""
    return f"{title(data)}, {name.replace('-', ' ')}"


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
        add_force(sheet, data)
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


def force_rows(data: Evidence) -> Rows:
    """The year's counts of the force."""
    return data.this_year(OF_FORCES[data.topic.said.by_force], area=data.place.force_name)


def force_before(data: Evidence) -> Rows:
    """The counts of the force in the year before."""
    return data.rows(OF_FORCES[data.topic.said.by_force], year=data.year - 1, area=data.place.force_name)


def of_all_kinds(rows: Rows) -> str:
    """The category that the others of a table of forces add up to."""
    return next((each for each in rows.categories if each.startswith("Total")), next(iter(rows.categories), ""))


def add_force(sheet: FactSheet, data: Evidence) -> None:
    """The count of the police force in whose area the place lies, what it did, and where its rate stands."""
    table = data.topic.said.by_force
    called, rows = CALLED[table], force_rows(data)
    gap = data.gap(OF_FORCES[table], wording.inside(called))
    sheet.given("of_force", called, "the topic's own file")
    whole = of_all_kinds(rows)
    now = rows.pick(category=whole)
    before = force_before(data).pick(category=whole)
    sheet.count("force_count", now, gap)
    if now.empty:
        return sheet.add("force_level", gap)
    if not before.empty:
        did = what_a_count_did(before.value, now.value, (data.year - 1, data.year))
        sheet.change("force_change", did, wording.inside(called), now=now, before=before)
    level = force_level(table, whole, data.place.force.code, data.year)
    if isinstance(level, Gap):
        return sheet.add("force_level", level)
    rate = wording.decimal(level.rate, FORCE_PLACES)
    text = f"{rate} per 1,000 residents, {rank_in_words(level.rank, level.compared)} of {level.compared} police forces"
    how = (
        f"rate over the residents of mid-{level.denominators.of} of the force's partnerships; rank of {level.compared}"
    )
    return sheet.fact("force_level", level.rate, text, "per 1,000 residents", "rate", how, count=now)


def add_measure(sheet: FactSheet, rows: Rows, key: str) -> None:
    """The last value of one of the partnership's own measures, its interval and target, and the value before it."""
    now, before = last_periods(rows)
    if len(rows.categories) > 1:
        return
    unit = rows.frame["unit"].iloc[0]
    sheet.fact(key, now.value, with_unit(now), unit, "published", figure=now)
    if not before.empty:
        sheet.fact(f"{key}_before", before.value, with_unit(before), unit, "published", figure=before)
    for name, text in (("interval", interval_given(now)), ("target", target_given(now))):
        if text:
            sheet.fact(f"{key}_{name}", text, text, unit, "supplied", figure=now)


def tile_rows(data: Evidence) -> Rows | None:
    """What stands on the tile of a topic without official counts: of its force, or the last of its own measures."""
    if data.topic.said.by_force and not (rows := force_rows(data)).empty:
        return rows.pick(category=of_all_kinds(rows))
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
        whole = "{fact}`of_force` in the area of {fact}`force`"
        told.append(f"{whole} {{fact}}`force_change`.")
        rate = f"{whole}: {{fact}}`force_count` in {{fact}}`data_year`, {{fact}}`force_level`."
        told.append(rate if force_before(data).empty else "The rate there was {fact}`force_level`.")
    told += [measure_sentence(rows, number) for number, rows in enumerate(measures(data), 1)]
    lacking = [Gap(each.what, each.why, each.holder) for each in (*not_supplied(data), *said.not_published)]
    if told:
        return Passage("\n\n".join(told))
    return lacking[0] if lacking else absent("a finding")


def measure_sentence(rows: Rows, number: int) -> str:
    """'Road deaths: 47 people in 2024, against 55 people in 2023. The target for 2024 was 50.'"""
    now, before = last_periods(rows)
    title, key = rows.table.title, f"measure_{number}"
    if len(rows.categories) > 1:
        return f"{title} to {period_of(now)} stand below by kind."
    between = f" (95% interval {{fact}}`{key}_interval`)" if interval_given(now) else ""
    told = f"{title}: {{fact}}`{key}`{between} in {period_of(now)}"
    told += "" if before.empty else f", against {{fact}}`{key}_before` in {period_of(before)}"
    target = f" The target for {period_of(now)} was {{fact}}`{key}_target`." if target_given(now) else ""
    return wording.without_markup(f"{told}.{target}")


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
    gaps = [Gap(each.what, each.why, each.holder) for each in (*not_supplied(data), *data.topic.said.not_published)]
    if gaps and not figures_held(data):
        gaps = gaps[1:]  # the first stands in place of the finding
    items = [f"- **{each.what[:1].upper()}{each.what[1:]}.** {each.why} Held by: {each.holder}." for each in gaps]
    return Passage(wording.without_markup("\n".join(items)), said=tuple(gaps))


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


# Figures of recorded crime


def chart_1_data(data: Evidence) -> pd.DataFrame | Gap:
    """The rate of the topic's first offence beside those of all partnerships."""
    offences = data.topic.said.offences
    return rates_frame(data, label(data, "chart 1"), offences[0]) if offences else absent("rates beside others")


@made_from(chart_1_data)
def chart_1(data: Evidence, frame: pd.DataFrame) -> Figure:
    """Chart 1: where the rate stands."""
    return rates_chart(data, frame, ident(data, "chart-1"), data.topic.said.offences[0], label(data, "chart 1"))


def chart_2_data(data: Evidence) -> pd.DataFrame | Gap:
    """The kinds of the offence: of the county's partnerships, or of the place beside medians."""
    drawn = drawn_side_by_side(data)
    return kinds_frame(data, drawn, label(data, "chart 2")) if len(drawn) > 1 else absent("kinds of the offence")


@made_from(chart_2_data)
def chart_2(data: Evidence, frame: pd.DataFrame) -> Figure:
    """Chart 2: the kinds side by side."""
    heading = Heading(ident(data, "chart-2"), label(data, "chart 2"), wording.inside(title(data)))
    return kinds_chart(data, frame, drawn_side_by_side(data), heading)


def chart_3_data(data: Evidence) -> pd.DataFrame | Gap:
    """The offences over the years."""
    offences = data.topic.said.offences
    return years_of(data, label(data, "chart 3"), offences) if offences else absent("offences over the years")


@made_from(chart_3_data)
def chart_3(data: Evidence, frame: pd.DataFrame) -> Figure:
    """Chart 3: each offence over the years with its turning point."""
    return years_chart(data, frame, ident(data, "chart-3"), data.topic.said.offences, label(data, "chart 3"))


def explorer(data: Evidence) -> Explorer | Gap:
    """Choose an area and an offence to see its years."""
    offences = data.topic.said.offences
    if not offences:
        return absent("an explorer")
    return explorer_of(data, ident(data, "explorer"), offences, wording.inside(title(data)))


# Months and forces


def months_held(data: Evidence) -> Rows:
    """The months held of the year, of the types that are the topic's."""
    rows = data.rows(STREET_MONTHS, area=data.lead, category=list(data.topic.said.street))
    return Rows(rows.table, rows.frame[rows.frame["period_start"].dt.year == data.year])


def chart_4_data(data: Evidence) -> pd.DataFrame | Gap:
    """What police.uk counts in each month held of the year."""
    rows = months_held(data) if data.topic.said.street else None
    if rows is None:
        return absent("months")
    if data.rows(STREET_MONTHS, area=data.lead).empty:
        why = f"{wording.to_begin(data.place.force_name)} gave police.uk no file for the months that are held."
        return Gap("counts by month", why, data.place.force_name)
    if rows.empty:
        return Gap("months of the year", "No month of the year is held.", absent=True)
    by_month = rows.frame.groupby("period_start")["value"].sum()
    names = [f"{month:%B}" for month in by_month.index]
    return pd.DataFrame({MONTH: names, rows.frame["unit"].iloc[0].capitalize(): by_month.to_numpy()})


@made_from(chart_4_data)
def chart_4(data: Evidence, frame: pd.DataFrame) -> Figure:
    """Chart 4: month by month."""
    rows, value = months_held(data), frame.columns[1]
    types = wording.listed([each.lower() for each in data.topic.said.street])
    most = frame.loc[frame[value].idxmax(), MONTH]
    total, held = wording.count(frame[value].sum()), len(frame)
    when = str(data.year) if held == MONTHS_OF_YEAR else f"{wording.count_in_words(held)} months of {data.year}"
    subject = f"{types} on police.uk by month, {data.lead}, {data.year}"
    note = f"Months held of {data.year}: {wording.listed(list(frame[MONTH]))}. They are not the whole year."
    return Figure(
        ident=ident(data, "chart-4"),
        label=label(data, "chart 4"),
        title=f"{total} recorded on police.uk in {when}, most in {most}",
        subtitle=f"Police.uk's {types}, by month, {data.lead}, {data.year}.",
        frame=frame,
        rows=(rows,),
        drawing=charts.columns(frame, MONTH, value),
        alt=alt_text.of_columns(frame, MONTH, value, subject),
        notes=(
            *([note] if held < MONTHS_OF_YEAR else []),
            "Police.uk counts by the month and sorts offences its own way: its counts are not those of the year above.",
        ),
    )


def table_1_data(data: Evidence) -> pd.DataFrame | Gap:
    """The counts of the whole police force by offence, with its rate and rank."""
    table = data.topic.said.by_force
    if not table:
        return absent("figures of the police force")
    rows = force_rows(data)
    if rows.empty:
        return data.gap(OF_FORCES[table], f"{label(data, 'table 1')}, {wording.inside(CALLED[table])}")
    found = []
    for offence, value in zip(rows.frame["category"], rows.frame["value"], strict=True):
        level = force_level(table, offence, data.place.force.code, data.year)
        rate, rank = (None, None) if isinstance(level, Gap) else (round(level.rate, 4), level.rank)
        found.append((offence, value, rate, rank))
    frame = pd.DataFrame(found, columns=[OFFENCE, OFFENCES, RATE, RANK])
    frame = frame.astype({OFFENCES: "Int64", RATE: float, RANK: "Int64"})
    return frame.sort_values(OFFENCES, ascending=False, kind="stable").reset_index(drop=True)


@made_from(table_1_data)
def table_1(data: Evidence, frame: pd.DataFrame) -> Figure:
    """Table 1: figures of the police force."""
    rows, table = force_rows(data), data.topic.said.by_force
    level = force_level(table, of_all_kinds(rows), data.place.force.code, data.year)
    total = wording.count(rows.pick(category=of_all_kinds(rows)).value)
    forces = [] if isinstance(level, Gap) else [f"Rank 1 is the highest of {level.compared} police forces."]
    over = [] if isinstance(level, Gap) else [denominator_sentence(level.denominators)]
    return Figure(
        ident=ident(data, "table-1"),
        label=label(data, "table 1"),
        title=f"{data.place.force_name}: {total} offences in {data.year}",
        subtitle=f"{CALLED[table]}, area of {data.place.force_name}, {data.year}.",
        frame=frame,
        rows=(rows,),
        places={RATE: FORCE_PLACES},
        not_applicable=(RATE, RANK),
        notes=(
            f"These are counts of the whole police force: none are published of {wording.named(data.lead)}.",
            *forces,
            *over,
        ),
    )


# Measures of the partnership's own


def measures(data: Evidence) -> list[Rows]:
    """The rows of each measure that the partnership has a table of, up to the year."""
    named = [data.rows(each.table) for each in data.topic.said.measures if each.table in data.tables]
    return [rows for rows in named if not rows.empty]


def not_supplied(data: Evidence) -> list[AskedMeasure]:
    """The measures of the topic that the partnership has no table of."""
    held = {rows.table.name for rows in measures(data)}
    return [each for each in data.topic.said.measures if each.table not in held]


def measure_data(data: Evidence, number: int) -> pd.DataFrame | Gap:
    """The periods of one of the partnership's own measures."""
    held = measures(data)
    return measured_frame(held[number - 1]) if number <= len(held) else absent("a measure of the partnership's own")


def measure_chart(data: Evidence, frame: pd.DataFrame, number: int) -> Figure:
    """One of the partnership's own measures over its periods, with its interval and target where it has them."""
    name = f"chart-{number + 4}"
    rows = measures(data)[number - 1]
    return measured_columns(rows, frame, data.lead, ident(data, name), label(data, name))


def chart_5_data(data: Evidence) -> pd.DataFrame | Gap:
    return measure_data(data, 1)


@made_from(chart_5_data)
def chart_5(data: Evidence, frame: pd.DataFrame) -> Figure:
    """Chart 5: the first of the partnership's own measures."""
    return measure_chart(data, frame, 1)


def chart_6_data(data: Evidence) -> pd.DataFrame | Gap:
    return measure_data(data, 2)


@made_from(chart_6_data)
def chart_6(data: Evidence, frame: pd.DataFrame) -> Figure:
    """Chart 6: the second of the partnership's own measures."""
    return measure_chart(data, frame, 2)


def chart_7_data(data: Evidence) -> pd.DataFrame | Gap:
    return measure_data(data, 3)


@made_from(chart_7_data)
def chart_7(data: Evidence, frame: pd.DataFrame) -> Figure:
    """Chart 7: the third of the partnership's own measures."""
    return measure_chart(data, frame, 3)
