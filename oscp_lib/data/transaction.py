"""Write several files of `data/` whole or not at all, also when the program is killed between two of them.

The new files and copies of the old ones are laid in `data/.ingest`, then a journal that names them. Once the journal is
there the change is decided: a run killed after that is completed by the next, one killed before it never happened.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from oscp_lib import paths
from oscp_lib.errors import InputError, Problem

JOURNAL = "journal.json"
LOCK = ".data.lock"  # beside data/: what is in it is data


def stage_folder() -> Path:
    """Where files wait; it exists only while they do."""
    return paths.DATA / ".ingest"


@contextmanager
def changing_data(say: Callable[[str], None]) -> Iterator[None]:
    """Hold `data/` for one run, from what it reads to what it writes; first finishes what a killed run left.

    Raises
    ------
    InputError
        When another run holds it. A run that is killed lets go of it.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(paths.DATA.with_name(LOCK))
    try:
        lock.acquire(timeout=0)
    except Timeout:
        found = "Another run of oscp is changing data/."
        raise InputError(Problem(paths.shown(paths.DATA), found, "Wait for it, then run the command again.")) from None
    try:
        if recovered := recover():
            say(recovered)
        yield
    finally:
        lock.release()


def write_whole(files: dict[str, bytes]) -> None:
    """Replace files of `data/` (paths relative to it, forward slashes) by new contents, all of them or none.

    Raises
    ------
    InputError
        When a file is held open by another program; every file is then as it was.
    """
    changed = {name: content for name, content in files.items() if not holds(paths.DATA / name, content)}
    if not changed:
        return
    stage = stage_folder()
    stage.mkdir()
    try:
        for name, content in changed.items():
            lay(stage / "new" / name, content)
            if (paths.DATA / name).exists():
                lay(stage / "old" / name, (paths.DATA / name).read_bytes())
        record = {name: hashlib.sha256(content).hexdigest() for name, content in sorted(changed.items())}
        lay(stage / "journal.part", json.dumps(record, indent=1).encode())
        os.replace(stage / "journal.part", stage / JOURNAL)
    except BaseException:
        shutil.rmtree(stage, ignore_errors=True)
        raise
    try:
        put_in_place(record)
    except OSError as error:
        put_back(record)
        shutil.rmtree(stage, ignore_errors=True)
        found = f"The file cannot be replaced ({error.strerror}): another program holds it."
        remedy = "Close it in Excel (or wait until OneDrive has finished), then run the command again."
        raise InputError(Problem(paths.shown(Path(error.filename2 or error.filename)), found, remedy)) from None
    finish()


def recover() -> str | None:
    """Complete or take back what a killed run left; says which, or nothing where nothing was left."""
    stage = stage_folder()
    if not stage.exists():
        return None
    if not (stage / JOURNAL).exists():
        shutil.rmtree(stage)
        return "A change of data/ that was stopped before it began has been taken back."
    put_in_place(json.loads((stage / JOURNAL).read_text("utf-8")))
    finish()
    return "A change of data/ that was stopped half way has been completed."


def holds(path: Path, content: bytes) -> bool:
    return path.is_file() and path.read_bytes() == content


def lay(path: Path, content: bytes) -> None:
    """Write a file and wait until the disk has it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def put_in_place(record: dict[str, str]) -> None:
    """Move each waiting file to its place; one that was moved before the stop is no longer waiting."""
    for name in record:
        waiting, target = stage_folder() / "new" / name, paths.DATA / name
        if waiting.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(waiting, target)


def put_back(record: dict[str, str]) -> None:
    """Give every file that was replaced its old content."""
    for name in record:
        old, target = stage_folder() / "old" / name, paths.DATA / name
        if (stage_folder() / "new" / name).exists():
            continue
        if old.exists():
            os.replace(old, target)
        else:
            target.unlink(missing_ok=True)


def finish() -> None:
    """The journal goes last of what matters, so that a stop here is completed again, to the same end."""
    (stage_folder() / JOURNAL).unlink()
    shutil.rmtree(stage_folder())
