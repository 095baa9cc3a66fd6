"""Which partnership is meant: every spelling finds its own, and what names none says what it names."""

import datetime

import pytest

from oscp_lib.data.areas import Area, Areas
from oscp_lib.data.partnership_names import partnership_named, slug_of
from oscp_lib.errors import InputError

OXMERESHIRE = "Cherrow, Oxmere, South Oxmereshire, Vale of Grey Horse, West Oxmereshire"


def refusal(text, areas):
    with pytest.raises(InputError) as raised:
        partnership_named(text, areas)
    (problem,) = raised.value.problems
    assert problem.file == "partnership" and problem.line is None
    assert "\n" not in str(problem)
    return f"{problem.found} {problem.remedy}"


# Codes of the Office for National Statistics.
@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Oxmere", "E22000308"),
        ("  OXMERE\t", "E22000308"),
        ("E22000308", "E22000308"),
        (" e22000308 ", "E22000308"),
        ("Caerdydd", "W14000015"),
        ("CAERDYDD", "W14000015"),
        ("Brighton & Hove", "E22000292"),
        ("brighton-and-hove", "E22000292"),
        ("King’s Lynn and West Norfolk", "E22000221"),
        ("Kings Lynn & West Norfolk", "E22000221"),
        ("kings-lynn-and-west-norfolk", "E22000221"),
        ("Ynys Mon", "W14000001"),
        ("York", "E22000371"),
        ("Hull", "E22000134"),
    ],
)
def test_a_partnership_is_found_by_any_spelling_its_slug_or_its_code(areas, written, code):
    assert partnership_named(written, areas).code == code


def test_each_partnership_is_found_by_its_name_its_code_and_its_slug_alone(areas):
    every = areas.of_kind("partnership")
    assert len({slug_of(each) for each in every}) == len(every) > 300
    for each in every:
        for written in (each.name, each.code, slug_of(each)):
            assert partnership_named(written, areas) is each


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Cambrige", "No partnership is called 'Cambrige'. Did you mean Cambridge?"),
        ("Oxmere City Council", "Did you mean Oxmere?"),
        ("Cambridge Community Safety Partnership", "Did you mean Cambridge?"),
        ("Cyngor Caerdydd", "Did you mean Cardiff?"),
        ("London Borough of Camden", "Did you mean Camden?"),
        ("Stoke", "Did you mean Stoke-on-Trent?"),
        ("Newcastle", "Did you mean Newcastle upon Tyne or Newcastle-under-Lyme?"),
        ("Rushclife", "Did you mean South Nottinghamshire?"),
        ("rushcliffe borough council", "Did you mean South Nottinghamshire?"),
        ("Oxmereshre", f"Did you mean the county Oxmereshire? Name one of its partnerships: {OXMERESHIRE}."),
        ("Atlantis-on-Sea-under-Water", "Give its name as data/national/areas.csv has it."),
    ],
)
def test_a_name_of_none_gets_what_is_nearest(areas, written, said):
    assert refusal(written, areas).endswith(said)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Rushcliffe", "'Rushcliffe': it is a district. Did you mean South Nottinghamshire?"),
        ("Cumberland", "'Cumberland': it is a district. Did you mean Allerdale, Carlisle or Copeland?"),
        ("Merthyr Tudful", "it is a district. Did you mean Cwm Taf?"),
        ("Craven", "it was a district, which North Yorkshire followed. Did you mean North Yorkshire?"),
        ("E07000008", "E07000008 is the code of the district Cambridge, not of a partnership. Did you mean Cambridge"),
        ("e07000163", "E07000163 was the code of the district Craven, which North Yorkshire followed. Did you mean N"),
        ("Oxmereshire", f"'Oxmereshire': it is a county. Name one of its partnerships: {OXMERESHIRE}."),
        ("E10000025", "E10000025 is the code of the county Oxmereshire, not of a partnership. Name one of its"),
        ("Kent Police", "'Kent Police': it is a police force. Name one of its partnerships: Ashford, Canterbury,"),
        ("Heddlu De Cymru", "it is a police force. Name one of its partnerships: Bridgend, Cardiff, Cwm Taf,"),
        ("Wales", "it is a country. Name one of its partnerships: Blaenau Gwent,"),
    ],
)
def test_a_name_or_code_of_something_else_is_said_to_be_that(areas, written, said):
    assert said in refusal(written, areas)


def test_the_code_of_the_partnership_is_given_to_who_gave_that_of_its_district(areas):
    code = areas.find("partnership", "Cambridge").code
    assert refusal("E07000008", areas).endswith(f"Did you mean Cambridge ({code})?")


def test_a_force_of_many_partnerships_names_some_and_how_many_more(areas):
    assert refusal("Metropolitan Police", areas).endswith(" and 20 more.")  # of the 32 boroughs, 12 are named


@pytest.mark.parametrize("written", ["", " ", "\t\n", "\u00a0"])
def test_an_empty_name_is_said_to_be_none(areas, written):
    assert refusal(written, areas).startswith("No partnership is named. Give its name")


def test_a_long_text_is_not_repeated_whole(areas):
    assert len(refusal("x" * 5000, areas)) < 300


@pytest.mark.parametrize("written", ["Old", "E22000001"])
def test_a_partnership_that_is_no_more_names_what_followed(written):
    ended = datetime.date(2020, 3, 31)
    old = Area("E22000001", "Old", "partnership", None, ended)
    new = Area("E22000002", "New", "partnership", None, None)
    areas = Areas([old, new], [], [], [("E22000001", "E22000002")])
    assert "which New followed. Did you mean New" in refusal(written, areas)
    nothing_after = Areas([old, new], [], [], [])
    assert "which nothing followed. Name a partnership that is there today." in refusal(written, nothing_after)


@pytest.mark.parametrize(
    ("asked", "meant"), [("Rhondda", "Cwm Taf"), ("Merthyr", "Cwm Taf"), ("Dartmoor", "South Devon and Dartmoor")]
)
def test_a_word_of_a_district_leads_to_its_partnership(asked, meant):
    with pytest.raises(InputError, match=f"No partnership is called '{asked}'. Did you mean {meant}\\?"):
        partnership_named(asked)
