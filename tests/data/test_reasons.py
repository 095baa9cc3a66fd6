"""An analyst's reasons: what the file may hold, and when a finding counts as moved."""

import datetime
import re

import pytest

from oscp_lib.data.reasons import Reason, load_reasons
from oscp_lib.errors import InputError
from tests.conftest import use_project
from tests.places import OWN

FILE = f"{OWN}/editions/2024/reasons.yml"
ONE = {
    "finding": "vawg.change",
    "said": '"rose by 38.9 per cent, from 1,791 offences in 2023 to 2,488 in 2024"',
    "text": '"Two shops began to report every theft in May."',
    "by": '"A. Analyst, city council"',
    "on": "2025-03-14",
}
SECOND = "  - " + "\n    ".join(f"{name}: {value}" for name, value in ONE.items()) + "\n"
GOOD = f"# Written by hand.\nreasons:\n{SECOND}"


@pytest.fixture
def write(tmp_path, monkeypatch):
    """Put the file into the edition of a year, of a project that holds nothing else."""
    use_project(tmp_path, monkeypatch)

    def written(text, year=2024):
        path = tmp_path / f"{OWN}/editions/{year}/reasons.yml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
        return path

    return written


def problems_of(year=2024):
    with pytest.raises(InputError) as raised:
        load_reasons(year)
    return raised.value.problems


@pytest.mark.parametrize("text", ["reasons: []\n", "reasons:\n", "reasons:\n  # none yet\n"])
def test_a_year_without_reasons_has_none(write, text):
    assert load_reasons(2024).reasons == ()  # without a file
    write(text)
    assert load_reasons(2024).reasons == ()


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_reason_is_read_as_it_is_written_down(write, end):
    write(GOOD.replace("\n", end))
    (reason,) = load_reasons(2024).reasons
    assert (reason.finding, reason.by) == ("vawg.change", "A. Analyst, city council")
    assert reason.on == datetime.date(2025, 3, 14)
    assert load_reasons(2024).of("vawg.change") is reason and load_reasons(2024).of("vawg.rate") is None


@pytest.mark.parametrize("sign", ["|", ">", ">-"])
def test_words_over_several_lines_are_one_text(write, sign):
    write(GOOD.replace(ONE["text"], f"{sign}\n      Two shops\n      began.\n"))
    assert load_reasons(2024).reasons[0].text == "Two shops began."


def test_a_year_without_a_plan_may_have_reasons(write):
    write(GOOD, 2023)
    assert load_reasons(2023).of("vawg.change")


FIELDS = {"finding": 3, "said": 4, "text": 5, "by": 6, "on": 7}  # and their lines


@pytest.mark.parametrize("field", FIELDS)
def test_a_field_that_is_empty_is_named_at_its_line(write, field):
    write(re.sub(rf"{field}: .*", f"{field}:", GOOD))
    (problem,) = problems_of()
    assert (problem.file, problem.line) == (FILE, FIELDS[field])
    assert problem.found == f"The field '{field}' is empty."


@pytest.mark.parametrize("field", FIELDS)
def test_a_field_that_is_missing_is_named_at_its_reason(write, field):
    kept = {name: value for name, value in ONE.items() if name != field}
    write("reasons:\n  - " + "\n    ".join(f"{name}: {value}" for name, value in kept.items()))
    (problem,) = problems_of()
    assert (problem.file, problem.line) == (FILE, 2)
    assert problem.found == f"The field '{field}' is missing."
    assert problem.remedy == f"Add '{field}:' with its value."


TOMORROW = datetime.date.today() + datetime.timedelta(days=1)
BAD_DATES = [
    (TOMORROW.isoformat(), f"{TOMORROW} is in the future"),
    ("2024-12-31", "2024-12-31 is before the figures of 2024 are complete"),
    ("2025-02-30", "'2025-02-30' is not a date; write it as YYYY-MM-DD"),
    ("14/03/2025", "'14/03/2025' is not a date; write it as 2025-03-14"),
    ('"2025-03-14"', "write it as 2025-03-14, without quotation marks"),
    ("2025-03-14 10:30:00", "is not a date; write it as 2025-03-14"),
    ("2025", "'2025' is not a date"),
    ("last week", "'last week' is not a date"),
    ("[2025-03-14]", "is not a date"),
]


