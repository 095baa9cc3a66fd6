"""Typst, which sets the document and the pictures: the one module that knows it."""

import datetime
import shutil
import tempfile
from importlib.resources import files
from pathlib import Path

from oscp_lib.data.plan import load_plan
from oscp_lib.figures.typeface import FACES, FALLBACK, FAMILY, path_of

FONT = f"{FAMILY}, {FALLBACK}"  # as the templates and drawings ask for it


def typeset(template: str, inputs: dict[str, bytes], year: int, **options: object) -> bytes | list[bytes]:
    """Fill in a template of `oscp_lib/exports/templates`.

    Parameters
    ----------
    inputs
        The files that the template reads, by their names.
    year
        The year of the edition, whose date the file bears: the clock's would give other bytes every time.
    options
        Of `typst.compile`: format, resolution, standards.

    Raises
    ------
    typst.TypstError
        When the template asks for what it was not given; a defect of the template or of `paper`.
    """
    import typst

    source = files("oscp_lib.exports").joinpath("templates", template).read_bytes()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        for path in font_files():
            shutil.copyfile(path, Path(folder, path.name))
        # No font of the machine, nor one of Typst's own: what nobody chose would be set without a word.
        fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])
        return typst.compile(
            {"main.typ": source, **inputs}, font_paths=fonts, sys_inputs={"font": FONT},
            timestamp=edition_date(year), **options,
        )  # fmt: skip


def font_files() -> list[Path]:
    """The faces that paper is set in, and those for letters that they lack; Typst takes a folder and no other files."""
    import matplotlib

    spare = Path(matplotlib.get_data_path(), "fonts", "ttf")
    return [*map(path_of, FACES), spare / "DejaVuSans.ttf", spare / "DejaVuSans-Bold.ttf"]


def edition_date(year: int) -> datetime.datetime:
    """The day an edition was published, or the first after the year it is about where it is not yet."""
    plan = load_plan(year)
    day = plan.released if plan and plan.released else datetime.date(year + 1, 1, 1)
    return datetime.datetime(day.year, day.month, day.day, tzinfo=datetime.UTC)


def document_name(year: int) -> str:
    """The file of the whole edition as one document."""
    return f"report-book-{year}.pdf"
