"""Whether an edition is up to date: neither its inputs nor any file of it changed since it was built.

The manifest beside the edition says so: `sha256sum --check 2024.sha256` reads it too. Only light imports stand here, so
that a build with nothing to do ends at once.
"""

from pathlib import Path

from oscp_lib.inputs.key import has_restricted, hash_of
from oscp_lib.left_behind import is_left_behind

HEAD = "# made from "


def manifest_path(edition: Path) -> Path:
    """The path of an edition's manifest, beside the edition."""
    return edition.with_name(f"{edition.name}.sha256")


def write_manifest(edition: Path, key: str, *beside: Path) -> None:
    """Write the hash of every file of an edition and of those beside it, below the key of all its inputs."""
    named = [*files_of(edition), *beside]
    lines = [f"{hash_of(path)}  {path.relative_to(edition.parent).as_posix()}" for path in named]
    text = "\n".join([f"{HEAD}{key}", *lines, ""])
    manifest_path(edition).write_text(text, encoding="utf-8", newline="\n")


def is_current(edition: Path, key: str) -> bool:
    """True where the edition was made with this key, and no file of it was altered, added or lost since."""
    manifest = manifest_path(edition)
    if not manifest.is_file() or not (edition.parent / "index.html").is_file() or has_restricted():
        return False
    return key_stated(edition) == key and not altered(edition)


def altered(edition: Path) -> list[Path]:
    """The files of an edition and beside it that were altered, added or lost since it was made."""
    stated = hashes_stated(edition)
    added = [path for path in files_of(edition) if path not in stated]
    return added + [path for path, digest in stated.items() if not path.is_file() or hash_of(path) != digest]


def key_stated(edition: Path) -> str:
    """The key of an edition's inputs, as its manifest states it."""
    head, _, _ = manifest_path(edition).read_text("utf-8", "replace").partition("\n")
    return head.removeprefix(HEAD)


def hashes_stated(edition: Path) -> dict[Path, str]:
    """The hash of each file that the manifest of an edition states; empty if there is no manifest."""
    manifest = manifest_path(edition)
    lines = manifest.read_text("utf-8", "replace").splitlines()[1:] if manifest.is_file() else []
    return {edition.parent / name: digest for digest, _, name in (line.partition("  ") for line in lines)}


def files_of(folder: Path) -> list[Path]:
    """The files of an edition, without those that operating systems add (.DS_Store, Thumbs.db)."""
    return sorted(path for path in folder.rglob("*") if path.is_file() and not is_looked_at(path.name))


def is_looked_at(name: str) -> bool:
    """True for a hidden file, or one that a system puts beside the others."""
    return name.startswith(".") or is_left_behind(name)
