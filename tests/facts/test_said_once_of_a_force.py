"""The share of a force's offences that is in no district moves all counts of a page: the page says so once."""

import pytest

from oscp_lib.facts import change_and_level
from oscp_lib.facts.sheet import FactSheet
from oscp_lib.measures.yearly_changes import Compared

SHARE = "There was a rise in the share: that alone lowers the counts."
VERDICT = "The change is unusual."


class Sheet(FactSheet):
    """One that holds what is said, without rows."""

    def change(self, key, change, offence, note="", **rows):
        pass

    def compared(self, key, found, now=None, before=None):
        self.given(key, found.text, "")


@pytest.fixture
def said(monkeypatch):
    """What the sheet says of some offences, each with the sentence on the share that its force has."""

    def of(*shares):
        found = iter([Compared(f"It fell. {share} {VERDICT}", "", 1, share) for share in shares])
        monkeypatch.setattr(change_and_level, "official_change_rows", lambda *_: {})
        monkeypatch.setattr(change_and_level, "change_since_last_year", lambda *_: None)
        monkeypatch.setattr(change_and_level, "compared_with_all", lambda *_: next(found))
        sheet = Sheet("all_crime", 2024)
        for number in range(len(shares)):
            change_and_level.add_since_last_year(sheet, None, f"fact_{number}", "Robbery")
        return [fact.text for fact in sheet]

    return of


def test_only_the_first_fact_of_a_page_says_that_the_share_moved(said):
    assert said(SHARE, SHARE, SHARE) == [f"It fell. {SHARE} {VERDICT}", *[f"It fell. {VERDICT}"] * 2]


def test_another_share_is_said_too(said):
    """Where the share of all offences did not move, that of one of them may have."""
    other = SHARE.replace("rise", "fall")
    assert said(SHARE, other) == [f"It fell. {each} {VERDICT}" for each in (SHARE, other)]


def test_without_such_a_share_nothing_is_left_out(said):
    assert said("", "") == [f"It fell.  {VERDICT}"] * 2
