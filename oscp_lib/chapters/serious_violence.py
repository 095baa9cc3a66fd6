"""Serious violence: by district (Chart 4), over time (Chart 5), where (Map 1), suspects (Chart 6), what ONS counts.

One file, though a long one: a chapter is a module, and this one has seven figures.
"""

import pandas as pd

from oscp_lib.chapters.national_charts import rates_chart, rates_frame, years_chart, years_of
from oscp_lib.chapters.opening import made_from
from oscp_lib.data.evidence import Evidence
from oscp_lib.data.gap import Gap
from oscp_lib.data.lattice import CELL_WIDTH
from oscp_lib.data.outlines import outline_credit, outline_of
from oscp_lib.data.rows import Rows
from oscp_lib.facts.change_and_level import add_change, add_level
from oscp_lib.facts.residents_year import add_denominator_year
from oscp_lib.facts.sheet import FactSheet
from oscp_lib.figures import alt_text, charts, maps
from oscp_lib.figures.by_district import district_bars, district_frame, district_lines, district_years, wide
from oscp_lib.figures.explorers import Explorer
from oscp_lib.figures.figure import Figure
from oscp_lib.measures import places, wording
from oscp_lib.measures.denominator import POPULATION, residents

OFFICIAL = "recorded_crime_ons"
STATED = "stated_figures_plan"
SAMPLE = "serious_violence_sample"
SUSPECTS = "violence_suspects_sample"
INJURY = "Violence with injury"
# What is held by district that comes nearest to serious violence; no table has the force's own definition.
NEAREST = ("Homicide", INJURY, "Robbery", "Possession of weapons offences")
OVER_THE_YEARS = (INJURY, "Robbery", "Possession of weapons offences")
OFFENCES = "Recorded offences"
PLACES = "violence_places_police_uk"
YEARS_ON_MAP = 5  # as many as the plan's own map


def add_facts(sheet: FactSheet, data: Evidence) -> None:
    """Violence with injury and robbery from official counts; serious violence as the plan states it."""
    add_denominator_year(sheet, data)
    for key, offence in (("injury", INJURY), ("robbery", "Robbery")):
        gap = data.gap(OFFICIAL, offence.lower(), offence)
        rows = data.this_year(OFFICIAL, category=offence)
        ours = rows.pick(area=data.lead)
        sheet.count(key, ours, gap)
        sheet.share(f"{key}_share", ours, rows, gap)
        sheet.rate(f"{key}_rate", ours, residents(data, data.lead), gap)
        sheet.rate(f"{key}_county_rate", rows, residents(data, data.districts), gap)
        add_change(sheet, data, f"{key}_change", offence, names_years=offence == INJURY)
        add_level(sheet, data, f"{key}_level", offence)
    stated(sheet, data)


def stated(sheet: FactSheet, data: Evidence) -> None:
    """The plan's own figures of serious violence and of suspects."""
    gap = data.gap(STATED, "the plan's statements on serious violence over time")
    ends_now = data.rows(STATED, period_end=pd.Timestamp(data.year, 12, 31))
    sheet.per_cent("stated_violence_fall", ends_now.pick(category="serious violence", measure="reduction"), gap)
    years = ends_now.pick(category="serious violence", measure="years of falling")
    sheet.count("stated_years_falling", years, gap, words=True)
    shown = ends_now.pick(category="map of serious violence")
    sheet.count("stated_map_years", shown, data.gap(STATED, "the years of the plan's map"), words=True)
    suspects = data.gap(STATED, "the plan's figures of suspects")
    for sex in ("female", "male"):
        sheet.per_cent(f"stated_suspects_{sex}", ends_now.pick(category="violence suspects", measure=sex), suspects)
    share = ends_now.pick(category="serious violence in Cherwell and Oxford")
    ages = ends_now.pick(category="violence suspects, largest age groups")
    if share.empty or ages.empty:
        sheet.add("stated_violence_share", data.gap(STATED, "the plan's share of serious violence by district"))
        return sheet.add("stated_age_groups", suspects)
    text = f"nearly {wording.count_in_words(share.value)} thirds"
    sheet.fact("stated_violence_share", share.value, text, "thirds", "published", figure=share)
    bounds = {row.measure: int(row.value) for row in ages.frame.itertuples()}
    groups = [f"{bounds[f'{group} group from']} to {bounds[f'{group} group to']}" for group in ("first", "second")]
    return sheet.words("stated_age_groups", wording.listed(groups), "published", figure=ages)


