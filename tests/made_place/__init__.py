"""A made place, on which the tests of the library work: no change of a partnership's own data can break them.

`oxmere` is the folder of a partnership with a plan, tables and texts of its own. It began as a copy of a real one's:
the figures are those that were published, and every name is made. `names.csv` names the areas of its county.
"""

import atexit
import csv
import os
import shutil
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parents[1]
PROJECT_PARTS = ("data", "notebooks", "book", "_config.yml", "requirements.txt")
IGNORED = (".ingest", "restricted", "boundaries")  # what git ignores in `data`
SLUG = "oxmere"
ROOT, PARTNERSHIP = "OSCP_ROOT", "OSCP_PARTNERSHIP"  # by which the library and its processes know a project
MADE = "OSCP_MADE_PROJECT"  # by which a process knows that the project of this run is there


def copy_parts(source: Path, target: Path, *left_out: str) -> None:
    """What an edition is made from, without what was built."""
    ignored = shutil.ignore_patterns("_build", ".ipynb_checkpoints", *left_out)
    for part in (source / name for name in PROJECT_PARTS):
        if part.is_dir():
            shutil.copytree(part, target / part.name, ignore=ignored)
        else:
            shutil.copyfile(part, target / part.name)


def make_project(target: Path) -> None:
    """The repository's project with the made place as its only partnership, and its names in the look-up of areas.

    The real names stay as other spellings: published files, in which they stand, can be read.
    """
    copy_parts(REPOSITORY, target, "partnerships", *IGNORED)
    shutil.copytree(HERE / SLUG, target / "data/partnerships" / SLUG)
    (target / "data/partnerships/default.txt").write_text(f"{SLUG}\n", "utf-8")
    made = dict(rows_of(HERE / "names.csv")[1:])
    areas, spellings = target / "data/national/areas.csv", target / "data/national/spellings.csv"
    header, *rows = rows_of(areas)
    write(areas, [header, *([code, made.get(code, name), *more] for code, name, *more in rows)])
    real = [[code, name] for code, name, *_ in rows if code in made]
    header, *rows = rows_of(spellings)
    write(spellings, [header, *sorted(rows + real)])


def rows_of(path: Path) -> list[list[str]]:
    return [*csv.reader(path.read_text("utf-8").splitlines())]


def write(path: Path, rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def work_on_made_project() -> None:
    """Let this process, and all it starts, work on a project of the made place; it goes with the process."""
    if MADE not in os.environ:
        made = Path(tempfile.mkdtemp(prefix="made-place-")).resolve()
        atexit.register(remove, made, os.getpid())
        make_project(made)
        os.environ |= {MADE: str(made), ROOT: str(made)}
        os.environ.pop(PARTNERSHIP, None)


def remove(made: Path, maker: int) -> None:
    if os.getpid() == maker:  # a process forked from it may end as any other
        shutil.rmtree(made, ignore_errors=True)
