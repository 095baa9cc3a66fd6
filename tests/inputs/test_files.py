"""What an edition says it was made from."""

import os
import py_compile
import subprocess

import pytest

from oscp_lib import paths
from oscp_lib.checks.check import data_problems
from oscp_lib.inputs.files import code_version, file_states, input_hash, is_input
from oscp_lib.inputs.key import edition_key, has_restricted
from oscp_lib.runs.cached_runs import path_of, state_of
from oscp_lib.runs.input_paths import input_path
from tests.places import OWN


def git(folder, *arguments):
    identity = ("-c", "user.name=Analyst", "-c", "user.email=analyst@example.org")
    return subprocess.run(
        ["git", "-C", str(folder), *identity, *arguments], check=True, capture_output=True, text=True
    ).stdout.strip()


def test_the_version_names_the_commit_and_says_when_an_input_differs_from_it(project):
    (release,) = code_version().split(", ")  # no checkout yet
    git(project, "init")
    assert code_version() == release
    git(project, "add", ".")
    git(project, "commit", "--message", "All")
    committed = f"{release}, commit {git(project, 'rev-parse', 'HEAD')[:10]}"
    assert code_version() == committed
    (project / "README.md").write_text("No input.")
    assert code_version() == committed
    text = project / f"{OWN}/editions/2024/plan.yml"
    before = text.read_text("utf-8")
    for path, edited in (
        (text, before + "# more\n"),
        (project / f"{OWN}/editions/2024/new.yml", "more: 1\n"),
    ):
        path.write_text(edited, "utf-8")
        assert code_version() == f"{committed}, with edits since"
        git(project, "stash", "--include-untracked")
        assert code_version() == committed


def test_what_is_read_through_a_link_to_a_folder_is_an_input(project, tmp_path):
    texts = project / f"{OWN}/editions/2024"
    texts.rename(tmp_path / "texts")
    texts.symlink_to(tmp_path / "texts")
    (tmp_path / "texts/back").symlink_to(project / "data")  # no end of folders
    before, plan = input_hash(), tmp_path / "texts/plan.yml"
    plan.write_text(plan.read_text("utf-8") + "# more\n", "utf-8")
    assert input_hash() != before
    assert plan in file_states()


@pytest.mark.parametrize(
    ("name", "matters"),
    [
        ("book/theme/oscp/static/oscp.css", True),  # copied byte for byte
        (f"{OWN}/tables/exploitation_plan.csv", False),
        ("book/methods.md", False),
    ],
)
def test_line_ends_matter_where_a_file_goes_into_an_edition_as_it_is(project, name, matters):
    before, path = input_hash(), project / name
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert (input_hash() != before) is matters


@pytest.mark.parametrize(
    ("name", "matters"),
    [
        ("book/theme/oscp/static/old.css.bak", True),  # the renderer copies the whole folder
        ("book/theme/oscp/static/.DS_Store", False),
        ("book/.methods.md", False),
        (f"{OWN}/editions/2024/plan.yml.bak", False),
        (f"{OWN}/tables/Thumbs.db", False),
        (f"{OWN}/editions/2024/DESKTOP.INI", False),
    ],
)
def test_a_file_beside_the_others_is_an_input_where_it_would_be_published(project, name, matters):
    before = input_hash()
    (project / name).write_text("more")
    assert (input_hash() != before) is matters


def test_what_a_system_adds_is_no_table_and_no_count_in_confidence(project):
    restricted = project / f"{OWN}/restricted"
    restricted.mkdir(exist_ok=True)
    for folder in (project / f"{OWN}/tables", restricted):
        for name in ("._valid_crime_plan.csv", ".DS_Store", "Thumbs.db", "desktop.ini"):
            (folder / name).write_bytes(b"\0")
    assert [each for each in data_problems() if "No entry of" in each.found] == []
    assert not has_restricted()
    (restricted / "counts.csv").write_text("area\n", "utf-8")
    assert has_restricted()
    assert any("restricted/counts.csv" in each.file for each in data_problems())


def test_a_name_that_is_no_text_is_hashed(project):
    before = input_hash()
    with open(os.fsencode(project / f"{OWN}/editions/2024") + b"/caf\xe9.txt", "wb"):
        assert input_hash() != before


def test_a_compiled_module_stands_for_its_source(project):
    source = project / "notebooks/palette.py"
    source.write_text("COLOUR = 'red'\n")
    compiled = py_compile.compile(str(source))
    assert input_path(compiled) == input_path(source) == "project/notebooks/palette.py"


def test_a_folder_that_git_left_behind_does_not_hide_the_module_of_its_name(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "LIBRARY", tmp_path / "oscp_lib")
    (tmp_path / "oscp_lib/figures/style/__pycache__").mkdir(parents=True)
    module = tmp_path / "oscp_lib/figures/style.py"
    module.write_text("GRID = 1\n")
    assert path_of("module", "oscp_lib.figures.style") == module
    assert state_of("module oscp_lib.figures.style") != "gone"


def test_what_python_compiled_is_nothing_new_in_a_folder(project):
    before = state_of("folder project/notebooks")
    (project / "notebooks/__pycache__").mkdir()
    assert state_of("folder project/notebooks") == before
    (project / "notebooks/palette.py").touch()
    assert state_of("folder project/notebooks") != before


def test_a_reason_that_is_added_or_edited_builds_the_edition_again(project):
    reasons = project / f"{OWN}/editions/2024/reasons.yml"
    keys, hashes = [edition_key(year=2024)], [input_hash()]
    for text in ("reasons: []\n", 'reasons:\n  - text: "Two shops."\n', 'reasons:\n  - text: "Three shops."\n'):
        reasons.write_text(text, "utf-8")
        keys.append(edition_key(year=2024))
        hashes.append(input_hash())
    assert len(set(keys)) == len(set(hashes)) == 4
    assert is_input(reasons)  # the preview follows it
