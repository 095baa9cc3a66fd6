"""Explorers: what each choice shows is what the tables hold, live in JupyterLab as in the page."""

import csv
import io
import re
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup

from oscp_lib import paths
from oscp_lib.chapters import CHAPTERS
from oscp_lib.chapters.opening import open_chapter
from oscp_lib.figures.charts import empty_columns
from oscp_lib.figures.style import COMPACT
from tests.national import rows_of

WITH_EXPLORER = [chapter for chapter in CHAPTERS if hasattr(open_chapter(chapter.slug), "explorer")]
COUNT, RATE = "Recorded offences", "Rate per 1,000 residents"
LARGEST_PAGE_STATE = 500_000  # bytes


@pytest.fixture(scope="module")
def counts():
    """District, offence and year to the count, read without the library."""
    return {
        (row["area"], row["category"], int(row["period_end"][:4])): int(row["value"])
        for row in rows_of(paths.ROOT, "recorded_crime_ons")
    }


@pytest.fixture(scope="module")
def people():
    return {
        (row["area"], int(row["period_end"][:4])): int(row["value"]) for row in rows_of(paths.ROOT, "population_ons")
    }


@pytest.fixture(scope="module", params=WITH_EXPLORER, ids=lambda chapter: chapter.slug)
def explorer(request):
    return open_chapter(request.param.slug).explorer(open_chapter(request.param.slug).load(2024))


def parsed(html):
    """The parser passes over what stands in a template: here it stands in a plain element."""
    return BeautifulSoup(html.replace("<template", "<div").replace("</template", "</div"), "html.parser")


def number(text):
    return float(re.sub(r"\s*\[r\]", "", text).replace(",", ""))


def exact_value(counts, people, district, offence, year, measure):
    count = counts[district, offence, year]
    if measure == COUNT:
        return count
    return 1000 * count / people[district, max(held for area, held in people if area == district and held <= year)]


def expected_value(*chosen):
    return round(exact_value(*chosen), 2)


def the(district):
    """As a sentence names it: a vale has an article."""
    return f"the {district}" if district.startswith("Vale of") else district


def place_of(values, district):
    """In words, by counting who has more and who has less."""
    ours = values[district]
    more, less = sum(value > ours for value in values.values()), sum(value < ours for value in values.values())
    if not more and not less:
        return "the same in every district"
    joint = "joint " if list(values.values()).count(ours) > 1 else ""
    nth = {(0, True): "highest", (1, True): "second highest", (2, True): "third highest"}.get((more, more <= less))
    nth = nth or {0: "lowest", 1: "second lowest"}[less]
    return f"the {joint}{nth} of the five districts"


def check_state(page, counts, people, district, offence, measure):
    """Title, sentence, marks, alt text and table of one state against the tables."""
    years = sorted(year for area, kind, year in counts if (area, kind) == (district, offence))
    values = {year: expected_value(counts, people, district, offence, year, measure) for year in years}
    assert page.select_one(".figure-title").get_text() == f"{offence} in {the(district)}, {years[0]} to {years[-1]}"
    table = {
        int(row.th.get_text()): number(row.select("td.num")[0].get_text())
        for row in page.select(".table-scroll tbody tr")
    }
    assert table == values
    places = 0 if measure == COUNT else 2
    written = {year: f"{value:,.{places}f}" for year, value in values.items()}
    drawn = [text.get_text() for text in page.select("svg text")]
    assert sorted(drawn) == sorted([*map(str, years), *written.values()])
    alt, sentence = page.select_one("svg title").get_text(), page.select_one(".explorer-sentence").get_text()
    for said in (max(values.values()), min(values.values()), values[years[-1]]):
        assert f"{said:,.{places}f}" in alt
        assert f"{said:,.{places}f}" in sentence or (measure == RATE and said != values[years[-1]])
    districts = {area for area, _, _ in counts}
    last = {area: exact_value(counts, people, area, offence, years[-1], measure) for area in districts}
    assert f"in {years[-1]}, {place_of(last, district)}." in sentence
    exact = {year: exact_value(counts, people, district, offence, year, measure) for year in years}
    if measure == RATE:
        assert "highest was" not in sentence  # not all years' rates join
    elif len(set(values.values())) > 1:
        for word, year in (("highest was", max(exact, key=exact.get)), ("lowest", min(exact, key=exact.get))):
            assert f"{word} {written[year]} in {year}" in sentence
    assert "rose" not in sentence and "fell" not in sentence


