"""JSON files that Python would read and that no file of the project may be: each is one named problem."""

import pytest

from oscp_lib.data.json_files import read_json
from oscp_lib.data.package import tables
from oscp_lib.data.provenance import read_provenance
from oscp_lib.errors import InputError
from tests.places import OWN

DEEP = "[" * 20_000 + "]" * 20_000


def problem_of(read):
    with pytest.raises(InputError) as raised:
        read()
    (problem,) = raised.value.problems
    assert problem.remedy
    return problem


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (DEEP, "nested more than 100 levels deep"),
        ("[" * 500 + "]" * 500, "nested more than 100 levels deep"),
        ('{"a": 1, "b": {"c": 1, "c": 2}}', "The key 'c' appears twice"),
        ('{"a": NaN}', "holds NaN"),
        ('{"a": -Infinity}', "holds -Infinity"),
        ('{"a": ' + "9" * 5000 + "}", "not JSON"),
        ('{"a": "\\ud83d"}', "A letter was lost"),
        ('{"a": 1', "not JSON"),
        ("", "not JSON"),
        ('{"a": "\x00"}', "NUL byte"),
    ],
)
def test_what_no_file_may_hold_is_named(tmp_path, text, said):
    path = tmp_path / "a.json"
    path.write_text(text, "utf-8")
    assert said in problem_of(lambda: read_json(path)).found


def test_a_file_with_a_byte_order_mark_is_read(tmp_path):
    path = tmp_path / "a.json"
    path.write_text('{"a": [1, null, "é", "\\ud83d\\ude00"]}', "utf-8-sig")
    assert read_json(path) == {"a": [1, None, "é", "😀"]}


def test_utf_16_is_named_as_such(tmp_path):
    path = tmp_path / "a.json"
    path.write_text("{}", "utf-16")
    assert "UTF-16" in problem_of(lambda: read_json(path)).found


@pytest.mark.parametrize("text", [DEEP, "[]", "3", '{"resources": 3}', '{"resources": [3]}', '{"resources": [[]]}'])
def test_a_data_package_of_another_shape_is_named(project, text):
    (project / f"{OWN}/datapackage.json").write_text(text, "utf-8")
    assert problem_of(tables).file == f"{OWN}/datapackage.json"


@pytest.mark.parametrize("text", [DEEP, "[]", "3", "{}"])
def test_a_record_of_files_of_another_shape_is_named(project, text):
    (project / f"{OWN}/provenance.json").write_text(text, "utf-8")
    assert problem_of(read_provenance).file == f"{OWN}/provenance.json"
