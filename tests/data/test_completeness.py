"""Half a period is no period, and a total is the sum of its parts: what a slip of the keyboard leaves is named."""

import pytest

from oscp_lib.checks.check import data_problems
from oscp_lib.data.package import tables
from oscp_lib.data.rows import read_table
from oscp_lib.data.years import buildable_years
from oscp_lib.errors import InputError
from tests.national import as_csv, restate, rows_of
from tests.places import OWN

CRIME = f"{OWN}/tables/recorded_crime_ons.csv"
NATIONAL = "data/national/recorded_crime.parquet"
VEHICLES = "2024-01-01,2024-12-31,Cherrow,Vehicle offences,recorded offences,offences,660,official,ons-csp-ye-dec-2024"
PLAN_2025 = "2025-01-01,2025-12-31,{},plan,oscp-running-plan-2025-26"


@pytest.fixture
def typed(project):
    """The counts of crime as a table that somebody types, not as a view on the national one."""
    as_csv(project, "recorded_crime_ons")


def add(project, name, row):
    path = project / f"{OWN}/tables/{name}.csv"
    path.write_text(path.read_text("utf-8") + row + "\n", "utf-8")


@pytest.mark.parametrize(
    ("name", "cells", "found"),
    [
        (
            "sexual_offences_plan",
            "Oxmere,sexual offences,recorded offences,offences,470",
            "no row of 'sexual offences' for Cherrow, South Oxmereshire, Vale of Grey Horse and 1 more.",
        ),
        (
            "exploitation_plan",
            "Oxmereshire,Unknown,reports,reports,3",
            "no row of 'Unknown' for Oxmereshire (share of reports).",
        ),
        (
            "valid_crime_plan",
            "Oxmere,all crime,valid crimes,offences,17100",
            "no row of 'all crime' for Cherrow (valid crimes), Cherrow (population)",
        ),
    ],
)
def test_a_period_typed_in_part_is_an_error_that_names_what_is_missing(project, name, cells, found):
    add(project, name, PLAN_2025.format(cells))
    last = len((project / f"{OWN}/tables/{name}.csv").read_text("utf-8").splitlines())
    with pytest.raises(InputError) as raised:
        read_table(name)
    (problem,) = raised.value.problems
    assert (problem.file, problem.line) == (f"{OWN}/tables/{name}.csv", last)
    assert problem.found.startswith("The period that ends 2025-12-31 has ") and found in problem.found
    assert "every area's row of a period, or none of them" in problem.remedy


def test_part_of_a_year_of_crime_is_refused_and_makes_no_edition(project, typed):
    add(project, "recorded_crime_ons", VEHICLES.replace("2024-", "2025-"))
    with pytest.raises(InputError, match="has no row of 'Vehicle offences' for Oxmere"):
        buildable_years()


def test_a_misspelt_category_is_named_with_the_one_that_was_meant(typed, edit):
    edit(CRIME, VEHICLES, VEHICLES.replace("offences,recorded", "offense,recorded"))
    problems = [problem for problem in data_problems() if problem.file == CRIME]
    assert "no row of 'Vehicle offences' for Cherrow" in " ".join(problem.found for problem in problems)
    assert any("If 'Vehicle offences' was meant, correct the category" in problem.remedy for problem in problems)


def test_a_row_that_was_deleted_is_named(typed, edit):
    edit(CRIME, VEHICLES + "\n", "")
    (problem,) = [problem for problem in data_problems() if problem.file == CRIME]
    assert problem.found == "The period that ends 2024-12-31 has no row of 'Vehicle offences' for Cherrow."


def test_an_offence_that_lacks_a_district_is_none_of_a_view(project):
    def without_one(frame):
        vehicles = (frame["area_code"] == "E22000305") & (frame["offence"] == "Vehicle offences")
        return frame[~(vehicles & (frame["period_end"] == "2024-12-31"))]

    before = rows_of(project, "recorded_crime_ons")
    restate(project, "recorded_crime", without_one)
    # The count of the partnership itself stays: it lacks nothing.
    lacking = ("Vehicle offences", "2024-12-31")
    after = [row for row in before if (row["category"], row["period_end"]) != lacking or row["area"] == "Oxmere"]
    held = read_table("recorded_crime_ons")
    assert len(after) == len(before) - 4
    assert held["value"].astype(str).tolist() == [row["value"] for row in after]
    assert 2024 in buildable_years()


