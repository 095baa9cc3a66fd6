"""The national tables: what a file must be to be read, and what decides an edition."""

import json

import pyarrow.parquet as pq
import pytest

from oscp_lib import paths
from oscp_lib.checks.check import data_problems
from oscp_lib.data.national import read_national
from oscp_lib.data.national_layout import as_held, in_order, to_parquet
from oscp_lib.data.national_package import file_of, national_table
from oscp_lib.data.partnership import load_partnership
from oscp_lib.errors import InputError
from oscp_lib.inputs.files import input_hash
from oscp_lib.inputs.key import edition_key

TABLE = "recorded_crime"


def path():
    return file_of(national_table(TABLE))


def refused():
    with pytest.raises(InputError) as raised:
        read_national(TABLE)
    (problem,) = raised.value.problems
    assert problem.file == f"data/national/{TABLE}.parquet"
    assert "oscp ingest" in problem.remedy
    return problem.found


def test_rows_are_picked_by_one_value_and_by_several(project):
    ours = [district.code for district in load_partnership().in_county]
    rows = read_national(TABLE, area_code=ours, offence="Robbery", columns=["area_code", "offence", "value"])
    assert list(rows.columns) == ["area_code", "offence", "value"]
    assert set(rows["area_code"]) == set(ours) and set(rows["offence"]) == {"Robbery"}
    assert len(rows) == len(ours) * 4  # years


@pytest.mark.parametrize("bytes_left", [0, 3, 2_000, -1])
def test_a_file_cut_short_is_named_with_what_to_do(project, bytes_left):
    whole = path().read_bytes()
    path().write_bytes(whole[:bytes_left])
    assert "cut short or altered" in refused()
    assert path().name in {problem.file.rpartition("/")[2] for problem in data_problems()}


def test_a_file_that_is_missing_is_named(project):
    path().unlink()
    assert "does not exist" in refused()


def test_an_altered_value_is_found_before_anything_is_printed(project):
    frame = read_national(TABLE)
    frame.loc[17, "value"] += 1
    path().write_bytes(to_parquet(national_table(TABLE), frame)[0])
    assert "the file was altered" in refused()
    (problem,) = data_problems()
    assert "the file was altered" in problem.found


def test_a_byte_turned_round_inside_the_file_is_found(project):
    content = bytearray(path().read_bytes())
    content[len(content) // 2] ^= 0xFF
    path().write_bytes(content)
    assert refused()


def test_other_columns_are_named(project):
    table = pq.read_table(path())
    pq.write_table(table.drop_columns(["shorthand"]), path())
    assert "Its columns are" in refused()


def test_the_same_values_laid_out_otherwise_are_the_same_edition(project):
    before, rows = (input_hash(), read_national(TABLE))
    key = edition_key()
    pq.write_table(pq.read_table(path()), path(), compression="none", row_group_size=1000)
    assert read_national(TABLE).equals(rows)
    assert data_problems() == [each for each in data_problems() if each.severity == "warning"]
    assert input_hash() == before
    assert edition_key() != key  # the file is looked at once more, and the edition comes out the same


def test_another_value_is_another_edition(project):
    before = input_hash()
    frame = read_national(TABLE)
    frame.loc[17, "value"] += 1
    content, said = to_parquet(national_table(TABLE), frame)
    path().write_bytes(content)
    package = json.loads((paths.NATIONAL / "datapackage.json").read_text("utf-8"))
    next(each for each in package["resources"] if each["name"] == TABLE).update(said)
    (paths.NATIONAL / "datapackage.json").write_text(json.dumps(package), "utf-8")
    assert read_national(TABLE).loc[17, "value"] == frame.loc[17, "value"]
    assert input_hash() != before


def test_what_was_written_is_what_is_read(project):
    table = national_table(TABLE)
    rows = read_national(TABLE).sample(frac=1, random_state=3)
    assert in_order(table, as_held(table, rows)).equals(read_national(TABLE))


def test_a_text_that_a_column_may_not_hold_stops_the_reader(project):
    rows = read_national(TABLE).head(3).assign(offence="Riding without a bell")
    with pytest.raises(ValueError, match="Riding without a bell"):
        in_order(national_table(TABLE), rows)


def test_a_table_that_is_not_there_names_those_that_are(project):
    with pytest.raises(InputError, match=r"no national table 'crimes'.*Choose one of recorded_crime"):
        read_national("crimes")
