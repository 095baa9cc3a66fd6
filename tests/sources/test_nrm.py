"""National Referral Mechanism: every force of the long table and of the workbook of gov.uk, and counties."""

import csv
from collections import Counter
from datetime import date

import pytest

from oscp_lib.cli import ingest as ingest_command
from oscp_lib.data.areas import load_areas
from oscp_lib.data.partnership import load_partnership
from oscp_lib.errors import InputError
from oscp_lib.sources import nrm
from oscp_lib.sources.codebook import codebook
from tests.sources.downloads import NRM_COLUMNS, nrm_file, workbook
from tests.sources.national_files import csv_of
from tests.sources.workbooks import gov_uk_referrals

COUNTIES = "nrm_by_county.csv"


def force():
    """The code of the partnership's force, which the made files hold."""
    return load_partnership().force.code


def values(path, code=None):
    """Referrals by first day and type of one force."""
    frame = nrm.read(path, None).national["nrm_referrals"]
    rows = frame[frame["area_code"] == (code or force())]
    return {(row.period_start, row.exploitation): row.value for row in rows.itertuples()}


def held(path, start=date(2031, 1, 1)):
    return {kind: value for (day, kind), value in values(path).items() if day == start}


def problem(path):
    with pytest.raises(InputError) as raised:
        nrm.read(path, None)
    (told,) = raised.value.problems
    assert told.found and told.remedy
    return told


def national(totals=None, quarter="2031-Q1", others=3):
    """The long table of every force, of responders that are none, and of all together."""
    rows = [list(NRM_COLUMNS)]
    names = [f"{area.name} Constabulary" for area in load_areas().of_kind("force")]
    counts = dict.fromkeys(names, 5) | {"Police Scotland": 2, "North West Regional Organised Crime Unit": 1}
    for name, count in counts.items():
        for kind, value in (("Criminal", count - 1), ("Labour & Criminal", 1), ("Total", count)):
            rows.append([quarter, "Police", name, kind, "Total", "Total", "Total", value])
    whole = totals or 43 * 5 + others
    rows.append([quarter, "Police", "Police total", "Total", "Total", "Total", "Total", whole])
    return rows


def test_every_force_is_read_by_quarter_and_type(tmp_path):
    reading = nrm.read(csv_of(tmp_path, "nrm.csv", national()), None)
    frame = reading.national["nrm_referrals"]
    assert list(frame.columns) == ["period_start", "period_end", "area_code", "exploitation", "value", "source"]
    assert frame["area_code"].nunique() == 43 and frame["value"].sum() == 43 * 5
    assert {*frame["exploitation"]} == {"Criminal", "Labour & Criminal"}
    assert {*frame["period_end"]} == {date(2031, 3, 31)} and {*frame["source"]} == {"ho-nrm-2031-q1"}
    assert reading.left_out["a first responder that is no police force of England and Wales"] == 7
    assert reading.left_out["total of all types"] == 43 and reading.rows == {}
    assert reading.rows_used + reading.left_out.total() == reading.rows_read


def test_forces_that_do_not_add_to_the_total_of_all_are_refused(tmp_path):
    told = problem(csv_of(tmp_path, "nrm.csv", national(totals=999)))
    assert "The first responders of 2031-Q1 add to 218; their total is 999" in told.found
    rows = national()
    told = problem(csv_of(tmp_path, "short.csv", [row for row in rows if row[2] != "Kent Constabulary"]))
    assert "add to 213; their total is 218" in told.found


def test_a_force_with_a_name_that_is_not_known_is_not_lost(tmp_path):
    rows = national()
    for row in rows:
        row[2] = row[2].replace("Kent Constabulary", "Knet Constabulary")
    told = problem(csv_of(tmp_path, "nrm.csv", rows))
    assert "no police force called 'Knet Constabulary'" in told.found and "Did you mean Kent?" in told.remedy
    assert told.line == next(number for number, row in enumerate(rows, 1) if row[2].startswith("Knet"))


def test_combined_types_are_kept_and_totals_are_not(tmp_path):
    path = nrm_file(tmp_path, {"Criminal": 3, "Labour & Criminal": 2})
    assert held(path) == {"Criminal": 3, "Labour & Criminal": 2}
    assert nrm.read(path, None).national["nrm_referrals"]["area_code"].unique().tolist() == [force()]


