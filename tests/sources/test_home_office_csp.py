"""Home Office open data, on files made in its format: there is no real one to verify the reader on."""

import pytest

from oscp_lib.cli import ingest as ingest_command
from oscp_lib.data.codebook import codebook
from oscp_lib.data.package import tables
from oscp_lib.data.partnership import load_partnership
from oscp_lib.data.tables import read_table
from oscp_lib.sources import home_office_csp
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
    return [district.name for district in load_partnership().districts]


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
    assert "are no financial year and quarter" in problem.found
    assert problem.line == 2


def test_a_district_spelled_another_way_is_named(project, refusal):
    book = {name: [[str(cell).replace(districts()[0], "Chervell") if isinstance(cell, str) else cell for cell in each]
                   for each in sheet] for name, sheet in sheets().items()}  # fmt: skip
    problem = refusal(ods(project, book))
    assert f"No row is of the partnership '{districts()[0]}'" in problem.found
    assert "'Chervell'" in problem.remedy


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


def test_every_place_says_that_it_is_not_verified(project, take):
    assert NOT_VERIFIED in ingest_command.__doc__
    assert NOT_VERIFIED in codebook()
    assert NOT_VERIFIED in take(ods(project, sheets()))
    assert any("not yet verified" in caveat.what for caveat in tables()[TABLE].caveats)
