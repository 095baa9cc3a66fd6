"""The partnership in use: where it is named, and what is said where it is named wrongly."""

import os
import shutil
import subprocess
import sys

import pytest

from oscp_lib import paths
from oscp_lib.chapters.opening import open_chapter
from oscp_lib.checks.check import data_problems
from oscp_lib.checks.stray_files import stray_folders
from oscp_lib.data.corrections import load_corrections
from oscp_lib.data.partnership import load_partnership, use_partnership, words_for
from oscp_lib.data.partnership_names import partnership_named
from oscp_lib.data.provenance import read_provenance
from oscp_lib.errors import InputError
from tests.places import OWN

DEFAULT = "data/partnerships/default.txt"


@pytest.fixture
def named(project, in_use, monkeypatch):
    """The project whose default.txt has this content, or is absent; as a new process finds it."""

    def write(content):
        path = project / DEFAULT
        path.unlink() if content is None else path.write_bytes(content)
        monkeypatch.setattr(paths, "SLUG", paths.default_slug())

    return write


@pytest.mark.parametrize("content", [b"oxmere", b"\xef\xbb\xbfoxmere\r\n", b"Oxmere\n", b"\n  E22000308 \n"])
def test_the_usual_partnership_is_named_in_any_spelling(named, project, content):
    named(content)
    assert use_partnership() == paths.SLUG == "oxmere"
    assert project / "data/partnerships/oxmere" == paths.OWN
    assert load_partnership().name == "Oxmere Safer Towns Partnership"


@pytest.mark.parametrize(
    ("content", "line", "found"),
    [
        (None, None, "No partnership is named, and the file that names the usual one is missing."),
        (b"", None, "The file names no partnership."),
        (b"\xef\xbb\xbf\r\n \r\n", None, "The file names no partnership."),
        (b"\nCambrige\n", 2, "No partnership is called 'Cambrige'."),
        (b"oxmere\ncambridge\n", 2, "The file holds more than one line."),
        ("oxmere".encode("utf-16"), None, "The file is UTF-16"),
        (b"Ynys M\xf4n", 1, "The byte 0xf4 is not UTF-8 text"),
    ],
)
def test_a_file_that_names_no_usual_partnership_is_named(named, content, line, found):
    named(content)
    for load in (use_partnership, load_partnership):
        with pytest.raises(InputError) as raised:
            load()
        (problem,) = raised.value.problems
        assert (problem.file, problem.line) == (DEFAULT, line)
        assert problem.found.startswith(found) and problem.remedy


@pytest.mark.longer
def test_a_command_ends_in_words_where_the_usual_partnership_cannot_be_read(project):
    (project / DEFAULT).write_bytes("oxmere".encode("utf-16"))
    env = {name: value for name, value in os.environ.items() if name != "OSCP_PARTNERSHIP"}
    command = [sys.executable, "-m", "oscp_lib", "facts"]
    done = subprocess.run(command, env=env, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 1 and done.stdout == ""
    assert done.stderr.startswith(f"oscp: {DEFAULT}: The file is UTF-16") and done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("Cambrige", "No partnership is called 'Cambrige'. Did you mean Cambridge?"),
        (" ", "No partnership is named."),
        (5, "No partnership is called '5'."),
        (True, "No partnership is called 'True'."),
    ],
)
def test_a_notebook_run_by_hand_stops_at_a_partnership_there_is_not(in_use, given, said):
    with pytest.raises(InputError) as raised:
        open_chapter("introduction").load(2024, partnership=given)
    assert str(raised.value).startswith(f"partnership: {said}")


def test_without_a_file_a_partnership_is_what_the_look_up_makes_of_it(project, in_use):
    in_use("Cambridge")
    place = load_partnership()
    assert (place.slug, place.code, place.place, place.has_file) == ("cambridge", place.code, "Cambridge", False)
    assert [each.code for each in place.districts] == ["E07000008"]
    assert (place.county.name, place.force_name) == ("Cambridgeshire", "Cambridgeshire Police")


# By the law that made each kind: London and metropolitan boroughs, districts of a county, and unitary authorities.
@pytest.mark.parametrize(
    ("name", "itself", "parts"),
    [
        ("Oxmere", "the district", "districts"),
        ("Camden", "the borough", "partnerships"),
        ("Leeds", "the borough", "districts"),
        ("Cardiff", "the area", "partnerships"),
        ("Reading", "the area", "districts"),
        ("South Nottinghamshire", "the area", "partnerships"),
        ("Mansfield", "the district", "partnerships"),
        ("Dorset", "the area", "partnerships"),
    ],
)
def test_sentences_call_a_place_by_its_kind(areas, name, itself, parts):
    words = words_for(partnership_named(name, areas), areas)
    assert (words.itself, words.parts) == (itself, parts)


def test_a_file_that_says_one_word_keeps_the_usual_other(project, in_use, edit):
    edit("data/partnerships/oxmere/partnership.yml", "\n  parts: districts\n", "\n")
    words = load_partnership().said.words
    assert (words.itself, words.parts) == ("the city", "districts")


