"""Neighbourhood crime: acquisitive crime (Chart 1), retail crime, anti-social behaviour (Charts 2 and 3)."""

from functools import partial

import pandas as pd

from oscp_lib.chapters.opening import made_from
from oscp_lib.crime_figures.kinds_of_offence import Heading, kinds_chart, kinds_frame
from oscp_lib.crime_figures.national_charts import rates_chart, rates_frame, years_chart, years_of
from oscp_lib.data.evidence import Evidence
from oscp_lib.data.gap import Gap
from oscp_lib.data.rows import Rows
from oscp_lib.facts.change_and_level import add_change, add_level, add_since_first_year
from oscp_lib.facts.residents_year import add_denominator_year
from oscp_lib.facts.sheet import FactSheet
from oscp_lib.figures import alt_text, charts
from oscp_lib.figures.by_district import part_column
from oscp_lib.figures.explorers import Explorer, explorer_of
from oscp_lib.figures.figure import Figure
from oscp_lib.measures import places, wording
from oscp_lib.measures.denominator import rate_gap, residents
from oscp_lib.measures.levels import PER_HOUSEHOLD_TOO
from oscp_lib.measures.partnership_residents import HOUSEHOLDS

OFFICIAL = "recorded_crime_ons"
POLICE_UK = "antisocial_behaviour_police_uk"
POLICE_SAMPLE = "antisocial_behaviour_police_sample"
COUNCIL_SAMPLE = "antisocial_behaviour_council_sample"
# The kinds of acquisitive crime that ONS counts by district (theft offences and robbery); fraud is counted nationally.
ACQUISITIVE = (
    "Shoplifting",
    "Bicycle theft",
    "Vehicle offences",
    "Burglary",
    "Theft from the person",
    "Robbery",
    "All other theft offences",
)
THEFT = "Theft offences"
MONTHS_OF_YEAR = 12
OVER_THE_YEARS = (
    "Shoplifting",
    "Theft from the person",
    "All other theft offences",
    "Residential burglary",
    "Bicycle theft",
    "Vehicle offences",
)
# Printed by the notebook where a plan states them.
MAY_BE_STATED = ("asb_police_reports", "asb_council_reports")
REPORTS = "Reports"


def add_facts(sheet: FactSheet, data: Evidence) -> None:
    """Acquisitive crime from official counts: how much, what it did, and where it stands."""
    gap = data.gap(OFFICIAL, "acquisitive crime", *ACQUISITIVE)
    crimes = data.every(OFFICIAL, ACQUISITIVE)
    ours = crimes.pick(area=data.lead)
    sheet.count("acquisitive", ours, gap)
    county = data.of_county(OFFICIAL, category=list(ACQUISITIVE))
    sheet.share("acquisitive_share", ours, county, data.gap_of_county(OFFICIAL, "acquisitive crime", *ACQUISITIVE))
    sheet.rate("acquisitive_rate", ours, residents(data, data.lead), rate_gap(data, gap))
    add_denominator_year(sheet, data)
    for key, offence in (
        ("theft", "Theft offences"),
        ("shoplifting", "Shoplifting"),
        ("vehicle", "Vehicle offences"),
        ("residential_burglary", "Residential burglary"),
        ("other_burglary", "Non-residential burglary"),
        ("bicycle_theft", "Bicycle theft"),
    ):
        missing = data.gap(OFFICIAL, offence.lower(), offence)
        sheet.count(key, data.this_year(OFFICIAL, area=data.lead, category=offence), missing)
        add_change(sheet, data, f"{key}_change", offence, names_years=key == "shoplifting")
        add_level(sheet, data, f"{key}_level", offence)
        if offence == PER_HOUSEHOLD_TOO:
            add_level(sheet, data, f"{key}_level_{HOUSEHOLDS}", offence, HOUSEHOLDS)
    for key, offence in (("theft_from_person", "Theft from the person"), ("other_theft", "All other theft offences")):
        add_since_first_year(sheet, data, f"{key}_change_since_first", offence, names_years=False)
    for key, offence in (("shoplifting", "Shoplifting"), ("vehicle", "Vehicle offences")):
        next_highest(sheet, data, key, offence)
    top_type(sheet, ours, gap)
    sheet.given("police_uk", "Police.uk", "who publishes disorder by place", data.gap(POLICE_UK, "police.uk"))


