"""The explorers that an analyst uses in JupyterLab."""

import pytest
from bs4 import BeautifulSoup

from oscp_lib.chapters import CHAPTERS
from oscp_lib.data.tables import read_table

WITH_EXPLORER = [chapter for chapter in CHAPTERS if hasattr(chapter.module, "explorer")]


def test_the_three_chapters_of_offences_have_one():
    assert {chapter.slug for chapter in WITH_EXPLORER} == {"neighbourhood_crime", "serious_violence", "vawg"}


@pytest.mark.parametrize("chapter", WITH_EXPLORER, ids=lambda chapter: chapter.slug)
def test_every_choice_shows_the_counts_of_the_table(chapter):
    explorer = chapter.module.explorer(chapter.module.load(2024))
    frame = read_table("recorded_crime_ons")
    for district in explorer.district.options:
        for offence in explorer.offence.options:
            explorer.district.value, explorer.offence.value = district, offence
            expected = frame[(frame["area"] == district) & (frame["category"] == offence)].sort_values("period_end")
            page = BeautifulSoup(explorer.view.value, "html.parser")
            shown = [int(cell.get_text().replace(",", "")) for cell in page.select("tbody td.num")]
            assert shown == expected["value"].tolist()
            assert f"{offence} in {district}" in page.select_one(".figure-title").get_text()


def test_choosing_years_leaves_the_others_out():
    chapter = WITH_EXPLORER[0]
    explorer = chapter.module.explorer(chapter.module.load(2024))
    explorer.years.value = (2022, 2023)
    assert list(explorer.chosen()["Year"]) == [2022, 2023]
