"""All crime: Table 1, and how the rate of the lead district compares and moves."""

import pandas as pd

from oscp_lib.chapters.opening import made_from
from oscp_lib.chapters.texts import Passage
from oscp_lib.crime_figures.national_charts import rates_chart, rates_frame, years_chart, years_of
from oscp_lib.crime_figures.offence_table import mix_table
from oscp_lib.crime_figures.rates_over_years import over_years_chart, over_years_frame
from oscp_lib.data.evidence import Evidence
from oscp_lib.data.gap import Gap
from oscp_lib.data.rows import Rows
from oscp_lib.facts import findings
from oscp_lib.facts.change_and_level import add_change, add_level, add_others, add_since_first_year
from oscp_lib.facts.residents_year import add_denominator_year
from oscp_lib.facts.sheet import FactSheet
from oscp_lib.figures.figure import INTERVAL, Figure
from oscp_lib.figures.sortable_table import SortableTable
from oscp_lib.measures import wording
from oscp_lib.measures.denominator import POPULATION, county_rate_gap, denominator_year, rate_gap, residents
from oscp_lib.measures.offence_mix import OffenceOfYear, offences_of_year
from oscp_lib.measures.rates import rate_per_1000

OFFICIAL = "recorded_crime_ons"
PLAN = "valid_crime_plan"
TOTAL = "Total recorded crime (excluding fraud)"
# Violence, theft, robbery, weapons and sexual offences have chapters of their own.
ELSEWHERE_UNSEEN = ("Drug offences", "Criminal damage and arson", "Public order offences", "Stalking and harassment")
RATE = "Rate per 1,000 residents"


def add_facts(sheet: FactSheet, data: Evidence) -> None:
    """The plan's count, the official count, its rate and share, and the change since the year before."""
    plan_gap, gap = data.gap(PLAN, "valid crimes"), data.gap(OFFICIAL, "recorded crime")
    ours, crimes = data.this_year(OFFICIAL, category=TOTAL, area=data.lead), data.of_county(OFFICIAL, category=TOTAL)
    of_county = data.gap_of_county(OFFICIAL, "recorded crime")
    sheet.count("valid_crimes", data.this_year(PLAN, area=data.lead, measure="valid crimes"), plan_gap)
    sheet.rate("plan_rate", *plan_pair(data, data.lead), plan_gap)
    sheet.count("recorded_crimes", ours, gap)
    sheet.count("county_crimes", crimes, of_county)
    sheet.share("county_share", ours, crimes, of_county)
    sheet.rate("rate", ours, residents(data, data.lead), rate_gap(data, gap))
    sheet.rate("county_rate", crimes, residents(data, data.in_county), county_rate_gap(data, of_county))
    add_change(sheet, data, "change", TOTAL)
    add_others(sheet, data, TOTAL)
    add_level(sheet, data, "level", TOTAL)
    for key, offence in (("public_order", "Public order offences"), ("damage", "Criminal damage and arson")):
        add_since_first_year(sheet, data, f"{key}_change_since_first", offence, names_years=False)
    findings.add_stand_outs(sheet, data)
    add_denominator_year(sheet, data)
    what = "what Table 1 is of: a plan's count, or the official one"
    heading = "The plan's figures" if data.has_plan else f"The {data.parts} of {data.county}"
    sheet.given("by_district", heading, what, None if data.has_plan or not crimes.empty else of_county)
    extremes(sheet, data, crimes, county_rate_gap(data, of_county))


def extremes(sheet: FactSheet, data: Evidence, crimes: Rows, gap: Gap) -> None:
    """Which of the county's partnerships have the highest and the lowest official rate."""
    roles = {"count": crimes, "residents": residents(data, data.in_county)}
    if any(each.empty for each in roles.values()):
        for key in ("highest_area", "lowest_area", "lowest_rate", "lowest_rate_interval"):
            sheet.add(key, gap)
        return
    counts, people = (each.frame.set_index("area")["value"] for each in roles.values())
    rates = counts / people[counts.index]
    sheet.words("highest_area", rates.idxmax(), "highest rate", **roles)
    sheet.words("lowest_area", rates.idxmin(), "lowest rate", **roles)
    lowest = rates.idxmin()
    sheet.rate("lowest_rate", crimes.pick(area=lowest), residents(data, lowest), gap)


def stands_out(data: Evidence) -> Passage:
    """On which offences the place is highest and lowest, in level and in change."""
    told = findings.stand_outs(data).items()
    parts = ["\n\n".join([f"**{name}**", "\n".join(f"- {each}" for each in items)]) for name, items in told if items]
    return Passage("\n\n".join(filter(None, [*parts, findings.also_measures(data)])))


def plan_pair(data: Evidence, area: str) -> tuple[Rows, Rows]:
    """The plan's count of valid crimes of an area and the population it prints beside it."""
    return (
        data.this_year(PLAN, area=area, measure="valid crimes"),
        data.this_year(PLAN, area=area, measure="population"),
    )


def table_1_data(data: Evidence) -> pd.DataFrame | Gap:
    """Crime, population and rate by area: the plan's where the year has one, else from official counts."""
    if not data.this_year(PLAN).empty:
        return plan_rates(data)
    gap = data.gap_of_county(OFFICIAL, f"Table 1, crime by {wording.singular(data.parts)}")
    if data.of_county(OFFICIAL, category=TOTAL).empty or residents(data, data.in_county).empty:
        return county_rate_gap(data, gap)
    return official_rates(data)


