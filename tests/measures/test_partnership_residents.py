"""The residents and households that rates of partnerships are over."""

import pytest

from oscp_lib.data.areas import load_areas
from oscp_lib.data.national import read_national
from oscp_lib.errors import InputError
from oscp_lib.measures.partnership_residents import denominator_sentence, partnership_households, partnership_residents

OXMERE, BOURNEMOUTH, SUFFOLK_COASTAL, WAVENEY = "E22000308", "E22000063", "E22000274", "E22000278"


def test_residents_are_those_of_the_districts():
    # ONS, mid-2024 estimates, table MYE2. Two districts make South Warwickshire.
    used = partnership_residents(2024)
    assert (used.of, used.values[OXMERE]) == (2024, 166_034)
    districts = read_national("residents", area_code=["E07000221", "E07000222"])
    latest = districts[districts["period_end"] == "2024-06-30"]["value"]
    assert len(latest) == 2 and used.values["E22000359"] == latest.sum()


def test_every_partnership_has_residents_and_together_they_are_the_country():
    used = partnership_residents(2024)
    country = read_national("residents", area_code="K04000001")
    whole = country[country["period_end"] == "2024-06-30"]["value"]
    assert len(used.values) == 314 and used.values.notna().all()
    if not whole.empty:
        assert used.values.sum() == pytest.approx(int(whole.iloc[0]), rel=2e-4)  # the estimated ones rest on hundreds


def test_partnerships_that_share_a_district_are_estimated_and_make_it_up():
    used = partnership_residents(2024)
    assert len(used.estimated) == 21 and used.estimated_from == 2022
    # East Suffolk: 249,664 in mid-2024, 247,083 in mid-2022; ONS's rounded figures are 130,400 and 116,600.
    assert used.values[WAVENEY] == pytest.approx(116_600 * 249_664 / 247_083)
    assert used.values[[SUFFOLK_COASTAL, WAVENEY]].sum() == pytest.approx(249_664, rel=1e-3)


def test_a_year_held_for_some_areas_only_is_passed_over():
    # Mid-2023 is held for one county and its neighbours alone.
    assert partnership_residents(2023).of == 2022
    assert partnership_residents(2021).of == 2021


def test_a_district_whose_code_changed_since_is_found():
    former = [each for each in load_areas().of_kind("district") if each.valid_from and each.valid_from.year == 2025]
    assert former, "the look-up holds districts whose codes changed in 2025"
    for district in former:
        (code,) = [each.code for each in load_areas().within(district.code, "partnership")]
        assert partnership_residents(2024).values[code] > 100_000


def test_years_before_the_table_are_refused_with_the_table_named():
    with pytest.raises(InputError, match=r"residents.parquet.*no figures of all partnerships for 1990"):
        partnership_residents(1990)


def test_households_are_those_of_the_rates():
    used = partnership_households(2024)
    assert (used.of, len(used.values), used.values[OXMERE]) == (2021, 314, 55_200)


def test_the_page_says_which_residents():
    used = partnership_residents(2024)
    assert denominator_sentence(used, OXMERE) == (
        "Rates are over residents of mid-2024. Those of the 21 partnerships that share a district are estimated."
    )
    assert denominator_sentence(used, BOURNEMOUTH) == (
        "Rates are over residents of mid-2024. Those of this partnership, which shares a district with others, are "
        "estimated: ONS's figure of mid-2022, rounded to 100, and the growth of its districts since."
    )
    assert denominator_sentence(partnership_households(2024)) == "Rates are over households of mid-2021."
