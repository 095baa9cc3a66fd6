"""An analyst's slips in the periods and counts of a table: each is stopped, or warned of, with the remedy."""

import json

import pytest

from oscp_lib.checks.check import data_problems
from oscp_lib.data.package import tables
from oscp_lib.data.rows import read_table
from oscp_lib.data.years import buildable_years
from oscp_lib.errors import InputError

CRIME = "data/tables/recorded_crime_ons.csv"
MONTHS = "data/tables/antisocial_behaviour_police_uk.csv"
QUARTERS = "data/tables/exploitation_nrm.csv"
POPULATION = "data/tables/population_ons.csv"
SERIES = "Oxford,Shoplifting,recorded offences,offences"


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
def test_a_row_that_is_of_another_period_or_a_total_is_named(edit, file, name, old, new, found, remedy):
    edit(file, old, new)
    problem = first_problem(name)
    assert (problem.file, problem.line) == (file, 2)
    assert found in problem.found
    assert remedy in problem.found + problem.remedy


def test_part_of_a_year_makes_no_year(project):
    """A table of crime with six months of 2025 does not make 2025 buildable: it is refused before that."""
    path = project / CRIME
    row = "2025-01-01,2025-06-30,Oxford,Shoplifting,recorded offences,offences,900,official,ons-csp-ye-dec-2024"
    path.write_text(path.read_text("utf-8") + row + "\n", "utf-8")
    with pytest.raises(InputError, match="181 days"):
        buildable_years()


def test_the_committed_tables_have_no_count_that_stands_out():
    assert [problem for problem in data_problems() if problem.severity == "warning"] == []


def standing_out():
    """The warnings of counts that stand out; that the totals above them no longer add up is another."""
    return [problem for problem in data_problems() if "stands beside" in problem.found]


def shoplifting(project):
    """The line of the middle of the series and its value."""
    lines = (project / CRIME).read_text("utf-8").splitlines()
    return next((n, line) for n, line in enumerate(lines, 1) if line.startswith("2022") and SERIES in line)


@pytest.mark.parametrize("change", [lambda value: value * 20, lambda value: value // 20])
def test_a_count_ten_times_or_a_tenth_of_its_neighbours_is_a_warning(project, edit, change):
    number, line = shoplifting(project)
    value = int(line.split(",")[6])
    edit(CRIME, line, line.replace(f",{value},", f",{change(value)},"))
    (problem,) = standing_out()
    assert (problem.severity, problem.file, problem.line) == ("warning", CRIME, number)
    assert f"Oxford, Shoplifting: {change(value):,} for 2022-01-01 to 2022-12-31 stands beside" in problem.found
    assert '"confirmed": [{"period_start": "2022-01-01"' in problem.remedy


@pytest.mark.longer
def test_a_confirmed_count_is_no_longer_warned_of_until_it_changes(project, edit):
    _, line = shoplifting(project)
    value = int(line.split(",")[6])
    edit(CRIME, line, line.replace(f",{value},", f",{value * 20},"))
    path = project / "data/datapackage.json"
    package = json.loads(path.read_text("utf-8"))
    entry = next(entry for entry in package["resources"] if entry["name"] == "recorded_crime_ons")
    entry["confirmed"] = [
        {
            "period_start": "2022-01-01",
            "area": "Oxford",
            "category": "Shoplifting",
            "value": value * 20,
            "why": "a test",
        }
    ]
    path.write_text(json.dumps(package), "utf-8")
    assert tables()["recorded_crime_ons"].confirmed
    assert standing_out() == []
    edit(CRIME, f",{value * 20},", f",{value * 30},")
    assert len(standing_out()) == 1


def test_a_small_count_stands_out_by_chance(project, edit):
    """1, 12, 1 is no slip: counts below 30 are let be."""
    lines = (project / CRIME).read_text("utf-8").splitlines()
    homicide = [line for line in lines if ",Oxford,Homicide," in line]
    assert len(homicide) == 4
    for line, value in zip(homicide, (1, 12, 1, 1), strict=True):
        cells = line.split(",")
        cells[6] = str(value)
        edit(CRIME, line, ",".join(cells))
    assert standing_out() == []
