"""Visits to pages: which readers come, and what a page asks for and complains of while they are there."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from oscp_lib.page_names import LIST_OF_EDITIONS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, Route

NARROW, WIDE, HEIGHT = 320, 1400, 900  # pixels; 320 is what WCAG 2.2 asks pages to reflow to (1.4.10)
BETWEEN = (390, 768)  # pixels: a phone and a tablet


@dataclass(frozen=True)
class Reader:
    """How a reader has set up the screen."""

    theme: str
    width: int

    def __str__(self) -> str:
        return f"{self.theme}, {self.width} px"


WIDTHS = (
    f"{NARROW} and {WIDE:,} pixels wide in the light and the dark theme, "
    f"{' and '.join(map(str, BETWEEN))} pixels wide in the light one"
)
READERS = (
    *(Reader(theme, width) for theme in ("light", "dark") for width in (NARROW, WIDE)),
    *(Reader("light", width) for width in BETWEEN),
)


@dataclass
class Log:
    """What a visit found: requests to other hosts, and errors."""

    outside: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def taken(self) -> list[str]:
        """What the log holds, in sentences; it is empty afterwards."""
        said = [f"asks for {address}, from another host" for address in self.outside]
        said += [f"the browser complains: {error}" for error in self.errors]
        self.outside.clear()
        self.errors.clear()
        return said


@contextmanager
def context_for(browser: "Browser", reader: Reader, base: str) -> Iterator[tuple["BrowserContext", Log]]:
    """A browsing context for one reader of what stands at or below `base`; a request elsewhere is stopped and noted."""
    log = Log()
    context = browser.new_context(
        viewport={"width": reader.width, "height": HEIGHT}, color_scheme=reader.theme, reduced_motion="reduce",
        service_workers="block",
    )  # fmt: skip

    def decide(route: "Route") -> None:
        address = route.request.url
        if address.startswith((base, "data:", "blob:")):
            route.continue_()
        else:
            log.outside.append(address)
            route.abort()

    context.route("**/*", decide)
    try:
        yield context, log
    finally:
        context.close()


def open_page(context: "BrowserContext", log: Log) -> "Page":
    """A page whose errors are noted: what it writes to the console, what it throws, what does not load."""
    page = context.new_page()
    page.on("console", lambda said: log.errors.append(said.text) if said.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: log.errors.append(error.message))
    page.on("requestfailed", lambda request: log.errors.append(f"{request.url} did not load"))
    return page


def pages_of(edition: Path) -> list[str]:
    """The pages of an edition, as addresses relative to it, and the list of editions beside it."""
    names = sorted(path.name for path in edition.glob("*.html"))
    return names + ([LIST_OF_EDITIONS] if (edition / LIST_OF_EDITIONS).is_file() else [])
