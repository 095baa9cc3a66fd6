"""The ONS workbook of partnerships: a new edition, and editions that moved or renamed things."""

import pytest

from oscp_lib.checks.check import data_problems
from oscp_lib.data.national import read_national
from oscp_lib.data.package import tables
from oscp_lib.data.partnership import load_partnership
from oscp_lib.data.revisions import is_revised, load_revisions, revised_keys
from oscp_lib.data.rows import read_table
from oscp_lib.data.unplaced import shares_of
from oscp_lib.sources.offence_columns import OFFENCES as ALL_OFFENCES
from tests.national import ELSEWHERE, restate, small_country
from tests.sources.downloads import csp_table, csp_title, workbook
from tests.sources.workbooks import csp_edition

TABLE = "recorded_crime_ons"
OFFENCES = list(ALL_OFFENCES)


@pytest.fixture(autouse=True)
def few_areas(project):
    small_country(project)


def districts():
    return [district.name for district in load_partnership().county_districts]


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
    change = next(each for each in load_revisions() if each.identity[3:5] == (districts()[0], "Robbery"))
    assert (change.old_value, change.old_source) == (50, "ons-csp-ye-dec-2031")
    assert (change.new_value, change.new_source) == (80, "ons-csp-ye-dec-2032")
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
    assert load_revisions() == ()


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
    take(edition(project, 2031, values))
    national = read_national("recorded_crime", area_code=load_partnership().in_county[0].code)
    national = national[national["period_end"].dt.year == 2031].set_index("offence")
    assert national.loc[OFFENCES[8], "shorthand"] == "x" and national["value"].isna().sum() == 1
    # Some districts are no whole: of the offence without a figure the partnership's own count alone stays.
    assert [name for name, offence in held(2031) if offence == OFFENCES[8]] == [load_partnership().place]
    assert len(held(2031)) == 5 * (len(OFFENCES) - 1) + 1
    assert [held(2031)[name, OFFENCES[9]] for name in districts()[:2]] == [-2, 0]
    assert [each for each in data_problems() if each.severity == "error"] == []


def test_numbers_with_thousands_set_apart_are_read_and_other_texts_are_not(project, take, refusal):
    values = counts()
    values[districts()[1]][4] = "1,234 "
    rows = csp_table(values, OFFENCES, csp_title(2031))
    rows[-1][6 + 4] -= 1234
    take(workbook(project, {"Table C2": rows}))
    assert held(2031)[districts()[1], OFFENCES[4]] == 1234
    values[districts()[1]][4] = "12,34"
    assert "'12,34', a number stored as text" in refusal(edition(project, 2031, values)).found


def test_every_partnership_of_the_workbook_is_held_and_not_only_our_own(project, take):
    take(csp_edition(project, 2031, 50, unassigned=7, force=1000))
    code, _ = ELSEWHERE["partnership"]
    rows = read_national("recorded_crime", area_code=code)
    assert rows.set_index("offence")["value"].to_dict() == dict.fromkeys(OFFENCES, 1000 - 7 - 5 * 50)
    assert set(rows["boundaries"].dt.strftime("%Y-%m-%d")) == {"2031-12-31"}


def test_the_share_in_no_partnership_is_kept_with_what_it_is_of(project, take):
    take(csp_edition(project, 2031, unassigned=15, force=3000))
    share = shares_of(tables()[TABLE])["2031"]
    assert (share["force"], share["without"]) == (3000, 15)
    assert (share["of_type"]["Robbery"], share["by_type"]["Robbery"]) == (3000, 15)


def test_a_table_without_a_total_of_the_force_says_that_the_share_is_not_known(project, take):
    said = take(csp_edition(project, 2031, districts=50, unassigned=15, force=None))
    assert f"{load_partnership().force.name} has no total of its own" in said
    assert "2031" not in shares_of(tables()[TABLE])


def test_partnerships_that_do_not_add_up_to_their_force_are_refused_and_two_offences_are_said(project, take, refusal):
    rows = csp_table(counts(), OFFENCES, csp_title(2031))
    rows[8][6] += 3
    problem = refusal(workbook(project, {"C": rows}))
    assert "1,003 offences, and what its partnerships and what is in none add up to 1,000" in problem.found
    rows[8][6] -= 1
    assert "1,002 offences, and what its partnerships" in take(workbook(project, {"C": rows}))


def test_a_year_that_ends_in_another_month_is_held_and_never_taken_for_a_calendar_year(project, take):
    take(edition(project, 2031))
    rows = csp_table(counts(900), OFFENCES, csp_title(2031, month="June"))
    take(workbook(project, {"Table C2": rows}))
    code = load_partnership().in_county[0].code
    spans = read_national("recorded_crime", area_code=code, offence="Robbery")
    spans = {(f"{row.period_start:%Y-%m-%d}", f"{row.period_end:%Y-%m-%d}"): row.value for row in spans.itertuples()}
    assert spans["2030-07-01", "2031-06-30"] == 900 and spans["2031-01-01", "2031-12-31"] == 50
    assert held(2031)[districts()[0], "Robbery"] == 50
    assert "ons-csp-ye-jun-2031" not in {source.name for source in tables()[TABLE].sources}


