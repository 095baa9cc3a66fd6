"""Every figure of the published plan is in the tables, cell by cell, as the plan prints it."""

import pytest

from oscp_lib.data.rows import read_table
from tests.committed.published_plan import DISTRICTS, IN_WORDS, STATED, TABLE_1, TABLE_2, TABLE_3, YEARS, number

pytestmark = pytest.mark.usefixtures("oxford")


def test_table_1():
    frame = read_table("valid_crime_plan")
    assert len(TABLE_1) == 6 and len(frame) == 18
    for area, printed in TABLE_1.items():
        held = frame[frame["area"] == area].set_index("measure")["value"]
        assert [held["valid crimes"], held["population"], held["valid crimes per capita"]] == [*map(number, printed)]


def test_table_2():
    frame = read_table("sexual_offences_plan")
    held = frame.assign(year=frame["period_end"].dt.year).set_index(["area", "year"])["value"]
    printed = {
        (DISTRICTS[area], int(year)): number(count)
        for area, counts in TABLE_2.items()
        for year, count in zip(YEARS, counts, strict=True)
    }
    assert held.to_dict() == printed
    assert len(printed) == 35


def test_table_3():
    frame = read_table("exploitation_plan")
    assert len(TABLE_3) == 7 and len(frame) == 14
    for kind, printed in TABLE_3.items():
        held = frame[frame["category"].str.casefold() == kind.casefold()].set_index("measure")["value"]
        assert [held["reports"], held["share of reports"]] == [*map(number, printed)]


@pytest.mark.parametrize(("line", "words", "printed", "category", "measure"), STATED)
def test_a_figure_of_the_prose(line, words, printed, category, measure):
    assert stated(category, measure) == number(printed)


@pytest.mark.parametrize(("line", "words", "value", "category", "measure"), IN_WORDS)
def test_a_figure_of_the_prose_in_words(line, words, value, category, measure):
    assert stated(category, measure) == value


def stated(category, measure):
    frame = read_table("stated_figures_plan")
    (value,) = frame.loc[(frame["category"] == category) & (frame["measure"] == measure), "value"]
    return value


def test_no_stated_figure_is_without_a_place_in_the_text():
    known = {tuple(case[-2:]) for case in (*STATED, *IN_WORDS)}
    frame = read_table("stated_figures_plan")
    assert {(row.category, row.measure) for row in frame.itertuples()} == known


def test_the_twelve_months_of_retail_crime_are_those_of_the_text():
    # Line 96: "Over the 12 months from February 2024 to January 2025".
    frame = read_table("stated_figures_plan")
    months = frame[frame["category"] == "retail crime"]
    assert set(months["period_start"].dt.strftime("%Y-%m-%d")) == {"2024-02-01"}
    assert set(months["period_end"].dt.strftime("%Y-%m-%d")) == {"2025-01-31"}
