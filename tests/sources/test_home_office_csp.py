"""Home Office open data, on files made in its format: there is no real one to verify the reader on."""

import zipfile

import pytest
from frictionless import Package

from oscp_lib import paths
from oscp_lib.cli import ingest as ingest_command
from oscp_lib.data.package import tables
from oscp_lib.data.partnership import load_partnership
from oscp_lib.data.provenance import without_district
from oscp_lib.data.rows import read_table
from oscp_lib.sources import home_office_csp
from oscp_lib.sources import spreadsheet as opened_workbook
from oscp_lib.sources.codebook import codebook
from tests.sources.downloads import ods, workbook

TABLE = home_office_csp.TABLE
HEADER = [
    "Financial Year", "Financial Quarter", "Police Force", "CSP Name", "Offence Description", "Offence Group",
    "Offence Subgroup", "Offence Code", "Offence Count",
]  # fmt: skip
NOT_VERIFIED = "not yet verified on a real file"


def row(year, quarter, district, count=1, group="Theft offences", subgroup="Shoplifting"):
    return [year, quarter, "Thames Valley", district, "An offence", group, subgroup, "46", count]


def districts():
    return [district.name for district in load_partnership().county_districts]


def rows(*quarters, count=1):
    """One row for each district and quarter, and one of another partnership."""
    return [row(*quarter, name, count) for quarter in quarters for name in (*districts(), "Reading")]


# Calendar 2031 is quarter 4 of 2030/31 and quarters 1 to 3 of 2031/32; both years have a quarter of another year too.
YEAR_2031 = (("2030/31", 3), ("2030/31", 4), ("2031/32", 1), ("2031/32", 2), ("2031/32", 3), ("2031/32", 4))


def sheets():
    return {"Cover": [["Recorded crime open data"]], "2030-31": [HEADER, *rows(*YEAR_2031[:2])],
            "2031-32": [["Notes"], HEADER, *rows(*YEAR_2031[2:])]}  # fmt: skip


@pytest.mark.parametrize("make", [ods, workbook])
def test_four_financial_quarters_make_a_calendar_year(project, take, make):
    said = take(make(project, sheets()))
    frame = read_table(TABLE)
    assert set(frame["period_end"].dt.strftime("%Y-%m-%d")) == {"2031-12-31"}
    assert frame.set_index(["area", "category"])["value"].to_dict() == {
        (name, category): 4 for name in districts() for category in ("Theft offences", "Shoplifting")
    }
    assert "2030 is not whole (calendar quarters 4 are there): left out." in said
    assert "2032 is not whole (calendar quarters 1 are there): left out." in said


def test_the_table_is_described_once_it_has_rows(project, take):
    assert TABLE not in tables()
    take(ods(project, sheets()))
    assert tables()[TABLE].coverage == "Calendar year 2031, five districts"
    assert tables()[TABLE].sources[0].name == "ho-prc-csp-2032-q1"
    assert Package(str(paths.OWN_PACKAGE)).get_resource(TABLE).validate().valid  # a CSV, as other programs read it


def test_rows_written_once_and_said_to_repeat_are_counted_each_time(project, take):
    book = sheets()
    book["2031-32"].append((3, row("2031/32", 1, districts()[0], 5)))
    take(ods(project, book))
    held = read_table(TABLE).set_index(["area", "category"])["value"]
    assert held[districts()[0], "Shoplifting"] == 4 + 3 * 5


def test_a_group_and_a_subgroup_of_one_name_are_counted_once(project, take):
    book = sheets()
    book["2031-32"].append(row("2031/32", 1, districts()[0], 9, "Robbery", "Robbery"))
    take(ods(project, book))
    assert read_table(TABLE).set_index(["area", "category"])["value"][districts()[0], "Robbery"] == 9


def test_half_a_year_is_not_taken_for_a_whole(project, refusal):
    problem = refusal(ods(project, {"2031-32": [HEADER, *rows(("2031/32", 1), ("2031/32", 2))]}))
    assert "No calendar year has all four quarters" in problem.found


def test_a_calendar_year_in_the_column_of_financial_years_is_refused(project, refusal):
    problem = refusal(ods(project, {"2031": [HEADER, *rows((2031, 1))]}))
    assert "are not a financial year and quarter" in problem.found
    assert problem.line == 2


def test_a_district_spelled_another_way_is_named(project, refusal):
    book = {name: [[str(cell).replace(districts()[0], "Chervow") if isinstance(cell, str) else cell for cell in each]
                   for each in sheet] for name, sheet in sheets().items()}  # fmt: skip
    problem = refusal(ods(project, book))
    assert f"No row is of the partnership '{districts()[0]}'" in problem.found
    assert "'Chervow'" in problem.remedy


def test_a_percentage_in_the_column_of_counts_is_refused(project, refusal):
    book = sheets()
    book["2031-32"].append(row("2031/32", 1, districts()[0], 0.31))
    assert "The cell holds 0.31" in refusal(ods(project, book)).found


def test_a_missing_column_is_refused(project, refusal):
    header = [name.replace("CSP Name", "Partnership") for name in HEADER]
    problem = refusal(ods(project, {"2031-32": [header, *rows(*YEAR_2031)]}), kind="home-office-csp")
    assert "No sheet has the columns" in problem.found and "CSP Name" in problem.found


