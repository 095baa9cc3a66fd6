"""The table of contents and the pages written by hand: what is missing, listed twice or not at all is named."""

import pytest

from oscp_lib import paths
from oscp_lib.checks.table_of_contents import contents_problems

TOC = "book/_toc.yml"


def found():
    return [(problem.file, problem.line, problem.severity, problem.found) for problem in contents_problems()]


def test_the_book_s_own_contents_are_whole():
    assert found() == []


def test_a_chapter_taken_out_is_named(edit):
    edit(TOC, "      - file: vawg\n", "")
    ((file, _, severity, said),) = found()
    assert (file, severity) == (TOC, "error") and "'vawg' is not listed" in said


def test_a_page_listed_twice_is_named_with_both_lines(project, edit):
    edit(TOC, "      - file: vawg\n", "      - file: vawg\n      - file: vawg.ipynb\n")
    lines = (project / TOC).read_text("utf-8").splitlines()
    first = lines.index("      - file: vawg") + 1
    assert found() == [(TOC, first + 1, "error", f"The page 'vawg' is listed twice, here and in line {first}.")]


@pytest.mark.parametrize("name", ["nowhere", "vwag", "theme/page", "'../methods'", "Methods"])
def test_a_page_that_is_not_there_is_named(edit, name):
    edit(TOC, "      - file: glossary\n", f"      - file: glossary\n      - file: {name}\n")
    (problem,) = contents_problems()
    assert problem.severity == "error" and "The page is missing, and line" in problem.found
    assert "Did you mean 'vawg'?" in problem.remedy if name == "vwag" else problem.remedy


def test_a_page_that_nobody_lists_is_said(project):
    (project / "book/notes.md").write_text("# Notes\n", "utf-8")
    ((file, _, severity, said),) = found()
    assert (file, severity) == ("book/notes.md", "warning") and "not listed" in said


@pytest.mark.parametrize(
    "text", ["", "- a\n- b\n", "just words", "root: [", "a: " + "[" * 20_000, "root: index\nroot: index\n"]
)
def test_contents_that_cannot_be_read_are_one_problem(project, text):
    (project / TOC).write_text(text, "utf-8")
    ((file, *_),) = found()
    assert file == TOC


@pytest.mark.parametrize(
    "text", ["", "parse: [", "- a\n", "author: somebody\n", "title: a book\n", "parse: " + "[" * 20_000]
)
def test_settings_that_cannot_be_read_are_named(project, text):
    (project / "_config.yml").write_text(text, "utf-8")
    assert [file for file, *_ in found()] == ["_config.yml"]


def test_a_picture_in_a_page_is_named_at_its_line(project):
    path = project / "book/methods.md"
    path.write_text(path.read_text("utf-8") + "\n\n![a map](map.png)\n", "utf-8")
    ((file, line, _, said),) = found()
    assert (file, line) == ("book/methods.md", len(path.read_text("utf-8").splitlines()))
    assert "the picture 'map.png'" in said


def test_a_page_in_another_encoding_is_named(project):
    (paths.BOOK / "glossary.md").write_bytes("# Café\n".encode("cp1252"))
    ((file, line, _, said),) = found()
    assert (file, line) == ("book/glossary.md", 1) and "not UTF-8" in said
