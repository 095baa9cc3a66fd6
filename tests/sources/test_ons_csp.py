"""The ONS workbook of partnerships: a new edition, and editions that moved or renamed things."""

import pytest

from oscp_lib.checks.check import data_problems
from oscp_lib.data.package import tables
from oscp_lib.data.partnership import load_partnership
from oscp_lib.data.provenance import without_district
from oscp_lib.data.revisions import is_revised, read_revisions, revised_keys
from oscp_lib.data.rows import read_table
from oscp_lib.sources import ons_csp
from tests.sources.downloads import csp_table, csp_title, workbook
from tests.sources.workbooks import csp_edition

TABLE = "recorded_crime_ons"
OFFENCES = list(ons_csp.OFFENCES)


def districts():
    return [district.name for district in load_partnership().districts]


def counts(value=50, offences=OFFENCES):
    return {name: [value + place] * len(offences) for place, name in enumerate(districts())}


def edition(folder, year, values=None, offences=OFFENCES, name=None, **sheets):
    """A workbook of one year, its table under a letter that no edition had, beside one of percentages."""
    title = csp_title(year)
    rows = csp_table(values or counts(), offences, title)
    rates = title.replace("Number of police recorded crimes", "Percentage change between recorded crimes")
    parts = {"Cover": [["Police force area data tables"]], "Table C9": csp_table(counts(-3), offences, rates)}
    return workbook(folder, parts | {"Table C7": rows} | sheets, name or f"csp-{year}.xlsx")


def held(year):
    frame = read_table(TABLE)
    frame = frame[frame["period_end"].dt.year == year]
    return frame.set_index(["area", "category"])["value"].to_dict()


def test_a_new_year_is_found_by_its_title_and_its_release_can_be_cited(project, take):
    take(edition(project, 2031))
    assert held(2031)[districts()[1], "Shoplifting"] == 51
    assert len(held(2031)) == 5 * len(OFFENCES)
    source = tables()[TABLE].sources[-1]
    assert (source.name, source.edition) == ("ons-csp-ye-dec-2031", "2031-12-31")
    assert "2031" in tables()[TABLE].coverage


@pytest.mark.longer
def test_a_later_release_revises_and_the_old_value_is_kept(project, take):
    take(edition(project, 2031))
    newer = csp_table(counts(80), OFFENCES, csp_title(2031, "C2"))
    take(edition(project, 2032, **{"Table C2": newer}))
    assert held(2031)[districts()[0], "Robbery"] == 80
    change = next(row for row in read_revisions() if (row["area"], row["category"]) == (districts()[0], "Robbery"))
    assert (change["old_value"], change["old_source"]) == ("50", "ons-csp-ye-dec-2031")
    assert (change["new_value"], change["new_source"]) == ("80", "ons-csp-ye-dec-2032")
    assert ("2031-01-01", "2031-12-31", districts()[0], "Robbery", "recorded offences", "offences") in revised_keys(
        TABLE
    )
    frame = read_table(TABLE)
    assert set(frame.loc[is_revised(TABLE, frame), "period_end"].dt.year) == {2031}


@pytest.mark.longer
def test_an_older_release_read_later_changes_nothing_that_a_newer_states(project, take):
    newer = csp_table(counts(80), OFFENCES, csp_title(2031, "C2"))
    take(edition(project, 2032, **{"Table C2": newer}))
    said = take(edition(project, 2031))
    assert held(2031)[districts()[0], "Robbery"] == 80
    assert "left as they are" in said
    assert read_revisions() == []


def test_a_dropped_a_renamed_and_a_new_column_are_said(project, take):
    offences = [name for name in OFFENCES if name != "Robbery"]
    offences[offences.index("Drug offences")] = "Drug offences total [note 9]"
    offences.append("Stalking by drone")
    said = take(edition(project, 2031, counts(offences=offences), offences))
    assert "The column 'Drug offences total' was read as 'Drug offences'." in said
    assert "The edition has no column 'Robbery'." in said
    assert "The column 'Stalking by drone' is new" in said
    year = held(2031)
    assert (districts()[0], "Drug offences") in year
    assert (districts()[0], "Robbery") not in year
    assert (districts()[0], "Stalking by drone") in year


def test_a_similar_name_is_no_renaming_while_the_other_is_there(project, take):
    offences = [name for name in OFFENCES if name != "Violence with injury"]
    said = take(edition(project, 2031, counts(offences=offences), offences))
    assert "The edition has no column 'Violence with injury'." in said
    assert (districts()[0], "Violence without injury") in held(2031)


def test_markers_are_no_figures_and_a_correction_below_zero_is_kept_as_published(project, take):
    values = counts()
    values[districts()[0]][8] = "[x]"
    values[districts()[0]][9] = -2
    values[districts()[1]][9] = 0
    said = take(edition(project, 2031, values))
    assert f"{districts()[0]}, {OFFENCES[8]}, 2031: no figure; left out." in said
    assert f"{districts()[0]}, {OFFENCES[9]}, 2031: -2, a correction: kept as published." in said
    # Some districts are no whole: the offence without a figure has a gap. One below zero has not.
    assert f"{OFFENCES[8]}, 2031: left out for the other districts too" in said
    assert len(held(2031)) == 5 * (len(OFFENCES) - 1)
    assert [held(2031)[name, OFFENCES[9]] for name in districts()[:2]] == [-2, 0]


