"""On which offences a partnership stands out: published counts, and counts that the tests make."""

import pytest

from oscp_lib.data.areas import load_areas
from oscp_lib.measures.count_change import what_a_count_did
from oscp_lib.measures.stand_out import driver, furthest, highest, levels_of, lowest, movements
from tests.measures.made_counts import make_counts

OXMERE, YEARS = "E22000308", (2023, 2024)


def test_the_offence_that_moved_the_total_most():
    # ONS, Tables C2 and C5: 1,791 and 2,488; all crime 16,511 and 17,384.
    found = driver(movements(OXMERE, YEARS), what_a_count_did(16511, 17384, YEARS))
    assert (found.offence, found.difference) == ("Shoplifting", 697)


def test_of_a_total_that_fell_it_is_the_offence_that_fell_most():
    # Residential burglary 556 and 436; vehicle offences 1,105 and 936.
    found = driver(movements(OXMERE, YEARS), what_a_count_did(17384, 16511, YEARS))
    assert (found.offence, found.difference) == ("Vehicle offences", -169)


def test_the_rises_and_falls_beyond_nine_in_ten_partnerships_are_named():
    found = movements(OXMERE, YEARS)
    # Worked out apart from this project: 25 of 314 rose more for drug offences, 68 for shoplifting.
    rose = [each.offence for each in furthest(found, "rose", 3)]
    assert "Drug offences" in rose and "Shoplifting" not in rose
    # No fall is beyond nine in ten (residential burglary: 44 of 314 fell more): the furthest is named alone.
    assert [each.offence for each in furthest(found, "fell", 3)] == ["Residential burglary"]
    # Criminal damage has few above it, and its rise (1,058 to 1,148) could be chance.
    assert "Criminal damage and arson" not in {each.offence for each in found}


def test_the_highest_rates_are_those_of_the_publisher_s_own_ranking():
    # ONS, Table C4, over residents of mid-2022: bicycle theft 2nd, drug offences 16th, shoplifting 18th of 313.
    found = highest(levels_of(OXMERE, 2024), 3)
    assert [each.offence for each in found] == ["Bicycle theft", "Drug offences", "Shoplifting"]
    assert found[0].rank == 2


def test_the_middle_stands_out_in_nothing():
    # The lowest of its ranks, miscellaneous crimes, is 182nd of 313: no rate is low, and none is named.
    ranks = [each.rank for each in levels_of(OXMERE, 2024)]
    assert max(ranks) < 0.75 * 313
    assert lowest(levels_of(OXMERE, 2024), 3) == []
    assert {each.rank <= 31 for each in highest(levels_of(OXMERE, 2024), 3)} == {True}


@pytest.mark.parametrize("counts", [(49, 80), (80, 49), (0, 60), (60, 61)])
def test_small_counts_and_what_could_be_chance_stand_out_nowhere(monkeypatch, counts):
    code = load_areas().of_kind("partnership")[0].code
    make_counts(monkeypatch, {(year, code, "all", "Robbery"): count for year, count in zip(YEARS, counts, strict=True)})
    assert movements(code, YEARS) == []
    assert driver([], what_a_count_did(None, 5, YEARS)) is None
