"""What the partnership says of itself: deeds with their results and next steps for the summary, in its own voice."""

import re

import pytest

from oscp_lib.chapters import CHAPTERS
from oscp_lib.chapters.opening import open_chapter
from oscp_lib.checks.check import chapter_report
from oscp_lib.data.plan import load_plan
from oscp_lib.data.plan_items import PRIORITIES
from oscp_lib.data.yaml_files import fact_keys
from oscp_lib.errors import InputError
from tests.places import OWN

FILE = f"{OWN}/editions/2024/plan.yml"
# What the plan names as results, by the text that tells it, with the facts that its sentence must hold.
DEEDS = {
    "operation-lantern": {"retail_solved_increase"},
    "animal-rescue": {"animals_rescued"},
    "summit": set(),
    "mobile-cctv": set(),
    "body-worn": set(),
    "care-provider": {"workers_exploited", "workers_in_new_work"},
}


@pytest.mark.parametrize(("ident", "keys"), DEEDS.items())
def test_each_result_that_the_plan_names_is_a_deed_with_its_numbers(ident, keys):
    (deed,) = [work for chapter in PRIORITIES for work in load_plan(2024).deeds_of(chapter) if work.id == ident]
    assert set(fact_keys(deed.short)) == keys
    assert deed.short.endswith(".") and not re.search(r"\d", deed.short.replace("2024", ""))


def test_the_numbers_of_a_deed_are_those_of_the_plan():
    # The plan: a solved crime rate up 35.6%; thirty-two workers, twenty-nine in other employment; fourteen animals.
    said = {}
    for slug in ("neighbourhood_crime", "modern_slavery"):
        opened = open_chapter(slug)
        entries = opened.facts(opened.load(2024)).entries
        said |= {key: entries[key].text for key in entries if any(key in keys for keys in DEEDS.values())}
    assert said == {
        "retail_solved_increase": "35.6 per cent", "animals_rescued": "14", "workers_exploited": "32",
        "workers_in_new_work": "29",
    }  # fmt: skip


def test_every_priority_says_in_one_sentence_what_comes_next():
    plan = load_plan(2024)
    for slug in PRIORITIES:
        said = plan.priority(slug).next
        assert said.endswith(".") and len(re.findall(r"[.!?](?:\s|$)", said)) == 1, slug


def test_the_partnership_does_not_speak_of_its_plan_as_of_somebody_else_s():
    plan = load_plan(2024)
    own = [plan.overview, plan.needs_assessment, plan.continuity, plan.members, plan.funding, plan.county]
    own += [text for work in plan.work for text in (work.text, work.short or "")]
    own += [text for priority in plan.priorities for text in (priority.next, *(each.text for each in priority.actions))]
    assert not [text for text in own if re.search(r"\b(the|its) plan\b|\bplan (says|calls|names|counts)", text, re.I)]


def test_a_reading_is_of_two_sentences_at_most():
    for reading in load_plan(2024).readings:
        assert len(re.findall(r"[.!?](?:\s|$)", reading.text)) <= 2, reading.id


def test_a_deed_of_several_paragraphs_is_an_error_with_its_line(project, edit):
    edit(FILE, "focus on supporting young people.\n  - id: care", "focus on young people.\n\n      More.\n  - id: care")
    with pytest.raises(InputError, match="write one sentence") as raised:
        load_plan(2024)
    problem = raised.value.problems[0]
    assert "short" in (project / FILE).read_text("utf-8").splitlines()[problem.line - 1]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("people exploited by a care provider", "people exploited by a care provider, {fact}`crt_cases` cases"),
        ("and follows trends in referrals.", "and follows {fact}`crt_cases` referrals."),
    ],
)
def test_a_number_of_another_chapter_in_what_the_summary_says_is_an_error(edit, old, new):
    edit(FILE, old, new)
    (chapter,) = [each for each in CHAPTERS if each.slug == "modern_slavery"]
    (problem,) = chapter_report(chapter, 2024, publish=False)[0]
    assert "'crt_cases'" in problem.found and problem.file == FILE and problem.line


def test_a_number_that_only_the_summary_prints_carries_no_passage_of_its_chapter(edit):
    edit(FILE, "{fact}`workers_in_new_work` found other employment.", "They found other employment.")
    (chapter,) = [each for each in CHAPTERS if each.slug == "modern_slavery"]
    report = chapter_report(chapter, 2024, publish=False)
    printed = report.printed
    assert report.problems == []
    assert "workers_in_new_work" not in printed and "workers_exploited" in printed
