"""The files beside the pages that are made from their figures: pictures, and the workbooks of chapters and edition."""

from collections.abc import Sequence
from pathlib import Path

from oscp_lib.data.partnership import load_partnership
from oscp_lib.data.years import plan_period
from oscp_lib.edition.compose import Page
from oscp_lib.exports.pictures import write_pictures
from oscp_lib.exports.workbook import ALL_FIGURES, Imprint, write_workbook


def write_downloads(composed: Sequence[Page], folder: Path, year: int, draft: str) -> None:
    """Write what the composed pages link to, from the figures that they show; `draft` is why it is one, if it is."""
    folder.mkdir(exist_ok=True)
    write_pictures([drawing for page in composed for drawing in page.drawings], folder, year)
    place = load_partnership()
    imprint = Imprint(year, f"Rolling Plan report book {plan_period(year)}", place.name, place.email, draft)
    for page in composed:
        if page.figures:
            write_workbook(folder / f"{page.chapter.slug}.xlsx", page.chapter.title, page.figures, imprint)
    figures = [record for page in composed for record in page.figures]
    write_workbook(folder / ALL_FIGURES, "all figures", figures, imprint)
