"""Terms of the glossary are links where a page first has them, in prose and nowhere else."""

import re
import subprocess
import sys

import pytest
from bs4 import BeautifulSoup

from oscp_lib import paths

GLOSSARY = """# Glossary

```{glossary}
crime
  Something.

valid crime
  Something narrower.

Prevent
  A programme.

responsible authority
  A body.

[c]
  Withheld.
```
"""


@pytest.fixture
def linked(tmp_path):
    """(words, target) of the links a page of that Markdown has."""

    def build(markdown):
        (tmp_path / "conf.py").write_text('extensions = ["myst_parser", "oscp_lib.edition.glossary_links"]\n', "utf-8")
        (tmp_path / "index.md").write_text(f"# Page\n\n{markdown}\n\n```{{toctree}}\nglossary\n```\n", "utf-8")
        (tmp_path / "glossary.md").write_text(GLOSSARY, "utf-8")
        # In a process of its own: what a build of the book leaves in Sphinx and docutils is not this test's.
        command = [sys.executable, "-m", "sphinx", "-q", "-b", "html", str(tmp_path), str(tmp_path / "out")]
        subprocess.run(command, check=True, capture_output=True)
        page = BeautifulSoup((tmp_path / "out/index.html").read_text("utf-8"), "html.parser")
        assert not page.select("a a")
        return [(link.get_text(), link["href"].partition("#term-")[2]) for link in page.select("a.term-link")]

    return build


def test_the_first_of_each_term_is_linked_the_longest_first(linked):
    assert linked("Valid crimes and crime.\n\nMore crime.") == [("Valid crimes", "valid-crime"), ("crime", "crime")]


def test_plurals_and_capitals_are_met_and_a_name_only_as_it_is_written(linked):
    assert linked("Responsible Authorities prevent; Prevent does. It prints [c].") == [
        ("Responsible Authorities", "responsible-authority"),
        ("Prevent", "Prevent"),
        ("[c]", "c"),
    ]


def test_a_part_of_a_word_is_no_term(linked):
    assert linked("Criminals, crimewave, anti-crime and Preventing.") == []


@pytest.mark.parametrize(
    "markdown",
    [
        "## Crime\n\nNothing.",
        "[crime](glossary.md)",
        "`crime`",
        "```\ncrime\n```",
        "| crime |\n|---|\n| crime |",
        '<a class="fact" href="#x">37 crimes</a> only',
        '<p class="gap">crime</p>',
    ],
)
def test_headings_links_code_tables_and_numbers_have_none(linked, markdown):
    assert linked(markdown) == []


def test_the_glossary_stands_in_order_and_names_what_the_tables_mark():
    lines = (paths.BOOK / "glossary.md").read_text("utf-8").splitlines()
    entries = [lines[number] for number in range(1, len(lines)) if lines[number - 1] in ("", "```{glossary}")]
    terms = [line for line in entries if line and not line.startswith((" ", "#", "`", "Terms as"))]
    assert terms == sorted(terms, key=lambda term: re.sub(r"\W", "", term).lower() if term[0] != "[" else "")
    # The shorthand of the UK's statistics (Government Analysis Function, symbols in tables).
    assert {"[c]", "[e]", "[low]", "[p]", "[r]", "[x]", "[z]"} <= set(terms)
