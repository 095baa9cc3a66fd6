"""The edition as one zip that opens by double click; the same content gives the same bytes."""

import hashlib
import zipfile
from collections.abc import Iterable
from pathlib import Path

OLDEST = (1980, 1, 1, 0, 0, 0)  # the first moment a zip knows: the clock's would give other bytes every time
STORED = {".png", ".pdf", ".xlsx", ".zip"}  # compressed already


def write_zip(target: Path, entries: Iterable[tuple[str, bytes]]) -> Path:
    """Write a zip whose bytes depend on the names and contents of its entries alone, in their order."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in entries:
            entry = zipfile.ZipInfo(name, OLDEST)
            entry.external_attr = 0o644 << 16
            entry.create_system = 3  # the same on every system
            entry.compress_type = zipfile.ZIP_STORED if Path(name).suffix in STORED else zipfile.ZIP_DEFLATED
            packed.writestr(entry, content)
    return target


def archive_name(year: int) -> str:
    return f"report-book-{year}.zip"


def write_archive(edition: Path, year: int, beside: dict[str, bytes]) -> Path:
    """Pack a built edition into one zip beside it, with a file of its SHA-256.

    Parameters
    ----------
    beside
        The files that its pages look for beside their folder, by name: the list of editions, of this one alone.

    Returns
    -------
    Path
        `report-book-<year>.zip`: one folder, whose `index.html` opens from there without a server and leads to the
        edition in a folder of its year.
    """
    name = archive_name(year).removesuffix(".zip")
    files = {f"{name}/{year}/{path.relative_to(edition).as_posix()}": path for path in edition.rglob("*")}
    held = {entry: path.read_bytes() for entry, path in files.items() if path.is_file()}
    held |= {f"{name}/{entry}": content for entry, content in beside.items()}
    target = write_zip(edition.parent / f"{name}.zip", sorted(held.items()))
    digest = hashlib.sha256(target.read_bytes()).hexdigest()
    # The form that `sha256sum --check` reads.
    target.with_suffix(".zip.sha256").write_text(f"{digest}  {target.name}\n", encoding="utf-8", newline="\n")
    return target
