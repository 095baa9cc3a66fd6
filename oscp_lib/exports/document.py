"""The whole edition as one tagged document for committee papers (PDF/UA-1)."""

import json
from pathlib import Path

from oscp_lib.exports.paper import paper, soup
from oscp_lib.exports.row_headers import name_row_headers
from oscp_lib.exports.typesetting import document_name, edition_date, typeset

STANDARD = "ua-1"  # ISO 14289-1, what assistive technology can rely on


def write_document(edition: Path, year: int) -> Path:
    """Set the pages of a rendered edition as one document, beside them.

    Returns
    -------
    Path
        The document: a cover, the contents, every page of the edition in its order, each figure with its alt text.
    """
    nodes, pictures = paper(edition)
    day = edition_date(year)
    content = {"cover": cover(edition), "nodes": nodes, "date": [day.year, day.month, day.day]}
    inputs = {"content.json": json.dumps(content, ensure_ascii=False).encode(), **pictures}
    target = edition / document_name(year)
    document = typeset("document.typ", inputs, year, format="pdf", pdf_standards=[STANDARD])
    target.write_bytes(name_row_headers(document))
    return target


def cover(edition: Path) -> dict[str, str]:
    """What the first page says of the edition, and the mark of a draft."""
    page = soup(edition / "index.html")
    said = {
        "title": "#content .cover-title",
        "partnership": "#content .cover-kicker",
        "about": "#content .cover-meta",
        "draft": ".draft-strip",  # one for each reason
        "contact": ".site-footer a[href^=mailto]",
    }
    found = {name: page.select(where) for name, where in said.items()}
    return {name: "; ".join(tag.get_text(" ", strip=True) for tag in tags) for name, tags in found.items()}
