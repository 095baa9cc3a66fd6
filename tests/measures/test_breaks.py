"""Changes in how crimes are counted: no line joins across one, and a comparison is made all the same."""

import json
from datetime import date

import pytest

from oscp_lib import paths
from oscp_lib.chapters.opening import open_chapter
from oscp_lib.data.package import Break, tables
from oscp_lib.data.rows import Rows, read_table
from oscp_lib.figures.line_charts import runs

TOTAL = "Total recorded crime (excluding fraud)"


def year(number):
    return date(number, 1, 1), date(number, 12, 31)


@pytest.mark.parametrize(
    ("day", "between"),
    [
        (date(2023, 1, 1), True),  # 2022 before, 2023 after
        (date(2022, 7, 1), True),  # 2022 is mixed
        (date(2023, 5, 1), True),  # 2023 is mixed
        (date(2022, 1, 1), False),  # both after
        (date(2024, 1, 1), False),  # both before
    ],
)
def test_two_years_compare_only_where_both_lie_on_one_side(day, between):
    assert Break(day, "", "", ()).lies_between(year(2022), year(2023)) is between


def lines_of(figure):
    """The years that each drawn line joins."""
    return [[int(value) for value in line.get_xdata()] for axes in figure.drawing.axes for line in axes.lines]


def test_no_line_is_drawn_across_a_change_in_counting_and_the_note_says_what_changed():
    module = open_chapter("all_crime")
    figure = module.chart_a(module.load(2024))
    assert sorted(map(tuple, lines_of(figure))) == sorted([(2021, 2022), (2023,), (2024,)] * 5)
    assert any("counting rules" in caveat for caveat in figure.caveats)
    # Two rules, about the year the change fell in; a reader is told what they are.
    (rules, also) = figure.drawing.axes[0].collections
    assert {float(path.vertices[0][0]) for each in (rules, also) for path in each.get_paths()} == {2022.5, 2023.5}
    assert any("dashed line marks a change of counting rules in May 2023" in note for note in figure.key)
    assert any("residents of mid-2024 are of a later edition" in note for note in figure.key)


def test_a_line_of_an_offence_that_the_change_does_not_concern_is_whole():
    module = open_chapter("serious_violence")
    figure = module.chart_b(module.load(2024))
    assert lines_of(figure) == [[2021, 2022, 2023, 2024]] * 3
    assert not any("counting rules" in caveat for caveat in figure.caveats)
    assert figure.key == ()


def test_a_comparison_across_it_is_made_all_the_same_and_the_chart_says_what_changed():
    facts = {fact.key: fact.text for fact in open_chapter("all_crime").facts(open_chapter("all_crime").load(2024))}
    # ONS, Tables C2, C5 and P2.
    assert facts["all_crime.change"] == "rose by 5.3 per cent, from 16,511 offences in 2023 to 17,384 in 2024"
    assert facts["all_crime.change_compared"].startswith("Across England and Wales it fell by 2.4 per cent.")


def test_a_withheld_value_breaks_a_line_too():
    import pandas as pd

    line = pd.Series([5.0, 6.0, float("nan"), 7.0, 8.0], index=[2020, 2021, 2022, 2023, 2024])
    assert [run.tolist() for run in runs(line, frozenset())] == [[5, 6], [7, 8]]
    assert [run.tolist() for run in runs(line, frozenset({2024}))] == [[5, 6], [7], [8]]


def test_a_new_entry_in_the_metadata_breaks_the_lines_it_concerns(project):
    package = json.loads(paths.OWN_PACKAGE.read_text("utf-8"))
    entry = next(each for each in package["resources"] if each["name"] == "sexual_offences_plan")
    entry["breaks"] = [{"day": "2020-01-01", "short": "a new system", "what": "The system changed.", "evidence": "x"}]
    paths.OWN_PACKAGE.write_text(json.dumps(package), "utf-8")
    assert Rows(tables()["sexual_offences_plan"], read_table("sexual_offences_plan")).cuts == {2020}
