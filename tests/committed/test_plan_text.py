"""What only the plan's own text can prove, in one test: it is not part of the project, and may not be here."""

import re
from collections import Counter

import pytest

from oscp_lib.claims.claims_file import load_claims
from oscp_lib.claims.passages_file import load_passages
from oscp_lib.data.corrections import load_corrections
from tests.committed import published_plan as plan

pytestmark = pytest.mark.usefixtures("oxford")

FIGURE = re.compile(
    r"\d[\d,.]*|\b(?:two|fourteen|twelve|thirty-two|twenty-nine|six|double|nearly|largest|highest)\b", re.I
)


def cells(lines, first, last):
    """The rows of a printed table: the cells that tabs set apart."""
    rows = [[cell.strip() for cell in line.split("\t")] for line in lines[first - 1 : last]]
    return [[cell for cell in row if cell] for row in rows if any(row)]


def test_the_text_prints_what_was_typed_and_every_line_of_it_is_carried_and_claimed(plan_text):
    for check in (tables_are_typed_as_printed, prose_is_typed_as_printed, every_line_is_mapped_once,
                  every_figure_has_a_claim, every_claim_is_found_by_its_words,
                  errors_are_printed_as_they_are):  # fmt: skip
        check(plan_text)


def tables_are_typed_as_printed(lines):
    header, *rows = cells(lines, 81, 87)
    assert header == plan.TABLE_1_HEADER
    assert {area: tuple(printed) for area, *printed in rows} == plan.TABLE_1
    years, *rows = cells(lines, 158, 163)
    assert tuple(years) == plan.YEARS
    assert {area: tuple(printed) for area, *printed in rows} == plan.TABLE_2
    _, *rows = cells(lines, 178, 185)
    assert {kind: tuple(printed) for kind, *printed in rows} == plan.TABLE_3


def prose_is_typed_as_printed(lines):
    for line, words, printed, *_ in plan.STATED:
        assert re.findall(words, lines[line - 1]) == [printed], f"line {line}: {words}"
    for line, words, *_ in plan.IN_WORDS:
        assert words in lines[line - 1], f"line {line}: {words}"
    assert "from February 2024 to January 2025" in lines[95]
    assert max(number for number, line in enumerate(lines, 1) if line.strip()) == plan.LAST_LINE


def every_line_is_mapped_once(lines):
    mapped = Counter(number for passage in load_passages(2024).passages for number in passage.numbers)
    assert [number for number, line in enumerate(lines, 1) if line.strip() and mapped[number] != 1] == []
    assert max(mapped) <= len(lines)
    assert [number for number in mapped if not lines[number - 1].strip()] == [], "lines mapped that hold nothing"


def every_figure_has_a_claim(lines):
    # Lines 74 to 185 hold the plan's findings; a number, or a number in words, is a statement of fact.
    claimed = set()
    for claim in load_claims(2024).claims:
        first, _, last = claim.lines.partition("-")
        claimed |= set(range(int(first), int(last or first) + 1))
    numbered = list(enumerate(lines, 1))[73:]
    missing = [
        (line, text.strip())
        for line, text in numbered
        if FIGURE.search(text) and line not in claimed and not re.match(r"\s*(Table|Chart) \d:?|.*\t2018\t|^\s*$", text)
    ]
    # What is left names a chart, a law or a month, and states no figure.
    assert all(
        re.search(r"Chart \d|Charts 2|September 2024|In 2024|Table 3 highlights|for the year 2024", text)
        for _, text in missing
    ), missing


def every_claim_is_found_by_its_words(lines):
    claims = load_claims(2024).claims
    headings = {claim.heading.casefold() for claim in claims}
    assert len(claims) == 67
    for claim in claims:
        first, _, last = claim.lines.partition("-")
        own = lines[int(first) - 1 : int(last or first)]
        text = " ".join(" ".join(own).replace("\t", " ").split())
        if claim.passage == "row":
            assert claim.begins in {line.split("\t")[0].strip() for line in own}, claim.id
        else:
            # At the start of a sentence, of an item of a list or of a caption.
            assert re.search(rf"(?:^[-\s]*|[.:] |\d ){re.escape(claim.begins)}", text), claim.id
            above = [line.strip(" \t-").casefold() for line in lines[: int(first) - 1]]
            assert next(line for line in reversed(above) if line in headings) == claim.heading.casefold(), claim.id
        if claim.passage == "row":
            above = [line for line in lines[: int(first) - 1] if line.startswith("Table ")]
            assert above[-1].startswith(f"{claim.heading}:"), claim.id


def errors_are_printed_as_they_are(lines):
    # The plan prints 45,465 and 1.6, and so do the tables.
    text = "\n".join(lines)
    for each in load_corrections():
        assert re.search(rf"(?<!\d){each.expected:,.0f}(?!\d)|{each.expected:g}", text), each
