"""Write several files of `data/` whole or not at all, also when the program is killed between two of them.

The new files and copies of the old ones are laid in `data/.ingest`, then a journal that names them. Once the journal is
there the change is decided: a run killed after that is completed by the next, one killed before it never happened.
A file that is a link stays one: what it leads to is replaced.
"""

import errno
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from oscp_lib import paths
from oscp_lib.errors import InputError, Problem
from oscp_lib.system_errors import naming, problem_of

JOURNAL = "journal.json"
LOCK = ".data.lock"  # beside data/: what is in it is data


def stage_folder() -> Path:
    """Where files wait; it exists only while they do."""
    return paths.DATA / ".ingest"


def in_data(path: Path) -> str:
    """The name under which `write_whole` takes a file of `data/`."""
    return path.relative_to(paths.DATA).as_posix()


@contextmanager
def changing_data(say: Callable[[str], None]) -> Iterator[None]:
    """Lock `data/` for one run, from reading to writing; first completes or undoes what a killed run left.

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


def write_whole(files: dict[str, bytes]) -> list[str]:
    """Replace files of `data/` (paths relative to it, forward slashes) by new contents, all of them or none.

    Returns
    -------
    list of str
        What was replaced outside the project, where a file is a link that leads there.

    Raises
    ------
    InputError
        When a file may not be written, or is held open by another program; every file is then as it was.
    """
    changed = {name: content for name, content in files.items() if not holds(paths.DATA / name, content)}
    if not changed:
        return []
    if problems := [problem for name in changed if (problem := of_target(paths.DATA / name))]:
        raise InputError(as_one(problems))
    stage = stage_folder()
    stage.mkdir()
    try:
        for name, content in changed.items():
            with naming(paths.DATA / name, stage):
                lay(stage / "new" / name, content)
                if (paths.DATA / name).exists():
                    lay(stage / "old" / name, (paths.DATA / name).read_bytes())
                    shutil.copymode(paths.DATA / name, stage / "new" / name)
                    shutil.copymode(paths.DATA / name, stage / "old" / name)
        record = {name: hashlib.sha256(content).hexdigest() for name, content in sorted(changed.items())}
        lay(stage / "journal.part", json.dumps(record, indent=1).encode())
        os.replace(stage / "journal.part", stage / JOURNAL)
    except BaseException:
        shutil.rmtree(stage, ignore_errors=True)
        raise
    try:
        put_in_place(record)
    except OSError as error:
        problem = problem_of(error, paths.DATA)  # before the right file is there again
        put_back(record)
        shutil.rmtree(stage, ignore_errors=True)
        if problem is None:
            raise
        raise InputError(problem) from None
    finish()
    return [outside for name in changed if (outside := led_outside(paths.DATA / name))]


def of_target(path: Path) -> Problem | None:
    """Why a file cannot be replaced, as far as that can be known beforehand."""
    shown = paths.shown(path)
    if path.is_symlink() and not path.exists():
        found = f"It is a link to {os.readlink(path)}, which does not exist."
        return Problem(shown, found, "Put that file back, or remove the link, then run the command again.")
    if path.is_dir():
        return problem_of(IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path)))
    if path.exists() and not os.access(path, os.W_OK):  # a rename would not ask, and the file's owner meant it
        return problem_of(PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path)))
    return None


def as_one(problems: list[Problem]) -> list[Problem]:
    """The problems, with those that differ only in their file merged into one."""
    first: dict[tuple[str, str], list[Problem]] = {}
    for each in problems:
        first.setdefault((each.found, each.remedy), []).append(each)
    return [
        replace(
            one, found=f"{one.found} So {'is' if len(more) == 1 else 'are'} {', '.join(each.file for each in more)}."
        )
        if more
        else one
        for one, *more in first.values()
    ]


def led_outside(path: Path) -> str:
    """A note if a link led outside the project, so that a file there was replaced; else ""."""
    target = final(path)
    if not path.is_symlink() or target.is_relative_to(paths.ROOT):
        return ""
    return f"{paths.shown(path)} is a link: {target} was replaced, outside the project."


def final(path: Path) -> Path:
    """The file that a path leads to once its links are followed."""
    return Path(os.path.realpath(path))


def recover() -> str | None:
    """Complete or undo what a killed run left; says which, or nothing if nothing was left."""
    stage = stage_folder()
    if not stage.exists():
        return None
    if not (stage / JOURNAL).exists():
        shutil.rmtree(stage)
        return "A change of data/ that was stopped before it began has been undone."
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


def replace_file(path: Path, content: bytes) -> None:
    """Put new content into one file, whole or not at all; a link stays, and its target is replaced."""
    target = final(path)
    part = target.with_name(f".{target.name}.part-{os.getpid()}")
    if problem := of_target(path):
        raise InputError(problem)
    with naming(path, part):
        try:
            lay(part, content)
            if target.exists():
                shutil.copymode(target, part)
            os.replace(part, target)
        finally:
            part.unlink(missing_ok=True)


def put_in_place(record: dict[str, str]) -> None:
    """Move each waiting file to its place; one that was moved before the stop is no longer waiting."""
    for name in record:
        waiting = stage_folder() / "new" / name
        if waiting.exists():
            move(waiting, final(paths.DATA / name))


def put_back(record: dict[str, str]) -> None:
    """Give every file that was replaced its old content."""
    for name in record:
        old, target = stage_folder() / "old" / name, final(paths.DATA / name)
        if (stage_folder() / "new" / name).exists():
            continue
        if old.exists():
            move(old, target)
        else:
            target.unlink(missing_ok=True)


def move(waiting: Path, target: Path) -> None:
    """Move a file over another in one step, also where a link has led to another disk."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.replace(waiting, target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        replace_file(target, waiting.read_bytes())
        waiting.unlink()


def finish() -> None:
    """Remove the journal last, so that a run killed here is completed again with the same result."""
    (stage_folder() / JOURNAL).unlink()
    shutil.rmtree(stage_folder())
