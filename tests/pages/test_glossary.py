"""A partnership's own terms stand among those of every book, in order, and nowhere else."""

import pytest
from bs4 import BeautifulSoup

from oscp_lib import paths
from oscp_lib.checks.table_of_contents import contents_problems
from oscp_lib.errors import InputError
from oscp_lib.pages.glossary import with_letters, with_own_terms
from oscp_lib.verify.printed_numbers import Known, unaccounted

PAGE = """# Glossary

Terms as this book uses them.

```{glossary}
[c]
confidential
  Withheld.

anti-social behaviour
ASB
  Nuisance.

census
  A count.

VAWG
violence against women and girls
  Violence.
```
"""


@pytest.fixture
def own(project):
    """Write the partnership's own terms."""

    def write(text):
        paths.OWN_TERMS.write_text(text, "utf-8")

    return write


def entries(page):
    """The names above each explanation, and the explanation."""
    return [entry.split("\n") for entry in page.partition("{glossary}\n")[2].partition("\n```")[0].split("\n\n")]


def test_own_terms_stand_in_the_order_of_the_alphabet_under_all_their_names(own):
    own("terms:\n  Yearly Study (YS): A study.\n  Bright Nights: A programme\n    of the town.\n  zone: A zone.\n")
    page = with_own_terms(PAGE)
    assert [entry[0] for entry in entries(page)] == [
        "[c]", "anti-social behaviour", "Bright Nights", "census", "VAWG", "Yearly Study", "zone",
    ]  # fmt: skip
    assert entries(page)[2] == ["Bright Nights", "  A programme of the town."]
    assert entries(page)[5] == ["Yearly Study", "YS", "  A study."]
    assert page.startswith(PAGE.partition("[c]")[0]) and page.endswith("\n```\n")


def test_each_letter_leads_to_its_first_term():
    nav = BeautifulSoup(with_letters(PAGE), "html.parser").select_one("nav.letters")
    assert [(link.get_text(), link["href"]) for link in nav.select("a")] == [
        ("A", "#term-anti-social-behaviour"), ("C", "#term-census"), ("V", "#term-VAWG"),
    ]  # fmt: skip
    assert with_letters("# Glossary\n") == "# Glossary\n"
    accented = with_letters(PAGE.replace("census\n", "Cŵn a.b. (2)\n"))
    assert '<a href="#term-Cwn-a.b.-2">C</a>' in accented  # as Sphinx makes the id of a term


def test_a_partnership_without_the_file_has_the_shared_glossary(project):
    paths.OWN_TERMS.unlink()
    assert with_own_terms(PAGE) == PAGE


def test_the_terms_of_the_first_partnership_are_its_own_and_not_shared():
    shared = (paths.BOOK / "glossary.md").read_text("utf-8")
    added = {name for entry in entries(with_own_terms(shared)) for name in entry[:-1]}
    added -= {name for entry in entries(shared) for name in entry[:-1]}
    assert {"NightWell", "Running Plan", "Strategic Needs Assessment", "SNA", "Strongwall"} == added


@pytest.mark.parametrize(
    ("text", "found", "line"),
    [
        ("terms:\n  zone: A zone.\n  asb: Noise.\n", "'asb' is in the glossary of every book already", 3),
        ("terms:\n  Yearly Study (census): A study.\n", "'census' is in the glossary of every book", 2),
        ("terms:\n  zone: One.\n  Zone: Two.\n", "'Zone' appears twice", 3),
        ("terms:\n  (x): One.\n", "'(x)' is not a term", 1),
        ("terms:\n  zone:\n", "The field 'zone' is empty", 2),
        ("terms:\n  zone: 5\n", "holds '5'", 2),
        ("zone: One.\n", "The field 'terms' is missing", 1),
    ],
)
def test_a_term_that_cannot_stand_is_named_with_its_line(own, text, found, line):
    own(text)
    with pytest.raises(InputError) as raised:
        with_own_terms(PAGE)
    problem = raised.value.problems[0]
    assert found in problem.found and (problem.file, problem.line) == (paths.shown(paths.OWN_TERMS), line)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("{fact}`nowhere`", "asks for the fact 'nowhere'"),
        ("![a map](map.png)", "picture"),
        ("terms: 3", "is empty"),
        ("census", "in the glossary of every book already"),
    ],
)
def test_the_check_names_what_own_terms_cannot_show(own, text, found):
    own(
        {"terms: 3": "terms:\n  zone:\n", "census": "terms:\n  census: A count.\n"}.get(
            text, f"terms:\n  zone: {text!r}\n"
        )
    )
    (problem,) = contents_problems()
    assert problem.file == paths.shown(paths.OWN_TERMS) and found in problem.found


def test_what_looks_like_html_in_an_explanation_prints_as_typed(own):
    own("terms:\n  zone: <b>A zone</b>\n")
    assert "  &lt;b>A zone&lt;/b>" in with_own_terms(PAGE)


def test_a_number_in_an_own_term_may_have_its_reason_in_the_same_file(own):
    own("terms:\n  zone: One of 12.\nspelled_out:\n  - {words: One of 12, reason: how the town is divided}\n")
    known = Known.__new__(Known)
    known.year, known.facts, known.given = None, {}, set()
    assert list(unaccounted("One of 12.", known.words("glossary", heading=False))) == []
    assert [match[0] for match in unaccounted("One of 13.", known.words("glossary", heading=False))]
