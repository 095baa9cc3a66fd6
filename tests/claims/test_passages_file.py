"""Every passage of the plan's text is carried by something the book shows."""

from collections import Counter

import pytest

from oscp_lib.chapters import CHAPTERS
from oscp_lib.checks.check import chapter_report, check, passage_problems
from oscp_lib.claims.passages_file import load_passages
from oscp_lib.errors import InputError
from tests.made_place.plan import IN_WORDS, LAST_LINE, STATED
from tests.places import OWN

FILE = f"{OWN}/editions/2024/passages.yml"


@pytest.fixture(scope="module")
def printed():
    """The facts that each chapter prints: what a change of the passages does not touch."""
    return {chapter.slug: chapter_report(chapter, 2024, publish=False)[2] for chapter in CHAPTERS}


def test_every_line_is_mapped_once_at_most_and_none_beyond_the_text():
    mapped = Counter(number for passage in load_passages(2024).passages for number in passage.numbers)
    assert set(mapped.values()) == {1}
    assert max(mapped) == LAST_LINE
    figures = {line for line, *_ in (*STATED, *IN_WORDS)} | {*range(82, 88), *range(158, 164), *range(179, 186)}
    assert figures <= set(mapped), "lines with figures that no page carries"


@pytest.mark.longer
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"text:summit"', '"text:sumit"'),
        ('"figure:table-3"', '"figure:table-9"'),
        ('"fact:crt_cases"', '"fact:crt_case"'),
        ('"place:links"', '"place:web"'),
        ('"priority:vawg"', '"priority:fraud"'),
        ('"text:vawg-daha"', '"text:asb-cctv"'),  # is there, but on another page
    ],
)
def test_a_carrier_that_the_page_lacks_is_an_error(printed, project, edit, old, new):
    edit(FILE, old, new)
    (problem,) = passage_problems(2024, printed)
    assert problem.file == FILE
    assert new.strip('"') in problem.found
    lines = (project / FILE).read_text("utf-8").splitlines()
    assert new in "".join(lines[problem.line - 1 : problem.line + 3])


def test_a_page_the_book_lacks_is_an_error(printed, edit):
    edit(FILE, "page: vawg", "page: vaw")
    (problem,) = passage_problems(2024, printed)
    assert "the page 'vaw'" in problem.found


@pytest.mark.longer
def test_a_plan_that_is_gone_from_beside_its_passages_is_one_problem(project):
    (project / f"{OWN}/editions/2024/plan.yml").unlink()
    for year in (2024, 2025):  # the plan of 2025 reviews the actions of the one before
        (project / f"{OWN}/editions/2025").mkdir(exist_ok=True)
        (problem,) = check(year).problems
        assert problem.file == f"{OWN}/editions/2024/plan.yml"
        assert problem.found == "The file is missing, and claims.yml and passages.yml beside it speak of its plan."


def test_lines_that_are_no_range_are_an_error(edit):
    edit(FILE, 'lines: "52"', 'lines: "52-51"')
    with pytest.raises(InputError, match="not a line or range"):
        load_passages(2024)


@pytest.mark.longer
def test_a_figure_no_longer_printed_is_missed(edit):
    # The sentence is gone from the notebook, so the passage of the plan has lost its carrier.
    edit("notebooks/02_all_crime.ipynb", "The plan counts {fact}`valid_crimes` valid crimes in {fact}`place`.", "")
    (problem,) = check(2024).errors
    assert "fact:valid_crimes" in problem.found


@pytest.mark.longer
def test_a_reading_that_no_cell_prints_is_an_error(edit):
    edit("notebooks/05_vawg.ipynb", "chapter.checked(data)", "chapter.work(data)")
    problems = check(2024).errors
    said = "'sexual-offences-share' is of a chapter whose notebook does not print what the checks of the plan say."
    assert said in {problem.found for problem in problems}
