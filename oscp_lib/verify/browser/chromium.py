"""The browser of the machine: found, started, and set up as one kind of reader has it."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from oscp_lib.errors import InputError, Problem

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NAMES = (
    "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge", "microsoft-edge",
    "microsoft-edge-stable",
)  # fmt: skip
# Where Windows and macOS keep browsers that are not on the PATH.
PLACES = (
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
ARGUMENTS = ["--disable-background-networking", "--disable-component-update", "--no-first-run"]


def installed_browser() -> str | None:
    """The path of a Chromium, Chrome or Edge of this machine, or of the one that Playwright brought."""
    from playwright.sync_api import sync_playwright

    found = [path for name in NAMES if (path := shutil.which(name))] + [path for path in PLACES if Path(path).exists()]
    if found:
        return found[0]
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).exists() else None


def browser_path() -> str:
    """The path of the browser to use.

    Raises
    ------
    InputError
        In one line, when Playwright, axe or a browser is missing.
    """
    if find_spec("playwright") is None or find_spec("axe_playwright_python") is None:
        remedy = "Install what requirements.txt locks, as README.md says, or pip install 'oscp-lib[test]'."
        raise InputError(Problem("browser", "Playwright and axe are not installed.", remedy))
    path = installed_browser()
    if path is None:
        remedy = "Install Chromium, Chrome or Edge, or run: python -m playwright install chromium."
        raise InputError(Problem("browser", "No Chromium, Chrome or Edge was found.", remedy))
    return path


@contextmanager
def open_browser() -> Iterator["Browser"]:
    """A headless browser, closed at the end.

    Raises
    ------
    InputError
        In one line, when something is missing, or the browser does not start.
    """
    path = browser_path()
    from playwright.sync_api import Error, sync_playwright

    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        except Error as error:
            found = f"{path} does not start: {error.message.splitlines()[0]}"
            raise InputError(Problem("browser", found, "Start it by hand to see what it lacks.")) from None
        try:
            yield browser
        finally:
            browser.close()
