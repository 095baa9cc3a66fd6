"""The fonts of the pages: made from the book's typeface once, and cached while typeface and versions stay the same."""

from base64 import b64decode, b64encode
from pathlib import Path

from oscp_lib.figures.typeface import FACES, LETTERS, WEB_FAMILY, Face, licence_text, web_font
from oscp_lib.inputs.memo import Keeper

STATIC = "_static"  # beside the style sheet, which names the files
LICENCE_FILE = f"{WEB_FAMILY.lower().replace(' ', '-')}-licence.txt"


def write_web_fonts(edition: Path) -> None:
    """Put the faces that the style sheet names, and their licence, into a rendered edition."""
    with Keeper() as keeper:
        for face in FACES:
            name = f"font-{face.web_file.removesuffix('.woff2')}"
            (edition / STATIC / face.web_file).write_bytes(kept_font(keeper, name, face, "".join(sorted(LETTERS))))
    (edition / STATIC / LICENCE_FILE).write_bytes(licence_text())


def kept_font(keeper: Keeper, name: str, face: Face, letters: str) -> bytes:
    """A face with these letters, from the cache if it can be: making one takes half a second."""

    def make() -> str:
        return b64encode(web_font(face, letters)).decode()

    return b64decode(keeper.once(name, [face.file, letters], make))
