"""A printed cell whose row a later release revised is marked [r]; no other is."""

import re

import pytest

from oscp_lib.chapters.opening import open_chapter
from oscp_lib.data.revisions import load_revisions
from oscp_lib.data.rows import read_table
from oscp_lib.figures.revision_marks import NOTE
from tests.national import record_revision

serious_violence = open_chapter("serious_violence")
vawg = open_chapter("vawg")

TABLE, OXMERE = "recorded_crime_ons", "E22000308"


def revise(project, year, category):
    """Record a revision of one row of Oxmere that is held; its value now."""
    frame = read_table(TABLE)
    row = frame[(frame["area"] == "Oxmere") & (frame["period_end"].dt.year == year) & (frame["category"] == category)]
    value = int(row["value"].iloc[0])
    record_revision(project, OXMERE, year, category, (value - 1, value))
    return value


@pytest.mark.parametrize("year", [2023, 2024])
def test_the_cell_of_a_revised_row_is_marked_and_no_other(project, year):
    value = revise(project, year, "Sexual offences")
    page = vawg.chart_7(vawg.load(year)).html()
    assert re.findall(r">([^<]*) \[r\]<", page) == [f"{value:,}"]
    assert NOTE in page


def test_a_revision_of_another_year_or_offence_marks_nothing(project):
    revise(project, 2023, "Robbery")
    page = vawg.chart_7(vawg.load(2024)).html()
    assert "[r]" not in page


def test_without_revisions_no_page_changes(project):
    assert load_revisions() == ()
    assert "[r]" not in serious_violence.chart_4(serious_violence.load(2024)).html()
