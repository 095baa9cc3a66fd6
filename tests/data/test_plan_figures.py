"""Every figure of the plan's text is in the tables, cell by cell, read anew from the text itself."""

import re

import pytest

from oscp_lib.data.tables import read_table

# The spelling of Table 2 in the plan.
DISTRICTS = {
    "CHERWELL": "Cherwell",
    "OXFORD": "Oxford",
    "SOUTH OX": "South Oxfordshire",
    "VALE WH": "Vale of White Horse",
    "WEST OX": "West Oxfordshire",
}


def number(text):
    return float(text.replace(",", "").rstrip("%"))


def cells(lines, first, last):
    """The rows of a printed table: the cells that tabs set apart."""
    rows = [[cell.strip() for cell in line.split("\t")] for line in lines[first - 1 : last]]
    return [[cell for cell in row if cell] for row in rows if any(row)]


def test_table_1(plan_text):
    frame = read_table("valid_crime_plan")
    header, *rows = cells(plan_text, 81, 87)
    assert header == ["Valid Crimes", "Population (ONS census 2021)", "Valid Crimes per Capita"]
    assert len(rows) == 6 and len(frame) == 18
    for area, *printed in rows:
        held = frame[frame["area"] == area].set_index("measure")["value"]
        assert [held["valid crimes"], held["population"], held["valid crimes per capita"]] == [*map(number, printed)]


def test_table_2(plan_text):
    frame = read_table("sexual_offences_plan")
    years, *rows = cells(plan_text, 158, 163)
    held = frame.assign(year=frame["period_end"].dt.year).set_index(["area", "year"])["value"]
    printed = {
        (DISTRICTS[area], int(year)): number(count)
        for area, *counts in rows
        for year, count in zip(years, counts, strict=True)
    }
    assert held.to_dict() == printed
    assert len(printed) == 35


def test_table_3(plan_text):
    frame = read_table("exploitation_plan")
    _, *rows = cells(plan_text, 178, 185)
    assert len(rows) == 7 and len(frame) == 14
    for kind, *printed in rows:
        held = frame[frame["category"].str.casefold() == kind.casefold()].set_index("measure")["value"]
        assert [held["reports"], held["share of reports"]] == [*map(number, printed)]


@pytest.mark.parametrize(
    ("line", "words", "category", "measure"),
    [
        (74, r"There were ([\d,]+) valid crimes", "all crime", "valid crimes"),
        (96, r"there were ([\d,]+) reported crimes", "retail crime", "reported crimes"),
        (96, r"increase of ([\d.]+%) compared", "retail crime", "increase on the same months a year earlier"),
        (96, r"solved crime rate of ([\d.]+%)", "retail crime", "increase in the solved crime rate"),
        (105, r"There were ([\d,]+) anti-social", "anti-social behaviour", "reports to the police"),
        (105, r"for the year was ([\d,]+)\.", "anti-social behaviour", "reports to the council"),
        (111, r"investigated ([\d,]+) cases", "community response team", "cases investigated"),
        (123, r"Oxford of ([\d.]+) per cent", "serious violence", "reduction"),
        (123, r"last (\d) years", "serious violence", "years of falling"),
        (137, r"aged (\d+)-", "violence suspects, largest age groups", "first group from"),
        (137, r"aged \d+-(\d+)", "violence suspects, largest age groups", "first group to"),
        (137, r"and (\d+)-\d+ years", "violence suspects, largest age groups", "second group from"),
        (137, r"and \d+-(\d+) years", "violence suspects, largest age groups", "second group to"),
        (137, r"(\d+) per cent of those suspects were female", "violence suspects", "female"),
        (137, r"and (\d+) per cent were males", "violence suspects", "male"),
        (156, r"nearly (\d+) per cent of all", "sexual offences", "share of the county, nearly"),
        (
            156,
            r"accounted for (\d+) per cent of all sexual offences in Oxford",
            "sexual assault",
            "share of sexual offences",
        ),
    ],
)
def test_a_figure_of_the_prose(plan_text, line, words, category, measure):
    (printed,) = re.findall(words, plan_text[line - 1])
    assert stated(category, measure) == number(printed)


@pytest.mark.parametrize(
    ("line", "words", "value", "category", "measure"),
    [
        (93, "more than double", 2, "vehicle theft and shoplifting", "ratio to neighbouring districts, more than"),
        (111, "comprised of two teams", 2, "anti-social behaviour service", "teams"),
        (130, "the last 5 years", 5, "map of serious violence", "years shown, the plan does not say which"),
        (117, "fourteen animals", 14, "animal rescue", "animals rescued"),
        (117, "twelve dogs", 12, "animal rescue", "dogs rescued"),
        (117, "a chameleon", 1, "animal rescue", "chameleons rescued"),
        (117, "a rabbit", 1, "animal rescue", "rabbits rescued"),
        (121, "nearly twothirds", 2, "serious violence in Cherwell and Oxford", "share of the county, nearly"),
        (154, "the last six years", 6, "sexual offences", "years with the highest number in the county"),
        (171, "Thirty-two workers", 32, "care-provider operation", "workers identified as exploited"),
        (171, "twenty-nine people", 29, "care-provider operation", "workers who found other employment"),
    ],
)
def test_a_figure_of_the_prose_in_words(plan_text, line, words, value, category, measure):
    assert words in plan_text[line - 1]
    assert stated(category, measure) == value


def stated(category, measure):
    frame = read_table("stated_figures_plan")
    (value,) = frame.loc[(frame["category"] == category) & (frame["measure"] == measure), "value"]
    return value


def test_no_stated_figure_is_without_a_place_in_the_text():
    checked = (
        test_a_figure_of_the_prose.pytestmark[0].args[1],
        test_a_figure_of_the_prose_in_words.pytestmark[0].args[1],
    )
    known = {tuple(case[-2:]) for cases in checked for case in cases}
    frame = read_table("stated_figures_plan")
    assert {(row.category, row.measure) for row in frame.itertuples()} == known


def test_the_twelve_months_of_retail_crime_are_those_of_the_text(plan_text):
    assert "from February 2024 to January 2025" in plan_text[95]
    frame = read_table("stated_figures_plan")
    months = frame[frame["category"] == "retail crime"]
    assert set(months["period_start"].dt.strftime("%Y-%m-%d")) == {"2024-02-01"}
    assert set(months["period_end"].dt.strftime("%Y-%m-%d")) == {"2025-01-31"}
