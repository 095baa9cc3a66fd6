"""The layout: what a newcomer may expect of every module of the library."""

import ast
from collections import Counter

import pytest

from oscp_lib import paths

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
