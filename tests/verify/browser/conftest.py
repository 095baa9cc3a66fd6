"""One browser to a file of tests, and one built edition, for all that is asked of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from oscp_lib.verify.browser.chromium import open_browser
from oscp_lib.verify.browser.file_server import serve


# Playwright keeps an event loop running, in which nothing can be built: it is closed at the end of each file.
@pytest.fixture(scope="module")
def browser(found) -> Iterator:
    with open_browser() as opened:
        yield opened


@pytest.fixture(scope="session")
def edition(found, built) -> Path:
    """The 2024 edition; not built where no browser would look at it."""
    return built.edition


@pytest.fixture(scope="module")
def home(edition) -> Iterator[str]:
    """Where the editions stand over http."""
    with serve(edition.parent) as address:
        yield address


@pytest.fixture(scope="module")
def base(home, edition) -> str:
    return f"{home}{edition.name}/"