def test_the_three_chapters_of_offences_have_one():
    assert {chapter.slug for chapter in WITH_EXPLORER} == {"neighbourhood_crime", "serious_violence", "vawg"}


@pytest.mark.longer
def test_every_state_of_the_page_agrees_with_the_tables(explorer, counts, people):
    page = parsed(explorer.html())
    names = [[option.get_text() for option in control.select("option")] for control in page.select("select")]
    assert names[2] == [COUNT, RATE]
    states = {"0-0-0": page.select_one(".explorer-view")}
    states |= {template["data-state"]: template for template in page.select("[data-state]")}
    assert len(states) == len(names[0]) * len(names[1]) * len(names[2]) == 10 * len(names[1])
    for place, state in states.items():
        district, offence, measure = (options[int(at)] for options, at in zip(names, place.split("-"), strict=True))
        check_state(state, counts, people, district, offence, measure)
    ids = [tag["id"] for tag in page.select("[id]")]
    assert len(ids) == len(set(ids))
    assert len(explorer.html().encode()) < LARGEST_PAGE_STATE


@pytest.mark.longer
def test_a_live_choice_shows_what_the_page_does(explorer, counts, people):
    explorer.district.value = explorer.district.options[-1]
    explorer.offence.value = explorer.offence.options[-1]
    explorer.measure.value = RATE
    live = BeautifulSoup(explorer.view.value, "html.parser")
    check_state(live, counts, people, explorer.district.value, explorer.offence.value, RATE)
    template = parsed(explorer.html()).select("[data-state]")[-1]
    assert template.select_one("svg title").get_text() == live.select_one("svg title").get_text()


def test_the_file_holds_every_count_with_its_rate(explorer, counts, people):
    rows = list(csv.DictReader(io.StringIO(explorer.whole[COUNT].csv)))
    offences = {row["Offence"] for row in rows}
    assert len(rows) == sum(offence in offences for _, offence, _ in counts)
    for row in rows:
        at = (row["District"], row["Offence"], int(row["Year"]))
        assert int(row[COUNT]) == counts[at]
        assert float(row[RATE]) == expected_value(counts, people, *at, RATE)


def test_choosing_years_leaves_the_others_out(explorer):
    explorer.years.value = (2022, 2023)
    live = BeautifulSoup(explorer.view.value, "html.parser")
    assert [row.th.get_text() for row in live.select("tbody tr")] == ["2022", "2023"]
    explorer.years.value = (2021, 2024)


@pytest.mark.longer
def test_a_rate_over_residents_of_an_earlier_year_says_so(explorer):
    page = explorer.html()
    assert "The rates of 2023 are over the residents of mid-2022" in page
    assert "Residents of mid-2024 are of a later edition, which revised the estimates before it" in page


@pytest.mark.longer
def test_a_state_is_drawn_alike_whatever_was_drawn_before_it(explorer):
    for state in list(explorer.states().values())[::-9]:
        alone = replace(state, canvas=empty_columns(tuple(state.frame["Year"]), COMPACT))
        assert state.html() == alone.html()


def test_an_explorer_of_samples_says_so_on_its_pictures_and_in_each_row_of_its_file(explorer):
    rows = replace(explorer.rows, table=replace(explorer.rows.table, status="sample"))
    made = type(explorer)("sample-explorer", rows, explorer.residents, explorer.district.options[0], explorer.year)
    page = BeautifulSoup(made.view.value, "html.parser")
    assert "SAMPLE DATA" in made.view.value
    assert page.select_one("svg title").get_text().startswith("Sample data, not real figures.")
    whole = made.whole[COUNT]
    assert whole.csv_name == "sample-explorer-sample.csv"
    assert {row["Status"] for row in csv.DictReader(io.StringIO(whole.csv))} == {"sample data: invented"}
    assert "SAMPLE DATA" not in explorer.view.value and "Status" not in explorer.whole[COUNT].csv
