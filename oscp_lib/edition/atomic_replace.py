"""The folder of editions: one build at a time, atomic replacement, and recovery after a killed build.

Linux exchanges two folders in one step. Elsewhere the old edition is moved aside first; a build that is killed in that
moment leaves it in a folder whose name says so, and the next build puts it back. The zip, its checksum, the manifest
and the list of editions are written before the exchange and moved right after it; where a build is killed in between,
the next command moves them, and where a move fails, everything is put back.

One file, though a long one: each step stands beside the way back from it.
"""

import contextlib
import errno
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from oscp_lib import paths
from oscp_lib.edition.manifest import files_of, hashes_stated, manifest_path
from oscp_lib.errors import InputError, Problem
from oscp_lib.inputs.key import hash_of
from oscp_lib.pages.list_of_editions import is_list_of_editions
from oscp_lib.runs.cached_runs import RUNS
from oscp_lib.system_errors import named_in, problem_of

OTHER_PARTS = ("tests", "docs", "benchmarks", ".git")  # of the project, beside its data, notebooks, pages and code
LOCK = ".lock"  # in the folder itself, which is the one place that a build must be able to write to
WORK = ".building-"
BEFORE = ".before-"
EXCHANGE = ".exchange-"  # a new edition with the files beside it, from before its exchange until they are in place
OLD = "old"  # in it: the files that it replaces
AN_HOUR = 3600  # seconds: no cached run takes as long to write
AT_FDCWD, RENAME_EXCHANGE = -100, 2  # <linux/fcntl.h>, <linux/fs.h>
NOT_OFFERED = (errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP)  # an older system, or a network share
FREE_SPACE = "Free some space, or choose a folder on another disk with --out, and build again."
OTHER_FOLDER = "Choose another folder with --out, or ask whoever manages this one for the right to write to it."
HELD = (errno.EACCES, errno.EPERM, errno.EBUSY, errno.ETXTBSY)  # what a file that a reader has open is refused with
REMEDIES = {
    errno.ENOSPC: FREE_SPACE, errno.EDQUOT: FREE_SPACE,
    errno.EACCES: OTHER_FOLDER, errno.EPERM: OTHER_FOLDER, errno.EROFS: OTHER_FOLDER,
}  # fmt: skip


@contextlib.contextmanager
def changing_editions(out: Path, say: Callable[[str], None]) -> Iterator[bool]:
    """Lock the folder of editions for one build: wait for another build, and recover from a killed one.

    Yields
    ------
    bool
        True where another build had to be waited for: it may have made what this one is to make.

    Raises
    ------
    InputError
        When the folder cannot be written to, or the disk is full.
    """
    from filelock import FileLock, Timeout

    make_folder(out)
    try:
        lock = FileLock(out / LOCK)
        try:
            lock.acquire(timeout=0)
            waited = False
        except Timeout:
            waited = True
            say(f"Another build is writing to {paths.shown(out)}: waiting until it ends.")
            lock.acquire(poll_interval=0.2)
        try:
            recover(out, say)
            yield waited
        finally:
            lock.release()
    except OSError as error:
        if (problem := stopped(error, out)) is None:
            raise
        raise InputError(problem) from None


def stopped(error: OSError, out: Path) -> Problem | None:
    """The system error that stopped a build, as a problem; files inside the folder of editions are not named."""
    problem, named = problem_of(error, out), named_in(error)
    if problem is None:
        return None
    if named and not named.is_relative_to(os.path.abspath(out)):
        return replace(problem, found=f"{problem.found} The last edition is intact.")
    found = f"The build was stopped ({error.strerror}); the last edition is intact."
    return Problem(paths.shown(out), found, REMEDIES.get(error.errno, problem.remedy))


