"""Tables that a few lines of a partnership's folder describe: read as any other, and refused with the true cause."""

import pytest

from oscp_lib import paths
from oscp_lib.checks.check import data_problems
from oscp_lib.data.evidence import gather
from oscp_lib.data.own_measures import own_measures
from oscp_lib.data.package import tables
from oscp_lib.data.rows import read_table
from oscp_lib.errors import InputError

LINES = """\
visits:
  title: Visits to the night bus
  unit: visits
  frequency: calendar year
  source: {title: Log of the night bus, publisher: The night bus, released: 2025-02-01}
  holder: The night bus
  disclosure: Nobody can be told by a count of visits.
"""
ROWS = """\
period_start,period_end,value,lower,upper,target
2023-01-01,2023-12-31,80,63.4,99.6,
2024-01-01,2024-12-31,92,74.2,112.8,100
"""


@pytest.fixture
def described(project):
    """The project with such a measure; `lines` and `rows` are what its two files hold."""

    def write(lines=LINES, rows=ROWS):
        paths.MEASURES.write_text(lines, "utf-8")
        paths.TABLES.mkdir(exist_ok=True)
        (paths.TABLES / "visits.csv").write_text(rows, "utf-8")

    write()
    return write


def test_a_table_of_few_columns_is_read_with_what_its_lines_say(described):
    rows = read_table("visits")
    assert list(rows["value"]) == [80, 92] and list(rows["line"]) == [2, 3]
    assert set(rows["unit"]) == {"visits"} and set(rows["status"]) == {"own"}
    assert list(rows["upper"]) == [99.6, 112.8] and rows["target"].isna().tolist() == [True, False]
    table = tables()["visits"]
    assert table.titles(rows) == ["The night bus, Log of the night bus"] and table.holder == "The night bus"


def test_an_edition_sees_nothing_later_than_its_year(described):
    assert gather(("visits",), 2023).rows("visits").years == [2023]


def test_a_partnership_without_the_file_has_none(project):
    assert own_measures() == {}


@pytest.mark.parametrize(
    ("old", "new", "line", "found"),
    [
        ("  unit: visits\n", "", 1, "The field 'unit' is missing."),
        ("unit: visits", "unit:", 3, "The field 'unit' is empty."),
        ("  holder: The night bus\n", "", 1, "The field 'holder' is missing."),
        ("frequency: calendar year", "frequency: yearly", 4, "The field 'frequency' holds 'yearly'."),
        ("released: 2025-02-01", "adress: here", 5, "The field 'adress' is not known."),
    ],
)
def test_lines_that_do_not_fit_are_named(described, old, new, line, found):
    assert old in LINES
    described(lines=LINES.replace(old, new, 1))
    with pytest.raises(InputError) as raised:
        tables()
    problem = raised.value.problems[0]
    assert problem.file == paths.shown(paths.MEASURES)
    assert (problem.line, problem.found) == (line, found)


@pytest.mark.parametrize(
    ("old", "new", "line", "found"),
    [
        ("value,", "amount,", 1, "The column 'value' is missing."),
        (",92,", ",9O,", 3, "'value' holds '9O' where a number belongs."),
        ("2024-01-01", "2024-04-01", 3, "The period 2024-04-01 to 2024-12-31 is 275 days"),
        ("2023-01-01,2023-12-31", "2024-01-01,2024-12-31", 3, "The row repeats line 2"),
        (",99.6,", ",,", 0, ""),
        ("lower,", "low,", 1, "The column 'low' is not known."),
        (",74.2,", ",94.2,", 3, "The value 92 lies outside its interval: 'lower' is 94.2."),
        (",112.8,", ",91,", 3, "The value 92 lies outside its interval: 'upper' is 91."),
    ],
)
def test_cells_that_do_not_fit_are_named(described, old, new, line, found):
    assert old in ROWS
    described(rows=ROWS.replace(old, new, 1))
    if not found:  # an interval may be absent
        assert list(read_table("visits")["value"]) == [80, 92]
        return
    with pytest.raises(InputError) as raised:
        read_table("visits")
    problem = raised.value.problems[0]
    assert problem.file.endswith("tables/visits.csv") and problem.line == line
    assert problem.found.startswith(found)


def test_a_measure_without_rows_or_that_no_chapter_shows_is_a_warning(described):
    described(rows="")
    found = {problem.found: problem.severity for problem in data_problems()}
    assert found["The table has no rows."] == "warning"
    assert found["No chapter of the book shows the measure 'visits'."] == "warning"


def test_a_name_that_the_data_package_has_too_is_refused(described):
    described(lines=LINES.replace("visits:", "recorded_crime_ons:", 1))
    with pytest.raises(InputError, match="is described by a Data Package too"):
        tables()
