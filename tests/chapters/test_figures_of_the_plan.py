"""The plan's own tables as the book prints them, held against the plan's text as typed in `made_place/plan.py`."""

import pytest

from oscp_lib.chapters.opening import open_chapter
from tests.made_place.plan import DISTRICTS, TABLE_1, TABLE_2, TABLE_3, YEARS, number


def table(slug, name):
    module = open_chapter(slug)
    return getattr(module, name)(module.load(2024))


def test_table_1_prints_every_cell_of_the_plan():
    frame = table("all_crime", "table_1").printed.set_index("Area")
    for area, (crimes, population, per_capita) in TABLE_1.items():
        row = frame.loc[area]
        assert (row["Valid crimes"], row["Population"]) == (number(crimes), number(population))
        assert f"{row['Valid crimes per capita']:.2f}" == per_capita
        assert row["Rate per 1,000 residents"] == pytest.approx(1000 * number(crimes) / number(population), abs=0.05)


def test_table_2_prints_every_cell_of_the_plan():
    frame = table("vawg", "table_2").printed.set_index("District")
    for area, counts in TABLE_2.items():
        assert [frame.loc[DISTRICTS[area], year] for year in YEARS] == [number(count) for count in counts]


def test_table_3_prints_every_cell_of_the_plan():
    frame = table("modern_slavery", "table_3").printed.set_index("Type of exploitation")
    for kind, (reports, percentage) in TABLE_3.items():
        row = frame.loc[kind.capitalize()]
        assert (row["Reports"], row["Percentage, as printed"]) == (number(reports), number(percentage))


def test_table_3_says_what_its_percentages_are_of():
    # 68 + 39 + 35 + 19 + 5 + 2 + 1 = 169; 68 / 170 = 40.0 per cent, 2 / 170 = 1.2 and not 1.6 per cent.
    notes = " ".join(table("modern_slavery", "table_3").notes)
    assert "add to 169" in notes
    assert "are shares of 170, except Unknown" in notes


def test_table_1_says_where_the_plan_contradicts_itself_and_the_official_counts():
    # 17,002 + 10,994 + 4,478 + 8,446 + 4,725 = 45,645, printed as 45,465; ONS counts 6,458 in South Oxmereshire.
    module = open_chapter("all_crime")
    data = module.load(2024)
    notes = " ".join(module.table_1(data).caveats)
    assert "45,465" in notes and "45,645" in notes
    beside = module.checked(data).markdown
    assert "South Oxmereshire" in beside and "4,478 printed, 6,458 crimes found" in beside


def test_the_facts_that_the_plan_s_own_table_contradicts():
    module = open_chapter("vawg")
    entries = module.facts(module.load(2024)).entries
    assert entries["stated_sexual_offences_share"].text == "nearly 50 per cent"
    # 462 of 355 + 462 + 171 + 308 + 184 = 1,480.
    assert entries["plan_share"].text == "31 per cent"


def test_the_exploitation_of_most_reports_is_a_share_of_what_is_listed():
    module = open_chapter("modern_slavery")
    assert module.facts(module.load(2024)).entries["top_share"].value == pytest.approx(100 * 68 / 169)
