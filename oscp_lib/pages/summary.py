"""The summary: one page, from the tiles of the first page and the opening sentence of each chapter."""

from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from oscp_lib.chapters import CHAPTERS, Chapter
from oscp_lib.exports.typesetting import document_name
from oscp_lib.page_names import SUMMARY
from oscp_lib.runs.notebook import read_notebook

TILES = '<ul class="tiles">'
GAPS = ('<div class="gap"', '<p class="gap-again"')
NOT_AVAILABLE = "Not available in this edition; the chapter says what is missing."
WITHOUT_POINT = ("introduction", "about")  # what they say of the year is said by the tiles


def write_summary(pages: Path, year: int, with_document: bool) -> None:
    """Write the page into the folder the book is rendered from, out of the pages composed there.

    Parameters
    ----------
    with_document
        Whether the edition is set as one document too, for the page to lead to.
    """
    points = [(each, said) for each in CHAPTERS if each.slug not in WITHOUT_POINT if (said := opening(each, pages))]
    environment = Environment(
        loader=PackageLoader("oscp_lib.pages"), autoescape=False, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    text = environment.get_template("summary.md").render(
        year=year, points=points, tiles=tiles(pages), document=document_name(year) if with_document else ""
    )
    (pages / f"{SUMMARY}.md").write_text(text, encoding="utf-8", newline="\n")


def opening(chapter: Chapter, pages: Path) -> str:
    """The first paragraph below a chapter's title; that it is not available where it gave way to a gap."""
    texts = [
        cell.source for cell in read_notebook(pages / f"{chapter.page}.ipynb").cells if cell.cell_type == "markdown"
    ]
    blocks = [block.strip() for text in texts for block in text.split("\n\n")]
    title = next(place for place, block in enumerate(blocks) if block.startswith("# "))
    for block in blocks[title + 1 :]:
        if block.startswith("#"):
            return ""
        if block.startswith(GAPS):
            return NOT_AVAILABLE  # the next paragraph was written to follow this one
        if not block.startswith("<div"):  # a banner
            return " ".join(block.split())
    return ""


def tiles(pages: Path) -> str:
    """The tiles as the first page shows them; HTML without blank lines."""
    for cell in read_notebook(pages / f"{CHAPTERS[0].page}.ipynb").cells:
        for output in cell.get("outputs", []):
            html = output.get("data", {}).get("text/html", "")
            if TILES in html:
                return "\n".join(line for line in html.splitlines() if line.strip())
    return ""
