"""The content of a chapter, which a reviewer signs off: its words and numbers as printed, and their hash."""

import hashlib
import json
import re
from pathlib import Path

import nbformat
from bs4 import BeautifulSoup

from oscp_lib import paths
from oscp_lib.chapters.about import IDENTITY
from oscp_lib.chapters.about import SLUG as ABOUT
from oscp_lib.pages.compose import Page, page_file

FACT_LINK = re.compile(r'<a class="fact(?: is-long)?" href="[^"]*">(.*?)</a>')
OF_JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
OF_STYLE = re.compile(r"[;{\s]content\s*:\s*([^;}]+)")
# Where an element says something beside its text, to a screen reader or on a button.
SPOKEN = (
    "alt",
    "aria-label",
    "title",
    "placeholder",
    "value",
    "label",
    "data-details",
    "data-label",
    "href",
    "download",
)


def content_hash(page: Page, folder: Path) -> str:
    """SHA-256 of a chapter's content.

    Parameters
    ----------
    page
        The page as composed, with what its figures were made from.
    folder
        Where the composed notebook lies.
    """
    content = {
        "prose": printed_words(page, folder),
        "facts": sorted([key, fact["text"]] for key, fact in page.facts.items() if key not in left_out(page)),
        "figures": [[figure["ident"], figure["alt"], figure["csv"]] for figure in page.figures],
        "theme": words_of_theme(),
    }
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


def printed_words(page: Page, folder: Path) -> list[str]:
    """The words of a composed page, cell by cell, without code, spacing, and what only identifies the edition."""
    texts = []
    for cell in nbformat.read(page_file(page.chapter, folder), as_version=4).cells:
        if cell.cell_type == "markdown":
            texts.append(FACT_LINK.sub(r"\1", cell.source))
        texts += [words_of_html(output.data["text/html"]) for output in cell.get("outputs", [])]
        texts += [json.dumps(part, sort_keys=True) for part in cell.get("attachments", {}).values()]  # pasted pictures
    return [" ".join(without_identity(text, page).split()) for text in texts]


def words_of_theme() -> list[str]:
    """What the theme itself says on the pages: the words of its templates, and the texts that its styles add."""
    theme = paths.BOOK / "theme"
    written = [path.read_text("utf-8") for path in sorted(theme.rglob("*.html"))]
    styles = [path.read_text("utf-8") for path in sorted(theme.rglob("*.css"))]
    words = [words_of_html(OF_JINJA.sub(" ", text)) for text in written] + [
        text for style in styles for text in OF_STYLE.findall(style)
    ]
    return sorted({" ".join(each.split()) for each in words})


def words_of_html(html: str) -> str:
    """Everything that an output tells any reader: its text, that of drawings and folded parts, names and links."""
    found = BeautifulSoup(html, "html.parser")
    said = [f"{tag.name} {name}: {tag[name]}" for tag in found.find_all() for name in SPOKEN if tag.get(name)]
    return " ".join([found.get_text(" "), *said])


def without_identity(text: str, page: Page) -> str:
    """Version and input hash give way to their names: recording a sign-off changes both, and no word of a chapter."""
    for name in left_out(page):
        text = text.replace(page.facts[name]["text"], name)
    return text


def left_out(page: Page) -> tuple[str, ...]:
    """The facts that only identify the edition."""
    return tuple(IDENTITY) if page.chapter.slug == ABOUT else ()
