"""The published plan, checked: what it prints beside what its own tables and the official counts give."""

import pandas as pd

from oscp_lib.chapters.opening import open_chapter, open_facts
from oscp_lib.chapters.texts import no_plan
from oscp_lib.data.evidence import Evidence
from oscp_lib.data.gap import Gap
from oscp_lib.figures.figure import Figure
from oscp_lib.measures import wording
from oscp_lib.measures.facts import FactSheet

SLUG = "reconciliation"
CRIMES = "valid_crime_plan"
SEXUAL = "sexual_offences_plan"
EXPLOITATION = "exploitation_plan"
STATED = "stated_figures_plan"
OFFICIAL = "recorded_crime_ons"
TOTAL = "Total recorded crime (excluding fraud)"


def load(year: int, publish: bool = False) -> Evidence:
    return open_chapter(SLUG, year, publish)


def facts(data: Evidence) -> FactSheet:
    """The sums and shares that the plan's statements are held against."""
    sheet = open_facts(SLUG, data)
    gap = data.gap(CRIMES, "Table 1 of the plan")
    crimes = data.this_year(CRIMES, measure="valid crimes")
    sheet.count("printed_total", crimes.pick(area=data.county), gap)
    sheet.count("added_total", crimes.pick(area=data.districts), gap)
    sexual, sexual_gap = data.this_year(SEXUAL), data.gap(SEXUAL, "Table 2 of the plan")
    sheet.share("plan_sexual_share", sexual.pick(area=data.lead), sexual, sexual_gap)
    official = data.this_year(OFFICIAL, category="Sexual offences")
    official_gap = data.gap(OFFICIAL, "official counts of sexual offences")
    sheet.share("official_sexual_share", official.pick(area=data.lead), official, official_gap)
    exploitation_gap = data.gap(EXPLOITATION, "Table 3 of the plan")
    sheet.count("exploitation_total", data.this_year(EXPLOITATION, measure="reports"), exploitation_gap)
    stated = data.this_year(STATED, category="sexual offences", measure="share of the county, nearly")
    if stated.empty:
        sheet.add("stated_sexual_share", data.gap(STATED, "the plan's share of sexual offences"))
    else:
        text = f"nearly {wording.per_cent(stated.value)}"
        sheet.fact("stated_sexual_share", stated.value, text, "per cent", "published", figure=stated)
    for key, offence in (("vehicle", "Vehicle offences"), ("shoplifting", "Shoplifting")):
        neighbours(sheet, data, key, offence)
    return sheet


def neighbours(sheet: FactSheet, data: Evidence, key: str, offence: str) -> None:
    """The lead district's count as a multiple of the next largest."""
    rows, gap = data.this_year(OFFICIAL, category=offence), no_plan(data, f"what the plan says of {offence.lower()}")
    if rows.empty or data.this_year(CRIMES).empty:
        sheet.add(f"{key}_next", gap)
        return sheet.add(f"{key}_ratio", gap)
    others = rows.frame[rows.frame["area"] != data.lead]
    area = others.loc[others["value"].idxmax(), "area"]
    sheet.words(
        f"{key}_next", area, "largest", counts=rows.pick(area=[name for name in data.districts if name != data.lead])
    )
    return sheet.ratio(f"{key}_ratio", rows.pick(area=data.lead), rows.pick(area=area), gap)


def table_e_data(data: Evidence) -> pd.DataFrame | Gap:
    """Table 1 of the plan beside the official counts."""
    plan = data.this_year(CRIMES, measure="valid crimes")
    official = data.this_year(OFFICIAL, category=TOTAL)
    if plan.empty or official.empty:
        return no_plan(data, "Table E, the plan's counts beside the official ones")
    printed = plan.frame.set_index("area")["value"]
    counted = official.frame.set_index("area")["value"]
    counted[data.county] = counted.sum()
    areas = [*data.districts, data.county]
    difference = printed[areas] - counted[areas]
    return pd.DataFrame(
        {
            "Area": areas,
            "Valid crimes, plan": printed[areas].astype(int).to_list(),
            "Recorded crime, ONS": counted[areas].astype(int).to_list(),
            "Difference": difference.astype(int).to_list(),
            "Difference, per cent of ONS": (100 * difference / counted[areas]).round(1).to_list(),
        }
    )


def table_e(data: Evidence) -> Figure | Gap:
    """Table E: the plan's counts of crime beside the official ones."""
    frame = table_e_data(data)
    if isinstance(frame, Gap):
        return frame
    districts = frame[frame["Area"] != data.county]
    furthest = districts.loc[districts["Difference, per cent of ONS"].abs().idxmax(), "Area"]
    return Figure(
        ident="table-e",
        label="Table E",
        title=f"The plan and the official counts differ most in {furthest}",
        subtitle=f"Valid crimes as the plan prints them and recorded crime, {data.county}, {data.year}.",
        frame=frame,
        rows=(data.this_year(CRIMES), data.this_year(OFFICIAL, category=TOTAL)),
        places={"Difference, per cent of ONS": 1},
        emphasis={data.lead: "is-lead", data.county: "is-total"},
        notes=("The official counts leave out fraud, and offences may be reclassified after a plan is printed.",),
    )


def table_f_data(data: Evidence) -> pd.DataFrame | Gap:
    """The population column of the plan beside Census 2021, which its heading names."""
    plan = data.this_year(CRIMES, measure="population")
    if plan.empty:
        return no_plan(data, "Table F, the plan's population beside the census")
    printed = plan.frame.set_index("area")["value"]
    census = data.tables["population_census"].frame.set_index("area")["value"]
    return pd.DataFrame(
        {
            "District": data.districts,
            "Population, plan": printed[data.districts].astype(int).to_list(),
            "Census residents": census[data.districts].astype(int).to_list(),
            "Difference": (printed[data.districts] - census[data.districts]).astype(int).to_list(),
        }
    )


def table_f(data: Evidence) -> Figure | Gap:
    """Table F: the plan's population column beside the census it names."""
    frame = table_f_data(data)
    if isinstance(frame, Gap):
        return frame
    agree = int((frame["Difference"] == 0).sum())
    return Figure(
        ident="table-f",
        label="Table F",
        title=f"The plan's population equals the census in {wording.count_in_words(agree)} of the districts",
        subtitle=f"Population as the plan prints it and census residents, {data.county} by district.",
        frame=frame,
        rows=(data.this_year(CRIMES, measure="population"), data.tables["population_census"]),
        emphasis={data.lead: "is-lead"},
    )
