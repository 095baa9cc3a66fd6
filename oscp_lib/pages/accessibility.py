"""The accessibility statement, on the public-sector model: it says what was tested of this edition, and no more."""

import re
from datetime import date
from html import escape
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from oscp_lib.data.partnership import load_partnership
from oscp_lib.data.years import edition_title
from oscp_lib.measures import wording
from oscp_lib.page_names import STATEMENT
from oscp_lib.verify.browser_record import content_hash, recorded
from oscp_lib.verify.finished_pages import CHECKS

PREPARED = date(2026, 11, 28)  # when a person last read the statement's own words; change it with them
UNTESTED = "No browser has tested this edition as it now stands, so nothing is claimed of it here."
PLACE = '<p id="tested-in-a-browser">{}</p>'
PLACED = re.compile(PLACE.format("(.*?)"), re.S)


def write_statement(year: int, folder: Path) -> None:
    """Write the page into the folder the book is rendered from; what a browser tested is put in afterwards."""
    environment = Environment(
        loader=PackageLoader("oscp_lib.pages"), autoescape=False, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    environment.filters["plain"] = wording.without_markup
    text = environment.get_template("accessibility.md").render(
        place=load_partnership(), title=edition_title(year), checks=[sentence(check) for check in CHECKS],
        placeholder=PLACE.format(UNTESTED), prepared=spoken(PREPARED),
    )  # fmt: skip
    (folder / f"{STATEMENT}.md").write_text(text, encoding="utf-8", newline="\n")


def sentence(check: object) -> str:
    """What a check makes sure of: the first line of its docstring."""
    return (check.__doc__ or "").strip().splitlines()[0]


def spoken(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def say_what_was_tested(edition: Path) -> None:
    """Put into the rendered statement what a browser tested of exactly this content, where the record holds it."""
    page = edition / f"{STATEMENT}.html"
    text = page.read_text("utf-8")
    said = escape(tested_in_words(edition), quote=False)
    page.write_text(PLACED.sub(lambda _: PLACE.format(said), text, count=1), encoding="utf-8", newline="\n")


def tested_in_words(edition: Path) -> str:
    """What the record says of this edition's content, or that it says nothing."""
    found = recorded(content_hash(edition))
    if found is None:
        return UNTESTED
    return (
        f"On {spoken(found.day)} all {found.pages} pages of this edition, and the list of editions, were opened in "
        f"{found.browser}, {found.visits} times in all: over http {found.widths}, and "
        "as files once. No page asked another host for anything or met an error. Over http, "
        f"axe-core {found.axe} found no violation of its rules for WCAG 2.0, 2.1 and 2.2 at levels A and AA, nor of "
        "its best practices; no page scrolled sideways as a whole; text in drawings was at least 11 pixels high with a "
        "contrast of 4.5 to 1, marks had 3 to 1, and nothing moved where a reader asks for no motion. In the light "
        "theme on the wide screen the link that skips to the content worked and each stop of the tab key was visible. "
        "This paragraph was written from that result; apart from it, what was opened is what you read."
    )
