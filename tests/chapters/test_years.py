"""What each year's edition shows, and what it says is missing."""

import re
from functools import cache

import pytest

from oscp_lib.chapters import CHAPTERS
from oscp_lib.chapters.opening import open_chapter
from oscp_lib.data.gap import Gap
from oscp_lib.data.years import plan_period
from oscp_lib.facts.sheet import Fact

PLAN_TABLE_2 = {"chart-7", "table-2", "table-g"}
ONS_COUNTS = {"table-1", "chart-1", "chart-d", "chart-f", "chart-h", "chart-i", "table-b", "table-h"}
ONS_TREND = {"chart-a", "chart-b", "chart-e", "chart-g"}
SAMPLED = {"chart-4", "chart-5"}
MAP = {"map-1"}  # each of these years has a month of police.uk within its five years
# Chart 5 needs two years; police.uk and the referral mechanism cover some years only.
FIGURES = {
    2018: PLAN_TABLE_2 | MAP | {"chart-4", "table-a"},
    2019: PLAN_TABLE_2 | MAP | SAMPLED | {"table-a"},
    2020: PLAN_TABLE_2 | MAP | SAMPLED,
    2021: PLAN_TABLE_2 | MAP | SAMPLED | ONS_COUNTS,
    2022: PLAN_TABLE_2 | MAP | SAMPLED | ONS_COUNTS | ONS_TREND | {"chart-c", "table-a"},
    2023: PLAN_TABLE_2 | MAP | SAMPLED | ONS_COUNTS | ONS_TREND | {"chart-c"},
    2024: PLAN_TABLE_2 | MAP | SAMPLED | ONS_COUNTS | ONS_TREND
    | {"chart-2", "chart-3", "chart-6", "chart-c", "table-3", "table-a", "table-e", "table-f"},
}  # fmt: skip
STANDS_OUT = re.compile(r"\.(driver|up|down|high|over_years|difference|(highest|lowest|rose|fell)_\d)(_|$)")


@cache  # all tests look at the same drawings
def figures(year, publish=False):
    return {
        ident: make(data)
        for chapter in CHAPTERS
        for data in [open_chapter(chapter.slug).load(year, publish)]
        for ident, make in chapter.figures.items()
    }


@pytest.mark.longer
@pytest.mark.parametrize("year", FIGURES)
def test_the_figures_of_a_year(year):
    made = figures(year)
    assert {ident for ident, figure in made.items() if not isinstance(figure, Gap)} == FIGURES[year]


@pytest.mark.longer
@pytest.mark.parametrize("year", [2021, 2022, 2023])
def test_the_years_with_ons_counts_show_every_ons_measure_that_2024_shows(year):
    now, then = (facts_of_table(each, "recorded_crime_ons") for each in (2024, year))
    # Which offences stand out, and how many, is another matter each year.
    missing = {key for key in now - then if not STANDS_OUT.search(key)}
    # Counts begin in 2021: a change needs the year before, and one over several years two before.
    several = ("change_since_first", "change_since_first_compared")
    lacking = ("change", "change_compared", *several) if year == 2021 else several
    assert all(key.endswith(lacking) for key in missing) and (year < 2023 or not missing), missing


@cache
def facts(year):
    """The facts of each chapter by its slug."""
    opened = {chapter.slug: open_chapter(chapter.slug) for chapter in CHAPTERS}
    return {slug: list(chapter.facts(chapter.load(year))) for slug, chapter in opened.items()}


def facts_of_table(year, table):
    return {
        fact.key
        for slug, found in facts(year).items()
        for fact in found
        if table in {name for name, _, _ in fact.rows} and slug != "reconciliation"
    }


@pytest.mark.longer
@pytest.mark.parametrize("year", FIGURES)
def test_no_figure_or_fact_rests_on_a_later_year(year):
    for chapter in CHAPTERS:
        data = open_chapter(chapter.slug).load(year)
        for rows in data.tables.values():
            assert rows.empty or rows.frame["period_start"].dt.year.max() <= year
    for figure in figures(year).values():
        text = figure.sentence if isinstance(figure, Gap) else f"{figure.title} {figure.subtitle} {figure.alt}"
        for period in ("2025-26", plan_period(year)):  # the plan that prints Table 2, and the edition's own
            text = text.replace(period, "")
        assert str(year + 1) not in text


@pytest.mark.parametrize("year", FIGURES)
def test_every_figure_is_titled_named_and_sourced(year):
    for ident, figure in figures(year).items():
        if isinstance(figure, Gap):
            assert figure.what and figure.why
            continue
        assert len(figure.title.split()) <= 15
        assert figure.subtitle.endswith(".")
        assert figure.sources or ident == "table-g"
        assert (figure.drawing is None) == (figure.alt == "")


@pytest.mark.longer
def test_a_published_edition_has_a_gap_for_every_sample():
    draft, published = figures(2024), figures(2024, publish=True)
    samples = {ident for ident, figure in draft.items() if not isinstance(figure, Gap) and figure.sample}
    assert samples == {"chart-2", "chart-3", "chart-4", "chart-5", "chart-6"}
    gaps = {ident for ident in published if isinstance(published[ident], Gap)}
    assert gaps - {ident for ident in draft if isinstance(draft[ident], Gap)} == samples
    assert all(published[ident].holder for ident in samples)


@pytest.mark.longer
def test_no_fact_rests_on_a_sample():
    for year in FIGURES:
        for fact in (fact for found in facts(year).values() for fact in found):
            assert isinstance(fact, Fact)
            assert not any(table.endswith("_sample") for table, _, _ in fact.rows), fact.key


def test_the_tiles_say_a_figure_or_why_there_is_none():
    introduction = open_chapter(CHAPTERS[0].slug)
    for year in FIGURES:
        tiles = introduction.tiles(introduction.load(year)).tiles
        assert [tile.page for tile in tiles] == [
            "all_crime.html", "neighbourhood_crime.html", "serious_violence.html", "vawg.html", "modern_slavery.html",
            "preventing_extremism.html", "drugs_and_alcohol.html",
        ]  # fmt: skip
        for tile in tiles:
            assert isinstance(tile.headline, (Fact, Gap))
            assert isinstance(tile.headline, Gap) or tile.has_trend or tile.why_no_trend
