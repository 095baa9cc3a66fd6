"""Terms of the glossary are links where a page first has them, in prose and nowhere else."""

import re
import subprocess
import sys

import pytest
from bs4 import BeautifulSoup

from oscp_lib import paths
from oscp_lib.pages.glossary import with_own_terms

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


# Markdown of a page, and the words and targets of the links it should have.
PAGES = {
    "the first of each, the longest first": (
        "Valid crimes and crime.\n\nMore crime.", [("Valid crimes", "valid-crime"), ("crime", "crime")],
    ),
    "plurals and capitals; a name only as it is written": (
        "Responsible Authorities prevent; Prevent does. It prints [c].",
        [("Responsible Authorities", "responsible-authority"), ("Prevent", "Prevent"), ("[c]", "c")],
    ),
    "a part of a word": ("Criminals, crimewave, anti-crime and Preventing.", []),
    "a heading": ("## Crime\n\nNothing.", []),
    "a link": ("[crime](glossary.md)", []),
    "code in a line": ("`crime`", []),
    "code": ("```\ncrime\n```", []),
    "a table": ("| crime |\n|---|\n| crime |", []),
    "a number": ('<a class="fact" href="#x">37 crimes</a> only', []),
    "a gap": ('<p class="gap">crime</p>', []),
}  # fmt: skip


@pytest.fixture(scope="module")
def linked(tmp_path_factory):
    """(words, target) of the links of each page."""
    folder = tmp_path_factory.mktemp("glossary")
    (folder / "conf.py").write_text('extensions = ["myst_parser", "oscp_lib.pages.glossary_links"]\n', "utf-8")
    files = {case: f"page-{number}" for number, case in enumerate(PAGES)}
    (folder / "index.md").write_text("\n".join(["# Pages\n", "```{toctree}", "glossary", *files.values(), "```\n"]))
    (folder / "glossary.md").write_text(GLOSSARY, "utf-8")
    for case, name in files.items():
        (folder / f"{name}.md").write_text(f"# Page\n\n{PAGES[case][0]}\n", "utf-8")
    # In a process of its own: what a build of the book leaves in Sphinx and docutils is not this test's.
    command = [sys.executable, "-m", "sphinx", "-q", "-b", "html", str(folder), str(folder / "out")]
    subprocess.run(command, check=True, capture_output=True)
    return {case: links(folder / f"out/{name}.html") for case, name in files.items()}


def links(path):
    page = BeautifulSoup(path.read_text("utf-8"), "html.parser")
    assert not page.select("a a")
    return [(link.get_text(), link["href"].partition("#term-")[2]) for link in page.select("a.term-link")]


@pytest.mark.longer
@pytest.mark.parametrize("case", PAGES)
def test_terms_are_linked_in_prose_and_nowhere_else(linked, case):
    assert linked[case] == PAGES[case][1]


def test_the_glossary_stands_in_order_and_names_what_the_tables_mark():
    lines = with_own_terms((paths.BOOK / "glossary.md").read_text("utf-8")).splitlines()
    entries = [lines[number] for number in range(1, len(lines)) if lines[number - 1] in ("", "```{glossary}")]
    terms = [line for line in entries if line and not line.startswith((" ", "#", "`", "Terms as"))]
    assert terms == sorted(terms, key=lambda term: re.sub(r"\W", "", term).lower() if term[0] != "[" else "")
    # The shorthand of the UK's statistics (Government Analysis Function, symbols in tables).
    assert {"[c]", "[e]", "[low]", "[p]", "[r]", "[x]", "[z]"} <= set(terms)