def test_a_total_that_its_parts_do_not_add_up_to_is_a_warning_with_the_sum(typed, edit):
    frame = read_table("recorded_crime_ons")
    thefts = frame[(frame["area"] == "Cherrow") & (frame["category"] == "Theft offences")].set_index("period_start")
    whole, line = int(thefts.loc["2024-01-01", "value"]), int(thefts.loc["2024-01-01", "line"])
    edit(CRIME, VEHICLES, VEHICLES.replace(",660,", ",669,"))
    (problem,) = data_problems()
    assert (problem.severity, problem.file, problem.line) == ("warning", CRIME, line)
    assert f"{whole:,}, and its parts add up to {whole + 9:,}" in problem.found
    assert f'"category": "Theft offences", "value": {whole}' in problem.remedy


def test_a_published_total_that_its_parts_do_not_add_up_to_is_a_warning_too(project):
    """660 vehicle offences in Cherrow in 2024: were they 669, its thefts would be nine short."""

    def nine_more(frame):
        vehicles = (frame["area_code"] == "E22000305") & (frame["offence"] == "Vehicle offences")
        return frame.assign(value=frame["value"] + 9 * (vehicles & (frame["period_end"] == "2024-12-31")))

    (thefts,) = [
        int(row["value"])
        for row in rows_of(project, "recorded_crime_ons")
        if (row["area"], row["period_end"], row["category"]) == ("Cherrow", "2024-12-31", "Theft offences")
    ]
    restate(project, "recorded_crime", nine_more)
    (problem,) = data_problems()
    assert (problem.severity, problem.file) == ("warning", NATIONAL)
    assert f"{thefts:,}, and its parts add up to {thefts + 9:,}" in problem.found


def test_every_total_of_the_committed_table_is_the_sum_of_its_parts():
    parts = tables()["recorded_crime_ons"].parts
    assert len(parts) == 4
    frame = read_table("recorded_crime_ons").pivot(index=["area", "period_end"], columns="category", values="value")
    for whole, names in parts.items():
        assert (frame[whole] == frame[list(names)].sum(axis=1)).all(), whole


def test_the_newest_count_is_held_against_the_one_before_it(typed, edit):
    row = "2024-01-01,2024-12-31,Oxmere,Shoplifting,recorded offences,offences,2488,"
    edit(CRIME, row, row.replace("2488", "24880"))
    found = [problem.found for problem in data_problems()]
    assert any("Oxmere, Shoplifting: 24,880 for 2024-01-01 to 2024-12-31 stands beside 1,791." in one for one in found)


def test_a_category_that_begins_where_one_of_almost_its_name_ends_is_doubted(project, typed):
    path = project / CRIME
    lines = path.read_text("utf-8").splitlines(keepends=True)
    slips = [line.replace("Bicycle theft", "Bycicle theft") if line.startswith("2024") else line for line in lines]
    path.write_text("".join(slips), "utf-8")
    first = next(number for number, line in enumerate(slips, 1) if "Bycicle" in line)
    (problem,) = [each for each in data_problems() if "Bycicle" in each.found]
    assert (problem.severity, problem.file, problem.line) == ("warning", CRIME, first)
    assert "'Bicycle theft' has no row any more" in problem.found
    assert "If 'Bicycle theft' was meant" in problem.remedy


def test_a_category_that_is_new_beside_all_others_is_not_doubted(project, typed):
    for area in ("Cherrow", "Oxmere", "South Oxmereshire", "Vale of Grey Horse", "West Oxmereshire"):
        row = f"2024-01-01,2024-12-31,{area},Violence with injuries,recorded offences,offences,1,official,"
        add(project, "recorded_crime_ons", row + "ons-csp-ye-dec-2024")
    assert [each for each in data_problems() if "begins with" in each.found] == []
