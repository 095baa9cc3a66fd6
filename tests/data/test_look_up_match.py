"""`partnership.yml` held against the look-up of areas: each line of another place is named where it stands."""

import pytest

from oscp_lib import paths
from oscp_lib.checks.check import data_problems
from oscp_lib.data.areas import load_areas
from oscp_lib.data.partnership import load_partnership
from oscp_lib.data.partnership_names import partnership_named
from oscp_lib.data.yaml_files import place_in
from oscp_lib.edition.new_partnership import scaffold
from oscp_lib.errors import InputError


@pytest.fixture
def spoilt(project, in_use):
    """The problems of a partnership's file once texts of it are replaced; its first line holds each new text too."""

    def problems(name, *changes):
        slug, areas = in_use(name), load_areas()
        text = scaffold(partnership_named(name), areas)
        for old, new in changes:
            assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
            text = text.replace(old, new)
        paths.PARTNERSHIP.parent.mkdir(exist_ok=True)
        text = "".join(f"# {' '.join(new.split())}\n" for _, new in changes) + text
        paths.PARTNERSHIP.write_text(text, "utf-8")
        with pytest.raises(InputError) as raised:
            load_partnership()
        assert {each.file for each in raised.value.problems} == {f"data/partnerships/{slug}/partnership.yml"}
        assert all(each.remedy for each in raised.value.problems)
        return raised.value.problems, text.splitlines()

    return problems


OF_OXMERE = "{name: Oxmere, code: E07000178}"
MISSING_OF_ONE = "  - {name: Gedling, code: E07000173}\n"


@pytest.mark.parametrize(
    ("name", "old", "new", "at", "found", "remedy"),
    [
        ("Oxmere", "code: E22000308", "code: E22000013", "code: E22000013", "that of the partnership Cambridge",
         "Write 'code: E22000308'"),
        ("Oxmere", "code: E22000308", "code: E07000178", "code: E07000178", "that of the district Oxmere",
         "Write 'code: E22000308'"),
        ("Oxmere", "code: E22000308", "code: E22000999", "code: E22000999", "E22000999 is no official code",
         "Write 'code: E22000308'"),
        ("Oxmere", "place: Oxmere", "place: Oxmeer", "place: Oxmeer", "'Oxmeer' is not what the look-up",
         "Write 'place: Oxmere'"),
        ("Oxmere", OF_OXMERE, "{name: Oxmeer, code: E07000178}", "  - {name: Oxmeer",
         "called 'Oxmeer', and the look-up calls it Oxmere", "Write '{name: Oxmere, code: E07000178}'"),
        ("Oxmere", OF_OXMERE, f"{OF_OXMERE}\n  - {OF_OXMERE}", f"  - {OF_OXMERE}", "E07000178 appears twice",
         "Delete one"),
        ("South Nottinghamshire", MISSING_OF_ONE, "", "districts:", "The districts lack Gedling.",
         "Name all of them: Broxtowe (E07000172), Gedling (E07000173), Rushcliffe (E07000176)."),
        ("Oxmere", "{name: Oxmereshire, code: E10000025}", "{name: Berkshire, code: TLJ11}", "county: {name: Berkshire",
         "Oxmereshire (E10000025), and the file has the code TLJ11, that of the county Berkshire",
         "Write 'county: {name: Oxmereshire, code: E10000025}'"),
        ("Reading", "code: TLJ11", "code: E12000008", "county: {name: Berkshire", "that of the region South East",
         "Write 'county: {name: Berkshire, code: TLJ11}'"),
        ("Oxmere", "name: Oxmereshire", "name: Oxmereshir", "county: {name: Oxmereshir,", "called 'Oxmereshir'",
         "Write 'county: {name: Oxmereshire, code: E10000025}'"),
        ("Cardiff", "force:", "county: {name: Kent, code: E10000016}\nforce:", "county: {name: Kent",
         "Cardiff lies in no county, and the file names 'Kent'", "Delete the line."),
        ("Oxmere", "Thames Valley Police", "Thames Valey Police", "force: {name: Thames Valey", "'Thames Valey Police'",
         "Write 'force: {name: Thames Valley Police, code: E23000029}'"),
        ("Oxmere", "code: E23000029", "code: E23000032", "force: {name: Thames", "that of the force Kent",
         "Write 'force: {name: Thames Valley Police, code: E23000029}'"),
        ("Cardiff", "[force,", "[county, force,", "compare: [county", "Cardiff lies in no county with other",
         "Delete it; there are: force, england_and_wales."),
        ("Cardiff", "[force,", "[neighbours, force,", "compare: [neighbours", "of single districts of England alone",
         "Delete it"),
        ("South Nottinghamshire", "[county,", "[county, neighbours,", "compare: [county, n", "single districts",
         "Delete it"),
        ("Oxmere", "[county,", "[county, county,", "compare: [county, county", "'county' appears twice", "Correct"),
        ("Oxmere", "[county,", "[countty,", "compare: [countty", "holds 'countty'", "Did you mean 'county'?"),
        ("Oxmere", "priorities:\n", "priorities: vawg\nlaw:\n", "priorities: vawg", "'vawg', where a list", "Write a"),
    ],
)  # fmt: skip
def test_each_line_of_another_place_is_named_where_it_stands(spoilt, name, old, new, at, found, remedy):
    problems, lines = spoilt(name, (old, new))
    problem = next(each for each in problems if found in each.found)
    stands = [number for number, line in enumerate(lines, 1) if line.startswith(at)]
    assert problem.line == stands[-1] and lines[problem.line - 1][problem.column - 1 :].strip()
    assert problem.remedy.startswith(remedy)


