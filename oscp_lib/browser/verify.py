"""Check every page of an edition in a browser, as readers with light and dark, narrow and wide screens see it."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from oscp_lib.browser.checks import axe_faults, axe_version, keyboard_faults, rendered_faults
from oscp_lib.browser.chromium import open_browser
from oscp_lib.browser.server import serve
from oscp_lib.browser.visits import NARROW, READERS, WIDE, Reader, context_for, open_page, pages_of
from oscp_lib.errors import InputError, Problem

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

REMEDY = "Mend the template, style sheet, chapter or text it comes from."


@dataclass(frozen=True)
class Tested:
    """What was tested: numbers of pages and of visits, and by which browser and which axe."""

    pages: int
    visits: int
    browser: str
    axe: str

    def as_json(self) -> dict:
        return asdict(self)


def verify_in_browser(edition: Path, report: Callable[[str], None] = lambda line: None) -> Tested:
    """Visit every page over http with each kind of reader, and once more from its file.

    Raises
    ------
    InputError
        With each fault; or in one line, where there is no browser.
    """
    names, problems, visits = pages_of(edition), [], 0
    with open_browser() as browser, serve(edition.parent) as base:
        for reader in READERS:
            problems += faults_for(browser, reader, f"{base}{edition.name}/", names)
            visits += len(names)
            report(f"Visited {len(names)} pages: {reader}.")
        problems += file_faults(browser, edition, names)
        visits += len(names)
        report(f"Visited {len(names)} pages from their files.")
        version = f"Chromium {browser.version}"
        axe = axe_version(browser.new_page())
    if problems:
        raise InputError(problems)
    return Tested(len(names), visits, version, axe)


def faults_for(browser: "Browser", reader: Reader, base: str, names: list[str]) -> list[Problem]:
    """The faults that one kind of reader meets."""
    problems = []
    with context_for(browser, reader, base.rsplit("/", 2)[0]) as (context, log):
        page = open_page(context, log)
        for name in names:
            page.goto(base + name)
            faults = axe_faults(page) + rendered_faults(page)
            if reader.width == WIDE and reader.theme == "light":
                faults += keyboard_faults(page)
            faults += noted(log)
            problems += [Problem(name, f"{fault} ({reader}).", REMEDY) for fault in faults]
    return problems


def file_faults(browser: "Browser", edition: Path, names: list[str]) -> list[Problem]:
    """What is asked for and thrown where the pages are opened as files."""
    problems = []
    with context_for(browser, Reader("light", NARROW), edition.parent.as_uri()) as (context, log):
        for name in names:
            visit_file(context, edition / name, log)
            problems += [Problem(name, f"{fault} (opened as a file).", REMEDY) for fault in noted(log)]
    return problems


def visit_file(context: "BrowserContext", path: Path, log) -> None:
    page = open_page(context, log)
    page.goto(path.as_uri())
    page.close()


def noted(log) -> list[str]:
    """What the log holds, in sentences; it is empty afterwards."""
    faults = [f"asks for {address}, from another host" for address in log.outside]
    faults += [f"the browser complains: {error}" for error in log.errors]
    log.outside.clear()
    log.errors.clear()
    return faults
