"""Years and areas that a comparison must name or leave out."""

import pytest

from oscp_lib.data.exceptions import load_exceptions, year_notes
from oscp_lib.errors import InputError

FILE = "data/national/exceptions.yml"


def test_a_year_with_lockdowns_is_named_where_a_comparison_touches_it():
    assert year_notes((2021, 2024)) == ("2021 was a year with lockdowns.",)
    assert year_notes((2023, 2024)) == ()


def test_another_year_is_data(edit):
    edit(FILE, "year: 2021", "year: 2023")
    assert year_notes((2023, 2024)) == ("2023 was a year with lockdowns.",)


def test_the_area_without_rates_is_the_one_onss_table_has_none_for():
    assert [each.code for each in load_exceptions().without_rates] == ["E22000180"]


def test_a_code_that_is_none_is_named_with_its_line(edit):
    edit(FILE, "E22000180", "City")
    with pytest.raises(InputError, match=r"exceptions.yml.*'code'"):
        load_exceptions()
