"""Typst, which sets the document and the pictures: the one module that knows it."""

import datetime
from importlib.resources import files
from pathlib import Path

from oscp_lib.data.plan import load_plan

FONT = "DejaVu Sans"


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
    import matplotlib
    import typst

    source = files("oscp_lib.exports").joinpath("templates", template).read_bytes()
    # matplotlib brings the font that the charts are measured with: the same letters on every machine.
    fonts = Path(matplotlib.get_data_path(), "fonts", "ttf")
    return typst.compile(
        {"main.typ": source, **inputs}, font_paths=[str(fonts)], ignore_system_fonts=True,
        timestamp=edition_date(year), **options,
    )  # fmt: skip


def edition_date(year: int) -> datetime.datetime:
    """The day an edition was published, or the first after the year it is about where it is not yet."""
    plan = load_plan(year)
    day = plan.released if plan and plan.released else datetime.date(year + 1, 1, 1)
    return datetime.datetime(day.year, day.month, day.day, tzinfo=datetime.UTC)


def document_name(year: int) -> str:
    """The file of the whole edition as one document."""
    return f"report-book-{year}.pdf"
