"""The checklist and the check of a book whose police force gave police.uk no file."""

from oscp_lib.checks.check import check
from oscp_lib.checks.checklist import checklist
from tests.chapters.every_kind import working_on


def test_the_checklist_names_the_views_that_the_book_reads_and_no_others():
    with working_on("Wigan"):
        names = {each.table for each in checklist(2024)}
    assert {"recorded_crime_ons", "population_ons"} <= names
    assert not names & {"knife_crime_ons", "fraud_ons", "street_months_police_uk"}


def test_a_book_that_asks_for_months_that_the_force_never_gave_says_so(project, in_use):
    folder = project / "data/partnerships/wigan"
    folder.mkdir()
    text = "name: Wigan Community Safety Partnership\ncode: E22000108\npriorities: [burglary]\n"
    (folder / "partnership.yml").write_text(text, "utf-8")
    in_use("wigan")
    report = check(2024)
    assert report.errors == []
    assert [each.held for each in report.checklist if each.table == "street_months_police_uk"] == ["nothing for 2024"]
    (gap,) = [each for each in report.gaps if each.what == "counts by month"]
    assert gap.why == "Greater Manchester Police gave police.uk no file for the months that are held."