def make_folder(out: Path) -> None:
    """Create the output folder, which must be writable and none of the project's own."""
    target = out.resolve()
    own = [paths.DATA, paths.NOTEBOOKS, paths.BOOK, paths.LIBRARY, *(paths.ROOT / name for name in OTHER_PARTS)]
    in_project = target == paths.ROOT or any(target.is_relative_to(each) for each in own)
    if in_project and not target.is_relative_to(paths.BUILD):
        found = "The folder holds the project's own files, which an edition might replace."
        remedy = f"Choose another folder with --out; without it, editions go to {paths.shown(paths.BUILD)}."
        raise InputError(Problem(paths.shown(out), found, remedy))
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        found = f"The output folder cannot be made ({error.strerror})."
        raise InputError(Problem(paths.shown(out), found, "Choose another folder with --out.")) from None


def leave_to_others(edition: Path, target: Path) -> None:
    """Refuse to overwrite files that no build made.

    Ours is what the manifest of the old edition names, and what the new one holds: a build that is killed after the
    exchange leaves a new edition with the manifest of the old one.

    Raises
    ------
    InputError
        With the folder or the page that is somebody else's.
    """
    out, problems = target.parent, []
    ours = {path.relative_to(target) for path in hashes_stated(target) if path.is_relative_to(target)}
    ours |= {path.relative_to(edition) for path in files_of(edition)}
    there = [path.relative_to(target) for path in files_of(target)]
    if target.is_file():
        problems.append(of_others(target, "No build made this file"))
    if theirs := [path for path in there if path not in ours]:
        more = f" and {len(theirs) - 1} more" if theirs[1:] else ""
        problems.append(of_others(target, f"It contains {theirs[0].as_posix()}{more}, which no build made"))
    index, built = out / "index.html", any(out.glob(f"[0-9][0-9][0-9][0-9]{manifest_path(target).suffix}"))
    if index.is_file() and not built and not is_list_of_editions(index):
        problems.append(of_others(index, "It is not the list of editions"))
    if problems:
        raise InputError(problems)


def of_others(place: Path, why: str) -> Problem:
    remedy = "Move it away, or choose another folder with --out, and build again."
    return Problem(paths.shown(place), f"{why}: an edition would replace it.", remedy)


def recover(out: Path, say: Callable[[str], None]) -> None:
    """Put back an edition that a killed build had moved aside, and remove the remains of killed builds."""
    for before in sorted(out.glob(f"{BEFORE}*")):
        target = out / before.name.removeprefix(BEFORE)
        if target.exists():
            shutil.rmtree(before, ignore_errors=True)
            continue
        os.replace(before, target)
        say(f"A build of {target.name} was stopped half way: the previous edition is back in place.")
    for ready in sorted(out.glob(f"{EXCHANGE}*")):
        target = out / ready.name.removeprefix(EXCHANGE)
        if is_exchanged(ready, target):
            move_beside(ready, out, [])
            say(f"A build of {target.name} was stopped half way: the files beside the edition are now in place.")
        shutil.rmtree(ready, ignore_errors=True)
    for work in sorted(out.glob(f"{WORK}*")):
        shutil.rmtree(work, ignore_errors=True)
        done = "could not be removed: remove it yourself" if work.exists() else "is removed"
        say(f"{work.name}, left by a stopped build, {done}.")
    for part in (paths.BUILD / RUNS).glob("*.part-*"):
        with contextlib.suppress(FileNotFoundError):  # a build into another folder may just have finished its own
            if time.time() - part.stat().st_mtime > AN_HOUR:
                part.unlink()


def mend(out: Path, say: Callable[[str], None]) -> None:
    """Complete a replacement that a killed build left half done; usually there is none."""
    if any(out.glob(f"{EXCHANGE}*")):
        with changing_editions(out, say):
            pass


def beside(ready: Path) -> list[Path]:
    """The files beside an edition; the manifest comes last, since it lists the others."""
    files = [path for path in ready.iterdir() if path.is_file()]
    return sorted(files, key=lambda path: (path.suffix == ".sha256" and path.stem.isdigit(), path.name))


def is_exchanged(ready: Path, target: Path) -> bool:
    """True if the edition in place is already the one that a stopped build had prepared, as its manifest tells."""
    manifest = ready / manifest_path(target).name
    if not manifest.is_file():
        return True  # the last to be moved
    stated = {name: digest for name, digest in hashes_stated(ready / target.name).items() if name.parent != ready}
    there = {ready / path.relative_to(target.parent): hash_of(path) for path in files_of(target)}
    return there == stated


