"""Violence against women and girls: sexual offences by district (Chart 7) and the plan's heat-map (Table 2)."""

import pandas as pd

from oscp_lib.chapters.opening import made_from
from oscp_lib.chapters.texts import Passage
from oscp_lib.crime_figures.national_charts import rates_chart, rates_frame
from oscp_lib.data.evidence import Evidence
from oscp_lib.data.gap import Gap
from oscp_lib.data.rows import Rows
from oscp_lib.facts.change_and_level import add_change, add_level
from oscp_lib.facts.residents_year import add_denominator_year
from oscp_lib.facts.sheet import FactSheet
from oscp_lib.figures.by_district import district_bars, district_frame, district_years, part_column, wide
from oscp_lib.figures.explorers import Explorer, explorer_of
from oscp_lib.figures.figure import Figure
from oscp_lib.measures import wording
from oscp_lib.measures.denominator import county_rate_gap, rate_gap, residents
from oscp_lib.measures.yearly_changes import SEXUAL_OFFENCES_PLAN as PLAN
from oscp_lib.measures.yearly_changes import change_rows, plan_change

OFFICIAL = "recorded_crime_ons"
OFFENCE = "Sexual offences"
STALKING = "Stalking and harassment"
OFFENCES = "Recorded offences"


def counted(data: Evidence) -> Rows:
    """Sexual offences by district in the year: official counts where there are any, else the plan's."""
    official, plan = data.this_year(OFFICIAL, category=OFFENCE), data.this_year(PLAN)
    return plan if official.empty and not plan.empty else official


def add_facts(sheet: FactSheet, data: Evidence) -> None:
    """Sexual offences: count, share, rate and change; what the plan prints beside them."""
    rows = counted(data)
    ours, gap = rows.pick(area=data.lead), data.gap(rows.table.name, "sexual offences", OFFENCE)
    sheet.count("offences", ours, gap)
    table, category = rows.table.name, {"category": OFFENCE} if rows.table.name == OFFICIAL else {}
    county, of_county = data.of_county(table, **category), data.gap_of_county(table, "sexual offences", OFFENCE)
    sheet.count("county_offences", county, of_county)
    sheet.share("share", ours, county, of_county)
    sheet.rate("rate", ours, residents(data, data.lead), rate_gap(data, gap))
    sheet.rate("county_rate", county, residents(data, data.in_county), county_rate_gap(data, of_county))
    add_denominator_year(sheet, data)
    if rows.empty:
        sheet.add("source", gap)
    else:
        sheet.words("source", rows.table.publisher, "publisher", counts=rows)
    if rows.table.name == OFFICIAL:
        add_change(sheet, data, "change", OFFENCE)
    else:
        sheet.change("change", plan_change(data), OFFENCE, **change_rows(data, data.rows(PLAN)))
        several = "the change over several years"
        sheet.add("change_compared", data.gap(OFFICIAL, "the change beside all partnerships"))
        sheet.add("change_since_first", data.gap(OFFICIAL, several))
        sheet.add("change_since_first_compared", data.gap(OFFICIAL, several))
    add_level(sheet, data, "level", OFFENCE)
    stalking = data.this_year(OFFICIAL, area=data.lead, category=STALKING)
    sheet.count("stalking", stalking, data.gap(OFFICIAL, "stalking and harassment", STALKING))
    add_change(sheet, data, "stalking_change", STALKING, names_years=False)
    add_level(sheet, data, "stalking_level", STALKING)
    plan, plan_gap = data.this_year(PLAN), data.gap(PLAN, "the plan's sexual offences")
    sheet.count("plan_offences", plan.pick(area=data.lead), plan_gap)
    of_plan = data.gap_of_county(PLAN, "the plan's sexual offences") if not plan.empty else plan_gap
    sheet.share("plan_share", plan.pick(area=data.lead), data.of_county(PLAN), of_plan)


def counting_rules(data: Evidence) -> Passage:
    """What changed in how stalking and harassment are counted, between the years of the page."""
    breaks = data.rows(OFFICIAL, area=data.lead, category=STALKING).breaks
    return Passage("\n\n".join(each.what for each in breaks))


def chart_7_data(data: Evidence) -> pd.DataFrame | Gap:
    """Rates beside those of all partnerships; the plan's counts by district for years without official ones."""
    rows = data.of_county(PLAN)
    if counted(data).table.name != PLAN:
        return rates_frame(data, "Chart 7", OFFENCE)
    what = f"Chart 7, sexual offences by {wording.singular(data.parts)}"
    return data.gap_of_county(PLAN, what) if rows.empty else district_frame(rows, OFFENCES, part_column(data))