@pytest.mark.parametrize(("date", "found"), BAD_DATES)
def test_a_date_that_is_none_or_cannot_be_is_refused(write, date, found):
    write(GOOD.replace("2025-03-14", date))
    (problem,) = problems_of()
    assert (problem.file, problem.line) == (FILE, 7)
    assert "The field 'on'" in problem.found and found in problem.found


def test_a_reason_of_today_is_accepted(write):
    write(GOOD.replace("2025-03-14", datetime.date.today().isoformat()))
    assert load_reasons(2024).reasons


BAD_WORDS = [
    "<script>alert(1)</script>",
    "See <b>this</b>.",
    "&lt;b&gt;",
    "```{include} ../secret```",
    "A {download}`file`.",
    "It rose to {fact}`crimes`.",
    "[here](https://example.org)",
    "![](x.png)",
    "**Two** shops.",
    "x" * 601,
]


@pytest.mark.parametrize("words", BAD_WORDS)
@pytest.mark.parametrize("field", ["said", "text", "by"])
def test_words_that_are_not_plain_are_refused(write, words, field):
    write(GOOD.replace(ONE[field], f'"{words}"'))
    (problem,) = problems_of()
    assert (problem.file, problem.line) == (FILE, FIELDS[field])
    assert problem.found.startswith(f"The field '{field}': '{words[:10]}")


@pytest.mark.parametrize("sign", ["\N{RIGHT-TO-LEFT OVERRIDE}", "\\u202e"])
def test_a_sign_that_turns_the_line_is_refused_however_it_is_typed(write, sign):
    write(GOOD.replace("Two shops", f"Two{sign} shops"))
    (problem,) = problems_of()
    assert (problem.file, problem.line) == (FILE, 5)
    assert "202e" in problem.found.lower()


@pytest.mark.parametrize("name", ["TBC", "n/a", "nobody", "1234", "-"])
def test_a_name_that_is_none_is_refused(write, name):
    write(GOOD.replace("A. Analyst, city council", name))
    (problem,) = problems_of()
    assert problem.line == 6 and "is not a name" in problem.found


def test_two_reasons_for_one_finding_are_refused_at_each_further_one(write):
    write(GOOD + SECOND.replace("vawg.change", "vawg.rate") + SECOND + SECOND.replace("vawg.change", '"vawg.change"'))
    problems = problems_of()
    assert [(each.file, each.line) for each in problems] == [(FILE, 13), (FILE, 18)]
    assert all(each.found == "'vawg.change' has a reason already, on line 3." for each in problems)


def test_a_field_that_is_not_known_is_named(write):
    write(GOOD.replace("    by:", "    who:"))
    found = {each.found for each in problems_of()}
    assert {"The field 'by' is missing.", "The field 'who' is not known."} == found


@pytest.mark.parametrize(
    "text", ["- finding: x\n", "reasons: none\n", "reasons:\n  finding: vawg.change\n", "reasons:\n  - vawg.change\n"]
)
def test_a_file_of_another_shape_is_refused(write, text):
    write(text)
    (problem,) = problems_of()
    assert problem.file == FILE and problem.line


NOW = "fell by 0.1 per cent, from 1,424 to \N{MINUS SIGN}2"


@pytest.mark.parametrize(
    ("said", "same"),
    [
        (NOW, True),
        ("fell by 0.1 per cent, from 1,424 to -2", True),  # as a keyboard types it
        ("Fell by 0.1 per  cent,\nfrom 1,424 to -2.", True),  # as the head of a sentence, over two lines
        ("fell by 0.1 per cent, from 1,424 to 2", False),
        ("fell by 0.1 per cent, from 1,424 to -21", False),
        ("rose by 0.1 per cent, from 1,424 to -2", False),
    ],
)
def test_a_finding_has_moved_where_it_says_something_else(said, same):
    reason = Reason(finding="vawg.change", said=said, text="Why.", by="A. Analyst", on=datetime.date(2025, 3, 14))
    assert reason.is_of(NOW) is same