def test_a_table_of_no_rows_says_so(project, refusal):
    rows = csp_table(counts(), OFFENCES, csp_title(2031))[:8]
    assert "its header and no rows below it" in refusal(workbook(project, {"C": rows})).found


@pytest.mark.parametrize(
    ("cell", "found", "remedy"),
    [
        ("1234", "'1234', a number stored as text", "digits only"),
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


def test_a_partnership_under_an_unknown_code_is_not_passed_over(project, refusal):
    rows = csp_table(counts(), OFFENCES, csp_title(2031))
    rows[9][2] = "E22000998"
    problem = refusal(workbook(project, {"C": rows}))
    assert f"'{districts()[0]}' has the code 'E22000998'" in problem.found
    assert load_partnership().in_county[0].code in problem.remedy


def test_a_partnership_of_an_unknown_name_is_refused_with_where_to_add_it(project, refusal):
    rows = csp_table(counts(), OFFENCES, csp_title(2031))
    rows[-1][2:4] = ["E22000998", "Elsewere"]
    problem = refusal(workbook(project, {"C": rows}))
    assert "No partnership is called 'Elsewere' (E22000998)" in problem.found
    assert "Did you mean Elsewhere?" in problem.remedy and "data/national/spellings.csv" in problem.remedy


def test_a_code_that_is_anothers_is_accepted_only_where_its_owner_has_a_row_as_well(project, take, refusal):
    code, name = ELSEWHERE["partnership"]
    first = load_partnership().in_county[0]
    rows = csp_table(counts(), OFFENCES, csp_title(2031))
    rows[-1][2] = first.code  # as a published workbook gives one partnership the code of another
    said = take(workbook(project, {"C": rows}, "slip.xlsx"))
    assert f"'{name}' has the code of {first.name} ({first.code}); the name was followed" in said
    assert set(read_national("recorded_crime", area_code=code)["value"]) >= {1000 - 7 - sum(range(50, 55))}
    rows[9][2:4] = [code, first.name]
    rows[-1][2:4] = [first.code, name]
    take(workbook(project, {"C": rows}, "both.xlsx"))  # each name still has one row
    rows[9][2:4] = [code, first.name]
    rows[-1][2:4] = ["E22000998", name]
    assert "which is no partnership's" in refusal(workbook(project, {"C": rows}, "neither.xlsx")).found


def test_a_partnership_that_has_ended_is_refused_with_its_last_day(project, refusal, edit):
    code, name = ELSEWHERE["partnership"]
    force = load_partnership().force.code
    edit("data/national/areas.csv", f"{code},{name},partnership,,", f"{code},{name},partnership,,2030-03-31")
    edit(
        "data/national/within.csv",
        f"{code},{force},,",
        f"{code},{force},,2030-03-31",
    )
    edit(
        "data/national/within.csv",
        f"{ELSEWHERE['district'][0]},{code},,",
        f"{ELSEWHERE['district'][0]},{code},,2030-03-31",
    )
    rows = csp_table(counts(), OFFENCES, csp_title(2031))
    problem = refusal(workbook(project, {"C": rows}))
    assert f"'{name}' ended on 2030-03-31; the workbook is of December 2031" in problem.found


def test_two_files_of_one_edition_that_differ_are_not_both_taken(project, refusal):
    first, second = edition(project, 2031, name="a.xlsx"), edition(project, 2031, counts(60), name="b.xlsx")
    problem = refusal(first, second)
    assert "a.xlsx and this file are of one edition and differ" in problem.found
    assert problem.file == "b.xlsx"


def test_a_damaged_table_is_made_anew_from_all_that_it_was_made_from_and_from_no_less(project, take, refusal):
    first, second = edition(project, 2031), edition(project, 2032, counts(60))
    restate(project, "recorded_crime", lambda frame: frame.head(0))
    take(first, second)
    path = project / "data/national/recorded_crime.parquet"
    whole = path.read_bytes()
    path.write_bytes(whole[:1000])
    problem = refusal(second)
    assert (problem.file, "cut short or altered" in problem.found) == ("data/national/recorded_crime.parquet", True)
    assert "Its rows were also of" in problem.found and "year ending December 2031" in problem.found
    assert "all its releases at once" in problem.remedy
    take(first, second)
    assert path.read_bytes() == whole
    path.unlink()
    take(first, second)
    assert path.read_bytes() == whole


def test_the_word_of_no_month_ends_in_no_traceback(project, refusal):
    rows = csp_table(counts(), OFFENCES, csp_title(2031, month="Smarch"))
    assert "names no single year" in refusal(workbook(project, {"C": rows})).found


def test_two_sheets_of_one_year_are_refused(project, refusal):
    again = csp_table(counts(), OFFENCES, csp_title(2031, "C2"))
    assert "are both of the year to December 2031" in refusal(edition(project, 2031, **{"Table C2": again})).found


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
