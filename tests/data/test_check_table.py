"""What happens to an analyst's table that is not as it should be: file, line, column, what was found, the remedy."""

import csv
import time

import pandas as pd
import pytest

from oscp_lib.chapters.opening import open_chapter
from oscp_lib.checks.check import data_problems
from oscp_lib.data.check_table import check_table
from oscp_lib.data.package import tables
from oscp_lib.data.rows import read_table
from oscp_lib.errors import InputError
from tests.places import OWN

TABLE = f"{OWN}/tables/sexual_offences_plan.csv"
NAME = "sexual_offences_plan"
FIRST_ROW = (
    "2018-01-01,2018-12-31,Cherrow,sexual offences,recorded offences,offences,260,plan,oscp-running-plan-2025-26"
)


def only_problem():
    with pytest.raises(InputError) as raised:
        read_table(NAME)
    assert len(raised.value.problems) == 1, raised.value
    problem = raised.value.problems[0]
    assert problem.file == TABLE
    assert problem.remedy
    return problem


@pytest.mark.parametrize(
    ("written", "column", "found"),
    [
        ("many", 7, "'value' holds 'many' where a whole number belongs"),
        ("", 7, "'value' is empty"),
        ("-3", 7, "'value' holds -3, below 0"),
        ("260.5", 7, "'value' holds '260.5' where a whole number belongs"),
        ('"1,260"', 7, "'value' holds '1,260'"),
        ("31%", 7, "'value' holds '31%'"),
        ("#REF!", 7, "spreadsheet error '#REF!'"),
        ("nan", 7, "'value' holds 'nan'"),
        ("1e3", 7, "'value' holds '1e3'"),
    ],
)
def test_a_cell_that_is_no_count_is_named_by_line_and_column(edit, written, column, found):
    edit(TABLE, ",260,", f",{written},")
    problem = only_problem()
    assert (problem.line, problem.column) == (2, column)
    assert found in problem.found


@pytest.mark.parametrize(
    ("old", "new", "line", "column", "found", "remedy"),
    [
        (
            "Cherrow",
            "Cherro",
            2,
            3,
            "'Cherro' is none of this partnership's",
            "Did you mean 'Cherrow'?",
        ),
        (
            "Cherrow",
            "Swindon",
            2,
            3,
            "'Swindon' is none of this partnership's",
            "The areas are Cherrow",
        ),
        ("2018-01-01", "01/01/2018", 2, 1, "which is not a date", "year-month-day"),
        ("2018-12-31", "2018-02-30", 2, 2, "which is not a date", "year-month-day"),
        ("2018-12-31", "2017-12-31", 2, 2, "ends (2017-12-31) before it starts", "Correct one"),
        (",plan,", ",planned,", 2, 8, "'status' holds 'planned'", "Use one of: plan"),
        ("oscp-running-plan-2025-26", "somewhere", 2, 9, "'source' holds 'somewhere'", "Use one of"),
    ],
)
def test_a_cell_that_does_not_fit_is_named(edit, old, new, line, column, found, remedy):
    edit(TABLE, old, new)
    problem = only_problem()
    assert (problem.line, problem.column) == (line, column)
    assert found in problem.found
    assert remedy in problem.remedy


def test_a_repeated_row_names_both_lines(project):
    path = project / TABLE
    path.write_text(path.read_text("utf-8") + FIRST_ROW + "\n", "utf-8")
    problem = only_problem()
    assert problem.line == 37
    assert "repeats line 2" in problem.found


def test_a_missing_column_is_named_with_the_nearest_there_is(edit):
    edit(TABLE, "measure,unit,value", "measure,unit,values")
    problem = only_problem()
    assert problem.line == 1
    assert "'value' is missing" in problem.found
    assert "Rename 'values'" in problem.remedy


@pytest.mark.parametrize(("separator", "shown"), [(";", "';'"), ("\t", "a tab")])
@pytest.mark.parametrize("quote", ["", '"'])
def test_columns_that_no_comma_separates_are_one_problem(project, separator, shown, quote):
    path = project / TABLE
    rows = [[f"{quote}{cell}{quote}" for cell in line.split(",")] for line in path.read_text("utf-8").splitlines()]
    path.write_text("\n".join(separator.join(row) for row in rows) + "\n", "utf-8")
    problem = only_problem()
    assert problem.line == 1
    assert f"separated by {shown}, not by commas" in problem.found
    assert "comma delimited" in problem.remedy


def test_a_column_that_stands_twice_is_refused(edit):
    edit(TABLE, "measure,unit,value", "measure,value,value")
    with pytest.raises(InputError, match="'value' appears twice"):
        read_table(NAME)


