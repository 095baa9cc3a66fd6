"""National Referral Mechanism: the long table, in which totals are rows, and the workbook that gov.uk publishes."""

import pytest

from oscp_lib.cli import ingest as ingest_command
from oscp_lib.data.package import tables
from oscp_lib.data.partnership import load_partnership
from oscp_lib.data.revisions import read_revisions
from oscp_lib.data.rows import read_table
from oscp_lib.sources import nrm
from oscp_lib.sources.codebook import codebook
from tests.sources.downloads import NRM_COLUMNS, nrm_file, workbook
from tests.sources.workbooks import gov_uk_referrals

TABLE = "exploitation_nrm"


def held(start="2031-01-01"):
    frame = read_table(TABLE)
    return frame[frame["period_start"] == start].set_index("category")["value"].to_dict()


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
    assert "'Criminal' appears twice" in problem.found
    assert problem.line == 3


@pytest.mark.parametrize(("once", "notes"), [(True, 4), (False, 2), (True, 25)])
def test_the_workbook_of_gov_uk_is_read_with_labels_filled_down(project, take, once, notes):
    types = {"Labour": (1, 2), "Criminal": (0, 5), "Labour & Criminal": (1, 0)}
    said = take(gov_uk_referrals(project, types, once=once, notes=notes))
    assert held("2031-04-01") == {"Labour": 3, "Criminal": 5, "Labour & Criminal": 1}
    assert "left out, of one age, gender or nationality: 6" in said


def test_the_labels_of_earlier_editions_are_known(project, take):
    labels = ("First responder (Police)", "Claimed exploitation type", "Age group at exploitation", "Gender")
    take(gov_uk_referrals(project, {"Sexual": (3, 1)}, labels=labels))
    assert held("2031-04-01") == {"Sexual": 4}


def test_a_workbook_of_gov_uk_says_everywhere_that_it_is_not_verified(project, take):
    said = take(gov_uk_referrals(project, {"Sexual": (3, 1)}))
    assert nrm.UNVERIFIED in said and nrm.UNVERIFIED in codebook()
    assert "the workbook of gov.uk: not yet verified on a real file" in " ".join(ingest_command.__doc__.split())
    (caveat,) = [each for each in tables()[TABLE].caveats if "not yet verified" in each.what]
    assert "April to June 2031" in caveat.what
    assert caveat.where == {"source": ["ho-nrm-2031-q2"]}  # figures of the long table do not carry it


def test_types_of_the_workbook_that_do_not_add_up_are_refused(project, refusal):
    force = load_partnership().force.name
    problem = refusal(gov_uk_referrals(project, {"Sexual": (3, 1)}, first=[force, "", "", "", 4, 1, 5]))
    assert "add to 4; the published total is 5" in problem.found


def test_nationalities_that_do_not_add_up_are_refused_by_line(project, refusal):
    force = load_partnership().force.name
    problem = refusal(gov_uk_referrals(project, {"Sexual": (3, 1)}, first=[force, "", "", "", 3, 2, 4]))
    assert "The nationalities of the line add to 5; its total is 4" in problem.found
    assert problem.line == 12 and problem.file.endswith("/Table_13")


def test_tables_of_a_whole_year_are_no_quarter(project, refusal):
    problem = refusal(gov_uk_referrals(project, {"Sexual": (3, 1)}, title="January to December 2031"))
    assert "is of a whole year" in problem.found and "quarter" in problem.remedy


def test_a_file_of_other_first_responders_is_refused(project, refusal):
    path = nrm_file(project, {"Criminal": 3})
    path.write_text(path.read_text("utf-8").replace(load_partnership().force.name, "Local Authority"), "utf-8")
    problem = refusal(path)
    assert "there are Local Authority, Police total" in problem.found and "by police force" in problem.remedy


def test_a_table_without_rows_is_no_table_of_others(project, refusal):
    path = nrm_file(project, {"Criminal": 3})
    path.write_text(path.read_text("utf-8").splitlines()[0] + "\n", "utf-8")
    assert "its header and no rows" in refusal(path).found
