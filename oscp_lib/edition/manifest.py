"""Whether an edition is up to date: neither its inputs nor any file of it changed since it was built.

The manifest beside the edition says so: `sha256sum --check 2024.sha256` reads it too. Only light imports stand here, so
that a build with nothing to do ends at once.
"""

import hashlib
import platform
from pathlib import Path

from oscp_lib import paths
from oscp_lib.inputs.files import code_version, files_below, input_files, input_hash, not_as_locked
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


def edition_key(**choices: object) -> str:
    """The hash of everything that decides an edition: its inputs, the library, the versions and the options."""
    return key_of(input_hash(), code_version(), choices, has_restricted())


def state_of_data() -> list[tuple[str, str]]:
    """The name and hash of each file of the data, of which the facts of any year are computed."""
    data = [path for path in input_files() if path.is_relative_to(paths.DATA)]
    return [(paths.shown(path), hash_of(path)) for path in data]


def key_of(*decided: object) -> str:
    """The hash of the given values, the interpreter, libraries that differ from the lock, and our own code."""
    digest = hashlib.sha256(f"{platform.python_version()} {not_as_locked()} {decided}".encode())
    for path in files_below(paths.LIBRARY):
        digest.update(f"{path.relative_to(paths.LIBRARY).as_posix()} {hash_of(path)}".encode())
    return digest.hexdigest()


def files_of(folder: Path) -> list[Path]:
    """The files of an edition, without those that operating systems add (.DS_Store, Thumbs.db)."""
    return sorted(path for path in folder.rglob("*") if path.is_file() and not is_looked_at(path.name))


def is_looked_at(name: str) -> bool:
    """True for a hidden file, or one that a system puts beside the others."""
    return name.startswith(".") or is_left_behind(name)


def hash_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def has_restricted() -> bool:
    """True where partners' counts are present: no hash of them is recorded, so every build makes the edition anew."""
    return paths.RESTRICTED.is_dir() and any(not is_left_behind(each.name) for each in paths.RESTRICTED.iterdir())
