"""A row of the plan's stated figures becomes the fact that it names, in the form that it asks for."""

import csv
import io

import pandas as pd
import pytest

from oscp_lib.chapters.opening import open_chapter
from oscp_lib.checks.check import check, data_problems
from oscp_lib.data.gap import Gap
from oscp_lib.data.periods import year_of
from oscp_lib.errors import InputError
from oscp_lib.facts.stated_forms import Unfit, form_of
from tests.made_place.plan import IN_WORDS, STATED, number
from tests.places import OWN

FILE = f"{OWN}/tables/stated_figures_plan.csv"
YEAR = ("2024-01-01", "2024-12-31")


@pytest.fixture
def add(project):
    """Add a row to the table; its line in the file."""

    def append(fact, value, unit, says, chapter="vawg", measure="number", period=YEAR):
        path = project / FILE
        row = (*period, "Oxmere", "help line", measure, unit, value, "plan", "oscp-running-plan-2025-26")
        line = io.StringIO()
        csv.writer(line, lineterminator="\n").writerow([*row, chapter, fact, says])
        text = path.read_text("utf-8") + line.getvalue()
        path.write_text(text, "utf-8")
        return text.count("\n")

    return append


def entries(chapter="vawg", year=2024):
    opened = open_chapter(chapter)
    return opened.facts(opened.load(year)).entries


@pytest.mark.parametrize(
    ("value", "unit", "says", "text"),
    [
        ("12345", "calls", "", "12,345"),
        ("1.5", "hours", "number", "1.5"),
        ("3", "calls", "words", "three"),
        ("1200", "calls", "over number and unit", "over 1,200 calls"),
        ("1", "people", "words and unit", "one person"),
        ("39.9", "per cent", "", "39.9 per cent"),
        ("12.25", "per cent", "per cent", "12.25 per cent"),
        ("50", "per cent", "nearly per cent", "nearly 50 per cent"),
        ("50", "per cent", "Nearly", "nearly 50 per cent"),
        ("2", "thirds", "nearly fraction", "nearly two thirds"),
        ("1", "halves", "just under fraction", "just under half"),
        ("1", "quarters", "fraction", "a quarter"),
        ("2", "times", "more than times", "more than double"),
        ("4", "times", "times", "four times"),
        ("50000", "pounds", "pounds", "£50,000"),
    ],
)
def test_a_row_becomes_a_fact_in_the_form_that_it_asks_for(add, value, unit, says, text):
    line = add("calls", value, unit, says)
    fact = entries()["calls"]
    assert (fact.key, fact.text, fact.value, fact.unit) == ("vawg.calls", text, float(value), unit)
    assert [(row.table, row.line) for row in fact.rows] == [("stated_figures_plan", line)]
    assert (fact.status, fact.kind, fact.area) == ("plan", "published", "Oxmere")


def test_the_rows_of_ranges_share_a_fact(add):
    lines = [
        add("ages", value, "years", "range", measure=measure)
        for value, measure in ((13, "first from"), (15, "first to"), (16, "second from"), (18, "second to"))
    ]
    fact = entries()["ages"]
    assert fact.value == fact.text == "13 to 15 and 16 to 18"
    assert [row.line for row in fact.rows] == lines