def test_counties_have_all_types_together(tmp_path):
    lines = [["county", "period_start", "period_end", "referrals"], ["Oxmereshire", "2031-07-01", "2031-09-30", 20],
             ["Bristol", "2031-07-01", "2031-09-30", 4], ["Lothian", "2031-07-01", "2031-09-30", 9]]  # fmt: skip
    path = csv_of(tmp_path, COUNTIES, lines)
    assert nrm.recognise(path)
    reading = nrm.read(path, None)
    assert values(path, "E10000025") == {(date(2031, 7, 1), "All types"): 20}
    assert values(path, "E06000023") == {(date(2031, 7, 1), "All types"): 4}
    assert reading.left_out.total() == 1 and "Lothian" in reading.notes[0]
    assert {*reading.national["nrm_referrals"]["source"]} == {"ho-nrm-2031-q3"}


@pytest.mark.parametrize(
    ("line", "found"),
    [
        (["Oxmereshire", "2031-07-01", "2031-10-31", 5], "is not a quarter"),
        (["Oxmereshire", "2031-08-01", "2031-10-31", 5], "is not a quarter"),
        (["Oxmereshire", "July 2031", "2031-09-30", 5], "are not two dates"),
        (["Oxmereshire", "2031-07-01", "2031-09-30", "<5"], "'<5' where a count belongs"),
        (["Lothian", "2031-07-01", "2031-09-30", 5], "No row is of a county of England or Wales"),
    ],
)
def test_a_line_of_a_county_that_does_not_fit_is_refused(tmp_path, line, found):
    assert found in problem(csv_of(tmp_path, COUNTIES, [list(nrm.nrm_county.COLUMNS), line])).found


def test_a_county_twice_is_refused(tmp_path):
    line = ["Oxmereshire", "2031-07-01", "2031-09-30", 5]
    told = problem(csv_of(tmp_path, COUNTIES, [list(nrm.nrm_county.COLUMNS), line, line]))
    assert "appears twice" in told.found and told.line == 3


@pytest.mark.parametrize(
    ("name", "header", "what"),
    [
        ("a.csv", "Year,Quarter,Age at exploitation,Location of exploitation,NRM referrals", "age and place"),
        ("b.csv", "Year,Quarter,Adult (18 or over) - Negative reasonable grounds,Total", "reasonable grounds"),
        ("c.csv", "Year,Quarter,Adult (18 or over) - Positive conclusive grounds,Total", "conclusive grounds"),
        ("nrm_duty_to_notify.csv", "Year,Quarter,Total", "duty to notify"),
    ],
)
def test_other_tables_of_these_statistics_are_refused_by_what_they_are(tmp_path, name, header, what):
    path = csv_of(tmp_path, name, [header.split(","), [2014, "Q1", *[5] * (header.count(",") - 1)]])
    assert nrm.recognise(path)
    assert what in problem(path).found


def test_the_quarter_may_stand_in_the_name_of_the_file(tmp_path):
    path = nrm_file(tmp_path, {"Criminal": 3}, name="nrm_referrals_police_2031_q2.csv")
    lines = path.read_text("utf-8").splitlines()
    path.write_text("\n".join(line.split(",", 1)[1] for line in lines) + "\n", "utf-8")
    assert held(path, date(2031, 4, 1)) == {"Criminal": 3}


def test_a_sheet_of_a_workbook_is_read_alike(tmp_path):
    name = load_partnership().force_name
    rows = [["2031-Q3", "Police", name, kind, "Total", "Total", "Total", 4] for kind in ("Criminal", "Total")]
    path = workbook(tmp_path, {"Table 1": [["Referrals"], list(NRM_COLUMNS), *rows]})
    assert held(path, date(2031, 7, 1)) == {"Criminal": 4}


def test_an_unknown_quarter_is_refused(tmp_path):
    told = problem(nrm_file(tmp_path, {"Criminal": 3}, quarter="last"))
    assert "The quarter of the row is not known ('last')" in told.found
    assert "2024_q1" in told.remedy


def test_types_that_do_not_add_to_the_total_are_refused(tmp_path):
    told = problem(nrm_file(tmp_path, {"Criminal": 3}, total=9))
    assert "Thames Valley: the types of 2031-Q1 add to 3; the published total is 9" in told.found


def test_a_row_pasted_twice_is_refused(tmp_path):
    path = nrm_file(tmp_path, {"Criminal": 3})
    lines = path.read_text("utf-8").splitlines()
    path.write_text("\n".join([*lines[:2], *lines[1:]]) + "\n", "utf-8")
    told = problem(path)
    assert "'Criminal' appears twice" in told.found
    assert told.line == 3


@pytest.mark.parametrize(("once", "notes"), [(True, 4), (False, 2), (True, 25)])
def test_the_workbook_of_gov_uk_is_read_with_labels_filled_down(tmp_path, once, notes):
    types = {"Labour": (1, 2), "Criminal": (0, 5), "Labour & Criminal": (1, 0)}
    path = gov_uk_referrals(tmp_path, types, once=once, notes=notes)
    assert held(path, date(2031, 4, 1)) == {"Labour": 3, "Criminal": 5, "Labour & Criminal": 1}
    assert values(path, "E23000032") == {(date(2031, 4, 1), "Labour"): 99}  # the other force of the table
    assert nrm.read(path, None).left_out["of one age, gender or nationality"] == 6 + 2


