"""Introduction: the edition at a glance, what the partnership is, and its priorities with all their actions."""

from dataclasses import replace

from oscp_lib.chapters import chapter, chapters_of_book
from oscp_lib.chapters.opening import open_facts
from oscp_lib.chapters.preventing_extremism import no_local_figures
from oscp_lib.chapters.texts import Passage
from oscp_lib.data.evidence import Evidence
from oscp_lib.data.gap import Gap
from oscp_lib.data.rows import Rows
from oscp_lib.facts import findings
from oscp_lib.facts.sheet import FactSheet
from oscp_lib.figures.tiles import Tile, Tiles
from oscp_lib.measures.yearly_changes import SEXUAL_OFFENCES_PLAN, change_rows, change_since_last_year, plan_change

OFFICIAL = "recorded_crime_ons"
PLAN_REPORTS = "exploitation_plan"
TOTAL = "Total recorded crime (excluding fraud)"
# The offence that stands for a priority on its tile.
HEADLINES = {
    "all_crime": TOTAL,
    "neighbourhood_crime": "Theft offences",
    "serious_violence": "Violence with injury",
    "vawg": "Sexual offences",
}
# What the tile has to say of it, so that nobody takes a part for the whole.
SCOPES = {
    "all_crime": "fraud is counted nationally",
    "neighbourhood_crime": "they include burglary and vehicle offences",
    "serious_violence": "the official count nearest to serious violence that is held here",
    "vawg": "one part of this priority; victims of every sex are counted",
}


def add_facts(sheet: FactSheet, data: Evidence) -> None:
    """The headline figure and change of each priority, and of all crime."""
    findings.add_findings(sheet, data)
    for slug, offence in HEADLINES.items():
        rows = headline_rows(data, offence)
        ours = Rows(rows.table, rows.frame).pick(year=data.year, area=data.lead)
        sheet.count(slug, ours, data.gap(OFFICIAL, offence.lower(), offence))
        if offence == TOTAL:
            continue  # its change is the first finding
        of_plan = rows.table.name == SEXUAL_OFFENCES_PLAN
        change = plan_change(data) if of_plan else change_since_last_year(data, offence)
        sheet.change(f"{slug}_change", change, offence, **change_rows(data, rows))
    reports = data.this_year(PLAN_REPORTS, measure="reports")
    sheet.count("modern_slavery", reports, data.gap(PLAN_REPORTS, "reports of exploitation"))
    sheet.add("preventing_extremism", replace(no_local_figures(), absent=not is_in_book("preventing_extremism")))


def is_in_book(slug: str) -> bool:
    """True where this partnership's book has the chapter, for a tile to lead to."""
    return chapter(slug) in chapters_of_book()


def what_happened(data: Evidence) -> Passage:
    """The findings of the year, the main one first."""
    return Passage("\n".join(f"- {each}" for each in findings.findings(data)))


def headline_rows(data: Evidence, offence: str) -> Rows:
    """The series behind a tile: official counts; for sexual offences of earlier years the plan's own."""
    plan = data.rows(SEXUAL_OFFENCES_PLAN)
    if offence == "Sexual offences" and data.this_year(OFFICIAL).empty and not plan.table.absent:
        return plan
    return data.rows(OFFICIAL, category=offence)


def tiles(data: Evidence) -> Tiles:
    """A tile of all crime and one for each priority, in the order of the book."""
    sheet = open_facts("introduction", data)
    add_facts(sheet, data)
    made = {slug: measured_tile(data, sheet, slug, offence) for slug, offence in HEADLINES.items()}
    made |= {"modern_slavery": slavery_tile(data, sheet), "preventing_extremism": extremism_tile(sheet)}
    return Tiles(tuple(made[each.slug] for each in chapters_of_book() if each.slug in made))


def measured_tile(data: Evidence, sheet: FactSheet, slug: str, offence: str) -> Tile:
    """A tile with a count, its change and its trend line."""
    headline, counted = sheet.entries[slug], "offences" if offence == TOTAL else offence.lower()
    trend = [
        (int(row.period_end.year), row.value)
        for row in headline_rows(data, offence).pick(area=data.lead).frame.sort_values("period_end").itertuples()
    ]
    return Tile(
        title=chapter(slug).title,
        page=f"{chapter(slug).page}.html",
        headline=headline,
        label=f"{counted} recorded in {data.lead}, {data.year} ({SCOPES[slug]})",
        change=sheet.entries["change" if offence == TOTAL else f"{slug}_change"]
        if not isinstance(headline, Gap)
        else None,
        trend=tuple(trend),
        cuts=headline_rows(data, offence).cuts,
        why_no_trend=f"No trend line: the counts held begin in {data.year}.",
    )


def slavery_tile(data: Evidence, sheet: FactSheet) -> Tile:
    """Reports of exploitation across the county; the plan gives a single year."""
    return Tile(
        title=chapter("modern_slavery").title,
        page="modern_slavery.html",
        headline=sheet.entries["modern_slavery"],
        label=f"reports of exploitation in {data.county}, {data.year}",
        change=None,
        why_no_trend="No trend line: the plan gives one year of reports.",
    )


def extremism_tile(sheet: FactSheet) -> Tile:
    """The priority without local figures says why."""
    return Tile(
        title=chapter("preventing_extremism").title,
        page="preventing_extremism.html",
        headline=sheet.entries["preventing_extremism"],
        label="no local figure is published",
        change=None,
    )
