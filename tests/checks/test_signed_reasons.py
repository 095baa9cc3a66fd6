"""What `oscp check` says of reasons: of no finding, of one that has moved, and of one that no page prints."""

import pytest

from oscp_lib.checks.check import check
from oscp_lib.checks.one_chapter import ChapterReport
from oscp_lib.checks.signed_reasons import reason_problems
from oscp_lib.data.gap import Gap
from oscp_lib.facts.sheet import Fact, FactRow, FactSheet
from tests.conftest import use_project
from tests.places import OWN

FILE = f"{OWN}/editions/2024/reasons.yml"
ROSE = "rose by 38.9 per cent, from 1,791 offences in 2023 to 2,488 in 2024"
PRINTED = ("# Page\n\n- It {fact}`change`.\n- Words.",)


ROWS = (FactRow("recorded_crime_ons", 2, "figure"),)


def fact(key, text, kind="published", rows=ROWS):
    return Fact(f"vawg.{key}", "vawg", text, "text", 2024, "", text, "official", rows, "", kind, "")


def entry(finding="vawg.change", said=ROSE):
    return f'  - finding: {finding}\n    said: "{said}"\n    text: "Why."\n    by: "A. Analyst"\n    on: 2025-03-14\n'


@pytest.fixture
def found(tmp_path, monkeypatch):
    """What is said of some reasons, where one chapter has three facts and a gap."""
    use_project(tmp_path, monkeypatch)
    sheet = FactSheet("vawg", 2024)
    sheet.add("change", fact("change", ROSE))
    sheet.add("claims", fact("claims", "12", rows=()))
    sheet.add("data_year", fact("data_year", "2024", kind="given", rows=()))
    sheet.add("count", Gap("the count", "No plan is recorded.", "Partnership"))

    def problems(*reasons, prose=PRINTED, sheet=sheet):
        path = tmp_path / FILE
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("reasons:\n" + "".join(reasons), "utf-8")
        return reason_problems(2024, {"vawg": ChapterReport([], [], set(), sheet, prose)})

    return problems


def test_a_reason_whose_finding_is_printed_and_reads_as_it_did_is_fine(found):
    assert found(entry()) == []


@pytest.mark.parametrize(
    ("finding", "near"),
    [
        ("vawg.chnage", "'vawg.change'"),
        ("change", "'vawg.change'"),
        ("VAWG.Change", "'vawg.change'"),
        ("vawg/count", "'vawg.count'"),
    ],
)
def test_a_finding_that_the_book_does_not_have_is_an_error_that_names_the_nearest(found, finding, near):
    (problem,) = found(entry(), entry(finding))
    assert (problem.file, problem.line, problem.severity) == (FILE, 7, "error")
    assert problem.found == f"There is no finding '{finding}'."
    assert f"Did you mean {near}?" in problem.remedy and "`oscp facts --year 2024`" in problem.remedy


def test_a_finding_like_no_other_is_an_error_without_a_guess(found):
    (problem,) = found(entry("qqq"))
    assert problem.remedy == "`oscp facts --year 2024` lists the key of each finding."


def test_what_the_edition_itself_decides_is_no_finding(found):
    (problem,) = found(entry("vawg.data_year", "2024"))
    assert problem.severity == "error" and "no finding" in problem.found


def test_a_finding_that_has_moved_is_a_warning_with_both_readings(found):
    (problem,) = found(entry(said="rose by 20.0 per cent"))
    assert (problem.file, problem.line, problem.severity) == (FILE, 3, "warning")
    assert "'rose by 20.0 per cent'" in problem.found and f"It now reads '{ROSE}'." in problem.found
    assert problem.remedy.startswith("Read the reason again, then write the new words")


def test_a_finding_that_is_a_gap_is_a_warning_with_the_gap(found):
    (problem,) = found(entry("vawg.count", "12"))
    assert (problem.line, problem.severity) == (2, "warning")
    assert "has no figure in this edition" in problem.found and "No plan is recorded." in problem.found


@pytest.mark.parametrize(
    "prose",
    [
        "Words.",
        "# It {fact}`change`",
        "It {fact}`change`, of {fact}`count`.",
        "- Words\\\n  {fact}`change`, {fact}`count`",
    ],
)
def test_a_finding_that_no_sentence_prints_is_a_warning(found, prose):
    (problem,) = found(entry(), prose=(prose,))
    assert (problem.line, problem.severity) == (2, "warning")
    assert (
        problem.found == "No sentence of its page prints 'vawg.change', so the reason stands on the number trail alone."
    )
    assert "{fact}`change`" in problem.remedy and "05_vawg.ipynb" in problem.remedy


def test_a_finding_without_rows_is_not_on_the_number_trail_either(found):
    (problem,) = found(entry("vawg.claims", "12"))
    assert problem.found.endswith("so the reason is printed nowhere.")


def test_a_chapter_whose_notebook_cannot_be_read_judges_no_reason(found):
    assert found(entry("vawg.nothing"), sheet=None) == []


@pytest.mark.longer
def test_the_check_of_a_year_has_errors_and_warnings_of_its_reasons(project):
    # ONS, years ending December 2023 and 2024: 1,791 and 2,488 shoplifting offences in Oxmere.
    fine = entry("neighbourhood_crime.shoplifting_change")
    moved, none = entry("neighbourhood_crime.vehicle_change"), entry("neighbourhood_crime.shop_change")
    (project / FILE).write_text(f"reasons:\n{fine}{moved}{none}", "utf-8")
    report = check(2024)
    assert [(each.line, each.severity) for each in report.warnings if each.file == FILE] == [(8, "warning")]
    assert [(each.file, each.line) for each in report.errors] == [(FILE, 12)]
    (project / FILE).write_text(f"reasons:\n{fine}{fine}", "utf-8")
    assert [(each.file, each.line) for each in check(2024).errors] == [(FILE, 7)]
