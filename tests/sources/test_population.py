"""Mid-year population of every area: the series, one year, CSVs, and what does not add up or join."""

import csv
from datetime import date

import openpyxl
import pytest

from oscp_lib.data.areas import load_areas
from oscp_lib.errors import InputError
from oscp_lib.sources import population
from tests.sources.downloads import workbook
from tests.sources.national_files import by_age, csv_of, districts, everywhere, replaced, series

NAMED = "mye24tablesew.csv"
SPELLED_OTHERWISE = [("E06000023", "Bristol, City of"), ("E06000023", "Bristol"), ("E07000178", "OXMERE ")]


def values(path):
    """What the reader gives, by code and year."""
    frame = population.read(path, None).national[population.TABLE]
    return {(row.area_code, row.period_end.year): row.value for row in frame.itertuples()}


def problem(path):
    with pytest.raises(InputError) as raised:
        population.read(path, None)
    (told,) = raised.value.problems
    assert told.found and told.remedy
    return told


def test_a_series_of_every_area_is_read_once_and_in_order(tmp_path):
    made = everywhere((2021, 2022))
    reading = population.read(workbook(tmp_path, {"Cover": [["Notes"]], "MYE4": series(made)}), None)
    frame = reading.national["residents"]
    assert list(frame.columns) == ["period_start", "period_end", "area_code", "value", "boundaries", "source"]
    assert values(tmp_path / "workbook.xlsx") == made
    assert frame["period_start"].tolist() == frame["period_end"].tolist() == sorted(frame["period_end"])
    assert {*frame["period_end"]} == {date(2021, 6, 30), date(2022, 6, 30)}
    assert {*frame["source"]} == {"ons-mye-2022"} and {*frame["boundaries"]} == {"2023-04-01"}
    assert reading.rows == {} and reading.releases[0].edition == "2022-06-30"


def test_one_year_stands_in_the_title_where_there_is_no_series(tmp_path):
    made = everywhere((2024,))
    rows = [["MYE2: Persons by single year of age and sex for local authorities in England and Wales, mid-2024"]]
    assert values(workbook(tmp_path, {"MYE2 - Persons": rows + by_age(made)})) == made


@pytest.mark.parametrize("name", ["mye24tablesew.csv", "MYE2024 persons.csv", "ons-mid-2024.csv", "mye24.csv.gz"])
def test_the_year_of_ages_as_columns_is_in_the_name_of_the_file(tmp_path, name):
    made = everywhere((2024,))
    assert values(csv_of(tmp_path, name, by_age(made))) == made


def test_ages_as_columns_under_another_name_are_of_no_known_year(tmp_path):
    told = problem(csv_of(tmp_path, "population.csv", by_age(everywhere())))
    assert "which mid-year" in told.found and "Keep the name that the publisher gave" in told.remedy


def test_a_list_of_some_areas_names_its_year_and_release_in_the_column(tmp_path):
    lines = [["lad_code", "name", "population_mid2023_first_release"], ["E07000178", "Oxmere", 165184]]
    reading = population.read(csv_of(tmp_path, "list.csv", lines), None)
    assert values(tmp_path / "list.csv") == {("E07000178", 2023): 165184}
    assert "first release" in reading.releases[0].title


@pytest.mark.parametrize(("code", "name"), SPELLED_OTHERWISE)
def test_a_name_may_be_spelled_otherwise(tmp_path, code, name):
    path = csv_of(tmp_path, "few.csv", [population.COLUMNS, [code, name, 2023, 5]])
    assert values(path) == {(code, 2023): 5}


def test_scotland_and_the_united_kingdom_are_left_out_and_counted(tmp_path):
    outside = [["K02000001", "UNITED KINGDOM", 2023, 9], ["S12000033", "Aberdeen City", 2023, 2],
               ["N09000003", "Belfast", 2023, 3]]  # fmt: skip
    reading = population.read(
        csv_of(tmp_path, "uk.csv", [population.COLUMNS, *outside, ["E07000178", "Oxmere", 2023, 5]]), None
    )
    assert reading.left_out == {"outside England and Wales": 3}
    assert (reading.rows_read, reading.rows_used, len(reading.national["residents"])) == (4, 1, 1)


@pytest.mark.parametrize(
    ("code", "cells", "words"),
    [
        ("E07000178", {"All_ages": 1000}, ("ages of Oxmere add to", "'All ages' is 1,000", "cut short or was edited")),
        ("E07000178", {"Name": "Cherrow"}, ("E07000178 is that of Oxmere", "Cherrow, whose code is E07000177")),
        ("E07000178", {"Name": "Oxferd"}, ("the row calls it 'Oxferd'", "data/national/spellings.csv")),
        ("E07000178", {"Code": "E07000999"}, ("the code 'E07000999' (Oxmere)", "data/national/areas.csv")),
        ("E07000178", {"Code": "E07000177", "Name": "Cherrow"}, ("E07000177 appears twice for 2024",)),
    ],
)
def test_a_row_that_does_not_fit_its_area_is_refused(tmp_path, code, cells, words):
    told = problem(csv_of(tmp_path, NAMED, replaced(by_age(everywhere()), code, **cells)))
    assert told.line and all(word in str(told) for word in words)


