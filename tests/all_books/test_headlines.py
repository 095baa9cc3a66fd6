"""The headline measures: what the tables hold, what the books say of a change, and what may not be said."""

import pandas as pd
import pytest

from oscp_lib import paths
from oscp_lib.all_books.headlines import CHANCE, NO_FIGURE, OFFENCES, headlines, with_sign
from oscp_lib.data.areas import load_areas
from oscp_lib.data.package import tables
from oscp_lib.data.partnership import use_partnership
from oscp_lib.data.unplaced import jump_between
from oscp_lib.measures.yearly_changes import RECORDED_CRIME

CODES = [area.code for area in load_areas().of_kind("partnership")]


@pytest.fixture(scope="module")
def found():
    return headlines(CODES, 2024)


@pytest.fixture(scope="module")
def counts():
    """Counts by area, offence and year, straight from the file."""
    held = pd.read_parquet(paths.NATIONAL / "recorded_crime.parquet")
    start, end = pd.to_datetime(held["period_start"]), pd.to_datetime(held["period_end"])
    whole = (start.dt.month == 1) & (end.dt.month == 12) & (start.dt.year == end.dt.year) & (held["part"] == "all")
    held = held[whole].assign(year=end[whole].dt.year)
    return held.set_index(["area_code", "offence", "year"])["value"].astype(float)


def test_counts_are_those_of_the_table_for_every_partnership(found, counts):
    for offence in OFFENCES:
        for code in CODES:
            held = counts.get((code, offence, 2024), float("nan"))
            assert found[offence][code].count == (None if held != held else held), (offence, code)


def test_a_change_is_of_two_counts_of_fifty_or_more(found, counts):
    given = 0
    for offence in OFFENCES:
        for code in CODES:
            each = found[offence][code]
            if each.change is not None:
                before, now = counts[code, offence, 2023], counts[code, offence, 2024]
                assert min(before, now) >= 50 and each.change == pytest.approx(100 * (now - before) / before)
                given += 1
    assert given > 1000


def test_no_change_is_given_where_a_book_of_the_force_says_that_the_years_do_not_compare(found, counts):
    """One partnership of each force, asked as its own book asks."""
    areas, in_use = load_areas(), paths.SLUG
    firsts = {force.code: areas.members(force.code, "partnership")[0].code for force in areas.of_kind("force")}
    refused = 0
    try:
        for code in firsts.values():
            use_partnership(code)
            table = tables()[RECORDED_CRIME]
            for offence in OFFENCES:
                jumped = jump_between(table, offence, 2023, 2024) is not None
                few = not min(counts.get((code, offence, year), 0) for year in (2023, 2024)) >= 50
                assert (found[offence][code].change is None) == (jumped or few), (code, offence)
                refused += jumped
    finally:
        paths.use_partnership(in_use)
    assert refused > 10


def test_what_cannot_be_said_is_marked_and_what_may_be_chance_says_so(found):
    every = [each for offence in OFFENCES for each in found[offence].values()]
    assert all(each.texts[2] == NO_FIGURE for each in every if each.change is None)
    assert all(("change" not in each.stands_out.lower()) for each in every if each.change is None)
    chance = [each for each in every if each.chance]
    assert chance and all(each.texts[2].endswith(CHANCE) for each in chance)
    # Far from nothing, over large counts, is no chance.
    assert not any(each.chance for each in every if each.count and each.count > 5000 and abs(each.change or 0) > 10)


@pytest.mark.parametrize(
    ("value", "said"), [(3.14, "+3.1"), (-0.44, "\N{MINUS SIGN}0.4"), (-0.04, "0.0"), (0.04, "0.0")]
)
def test_a_change_has_its_sign(value, said):
    assert with_sign(value) == said
