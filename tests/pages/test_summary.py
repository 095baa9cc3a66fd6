"""The summary: what happened, what the partnership did, what comes next and what the plan gets wrong, on one page."""

import re

import pytest
from bs4 import BeautifulSoup

from oscp_lib.chapters import chapter
from oscp_lib.data.gap import Gap
from oscp_lib.data.plan import load_plan
from oscp_lib.pages.compose import Page
from oscp_lib.pages.summary import checked, deeds, findings

PRIORITIES = ("neighbourhood_crime", "serious_violence", "vawg", "modern_slavery", "preventing_extremism")


def page(edition, name):
    return BeautifulSoup((edition / f"{name}.html").read_text("utf-8"), "html.parser")


def words(tag):
    return " ".join(tag.get_text().split()).replace("’", "'")


def section(summary, heading):
    return next(each.parent for each in summary.select("main h2") if words(each) == heading)


@pytest.mark.slow
def test_it_answers_what_happened_what_was_done_and_what_comes_next_in_that_order(edition):
    summary = page(edition, "summary")
    assert [words(each) for each in summary.select("main h2")] == [
        "What happened",
        "What the partnership did",
        "What it does next",
        "The plan, checked",
    ]


@pytest.mark.slow
def test_three_to_six_findings_each_with_direction_or_rank_size_and_comparison(edition):
    *said, others = [words(item) for item in section(page(edition, "summary"), "What happened").select("li")]
    # What no finding names of the priorities: ONS, Tables C2 and C5.
    assert "Violence with injury was about the same: 1,422 offences in 2024, against 1,424 in 2023" in others
    assert "Sexual offences were 582 in 2024, against 594 in 2023" in others
    assert 3 <= len(said) <= 6
    for each in said:
        assert re.search(r"\b(rose|fell) by [\d.]+ per cent|\d(st|nd|rd|th) (highest|lowest)", each), each
        assert re.search(r"of \d+ partnerships", each), each
    # ONS, Police force area data tables, year ending December 2024, Tables C2, C5 and P2.
    assert said[0] == (
        "Recorded crime rose by 5.3 per cent, from 16,511 offences in 2023 to 17,384 in 2024. "
        "Across England and Wales it fell by 2.4 per cent. In 38 of 314 partnerships there was a larger rise. "
        # The other districts: 30,808 and 29,428 are the county's 47,319 and 46,812 less the place's own.
        "In the four other districts of Oxmereshire together it fell by 4.5 per cent, from 30,808 offences in 2023 to "
        "29,428 in 2024."
    )
    # 2,488 - 1,791 and 17,384 - 16,511.
    assert said[1].startswith(
        "Shoplifting rose by 38.9 per cent, from 1,791 offences in 2023 to 2,488 in 2024: 697 more, against 873 "
        "more of all recorded crime"
    )
    assert said[2].startswith(
        "The rate of bicycle theft was 7.5 for every 1,000 residents, the 2nd highest of 313 partnerships"
    )
    # The first page says the same.
    index = section(page(edition, "index"), "What happened").select("li")
    assert [words(item) for item in index] == said


@pytest.mark.slow
def test_the_results_of_the_plan_are_there_with_their_numbers(edition):
    did = words(section(page(edition, "summary"), "What the partnership did"))
    # The plan: 28.7 per cent, Operation Lantern, 32 workers of whom 29 found other work, the summit, the cameras.
    for result in ("28.7 per cent", "Operation Lantern", "35.6 per cent", "32 people", "29 found other", "a summit"):
        assert result in did, result
    assert "mobile CCTV cameras" in did and "body-worn cameras" in did


@pytest.mark.slow
def test_each_priority_says_what_comes_next(edition):
    steps = section(page(edition, "summary"), "What it does next").select("li")
    assert [step.a["href"] for step in steps] == [f"{slug}.html" for slug in PRIORITIES]
    for step, each in zip(steps, load_plan(2024).priorities, strict=True):
        assert words(step) == f"{chapter(each.chapter).title}: {' '.join(each.next.split())}"


@pytest.mark.slow
def test_what_the_plan_gets_wrong_is_said_in_two_sentences_with_the_count_of_the_page_of_checks(edition):
    told = words(section(page(edition, "summary"), "The plan, checked").p)
    problems = page(edition, "reconciliation").select("section.problem")
    assert "for six reasons; others, for two reasons, count differently" in told and len(problems) == 6 + 2
    assert len(re.findall(r"[.] [A-Z]", told)) == 2  # two sentences, and the link to all of it


@pytest.mark.slow
def test_the_first_page_and_the_contents_lead_to_it_and_it_leads_to_the_document(edition):
    index = page(edition, "index")
    assert index.select_one("main .cover a[href='summary.html']")
    assert index.select_one(".book-nav a[href='summary.html']")
    links = {link["href"]: words(link) for link in page(edition, "summary").select(".figure-download a")}
    assert links == {
        "report-book-2024.pdf": "The book as one PDF",
        "downloads/all-figures.xlsx": "All figures as a workbook",
    }


def composed(slug, **facts):
    made = {
        key: {"key": f"{slug}.{key}", "text": text, "kind": "published", "rows": [1]} for key, text in facts.items()
    }
    return Page(chapter(slug), made, {"change": Gap("change in crime", "There is no count for 2020.")})


def test_a_finding_that_lacks_its_figure_says_what_is_missing():
    first = composed("introduction", high="Theft: the highest of 5.")
    first.passages["what_happened"] = "- **Crime** {fact}`change`.\n- {fact}`high`"
    missing, there = findings(first)
    assert missing == "Not available: change in crime. There is no count for 2020."
    assert "Theft: the highest of 5." in there


def test_a_deed_whose_number_is_missing_is_left_to_its_chapter():
    with_number = {"modern_slavery": composed("modern_slavery", workers_exploited="32", workers_in_new_work="29")}
    without = {"modern_slavery": composed("modern_slavery", workers_exploited="32")}
    plan = load_plan(2024)
    assert [chapter.slug for chapter, _ in deeds(plan, with_number)] == ["modern_slavery"]
    assert deeds(plan, without) == [] and deeds(None, with_number) == []


def test_without_a_plan_nothing_is_said_of_its_checks():
    assert checked(None) == checked(composed("reconciliation")) == ""
