"""What stands at the end of a page: what is said of its figures together, a link to their workbook, and its code."""

from collections.abc import Sequence

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

from oscp_lib.figures.csv_file import saved_as
from oscp_lib.page_names import DOWNLOADS, TRAIL
from oscp_lib.pages.figure_notes import Notes, about_figures

HOW_TO_FOLLOW = (
    f'A number that is underlined, or followed by a ring, leads to <a href="{TRAIL}.html">how it was made</a>.'
)


def page_foot(
    slug: str, year: int | None, figures: Sequence[dict], notes: Notes, cells: Sequence[NotebookNode]
) -> list[NotebookNode]:
    """The last cells of a chapter's page.

    Parameters
    ----------
    slug
        The chapter's.
    year
        The edition's; a page without figures needs none.
    figures
        What its figures published of themselves (`Figure`).
    notes
        Where their notes stand.
    cells
        Those that ran, in order: their code is shown as one piece, folded.
    """
    foot = []
    if notes.apart:
        foot.append(new_markdown_cell(about_figures(notes, figures)))
    if figures:
        name = f"{slug}.xlsx"
        saved = saved_as(name, year)
        link = f'<a href="{DOWNLOADS}/{name}" download="{saved}">All figures of this page as a workbook</a>'
        foot.append(new_markdown_cell(f'<p class="figure-download">{link}</p>'))
        foot.append(new_markdown_cell(f'<p class="figure-download">{HOW_TO_FOLLOW}</p>'))
    code = "\n\n".join(cell.source.strip() for cell in cells if cell.cell_type == "code" and cell.source.strip())
    if code:
        foot.append(new_code_cell(code, metadata={"tags": ["hide-input"]}))
    return foot
