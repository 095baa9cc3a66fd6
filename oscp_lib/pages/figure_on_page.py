"""A figure as its page shows it: the notes that stay under it, and one line of what a reader can do with it."""

import re
from html import escape

from oscp_lib.exports.pictures import drawing_of, picture_links
from oscp_lib.page_names import DOWNLOADS
from oscp_lib.pages.figure_notes import PLACE, Notes
from oscp_lib.pages.report_link import report_block

NOTES = re.compile(r'<ul class="figure-caveats">.*?</ul>\n?', re.DOTALL)
DATA_LINK = re.compile(r'(<p class="figure-download"><a .*?</a>)(</p>)')
END = re.compile(r"</div>\s*</\w+>\s*$")


def on_page(html: str, record: dict, notes: Notes, page: str, year: int) -> str:
    """The HTML of a figure as it stands on a page.

    Parameters
    ----------
    html, record
        The figure as it publishes itself (`Figure`).
    notes
        Where those of the page's figures stand.
    page
        The page's name without its suffix.
    year
        Calendar year of the edition's data.
    """
    key = {note: ' class="figure-key"' for note in record["legend"]}
    items = "".join(f"<li{key.get(note, '')}>{escape(note)}</li>\n" for note in notes.under[record["ident"]])
    listed = f'<ul class="figure-caveats">\n{items}</ul>\n' if items else ""
    html = NOTES.sub(lambda _: listed, html, count=1)
    links = [picture_links(record, DOWNLOADS, year)] if drawing_of(html, record["ident"]) else []
    if notes.has_more(record):
        links.append(f'<a href="#{PLACE}">Notes<span class="sr-only"> on {escape(record["label"])}</span></a>')
    to_itself = f'Link<span class="sr-only"> to {escape(record["label"])}</span>'
    links.append(f'<a class="figure-link" href="#{record["ident"]}">{to_itself}</a>')
    html = DATA_LINK.sub(lambda found: f"{' '.join([found[1], *links])}{found[2]}", html, count=1)
    report = report_block(record, page, year)
    html = END.sub(lambda end: f"{report}{end[0]}", html)
    return folded(html, record["label"]) if record["sample"] else html


def folded(html: str, label: str) -> str:
    """A chart of sample rows, behind the real one that comes nearest: it opens by its name."""
    return f'<details class="plan-chart">\n<summary>{label}, drawn from sample data</summary>\n{html}\n</details>'
