"""No place, force, council, plan title or person stands in what every partnership shares."""

import json
import re

import nbformat
import pytest
import yaml

from oscp_lib import paths
from oscp_lib.data.areas import load_areas
from oscp_lib.inputs.files import files_below
from tests.made_place import REPOSITORY

KINDS = ("district", "partnership", "county", "force")
# A district, and a word of every page on how a text may be read.
COMMON_WORDS = {"Reading"}
# What a publisher says of its own figures of the whole country names the areas that it is about.
NOTES_ON_DATA = ("caveats", "breaks")
NATIONAL = paths.NATIONAL / "datapackage.json"
# Fields of partnership.yml that hold a name; `short_name` is not looked for: a library may be called so.
NAMES = ("name", "book", "council", "county_partnership", "commissioner", "email")
FEWEST = 400  # names of areas: with fewer the look-up was not read


def area_names():
    """Every name of an area in the look-up, of today and of before; and those of the made place."""
    found = set()
    for data in (REPOSITORY / "data", paths.DATA):
        areas, lines = load_areas(data), (data / "national/areas.csv").read_text("utf-8").splitlines()
        held = [areas.area(line.partition(",")[0]) for line in lines]
        found |= {area.name for area in held if area and area.kind in KINDS}
    return found - COMMON_WORDS


def own_names():
    """What partnerships call themselves, their plans and those beside them, and terms of their own."""
    found, folders = set(), (REPOSITORY / "data/partnerships", paths.PARTNERSHIPS)
    for path in (path for folder in folders for path in folder.glob("*/partnership.yml")):
        said = yaml.safe_load(path.read_text("utf-8"))
        found |= {said[field] for field in NAMES if said.get(field)}
        found |= {said["plan"]["called"]} if said.get("plan") else set()
    for path in (path for folder in folders for path in folder.glob("*/glossary.yml")):
        terms = yaml.safe_load(path.read_text("utf-8"))["terms"]
        found |= {term.partition(" (")[0] for term in terms}
    return found


SEPARATORS = re.compile(r"[\s_-]+")


def as_words(text):
    """A text in small letters, the hyphens and underscores of a file's name read as spaces."""
    return SEPARATORS.sub(" ", text).lower()


def shared_texts():
    """The text of each file that every partnership shares, by its path; of a notebook its sources."""
    folders = [path for folder in (paths.LIBRARY, paths.BOOK) for path in files_below(folder)]
    for path in (*folders, paths.CONFIG, paths.DATAPACKAGE):
        yield paths.shown(path), path.read_text("utf-8")
    for path in sorted(paths.NOTEBOOKS.glob("*.ipynb")):
        yield path.name, "\n".join(cell.source for cell in nbformat.read(path, as_version=4).cells)
    yield paths.shown(NATIONAL), json.dumps(without_notes(json.loads(NATIONAL.read_text("utf-8"))), ensure_ascii=False)


def without_notes(node):
    if isinstance(node, dict):
        return {key: without_notes(value) for key, value in node.items() if key not in NOTES_ON_DATA}
    return [without_notes(each) for each in node] if isinstance(node, list) else node


def hits(texts, names):
    """Each name that stands in a text, in any case, but not within a word."""
    spelled = {as_words(name): name for name in names}
    return [
        f"{where}: {spelled[name]}"
        for where, text in texts
        for words in [as_words(text)]
        for name in spelled
        if name in words and re.search(rf"(?<![a-z]){re.escape(name)}(?![a-z])", words)
    ]


def test_no_area_is_named_in_what_all_partnerships_share():
    names = area_names()
    assert len(names) >= FEWEST
    assert hits(shared_texts(), names) == []


def test_nothing_that_is_one_partnerships_is_named_in_what_all_share():
    names = own_names()
    assert len(names) >= len(NAMES)
    assert hits(shared_texts(), names) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("in Leeds and", ["Leeds"]),
        ("tables_of_vale-of_GREY\nhorse.csv", ["Vale of Grey Horse"]),
        ("the Leedsians", []),
        ("of West Yorkshire Police", ["West Yorkshire"]),
    ],
)
def test_a_name_is_found_however_it_is_written(text, found):
    assert hits([("x", text)], area_names()) == [f"x: {name}" for name in found]