def chart_4_data(data: Evidence) -> pd.DataFrame | Gap:
    rows = data.this_year(SAMPLE)
    return data.gap(SAMPLE, "Chart 4, serious violence by district") if rows.empty else district_frame(rows, OFFENCES)


@made_from(chart_4_data)
def chart_4(data: Evidence, frame: pd.DataFrame) -> Figure:
    """Chart 4: serious violence by district in the year."""
    return district_bars(
        frame,
        data.this_year(SAMPLE),
        data.lead,
        f"serious violence by district, {data.county}, {data.year}",
        ident="chart-4",
        label="Chart 4",
        title="Serious violence by district",
        subtitle=f"Recorded offences, {data.county}, {data.year}.",
    )


def chart_5_data(data: Evidence) -> pd.DataFrame | Gap:
    rows = data.rows(SAMPLE)
    if data.this_year(SAMPLE).empty or len(rows.years) < 2:
        return sample_gap(data, "Chart 5, serious violence by district over time")
    return district_years(rows, OFFENCES)


def sample_gap(data: Evidence, what: str) -> Gap:
    """No rows at all, or too few years to draw a line."""
    if data.this_year(SAMPLE).empty:
        return data.gap(SAMPLE, what)
    return Gap(what, f"The figures begin in {data.year}: one year is no trend.", data.rows(SAMPLE).table.holder)


@made_from(chart_5_data)
def chart_5(data: Evidence, frame: pd.DataFrame) -> Figure:
    """Chart 5: serious violence by district, from the first year held to the edition's."""
    first = frame["Year"].min()
    return district_lines(
        frame,
        data.rows(SAMPLE),
        data.lead,
        f"serious violence by district, {data.county}",
        ident="chart-5",
        label="Chart 5",
        title=f"Serious violence by district since {first}",
        subtitle=f"Recorded offences, {data.county}, {first} to {data.year}.",
    )


def months_on_map(data: Evidence) -> Rows:
    """Violence by place in the lead district, of the months held within five years that are in no doubt."""
    return of_five_years(places.undoubted(data.rows(PLACES, area=data.lead)), data.year)


def of_five_years(rows: Rows, year: int) -> Rows:
    """The rows of the years on the map, up to the edition's."""
    return Rows(rows.table, rows.frame[rows.frame["period_start"].dt.year > year - YEARS_ON_MAP])


def months_in_doubt(data: Evidence) -> list[str]:
    """The months within five years that the map leaves out, since they can hardly be whole."""
    held = places.months_of(of_five_years(data.rows(PLACES, area=data.lead), data.year))
    return [month for month in held if month not in places.months_of(months_on_map(data))]


def map_1_data(data: Evidence) -> pd.DataFrame | Gap:
    """The places of the lead district, most offences first; those under the threshold are one row without a place."""
    rows, what = months_on_map(data), "Map 1, where violence and sexual offences were recorded"
    table = rows.table
    if rows.empty:
        if doubts := places.missing_months([], months_in_doubt(data)):
            return Gap(what, doubts, table.publisher)
        years = wording.span([data.year - YEARS_ON_MAP + 1, data.year])
        return Gap(what, f"Of {years} no month of street-level crime is held.", table.publisher)
    shown, rest = places.merged(places.by_place(rows), table.disclosure.threshold)
    if shown.empty:
        return Gap(what, "In the months held too few offences were recorded at any one place to show it.")
    names = {"place": "Place", "area": "District", "value": OFFENCES, "longitude": "Longitude", "latitude": "Latitude"}
    frame = shown[list(names)].rename(columns=names)
    if rest:
        frame.loc[len(frame)] = {"Place": places.REST, "District": data.lead, OFFENCES: rest}
    return frame


