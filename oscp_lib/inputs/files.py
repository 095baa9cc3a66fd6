"""What an edition is made from: the files that decide its bytes, and their hash."""

import contextlib
import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from oscp_lib import paths
from oscp_lib.left_behind import is_left_behind

# Everything that can change a page, and nothing else can be read.
INPUT_FOLDERS = ("data", "notebooks", "oscp_lib", "book")
INPUT_FILES = ("_config.yml", "requirements.txt")
LEFT_OUT = {"__pycache__", "_build"}
# What the Data Package of the national tables says of a file alone: a later library may lay out the same values anew.
ABOUT_FILE = ("hash", "bytes")
# Hidden files, and what editors and office programs put beside a file while it is open.
HIDDEN = re.compile(r"\.")
BESIDE = re.compile(r"\.|~\$|.*~$|#.*#$|.*\.(?:sw.|tmp|bak)$")


def input_files() -> list[Path]:
    """Every input file of the project, in the same order on every file system."""
    found = [path for name in INPUT_FILES if (path := paths.ROOT / name).is_file()]
    for folder in INPUT_FOLDERS:
        found += [path for path in files_below(paths.ROOT / folder) if not is_kept_out(path)]
    return sorted(found, key=lambda path: path.relative_to(paths.ROOT).as_posix())


def files_below(folder: Path) -> list[Path]:
    """The files of a folder that somebody wrote, as opposed to what programs leave beside them."""
    return [path for path in walked(folder) if is_written(path, folder) and path.is_file()]


def is_written(path: Path, folder: Path) -> bool:
    """True for a file that somebody wrote, as opposed to one that a program left in the folder."""
    beside = HIDDEN if of_theme(path) else BESIDE
    parts = path.relative_to(folder).parts
    return not any(map(beside.match, parts)) and not is_left_behind("/".join(parts))


def is_kept_out(path: Path) -> bool:
    """True for partners' counts, which enter no hash that is printed, and for what is another partnership's own."""
    others = path.is_relative_to(paths.PARTNERSHIPS) and not path.is_relative_to(paths.OWN)
    return path.is_relative_to(paths.RESTRICTED) or others


def is_input(path: Path) -> bool:
    """True for a file or folder of the project that is among the inputs, or would be if it were there."""
    if not path.is_relative_to(paths.ROOT) or is_kept_out(path):
        return False
    inner = path.relative_to(paths.ROOT)
    if inner.as_posix() in INPUT_FILES:
        return True
    return (
        bool(inner.parts)
        and inner.parts[0] in INPUT_FOLDERS
        and not LEFT_OUT & set(inner.parts)
        and (is_written(path, paths.ROOT / inner.parts[0]))
    )


def of_theme(path: Path) -> bool:
    """True for a file of the theme, which goes into an edition byte for byte."""
    return path.is_relative_to(paths.BOOK / "theme")


def walked(folder: Path) -> list[Path]:
    """Every file below a folder, including those behind links to other folders: they are inputs too."""
    found, seen = [], set()
    for place, folders, files in os.walk(folder, onerror=unless_gone, followlinks=True):
        if (real := os.path.realpath(place)) in seen:
            folders.clear()  # a link back
            continue
        seen.add(real)
        folders[:] = [name for name in folders if name not in LEFT_OUT]
        found += [Path(place, name) for name in files]
    return sorted(found)


def unless_gone(error: OSError) -> None:
    """Ignore a folder that does not exist; one that cannot be opened may hold an input.

    Raises
    ------
    OSError
        For any folder that is there.
    """
    if not isinstance(error, FileNotFoundError | NotADirectoryError):
        raise error


FileStates = dict[Path, tuple[int, ...]]


def file_states() -> FileStates:
    """The modification time, change time, size and inode of each input.

    The time of saving alone can be set back by the program that saves; the system's own time of a change cannot.

    Taken before anything is read and compared afterwards, they tell whether all that was read belongs together. Those
    of the library are of when this process began to import it: an edit since then is in its kernels alone.
    """
    return file_states_of([*input_files(), *files_below(paths.RESTRICTED)]) | library_as_imported(paths.LIBRARY)


def saved_since(before: FileStates) -> list[str]:
    """The inputs that were saved, added or removed since `file_states` was called."""
    now = file_states_of([*input_files(), *files_below(paths.RESTRICTED), *files_below(paths.LIBRARY)])
    return sorted(paths.shown(path) for path in before.keys() | now.keys() if before.get(path) != now.get(path))


