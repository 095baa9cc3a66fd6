"""Introduction: the edition at a glance, what the partnership is, and its priorities with all their actions."""

from dataclasses import dataclass, replace

from oscp_lib.chapters import Chapter, chapter, chapters_of_book, topic, watched_beside
from oscp_lib.chapters.opening import open_facts
from oscp_lib.chapters.preventing_extremism import no_local_figures
from oscp_lib.chapters.texts import Passage
from oscp_lib.data.evidence import Evidence
from oscp_lib.data.gap import Gap
from oscp_lib.data.rows import Rows
from oscp_lib.facts import findings
from oscp_lib.facts.sheet import FactSheet
from oscp_lib.figures.tiles import Tile, Tiles
from oscp_lib.measures import wording
from oscp_lib.measures.yearly_changes import SEXUAL_OFFENCES_PLAN, change_rows, change_since_last_year, plan_change

OFFICIAL = "recorded_crime_ons"
PLAN_REPORTS = "exploitation_plan"
SINCE_LAST_YEAR = ("driver", "up", "down")  # findings
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


@dataclass(frozen=True)
class Headline:
    """The offence that stands for a chapter on its tile, and what the tile has to say of it."""

    offence: str
    scope: str


def headlines() -> dict[str, Headline]:
    """The headline of all crime, of each priority with official counts, and of each topic of the book that has any."""
    found = {slug: Headline(offence, SCOPES[slug]) for slug, offence in HEADLINES.items()}
    for each in topics_of_book():
        if offences := each.topic.said.offences:
            found[each.slug] = Headline(offences[0], each.topic.said.scope or "")
    return found


def told_by_finding(data: Evidence) -> dict[str, str]:
    """The findings that tell of a change since last year, by their offence."""
    return {offence: part for part, offence in findings.headline_items(data).items() if part in SINCE_LAST_YEAR}


def topics_of_book() -> list[Chapter]:
    """The chapters of the book that are topics."""
    return [each for each in chapters_of_book() if each.is_topic]


def add_facts(sheet: FactSheet, data: Evidence) -> None:
    """The headline figure and change of each priority, and of all crime."""
    findings.add_findings(sheet, data)
    for slug, headline in headlines().items():
        offence = headline.offence
        rows = headline_rows(data, offence)
        ours = Rows(rows.table, rows.frame).pick(year=data.year, area=data.lead)
        sheet.count(slug, ours, data.gap(OFFICIAL, offence.lower(), offence))
        if offence == TOTAL or (slug not in HEADLINES and offence in told_by_finding(data)):
            continue  # a finding is its change
        of_plan = rows.table.name == SEXUAL_OFFENCES_PLAN
        change = plan_change(data) if of_plan else change_since_last_year(data, offence)
        sheet.change(f"{slug}_change", change, offence, **change_rows(data, rows))
    reports = data.this_year(PLAN_REPORTS, measure="reports")
    sheet.count("modern_slavery", reports, data.gap(PLAN_REPORTS, "reports of exploitation"))
    for each in topics_of_book():
        if each.slug not in sheet.entries:
            rows = topic.tile_rows(replace(data, topic=each.topic))
            if rows is None:
                sheet.add(each.slug, no_official_count(each))
            else:
                number = wording.plain(rows.value)
                sheet.fact(each.slug, rows.value, number, rows.frame["unit"].iloc[0], "published", figure=rows)
    sheet.add("preventing_extremism", replace(no_local_figures(), absent=not is_in_book("preventing_extremism")))


def no_official_count(of: Chapter) -> Gap:
    """Why the tile of a topic has no number."""
    what, said = wording.inside(of.title), of.topic.said
    first = next(iter((*said.measures, *said.not_published)), None)
    return Gap(what, first.why, first.holder) if first else Gap(what, "No official count by partnership is published.")


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
    made = {slug: measured_tile(data, sheet, slug, headline) for slug, headline in headlines().items()}
    made |= {each.slug: other_tile(data, sheet, each) for each in topics_of_book() if each.slug not in made}
    made |= {"modern_slavery": slavery_tile(data, sheet), "preventing_extremism": extremism_tile(sheet)}
    return Tiles(tuple(made[each.slug] for each in chapters_of_book() if each.slug in made))


def other_tile(data: Evidence, sheet: FactSheet, of: Chapter) -> Tile:
    """The tile of a topic without official counts of the place: the number it has, or why it has none."""
    of_topic = replace(data, topic=of.topic)
    rows = topic.tile_rows(of_topic)
    return Tile(
        title=of.title,
        page=f"{of.page}.html",
        headline=sheet.entries[of.slug],
        label="no official count by partnership is published" if rows is None else topic.tile_label(of_topic, rows),
        change=None,
        beside=watched_beside(of.slug),
    )


def measured_tile(data: Evidence, sheet: FactSheet, slug: str, of: Headline) -> Tile:
    """A tile with a count, its change and its trend line."""
    offence, scope = of.offence, f" ({of.scope})" if of.scope else ""
    headline, counted = sheet.entries[slug], counted_as(offence)
    trend = [
        (int(row.period_end.year), row.value)
        for row in headline_rows(data, offence).pick(area=data.lead).frame.sort_values("period_end").itertuples()
    ]
    return Tile(
        title=chapter(slug).title,
        page=f"{chapter(slug).page}.html",
        headline=headline,
        label=f"{counted} recorded in {wording.named(data.lead)}, {data.year}{scope}",
        change=sheet.entries[change_key(data, sheet, slug, offence)] if not isinstance(headline, Gap) else None,
        trend=tuple(trend),
        why_no_trend=f"No trend: the counts held begin in {data.year}.",
        beside=watched_beside(slug),
    )


def change_key(data: Evidence, sheet: FactSheet, slug: str, offence: str) -> str:
    """The fact of the change that a tile shows."""
    if offence == TOTAL:
        return "change"
    return f"{slug}_change" if f"{slug}_change" in sheet.entries else told_by_finding(data)[offence]


def counted_as(offence: str) -> str:
    """What the number of a tile counts: 'theft offences', 'offences of burglary'."""
    if offence == TOTAL:
        return "offences"
    name = offence.lower()
    return name if "offences" in name.split() else f"offences of {name}"


def slavery_tile(data: Evidence, sheet: FactSheet) -> Tile:
    """Reports of exploitation across the county; the plan gives a single year."""
    return Tile(
        title=chapter("modern_slavery").title,
        page="modern_slavery.html",
        headline=sheet.entries["modern_slavery"],
        label=f"reports of exploitation in {data.county}, {data.year}",
        change=None,
        why_no_trend="No trend: the plan gives one year of reports.",
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
