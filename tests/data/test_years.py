"""Which years can be built, and what is said of the others."""

import pytest

from oscp_lib.data.years import buildable_years, plan_period, read_year
from oscp_lib.errors import InputError
from tests.places import OWN


def test_the_years_that_can_be_built():
    assert buildable_years() == list(range(2018, 2025))


def test_population_and_samples_alone_make_no_year():
    # Population begins in 2011; crime begins in 2018.
    assert 2017 not in buildable_years()


@pytest.mark.parametrize("year", ["2017", "2026", 2030])
def test_a_year_without_data_is_refused_with_the_years_there_are(year):
    with pytest.raises(InputError, match=r"no data for .*2018, 2019, 2020, 2021, 2022, 2023, 2024"):
        read_year(year)


@pytest.mark.parametrize(
    ("year", "remedy"),
    [
        (2025, "`oscp new-year 2025` begins the next edition"),
        (2026, "`oscp new-year 2025` begins the next edition"),
        (2017, "an earlier one needs a published table of recorded crime"),
    ],
)
def test_a_year_without_data_is_refused_with_what_brings_it(year, remedy):
    with pytest.raises(InputError) as raised:
        read_year(year)
    assert remedy in raised.value.problems[0].remedy


@pytest.mark.parametrize("text", ["24", "twenty", "2024.0", "", "20245", "2024; rm"])
def test_what_is_no_year_is_refused(text):
    with pytest.raises(InputError, match="is not a year"):
        read_year(text)


def test_texts_of_a_new_year_make_it_buildable(project):
    (project / f"{OWN}/editions/2025").mkdir()
    assert buildable_years()[-1] == 2025


def test_the_plan_period_follows_the_year():
    assert plan_period(2024) == "2025-26"
    assert plan_period(2098) == "2099-00"
