"""The claims to take away: every one of them, once, with the verdict its page gives."""

import csv
import io

from oscp_lib.chapters.opening import open_chapter
from oscp_lib.claims.claims_file import load_claims
from oscp_lib.data.gap import Gap

reconciliation = open_chapter("reconciliation")


def rows():
    made = reconciliation.ledger_file(reconciliation.load(2024))
    return list(csv.DictReader(io.StringIO(made.csv)))


def test_the_file_holds_every_claim_once_in_the_order_of_the_plan():
    assert [row["Claim"] for row in rows()] == [claim.id for claim in load_claims(2024).claims]


def test_a_row_says_what_is_stated_what_was_found_and_what_it_comes_down_to():
    (row,) = [row for row in rows() if row["Claim"] == "crimes-south"]
    # The plan prints 4,478 for South Oxfordshire; ONS recorded 6,458.
    assert row["The plan says"] == "4,478" and "6,458 crimes" in row["What was found"]
    assert row["Verdict"] == "contradicted" and row["Held against"] == "official figures"
    assert row["Problem it comes down to"] != "none"
    assert row["Place in the plan"].startswith("Table 1, line")


def test_no_cell_is_empty_and_none_turns_into_a_date_in_a_spreadsheet():
    for row in rows():
        assert all(row.values()), row
        assert not row["Place in the plan"][0].isdigit()


def test_a_year_without_a_plan_has_no_file():
    assert isinstance(reconciliation.ledger_file(reconciliation.load(2023)), Gap)
