"""A PDF as assistive technology reads it, and a page of the book as the document should hold it."""

from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pypdfium2
from bs4 import BeautifulSoup, Tag

# Not on paper: what is chosen or unfolded on a screen, and what belongs to the frame of a page.
ON_SCREEN = "template, nav, form, .cover, .is-compact, .figure-report, details.hide, .toctree-wrapper"


def tags(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Dictionary]:
    """Every element of the tree of tags, in reading order."""
    waiting = [pdf.Root.StructTreeRoot.K]
    while waiting:
        node = waiting.pop()
        if isinstance(node, pikepdf.Array):
            waiting += reversed(list(node))
        elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
            yield node
            waiting.append(node.get("/K", pikepdf.Array()))


def kind(tag: pikepdf.Dictionary) -> str:
    return str(tag.S).removeprefix("/")


def page_texts(path: Path) -> list[str]:
    """The words of each page of a PDF, in the order in which they stand in the file."""
    with pypdfium2.PdfDocument(path) as document:
        return [" ".join(page.get_textpage().get_text_range().split()) for page in document]


def main_of(path: Path) -> Tag:
    """The part of a page that is set on paper."""
    main = BeautifulSoup(path.read_text("utf-8"), "html.parser").main
    for tag in main.select(ON_SCREEN):
        tag.decompose()
    return main


def alt_of(drawing: Tag) -> str:
    title = drawing.find("title")
    return title.get_text() if title else drawing["aria-label"]
