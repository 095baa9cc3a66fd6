"""National Referral Mechanism: the real file against the csv module; totals are rows."""

import csv
from collections import Counter

import pytest

from oscp_lib.data.partnership import load_partnership
from oscp_lib.data.revisions import read_revisions
from oscp_lib.data.tables import read_table
from oscp_lib.sources import nrm
from tests.sources.downloads import NRM_COLUMNS, nrm_file, workbook

TABLE = "exploitation_nrm"
QUARTERS = "nrm/nrm_thames_valley_police_referrals_2022q2_2023q4.csv"


def held(start="2031-01-01"):
    frame = read_table(TABLE)
    return frame[frame["period_start"] == start].set_index("category")["value"].to_dict()


@pytest.mark.parametrize("name", [QUARTERS, "nrm/nrm_all_police_forces_by_exploitation_type_2022q2_2023q4.csv"])
def test_the_real_file_gives_its_types_and_the_committed_rows(open_data, name):
    reading = nrm.read(open_data / name, load_partnership())
    with (open_data / name).open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["First responder"] == load_partnership().force.name]
    rows = [row for row in rows if row["Age at exploitation"] == row["Gender"] == row["Nationality"] == "Total"]
    expected = {(row["quarter"], row["Exploitation type"]): int(row["People"]) for row in rows}
    got = {
        (f"{row['period_start'][:4]}-Q{(int(row['period_start'][5:7]) + 2) // 3}", row["category"]): row["value"]
        for row in reading.rows[TABLE]
    }
    totals = {quarter: value for (quarter, kind), value in expected.items() if kind == "Total"}
    assert got == {key: value for key, value in expected.items() if key[1] != "Total"}
    assert sum((Counter({quarter: value}) for (quarter, _), value in got.items()), Counter()) == Counter(totals)
    frame = read_table(TABLE)
    assert sorted(row["value"] for row in reading.rows[TABLE]) == sorted(frame["value"])


def test_a_new_quarter_keeps_combined_types_and_no_total(project, take):
    take(nrm_file(project, {"Criminal": 3, "Labour & Criminal": 2}))
    assert held() == {"Criminal": 3, "Labour & Criminal": 2}


def test_a_quarter_restated_replaces_all_its_types(project, take):
    take(nrm_file(project, {"Criminal": 3, "Domestic": 1}))
    take(nrm_file(project, {"Criminal": 4}, name="restated.csv"))
    assert held() == {"Criminal": 4}
    changes = {row["category"]: (row["old_value"], row["new_value"]) for row in read_revisions()}
    assert changes == {"Criminal": ("3", "4"), "Domestic": ("1", "")}


def test_the_quarter_may_stand_in_the_name_of_the_file(project, take):
    path = nrm_file(project, {"Criminal": 3}, name="nrm_referrals_police_2031_q2.csv")
    lines = path.read_text("utf-8").splitlines()
    path.write_text("\n".join(line.split(",", 1)[1] for line in lines) + "\n", "utf-8")
    take(path)
    assert held("2031-04-01") == {"Criminal": 3}


def test_a_sheet_of_a_workbook_is_read_alike(project, take):
    force = load_partnership().force.name
    rows = [["2031-Q3", "Police", force, kind, "Total", "Total", "Total", 4] for kind in ("Criminal", "Total")]
    take(workbook(project, {"Table 1": [["Referrals"], list(NRM_COLUMNS), *rows]}))
    assert held("2031-07-01") == {"Criminal": 4}


def test_an_unknown_quarter_is_refused(project, refusal):
    problem = refusal(nrm_file(project, {"Criminal": 3}, quarter="last"))
    assert "The quarter of the row is not known ('last')" in problem.found
    assert "2024_q1" in problem.remedy


def test_types_that_do_not_add_to_the_total_are_refused(project, refusal):
    assert "add to 3; the published total is 9" in refusal(nrm_file(project, {"Criminal": 3}, total=9)).found


def test_a_row_pasted_twice_is_refused(project, refusal):
    path = nrm_file(project, {"Criminal": 3})
    lines = path.read_text("utf-8").splitlines()
    path.write_text("\n".join([*lines[:2], *lines[1:]]) + "\n", "utf-8")
    problem = refusal(path)
    assert "'Criminal' stands twice" in problem.found
    assert problem.line == 3


def test_a_file_of_other_first_responders_is_refused(open_data, refusal):
    problem = refusal(open_data / "nrm/nrm_referrals_local-authority_2023_q4.csv")
    assert "there are Local Authority, Local Authority total" in problem.found
    assert "by police force" in problem.remedy
