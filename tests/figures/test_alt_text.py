"""What the alt text of a chart says of values that several marks share."""

import pandas as pd
import pytest

from oscp_lib.figures import alt_text
from oscp_lib.measures.turning_points import Course

QUARTERS = pd.DataFrame({"Quarter": ["Q1", "Q2", "Q3", "Q4"], "Referrals": [17, 6, 17, 9]})


def test_every_column_that_shares_an_extreme_is_named():
    text = alt_text.of_columns(QUARTERS, "Quarter", "Referrals", "referrals")
    assert (
        text
        == "Column chart of referrals, 4 columns. First: Q1, 17. Last: Q4, 9. Highest: Q1 and Q3, 17. Lowest: Q2, 6."
    )
    bars = alt_text.of_bars(QUARTERS, "Quarter", "Referrals", "referrals")
    assert bars == "Bar chart of referrals, 4 bars. Highest: Q1 and Q3, 17. Lowest: Q2, 6."


def test_in_panels_and_lines_too():
    frame = QUARTERS.assign(Kind="Robbery", Year=[2021, 2022, 2023, 2024])
    panels = alt_text.of_panels(frame, "Kind", "Quarter", "Referrals", "robbery")
    assert "Robbery: highest Q1 and Q3 17, lowest Q2 6." in panels
    lines = alt_text.of_courses(
        frame, "Kind", "Year", "Referrals", "robbery", {"Robbery": Course("lowest in 2022", 2022, None)}
    )
    assert "highest 17 in 2021 and 2023, lowest 6 in 2022." in lines


@pytest.mark.parametrize(
    ("zeros", "named"),
    [(1, "A"), (2, "A and B"), (3, "A, B and C"), (4, "A, B and 2 more"), (20, "A, B and 18 more")],
)
def test_of_many_the_first_are_named(zeros, named):
    names = pd.Series([chr(ord("A") + number) for number in range(zeros)] + ["Z"])
    text = alt_text.extremes(names, pd.Series([0] * zeros + [5]))
    assert text == f" Highest: Z, 5. Lowest: {named}, 0."


def test_what_is_withheld_is_no_extreme():
    values = pd.Series([3, float("nan"), 3])
    assert alt_text.extremes(pd.Series(list("ABC")), values) == " Highest shown: A and C, 3. Lowest shown: A and C, 3."
