"""The typeface that the book brings with it, so that charts, pages and paper come out alike on every machine.

The font files come in a locked package. Charts are laid out with them, the typesetter takes them as they are, and pages
load subsets of them. A subset bears a name of our own, as the fonts' licence asks of every altered copy.
"""

import io
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

PACKAGE = "font_source_sans_pro"
FAMILY = "Source Sans Pro"
WEB_FAMILY = "Report Sans"
# Where a page has lost its fonts, and in JupyterLab: what the machine has.
STACK = f"'{WEB_FAMILY}', '{FAMILY}', Arial, Helvetica, 'Liberation Sans', sans-serif"
FALLBACK = "DejaVu Sans"  # comes with matplotlib: for letters that the typeface lacks, in charts and on paper
LICENCE = "OFL-1.1"
TABLES = ("kern", "mark", "mkmk", "ccmp", "locl", "liga")  # what browsers apply unasked


class Face(NamedTuple):
    """One font file: its style and weight as CSS names them, its name in the package and on a page."""

    style: str
    weight: int
    file: str
    web_file: str


REGULAR = Face("normal", 400, "SourceSansPro-Regular.ttf", "report-sans-regular.woff2")
BOLD = Face("normal", 700, "SourceSansPro-Bold.ttf", "report-sans-bold.woff2")
ITALIC = Face("italic", 400, "SourceSansPro-It.ttf", "report-sans-italic.woff2")
FACES = (REGULAR, BOLD, ITALIC)
# What a page may print: the letters of the languages of Europe that are written in Latin script, Welsh among them,
# and the signs of statistics and of typography.
SIGNS = "‒–—‘’‚“”„†‡•…‰′″‹›€™−≈≠≤≥←↑→↓■▲▼✓\u202f" + "ẀẁẂẃẄẅỲỳ" + "ȘșȚț"
LETTERS = frozenset([*map(chr, range(0x20, 0x7F)), *map(chr, range(0xA0, 0x180)), *SIGNS])


def path_of(face: Face) -> Path:
    """The file of a face, as its package installed it."""
    return Path(str(files(PACKAGE) / "files" / face.file))


def licence_text() -> bytes:
    """The licence, which goes wherever the fonts go."""
    return (files(PACKAGE) / "files/LICENSE.txt").read_bytes()


@cache
def register() -> None:
    """Let matplotlib draw with these files: in this process alone, and in place of another release of the family."""
    from matplotlib.font_manager import fontManager

    fontManager.ttflist = [each for each in fontManager.ttflist if each.name != FAMILY]
    for face in FACES:
        fontManager.addfont(path_of(face))


@cache
def measure(face: Face, size: float) -> object:
    from matplotlib.ft2font import FT2Font

    font = FT2Font(path_of(face))  # of its own: the one that matplotlib draws with changes its size as it draws
    font.set_size(size, 72)  # points are units of a drawing
    return font


def text_width(text: str, size: float, face: Face = REGULAR) -> float:
    """How wide a line of text is, in the unit of `size`: the pairs of letters that are set closer are counted so."""
    from matplotlib.ft2font import LoadFlags

    font = measure(face, size)
    font.set_text(text, flags=LoadFlags.NO_HINTING)
    return font.get_width_height()[0] / 64


def wrapped(text: str, width: float, size: float, face: Face = REGULAR) -> list[str]:
    """A text in lines that are at most `width` wide, in the unit of `size`; a longer word has a line of its own."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else ""
        if longer and text_width(longer, size, face) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def web_font(face: Face, letters: Iterable[str] = LETTERS) -> bytes:
    """A face as WOFF2 with these letters alone; the same letters give the same bytes."""
    return font_with(face, frozenset(letters))


@lru_cache(maxsize=16)  # a batch makes the same for many books
def font_with(face: Face, letters: frozenset[str]) -> bytes:
    from fontTools.ttLib import TTFont

    if letters <= LETTERS:  # most of the work is done, for all that a page or a picture may ask for
        font = TTFont(io.BytesIO(letters_of_the_book(face)), recalcTimestamp=False)
    else:
        font = TTFont(path_of(face), recalcTimestamp=False, lazy=True)
    if letters != LETTERS:
        keep_letters(font, letters)
    style = {REGULAR: "Regular", BOLD: "Bold", ITALIC: "Italic"}[face]
    postscript = f"{WEB_FAMILY.replace(' ', '')}-{style}"
    for number, said in ((1, WEB_FAMILY), (2, style), (3, postscript), (4, f"{WEB_FAMILY} {style}"), (6, postscript)):
        font["name"].setName(said, number, 3, 1, 0x409)
    font.flavor, made = "woff2", io.BytesIO()
    font.save(made)
    return made.getvalue()


@cache
def letters_of_the_book(face: Face) -> bytes:
    """A face with all letters that the book may hold, and no more."""
    from fontTools.ttLib import TTFont

    font, made = TTFont(path_of(face), recalcTimestamp=False, lazy=True), io.BytesIO()
    keep_letters(font, LETTERS)
    font.save(made)
    return made.getvalue()


def keep_letters(font: "TTFont", letters: Iterable[str]) -> None:
    """Leave out of a font all that these letters do not need."""
    from fontTools.subset import Options, Subsetter

    options = Options(layout_features=[*TABLES], name_IDs=[0, 7, 13, 14], recalc_timestamp=False, notdef_outline=True)
    subsetter = Subsetter(options)
    subsetter.populate(text="".join(sorted(letters)))
    subsetter.subset(font)


def font_face(face: Face, address: str) -> str:
    """The rule of CSS by which a page or a picture has the face; its text shows at once, in another font until then."""
    return (
        f"@font-face {{ font-family: '{WEB_FAMILY}'; font-style: {face.style}; font-weight: {face.weight}; "
        f"font-display: swap; src: url({address}) format('woff2'); }}"
    )
