"""The one place that knows where things lie in the project."""

import os
from pathlib import Path

LIBRARY = Path(__file__).resolve().parent
# An analyst may keep the data elsewhere (a test does): OSCP_ROOT names that project folder.
ROOT = Path(os.environ.get("OSCP_ROOT") or LIBRARY.parent).resolve()
if "OSCP_ROOT" in os.environ:
    os.environ["OSCP_ROOT"] = str(ROOT)  # kernels begin in another folder
DATA = ROOT / "data"
TABLES = DATA / "tables"
NATIONAL = DATA / "national"
DATAPACKAGE = DATA / "datapackage.json"
CODEBOOK = DATA / "README.md"
REVISIONS = DATA / "revisions.csv"
EXCEPTIONS = NATIONAL / "exceptions.yml"
PROVENANCE = DATA / "provenance.json"
BOUNDARIES = DATA / "boundaries"
PARTNERSHIP = DATA / "partnership.yml"
EDITIONS = DATA / "editions"
RESTRICTED = DATA / "restricted"
WITHHELD = DATA / "withheld.csv"
BROWSER_TESTS = DATA / "browser_tests.json"
CORRECTIONS = DATA / "corrections.yml"
NOTEBOOKS = ROOT / "notebooks"
BOOK = ROOT / "book"
BUILD = BOOK / "_build"
CONFIG = ROOT / "_config.yml"
LOCK = ROOT / "requirements.txt"


def state(path: Path) -> tuple:
    """What changes when a file changes: the key for caching what was read from it."""
    try:
        found = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return (path,)
    return (path, found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino)


def is_there(path: Path) -> bool:
    """True where something has this name; a dead link must not count as no file."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    return True


def shown(path: Path) -> str:
    """A path as messages print it: relative to the project, with forward slashes on every system.

    A link of the project keeps the name that it has there.
    """
    for whole in (Path(os.path.abspath(path)), Path(os.path.realpath(path))):
        if whole.is_relative_to(ROOT):
            return whole.relative_to(ROOT).as_posix()
    return path.as_posix()