@pytest.mark.parametrize(("kept", "found"), [(0, "no rows"), (1, "no rows"), (None, "no file")])
def test_a_table_that_holds_nothing_is_a_gap_and_named_and_is_not_read_as_no_crime(project, kept, found):
    path = project / TABLE
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.unlink() if kept is None else path.write_text("".join(lines[:kept]), "utf-8")
    (problem,) = [each for each in data_problems() if each.file == TABLE and each.severity == "warning"]
    assert found in problem.found and "prints as not available" in problem.remedy
    assert read_table(path.stem).empty and set(lines[0].strip().split(",")) <= set(read_table(path.stem).columns)
    chapter = open_chapter("vawg")
    assert "for 2024 is held" in chapter.facts(chapter.load(2024)).gaps["plan_offences"].why


def test_a_row_with_a_comma_too_many_is_named(edit):
    edit(TABLE, ",260,", ",1,260,")
    problem = only_problem()
    assert problem.line == 2
    assert "10 cells; the header has 9" in problem.found


def test_windows_1252_text_is_named_by_line_and_byte(project):
    path = project / TABLE
    path.write_bytes(path.read_bytes().replace(b"Cherrow", b"Cherrow\x92s", 1))
    problem = only_problem()
    assert problem.line == 2
    assert "0x92" in problem.found
    assert "UTF-8" in problem.remedy


def test_a_file_held_by_excel_says_so(project, monkeypatch):
    from pathlib import Path

    read_bytes = Path.read_bytes

    def held(path):
        if path.name == "sexual_offences_plan.csv":
            raise PermissionError(13, "The process cannot access the file")
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", held)
    problem = only_problem()
    assert "another program holds it" in problem.found
    assert "Close it in Excel" in problem.remedy


def test_an_open_quotation_mark_is_refused(edit):
    edit(TABLE, "2018-01-01,2018-12-31,Cherrow", '2018-01-01,2018-12-31,"Cherrow')
    assert "quotation mark" in only_problem().remedy


def test_every_problem_is_reported_not_only_the_first(edit):
    edit(TABLE, ",260,", ",many,")
    edit(TABLE, ",382,", ",-1,")
    edit(f"{OWN}/tables/population_census.csv", ",160986,", ",few,")
    assert {(problem.file, problem.line) for problem in data_problems()} == {
        (TABLE, 2),
        (TABLE, 3),
        (f"{OWN}/tables/population_census.csv", 2),
    }


def test_what_spreadsheets_add_changes_nothing(project):
    expected = read_table(NAME).drop(columns="line")
    path = project / TABLE
    lines = path.read_text("utf-8").splitlines()
    spaced = [f"{lines[0]},remark", *(f"{line}," for line in lines[1:])]
    path.write_bytes(b"\xef\xbb\xbf" + "\r\n".join([*spaced, ",,,,,,,,,", "", ""]).encode())
    pd.testing.assert_frame_equal(read_table(NAME).drop(columns="line"), expected)


def test_the_line_of_a_row_is_its_line_in_the_file(project):
    path = project / TABLE
    header, *rows = path.read_text("utf-8").splitlines()
    path.write_text("\n".join([header, "", *rows]) + "\n", "utf-8")
    frame = read_table(NAME)
    assert frame.loc[frame["value"] == 260, "line"].tolist() == [3]


def test_a_table_that_no_entry_describes_is_reported(project):
    (project / f"{OWN}/tables/stray.csv").write_text("a\n1\n", "utf-8")
    (problem,) = data_problems()
    assert (problem.file, problem.severity) == (f"{OWN}/tables/stray.csv", "warning")


@pytest.mark.longer
def test_a_table_with_categories_without_end_is_given_up_early(project):
    path = project / f"{OWN}/tables/stated_figures_plan.csv"
    header, row, *_ = path.read_text("utf-8").splitlines()
    at = header.split(",").index("category")
    cells = next(csv.reader([row]))
    with path.open("w", encoding="utf-8", newline="") as file:
        write = csv.writer(file).writerow
        write(header.split(","))
        for number in range(300_000):
            write([*cells[:at], f"Category {number}", *cells[at + 1 :]])
    begun = time.monotonic()
    frame, problems = check_table(tables()["stated_figures_plan"])
    assert frame.empty
    assert "'category' holds more than 1,000 different values" in problems[-1].found and problems[-1].line == 1_002
    assert time.monotonic() - begun < 20  # seconds, most of them for reading the lines of the file


def test_a_table_that_is_wrong_throughout_does_not_fill_the_screen(project):
    path = project / f"{OWN}/tables/stated_figures_plan.csv"
    header, row, *_ = path.read_text("utf-8").splitlines()
    path.write_text("\n".join([header, *[f"{row},too,many"] * 50_000]) + "\n", "utf-8")
    _, problems = check_table(tables()["stated_figures_plan"])
    assert len(problems) == 1_001 and "not read" in problems[-1].found