@made_from(map_1_data)
def map_1(data: Evidence, frame: pd.DataFrame) -> Figure:
    """Map 1: where police.uk places violence and sexual offences, a wider type than the plan's serious violence."""
    rows = months_on_map(data)
    outline = outline_of(data.lead, zip(rows.frame["longitude"], rows.frame["latitude"], strict=True))
    cells = frame[frame["Longitude"].notna()]
    top, held = min(maps.KEYED, len(cells)), len(places.by_place(rows))
    share = wording.per_cent(100 * cells[OFFENCES].head(top).sum() / rows.total)
    number = wording.count_in_words(top).capitalize()
    months = wording.listed(list(dict.fromkeys(rows.frame["period_start"].sort_values().dt.strftime("%B %Y"))))
    table = frame[["Place", OFFENCES]]
    table.insert(1, "Number on the map", [str(place + 1) if place < top else "" for place in range(len(frame))])
    return Figure(
        ident="map-1",
        zoom=True,
        label="Map 1",
        title=f"{number} of {held} places hold {share} of {data.lead}'s violence and sexual offences",
        subtitle=f"Recorded violence and sexual offences by place, {data.lead}, {months}.",
        frame=frame,
        table=table,
        rows=(rows,),
        drawing=maps.hexagons(
            cells.rename(columns=str.lower), "place", OFFENCES.lower(), outline, "Recorded offences"
        ),
        alt=alt_text.of_map(
            cells, "Place", OFFENCES, f"recorded violence and sexual offences by place, {data.lead}, {months}", top,
            int(rows.total),
        ),
        notes=notes_on_map(rows, months, months_in_doubt(data)),
        credits=(outline_credit(),) if outline else (),
    )  # fmt: skip


def notes_on_map(rows: Rows, months: str, in_doubt: list[str]) -> tuple[str, ...]:
    """Of when, how large and how merged the places are."""
    missing = places.missing_months(places.months_of(rows), in_doubt)
    held = rows.frame["period_start"].nunique()
    return (
        f"Months held: {months}. That is {wording.count_in_words(held)} of the {12 * YEARS_ON_MAP} months of "
        f"{wording.count_in_words(YEARS_ON_MAP)} years, too few to speak of a year or of a trend.",
        *([f"{missing} Months in doubt are not on the map." if in_doubt else missing] if missing else []),
        places.share_without_district("Violence and sexual offences", rows),
        f"Each place is a cell about {CELL_WIDTH:.0f} metres wide, called by the streets most often named in it.",
        f"Places with fewer than {rows.table.disclosure.threshold} offences in those months are added up as "
        f"'{places.REST}' and not drawn.",
    )


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
    subject = f"suspects of violent crime by age group and sex, {data.county}, {data.year}"
    return Figure(
        ident="chart-6",
        label="Chart 6",
        title="Suspects of violent crime by age and sex",
        subtitle=f"Suspects, {data.county}, {data.year}.",
        frame=frame,
        table=wide(frame, "Age group", "Sex", "Suspects"),
        rows=(data.this_year(SUSPECTS),),
        drawing=charts.paired_bars(frame, "Age group", "Sex", "Suspects"),
        alt=alt_text.of_pairs(frame, "Age group", "Sex", "Suspects", subject),
    )


def table_b_data(data: Evidence) -> pd.DataFrame | Gap:
    """The offences held here that come nearest to serious violence, by district."""
    rows = data.this_year(OFFICIAL, category=list(NEAREST))
    if rows.empty:
        return data.gap(OFFICIAL, "Table B, violence in official counts")
    frame = rows.frame.rename(columns={"area": "District", "category": "Offence", "value": OFFENCES})
    held = [offence for offence in NEAREST if offence in set(frame["Offence"])]
    return wide(frame, "District", "Offence", OFFENCES)[["District", *held]]


@made_from(table_b_data)
def table_b(data: Evidence, frame: pd.DataFrame) -> Figure:
    """Table B: the official counts held here that come nearest to serious violence."""
    lost, title = data.left_out(OFFICIAL, *NEAREST), "The official counts nearest to serious violence, by district"
    if INJURY in frame:
        title = (
            f"{frame.loc[frame[INJURY].idxmax(), 'District']} recorded the most violence with injury of the districts"
        )
    return Figure(
        ident="table-b",
        label="Table B",
        title=title,
        subtitle=f"Recorded offences, {data.county} by district, {data.year}.",
        frame=frame,
        rows=(data.this_year(OFFICIAL, category=list(NEAREST)),),
        emphasis={data.lead: "is-lead"},
        notes=(
            "ONS has no count of serious violence by district; of the offences held here, these come nearest to it.",
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
    rows = data.rows(OFFICIAL, category=list(NEAREST))
    if rows.empty:
        return data.gap(OFFICIAL, "explorer of violence")
    return Explorer("violence-explorer", rows, data.rows(POPULATION, area=data.districts), data.lead, data.year)