@made_from(chart_7_data)
def chart_7(data: Evidence, frame: pd.DataFrame) -> Figure:
    """Chart 7: sexual offences by district, beside other partnerships where official counts are held."""
    if counted(data).table.name != PLAN:
        return rates_chart(data, frame, "chart-7", OFFENCE)
    part = wording.singular(data.parts)
    share = 100 * frame.set_index(part_column(data)).loc[data.lead, OFFENCES] / frame[OFFENCES].sum()
    return district_bars(
        frame,
        counted(data),
        data.lead,
        f"sexual offences by {part}, {data.county}, {data.year}",
        ident="chart-7",
        label="Chart 7",
        title=f"{data.lead} recorded {wording.per_cent(share)} of the county's sexual offences in {data.year}",
        subtitle=f"Recorded sexual offences, {data.county} by {part}, {data.year}.",
        notes=(f"No official count is held for this year: the counts are those of the {plan_title(data)}, Table 2.",),
    )


def chart_i_data(data: Evidence) -> pd.DataFrame | Gap:
    """The rate of stalking and harassment beside those of all partnerships."""
    return rates_frame(data, "Chart I", STALKING)


@made_from(chart_i_data)
def chart_i(data: Evidence, frame: pd.DataFrame) -> Figure:
    """Chart I: where the rate of stalking and harassment stands."""
    return rates_chart(data, frame, "chart-i", STALKING)


def table_2_data(data: Evidence) -> pd.DataFrame | Gap:
    """The plan's counts of sexual offences by district and year, up to the edition's."""
    if data.this_year(PLAN).empty:
        return data.gap(PLAN, "Table 2, sexual offences heat-map")
    if data.of_county(PLAN).empty:
        return data.gap_of_county(PLAN, "Table 2, sexual offences heat-map")
    return district_years(data.rows(PLAN), OFFENCES, part_column(data))


@made_from(table_2_data)
def table_2(data: Evidence, frame: pd.DataFrame) -> Figure:
    """Table 2: the heat-map of sexual offences, as the plan prints it."""
    years = sorted(frame["Year"].unique())
    name, part = part_column(data), wording.singular(data.parts)
    most = frame.loc[frame.groupby("Year")[OFFENCES].idxmax(), name]
    always = most.nunique() == 1
    when = wording.span(years)
    return Figure(
        ident="table-2",
        label="Table 2",
        title=f"{most.iloc[0]} recorded the most sexual offences in every year shown"
        if len(years) > 1 and always
        else f"{most.iloc[0]} recorded the most sexual offences in {data.year}"
        if always
        else f"The {part} with the most sexual offences has not always been the same",
        subtitle=f"Heat-map of recorded sexual offences, {data.county} by {part}, {when}, as the {plan_title(data)} "
        "prints them.",
        frame=frame,
        table=wide(frame, name, "Year", OFFENCES),
        rows=(data.rows(PLAN),),
        emphasis={data.lead: "is-lead"},
        heat=True,
        notes=official_notes(data),
    )


def official_notes(data: Evidence) -> tuple[str, ...]:
    """How the plan's count of the year differs from the official one."""
    official, plan = data.this_year(OFFICIAL, category=OFFENCE, area=data.lead), data.this_year(PLAN, area=data.lead)
    if official.empty or official.value == plan.value:
        return ()
    side = "fewer" if plan.value < official.value else "more"
    return (
        f"For {data.lead} in {data.year} the {plan_title(data)} prints {wording.count(plan.value)}, {side} than the "
        f"official count of {wording.count(official.value)}. It does not say how it counts.",
    )


def plan_title(data: Evidence) -> str:
    """The plan that prints Table 2, which may be that of another year than the edition's."""
    return data.rows(PLAN).table.sources[0].title


def table_c(data: Evidence) -> Gap:
    """Sexual offences by kind: published by partnership, and not held here."""
    return Gap(
        "sexual offences by kind",
        "Counts of single offences by community safety partnership are published by the Home Office; they are not held "
        "in this edition, so the share of each kind cannot be shown.",
        "Home Office",
    )


def explorer(data: Evidence) -> Explorer | Gap:
    """Choose a district to see its years, in the plan's count or the official one."""
    held = data.rows(OFFICIAL, category=OFFENCE, area=data.lead)
    table = PLAN if held.empty and not data.rows(PLAN).empty else OFFICIAL
    category = (OFFENCE,) if table == OFFICIAL else ()
    return explorer_of(data, "sexual-offences-explorer", category, "sexual offences", table)
