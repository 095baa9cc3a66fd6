"""The files beside the pages that are made from their figures: pictures, and the workbooks of chapters and edition."""

from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from oscp_lib.data.partnership import load_partnership
from oscp_lib.data.years import edition_title
from oscp_lib.exports.figures_package import write_package
from oscp_lib.exports.pictures import write_pictures
from oscp_lib.exports.typesetting import edition_date
from oscp_lib.exports.workbook import ALL_FIGURES, Imprint, write_workbook
from oscp_lib.figures.typeface import Face
from oscp_lib.figures.web_fonts import kept_font
from oscp_lib.inputs.memo import Keeper
from oscp_lib.pages.compose import Page


def write_downloads(composed: Sequence[Page], folder: Path, year: int, draft: str) -> None:
    """Write what the composed pages link to, from the figures that they show; `draft` is why it is one, if it is."""
    folder.mkdir(exist_ok=True)
    figures = [record for page in composed for record in page.figures]
    with Keeper() as keeper:

        def make_font(face: Face, letters: str) -> bytes:
            return kept_font(keeper, f"font-pictures-{face.weight}-{year}", face, letters)

        write_pictures([drawing for page in composed for drawing in page.drawings], folder, year, make_font)
        place, day = load_partnership(), edition_date(year).isoformat()
        imprint = Imprint(year, day, edition_title(year), place.name, place.email, draft)
        for page in composed:
            if page.figures:
                path = folder / f"{page.chapter.slug}.xlsx"
                write_kept_workbook(path, page.chapter.title, page.figures, imprint, keeper)
        write_kept_workbook(folder / ALL_FIGURES, "all figures", figures, imprint, keeper)
    write_package(folder, f"{place.slug}-{year}", figures, imprint)


def write_kept_workbook(target: Path, subject: str, figures: Sequence[dict], imprint: Imprint, keeper: Keeper) -> None:
    """Write a workbook, from the cache if it was made from the same figures: making one is slow."""

    def make() -> str:
        return b64encode(write_workbook(target, subject, figures, imprint).read_bytes()).decode()

    name = f"workbook-{target.stem}-{imprint.year}"
    target.write_bytes(b64decode(keeper.once(name, [subject, list(figures), asdict(imprint)], make)))
