"""Unpack a text that is packed with gzip without trusting it: never more than a table of its kind can hold."""

import gzip
import zlib
from pathlib import Path

from oscp_lib.sources.reading import refused
from oscp_lib.sources.safe_zip import CUT_SHORT

MAGIC = b"\x1f\x8b"
LARGEST_UNPACKED = 64 << 20  # bytes; the largest table read so, of all small areas, has 6 MB
DAMAGE = (EOFError, OSError, zlib.error)


def is_gzip(path: Path) -> bool:
    """True where the file starts as gzip does, whatever its name ends in."""
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def head_of(path: Path, size: int) -> bytes:
    """The first bytes of a file, unpacked where it is packed; none where it cannot be unpacked."""
    if not is_gzip(path):
        with path.open("rb") as file:
            return file.read(size)
    try:
        with gzip.open(path) as file:
            return file.read1(size)  # what is there of a file that is cut short
    except DAMAGE:
        return b""


def unpacked(path: Path) -> bytes:
    """The whole text of a packed file.

    Raises
    ------
    InputError
        When it is cut short or damaged, or holds more than any table that is read.
    """
    try:
        with gzip.open(path) as file:
            raw = file.read(LARGEST_UNPACKED + 1)
    except DAMAGE as error:
        raise refused(path, f"The file cannot be unpacked to its end ({error}).", CUT_SHORT) from None
    if len(raw) > LARGEST_UNPACKED:
        found = f"The file unpacks to more than {LARGEST_UNPACKED >> 20} MB."
        raise refused(path, found, "This is no published table of its kind: download it again.")
    return raw
