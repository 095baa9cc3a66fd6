"""The sample rows meet every constraint the plan states, and are made by the seed alone."""

import pytest

from oscp_lib import paths
from oscp_lib.data import samples
from oscp_lib.data.rows import read_table


def by_area_and_year():
    frame = read_table("serious_violence_sample")
    return frame.assign(year=frame["period_end"].dt.year).pivot(index="year", columns="area", values="value")


@pytest.mark.parametrize(
    ("table", "total"),
    # "There were 1,344 anti-social behaviour reports to the police in 2024. The number received by Oxford City Council
    # for the year was 2,242."
    [("antisocial_behaviour_police_sample", 1344), ("antisocial_behaviour_council_sample", 2242)],
)
def test_reports_add_to_the_totals_of_the_plan(table, total):
    assert read_table(table)["value"].sum() == total


def test_oxford_falls_by_the_percentage_stated_and_throughout():
    oxford = by_area_and_year()["Oxford"]
    assert list(oxford.index) == list(range(2018, 2025))
    assert round(100 * (1 - oxford[2024] / oxford[2018]), 1) == 28.7
    assert (oxford.diff().dropna() < 0).all()


def test_oxford_has_the_largest_percentage_reduction():
    table = by_area_and_year()
    assert (table.loc[2024] / table.loc[2018]).idxmin() == "Oxford"


def test_cherwell_and_oxford_come_to_nearly_two_thirds():
    last = by_area_and_year().loc[2024]
    assert 0.64 <= last[["Cherwell", "Oxford"]].sum() / last.sum() < 2 / 3


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


def test_apportioned_counts_add_up():
    assert samples.apportion(10, {"a": 1, "b": 1, "c": 1}) == {"a": 4, "b": 3, "c": 3}
