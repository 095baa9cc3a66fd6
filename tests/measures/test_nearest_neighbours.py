"""The partnerships of the nearest districts, and who has none."""

import pytest

from oscp_lib.data.areas import load_areas
from oscp_lib.data.gap import Gap
from oscp_lib.measures.nearest_neighbours import nearest_neighbours, neighbours_note


def neighbours(name):
    return nearest_neighbours(load_areas().find("partnership", name).code)


def test_the_neighbours_are_partnerships_nearest_first():
    # ONS, statistical nearest neighbours, lower tier: Oxmere's first are Reading, Kingston upon Thames and Cheltenham.
    found = neighbours("Oxmere")
    assert [each.name for each in found.partnerships[:3]] == ["Reading", "Kingston upon Thames", "Cheltenham"]
    assert all(each.kind == "partnership" for each in found.partnerships)


def test_a_district_within_a_merged_partnership_is_that_partnership():
    assert "South Warwickshire" in [each.name for each in neighbours("Oxmere").partnerships]


def test_a_district_that_several_partnerships_share_is_left_out_and_said():
    found = neighbours("Oxmere")
    assert (len(found.partnerships), found.districts) == (14, 15)
    assert neighbours_note(found) == (
        "Not among the neighbours: Bournemouth, Christchurch and Poole, shared by several partnerships."
    )


def test_most_have_all_fifteen_and_nothing_to_note():
    whole = [
        found
        for each in load_areas().of_kind("partnership")
        if not isinstance(found := nearest_neighbours(each.code), Gap) and len(found.partnerships) == 15
    ]
    assert len(whole) > 100
    assert not any(neighbours_note(found) for found in whole)


def test_nobody_is_a_neighbour_of_itself_or_twice():
    for each in load_areas().of_kind("partnership"):
        if not isinstance(found := nearest_neighbours(each.code), Gap):
            codes = [other.code for other in found.partnerships]
            assert each.code not in codes and len(codes) == len(set(codes)), each


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("Cardiff", "ONS gives nearest neighbours of districts in England only."),
        ("Cwm Taf", "ONS gives nearest neighbours of districts in England only."),
        ("South Warwickshire", "The partnership covers 2 districts, and ONS gives neighbours of single ones."),
        ("Aylesbury Vale", "The partnership covers a part of a district, and ONS gives neighbours of whole ones."),
        ("Dorset", "The partnership covers 2 districts, and ONS gives neighbours of single ones."),
    ],
)
def test_who_has_none_says_why(name, why):
    assert neighbours(name).why == why


def test_a_district_whose_code_changed_since_has_its_neighbours():
    assert len(neighbours("Sheffield").partnerships) > 10
