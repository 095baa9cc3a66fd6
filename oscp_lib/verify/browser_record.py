"""The record of editions that passed the checks in a browser, by what their pages hold."""

import hashlib
import json
from datetime import date
from pathlib import Path

from pydantic import ValidationError

from oscp_lib import paths
from oscp_lib.data.json_files import read_json
from oscp_lib.data.transaction import replace_file
from oscp_lib.data.yaml_files import Strict
from oscp_lib.errors import InputError, Problem
from oscp_lib.facts.facts_json import read_facts

# The statement is written from the record; the search repeats its words, and all others of the pages.
LEFT_OUT = ("accessibility.html", "searchindex.js", "_static/search_text.js")
PAGE_PARTS = (".html", ".css", ".js", ".svg", ".png", ".woff2")
# What names the inputs and no content: it changes when the record itself is committed.
IDENTITY = ("about.code_version", "about.input_hash")


class BrowserTest(Strict):
    """One edition that passed: which content, when, how often it was opened, by which browser and which axe."""

    content: str
    year: int
    publish: bool
    day: date
    pages: int
    visits: int
    widths: str
    browser: str
    axe: str


def content_hash(edition: Path) -> str:
    """SHA-256 of everything a browser loads of an edition, without the statement and the names of the inputs."""
    facts = read_facts(edition).facts
    named = [fact.text.encode() for fact in facts if fact.key in IDENTITY]
    digest = hashlib.sha256()
    for path in sorted(edition.rglob("*"), key=lambda path: path.relative_to(edition).as_posix()):
        name = path.relative_to(edition).as_posix()
        if path.suffix not in PAGE_PARTS or name in LEFT_OUT:
            continue
        content = path.read_bytes()
        if path.suffix == ".html":
            for text in named:
                content = content.replace(text, b"")
        digest.update(name.encode() + b"\0" + hashlib.sha256(content).digest())
    return digest.hexdigest()


REMEDY = "Restore it, or remove it."


def records() -> list[BrowserTest]:
    """Every record, by year.

    Raises
    ------
    InputError
        When the file is not what `oscp verify --browser` writes.
    """
    if not paths.is_there(paths.BROWSER_TESTS):
        return []
    try:
        return [BrowserTest(**entry) for entry in read_json(paths.BROWSER_TESTS, REMEDY)]
    except (ValueError, TypeError, ValidationError) as error:
        found = f"It is not what `oscp verify --browser` writes ({str(error).splitlines()[0]})."
        raise InputError(Problem(paths.shown(paths.BROWSER_TESTS), found, REMEDY)) from None


def recorded(content: str) -> BrowserTest | None:
    """The record of exactly this content."""
    return next((each for each in records() if each.content == content), None)


def keep(test: BrowserTest) -> None:
    """Put a record in place of the last of the same year, published or not."""
    others = [each for each in records() if (each.year, each.publish) != (test.year, test.publish)]
    entries = sorted([*others, test], key=lambda each: (each.year, each.publish))
    text = json.dumps([each.model_dump(mode="json") for each in entries], indent=1) + "\n"
    replace_file(paths.BROWSER_TESTS, text.encode())
