"""The accessibility statement claims what was tested of exactly this content, and nothing else."""

import json
from datetime import date

import pytest

from oscp_lib import paths
from oscp_lib.edition.build import build
from oscp_lib.edition.order import Order
from oscp_lib.errors import InputError
from oscp_lib.facts.facts_json import write_facts
from oscp_lib.page_names import SEARCH_TEXT
from oscp_lib.pages import accessibility
from oscp_lib.pages.accessibility import UNTESTED, say_what_was_tested, write_statement
from oscp_lib.pages.facts_of_year import facts_of_year
from oscp_lib.verify.browser_record import BrowserTest, content_hash, keep, records
from oscp_lib.verify.finished_pages import CHECKS
from tests.places import OWN


@pytest.fixture(scope="module")
def facts():
    return facts_of_year(2024)


@pytest.fixture
def edition(project, facts, tmp_path):
    """A small edition: a page, the page about it, its style and the statement as it was rendered."""
    paths.BROWSER_TESTS.unlink(missing_ok=True)
    folder = tmp_path / "2024"
    (folder / "_static").mkdir(parents=True)
    write_facts(facts, folder)
    named = {fact.key: fact.text for fact in facts.facts}
    (folder / "index.html").write_text("<p>17,384 offences</p>")
    (folder / "about.html").write_text(f"<p>{named['about.code_version']}, {named['about.input_hash']}</p>")
    (folder / "_static/oscp.css").write_text("p { color: #000; }")
    write_statement(2024, tmp_path)
    (folder / "accessibility.html").write_text((tmp_path / "accessibility.md").read_text("utf-8"), "utf-8")
    return folder


def passed(edition, **changed):
    """A record of that edition."""
    known = {
        "content": content_hash(edition), "year": 2024, "publish": False, "day": date(2026, 11, 20), "pages": 15,
        "visits": 80, "widths": "320 and 1,400 pixels wide", "browser": "Chromium 1.2", "axe": "4.12.1",
    }  # fmt: skip
    return BrowserTest(**known | changed)


def statement(edition):
    say_what_was_tested(edition)
    return (edition / "accessibility.html").read_text("utf-8")


@pytest.mark.longer
def test_a_build_without_a_browser_claims_nothing_of_one(edition):
    said = statement(edition)
    assert UNTESTED in said
    assert "axe" not in said and "Chromium" not in said


def test_the_statement_names_each_check_that_the_build_makes(edition):
    said = statement(edition)
    for check in CHECKS:
        assert accessibility.sentence(check) in said
    assert len({accessibility.sentence(check) for check in CHECKS}) == len(CHECKS)


def test_the_statement_follows_the_public_sector_model(edition):
    said = statement(edition)
    for part in (
        "partially compliant", "Web Content Accessibility Guidelines version 2.2", "saferoxmere@oxmere.example.org",
        "Equality and Human Rights Commission", "Equality Advisory and Support Service", "It was prepared on",
        "(No. 2) Accessibility Regulations 2018",
    ):  # fmt: skip
        assert part in said, part
    assert "fully compliant" not in said


def test_what_a_browser_tested_is_said_of_the_same_content(edition):
    keep(passed(edition))
    said = statement(edition)
    assert UNTESTED not in said
    assert "On 20 November 2026 all 15 pages" in said and "Chromium 1.2, 80 times" in said and "axe-core 4.12.1" in said
    assert statement(edition) == said  # said once, and the same again


@pytest.mark.parametrize("name", ["index.html", "about.html", "_static/oscp.css"])
def test_it_is_not_said_of_other_content(edition, name):
    keep(passed(edition))
    (edition / name).write_text((edition / name).read_text() + " ")
    assert UNTESTED in statement(edition)


def test_a_page_more_or_a_page_renamed_is_other_content(edition):
    before = content_hash(edition)
    (edition / "index.html").rename(edition / "first.html")
    assert content_hash(edition) != before
    (edition / "first.html").rename(edition / "index.html")
    assert content_hash(edition) == before


def test_committing_the_record_does_not_make_it_another_edition(edition):
    # The commit and the hash of the inputs change with it, and name no content.
    before = content_hash(edition)
    facts = json.loads((edition / "facts.json").read_text("utf-8"))
    about = (edition / "about.html").read_text()
    for fact in facts["facts"]:
        if fact["key"] in ("about.code_version", "about.input_hash"):
            about = about.replace(fact["text"], f"other {fact['key']}")
            fact["text"] = f"other {fact['key']}"
    (edition / "about.html").write_text(about)
    (edition / "facts.json").write_text(json.dumps(facts), "utf-8")
    assert content_hash(edition) == before


def test_one_record_is_kept_for_a_year_and_its_published_form(edition):
    keep(passed(edition, content="a"))
    keep(passed(edition, content="b", publish=True))
    keep(passed(edition, content="c"))
    assert [(each.content, each.publish) for each in records()] == [("c", False), ("b", True)]


@pytest.mark.parametrize("text", ["{", "[{}]", "[1]", '{"a": 1}'])
def test_a_record_that_is_broken_is_named(edition, text):
    paths.BROWSER_TESTS.write_text(text)
    with pytest.raises(InputError, match=rf"{OWN}/browser_tests.json.*Restore it, or remove it"):
        statement(edition)


@pytest.mark.slow
def test_a_record_holds_for_every_build_of_the_same_pages(project, good, edit):
    """A commit, or a remark in an input, names the edition anew and changes no page."""
    keep(passed(good / "book/_build/oxmere/2024"))
    edit("_config.yml", "\n", "\n# a remark\n")
    folder = build(Order(2024)).parent
    said = (folder / "accessibility.html").read_text("utf-8")
    assert "Chromium 1.2" in said and UNTESTED not in said
    assert "Chromium 1.2" in (folder / SEARCH_TEXT).read_text("utf-8")
