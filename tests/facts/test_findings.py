"""The findings of an edition: which offences they are about, in every year, and that each list has its facts."""

import re

import pytest

from oscp_lib.chapters.opening import open_chapter
from oscp_lib.data.gap import Gap
from oscp_lib.facts import findings

PLACEHOLDER = re.compile(r"\{fact\}`(\w+)`")
YEARS = (2020, 2021, 2022, 2023, 2024)


@pytest.mark.parametrize("year", YEARS)
def test_every_finding_and_stand_out_has_its_facts_in_every_year(year):
    for slug, told in (
        ("introduction", findings.findings),
        ("all_crime", lambda data: [text for items in findings.stand_outs(data).values() for text in items]),
    ):
        chapter = open_chapter(slug)
        data = chapter.load(year)
        entries = chapter.facts(data).entries
        asked = {key for text in told(data) for key in PLACEHOLDER.findall(text)}
        assert asked <= entries.keys()
        gaps = {key for key in asked if isinstance(entries[key], Gap)}
        assert gaps <= {"change", "change_compared"}, gaps  # the first year held has none before it


def test_no_offence_plays_two_parts_and_leftover_classes_none():
    data = open_chapter("introduction").load(2024)
    parts = findings.headline_items(data)
    assert len(set(parts.values())) == len(parts) == 5
    assert parts["driver"] == "Shoplifting" and parts["high"] == "Bicycle theft"
    assert not {*findings.LEFT_OVER} & {*parts.values()}


def test_what_a_count_measures_besides_is_said_once_where_it_stands_out():
    data = open_chapter("all_crime").load(2024)
    assert findings.also_measures(data).count("police work") == 1
    told = " ".join(findings.findings(data))
    assert told.count("Such counts also measure police work.") == 1
    assert "measure reporting" not in told
