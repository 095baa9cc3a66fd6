"""The look-up of areas: what lies in what, on which days, and what followed what is no more."""

from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oscp_lib import paths
from oscp_lib.data.areas import KINDS, load_areas
from tests.data.look_up import names, rows_of

END_OF_2022, MID_OF_2024, END_OF_2024 = date(2022, 12, 31), date(2024, 6, 30), date(2024, 12, 31)
# Districts in more than one partnership: councils merged, their partnerships did not (the ONS look-up of 2024 says so).
SHARED = {
    "E06000058": 3,  # Bournemouth, Poole, and Dorset for what was Christchurch
    "E06000060": 4,  # Buckinghamshire's former districts
    "E06000061": 4,  # North Northamptonshire
    "E06000062": 2,  # West Northamptonshire
    "E06000063": 3,  # Cumberland
    "E06000064": 3,  # Westmorland and Furness
    "E07000244": 2,  # East Suffolk
}


AREAS = load_areas()


def test_a_district_of_a_county(areas):
    oxmere = areas.find("district", "Oxmere")
    assert oxmere.code == "E07000178"
    assert {kind: names(areas.within(oxmere.code, kind)) for kind in KINDS if kind != "district"} == {
        "partnership": ["Oxmere"],
        "county": ["Oxmereshire"],
        "force": ["Thames Valley"],
        "region": ["South East"],
        "country": ["England", "England and Wales"],
    }
    assert names(areas.members("E10000025", "district")) == [
        "Cherrow", "Oxmere", "South Oxmereshire", "Vale of Grey Horse", "West Oxmereshire",
    ]  # fmt: skip
    assert names(areas.members("E10000025", "partnership")) == names(areas.members("E10000025", "district"))


def test_a_partnership_of_several_districts(areas):
    found = areas.find("partnership", "East and Mid Devon")
    assert names(areas.members(found.code, "district")) == ["East Devon", "Mid Devon"]
    assert names(areas.within(found.code, "county")) == ["Devon"]
    assert names(areas.within(found.code, "force")) == ["Devon and Cornwall"]
    assert names(areas.within(found.code, "region")) == ["South West"]


def test_wales_has_no_county_and_no_region(areas):
    merthyr = areas.find("district", "Merthyr Tydfil").code
    assert names(areas.within(merthyr, "partnership")) == ["Cwm Taf"]
    assert names(areas.within(merthyr, "force")) == ["South Wales"]
    assert names(areas.within(merthyr, "country")) == ["England and Wales", "Wales"]
    assert areas.within(merthyr, "county") == areas.within(merthyr, "region") == ()


def test_a_force_and_a_country_hold_their_parts(areas):
    assert len(areas.members("E23000001", "district")) == 32  # every borough of London but the City
    assert names(areas.members("E12000007", "force")) == ["Metropolitan Police", "City of London"]
    assert len(areas.members("W92000004", "district")) == 22
    assert names(areas.members("W92000004", "force")) == ["North Wales", "Gwent", "South Wales", "Dyfed-Powys"]
    assert len(areas.members("K04000001", "district")) == 318
    assert names(areas.members("K04000001", "country")) == ["England", "Wales"]


def test_what_is_unknown_is_within_nothing(areas):
    assert areas.area("E07999999") is None
    assert areas.within("E07999999", "force") == areas.members("E07999999", "district") == ()
    assert areas.successors("E07999999") == ()


def test_the_kinds_are_as_many_as_there_are():
    # 43 forces by the Police Act; 9 regions; 21 counties, 6 metropolitan ones, and Berkshire; 318 councils.
    assert {kind: len(AREAS.of_kind(kind)) for kind in KINDS} == {
        "country": 3, "region": 9, "force": 43, "county": 21 + 6 + 1, "partnership": 314, "district": 318,
    }  # fmt: skip


def test_partnerships_by_their_districts(areas):
    """Of 314, 139 are of one district of a county, 163 of one of another kind, 12 merge districts."""
    found = Counter()
    for partnership in areas.of_kind("partnership"):
        districts = areas.members(partnership.code, "district")
        assert districts
        found["merged" if len(districts) > 1 else districts[0].code[:3] == "E07"] += 1
    assert found == {"merged": 12, True: 139, False: 163}
    shares = [
        p for p in areas.of_kind("partnership") if {d.code for d in areas.members(p.code, "district")} & {*SHARED}
    ]
    assert len(shares) == sum(SHARED.values()) == 21