@pytest.mark.parametrize(("code", "name"), [("K04000001", "England and Wales"), ("E10000025", "Oxmereshire")])
def test_districts_that_do_not_add_to_their_whole_are_refused(tmp_path, code, name):
    made = everywhere()
    right = made[code, 2024]
    told = problem(csv_of(tmp_path, NAMED, by_age(made | {(code, 2024): right + 1})))
    assert f"districts of {name} add to {right:,} for mid-2024; its own figure is {right + 1:,}" in told.found


def test_a_file_cut_short_lacks_districts_of_its_country(tmp_path):
    lines = by_age(everywhere())
    lines = [lines[0], *sorted(lines[1:], key=lambda line: line[0], reverse=True)]  # countries first, as published
    told = problem(csv_of(tmp_path, NAMED, lines[:200]))
    assert "districts have none" in told.found and "cut short" in told.remedy


def test_areas_that_never_existed_together_are_refused(tmp_path):
    lines = [["E07000026", "Allerdale", 2022, 5], ["E06000063", "Cumberland", 2022, 9]]
    told = problem(csv_of(tmp_path, "mixed.csv", [population.COLUMNS, *lines]))
    assert "Allerdale (E07000026) was abolished before Cumberland (E06000063) began" in told.found


def test_an_abolished_district_is_read_on_its_own_boundaries(tmp_path):
    path = csv_of(tmp_path, "old.csv", [population.COLUMNS, ["E07000026", "Allerdale", 2021, 5]])
    (since,) = population.read(path, None).national["residents"]["boundaries"]
    assert since == "2021-04-01"


def test_estimates_on_the_old_census_do_not_join(tmp_path):
    told = problem(workbook(tmp_path, {"MYE4": series(everywhere((2019, 2020)))}))
    assert "mid-2020: they rest on Census 2011" in told.found
    assert "mid-2022 or later" in told.remedy


def test_median_ages_are_no_population(tmp_path):
    title = "MYE6: Median age of population for local authorities in England and Wales, mid-2011 to mid-2022"
    told = problem(workbook(tmp_path, {"MYE6": series(everywhere((2022,)), title)}))
    assert "No table of total population" in told.found


@pytest.mark.parametrize(
    ("line", "found", "remedy"),
    [
        ("{code},{name},30/06/2023,5", "'30/06/2023', which is not a year", "four digits"),
        ('{code},{name},2023,"1,500"', "'1,500'", "Write it as 1500"),
        ("{code},{name},2023,31%", "'31%' where a count belongs", "not of percentages"),
        ("{code},{name},2023,#REF!", "'#REF!' where a count belongs", "do not edit"),
        ("{code},{name},2022,5\n{code},{name},2022,5", "appears twice for 2022", "download"),
        ("{code},{name},2023", "The row has 3 cells; the header has 4", "cut short"),
        ("{code},{name},2023,5\n{code},Elsewhere,2022,5", "in line 2 and 'Elsewhere' here", "Download"),
    ],
)
def test_a_line_that_does_not_fit_is_named(tmp_path, line, found, remedy):
    area = districts()[0]
    path = tmp_path / "population.csv"
    text = line.format(code=area.code, name=area.name)
    path.write_text(f"{','.join(population.COLUMNS)}\n{text}\n", "utf-8")
    told = problem(path)
    assert told.line in (2, 3)
    assert found in told.found and remedy in told.remedy


def test_a_file_of_nobody_is_refused(tmp_path):
    told = problem(csv_of(tmp_path, "none.csv", [population.COLUMNS]))
    assert "No row is of an area of England or Wales" in told.found


def test_the_published_workbook_is_what_openpyxl_reads(open_data):
    path = open_data / "population/ons_mid2022_population_estimates_lad.xlsx"
    rows = list(openpyxl.load_workbook(path, read_only=True)["MYE4"].iter_rows(values_only=True))
    years = [int(str(name)[-4:]) for name in rows[7][3:] if name]
    expected = {
        (row[0].strip(), year): value
        for row in rows[8:] if row[0] for year, value in zip(years, row[3:], strict=False)
    }  # fmt: skip
    assert values(path) == expected and len(expected) == 357 * 12


def test_the_published_table_of_ages_is_what_the_csv_module_adds_up(open_data):
    path = open_data / "population/mye24tablesew.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file)
    expected = {(row[0], 2024): sum(map(int, row[4:])) for row in rows}
    assert header[4] == "0" and values(path) == expected
    lower = {"Non-metropolitan District", "Unitary Authority", "Metropolitan District", "London Borough"}
    assert sum(int(row[3]) for row in rows if row[2] in lower) == 61_806_682  # as its source states


def test_every_district_of_the_look_up_has_its_residents(open_data):
    held = values(open_data / "population/mye24tablesew.csv")
    assert {area.code for area in load_areas().of_kind("district", date(2024, 6, 30))} <= {code for code, _ in held}
