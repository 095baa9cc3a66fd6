"""Serious violence: by district (Chart 4), over time (Chart 5), where (Map 1), suspects (Chart 6), what ONS counts."""

from functools import partial

import pandas as pd

from oscp_lib.chapters.opening import made_from
from oscp_lib.crime_figures.map_of_places import PLACES, places_frame, places_map
from oscp_lib.crime_figures.national_charts import rates_chart, rates_frame, years_chart, years_of
from oscp_lib.data.evidence import Evidence
from oscp_lib.data.gap import Gap
from oscp_lib.facts.change_and_level import add_change, add_level, add_since_first_year
from oscp_lib.facts.residents_year import add_denominator_year
from oscp_lib.facts.sheet import FactSheet
from oscp_lib.figures import alt_text, charts
from oscp_lib.figures.by_district import (
    district_bars,
    district_frame,
    district_lines,
    district_years,
    part_column,
    wide,
)  # fmt: skip
from oscp_lib.figures.explorers import Explorer, explorer_of
from oscp_lib.figures.figure import Figure
from oscp_lib.measures import wording
from oscp_lib.measures.denominator import county_rate_gap, rate_gap, residents

OFFICIAL = "recorded_crime_ons"
SAMPLE = "serious_violence_sample"
SUSPECTS = "violence_suspects_sample"
INJURY = "Violence with injury"
WEAPONS = "Possession of weapons offences"
# What is held by district that comes nearest to serious violence; no table has the force's own definition.
NEAREST = ("Homicide", INJURY, "Robbery", WEAPONS)
OVER_THE_YEARS = (INJURY, "Robbery", WEAPONS)
# Printed by the notebook where a plan states them.
MAY_BE_STATED = ("stated_age_groups", "stated_suspects_female", "stated_suspects_male")
OFFENCES = "Recorded offences"


def add_facts(sheet: FactSheet, data: Evidence) -> None:
    """Violence with injury and robbery from official counts."""
    add_denominator_year(sheet, data)
    for key, offence in (("injury", INJURY), ("robbery", "Robbery")):
        gap = data.gap(OFFICIAL, offence.lower(), offence)
        ours = data.this_year(OFFICIAL, category=offence, area=data.lead)
        rows = data.of_county(OFFICIAL, category=offence)
        of_county = data.gap_of_county(OFFICIAL, offence.lower(), offence)
        sheet.count(key, ours, gap)
        sheet.share(f"{key}_share", ours, rows, of_county)
        sheet.rate(f"{key}_rate", ours, residents(data, data.lead), rate_gap(data, gap))
        sheet.rate(f"{key}_county_rate", rows, residents(data, data.in_county), county_rate_gap(data, of_county))
        add_change(sheet, data, f"{key}_change", offence, names_years=offence == "Robbery")
        add_level(sheet, data, f"{key}_level", offence)
    add_since_first_year(sheet, data, "weapons_change_since_first", WEAPONS, names_years=False)
    sheet.given("map_1", "Map 1", "the map of the chapter", data.gap(PLACES, "the map"))
    sheet.given("suspects", "suspects", "who the last chart of the chapter is of", data.gap(SUSPECTS, "suspects"))


def chart_4_data(data: Evidence) -> pd.DataFrame | Gap:
    rows, what = data.this_year(SAMPLE), f"Chart 4, serious violence by {wording.singular(data.parts)}"
    if rows.empty:
        return data.gap(SAMPLE, what)
    held = data.of_county(SAMPLE)
    return data.gap_of_county(SAMPLE, what) if held.empty else district_frame(held, OFFENCES, part_column(data))


@made_from(chart_4_data)
def chart_4(data: Evidence, frame: pd.DataFrame) -> Figure:
    """Chart 4: serious violence by district in the year."""
    part = wording.singular(data.parts)
    return district_bars(
        frame,
        data.this_year(SAMPLE),
        data.lead,
        f"serious violence by {part}, {data.county}, {data.year}",
        ident="chart-4",
        label="Chart 4",
        title=f"Serious violence by {part}",
        subtitle=f"Recorded offences, {data.county}, {data.year}.",
    )


def chart_5_data(data: Evidence) -> pd.DataFrame | Gap:
    rows = data.rows(SAMPLE)
    if data.this_year(SAMPLE).empty or len(rows.years) < 2:
        return sample_gap(data, f"Chart 5, serious violence by {wording.singular(data.parts)} over time")
    return district_years(rows, OFFENCES, part_column(data))


def sample_gap(data: Evidence, what: str) -> Gap:
    """No rows at all, or too few years to draw a line."""
    if data.this_year(SAMPLE).empty:
        return data.gap(SAMPLE, what)
    return Gap(what, f"The figures begin in {data.year}: one year is no trend.", data.rows(SAMPLE).table.holder)