def in_one_of_each(areas, on):
    for district in areas.of_kind("district", on):
        assert len(areas.within(district.code, "force", on)) == 1, district
        assert len(areas.within(district.code, "partnership", on)) == SHARED.get(district.code, 1), district
        counties = areas.within(district.code, "county", on)
        assert len(counties) == (district.code[:3] in ("E07", "E08") or "TLJ11" in [each.code for each in counties])
        welsh = district.code.startswith("W")
        assert len(areas.within(district.code, "region", on)) == (not welsh), district
        assert len(areas.within(district.code, "country", on)) == 2, district


@given(on=st.dates(date(2021, 1, 1), date(2026, 12, 31)))
def test_on_any_day_a_district_is_in_one_of_each(on):
    found = Counter(area.code[:3] for area in AREAS.of_kind("district", on))
    # England had 309 lower-tier councils from 2021, and 296 from April 2023.
    assert found["W06"] == 22
    if on >= date(2021, 4, 1):
        assert sum(found.values()) - 22 == (309 if on < date(2023, 4, 1) else 296)
    for district in AREAS.of_kind("district", on)[on.toordinal() % 20 :: 20]:
        assert len(AREAS.within(district.code, "force", on)) == 1, district
        assert len(AREAS.within(district.code, "partnership", on)) == SHARED.get(district.code, 1), district


@pytest.mark.parametrize("day", ["2021-01-01", "2021-04-01", "2023-03-31", "2023-04-01", "2025-04-01", None])
def test_before_and_after_each_change_every_district_is_in_one_of_each(areas, day):
    in_one_of_each(areas, day and date.fromisoformat(day))


def test_members_and_within_say_the_same(areas):
    for outer_kind, kind in (("force", "district"), ("county", "partnership"), ("region", "force")):
        one_way = {
            (each.code, outer.code) for each in areas.of_kind(kind) for outer in areas.within(each.code, outer_kind)
        }
        other = {
            (each.code, outer.code) for outer in areas.of_kind(outer_kind) for each in areas.members(outer.code, kind)
        }
        assert one_way == other and one_way


@pytest.mark.parametrize(
    ("former", "last_day", "now"),
    [
        ("Allerdale", "2023-03-31", "Cumberland"),
        ("South Lakeland", "2023-03-31", "Westmorland and Furness"),
        ("Harrogate", "2023-03-31", "North Yorkshire"),
        ("Mendip", "2023-03-31", "Somerset"),
        ("Corby", "2021-03-31", "North Northamptonshire"),
        ("Daventry", "2021-03-31", "West Northamptonshire"),
        ("Wycombe", "2020-03-31", "Buckinghamshire"),
        ("Waveney", "2019-03-31", "East Suffolk"),
        ("Forest Heath", "2019-03-31", "West Suffolk"),
        ("Taunton Deane", "2019-03-31", "Somerset"),  # by way of Somerset West and Taunton
        ("Christchurch", "2019-03-31", "Bournemouth, Christchurch and Poole"),
        ("Weymouth and Portland", "2019-03-31", "Dorset"),
    ],
)
def test_a_former_district_is_found_on_its_days_and_leads_to_what_followed(areas, former, last_day, now):
    last_day = date.fromisoformat(last_day)
    assert areas.find("district", former) is None
    found = areas.find("district", former, last_day)
    assert found.valid_to == last_day
    assert areas.find("district", former, last_day.replace(month=4, day=1)) is None
    assert names(areas.successors(found.code)) == [now]
    assert areas.near("district", former)[0] == now
    assert names(areas.within(found.code, "region", last_day)) == names(
        areas.within(areas.find("district", now).code, "region")
    )


def test_every_former_area_is_followed_by_one_of_today():
    for line in rows_of(paths.NATIONAL / "areas.csv"):
        followed = AREAS.successors(line["code"])
        assert followed and all(area.valid_to is None for area in followed)
        assert (AREAS.area(line["code"]) in followed) == (not line["valid_to"])


def test_a_council_that_only_got_a_new_code(areas):
    assert areas.find("district", "Barnsley", MID_OF_2024).code == "E08000016"
    assert areas.find("district", "Barnsley").code == "E08000038"
    assert names(areas.successors("E08000016")) == ["Barnsley"]
    assert names(areas.within("E08000038", "partnership")) == ["Barnsley"]


def test_a_partnership_outlives_its_districts(areas):
    somerset = areas.find("partnership", "Somerset").code
    assert names(areas.members(somerset, "district", END_OF_2022)) == [
        "Mendip", "Sedgemoor", "South Somerset", "Somerset West and Taunton",
    ]  # fmt: skip
    assert names(areas.members(somerset, "district")) == ["Somerset"]
