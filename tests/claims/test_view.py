"""The ledger as pages print it: the claims to take away, the table of problems, and the notes on chapters."""

import csv
import io
import re

import pytest
from lxml import html

from oscp_lib.chapters import CHAPTERS
from oscp_lib.chapters.opening import open_chapter
from oscp_lib.claims.claims_file import SharedProblem, load_claims
from oscp_lib.claims.ledger import Ledger, ledger
from oscp_lib.claims.view import contradiction_note
from oscp_lib.data.gap import Gap

reconciliation = open_chapter("reconciliation")


def rows():
    made = reconciliation.ledger_file(reconciliation.load(2024))
    return list(csv.DictReader(io.StringIO(made.csv)))


def test_the_file_holds_every_claim_once_in_the_order_of_the_plan():
    assert [row["Claim"] for row in rows()] == [claim.id for claim in load_claims(2024).claims]


def test_a_row_says_what_is_stated_what_was_found_and_what_it_comes_down_to():
    (row,) = [row for row in rows() if row["Claim"] == "crimes-south"]
    # The plan prints 4,478 for South Oxmereshire; ONS recorded 6,458.
    assert row["The plan says"] == "4,478" and "6,458 crimes" in row["What was found"]
    assert row["Verdict"] == "contradicted" and row["Held against"] == "official figures"
    assert row["Problem it comes down to"] != "none"
    assert row["Place in the plan"] == "Table 1, the row beginning 'South Oxmereshire'"


def test_no_cell_is_empty_and_none_turns_into_a_date_in_a_spreadsheet():
    for row in rows():
        assert all(row.values()), row
        assert not row["Place in the plan"][0].isdigit()


def test_a_year_without_a_plan_has_no_file():
    assert isinstance(reconciliation.ledger_file(reconciliation.load(2023)), Gap)


def test_no_place_names_a_line_of_a_text_that_readers_lack():
    assert not [row["Place in the plan"] for row in rows() if re.search(r"\bline", row["Place in the plan"])]
    (row,) = [row for row in rows() if row["Claim"] == "violence-falling"]
    assert row["Place in the plan"] == (
        "Under 'Serious violence', the sentence beginning 'Serious violence has been falling in Oxmere for...'"
    )


def shown(made):
    return html.fromstring(made._repr_html_())


def test_the_table_of_problems_says_what_is_printed_what_was_found_and_how_many_statements():
    cells = [
        [" ".join(cell.text_content().split()) for cell in row]
        for row in shown(reconciliation.problem_table(reconciliation.load(2024))).iter("tr")
    ]
    assert len(cells) == 1 + 8
    assert "sexual offences" in cells[1][0]  # the order is the file's: what matters most comes first
    by_name = {name: found for name, *found in cells[1:]}
    assert by_name["Oxmere's share of sexual offences is nearer to a third than to a half"] == [
        "Oxmere accounted for nearly 50 per cent of all sexual offences in the county.", "31.2 per cent",
        "1 contradicted",
    ]  # fmt: skip
    assert by_name["Whether “more than double the neighbouring councils” holds depends on how it is read"][1:] == [
        "Read as each neighbour, 1.5 times that of Cherrow; as their average, 2.8 times",
        "1 counts differently, 1 true on one reading",
    ]
    assert by_name["Table 2 has fewer sexual offences than ONS"][2] == "4 counts differently"


def test_every_number_of_a_source_leads_to_it_and_no_title_is_repeated_in_the_ledger():
    data = reconciliation.load(2024)
    lists = [
        reconciliation.problems(data),
        *(reconciliation.claims(data, each) for each in ("confirmed", "not checkable")),
    ]
    titles = {
        item.get("id"): item.text_content().rstrip(".") for item in shown(reconciliation.sources(data)).iter("li")
    }
    asked = {
        link.get("href").removeprefix("#")
        for made in lists
        for link in shown(made).xpath("//a[@class='source-number']")
    }
    assert asked <= set(titles) and len(asked) > 2
    assert not [title for title in titles.values() for made in lists if title in shown(made).text_content()]


def test_what_is_confirmed_is_folded_and_whole():
    folded = shown(reconciliation.claims(reconciliation.load(2024), "confirmed"))
    assert folded.tag == "details" and "open" not in folded.attrib
    confirmed = {row["Claim"] for row in rows() if row["Verdict"] == "confirmed"}
    assert {row.get("id") for row in folded.iter("tr") if row.get("id")} == {f"claim-{ident}" for ident in confirmed}


def notes():
    """The note of each chapter that the checks of the plan have something to say of."""
    for chapter in CHAPTERS:
        if "checked" in chapter.passages:
            opened = open_chapter(chapter.slug)
            yield opened.checked(opened.load(2024)).markdown


def test_a_note_on_a_chapter_is_labelled_and_has_three_lines_at_most_each_with_its_problem():
    anchors = {f"#{section.get('id')}" for section in shown(reconciliation.problems(reconciliation.load(2024)))
               .xpath("//section[@id]")}  # fmt: skip
    told = 0
    for note in notes():
        if not note:
            continue
        box = html.fromstring(note)
        assert box.get("class") == "plan-checked"
        lines = list(box.iter("li"))
        assert len(lines) <= 3
        for line in lines:
            (link,) = line.iter("a")
            assert (
                link.get("href").startswith("reconciliation.html")
                and f"#{link.get('href').partition('#')[2]}" in anchors
            )
            assert len(line.text_content()) < 120
        told += len(lines)
    assert told == 9  # one for each of the eight problems, one more for the second of two readings


def test_a_fourth_line_of_a_note_becomes_a_link_to_the_rest():
    found = ledger(2024)
    assert len(found.problems) > 3
    lines = list(html.fromstring(contradiction_note(found)).iter("li"))
    assert len(lines) == 3
    assert lines[-1].text_content() == "And seven more."  # of nine


def test_a_note_of_nothing_that_differs_is_empty():
    confirmed = tuple(entry for entry in ledger(2024).entries if entry.verdict == "confirmed")
    assert contradiction_note(Ledger(2024, confirmed, (SharedProblem(id="a", title="A"),))) == ""


@pytest.mark.parametrize("name", ["problem_table", "problems", "sources"])
def test_a_year_without_a_plan_has_no_list_either(name):
    assert isinstance(getattr(reconciliation, name)(reconciliation.load(2023)), Gap)