@made_from(chart_5_data)
def chart_5(data: Evidence, frame: pd.DataFrame) -> Figure:
    """Chart 5: serious violence by district, from the first year held to the edition's."""
    first, where = frame["Year"].min(), data.county or data.lead
    by = f" by {wording.singular(data.parts)}" if data.county else ""
    return district_lines(
        frame,
        data.rows(SAMPLE),
        data.lead,
        f"serious violence{by}, {where}",
        ident="chart-5",
        label="Chart 5",
        title=f"Serious violence{by} since {first}",
        subtitle=f"Recorded offences, {where}, {first} to {data.year}.",
    )


def map_1_data(data: Evidence) -> pd.DataFrame | Gap:
    """The places of the lead district where offences were recorded, most first."""
    return places_frame(data, "Map 1, where violence and sexual offences were recorded")


@made_from(map_1_data)
def map_1(data: Evidence, frame: pd.DataFrame) -> Figure:
    """Map 1: where police.uk places violence and sexual offences, a wider type than the plan's serious violence."""
    return places_map(data, frame, "map-1", "Map 1")


def chart_6_data(data: Evidence) -> pd.DataFrame | Gap:
    """Suspects by age group and sex, in order of age."""
    rows = data.this_year(SUSPECTS)
    if rows.empty:
        return data.gap(SUSPECTS, "Chart 6, suspects of violent crime by age and sex")
    frame = rows.frame.rename(columns={"category": "Age group", "value": "Suspects"})
    frame["Sex"] = frame["measure"].str.replace(" suspects", "").str.capitalize()
    order = frame["Age group"].map(lambda group: int(group.split("-")[0].split()[0]))
    frame = frame.assign(order=order).sort_values(["order", "Sex"], kind="stable")
    return frame[["Age group", "Sex", "Suspects"]].reset_index(drop=True)


@made_from(chart_6_data)
def chart_6(data: Evidence, frame: pd.DataFrame) -> Figure:
    """Chart 6: suspects of violent crime across the county by age and sex."""
    where = data.county or data.lead
    subject = f"suspects of violent crime by age group and sex, {where}, {data.year}"
    return Figure(
        ident="chart-6",
        label="Chart 6",
        title="Suspects of violent crime by age and sex",
        subtitle=f"Suspects, {where}, {data.year}.",
        frame=frame,
        table=wide(frame, "Age group", "Sex", "Suspects"),
        rows=(data.this_year(SUSPECTS),),
        draw=partial(charts.paired_bars, frame, "Age group", "Sex", "Suspects"),
        alt=alt_text.of_pairs(frame, "Age group", "Sex", "Suspects", subject),
    )


def table_b_data(data: Evidence) -> pd.DataFrame | Gap:
    """The offences held here that come nearest to serious violence, by district."""
    rows, name = data.of_county(OFFICIAL, category=list(NEAREST)), part_column(data)
    if rows.empty:
        return data.gap_of_county(OFFICIAL, "Table B, violence in official counts")
    frame = rows.frame.rename(columns={"area": name, "category": "Offence", "value": OFFENCES})
    held = [offence for offence in NEAREST if offence in set(frame["Offence"])]
    return wide(frame, name, "Offence", OFFENCES)[[name, *held]]


@made_from(table_b_data)
def table_b(data: Evidence, frame: pd.DataFrame) -> Figure:
    """Table B: the official counts held here that come nearest to serious violence."""
    lost, part = data.left_out(OFFICIAL, *NEAREST), wording.singular(data.parts)
    title = f"The official counts nearest to serious violence, by {part}"
    if INJURY in frame:
        most = frame.loc[frame[INJURY].idxmax(), part_column(data)]
        title = f"{most} recorded the most violence with injury of the {data.parts}"
    return Figure(
        ident="table-b",
        label="Table B",
        title=title,
        subtitle=f"Recorded offences, {data.county} by {part}, {data.year}.",
        frame=frame,
        rows=(data.this_year(OFFICIAL, category=list(NEAREST)),),
        emphasis={data.lead: "is-lead"},
        notes=(
            f"ONS has no count of serious violence by {part}; of the offences held here, these come nearest to it.",
            *([lost] if lost else []),
        ),
    )


def chart_b_data(data: Evidence) -> pd.DataFrame | Gap:
    """The years of the offences nearest to serious violence that are many enough for a line."""
    return years_of(data, "Chart B", OVER_THE_YEARS)


@made_from(chart_b_data)
def chart_b(data: Evidence, frame: pd.DataFrame) -> Figure:
    """Chart B: violence with injury, robbery and possession of weapons over the years, each with its turning point."""
    return years_chart(data, frame, "chart-b", OVER_THE_YEARS)


def chart_h_data(data: Evidence) -> pd.DataFrame | Gap:
    """The rate of violence with injury beside those of all partnerships."""
    return rates_frame(data, "Chart H", INJURY)


@made_from(chart_h_data)
def chart_h(data: Evidence, frame: pd.DataFrame) -> Figure:
    """Chart H: where the rate of violence with injury stands."""
    return rates_chart(data, frame, "chart-h", INJURY)


def explorer(data: Evidence) -> Explorer | Gap:
    """Choose a district and an offence to see its years."""
    return explorer_of(data, "violence-explorer", NEAREST, "violence")
