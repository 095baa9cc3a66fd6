"""The files of the look-up of areas, damaged in the ways in which files are."""

import pytest

from oscp_lib.data.areas import load_areas
from oscp_lib.errors import InputError
from tests.data.look_up import names

SMALL = {
    "areas.csv": (
        "code,name,kind,valid_from,valid_to\n"
        "C1,Land,country,,\nD1,Upper,district,2023-04-01,\nD2,Lower,district,,2023-03-31\n"
        "F1,Land,force,,\nP1,Upper,partnership,,\nR1,North,region,,\n"
    ),
    "within.csv": (
        "code,within,valid_from,valid_to\n"
        "D1,P1,2023-04-01,\nD1,R1,2023-04-01,\nD2,P1,,2023-03-31\nP1,F1,,\nR1,C1,,\n"
    ),
    "spellings.csv": "code,name\nD1,Top\n",
    "successions.csv": "code,successor,day\nD2,D1,2023-04-01\n",
}  # fmt: skip


@pytest.fixture
def small(tmp_path):
    folder = tmp_path / "national"
    folder.mkdir()
    for name, text in SMALL.items():
        (folder / name).write_text(text, "utf-8")
    return tmp_path


def test_another_data_folder_is_read_and_read_again_when_it_changes(small):
    assert load_areas(small).find("district", "top").code == "D1"
    assert names(load_areas(small).within("D1", "force")) == ["Land"]
    assert load_areas(small) is load_areas(small)
    file = small / "national/spellings.csv"
    file.write_text(file.read_text("utf-8") + "D1,Peak\n", "utf-8")
    assert load_areas(small).find("district", "peak").code == "D1"
    assert load_areas().find("district", "peak") is None


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(small):
    for name, text in SMALL.items():
        (small / "national" / name).write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode() + b",,,\r\n")
    assert load_areas(small).find("district", "top").code == "D1"


@pytest.mark.parametrize(
    ("file", "was", "now", "line", "said"),
    [
        ("areas.csv", "D1,Upper,district", "D1,Upper,borough", 3, "The kind 'borough' is not one of district"),
        ("areas.csv", "R1,North", "P1,North", 7, "P1 stands twice"),
        ("areas.csv", "2023-04-01", "01/04/2023", 3, "'valid_from' holds '01/04/2023'"),
        ("areas.csv", "2023-04-01", "2023-02-30", 3, "'valid_from' holds '2023-02-30'"),
        ("areas.csv", "D2,Lower,district,,", "D2,Lower,district,2023-04-01,", 4, "2023-03-31, comes before the first"),
        ("areas.csv", "valid_to", "until", 1, "The column 'valid_to' is missing"),
        ("areas.csv", "valid_to", "name", 1, "The column 'name' appears twice"),
        ("areas.csv", "F1,Land,force,,", "F1,Land,force", 5, "The row has 3 cells; the header has 5"),
        ("areas.csv", "F1,Land", "F1,", 5, "'name' is empty"),
        ("areas.csv", "F1,Land", '"F1,Land', None, "The line cannot be read"),
        ("within.csv", "R1,C1", "R1,C9", 6, "'within' names C9"),
        ("within.csv", "R1,C1", "R9,C1", 6, "'code' names R9"),
        ("within.csv", "R1,C1", "R1,R1", 6, "R1 is a region, which no row puts within the region R1"),
        ("within.csv", "P1,F1", "F1,P1", 5, "F1 is a force"),
        ("within.csv", "D1,R1,2023-04-01", "D1,P1,2023-04-01", 3, "D1 within P1 stands twice"),
        ("within.csv", "D1,R1,2023-04-01", "D1,R1,", 3, "days when D1 was not there"),
        ("within.csv", "D2,P1,,2023-03-31", "D2,P1,,", 4, "days when D2 was not there"),
        ("within.csv", "D2,P1,,2023-03-31", "D2,P1,2023-03-31,2023-03-30", 4, "comes before the first"),
        ("within.csv", "code,within", "code;within", 1, "The column 'code' is missing"),
        ("spellings.csv", "D1,Top", "D7,Top", 2, "'code' names D7"),
        ("spellings.csv", "D1,Top", "D1,", 2, "'name' is empty"),
        ("successions.csv", "D2,D1", "D2,D7", 2, "'successor' names D7"),
        ("successions.csv", "2023-04-01", "", 2, "'day' is empty"),
        ("successions.csv", "2023-04-01", "April 2023", 2, "'day' holds 'April 2023'"),
        ("successions.csv", "D2,D1", "D1,D2", 2, "D1 has a successor and no last day"),
    ],
)
def test_a_damaged_file_is_named_with_its_line(small, file, was, now, line, said):
    assert SMALL[file].count(was) >= 1
    (small / "national" / file).write_text(SMALL[file].replace(was, now, 1), "utf-8")
    with pytest.raises(InputError) as raised:
        load_areas(small)
    problem = raised.value.problems[0]
    assert problem.file.endswith(f"national/{file}") and said in problem.found
    assert problem.remedy == "Restore the file from version control."
    assert line is None or problem.line == line


@pytest.mark.parametrize("file", SMALL)
def test_a_missing_or_empty_file_is_named(small, file):
    (small / "national" / file).write_text("", "utf-8")
    with pytest.raises(InputError, match="is missing"):
        load_areas(small)
    (small / "national" / file).unlink()
    with pytest.raises(InputError, match=r"The file is missing\. Restore the file from version control\."):
        load_areas(small)


def test_every_problem_of_a_file_is_said(small):
    (small / "national/spellings.csv").write_text("code,name\nD7,Top\nD8,Bottom\n", "utf-8")
    with pytest.raises(InputError) as raised:
        load_areas(small)
    assert [problem.line for problem in raised.value.problems] == [2, 3]
