"""The layout: what a newcomer may expect of every module of the library, and of every test."""

import ast
import csv
from collections import Counter

import pytest
import yaml

from oscp_lib import paths
from oscp_lib.data.areas import load_areas
from tests.made_place import HERE, REPOSITORY
from tests.test_no_place import NAMES, hits

MODULES = sorted(path for path in paths.LIBRARY.rglob("*.py") if path.name not in ("__init__.py", "__main__.py"))
LONGEST = 300  # lines


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(paths.LIBRARY).as_posix())
def test_a_long_module_says_why_it_is_one_file(path):
    text = path.read_text("utf-8")
    said = ast.get_docstring(ast.parse(text)) or ""
    assert said
    assert text.count("\n") <= LONGEST or "One file, though a long one: " in said


def test_no_two_modules_have_one_name():
    assert [name for name, times in Counter(path.stem for path in MODULES).items() if times > 1] == []


def test_no_module_is_called_what_could_hold_anything():
    assert not {path.stem for path in MODULES} & {"utils", "util", "helpers", "helper", "common", "misc"}


def real_names():
    """The names of the places that the made place stands for, and what a partnership there calls itself."""
    codes = {row["code"] for row in csv.DictReader((HERE / "names.csv").read_text("utf-8").splitlines())}
    areas, names = load_areas(REPOSITORY / "data"), set()
    for path in (REPOSITORY / "data/partnerships").glob("*/partnership.yml"):
        said = yaml.safe_load(path.read_text("utf-8"))
        if said.get("code") in codes:
            names |= {said[field] for field in NAMES if said.get(field)}
            names |= {said["plan"]["called"]} if said.get("plan") else set()
    return names | {areas.area(code).name for code in codes}


def texts_of_tests():
    """Every text of the tests and of the made place, but for those of the committed partnerships."""
    committed = REPOSITORY / "tests/committed"
    for path in sorted((REPOSITORY / "tests").rglob("*")):
        if path.suffix in (".py", ".yml", ".json", ".csv", ".md") and committed not in path.parents:
            yield path.relative_to(REPOSITORY).as_posix(), path.read_text("utf-8")


def test_no_test_of_the_library_names_the_place_that_the_made_place_stands_for():
    names = real_names()
    assert len(names) >= 6  # a county and its five districts
    assert len(found := list(texts_of_tests())) > 200 and hits([("x", "\n".join(names))], names)
    assert hits(found, names) == []
