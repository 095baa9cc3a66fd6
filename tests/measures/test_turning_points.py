"""Where a yearly count turned, worked out by hand."""

import pandas as pd
import pytest

from oscp_lib.data.national import read_national
from oscp_lib.figures.figure import LONGEST_TITLE
from oscp_lib.measures.turning_points import course_of, course_title

NAN = float("nan")


def line(*values, first=2021):
    return pd.Series([float(value) for value in values], index=range(first, first + len(values)))


@pytest.mark.parametrize(
    ("values", "said", "turn"),
    [
        ((76, 94, 114, 146), "rose every year", None),
        ((624, 482, 450, 436), "fell every year", None),
        ((1108, 1019, 1791, 2488), "lowest in 2022", 2022),
        ((798, 1169, 1105, 936), "highest in 2022", 2022),
        # Down, up, down again: 2022 lies 79 below the straight line between the ends, 2023 only 57 above it.
        ((624, 482, 556, 436), "fell, rose, fell again", 2022),
        ((633, 1328, 1293, 1439), "rose, fell, rose again", 2022),
        ((1, 20, 15, 30, 25, 40), "went up and down", 2022),
        ((5, 5, 5), "", None),
        ((5, 5, 6), "", None),
        ((5, 6), "", None),
        ((5,), "", None),
        ((), "", None),
    ],
)
def test_the_course_of_a_count(values, said, turn):
    found = course_of(line(*values))
    assert (found.said, found.turn) == (said, turn)


def test_the_change_is_from_the_first_year_to_the_last():
    did = course_of(line(76, 94, 114, 146)).did
    assert (did.before, did.now, did.years, did.verb) == (76, 146, (2021, 2024), "rose")


def test_nothing_is_said_across_a_break_or_a_missing_year():
    cut = course_of(line(10, 90, 20, 80, 100), {2023})
    assert cut.said == "rose every year" and cut.did.years == (2023, 2025)
    assert course_of(line(10, 90, 20), {2022, 2023}).did is None
    assert course_of(line(90, NAN, 20, 80)).did.years == (2023, 2024)
    assert course_of(line(90, 20, NAN)).did is None
    gap = pd.Series([100.0, 200.0, 300.0], index=[2019, 2022, 2023])
    assert course_of(gap).did.years == (2022, 2023)


def test_the_title_names_what_moved_most_by_its_ratio_and_no_chance():
    courses = {
        "Shoplifting": course_of(line(1000, 1500)),
        "Robbery": course_of(line(200, 100)),  # halved: further than a half more
        "Homicide": course_of(line(1, 9)),  # too few for a percentage
    }
    assert course_title(courses, 15) == "Robbery fell by 50.0 per cent since 2021, from 200 to 100"
    chance = {"Robbery": course_of(line(100, 104)), "Shoplifting": course_of(line(1000, 1001))}
    assert course_title(chance, 15) == "Neither kind rose or fell by more than chance would give since 2021"
    assert (
        course_title({"Robbery": course_of(line(100, 104))}, 15) == "Robbery: no rise or fall beyond chance since 2021"
    )
    broken = {"Robbery": course_of(line(100, 200), {2022})}
    assert course_title(broken, 15) == "Recorded offences by kind, year by year"


def test_no_title_is_longer_than_a_figure_takes():
    """Each offence of the table, and any number of them of which none moved, gives a title that a figure accepts."""
    offences = list(read_national("recorded_crime", columns=["offence"])["offence"].unique())
    assert len(offences) > 20
    moved = [course_title({name: course_of(line(1000, 12500))}, LONGEST_TITLE) for name in offences]
    still = {name: course_of(line(100, 104)) for name in offences}
    none_moved = [
        course_title(dict(list(still.items())[:several]), LONGEST_TITLE) for several in range(len(offences) + 1)
    ]
    assert {title for title in moved + none_moved if len(title.split()) > LONGEST_TITLE} == set()
