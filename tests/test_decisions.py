"""The decisions: one file each, all of one shape, and none cited or listed that is not there."""

import re

import pytest

from tests.conftest import REPOSITORY

FOLDER = REPOSITORY / "docs/decisions"
INDEX = (FOLDER / "README.md").read_text("utf-8")
FILES = sorted(FOLDER.glob("[0-9]*.md"))
LINK = r"\[\d{4}\]\((\d{4}-[a-z0-9-]+\.md)\)"
SHAPE = (
    r"# (?P<number>\d+)\. \S[^\n]*\n\n"
    rf"Status: (holds|holds; changed in part by {LINK}(?: and {LINK})?|replaced by {LINK})\n\n"
    r"## Context\n\n\S.*?\n\n## Decision\n\n\S.*?\n\n## Consequences\n\n\S.*\n"
)
# "decision 55", "decisions 55", "docs/decisions/0055-explorer-states.md"
CITED = re.compile(r"\bdecisions? (\d+)\b|docs/decisions/(\d{4})", re.IGNORECASE)
FOLDERS, SUFFIXES = ("oscp_lib", "tests", "benchmarks", "notebooks", "book", "data"), (".py", ".md", ".ipynb", ".js")


def number(path):
    return int(path.name[:4])


def texts():
    """Every text of the project that may cite a decision, this test left out."""
    found = [*REPOSITORY.glob("*.md"), *(REPOSITORY / "docs").glob("*.md"), REPOSITORY / "Makefile"]
    for folder in FOLDERS:
        found += [path for path in (REPOSITORY / folder).rglob("*") if path.suffix in SUFFIXES]
    return [path for path in found if path.name != "test_decisions.py" and "_build" not in path.parts]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_decision_has_the_shape_of_all_and_leads_nowhere_in_vain(path):
    text = path.read_text("utf-8")
    shape = re.fullmatch(SHAPE, text, re.DOTALL)
    assert shape, "A heading, a status, Context, Decision and Consequences are expected, each with text."
    assert int(shape["number"]) == number(path)
    assert text.count("\n## ") == 3
    assert [name for name in re.findall(r"\]\(([^)]+)\)", text) if not (FOLDER / name).is_file()] == []


def test_numbers_are_unique_and_each_gap_is_explained():
    numbers = [number(path) for path in FILES]
    assert len(numbers) == len(set(numbers))
    explained = re.search(r"The numbers (.+) were never used\.", INDEX)[1]
    spans = [(int(first), int(last or first)) for first, last in re.findall(r"(\d+)(?: to (\d+))?", explained)]
    unused = [each for first, last in spans for each in range(first, last + 1)]
    assert sorted(numbers + unused) == list(range(1, max(numbers) + 1))


def test_the_index_lists_each_decision_once_with_its_heading_and_what_changed_it():
    listed = re.findall(r"^- \[(\d{4})\]\((\1-[a-z0-9-]+\.md)\) (.+)$", INDEX, re.MULTILINE)
    assert sorted(name for _, name, _ in listed) == [path.name for path in FILES]
    for _, name, said in listed:
        heading, status = (FOLDER / name).read_text("utf-8").split("\n\n")[:2]
        title = heading.partition(". ")[2]
        later = re.sub(r"\[(\d{4})\]\([^)]*\)", r"\1", status).removeprefix("Status: ").removeprefix("holds; ")
        assert said == (title if later == "holds" else f"{title} ({later})")


def test_every_decision_that_a_text_cites_exists():
    numbers, cited = {number(path) for path in FILES}, {}
    for path in texts():
        for short, long in CITED.findall(path.read_text("utf-8")):
            cited.setdefault(int(short or long), path.relative_to(REPOSITORY).as_posix())
    assert cited, "No text cites a decision: the pattern misses how they are cited."
    assert {each: place for each, place in cited.items() if each not in numbers} == {}