def put_in_place(ready: Path, target: Path) -> None:
    """Replace an edition and the files beside it: all of them, or none.

    Parameters
    ----------
    ready
        A folder on the same disk that holds the edition under its name, and the files.

    Raises
    ------
    InputError
        When another program holds a file; the old edition and its files are then as they were.
    """
    out = target.parent
    (ready / OLD).mkdir()
    for path in beside(ready):
        if (out / path.name).exists():
            shutil.copy2(out / path.name, ready / OLD / path.name)
    decided = out / f"{EXCHANGE}{target.name}"
    os.replace(ready, decided)
    swapped, moved = False, []
    try:
        had_one = target.exists()
        swap_in(decided / target.name, target)
        swapped = True
        move_beside(decided, out, moved)
    except BaseException as error:
        put_back(decided, target, moved, swapped, had_one)
        if not isinstance(error, OSError):
            raise
        found = f"The file cannot be replaced ({error.strerror}): another program holds it."
        remedy = "Close it, then build again; the old edition is intact."
        raise InputError(Problem(paths.shown(out / moved[-1] if moved else out), found, remedy)) from None
    shutil.rmtree(decided, ignore_errors=True)


def move_beside(decided: Path, out: Path, moved: list[str]) -> None:
    """Move the files beside an edition into place; each name is added to `moved` as its move begins."""
    for path in beside(decided):
        moved.append(path.name)
        os.replace(path, out / path.name)


def put_back(decided: Path, target: Path, moved: list[str], swapped: bool, had_one: bool) -> None:
    """Undo a replacement that failed half way; what cannot be undone now, the next command completes or undoes."""
    out = target.parent
    with contextlib.suppress(OSError):
        for name in moved:
            if (decided / OLD / name).exists():
                os.replace(decided / OLD / name, out / name)
            else:
                (out / name).unlink(missing_ok=True)
        if swapped and had_one:
            swap_in(decided / target.name, target)
        elif swapped:
            os.replace(target, decided / target.name)
        shutil.rmtree(decided, ignore_errors=True)


def swap_in(edition: Path, target: Path) -> None:
    """Swap the new edition with the old one; if that fails, the old one stays in place.

    Raises
    ------
    InputError
        When a reader holds a file of the old edition open, as Windows and network shares may.
    """
    before = target.with_name(BEFORE + target.name)
    try:
        if target.exists() and exchange(edition, target):
            return  # the old one lies where the work is, and goes with it
        if target.exists():
            os.replace(target, before)
        os.replace(edition, target)
    except BaseException as error:
        if before.exists() and not target.exists():
            os.replace(before, target)
        if not isinstance(error, OSError) or error.errno not in HELD:
            raise
        held = held_open(target) or target
        found = f"The edition cannot be replaced ({error.strerror}): another program holds it."
        remedy = "Close the pages and files of it that are open, then build again; the old edition is intact."
        raise InputError(Problem(paths.shown(held), found, remedy)) from None
    if before.exists():
        with contextlib.suppress(OSError):  # a file of it is held open: the next build removes it
            os.replace(before, edition)


def exchange(one: Path, other: Path) -> bool:
    """Exchange two folders atomically; False if the system or the disk does not offer that.

    Raises
    ------
    OSError
        When it is offered and fails.
    """
    if sys.platform != "linux":
        return False
    import ctypes

    renameat2 = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if renameat2 is None:
        return False
    if renameat2(AT_FDCWD, os.fsencode(one), AT_FDCWD, os.fsencode(other), RENAME_EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in NOT_OFFERED:
        return False
    raise OSError(number, os.strerror(number), str(other))


def held_open(folder: Path) -> Path | None:
    """The first file of a folder that another program holds: renaming it to its own name fails."""
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        try:
            os.rename(path, path)
        except OSError:
            return path
    return None