@pytest.mark.parametrize(
    "prolog",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE x SYSTEM "file:///etc/passwd">',
    ],
)
def test_an_entity_bomb_is_refused(project, refusal, prolog):
    assert "defines XML entities" in refusal(ods(project, sheets(), prolog=prolog)).found


def test_a_row_that_is_said_to_repeat_for_ever_is_refused(project, refusal):
    book = sheets()
    book["2031-32"].append((1_000_000_000, row("2031/32", 1, districts()[0])))
    assert "repeat 1,000,000,000 times" in refusal(ods(project, book)).found


@pytest.mark.longer
def test_every_place_says_that_it_is_not_verified(project, take):
    assert NOT_VERIFIED in ingest_command.__doc__
    assert NOT_VERIFIED in codebook()
    assert NOT_VERIFIED in take(ods(project, sheets()))
    assert any("not yet verified" in caveat.what for caveat in tables()[TABLE].caveats)


HOMICIDE = ("Homicide", "Violence against the person", "Homicide")
ASSAULT = ("Assault", "Violence against the person", "Violence with injury")


def quarter_rows(district, counts, offence=HOMICIDE, force="Thames Valley"):
    """One offence of a district in the four quarters of 2031."""
    description, group, subgroup = offence
    return [[*quarter, force, district, description, group, subgroup, "1", count]
            for quarter, count in zip(YEAR_2031[1:5], counts, strict=True)]  # fmt: skip


def year_2031(*more, header=HEADER):
    """Two hundred assaults in each district, and other rows."""
    assaults = [row for name in districts() for row in quarter_rows(name, (50, 50, 50, 50), ASSAULT)]
    return {"2031": [header, *assaults, *more]}


def test_zeros_and_counts_below_zero_add_up_like_any_other(project, take):
    first, second = districts()[:2]
    more = [*quarter_rows(first, (0, 0, 0, 0)), *quarter_rows(second, (0, -1, 2, 0))]
    take(ods(project, year_2031(*more)))
    held = read_table(TABLE).set_index(["area", "category"])["value"]
    assert (held[first, "Homicide"], held[second, "Homicide"]) == (0, 1)
    assert (held[first, "Violence against the person"], held[second, "Violence against the person"]) == (200, 201)


def test_a_year_below_zero_is_kept_and_said(project, take):
    said = take(ods(project, year_2031(*quarter_rows(districts()[0], (0, -3, 1, 0)))))
    assert read_table(TABLE).set_index(["area", "category"])["value"][districts()[0], "Homicide"] == -2
    assert f"{districts()[0]}, Homicide, 2031: -2, a correction: kept as published." in said


def test_a_quarter_without_a_figure_makes_no_year(project, take):
    said = take(ods(project, year_2031(*quarter_rows(districts()[0], (1, "[x]", 2, 0)))))
    held = read_table(TABLE).set_index(["area", "category"])["value"]
    assert (districts()[0], "Homicide") not in held.index
    assert f"{districts()[0]}, Homicide, 2031: some quarter has no figure; left out." in said


@pytest.mark.parametrize("column", ["Police Force", "Force Name"])
def test_what_has_no_partnership_is_named_and_recorded(project, take, column):
    lost = quarter_rows("Unassigned Thames Valley", (100, 100, 100, 100))
    header = [name.replace("Police Force", column) for name in HEADER]
    said = take(ods(project, year_2031(*lost, *quarter_rows("Elsewhere", (9, 9, 9, 9), force="Kent"), header=header)))
    assert "left out, no partnership ('Unassigned'): 4" in said
    assert "left out, another partnership: 4" in said
    assert "2031: 400 offences of 'Unassigned Thames Valley' are in no district." in said
    share = without_district("home-office-csp")["2031"]
    assert (share["without"], share["force"]) == (400, 5 * 200 + 400)
    assert share["by_type"]["Homicide"] == 400


def test_without_a_column_of_forces_the_share_is_said_not_to_be_known(project, take):
    lost = quarter_rows("Unassigned Thames Valley", (100, 100, 100, 100))
    header = [name.replace("Police Force", "Region") for name in HEADER]
    said = take(ods(project, year_2031(*lost, header=header)))
    assert "400 offences of 'Unassigned Thames Valley'" in said and "share without a district is not known" in said
    assert "2031" not in without_district("home-office-csp")


def test_the_checklist_brings_the_table_by_its_own_kind(project, take):
    take(ods(project, year_2031()))
    assert tables()[TABLE].ingest.kind == "home-office-csp"


def test_sheets_are_held_one_at_a_time_so_that_only_one_has_to_fit(project, take, refusal, monkeypatch):
    book = sheets()
    made = workbook(project, book)
    with zipfile.ZipFile(made) as archive:
        largest = max(member.file_size for member in archive.infolist())
        assert sum(member.file_size for member in archive.infolist()) > largest + 1
    monkeypatch.setattr(opened_workbook, "LARGEST_SHEET", largest - 1)
    problem = refusal(made)
    assert "more than" in problem.found and "Take the .ods" in problem.remedy
    monkeypatch.setattr(opened_workbook, "LARGEST_SHEET", largest)
    assert "(home-office-csp)" in take(made)


def test_a_header_without_rows_is_told_so(project, refusal):
    assert "its header and no rows below it" in refusal(ods(project, {"2031": [HEADER]})).found