def next_highest(sheet: FactSheet, data: Evidence, key: str, offence: str) -> None:
    """Which other of the county's partnerships has most of an offence, and how many times the place has its count."""
    rows, gap = data.of_county(OFFICIAL, category=offence), data.gap_of_county(OFFICIAL, offence.lower(), offence)
    if rows.empty:
        sheet.add(f"{key}_next_area", gap)
        return sheet.add(f"{key}_ratio", gap)
    others = rows.pick(area=[name for name in data.in_county if name != data.lead])
    area = others.frame.loc[others.frame["value"].idxmax(), "area"]
    sheet.words(f"{key}_next_area", area, "largest", counts=others)
    return sheet.ratio(f"{key}_ratio", rows.pick(area=data.lead), rows.pick(area=area), gap)


def top_type(sheet: FactSheet, ours: Rows, gap: Gap) -> None:
    """The acquisitive crime recorded most often in the lead district."""
    if ours.empty:
        return sheet.add("top_type", gap)
    top = ours.frame.loc[ours.frame["value"].idxmax(), "category"]
    return sheet.words("top_type", top.lower(), "largest", counts=ours)


def chart_1_data(data: Evidence) -> pd.DataFrame | Gap:
    """Acquisitive crime by kind: the county's partnerships, or the place beside medians."""
    by = f"by kind and {wording.singular(data.parts)}" if data.county else "by kind"
    return kinds_frame(data, ACQUISITIVE, f"Chart 1, acquisitive crime {by}")


@made_from(chart_1_data)
def chart_1(data: Evidence, frame: pd.DataFrame) -> Figure:
    """Chart 1: acquisitive crime by kind."""
    part = wording.singular(data.parts) if data.county else "partnership"
    without_fraud = (
        f"Fraud is acquisitive crime too; it is counted nationally, not by {part}, and is not in these counts."
    )
    heading = Heading("chart-1", "Chart 1", "acquisitive crime", (without_fraud,))
    return kinds_chart(data, frame, ACQUISITIVE, heading)


def chart_f_data(data: Evidence) -> pd.DataFrame | Gap:
    """The rate of theft offences beside those of all partnerships."""
    return rates_frame(data, "Chart F", THEFT)


@made_from(chart_f_data)
def chart_f(data: Evidence, frame: pd.DataFrame) -> Figure:
    """Chart F: where the rate of theft offences stands."""
    return rates_chart(data, frame, "chart-f", THEFT)


def chart_g_data(data: Evidence) -> pd.DataFrame | Gap:
    """The years of the kinds of theft that the chapter is about."""
    return years_of(data, "Chart G", OVER_THE_YEARS)


@made_from(chart_g_data)
def chart_g(data: Evidence, frame: pd.DataFrame) -> Figure:
    """Chart G: kinds of theft over the years, each with its turning point."""
    return years_chart(data, frame, "chart-g", OVER_THE_YEARS)


def reports_by_kind(data: Evidence, table: str, label: str, to_whom: str) -> pd.DataFrame | Gap:
    """Reports of anti-social behaviour by kind, most first."""
    rows = data.this_year(table)
    if rows.empty:
        return data.gap(table, f"{label}, anti-social behaviour reported to {to_whom}, by kind")
    frame = rows.frame.rename(columns={"category": "Kind", "value": REPORTS})[["Kind", REPORTS]]
    return frame.sort_values(REPORTS, ascending=False, kind="stable").reset_index(drop=True)


