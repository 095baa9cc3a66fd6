"""What is missing, and what is no part of a book: how each looks to whoever runs a cell, and as a record."""

from oscp_lib.data.gap import Gap

MISSING = Gap("counts of burglary", "They are not held.", "Police")
ABSENT = Gap("a plan", "There is none.", absent=True)


def test_a_missing_figure_is_announced_and_an_absent_one_is_explained_quietly():
    assert "Not available: counts of burglary" in MISSING._repr_html_() and 'class="gap"' in MISSING._repr_html_()
    quiet = ABSENT._repr_html_()
    assert "Not available" not in quiet and 'class="gap"' not in quiet
    assert "No part of this book: a plan. There is none." in quiet
    assert repr(ABSENT) == "No part of this book: a plan. There is none."


def test_both_come_back_from_their_records():
    assert Gap(**ABSENT.as_json()) == ABSENT
    assert Gap(**MISSING.as_json()) == MISSING
    assert "absent" not in MISSING.as_json()  # the outputs of notebooks stay as they were
