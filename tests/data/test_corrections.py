"""Known errors of a source: said under the figure, and loud once the source mends them."""

import pytest

from oscp_lib.chapters.opening import open_chapter
from oscp_lib.checks.check import check, data_problems
from oscp_lib.data.check_table import check_table
from oscp_lib.data.corrections import correction_problems, load_corrections
from oscp_lib.data.package import tables
from oscp_lib.errors import InputError
from tests.made_place.plan import TABLE_1, TABLE_3, number
from tests.places import OWN


def test_every_entry_finds_its_error_in_the_source():
    assert correction_problems() == []
    assert all(each.what and each.why and each.evidence for each in load_corrections())


def test_a_known_error_is_said_under_the_figure_and_the_number_stays():
    module = open_chapter("all_crime")
    figure = module.table_1(module.load(2024))
    assert any("45,465" in caveat and "45,645" in caveat for caveat in figure.caveats)
    assert ">45,465<" in figure.html()


def test_an_entry_fails_once_the_source_mends_it(edit):
    edit(f"{OWN}/tables/valid_crime_plan.csv", ",45465,", ",45645,")
    (problem,) = correction_problems()
    assert problem.file == f"{OWN}/corrections.yml" and problem.line
    assert "'county-total' expects 45465 and finds 45645" in problem.found
    assert problem in check(2024).errors


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("table: valid_crime_plan", "table: valid_crimes", "names the table 'valid_crimes'"),
        ("area: Oxmereshire\n    category: all crime", "area: Oxmere\n    category: all crimes", "names no row"),
    ],
)
def test_an_entry_of_what_there_is_not_is_named(edit, old, new, said):
    edit(f"{OWN}/corrections.yml", old, new)
    assert any(said in problem.found for problem in correction_problems())


@pytest.mark.parametrize("name", ["corrections.yml", "provenance.json"])
def test_a_file_that_notes_under_figures_rest_on_is_missed(project, name):
    (project / OWN / name).unlink()
    (problem,) = data_problems()
    assert problem.file == f"{OWN}/{name}"
    assert problem.found == "The file is missing." and "last good copy" in problem.remedy


def test_an_entry_that_lacks_its_evidence_is_refused(edit):
    edit(
        f"{OWN}/corrections.yml",
        '    evidence: "Running Plan 2025-26, Table 1, the column of valid crimes added up."\n',
        "",
    )
    with pytest.raises(InputError, match="The field 'evidence' is missing"):
        load_corrections()


def test_no_table_was_changed_to_mend_an_error():
    # The plan prints 45,465 (line 87) and 1.6 (line 184), and so do the tables.
    printed = {number(cell) for cell in (*TABLE_1["Oxmereshire"], *TABLE_3["Unknown"])}
    for each in load_corrections():
        frame, _ = check_table(tables()[each.table])
        assert each.rows(frame)["value"].iloc[0] == each.expected
        assert each.expected in printed