def reports_chart(data: Evidence, table: str, frame: pd.DataFrame, ident: str, to_whom: str, note: str) -> Figure:
    """Charts 2 and 3: the plan does not say by what its charts were split, so kinds are our choice."""
    return Figure(
        ident=ident,
        label=ident.replace("-", " ").capitalize(),
        title=f"Anti-social behaviour reported to {to_whom}, by kind",
        subtitle=f"Reports, {data.lead}, {data.year}.",
        frame=frame,
        rows=(data.this_year(table),),
        draw=partial(charts.ranked_bars, frame, "Kind", REPORTS),
        alt=alt_text.of_bars(
            frame, "Kind", REPORTS, f"anti-social behaviour reported to {to_whom}, {data.lead}, {data.year}"
        ),
        notes=(note,),
    )


def chart_2_data(data: Evidence) -> pd.DataFrame | Gap:
    return reports_by_kind(data, POLICE_SAMPLE, "Chart 2", "the police")


@made_from(chart_2_data)
def chart_2(data: Evidence, frame: pd.DataFrame) -> Figure:
    """Chart 2: anti-social behaviour reported to the police."""
    note = (
        "The plan does not say by what its chart was split. The kinds shown are this book's choice: the ones the "
        "police record."
    )
    return reports_chart(data, POLICE_SAMPLE, frame, "chart-2", "the police", note)


def chart_3_data(data: Evidence) -> pd.DataFrame | Gap:
    return reports_by_kind(data, COUNCIL_SAMPLE, "Chart 3", "the council")


@made_from(chart_3_data)
def chart_3(data: Evidence, frame: pd.DataFrame) -> Figure:
    """Chart 3: anti-social behaviour reported to the council."""
    note = "The plan does not say by what its chart was split. The kinds shown are this book's choice."
    return reports_chart(data, COUNCIL_SAMPLE, frame, "chart-3", "the council", note)


def table_a_data(data: Evidence) -> pd.DataFrame | Gap:
    """Police.uk incidents by district, one column for each month of the year that is held."""
    rows = data.rows(POLICE_UK)
    frame = rows.frame[rows.frame["period_end"].dt.year == data.year]
    if frame.empty:
        return data.gap(POLICE_UK, "Table A, anti-social behaviour on police.uk")
    name = part_column(data)
    frame = frame.assign(Month=frame["period_start"].dt.strftime("%B")).rename(columns={"area": name})
    table = frame.pivot(index=name, columns="Month", values="value")
    months = list(dict.fromkeys(frame.sort_values("period_start")["Month"]))
    areas = [each for each in data.in_county if each in table.index]
    return table.loc[areas, months].reset_index().rename_axis(columns=None)


@made_from(table_a_data)
def table_a(data: Evidence, frame: pd.DataFrame) -> Figure:
    """Table A: anti-social behaviour on police.uk in the months held."""
    months, part = list(frame.columns[1:]), wording.singular(data.parts)
    rows = data.rows(POLICE_UK)
    shown = Rows(rows.table, rows.frame[rows.frame["period_end"].dt.year == data.year])
    good, held = places.months_of(places.undoubted(rows)), places.months_of(shown)
    in_doubt = [month for month in held if month not in good]
    missing = places.missing_months([month for month in held if month in good], in_doubt)
    latest = frame[months[-1]]
    top = alt_text.holders(frame.iloc[:, 0], latest, latest.max())
    return Figure(
        ident="table-a",
        label="Table A",
        title=f"{top} had {'the most' if len(frame) > 1 else wording.count(latest.max())} anti-social behaviour "
        f"incidents in {months[-1]}{f': {wording.count(latest.max())}' if len(frame) > 1 else ''}",
        subtitle=f"Incidents on police.uk by {f'{part} and ' if len(frame) > 1 else ''}month, "
        f"{data.county or data.lead}, {places.months_in_words(held)}.",
        frame=frame,
        rows=(shown,),
        emphasis={data.lead: "is-lead"},
        notes=(
            *(["They are not the whole year, and are not added up."] if len(months) < MONTHS_OF_YEAR else []),
            *([missing] if missing else []),
            places.share_without_district("Anti-social behaviour", shown),
        ),
    )


def explorer(data: Evidence) -> Explorer | Gap:
    """Choose a district and an offence to see its years."""
    return explorer_of(data, "neighbourhood-crime-explorer", ACQUISITIVE, "acquisitive crime")
