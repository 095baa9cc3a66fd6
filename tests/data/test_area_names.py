"""The look-up of areas: every spelling of a name, and what is suggested for one that is not known."""

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from oscp_lib import paths
from oscp_lib.data.areas import COLUMNS, KINDS, load_areas
from oscp_lib.data.letters import misread_problems
from tests.data.look_up import rows_of

AREAS = load_areas()
EVERY = [area for kind in KINDS for area in AREAS.of_kind(kind)]
TODAY = [area for area in EVERY if area.kind in ("district", "partnership", "force", "county")]


@pytest.mark.parametrize(
    ("kind", "written", "code"),
    [
        ("district", "Bristol", "E06000023"),
        ("district", "City of Bristol", "E06000023"),
        ("district", "Bristol, City of ", "E06000023"),
        ("district", "Kingston upon Hull", "E06000010"),
        ("district", "Hull", "E06000010"),
        ("district", "HEREFORDSHIRE", "E06000019"),
        ("district", "St Helens", "E08000013"),
        ("district", "St.\u00a0Helens", "E08000013"),
        ("district", "King`s Lynn & West Norfolk", "E07000146"),
        ("district", "Kings Lynn and West Norfolk", "E07000146"),
        ("district", "Southend on Sea", "E06000033"),
        ("district", "Telford & Wrekin", "E06000020"),
        ("district", "Durham", "E06000047"),
        ("district", "The Vale of Glamorgan", "W06000014"),
        ("district", "Bro Morgannwg", "W06000014"),
        ("district", "Ynys Mon", "W06000001"),
        ("district", "Ynys Mo\u0302n", "W06000001"),
        ("district", "Rhondda, Cynon, Taff", "W06000016"),
        ("district", "Shepway", "E07000112"),
        ("partnership", "York", "E22000371"),
        ("partnership", "York, City of", "E22000371"),
        ("partnership", "Barrow-In-Furness", "E22000032"),
        ("district", "City of Westminster", "E09000033"),
        ("county", "Tyne & Wear", "E11000007"),
        ("county", "Tyne and Wear (Met County)", "E11000007"),
        ("region", "EAST", "E12000006"),
        ("region", "Yorkshire & the Humber", "E12000003"),
        ("country", "ENGLAND AND WALES [note 3]", "K04000001"),
        ("force", "London, City of", "E23000034"),
        ("force", "City of London[note 9]", "E23000034"),
        ("force", "city-of-london", "E23000034"),
        ("force", "metropolitan", "E23000001"),
        ("force", "Metropolitan Police Service", "E23000001"),
        ("force", "Heddlu De Cymru", "W15000003"),
        ("force", "Heddlu Dyfed-Powys", "W15000004"),
        ("force", "Hampshire and Isle of Wight Constabulary", "E23000030"),
        ("force", "Devon & Cornwall Police", "E23000035"),
    ],
)
def test_an_area_is_found_under_what_publishers_write(areas, kind, written, code):
    assert areas.find(kind, written).code == code


CHANGES = (
    str.upper,
    str.lower,
    lambda name: f" {name}  ",
    lambda name: name.replace(" ", "\u00a0"),
    lambda name: name.replace(" ", "\n"),
    lambda name: name.replace("-", " "),
    lambda name: name.replace("-", "\u2011"),
    lambda name: name.replace(" and ", " & "),
    lambda name: name.replace("'", "\u2019"),
    lambda name: re.sub(r"\bSt\b\.?", "St.", name),
    lambda name: re.sub(r"(.+), City of", r"City of \1", name),
    lambda name: f"{name} [note 4]",
    lambda name: f"{name}[note 4] ",
)


@given(area=st.sampled_from(EVERY), changes=st.lists(st.sampled_from(CHANGES), max_size=4))
def test_how_a_name_is_set_makes_no_difference(area, changes):
    written = area.name
    for change in changes:
        written = change(written)
    assert AREAS.find(area.kind, written) == area


@given(area=st.sampled_from(TODAY), place=st.integers(0, 40), letter=st.sampled_from("aeinrst"))
def test_a_typing_error_suggests_the_right_name(area, place, letter):
    letters = [at for at, each in enumerate(area.name) if at and each.isalpha()]
    assume(len(letters) > 4)
    at = letters[place % len(letters)]
    written = area.name[:at] + letter + area.name[at + 1 :]
    assume(AREAS.find(area.kind, written) in (None, area))  # 'Bolton' may become 'Boston'
    assert area.name in AREAS.near(area.kind, written)


def test_no_name_is_made_up(areas):
    for written in ("", " ", "[note 4]", "Unassigned Surrey", "Police", "Atlantis", "E07000178"):
        assert areas.find("force", written) is areas.find("district", written) is None
    assert areas.near("district", "Zzzzzz") == []
    assert areas.find("district", "Oxmereshire") is None  # a county


def test_every_recorded_spelling_leads_to_one_area():
    for line in rows_of(paths.NATIONAL / "spellings.csv"):
        area = AREAS.area(line["code"])
        assert AREAS.find(area.kind, line["name"], area.valid_to) == area, line


def test_the_files_are_sorted_and_hold_no_letters_read_wrongly():
    for name in COLUMNS:
        raw = (paths.NATIONAL / name).read_bytes()
        text = raw.decode("utf-8")
        lines = text.splitlines()
        assert lines[1:] == sorted(set(lines[1:])) and b"\r" not in raw
        assert misread_problems(name, text) == []
