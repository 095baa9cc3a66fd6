"""Open a zip (a download, or a workbook, which is one) without trusting it: limits before anything is unpacked."""

import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from oscp_lib.left_behind import is_left_behind
from oscp_lib.sources.reading import refused

CHUNK = 1 << 18  # bytes: fits the cache of a processor, so that looking through it costs little
LONGEST_LINE = 1 << 16  # bytes; a street file's lines have about 250
# A street file packs about 5 to 1 and the XML of a large workbook about 30 to 1; deflate can reach 1,032 to 1.
LARGEST_RATIO = 250
SMALL = 10 << 20  # bytes below which a ratio says nothing
LARGEST_MEMBER = 2 << 30
LARGEST_ARCHIVE = 100 << 30
MOST_MEMBERS = 50_000
# What reading a damaged zip, or one of a kind that no publisher uses, can raise.
DAMAGE = (
    zipfile.BadZipFile, EOFError, OSError, zlib.error, lzma.LZMAError, struct.error, NotImplementedError,
    UnicodeDecodeError, OverflowError,
)  # fmt: skip
CUT_SHORT = "Download it again: it is cut short or damaged."


def is_zip(path: Path) -> bool:
    """True where the file starts as a zip does, even one that is cut short."""
    with path.open("rb") as file:
        return file.read(4) in (b"PK\x03\x04", b"PK\x05\x06")


@contextmanager
def opened(path: Path, largest: int = LARGEST_ARCHIVE) -> Iterator[zipfile.ZipFile]:
    """The zip, after its directory has passed the limits.

    Raises
    ------
    InputError
        For a damaged, encrypted or nested zip, a member with a path that leads out of it, or more than `largest` bytes.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            check_members(path, archive.infolist(), largest)
            yield archive
    except DAMAGE as error:
        raise refused(path, f"The zip cannot be read ({error}).", CUT_SHORT) from None


def files_in(archive: zipfile.ZipFile, suffix: str) -> list[zipfile.ZipInfo]:
    """The files of a zip whose name ends so (in lower case), without what a system put there by itself."""
    return [
        info for info in archive.infolist()
        if not info.is_dir() and info.filename.lower().endswith(suffix) and not is_left_behind(info.filename)
    ]  # fmt: skip


def check_members(path: Path, members: list[zipfile.ZipInfo], largest: int) -> None:
    """Refuse a directory that no published download has."""
    remedy = "This is no published download: fetch it again from its publisher."
    if len(members) > MOST_MEMBERS:
        raise refused(path, f"The zip has {len(members):,} members.", remedy)
    for member in members:
        place = f"{path.name}/{printable(member.filename)}"
        parts = PurePosixPath(member.filename.replace("\\", "/")).parts
        if ".." in parts or member.filename.startswith(("/", "\\")) or (parts and ":" in parts[0]):
            raise refused(place, "The zip member's path points outside the zip.", remedy)
        if member.flag_bits & 1:
            raise refused(place, "The zip member is encrypted.", "Save it without a password.")
        if not is_left_behind(member.filename) and member.filename.lower().endswith(
            (".zip", ".7z", ".gz", ".rar", ".tar")
        ):
            raise refused(place, "The zip holds another zip.", "Unpack it once and ingest the file inside.")
        if member.file_size > LARGEST_MEMBER:
            raise refused(place, f"The zip member unpacks to {member.file_size / 2**30:,.1f} GB.", remedy)
        if member.file_size > SMALL and member.file_size > LARGEST_RATIO * max(member.compress_size, 1):
            ratio = member.file_size // max(member.compress_size, 1)
            raise refused(place, f"The zip member unpacks to {ratio:,} times its size.", remedy)
    if sum(member.compress_size for member in members) > path.stat().st_size:
        raise refused(path, "The members of the zip overlap.", remedy)
    if sum(member.file_size for member in members) > largest:
        total = sum(member.file_size for member in members) / 2**20
        raise refused(path, f"The zip unpacks to {total:,.0f} MB, more than the {largest >> 20:,} MB allowed.", remedy)


def copy(source: BinaryIO, target: Path, place: str, *, largest: int = LARGEST_MEMBER) -> int:
    """Copy a text file chunk by chunk and count its lines; stops at a NUL byte, at an endless line and at the limit.

    Raises
    ------
    InputError
        For a NUL byte, a line of more than twice `LONGEST_LINE`, more bytes than allowed, or a damaged member.
    """
    written, lines, last = 0, 0, b"\n"
    try:
        with target.open("wb") as out:
            while chunk := source.read(CHUNK):
                written += len(chunk)
                if b"\0" in chunk:
                    raise refused(place, "The file holds a NUL byte: it is not a CSV.", CUT_SHORT)
                if any(chunk.find(b"\n", at, at + LONGEST_LINE) < 0 for at in whole_windows(chunk)):
                    raise refused(place, f"A line is longer than {LONGEST_LINE:,} bytes.", CUT_SHORT)
                if written > largest:
                    raise refused(place, f"The file unpacks to more than {largest >> 20:,} MB.", CUT_SHORT)
                lines += chunk.count(b"\n")
                last = chunk[-1:]
                out.write(chunk)
    except DAMAGE as error:
        raise refused(place, f"The file cannot be read to its end ({error}).", CUT_SHORT) from None
    return lines + (last != b"\n")


def whole_windows(chunk: bytes) -> range:
    """Where each stretch of `LONGEST_LINE` bytes starts that lies wholly in the chunk."""
    return range(0, len(chunk) - LONGEST_LINE + 1, LONGEST_LINE)


def printable(name: str) -> str:
    """A name from a stranger's file, fit for a terminal, a table in Markdown and a page."""
    return "".join(sign if sign.isprintable() and sign not in '<>|`"' else "?" for sign in name)[:200]