def test_every_figure_of_the_plan_s_prose_that_is_a_fact_is_printed_as_the_plan_has_it():
    chapters = ("neighbourhood_crime", "serious_violence", "vawg", "modern_slavery")
    said = {
        key: entry.text for chapter in chapters for key, entry in entries(chapter).items() if hasattr(entry, "text")
    }
    printed = {measure: text.replace("%", " per cent") for _, _, text, _, measure in STATED}
    # The plan's own words, or its digits where it has some.
    assert said["retail_crimes"] == printed["reported crimes"] == "2,534"
    assert said["retail_crimes_increase"] == printed["increase on the same months a year earlier"]
    assert said["retail_solved_increase"] == printed["increase in the solved crime rate"]
    assert said["asb_police_reports"] == printed["reports to the police"]
    assert said["asb_council_reports"] == printed["reports to the council"]
    assert said["crt_cases"] == printed["cases investigated"]
    assert said["stated_violence_fall"] == f"{printed['reduction']} per cent"
    assert said["stated_sexual_offences_share"] == "nearly 50 per cent"
    assert said["stated_violence_share"] == "nearly two thirds"
    assert said["stated_age_groups"] == "13 to 15 and 16 to 18"
    in_words = {measure: (words, value) for _, words, value, _, measure in IN_WORDS}
    assert said["stated_more_than_double"] == in_words["ratio to neighbouring districts, more than"][0]
    assert said["asb_teams"] in in_words["teams"][0]
    assert said["stated_years_highest"] in in_words["years with the highest number in the county"][0]
    assert number(said["workers_exploited"]) == in_words["workers identified as exploited"][1]


@pytest.mark.parametrize(
    ("start", "end", "year"),
    [
        ("2024-01-01", "2024-12-31", 2024),
        ("2024-02-01", "2025-01-31", 2024),  # twelve months that begin in the year
        ("2024-04-01", "2025-03-31", 2024),  # a financial year
        ("2024-07-01", "2025-06-30", 2024),
        ("2023-10-01", "2024-09-30", 2024),
        ("2018-01-01", "2024-12-31", 2024),  # several years that end with the year
        ("2021-04-01", "2025-03-31", 2024),  # and with the financial year
        ("2025-01-01", "2025-01-31", 2025),
        ("2024-06-30", "2024-06-30", 2024),
    ],
)
def test_a_period_belongs_to_the_year_that_holds_most_of_its_last_twelve_months(add, start, end, year):
    assert year_of(pd.Series(pd.to_datetime([start])), pd.Series(pd.to_datetime([end]))).tolist() == [year]
    add("calls", 7, "calls", "words", period=(start, end))
    if year == 2024:
        assert entries()["calls"].text == "seven" and isinstance(entries(year=2023)["calls"], Gap)


def test_each_year_prints_its_own_row_of_a_fact(add):
    add("calls", 7, "calls", "words")
    add("calls", 7000, "calls", "about number", period=("2023-01-01", "2023-12-31"))
    assert entries()["calls"].text == "seven" and entries(year=2023)["calls"].text == "about 7,000"
    gap = entries(year=2022)["calls"]
    assert gap.what == "the plan's figures of help line" and "2022" in gap.why


@pytest.mark.parametrize("chapter", ["introduction", "all_crime", "preventing_extremism", "reconciliation"])
def test_a_plan_may_state_a_figure_in_any_chapter(add, chapter):
    add("calls", 7, "calls", "words", chapter=chapter)
    assert data_problems() == []
    assert entries(chapter)["calls"].text == "seven"


@pytest.mark.parametrize(
    ("row", "found", "remedy"),
    [
        (("calls", 7, "calls", "", "vawgs"), "no chapter 'vawgs'", "Did you mean 'vawg'?"),
        (("calls", 7, "calls", "", "about"), "no chapter 'about' that prints", "Use one of introduction"),
        (("calls", 7, "calls", "", ""), "names the fact 'calls' and no chapter", "Fill in 'chapter'"),
        (("", 7, "calls", ""), "names the chapter 'vawg' and no fact", "Fill in 'fact'"),
        (("", 7, "calls", "words", ""), "('words'), and names no fact", "Fill in 'chapter' and 'fact'"),
        (("vawg.help calls", 7, "calls", ""), "'vawg.help calls', which no text can print", "such as 'help_calls'"),
        (("Calls", 7, "calls", ""), "'fact' holds 'Calls'", "such as 'calls'"),
        (("2024", 7, "calls", ""), "'fact' holds '2024'", "begins with a letter."),
        (("calls", 7, "calls", "wrods"), "'says' holds 'wrods'", "Did you mean 'words'?"),
        (("calls", 7, "calls", "nearly numbr"), "'says' holds 'nearly numbr'", "Did you mean 'nearly number'?"),
        (("calls", 7.5, "calls", "words"), "asks for words, and the value is 7.5", "Write 'number'"),
        (("calls", 7, "calls", "per cent"), "'per cent', and the unit is 'calls'", "Write the unit as one of per cent"),
        (("calls", 4, "thirds", "fraction"), "and the value is 4 thirds", "from 1 to 2."),
        (("calls", 2, "calls", "more than times"), "'times', and the unit is 'calls'", "one of times"),
        (("calls", 2, "years", "range"), "the fact has 1 row in the year", "two rows"),
        (("stated_years_highest", 2, "years", "number"), "different forms (lines 25, 30)", "a key of its own"),
        (("stated_years_highest", 2, "years", "words"), "Several rows of 2024", "a key of its own"),
    ],
)
def test_a_row_that_cannot_become_a_fact_is_an_error_at_its_line(add, row, found, remedy):
    line = add(*row)
    (problem,) = data_problems()
    assert (problem.file, problem.line, problem.severity) == (FILE, line, "error")
    assert found in problem.found and remedy in problem.remedy


