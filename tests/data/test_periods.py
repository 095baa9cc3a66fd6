"""An analyst's slips in the periods and counts of a table: each is stopped, or warned of, with the remedy."""

import json

import pytest

from oscp_lib.checks.check import data_problems
from oscp_lib.data.package import tables
from oscp_lib.data.rows import read_table
from oscp_lib.data.years import buildable_years
from oscp_lib.errors import InputError
from tests.national import as_csv, restate, rows_of
from tests.places import OWN

CRIME = f"{OWN}/tables/recorded_crime_ons.csv"
MONTHS = f"{OWN}/tables/antisocial_behaviour_police_uk.csv"
QUARTERS = f"{OWN}/tables/exploitation_nrm.csv"
POPULATION = f"{OWN}/tables/population_ons.csv"
NATIONAL = "data/national/recorded_crime.parquet"


@pytest.fixture
def typed(project):
    """The official figures as tables that somebody types, not as views on national ones."""
    as_csv(project, "recorded_crime_ons", "population_ons", "exploitation_nrm")


def first_problem(name):
    with pytest.raises(InputError) as raised:
        read_table(name)
    return raised.value.problems[0]


@pytest.mark.parametrize(
    ("file", "name", "old", "new", "found", "remedy"),
    [
        (CRIME, "recorded_crime_ons", "2021-01-01,2021-12-31", "2021-04-01,2022-03-31", "a financial year", "whole"),
        (CRIME, "recorded_crime_ons", "2021-01-01,2021-12-31", "2021-01-01,2021-06-30", "181 days", "part of a year"),
        (CRIME, "recorded_crime_ons", "2021-01-01,2021-12-31", "2021,2021", "'2021', which is not a", "2024-12-31"),
        (CRIME, "recorded_crime_ons", "2021-01-01,2021-12-31", "2021-12-31,2021-12-31", "one day", "calendar year"),
        (MONTHS, "antisocial_behaviour_police_uk", "2018-06-01,2018-06-30", "2018-06-01,2018-11-30", "183", "month"),
        (QUARTERS, "exploitation_nrm", "2022-04-01,2022-06-30", "2022-05-01,2022-07-31", "92 days", "quarter"),
        (POPULATION, "population_ons", "2011-06-30,2011-06-30", "2011-01-01,2011-12-31", "365 days", "day"),
        (QUARTERS, "exploitation_nrm", ",Criminal,", ",Total,", "a total row left over", "Delete the row"),
        (QUARTERS, "exploitation_nrm", ",Criminal,", ",Police total,", "a total row left over", "Delete the row"),
    ],
)  # fmt: skip
def test_a_row_that_is_of_another_period_or_a_total_is_named(typed, edit, file, name, old, new, found, remedy):
    edit(file, old, new)
    problem = first_problem(name)
    assert (problem.file, problem.line) == (file, 2)
    assert found in problem.found
    assert remedy in problem.found + problem.remedy


def test_part_of_a_year_makes_no_year(project, typed):
    """A table of crime with six months of 2025 does not make 2025 buildable: it is refused before that."""
    path = project / CRIME
    row = "2025-01-01,2025-06-30,Oxmere,Shoplifting,recorded offences,offences,900,official,ons-csp-ye-dec-2024"
    path.write_text(path.read_text("utf-8") + row + "\n", "utf-8")
    with pytest.raises(InputError, match="181 days"):
        buildable_years()


def test_the_committed_tables_have_no_count_that_stands_out():
    assert [problem for problem in data_problems() if problem.severity == "warning"] == []


def standing_out():
    """The warnings of counts that stand out; that the totals above them no longer add up is another."""
    return [problem for problem in data_problems() if "stands beside" in problem.found]


def shoplifting(project):
    """The place of the middle of Oxmere's series, as a line, and its value."""
    rows = enumerate(rows_of(project, "recorded_crime_ons"), 2)
    wanted = {"area": "Oxmere", "category": "Shoplifting", "period_start": "2022-01-01"}
    return next((line, int(row["value"])) for line, row in rows if wanted.items() <= row.items())


def publish(project, offence, *values):
    """Let these be the counts of an offence in Oxmere that ONS states, the last of 2024."""

    def change(frame):
        frame = frame.copy()
        for year, value in enumerate(values, 2025 - len(values)):
            there = (frame["area_code"] == "E22000308") & (frame["part"] == "all") & (frame["offence"] == offence)
            there &= frame["period_end"] == f"{year}-12-31"
            assert there.sum() == 1
            frame.loc[there, "value"] = value
        return frame

    restate(project, "recorded_crime", change)


@pytest.mark.parametrize("change", [lambda value: value * 20, lambda value: value // 20])
def test_a_count_ten_times_or_a_tenth_of_its_neighbours_is_a_warning(project, change):
    number, value = shoplifting(project)
    publish(project, "Shoplifting", change(value), 1_791, 2_488)
    (problem,) = standing_out()
    assert (problem.severity, problem.file, problem.line) == ("warning", NATIONAL, number)
    assert f"Oxmere, Shoplifting: {change(value):,} for 2022-01-01 to 2022-12-31 stands beside" in problem.found
    assert '"confirmed": [{"period_start": "2022-01-01"' in problem.remedy


@pytest.mark.longer
def test_a_confirmed_count_is_no_longer_warned_of_until_it_changes(project):
    _, value = shoplifting(project)
    publish(project, "Shoplifting", value * 20, 1_791, 2_488)
    path = project / "data/datapackage.json"
    package = json.loads(path.read_text("utf-8"))
    entry = next(entry for entry in package["resources"] if entry["name"] == "recorded_crime_ons")
    entry["confirmed"] = [
        {
            "period_start": "2022-01-01",
            "area": "Oxmere",
            "category": "Shoplifting",
            "value": value * 20,
            "why": "a test",
        }
    ]
    path.write_text(json.dumps(package), "utf-8")
    assert tables()["recorded_crime_ons"].confirmed
    assert standing_out() == []
    publish(project, "Shoplifting", value * 30, 1_791, 2_488)
    assert len(standing_out()) == 1


def test_a_small_count_stands_out_by_chance(project):
    """1, 12, 1 is no slip: counts below 30 are let be."""
    publish(project, "Homicide", 1, 12, 1, 1)
    assert standing_out() == []
