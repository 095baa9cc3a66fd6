"""The key of what is made: the hash of all that decides it.

Only light imports stand here, so that a build with nothing to do ends at once.
"""

import hashlib
import platform
from pathlib import Path

from oscp_lib import paths
from oscp_lib.inputs.files import (
    code_version,
    files_below,
    input_files,
    input_hash,
    national_files_altered,
    not_as_locked,
)
from oscp_lib.left_behind import is_left_behind

HASH_SHOWN = 16  # characters: enough to tell two editions apart, short enough to read aloud


def edition_key(**choices: object) -> str:
    """The hash of everything that decides an edition: its inputs, the library, the versions and the options."""
    return key_of(input_hash(), national_files_altered(), code_version(), choices, has_restricted())


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


def hash_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def has_restricted() -> bool:
    """True where partners' counts are present: no hash of them is recorded, so every build makes the edition anew."""
    return paths.RESTRICTED.is_dir() and any(not is_left_behind(each.name) for each in paths.RESTRICTED.iterdir())