def test_ranges_that_fall_are_refused_at_their_line(add):
    add("ages", 15, "years", "range", measure="from")
    line = add("ages", 13, "years", "range", measure="to")
    (problem,) = data_problems()
    assert problem.line == line and "begins at 15 and ends at 13" in problem.found


def test_a_notebook_run_by_hand_refuses_a_row_in_the_same_words(add):
    add("calls", 7, "calls", "wrods")
    with pytest.raises(InputError) as raised:
        entries()
    assert raised.value.problems == data_problems()
    assert "calls" not in entries("modern_slavery")


@pytest.mark.parametrize("year", [2024, 2023])
def test_a_row_cannot_take_the_key_of_a_fact_that_the_chapter_computes(add, year):
    line = add("rate", 7, "calls", "words", period=(f"{year}-01-01", f"{year}-12-31"))
    (problem,) = check(2024).errors
    assert (problem.file, problem.line) == (FILE, line)
    assert "computes a fact 'rate' itself" in problem.found and "'stated_rate'" in problem.remedy


def test_a_table_whose_description_lacks_the_columns_says_so(edit):
    edit(f"{OWN}/datapackage.json", '"name": "says"', '"name": "reads"')
    edit(FILE, ",says\n", ",reads\n")
    (problem,) = data_problems()
    assert problem.file == f"{OWN}/datapackage.json" and "no field 'says'" in problem.found


def test_a_text_may_not_ask_for_a_figure_that_no_row_names(project, edit):
    edit(FILE, ",crt_cases,", ",other_cases,")
    problems = check(2024).errors
    assert any("asks for the fact 'crt_cases'" in each.found for each in problems)
    assert all("crt_cases" in each.found for each in problems)


def test_a_notebook_prints_nothing_of_a_figure_that_no_plan_of_the_partnership_states(project):
    path = project / FILE
    rows = list(csv.DictReader(path.read_text("utf-8").splitlines()))
    kept = [{**row, "chapter": "", "fact": "", "says": ""} for row in rows]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(kept)
    gap = entries("neighbourhood_crime", 2023)["asb_police_reports"]
    assert gap == Gap(
        "the plan's figure of asb police reports", "No plan of this partnership states this figure.", absent=True
    )
    assert check(2023).errors == []


def test_a_partnership_without_the_table_has_gaps_where_its_notebooks_ask_for_stated_figures():
    from oscp_lib.data.evidence import gather
    from oscp_lib.facts.sheet import FactSheet
    from oscp_lib.facts.stated import add_stated

    sheet = FactSheet("vawg", 2024)
    add_stated(sheet, gather(("recorded_crime_ons",), 2024), ("calls",))
    assert list(sheet.gaps) == ["calls"]


@pytest.mark.parametrize("says", ["nearlyper cent", "nearly nearly per cent", "%", "per cent nearly"])
def test_no_other_words_are_taken_for_a_form(says):
    with pytest.raises(Unfit):
        form_of(says, "per cent")
