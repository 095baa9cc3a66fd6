"""What the other partnerships of the force did, from counts that the tests make."""

import pytest

from oscp_lib.data.areas import load_areas
from oscp_lib.measures.within_force import force_sentence, within_force
from tests.measures.made_counts import make_counts

YEARS = (2023, 2024)
TOTAL = "Total recorded crime (excluding fraud)"


def a_force(size):
    """The code of a force with at least so many partnerships, and those of its partnerships."""
    areas = load_areas()
    for force in areas.of_kind("force"):
        codes = [each.code for each in areas.members(force.code, "partnership")]
        if len(codes) >= size:
            return force.code, codes
    raise AssertionError("no force is that large")


def found_of(monkeypatch, pairs, whole=(1000, 1000), unassigned=(0, 0), offence="Robbery"):
    force, codes = a_force(len(pairs))
    counts = {
        (year, code, "all", offence): value
        for code, pair in zip(codes, pairs, strict=False)
        for year, value in zip(YEARS, pair, strict=True)
    }
    for year, all_of_it, nowhere in zip(YEARS, whole, unassigned, strict=True):
        counts[year, force, "all", offence] = all_of_it
        if nowhere is not None:
            counts[year, force, "unassigned", offence] = nowhere
    make_counts(monkeypatch, counts)
    return within_force(codes[0], offence, YEARS)


@pytest.mark.parametrize(
    ("pairs", "words"),
    [
        (
            [(100, 150), (100, 160), (100, 110), (100, 90)],
            "Of the 3 other partnerships of the Metropolitan Police force, 2 had a rise too.",
        ),
        (
            [(100, 50), (100, 40), (100, 30), (100, 60)],
            "All 3 other partnerships of the Metropolitan Police force had a fall too.",
        ),
        ([(100, 150), (100, 160)], "The other partnership of the Metropolitan Police force had a larger rise."),
        ([(100, 150), (100, 110)], "The other partnership of the Metropolitan Police force had a smaller rise."),
        ([(100, 150), (100, 60), (100, 110)], ""),  # half of the others is not most
        ([(100, 100), (100, 60), (100, 50)], ""),
        ([(100, 150)], ""),  # a force of one partnership
        ([(100, 150), (0, 60)], ""),  # nobody to compare with
    ],
)
def test_most_of_the_force_is_said(monkeypatch, pairs, words):
    assert force_sentence(found_of(monkeypatch, pairs)) == words


def test_a_share_in_no_district_that_moved_is_said(monkeypatch):
    found = found_of(monkeypatch, [(100, 150), (100, 90)], unassigned=(180, 40))
    assert (found.jump.before, found.jump.now) == (18, 4)
    assert force_sentence(found) == (
        "There was a fall in the share of the force's offences that are in no district (from 18.0 to 4.0 per cent): "
        "that alone raises the counts of its partnerships."
    )


@pytest.mark.parametrize("unassigned", [(20, 30), (30, 20), (None, 10), (5, 5)])
def test_a_share_that_moved_by_one_point_at_most_is_not(monkeypatch, unassigned):
    assert found_of(monkeypatch, [(100, 150), (100, 90)], unassigned=unassigned).jump is None


def test_a_share_of_few_offences_moves_by_chance(monkeypatch):
    assert found_of(monkeypatch, [(20, 30)], whole=(40, 60), unassigned=(1, 9)).jump is None


def test_the_share_of_all_offences_counts_too(monkeypatch):
    force, codes = a_force(2)
    counts = {(year, codes[0], "all", "Robbery"): 100 for year in YEARS}
    counts |= {(year, force, "all", TOTAL): 10_000 for year in YEARS}
    counts |= {(2023, force, "unassigned", TOTAL): 100, (2024, force, "unassigned", TOTAL): 300}
    make_counts(monkeypatch, counts)
    assert within_force(codes[0], "Robbery", YEARS).jump.now == 3


def test_a_part_named_after_a_place_is_in_no_district_either(monkeypatch):
    force, codes = a_force(2)
    counts = {(year, codes[0], "all", "Robbery"): 100 for year in YEARS}
    counts |= {(year, force, "all", "Robbery"): 1000 for year in YEARS}
    counts |= {(2023, force, "unassigned", "Robbery"): 10, (2023, force, "An airport", "Robbery"): 30}
    make_counts(monkeypatch, counts)
    assert within_force(codes[0], "Robbery", YEARS).jump.before == 4


def test_drug_offences_in_the_force_of_oxmere():
    # Counted apart from this project in a list of the force's rows of ONS's tables C2 and C5.
    found = within_force("E22000308", "Drug offences", YEARS)
    assert (found.others, found.same_way, found.further) == (15, 9, 0)
