"""Check every page of an edition in a browser, as readers with light and dark, narrow and wide screens see it."""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from oscp_lib.errors import InputError, Problem
from oscp_lib.facts.facts_json import read_facts
from oscp_lib.page_names import LIST_OF_EDITIONS
from oscp_lib.verify.browser.axe import axe_version
from oscp_lib.verify.browser.chromium import open_browser
from oscp_lib.verify.browser.file_server import serve
from oscp_lib.verify.browser.page_faults import (
    axe_faults,
    keyboard_faults,
    legible_faults,
    rendered_faults,
    unfold,
)
from oscp_lib.verify.browser.visits import NARROW, READERS, WIDE, WIDTHS, Reader, context_for, open_page, pages_of
from oscp_lib.verify.browser_record import BrowserTest, content_hash, keep

if TYPE_CHECKING:
    from playwright.sync_api import Browser

REMEDY = "Correct the template, style sheet, chapter or text it comes from."
FROM_FILE = "opened as a file"


@dataclass(frozen=True)
class Tested:
    """What was tested: numbers of pages and of visits, at which widths, by which browser and which axe."""

    pages: int
    visits: int
    widths: str
    browser: str
    axe: str


def verify_in_browser(edition: Path, report: Callable[[str], None] = lambda line: None) -> Tested:
    """Visit every page of an edition, as `visit_all` does, in the machine's browser.

    Raises
    ------
    InputError
        With each fault and who meets it; or in one line, where there is no browser.
    """
    with open_browser() as browser:
        return visit_all(browser, edition, report)


def visit_all(browser: "Browser", edition: Path, report: Callable[[str], None] = lambda line: None) -> Tested:
    """Visit every page over http with each kind of reader, and once more from its file.

    Raises
    ------
    InputError
        With each fault and who meets it.
    """
    names, faults = pages_of(edition), {}
    with serve(edition.parent) as base:
        for reader in READERS:
            for name, fault in faults_for(browser, reader, f"{base}{edition.name}/", names):
                faults.setdefault((name, fault), []).append(str(reader))
            report(f"Visited {len(names)} pages: {reader}.")
    for name, fault in file_faults(browser, edition, names):
        faults.setdefault((name, fault), []).append(FROM_FILE)
    report(f"Visited {len(names)} pages: {FROM_FILE}.")
    if faults:
        raise InputError(
            [Problem(name, f"{fault} ({'; '.join(readers)}).", REMEDY) for (name, fault), readers in faults.items()]
        )
    visits = len(names) * (len(READERS) + 1)
    pages = len(names) - (LIST_OF_EDITIONS in names)
    return Tested(pages, visits, WIDTHS, f"Chromium {browser.version}", axe_version(browser))


def verify_and_record(edition: Path, year: int, report: Callable[[str], None] = lambda line: None) -> Tested:
    """Visit every page, and record that this content passed, so that a build of the same content can say so."""
    tested = verify_in_browser(edition, report)
    publish = read_facts(edition).publish
    keep(BrowserTest(content=content_hash(edition), year=year, publish=publish, day=date.today(), **asdict(tested)))
    return tested


def faults_for(browser: "Browser", reader: Reader, base: str, names: list[str]) -> Iterator[tuple[str, str]]:
    """Each page and fault that one kind of reader meets; `base` is where the edition stands."""
    with context_for(browser, reader, f"{base.rstrip('/').rpartition('/')[0]}/") as (context, log):
        page = open_page(context, log)
        for name in names:
            page.goto(base + name)
            unfold(page)
            faults = axe_faults(page) + rendered_faults(page) + legible_faults(page)
            if reader.width == WIDE and reader.theme == "light":
                faults += keyboard_faults(page)
            yield from ((name, fault) for fault in faults + log.taken())


def file_faults(browser: "Browser", edition: Path, names: list[str]) -> Iterator[tuple[str, str]]:
    """What each page asks for and complains of where it is opened as a file."""
    with context_for(browser, Reader("light", NARROW), f"{edition.parent.resolve().as_uri()}/") as (context, log):
        page = open_page(context, log)
        for name in names:
            page.goto((edition / name).resolve().as_uri())
            yield from ((name, fault) for fault in log.taken())
