"""Of fewer than 50 offences no place among others is told: chance alone puts such a count first or last."""

import re

import pytest

from oscp_lib.chapters.opening import open_chapter
from tests.chapters.every_kind import code_of, counts, working_on

OFFENCES = {
    "theft_change": "Theft offences",
    "shoplifting_change": "Shoplifting",
    "vehicle_change": "Vehicle offences",
    "residential_burglary_change": "Residential burglary",
    "bicycle_theft_change": "Bicycle theft",
}
RANK = re.compile(r"of 31\d partnerships")


def of_both_years(code, offence):
    """The counts of 2023 and 2024, read without the library."""
    return [counts(year, offence)[code] for year in (2023, 2024)]


@pytest.mark.parametrize("name", ["Isles of Scilly", "Cwm Taf", "Derbyshire Dales"])
def test_a_change_of_few_offences_has_no_rank_and_any_other_has(name):
    code = code_of(name)
    with working_on(name):
        chapter = open_chapter("neighbourhood_crime")
        facts = {each.key.partition(".")[2]: each.text for each in chapter.facts(chapter.load(2024))}
    told = {key: facts[f"{key}_compared"] for key in OFFENCES if f"{key}_compared" in facts}
    few = {key for key in told if min(of_both_years(code, OFFENCES[key])) < 50}
    assert few and len(told) > 3
    assert {key for key, text in told.items() if not RANK.search(text)} == few
    assert {key for key, text in told.items() if "Too few here for a rank." in text} == few


def test_a_kind_of_few_offences_is_not_the_message_of_chart_1():
    with working_on("Isles of Scilly"):
        chapter = open_chapter("neighbourhood_crime")
        figure = chapter.chart_1(chapter.load(2024))
    assert figure.title == "Isles of Scilly: fewer than 50 offences of each kind of acquisitive crime"
    with working_on("Rutland"):
        chapter = open_chapter("neighbourhood_crime")
        frame = chapter.chart_1_data(chapter.load(2024))
    kinds = list(dict.fromkeys(frame["Kind"]))
    enough = [of_both_years(code_of("Rutland"), kind)[1] >= 50 for kind in kinds]
    assert enough == sorted(enough, reverse=True) and {*enough} == {True, False}