def test_a_district_of_another_and_one_that_is_no_more_are_told_apart(spoilt):
    others = "\n  - {name: Cherrow, code: E07000177}\n  - {name: Craven, code: E07000163}\n  - {name: X, code: X1}"
    problems, _ = spoilt("Oxmere", (OF_OXMERE, OF_OXMERE + others))
    assert [each.found for each in problems] == [
        "The district 'Cherrow' has the code E07000177, that of the district Cherrow: it is no part of Oxmere.",
        "The district 'Craven' has the code E07000163, that of the district Craven, which is no more "
        "(North Yorkshire followed it): it is no part of Oxmere.",
        "The district 'X' has the code X1, which is no official code: it is no part of Oxmere.",
    ]
    first = problems[0].line
    assert [each.line for each in problems] == [first, first + 1, first + 2]


def test_everything_that_is_wrong_is_said_at_once(spoilt):
    problems, _ = spoilt(
        "Oxmere",
        ("code: E22000308", "code: E22000013"),
        ("name: Oxmere,", "name: Oxmeer,"),
        ("name: Oxmereshire", "name: Kent"),
        ("[county,", "[countty,"),
        ("# email: safety@example.org", "email: nobody"),
    )
    assert len(problems) == 5
    assert data_problems() == problems  # as `oscp check` prints them
    for word in ("E22000013", "'Oxmeer'", "'Kent'", "'countty'", "'nobody'"):
        assert any(word in each.found for each in problems)


def test_a_file_copied_from_another_partnership_is_named_line_by_line(project, in_use):
    text = paths.PARTNERSHIP.read_text("utf-8")
    in_use("Cambridge")
    paths.PARTNERSHIP.parent.mkdir()
    paths.PARTNERSHIP.write_text(text, "utf-8")
    with pytest.raises(InputError) as raised:
        load_partnership()
    lines = text.splitlines()
    named = [lines[each.line - 1].split(":")[0].strip(" -{") for each in raised.value.problems]
    assert named == ["code", "place", "name", "districts", "county", "force"]


def test_a_field_that_the_file_does_not_have_has_no_line(project, in_use):
    path = paths.PARTNERSHIP
    path.write_text("# force, code\ndistricts:\n  - {name: force}\nforce: {code: E1}\n", "utf-8")
    assert place_in(path, ("force", "code")) == (4, 9)
    assert place_in(path, ("districts", 0, "name")) == (3, 6)
    for absent in (("county",), ("county", "code"), ("force", "name"), ("districts", 0, "code"), ("districts", 1)):
        assert place_in(path, absent) == (None, None)
    assert place_in(path.with_name("none.yml"), ("code",)) == (None, None)


@pytest.mark.parametrize(
    ("name", "usual", "other"),
    [
        ("Southampton", "Hampshire Police", "Hampshire and Isle of Wight Constabulary"),
        ("Cardiff", "South Wales Police", "Heddlu De Cymru"),
        ("Cambridge", "Cambridgeshire Police", "Cambridgeshire Constabulary"),
    ],
)
def test_another_name_of_the_force_is_taken_and_used(project, in_use, name, usual, other):
    in_use(name)
    text = scaffold(partnership_named(name), load_areas())
    assert text.count(usual) == 1
    paths.PARTNERSHIP.parent.mkdir()
    paths.PARTNERSHIP.write_text(text.replace(usual, other), "utf-8")
    assert load_partnership().force_name == other and load_partnership().is_force(other)


@pytest.mark.parametrize(
    ("content", "found", "line"),
    [
        (b"", "The file holds no fields.", 1),
        (b"# nothing yet\n", "The file holds no fields.", 1),
        (b"code: E22000013\nname: Caf\xe9 Partnership\n", "The byte 0xe9 is not UTF-8 text", 2),
        ("name: A\n".encode("utf-16"), "The file is UTF-16", None),
        (b"code: E22000013\n", "The field 'name' is missing.", 1),
        (b"name: A\n", "The field 'code' is missing.", 1),
    ],
)
def test_a_file_without_what_must_be_there_is_named(project, in_use, content, found, line):
    in_use("Cambridge")
    paths.PARTNERSHIP.parent.mkdir()
    paths.PARTNERSHIP.write_bytes(content)
    (problem,) = data_problems()
    assert problem.file == "data/partnerships/cambridge/partnership.yml"
    assert problem.found.startswith(found) and problem.line == line and problem.remedy