def file_states_of(files: Iterable[Path]) -> FileStates:
    found = {}
    for path in files:
        with contextlib.suppress(FileNotFoundError):  # removed since it was listed: it is missed
            state = path.stat()
            found[path.resolve()] = (state.st_mtime_ns, state.st_ctime_ns, state.st_size, state.st_ino)
    return found


@cache
def library_as_imported(folder: Path) -> FileStates:
    return file_states_of(files_below(folder))


library_as_imported(paths.LIBRARY)


class Installed(NamedTuple):
    """A library whose installed version differs from the locked one."""

    name: str
    version: str
    locked: str
    line: int


def not_as_locked() -> list[Installed]:
    """The libraries whose installed version differs from the lock file: they may change an edition.

    What the lock names for other systems is not installed, and not missed.
    """
    versions: dict[str, str] = {}
    for folder in map(Path, sys.path):
        for path in folder.glob("*.dist-info"):
            name, _, version = path.stem.partition("-")
            versions.setdefault(plain(name), version)  # Python takes the first it finds
    locked: dict[str, list[tuple[str, int]]] = {}
    for number, line in enumerate(paths.LOCK.read_text("utf-8").splitlines(), 1):
        name, same, rest = line.partition("==")
        if same and not name.startswith(" "):
            locked.setdefault(plain(name), []).append((rest.split(" ")[0], number))  # one for each kind of system
    return [
        Installed(name, version, " or ".join(each for each, _ in locked[name]), locked[name][0][1])
        for name, version in sorted(versions.items())
        if name in locked and version not in dict(locked[name])
    ]


def plain(name: str) -> str:
    """The name of a library as the index compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def input_hash() -> str:
    """SHA-256 over the names and contents of all inputs; line ends of text do not count.

    Of a national table the values count, whose hash its Data Package states, and not how a file lays them out.
    """
    digest = hashlib.sha256()
    for path in input_files():
        if is_national_table(path):
            continue
        name, content = path.relative_to(paths.ROOT).as_posix(), path.read_bytes()
        if path == national_package():
            content = without_layout(content)
        if not of_theme(path):
            # A download for Windows may have CRLF where a checkout has LF: the edition is the same.
            content = content.replace(b"\r\n", b"\n")
        digest.update(os.fsencode(name) + b"\0")
        digest.update(hashlib.sha256(content).digest())
    return digest.hexdigest()


def is_national_table(path: Path) -> bool:
    return path.suffix == ".parquet" and path.parent == paths.NATIONAL


def national_package() -> Path:
    return paths.NATIONAL / paths.DATAPACKAGE.name


def without_layout(package: bytes) -> bytes:
    """A Data Package without what it says of files alone; one that is no JSON as it is."""
    try:
        content = json.loads(package)
        for entry in content["resources"]:
            for name in ABOUT_FILE:
                entry.pop(name, None)
    except (ValueError, KeyError, TypeError, AttributeError):
        return package  # the check names what is wrong with it
    return json.dumps(content, ensure_ascii=False, sort_keys=True).encode()


def national_files_altered() -> list[str]:
    """The national tables whose files are not, byte for byte, those that their Data Package describes."""
    try:
        resources = json.loads(national_package().read_bytes())["resources"]
        stated = {entry["path"]: entry.get(ABOUT_FILE[0], "") for entry in resources}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return []  # the check names what is wrong with it
    altered = []
    for name, digest in stated.items():
        path = paths.NATIONAL / name
        there = f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}" if path.is_file() else ""
        if there != digest:
            altered.append(f"{name} {there}")
    return altered


def code_version() -> str:
    """The package's version, with the commit where the project is a checkout, and whether an input differs from it."""
    release = version("oscp-lib")
    state = ["git", "-C", str(paths.ROOT), "--no-optional-locks", "status", "--porcelain=v2", "--branch", "--"]
    try:
        told = subprocess.run([*state, *INPUT_FOLDERS, *INPUT_FILES], capture_output=True, text=True, timeout=5)
    except (OSError, subprocess.TimeoutExpired):
        return release  # a downloaded zip, or a laptop without git
    lines = told.stdout.splitlines()
    commit = "".join(line.split()[-1][:10] for line in lines if line.startswith("# branch.oid"))
    if told.returncode or commit == "(initial)":
        return release  # no checkout, or one without a commit
    edits = any(not line.startswith("#") for line in lines)
    return f"{release}, commit {commit}, with edits since" if edits else f"{release}, commit {commit}"
