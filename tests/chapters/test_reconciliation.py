"""A plan beside which the official counts, or those of the census it names, are not the same or not there."""

import re

from oscp_lib.chapters.opening import open_chapter
from tests.national import restate
from tests.places import OWN

reconciliation = open_chapter("reconciliation")

PLAN = f"{OWN}/tables/valid_crime_plan.csv"
POPULATION = re.compile(r"^(2024-01-01,2024-12-31,Oxmere,[^,]*,population,[^,]*,)(\d+)", re.MULTILINE)


def test_official_counts_that_are_not_there_are_not_laid_to_the_plan(project):
    restate(project, "recorded_crime", lambda frame: frame[frame["period_end"] < "2024-01-01"])
    gap = reconciliation.table_e(reconciliation.load(2024))
    assert gap.holder == "Office for National Statistics"
    assert "Running Plan" not in gap.why


def test_a_population_that_is_no_district_s_of_the_census_is_said_to_be_of_none(project):
    assert reconciliation.table_f(reconciliation.load(2024)).title.endswith("of the census in Oxmere alone")
    path = project / PLAN
    moved, times = POPULATION.subn(lambda row: f"{row[1]}{int(row[2]) + 2000}", path.read_text("utf-8"))
    assert times == 1
    path.write_text(moved, "utf-8")
    assert reconciliation.table_f(reconciliation.load(2024)).title.endswith("of the census in no district")