def plan_rates(data: Evidence) -> pd.DataFrame:
    """Table 1 as the plan prints it, with the rate per 1,000 residents beside its per-capita figure."""
    table = data.this_year(PLAN).frame.pivot(index="area", columns="measure", values="value")
    areas = [each for each in (*data.in_county, data.county) if each in table.index]
    rates = [rate_per_1000(table.loc[a, "valid crimes"], table.loc[a, "population"], PLAN) for a in areas]
    return pd.DataFrame(
        {
            "Area": areas,
            "Valid crimes": table.loc[areas, "valid crimes"].astype(int).to_list(),
            "Population": table.loc[areas, "population"].astype(int).to_list(),
            "Valid crimes per capita": table.loc[areas, "valid crimes per capita"].to_list(),
            RATE: [round(rate.value, 1) for rate in rates],
            INTERVAL: [wording.interval(rate.lower, rate.upper) for rate in rates],
        }
    )


def official_rates(data: Evidence) -> pd.DataFrame:
    """Recorded crime per 1,000 residents of each partnership of the county; the county is the sum of them."""
    crimes = data.this_year(OFFICIAL, category=TOTAL).frame.set_index("area")["value"]
    people = residents(data, data.in_county).frame.set_index("area")["value"]
    crimes, people = crimes[data.in_county], people[data.in_county]
    crimes[data.county], people[data.county] = crimes.sum(), people.sum()
    rates = [rate_per_1000(crimes[area], people[area], POPULATION) for area in crimes.index]
    return pd.DataFrame(
        {
            "Area": crimes.index,
            "Recorded crimes": crimes.to_numpy(),
            f"Residents, mid-{denominator_year(data)}": people.to_numpy(),
            RATE: [round(rate.value, 1) for rate in rates],
            INTERVAL: [wording.interval(rate.lower, rate.upper) for rate in rates],
        }
    )


@made_from(table_1_data)
def table_1(data: Evidence, frame: pd.DataFrame) -> Figure:
    """Table 1: crimes, population and rate by partnership and county."""
    from_plan = "Valid crimes" in frame
    parts = frame[frame["Area"] != data.county]
    highest = parts.loc[parts[RATE].idxmax()]
    kind = "valid" if from_plan else "recorded"
    alone = f"{data.lead}: {wording.decimal(highest[RATE])} {kind} crimes per 1,000 residents in {data.year}"
    where = f"{data.county} by {wording.singular(data.parts)}" if data.county else data.lead
    rows = (
        (data.this_year(PLAN),)
        if from_plan
        else (data.this_year(OFFICIAL, category=TOTAL), residents(data, data.in_county))
    )
    return Figure(
        ident="table-1",
        label="Table 1",
        title=f"{highest['Area']} has the highest rate of {kind} crime of the {data.parts}"
        if len(parts) > 1
        else alone,
        subtitle=f"{kind.capitalize()} crimes, population and rate, {where}, {data.year}.",
        frame=frame,
        rows=rows,
        places={RATE: 1, "Valid crimes per capita": 2},
        emphasis={data.lead: "is-lead", data.county: "is-total"},
        notes=plan_notes() if from_plan else official_notes(data),
    )


def plan_notes() -> tuple[str, ...]:
    return ("The rate per 1,000 residents and its interval are computed from the two columns as printed.",)


def official_notes(data: Evidence) -> tuple[str, ...]:
    but = ", not from a plan's count of valid crimes" if data.has_plan else ""
    return (f"Made from official counts of recorded crime{but}. {data.county} is the sum of its {data.parts}.",)


def chart_a_data(data: Evidence) -> pd.DataFrame | Gap:
    """The rate of recorded crime over the years, beside others."""
    return over_years_frame(data)


@made_from(chart_a_data)
def chart_a(data: Evidence, frame: pd.DataFrame) -> Figure:
    """Chart A: the rate over the years held."""
    return over_years_chart(data, frame)


def chart_d_data(data: Evidence) -> pd.DataFrame | Gap:
    """The rate of recorded crime beside those of all partnerships."""
    return rates_frame(data, "Chart D", TOTAL)


@made_from(chart_d_data)
def chart_d(data: Evidence, frame: pd.DataFrame) -> Figure:
    """Chart D: where the rate of recorded crime stands."""
    return rates_chart(data, frame, "chart-d", TOTAL)


def chart_e_data(data: Evidence) -> pd.DataFrame | Gap:
    """The years of the offences that no other chapter shows."""
    return years_of(data, "Chart E", ELSEWHERE_UNSEEN)


@made_from(chart_e_data)
def chart_e(data: Evidence, frame: pd.DataFrame) -> Figure:
    """Chart E: drug offences and others over the years, each with its turning point."""
    return years_chart(data, frame, "chart-e", ELSEWHERE_UNSEEN)


def table_h_data(data: Evidence) -> list[OffenceOfYear] | Gap:
    """Every offence that the year's figures count."""
    found = offences_of_year(data)
    return found or data.gap(OFFICIAL, "Table H, every kind of offence")


@made_from(table_h_data)
def table_h(data: Evidence, offences: list[OffenceOfYear]) -> SortableTable:
    """Table H: the whole mix of offences, what each did and where its rate stands."""
    return mix_table(data, offences, "table-h")
