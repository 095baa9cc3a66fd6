"""The text behind the search's excerpts: each section of each rendered page, as a script that works from `file://`.

Sphinx's own search fetches the pages it quotes, which a browser refuses to a page opened from a folder.
"""

import json
from collections.abc import Iterator
from pathlib import Path

from lxml.html import HtmlElement, document_fromstring

from oscp_lib.page_names import SEARCH_TEXT
from oscp_lib.pages.list_of_editions import contents_of

# What has a place of its own to link to: sections, figures, entries of the number trail, terms of the glossary, claims.
PLACES = ("section", "figure", "dt", "tr")
TITLES = {"h1", "h2", "h3", "h4", "h5", "h6"}
TITLE_CLASS = "figure-title"
# Not read: code, pictures, what repeats on every page, where a row stands, what a template holds, and what is pressed.
UNREAD = {"pre", "script", "style", "svg", "button", "nav", "summary", "template"}
UNREAD_CLASSES = {"cover", "figure-download", "figure-report", "sign-off", "citation", "row-place", "sr-only"}
BETWEEN_ROWS = ";"  # of a table, in an excerpt
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
    main = document_fromstring(path.read_text("utf-8")).find(".//main")
    found: list[list[str]] = [["", "", ""]]
    gather(main, found[0], found, None)
    tidy = [[anchor, *(" ".join(part.split()) for part in parts)] for anchor, *parts in found]
    return [place for place in tidy if place[1] or place[2]]


def gather(tag: HtmlElement, place: list[str], found: list[list[str]], title: HtmlElement | None) -> None:
    """Add the words of an element to the place they stand in; an element with a place of its own begins another.

    A place's `title` leaves its text, so that no excerpt repeats it.
    """
    place[2] += tag.text or ""
    for child in tag:
        if is_read(child) and child is not title:
            inner, inner_title = place, title
            if child.tag in PLACES and child.get("id"):
                inner_title = title_of(child)
                inner = [child.get("id"), words_of(inner_title), ""]
                found.append(inner)
            gap = "" if child.tag in INLINE else " "
            if child.tag == "tr" and inner is place and child is not tag[0]:
                place[2] = place[2].rstrip() + BETWEEN_ROWS
            place[2] += gap
            if child is not inner_title:
                gather(child, inner, found, inner_title)
            inner[2] += gap
            if child.tag == "dt" and child.get("id"):
                place = inner  # the definition that follows is of this term
        place[2] += child.tail or ""


def is_read(tag: HtmlElement) -> bool:
    """True for an element whose words count; a comment is none."""
    return isinstance(tag.tag, str) and tag.tag not in UNREAD and not UNREAD_CLASSES & set(tag.get("class", "").split())


def title_of(tag: HtmlElement) -> HtmlElement | None:
    """The element that says what a place is called."""
    if tag.tag == "dt":
        return tag
    if tag.tag == "tr":
        return tag.find("th")
    return next((each for each in read_elements(tag) if is_title(each)), None)


def is_title(tag: HtmlElement) -> bool:
    return tag.tag in TITLES or TITLE_CLASS in tag.get("class", "").split()


def read_elements(tag: HtmlElement) -> Iterator[HtmlElement]:
    """The elements within one that are read, in order."""
    for child in filter(is_read, tag):
        yield child
        yield from read_elements(child)


def words_of(title: HtmlElement | None) -> str:
    if title is None:
        return ""
    parts = [title.text or ""]
    for child in title:
        parts += [words_of(child) if is_read(child) else "", child.tail or ""]
    return " ".join(parts)