def test_a_folder_that_no_partnership_has_is_warned_of_with_the_nearest(project):
    folder = project / "data/partnerships"
    for name in ("cambrige", "Cambridge", "E22000306", "zzzzzz", "cambridge", ".git", "__MACOSX"):
        (folder / name).mkdir()
    (folder / "partnership.yml").write_text("name: Nobody\n", "utf-8")
    (folder / "Thumbs.db").write_bytes(b"")
    found = {each.file.rpartition("/")[2]: each for each in stray_folders()}
    assert {each.severity for each in found.values()} == {"warning"}
    remedies = {name: each.remedy for name, each in found.items()}
    assert remedies == {
        "cambrige": "Is it 'cambridge'? Rename the folder, or move it away.",
        "Cambridge": "Is it 'cambridge'? Rename the folder, or move it away.",
        "E22000306": "Is it 'chiltern'? Rename the folder, or move it away.",
        "zzzzzz": "Move it away.",
        "partnership.yml": "Move it into the folder of its partnership, or away.",
    }


def warnings_and_errors():
    found = data_problems()
    own = [each for each in found if each.file.startswith("data/partnerships/")]
    return [each for each in own if each.severity == "warning"], [each for each in own if each.severity == "error"]


def test_tables_whose_package_is_missing_are_named_in_one_warning(project, in_use):
    in_use("Cambridge")
    paths.TABLES.mkdir(parents=True)
    for name in ("valid_crime_plan.csv", "homes_plan.csv"):
        (paths.TABLES / name).write_text("area,value\n", "utf-8")
    (warning,), errors = warnings_and_errors()
    assert errors == []
    assert warning.file == "data/partnerships/cambridge/tables"
    assert warning.found == "Nothing describes homes_plan.csv and valid_crime_plan.csv, and so nothing reads them."
    assert "measures.yml" in warning.remedy and "put datapackage.json back" in warning.remedy


@pytest.mark.longer
def test_a_table_copied_from_another_partnership_is_named_by_its_areas(project, in_use):
    own = project / OWN
    in_use("Cambridge")
    paths.OWN.mkdir()
    for name in ("datapackage.json", "provenance.json"):
        shutil.copyfile(own / name, paths.OWN / name)
    paths.CORRECTIONS.write_text("corrections: []\n", "utf-8")
    shutil.copytree(own / "tables", paths.TABLES)
    _, errors = warnings_and_errors()
    copied = [each for each in errors if each.file.endswith("/valid_crime_plan.csv")]
    assert copied[0].found == "The area 'Cherrow' is none of this partnership's." and copied[0].line == 2
    assert copied[0].remedy.startswith("It is an area of another partnership: is this that partnership's table?")
    assert "Cambridge, East Cambridgeshire, Fenland" in copied[0].remedy and "Oxmere" not in copied[0].remedy


@pytest.mark.parametrize("content", ["corrections:\n", "", "corrections: x\n", "[]\n"])
def test_a_broken_list_of_corrections_is_named_with_and_without_own_tables(project, in_use, content):
    for slug in ("oxmere", "cambridge"):
        in_use(slug)
        paths.OWN.mkdir(exist_ok=True)
        paths.CORRECTIONS.write_text(content, "utf-8")
        with pytest.raises(InputError) as raised:
            load_corrections()
        (problem,) = raised.value.problems
        assert problem.file == f"data/partnerships/{slug}/corrections.yml" and problem.remedy


@pytest.mark.parametrize(
    "content",
    [
        "", "[]", "{}", "null", "3", '{"files": null}', '{"files": {}}', '{"files": "x"}', '{"files": [1]}',
        '{"files": [{}]}', '{"files": [], "months": []}', '{"files": [], "months": {"a": []}}',
        '{"files": [], "months": {"a": {"2024-01": 1}}}', '{"files": [], "months": null}',
        '{"files": [{"file": "a", "sha256": "b", "kind": "c", "read_on": "d", "no_district": []}]}',
    ],
)  # fmt: skip
def test_a_broken_record_of_files_is_named_with_and_without_own_tables(project, in_use, content):
    for slug in ("oxmere", "cambridge"):
        in_use(slug)
        paths.OWN.mkdir(exist_ok=True)
        paths.PROVENANCE.write_text(content, "utf-8")
        with pytest.raises(InputError) as raised:
            read_provenance()
        (problem,) = raised.value.problems
        assert problem.file == f"data/partnerships/{slug}/provenance.json"
        assert problem.found.startswith(("The file is not JSON", "The file is not the record")) and problem.remedy
        assert "object" not in problem.found and "indices" not in problem.found  # Python's own words


def test_what_records_nothing_may_be_absent_where_there_are_no_own_tables(project, in_use):
    in_use("Cambridge")
    assert (load_corrections(), read_provenance()) == ((), [])
    paths.OWN.mkdir()
    paths.OWN_PACKAGE.write_text('{"resources": []}', "utf-8")
    assert load_corrections() == ()  # no table typed from a plan, so nothing of a source is known to be wrong
    with pytest.raises(InputError) as raised:
        read_provenance()
    (problem,) = raised.value.problems
    assert problem.found == "The file is missing." and 'write {"files": []} into it' in problem.remedy
    paths.CORRECTIONS.write_text("corrections: []\n", "utf-8")
    paths.PROVENANCE.write_text('{"files": []}\n', "utf-8")
    assert (load_corrections(), read_provenance()) == ((), [])
