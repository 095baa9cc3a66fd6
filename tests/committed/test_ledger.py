"""The ledger of Oxford's plan: what a reader finds with its text, the official workbook and a calculator."""

import pytest

from oscp_lib.claims.claims_file import load_claims
from oscp_lib.claims.ledger import CONFIRMED, CONTRADICTED, ledger
from tests.claims.test_ledger import FOUND_BY_HAND, entry, verdicts
from tests.committed.published_plan import IN_WORDS, LAST_LINE, STATED

pytestmark = pytest.mark.usefixtures("oxford")


def test_what_a_reader_with_a_calculator_finds_is_contradicted():
    for ident, computed in FOUND_BY_HAND.items():
        found = entry(ident)
        assert found.verdict == CONTRADICTED, ident
        assert computed in found.computed, ident


def test_every_statement_has_its_verdict_and_those_of_the_census_are_told_apart():
    found = verdicts()
    assert len(found) == 67  # counted in the plan's text
    # 162,100 as ONS first published it; the other districts and the county have the estimates of mid-2021.
    assert {ident for ident in found if ident.startswith("census-") and found[ident] == CONFIRMED} == {"census-oxford"}
    assert len(ledger(2024).problems) == 8 and len(ledger(2024).contradictions) == 6


def test_every_figure_of_the_plan_has_a_claim():
    claimed = set()
    for claim in load_claims(2024).claims:
        first, _, last = claim.lines.partition("-")
        claimed |= set(range(int(first), int(last or first) + 1))
    assert {line for line, *_ in (*STATED, *IN_WORDS)} <= claimed and max(claimed) <= LAST_LINE
    assert {*range(82, 88), *range(159, 164), *range(179, 186)} <= claimed  # the rows of Tables 1 to 3
