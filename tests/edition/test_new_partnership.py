"""A new partnership gets a file that holds what the look-up knows of it, passes its checks and changes its name."""

import dataclasses
import re

import pytest
import yaml

from oscp_lib import paths
from oscp_lib.checks.check import data_problems, errors_of
from oscp_lib.data.look_up_match import place_problems
from oscp_lib.data.partnership import load_partnership, located
from oscp_lib.data.partnership_file import PartnershipFile
from oscp_lib.data.partnership_names import partnership_named
from oscp_lib.data.yaml_loader import parse_yaml
from oscp_lib.edition.new_partnership import MAY_BE_ADDED, PRIORITIES, new_partnership, scaffold
from oscp_lib.errors import InputError
from tests.places import OWN

ADDED = ("plan", "email", "council", "county_partnership", "commissioner", "links")


def read(text):
    return PartnershipFile.model_validate(parse_yaml(text, paths.PARTNERSHIP)[0])


def test_the_file_of_every_partnership_passes_its_checks_and_changes_its_name_alone(areas):
    every = areas.of_kind("partnership")
    assert len(every) > 300
    for area in every:
        said = read(scaffold(area, areas))
        assert place_problems(said, area, areas) == []
        with_file, without = located(area, said, areas), located(area, None, areas)
        assert with_file.name == f"{area.called} Community Safety Partnership"
        assert {
            name for name in ("name", "words", "book", "email") if getattr(said, name) != getattr(without.said, name)
        } == {"name"}
        assert dataclasses.replace(with_file, said=without.said, has_file=False) == without


@pytest.mark.parametrize("name", ["Oxmere", "Dorset", "Cardiff"])
def test_what_may_be_added_is_valid_once_its_mark_is_taken_away(areas, name):
    head, mark, more = scaffold(partnership_named(name, areas), areas).partition(MAY_BE_ADDED)
    assert mark
    note, *examples = more.splitlines()
    said = read(head + mark + note + "\n" + "\n".join(re.sub("^# ", "", line) for line in examples))
    assert all(getattr(said, each) for each in ADDED)
    assert not any(getattr(read(head), each) for each in ADDED)


# Names and codes of the Office for National Statistics.
@pytest.mark.parametrize(
    ("name", "districts", "county", "force", "compare"),
    [
        ("Cambridge", {"Cambridge": "E07000008"}, "Cambridgeshire", "Cambridgeshire Police",
         ["county", "force", "neighbours", "england_and_wales"]),
        ("Dorset", {"Bournemouth, Christchurch and Poole": "E06000058", "Dorset": "E06000059"}, None, "Dorset Police",
         ["force", "england_and_wales"]),
        ("South Nottinghamshire", {"Broxtowe": "E07000172", "Gedling": "E07000173", "Rushcliffe": "E07000176"},
         "Nottinghamshire", "Nottinghamshire Police", ["county", "force", "england_and_wales"]),
        ("Camden", {"Camden": "E09000007"}, None, "Metropolitan Police", ["force", "neighbours", "england_and_wales"]),
        ("Caerdydd", {"Cardiff": "W06000015"}, None, "South Wales Police", ["force", "england_and_wales"]),
    ],
)  # fmt: skip
def test_the_file_says_where_a_partnership_lies(areas, name, districts, county, force, compare):
    text = scaffold(partnership_named(name, areas), areas)
    held = yaml.safe_load(text)
    assert {each["name"]: each["code"] for each in held["districts"]} == districts
    assert held.get("county", {}).get("name") == county and held["force"]["name"] == force
    assert held["compare"] == compare and held["priorities"] == PRIORITIES
    assert ("There is no line `county`" in text) == (county is None)
    assert ("There are no `neighbours`" in text) == ("neighbours" not in compare)


def test_the_file_is_written_and_checked_and_nothing_else_changes(project, in_use):
    in_use("Cambridge")
    before, without = {path: path.read_bytes() for path in project.rglob("*") if path.is_file()}, load_partnership()
    written, place = new_partnership()
    assert (written, place) == (project / "data/partnerships/cambridge/partnership.yml", "Cambridge")
    after = {path: path.read_bytes() for path in project.rglob("*") if path.is_file()}
    assert {path for path in after if after[path] != before.get(path)} - {project / ".data.lock"} == {written}
    assert errors_of(data_problems()) == []
    there = load_partnership()
    assert there.has_file and there.name == "Cambridge Community Safety Partnership"
    assert dataclasses.replace(there, said=without.said, has_file=False) == without


def test_a_file_that_is_there_is_not_overwritten(project, in_use):
    before = (project / OWN / "partnership.yml").read_bytes()
    with pytest.raises(InputError) as raised:
        new_partnership()
    (problem,) = raised.value.problems
    assert problem.file == f"{OWN}/partnership.yml" and "has a file already" in problem.found
    assert (project / OWN / "partnership.yml").read_bytes() == before


def test_a_file_in_the_place_of_the_folder_is_named(project, in_use):
    in_use("Cambridge")
    (project / "data/partnerships/cambridge").write_text("", "utf-8")
    with pytest.raises(InputError) as raised:
        new_partnership()
    assert raised.value.problems[0].file.startswith("data/partnerships/cambridge")
    assert not (project / "data/.ingest").exists()
    assert paths.OWN.read_text("utf-8") == ""
