"""No figure is typed into prose."""

import pytest

from oscp_lib import paths
from oscp_lib.checks.check import check
from oscp_lib.checks.typed_numbers import ALLOWED, ALLOWED_IN_TEXTS_OF_A_YEAR, broken_placeholders, typed_figures
from tests.places import OWN


def found(text, allowed=ALLOWED):
    return [match[0] for match in typed_figures(text, allowed)]


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("There were 17,002 crimes.", ["17,002"]),
        ("It fell by 28.7 per cent.", ["28.7"]),
        ("Fourteen animals, twelve of them dogs.", ["Fourteen", "twelve"]),
        ("nearly two thirds", ["two", "thirds"]),
        ("more than double, or half", ["double", "half"]),
        ("In 2024 it rose.", ["2024"]),
        ("twenty-nine people", ["twenty", "nine"]),
        ("the 3rd of 5", ["3", "5"]),
    ],
)
def test_figures_and_number_words_are_found(text, figures):
    assert found(text) == figures


@pytest.mark.parametrize(
    "text",
    [
        "There were {fact}`crimes_2` crimes.",
        "the Crime and Disorder Act 1998 and Chapter 1 of Part 2 of it",
        "In September 2024 and on 1 May 2025",
        "Chart 5 and Table 1",
        "a 95% interval",
        "see [the plan](https://example.org/2024/3)",
        "one of them, often the only one",
        "`oscp build --year 2024`",
        "halfway, thirdly, a doublet",
    ],
)
def test_what_is_a_fact_a_law_a_date_or_a_name_is_let_be(text):
    assert found(text) == []


def test_a_year_may_stand_in_the_texts_of_that_year_alone():
    text = "the Police and Crime Plan 2024-29 of 2024"
    assert found(text, ALLOWED + ALLOWED_IN_TEXTS_OF_A_YEAR) == []
    assert found(text) == ["2024", "29", "2024"]


BROKEN = [
    "{fact}`dogs_rescued dogs",
    "{fact}dogs_rescued dogs",
    "{fac}`dogs_rescued` dogs",
    "{Fact}`dogs_rescued` dogs",
    "{fact}`dogs rescued` dogs",
    "{fact`dogs_rescued`} dogs",
    "{fact} `dogs_rescued` dogs",
    "fact}`dogs_rescued` dogs",
]


@pytest.mark.longer
@pytest.mark.parametrize("written", BROKEN)
def test_a_broken_placeholder_of_a_text_is_one_problem_that_says_how_it_is_written(project, edit, written):
    plan = f"{OWN}/editions/2024/plan.yml"
    edit(plan, "{fact}`dogs_rescued` dogs", written)
    (problem,) = check(2024).problems
    assert problem.file == plan
    assert written[:-5].strip() in problem.found and "{fact}`key`" in problem.remedy
    assert written in (project / plan).read_text("utf-8").splitlines()[problem.line - 1]


@pytest.mark.longer
@pytest.mark.parametrize("written", ["{fact}`valid_crimes valid", "{fcat}`valid_crimes` valid"])
def test_a_broken_placeholder_of_a_notebook_is_named_with_its_line(project, edit, written):
    notebook = "notebooks/02_all_crime.ipynb"
    edit(notebook, "{fact}`valid_crimes` valid", written)
    (problem,) = check(2024).problems
    assert problem.file == notebook and "{fact}`key`" in problem.remedy
    assert written in (project / notebook).read_text("utf-8").splitlines()[problem.line - 1]


def test_roles_of_the_renderer_and_braces_in_prose_are_let_be():
    lines = [(1, "{fact}`a_2`, {term}`violence`, {ref}`here`, {} and `code` {braces}, ```{note}")]
    assert broken_placeholders(paths.CONFIG, lines) == []


@pytest.mark.longer
def test_a_figure_typed_into_a_notebook_is_an_error_with_its_line(project, edit):
    edit(
        "notebooks/02_all_crime.ipynb",
        "The plan counts {fact}`valid_crimes`",
        "The plan counts 17,002 and {fact}`valid_crimes`",
    )
    (problem,) = check(2024).errors
    assert problem.file == "notebooks/02_all_crime.ipynb"
    assert "'17,002'" in problem.found
    line = (project / problem.file).read_text("utf-8").splitlines()[problem.line - 1]
    assert "17,002 and" in line


@pytest.mark.longer
def test_a_figure_typed_into_a_text_is_an_error_with_its_line_and_column(project, edit):
    edit(f"{OWN}/editions/2024/plan.yml", "{fact}`dogs_rescued` dogs", "twelve dogs")
    problems = [each for each in check(2024).errors if "twelve" in each.found]
    (problem,) = problems
    line = (project / problem.file).read_text("utf-8").splitlines()[problem.line - 1]
    assert line[problem.column - 1 :].startswith("twelve dogs")


@pytest.mark.longer
def test_a_reason_lets_words_be(edit):
    edit(
        f"{OWN}/editions/2024/plan.yml",
        "title: Mobile cameras",
        "title: Mobile cameras in three places",
    )
    assert ["'three'" in problem.found for problem in check(2024).errors] == [True]
    edit(
        f"{OWN}/editions/2024/plan.yml",
        "spelled_out:\n",
        "spelled_out:\n  - {words: three places, reason: a name}\n",
    )
    assert check(2024).errors == []
