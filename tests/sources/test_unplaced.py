"""Offences that the force placed in no district: their share stands beside each change, and a jump is told."""

import pytest

from oscp_lib.chapters.opening import open_chapter
from oscp_lib.checks.check import check, data_problems
from oscp_lib.data.package import tables
from oscp_lib.data.partnership import load_partnership
from oscp_lib.data.unplaced import jump_between, note, share
from tests.national import restate, small_country
from tests.sources.workbooks import UNASSIGNED, csp_edition

all_crime = open_chapter("all_crime")
neighbourhood_crime = open_chapter("neighbourhood_crime")
serious_violence = open_chapter("serious_violence")


TOTAL = "Total recorded crime (excluding fraud)"
FILE = "data/national/recorded_crime.parquet"


@pytest.fixture
def few(project):
    """Few areas, so that a workbook of them is whole."""
    small_country(project)


@pytest.fixture
def lost(project, few, take):
    """2025, in which the force placed 4,400 of 50,000 offences in no district (8.8 per cent; in 2024 it was 0.5)."""
    take(csp_edition(project, 2025, unassigned=4400, force=50000, name="csptables.xlsx"))
    return project


def doubts():
    return [each for each in data_problems() if "in no district" in each.found]


def test_no_warning_and_no_jump_in_the_years_held():
    assert doubts() == []
    assert note(tables()["recorded_crime_ons"], [2021, 2022, 2023, 2024]) == (
        # 863 of 169,367; 929 of 179,678; 750 of 177,589; 793 of 173,288.
        "Share of the force's offences that are in no district, and so in no count here: 0.5 per cent in 2021, "
        "0.5 per cent in 2022, 0.4 per cent in 2023, 0.5 per cent in 2024."
    )


@pytest.mark.longer
def test_a_jump_from_one_year_to_the_next_is_a_warning_that_names_both(lost):
    (doubt,) = doubts()
    assert (doubt.severity, doubt.file) == ("warning", FILE)
    assert "8.8 per cent of the force's offences of 2025 are in no district (4,400)" in doubt.found
    assert "against 0.5 per cent of 2024." in doubt.found


def test_a_jump_is_said_beside_the_change_that_it_moves(lost):
    text = all_crime.facts(all_crime.load(2025)).entries["change_compared"].text
    assert "in no district (from 0.5 to 8.8 per cent): that alone lowers the counts of its" in text


@pytest.mark.longer
def test_the_share_stands_under_every_figure_of_official_counts(lost):
    one_year = neighbourhood_crime.chart_1(neighbourhood_crime.load(2025)).caveats
    assert any("8.8 per cent in 2025 (0.5 per cent in 2024: that alone moves the counts)" in each
               for each in one_year)  # fmt: skip
    years = all_crime.chart_a(all_crime.load(2025))
    assert any("The share jumped between 2024 and 2025" in each for each in years.caveats)
    assert 2025 in years.rows[0].cuts  # no line joins the two years


@pytest.mark.longer
def test_a_jump_of_one_offence_alone_is_told_of_it_and_of_no_other(project, few, take):
    take(csp_edition(project, 2031, unassigned=20, force=4000))
    take(csp_edition(project, 2032, unassigned=20, force=4000, counts={(UNASSIGNED, "Robbery"): 400}))
    table = tables()["recorded_crime_ons"]
    assert jump_between(table, "Robbery", 2031, 2032).now == 10
    assert jump_between(table, "Shoplifting", 2031, 2032) is None
    assert doubts() == []


@pytest.mark.longer
def test_a_jump_from_one_release_to_another_is_a_warning(project, few, take):
    take(csp_edition(project, 2031, unassigned=20, force=4000, name="first.xlsx"))
    take(csp_edition(project, 2031, unassigned=400, force=4000, name="second.xlsx"))
    (doubt,) = doubts()
    assert (doubt.severity, doubt.file) == ("warning", FILE)
    assert "10.0 per cent of the force's offences of 2031 are in no district (400)" in doubt.found
    assert "against 0.5 per cent in the release before" in doubt.found
    take(csp_edition(project, 2031, unassigned=410, force=4000, name="third.xlsx"))
    assert doubts() == []  # 10.25 per cent beside the 10.0 of the release before


def test_a_year_whose_total_the_force_does_not_give_has_no_share(project):
    def without_total(frame):
        total = (frame["area_code"] == "E23000029") & (frame["part"] == "all") & (frame["offence"] == TOTAL)
        return frame.assign(value=frame["value"].mask(total & (frame["period_end"] == "2023-12-31")))

    restate(project, "recorded_crime", without_total)
    said = note(tables()["recorded_crime_ons"], [2022, 2023, 2024])
    assert "0.5 per cent in 2022, 0.5 per cent in 2024; not known for 2023." in said
    assert doubts() == []


@pytest.mark.longer
def test_a_small_move_is_no_jump(project, few, take):
    take(csp_edition(project, 2031, unassigned=20, force=4000))
    take(csp_edition(project, 2032, unassigned=59, force=4000))  # 0.5 and 1.475 per cent: less than a point
    assert doubts() == []
    assert jump_between(tables()["recorded_crime_ons"], "Robbery", 2031, 2032) is None


def test_a_share_of_nothing_is_not_known():
    assert share({"force": 0, "without": 0, "by_type": {}}) is None
    assert share({"force": 200, "without": 1, "by_type": {}}) == 0.5


@pytest.mark.longer
def test_a_year_after_one_with_no_offence_gives_both_counts_and_no_percentage(project, few, take):
    offence, lead = "Residential burglary", load_partnership().place
    take(csp_edition(project, 2031, counts={(lead, offence): 0}))
    take(csp_edition(project, 2032, counts={(lead, offence): 4}))
    facts = neighbourhood_crime.facts(neighbourhood_crime.load(2032)).entries
    assert facts["residential_burglary_change"].text == "was 4 in 2032, against 0 in 2031"
    assert "The count of 2031 was 0" in facts["residential_burglary_change_compared"].why


@pytest.mark.longer
def test_every_chapter_can_say_what_it_says_of_counts_of_none_and_below_zero(project, few, take):
    place = load_partnership()
    none = {
        (district.name, offence): 0
        for district in place.county_districts
        for offence in ("Robbery", "Vehicle offences")
    }
    odd = none | {(place.place, "Homicide"): -1, (place.place, "Vehicle offences"): 3}
    take(csp_edition(project, 2031, counts=odd))
    take(csp_edition(project, 2032, counts=odd))
    assert [str(each) for each in check(2032).errors] == []
    entries = serious_violence.facts(serious_violence.load(2032)).entries
    assert "The count it would be a share of is 0." in entries["robbery_share"].why
    assert entries["robbery"].text == "0"
    vehicle = neighbourhood_crime.facts(neighbourhood_crime.load(2032)).entries["vehicle_ratio"]
    assert "The count it would be a multiple of is 0." in vehicle.why
    whole = serious_violence.explorer(serious_violence.load(2032)).whole["Recorded offences"]
    assert "\N{MINUS SIGN}1" in whole.html()
