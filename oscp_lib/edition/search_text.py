"""The text behind the search's excerpts: each section of each rendered page, as a script that works from `file://`.

Sphinx's own search fetches the pages it quotes, which a browser refuses to a page opened from a folder.
"""

import json
from pathlib import Path

from bs4 import BeautifulSoup, NavigableString, Tag

from oscp_lib.edition.editions_page import contents_of

SEARCH_TEXT = "_static/search_text.js"
# What has a place of its own to link to: sections, figures, entries of the number trail, terms of the glossary.
PLACES = ("section", "figure", "dt")
TITLES = "h1, h2, h3, h4, h5, h6, .figure-title"
# Not read: code, pictures, what repeats on every page, and what is there to be pressed.
UNREAD = (
    "pre, script, style, svg, button, nav, summary, .cover, .figure-download, .figure-report, .sign-off, .citation, "
    ".sr-only"
)
INLINE = {"a", "abbr", "b", "cite", "code", "em", "i", "mark", "small", "span", "strong", "sub", "sup"}


def write_search_text(edition: Path) -> None:
    """Write the script from the pages as readers see them: nothing that no page shows can be found.

    The pages stand in the order of the contents, which is that of equally good answers.
    """
    pages = {name: sections(edition / f"{name}.html") for name in contents_of(edition / "index.html")}
    text = json.dumps(pages, ensure_ascii=False, separators=(",", ":"))
    (edition / SEARCH_TEXT).write_text(f"var BOOK_TEXT = {text};\n", encoding="utf-8", newline="\n")


def sections(path: Path) -> list[list[str]]:
    """[anchor, title, text] of each place of a page, in order; a place without words of its own is left out."""
    main = BeautifulSoup(path.read_text("utf-8"), "html.parser").select_one("main")
    for tag in main.select(UNREAD):
        tag.decompose()
    found: list[list[str]] = [["", "", ""]]
    gather(main, found[0], found)
    tidy = [[anchor, *(" ".join(part.split()) for part in parts)] for anchor, *parts in found]
    return [place for place in tidy if place[1] or place[2]]


def gather(tag: Tag, place: list[str], found: list[list[str]]) -> None:
    """Add the words of an element to the place they stand in; an element with a place of its own begins another."""
    for child in tag.children:
        if isinstance(child, Tag):
            inner = place
            if child.name in PLACES and child.get("id"):
                inner = [child["id"], title_of(child), ""]
                found.append(inner)
            gap = "" if child.name in INLINE else " "
            place[2] += gap
            gather(child, inner, found)
            inner[2] += gap
            if child.name == "dt" and child.get("id"):
                place = inner  # the definition that follows is of this term
        elif type(child) is NavigableString:
            place[2] += child


def title_of(tag: Tag) -> str:
    """What a place is called; its title leaves the text, so that no excerpt repeats it."""
    if tag.name == "dt":
        title = tag.get_text(" ")
        tag.clear()
        return title
    named = tag.select_one(TITLES)
    return named.extract().get_text(" ") if named else ""
