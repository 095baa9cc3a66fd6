"""The one place that knows where things lie in the project."""

import os
from pathlib import Path

LIBRARY = Path(__file__).resolve().parent
# An analyst may keep the data elsewhere (a test does): OSCP_ROOT names that project folder.
ROOT = Path(os.environ.get("OSCP_ROOT") or LIBRARY.parent).resolve()
if "OSCP_ROOT" in os.environ:
    os.environ["OSCP_ROOT"] = str(ROOT)  # kernels begin in another folder
DATA = ROOT / "data"
NATIONAL = DATA / "national"
PARTNERSHIPS = DATA / "partnerships"
TOPICS = DATA / "topics"
DATAPACKAGE = DATA / "datapackage.json"  # of the tables that every partnership has
CODEBOOK = DATA / "README.md"
EXCEPTIONS = NATIONAL / "exceptions.yml"
DEFAULT = PARTNERSHIPS / "default.txt"  # names the partnership that is meant where none is named
NOTEBOOKS = ROOT / "notebooks"
BOOK = ROOT / "book"
BUILDS = BOOK / "_build"
CONFIG = ROOT / "_config.yml"
LOCK = ROOT / "requirements.txt"


def default_slug() -> str:
    """The partnership that is meant where none is named; "" where the project names none, or none that can be read."""
    try:
        return DEFAULT.read_text("utf-8-sig").replace("\0", "").strip()
    except (OSError, UnicodeDecodeError):  # `data/partnership.py` says what is wrong with it
        return ""


def own_paths(slug: str) -> dict[str, Path]:
    """Where that lies which is one partnership's own."""
    own = PARTNERSHIPS / slug
    return {
        "OWN": own,
        "PARTNERSHIP": own / "partnership.yml",
        "OWN_PACKAGE": own / "datapackage.json",
        "OWN_CODEBOOK": own / "README.md",
        "TABLES": own / "tables",
        "OWN_TERMS": own / "glossary.yml",
        "EDITIONS": own / "editions",
        "REVISIONS": own / "revisions.csv",
        "PROVENANCE": own / "provenance.json",
        "BOUNDARIES": own / "boundaries",
        "RESTRICTED": own / "restricted",
        "WITHHELD": own / "withheld.csv",
        "BROWSER_TESTS": own / "browser_tests.json",
        "CORRECTIONS": own / "corrections.yml",
        "SAMPLES": own / "samples.yml",
        "MEASURES": own / "measures.yml",
        "BUILD": BUILDS / slug,
    }


def use_partnership(slug: str) -> None:
    """Let the paths of what is one partnership's own lead to that partnership's, here and in processes begun later."""
    globals().update(own_paths(slug), SLUG=slug)
    os.environ["OSCP_PARTNERSHIP"] = slug


SLUG = os.environ.get("OSCP_PARTNERSHIP") or default_slug()
OWN = PARTNERSHIP = OWN_PACKAGE = OWN_CODEBOOK = OWN_TERMS = TABLES = EDITIONS = REVISIONS = PROVENANCE = BOUNDARIES = (
    RESTRICTED
) = WITHHELD = BROWSER_TESTS = CORRECTIONS = SAMPLES = MEASURES = BUILD = (
    PARTNERSHIPS  # named for readers and tools; `use_partnership` gives each its place
)
use_partnership(SLUG)


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