def test_the_labels_of_earlier_editions_are_known(tmp_path):
    labels = ("First responder (Police)", "Claimed exploitation type", "Age group at exploitation", "Gender")
    path = gov_uk_referrals(tmp_path, {"Sexual": (3, 1)}, labels=labels)
    assert held(path, date(2031, 4, 1)) == {"Sexual": 4}


def test_a_workbook_of_gov_uk_says_everywhere_that_it_is_not_verified(tmp_path):
    reading = nrm.read(gov_uk_referrals(tmp_path, {"Sexual": (3, 1)}), None)
    assert nrm.UNVERIFIED in codebook()
    assert "the workbook of gov.uk: not yet verified on a real file" in " ".join(ingest_command.__doc__.split())
    (caveat,) = [each for each in reading.caveats["nrm_referrals"] if "not yet verified" in each["what"]]
    assert "April to June 2031" in caveat["what"]
    assert caveat["where"] == {"source": ["ho-nrm-2031-q2"]}  # figures of the long table do not carry it


def test_types_of_the_workbook_that_do_not_add_up_are_refused(tmp_path):
    name = load_partnership().force_name
    told = problem(gov_uk_referrals(tmp_path, {"Sexual": (3, 1)}, first=[name, "", "", "", 4, 1, 5]))
    assert "add to 4; the published total is 5" in told.found


def test_nationalities_that_do_not_add_up_are_refused_by_line(tmp_path):
    name = load_partnership().force_name
    told = problem(gov_uk_referrals(tmp_path, {"Sexual": (3, 1)}, first=[name, "", "", "", 3, 2, 4]))
    assert "The nationalities of the line add to 5; its total is 4" in told.found
    assert told.line == 12 and told.file.endswith("/Table_13")


def test_tables_of_a_whole_year_are_no_quarter(tmp_path):
    told = problem(gov_uk_referrals(tmp_path, {"Sexual": (3, 1)}, title="January to December 2031"))
    assert "is of a whole year" in told.found and "quarter" in told.remedy


def test_a_file_of_other_first_responders_is_refused(tmp_path):
    path = nrm_file(tmp_path, {"Criminal": 3})
    path.write_text(path.read_text("utf-8").replace(load_partnership().force_name, "Local Authority"), "utf-8")
    told = problem(path)
    assert "there are Local Authority, Police total" in told.found and "by police force" in told.remedy


def test_a_table_without_rows_is_no_table_of_others(tmp_path):
    path = nrm_file(tmp_path, {"Criminal": 3})
    path.write_text(path.read_text("utf-8").splitlines()[0] + "\n", "utf-8")
    assert "its header and no rows" in problem(path).found


def test_the_published_referrals_are_what_the_csv_module_adds_up(open_data):
    path = open_data / "nrm/nrm_all_police_forces_by_exploitation_type_2022q2_2023q4.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    outside = ("Police Scotland", "Northern Ireland", "British Transport", "Police total", "Region", "ROCU")
    expected: Counter = Counter()
    for row in rows:
        if row["Exploitation type"] == "Total" and not any(word in row["First responder"] for word in outside):
            expected[row["quarter"]] += int(row["People"])
    frame = nrm.read(path, None).national["nrm_referrals"]
    got: Counter = Counter()
    for row in frame.itertuples():
        got[f"{row.period_start.year}-Q{(row.period_start.month + 2) // 3}"] += row.value
    assert got == expected and frame["area_code"].nunique() == 43
    one = open_data / "nrm/nrm_thames_valley_police_referrals_2022q2_2023q4.csv"
    assert values(one) == values(path)


def test_the_published_counties_are_all_read(open_data):
    path = open_data / "nrm/nrm_referrals_by_county_2025q3.csv"
    assert values(path, "E10000025") == {(date(2025, 7, 1), "All types"): 20}  # as SOURCE.txt states
    assert len(nrm.read(path, None).national["nrm_referrals"]) == 9


def test_the_other_published_tables_are_refused(open_data):
    for name in ("longitudinal", "local-authority_2023_q4"):
        assert "force" in problem(open_data / f"nrm/nrm_referrals_{name}.csv").found
    for name in ("conclusive_grounds", "reasonable_grounds", "duty_to_notify_longitudinal"):
        assert "of the whole country" in problem(open_data / f"nrm/nrm_{name}.csv").found