@pytest.mark.longer
def test_a_count_published_below_zero_is_confirmed_and_any_other_is_a_slip(project, take):
    take(csp_edition(project, 2031, counts={(districts()[0], "Homicide"): -1}))
    assert [each for each in data_problems() if "below 0" in each.found] == []
    (confirmed,) = tables()[TABLE].confirmed
    assert (confirmed["category"], confirmed["value"]) == ("Homicide", -1)
    path = project / "data/tables" / f"{TABLE}.csv"
    text = path.read_text("utf-8")
    assert text.count(",offences,-1,official,") == 1
    path.write_text(text.replace(",offences,-1,official,", ",offences,-10,official,"), "utf-8")
    (slip,) = [each for each in data_problems() if "below 0" in each.found]
    assert slip.severity == "error" and f"'value' holds -10, below 0 ({districts()[0]}, Homicide)" in slip.found
    assert (slip.line, slip.column) == (text[: text.index(",offences,-1,official,")].count("\n") + 1, 7)


def test_the_share_in_no_partnership_is_kept_with_what_it_is_of(project, take):
    take(csp_edition(project, 2031, unassigned=15, force=3000))
    share = without_district("ons-csp")["2031"]
    assert (share["force"], share["without"]) == (3000, 15)
    assert (share["of_type"]["Robbery"], share["by_type"]["Robbery"]) == (3000, 15)


def test_a_table_without_a_total_of_the_force_gives_the_sum_of_its_parts(project, take):
    take(csp_edition(project, 2031, districts=50, unassigned=15, force=None))
    share = without_district("ons-csp")["2031"]
    assert (share["force"], share["without"]) == (5 * 50 + 15, 15)


def test_a_table_of_no_rows_says_so(project, refusal):
    rows = csp_table(counts(), OFFENCES, csp_title(2031))[:8]
    assert "its header and no rows below it" in refusal(workbook(project, {"C": rows})).found


@pytest.mark.parametrize(
    ("cell", "found", "remedy"),
    [
        ("1234", "'1234', a number stored as text", "digits only"),
        ("1,234", "'1,234', a number stored as text", "digits only"),
        ("#REF!", "a formula in it is broken (#REF!)", "Download it again"),
        ("", "The cell is empty", "Download it again"),
        (31.4, "The cell holds 31.4", "not a percentage"),
        ("31%", "a number stored as text", "digits only"),
        ("many", "'many' where a count belongs", "Download it again"),
    ],
)
def test_a_cell_that_is_no_count_is_named_by_sheet_line_and_column(project, refusal, cell, found, remedy):
    values = counts()
    values[districts()[1]][4] = cell
    problem = refusal(edition(project, 2031, values))
    assert problem.file == "csp-2031.xlsx/Table C7"
    assert (problem.line, problem.column) == (11, 11)
    assert found in problem.found and remedy in problem.remedy


def test_a_financial_year_is_not_taken_for_a_calendar_year(project, refusal):
    rows = csp_table(counts(), OFFENCES, csp_title(2031, month="March"))
    problem = refusal(workbook(project, {"Table C2": rows}))
    assert "year ending March 2031, which is no calendar year" in problem.found
    assert "year ending December" in problem.remedy


def test_a_workbook_of_another_table_says_what_it_is(project, refusal):
    problem = refusal(workbook(project, {"Table P1": [["Table P1: Offences by police force area"]]}), kind="ons-csp")
    assert "'Table P1: Offences by police force area'" in problem.found
    assert "Community Safety Partnerships" in problem.remedy


@pytest.mark.parametrize("letter", ["Percentage change between", "Rate per 1,000 population of"])
def test_rates_and_percentages_are_not_counts(project, refusal, letter):
    title = csp_title(2031).replace("Number of", letter)
    problem = refusal(workbook(project, {"Table C2": csp_table(counts(), OFFENCES, title)}))
    assert "No table of recorded crime by Community Safety Partnership" in problem.found


def test_a_district_that_is_missing_is_named(project, refusal):
    rows = csp_table(counts(), OFFENCES, csp_title(2031))
    del rows[9]
    assert f"No row is of {districts()[0]}" in refusal(workbook(project, {"C": rows})).found


def test_a_district_pasted_twice_is_refused(project, refusal):
    rows = csp_table(counts(), OFFENCES, csp_title(2031))
    rows.insert(10, rows[9])
    problem = refusal(workbook(project, {"C": rows}))
    assert f"{districts()[0]} appears twice" in problem.found
    assert problem.line == 11


def test_a_district_under_another_code_is_not_passed_over(project, refusal):
    rows = csp_table(counts(), OFFENCES, csp_title(2031))
    rows[9][2] = "E22000998"
    problem = refusal(workbook(project, {"C": rows}))
    assert f"'{districts()[0]}' has the code 'E22000998'" in problem.found
    assert "partnership_code" in problem.remedy


@pytest.mark.parametrize("column", ["Total recorded crime (excluding fraud)", "Robbery"])
def test_a_column_that_stands_twice_is_refused(project, refusal, column):
    offences = [*OFFENCES, column]
    rows = csp_table(counts(offences=offences), offences, csp_title(2031))
    assert f"'{column}' appears twice" in refusal(workbook(project, {"C": rows})).found


def test_a_missing_total_is_refused(project, refusal):
    offences = OFFENCES[1:]
    rows = csp_table(counts(offences=offences), offences, csp_title(2031))
    assert "'Total recorded crime (excluding fraud)' is missing" in refusal(workbook(project, {"C": rows})).found


def test_last_years_file_under_a_new_name_is_refused(project, take, refusal):
    path = edition(project, 2031)
    take(path)
    problem = refusal(path.rename(project / "csp-2032.xlsx"))
    assert "This is the file csp-2031.xlsx" in problem.found
    assert "year ending December 2031" in problem.remedy
