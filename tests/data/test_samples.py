"""The sample rows meet every constraint the plan states, and are made by the seed alone."""

import pytest

from oscp_lib import paths
from oscp_lib.data import samples
from oscp_lib.data.rows import read_table
from oscp_lib.errors import InputError
from tests.places import OWN


def by_area_and_year():
    frame = read_table("serious_violence_sample")
    return frame.assign(year=frame["period_end"].dt.year).pivot(index="year", columns="area", values="value")


@pytest.mark.parametrize(
    ("table", "total"),
    # "There were 1,344 anti-social behaviour reports to the police in 2024. The number received by Oxmere City Council
    # for the year was 2,242."
    [("antisocial_behaviour_police_sample", 1344), ("antisocial_behaviour_council_sample", 2242)],
)
def test_reports_add_to_the_totals_of_the_plan(table, total):
    assert read_table(table)["value"].sum() == total


def test_oxmere_falls_by_the_percentage_stated_and_throughout():
    oxmere = by_area_and_year()["Oxmere"]
    assert list(oxmere.index) == list(range(2018, 2025))
    assert round(100 * (1 - oxmere[2024] / oxmere[2018]), 1) == 28.7
    assert (oxmere.diff().dropna() < 0).all()


def test_oxmere_has_the_largest_percentage_reduction():
    table = by_area_and_year()
    assert (table.loc[2024] / table.loc[2018]).idxmin() == "Oxmere"


def test_cherrow_and_oxmere_come_to_nearly_two_thirds():
    last = by_area_and_year().loc[2024]
    assert 0.64 <= last[["Cherrow", "Oxmere"]].sum() / last.sum() < 2 / 3


def test_suspects_are_of_the_ages_and_sexes_stated():
    frame = read_table("violence_suspects_sample")
    by_age = frame.groupby("category")["value"].sum().sort_values(ascending=False)
    assert set(by_age.index[:2]) == {"13-15", "16-18"}
    by_sex = 100 * frame.groupby("measure")["value"].sum() / frame["value"].sum()
    assert by_sex.round().to_dict() == {"female suspects": 16, "male suspects": 84}


def test_the_seed_alone_makes_the_committed_bytes():
    made = samples.sample_files()
    for name, content in made.items():
        assert content == (paths.DATA / name).read_bytes(), f"{name}: run `make samples`"
    assert len(made) == 4


FILE = f"{OWN}/samples.yml"


def test_a_partnership_without_the_file_has_no_samples(project):
    (project / FILE).unlink()
    assert samples.sample_files() == {}


def test_what_is_invented_comes_from_the_file_alone(edit):
    edit(FILE, "seed: 20250", "seed: 1")
    edit(FILE, "Nuisance: 0.66", "Noise: 0.66")
    edit(FILE, "Cherrow: {last: 520", "Cherrow: {last: 4242")
    made = samples.sample_tables()
    reports = {row[3]: row[6] for row in made["antisocial_behaviour_police_sample"]}
    assert set(reports) == {"Noise", "Personal", "Environmental"} and sum(reports.values()) == 1344
    assert 4242 in [row[6] for row in made["serious_violence_sample"] if row[2] == "Cherrow" and row[0] == "2024-01-01"]


@pytest.mark.parametrize(
    ("old", "new", "found", "remedy"),
    [
        ("      Cherrow:", "      Cherro:", "no other district 'Cherro'", "Did you mean 'Cherrow'?"),
        ("      Cherrow:", "      Oxmere:", "no other district 'Oxmere'", "Use one of"),
        ("table: serious_violence_sample", "table: serious_violence", "no sample table", "'serious_violence_sample'?"),
        ("table: serious_violence_sample", "table: population_ons", "no sample table 'population_ons'", "Use one of"),
        ("measure: reduction}", "measure: fall}", "has no row with the category 'serious violence'", "Name a category"),
        ("first_year: 2018", "first_year: 2024", "begins in 2024 and ends in 2024", "two years or more"),
        ("Nuisance: 0.66", "Nuisance: -1", "'Nuisance' holds '-1'", "Correct"),
        ("table: antisocial_behaviour_council_sample", "table: antisocial_behaviour_police_sample", "2 times", "once"),
    ],
)
def test_what_does_not_fit_the_partnership_is_an_error_at_its_line(project, edit, old, new, found, remedy):
    edit(FILE, old, new)
    with pytest.raises(InputError) as raised:
        samples.sample_files()
    (problem,) = raised.value.problems
    assert problem.file == FILE and problem.line
    assert found in problem.found and remedy in problem.remedy


def test_apportioned_counts_add_up():
    assert samples.apportion(10, {"a": 1, "b": 1, "c": 1}) == {"a": 4, "b": 3, "c": 3}
