"""What the system refuses, in an analyst's words: the file, the true cause and the remedy, by the error's number."""

import contextlib
import errno
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from oscp_lib import paths
from oscp_lib.errors import InputError, Problem

TEMPORARY = "oscp-"  # how our temporary folders begin
LITTLE = 1 << 20  # bytes: a disk with less is full for us
LONGEST_ON_WINDOWS = 259  # characters of a path, where long paths are not switched on
HELD_ON_WINDOWS = (32, 33)  # ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION
AGAIN = "then run the command again."
ROOM = f"Free some space there, {AGAIN}"
FULL, NOT_ALLOWED = (errno.ENOSPC, errno.EDQUOT), (errno.EACCES, errno.EPERM)
GONE = (
    errno.EIO, errno.ESTALE, errno.ENXIO, errno.ENODEV, errno.ETIMEDOUT, errno.EHOSTDOWN, errno.EHOSTUNREACH,
    errno.ENETDOWN, errno.ENETUNREACH, errno.ENOTCONN,
)  # fmt: skip
CAUSES = {
    **dict.fromkeys(FULL, ("The disk is full", ROOM)),
    errno.EFBIG: ("The file would be larger than the system allows", f"Ask for a higher limit, {AGAIN}"),
    errno.EROFS: ("The disk is read-only", f"Copy the project to a disk that you may write to, {AGAIN}"),
    **dict.fromkeys(GONE, ("The disk or network share does not answer", f"Connect it again, {AGAIN}")),
    errno.ENOENT: ("It does not exist", f"Put it back, or restore it from the last good copy, {AGAIN}"),
    errno.EISDIR: ("This is a folder, where a file is expected", f"Move the folder away, {AGAIN}"),
    errno.ENOTDIR: ("This is a file, where a folder is expected", f"Move the file away, {AGAIN}"),
    errno.ELOOP: ("The link leads in a circle", f"Replace it with the file or folder itself, {AGAIN}"),
    errno.ENAMETOOLONG: (
        "The path is too long",
        f"Move the project to a shorter path, or give a shorter name, {AGAIN}",
    ),
    **dict.fromkeys(
        (errno.EINVAL, errno.EILSEQ), ("The disk does not allow this name", f"Choose another name, {AGAIN}")
    ),
    **dict.fromkeys((errno.EMFILE, errno.ENFILE), ("Too many files are open", f"Close other programs, {AGAIN}")),
    **dict.fromkeys((errno.EBUSY, errno.ETXTBSY), ("Another program uses it", f"Close that program, {AGAIN}")),
    **dict.fromkeys(
        (errno.ENOMEM, errno.EAGAIN), ("The system has no memory or processes left", f"Close other programs, {AGAIN}")
    ),
    **dict.fromkeys((errno.EEXIST, errno.ENOTEMPTY), ("Something else is in its place", f"Move it away, {AGAIN}")),
}
OTHER = ("The system refuses it", f"Correct what it names, {AGAIN}")
OURS_TO_MEND = (errno.EBADF, errno.EFAULT, errno.ENOTTY, errno.ESPIPE)  # a mistake of the program itself
NEEDS_A_NAME = (errno.EINVAL, errno.EILSEQ)  # without one they are a mistake of the program, too


def problem_of(error: OSError, place: Path | None = None) -> Problem | None:
    """The error as a problem of the file that it is about, or None where the program itself is at fault.

    Parameters
    ----------
    place
        What the work was about, for an error that names no file.
    """
    if isinstance(error, shutil.Error) and error.args and isinstance(error.args[0], list):
        error = first_of_many(error)
    named = named_in(error)
    at = named or place
    if error.errno is None or error.errno in OURS_TO_MEND or (error.errno in NEEDS_A_NAME and at is None):
        return None
    if at is None and error.errno == errno.ENOENT:  # `tempfile`, which has tried every folder it knows
        found = f"There is no folder for temporary files ({error.strerror})."
        return Problem("TMPDIR", found, f"Set the variable TMPDIR to a folder that you may write to, {AGAIN}")
    at = at or (full_disk() if error.errno in FULL else paths.ROOT)
    at, cause, remedy = told(error, at)
    if of_temporary_files(at):
        at = Path(tempfile.gettempdir())
        remedy = f"Free some space there, or set the variable TMPDIR to another folder, {AGAIN}"
    shown = at.as_posix() if at == paths.ROOT else paths.shown(at)
    return Problem(shown, f"{cause} ({error.strerror}).", remedy)


def told(error: OSError, at: Path) -> tuple[Path, str, str]:
    """The file or folder at fault, the cause and the remedy."""
    if error.errno in NOT_ALLOWED:
        return denied(error, at)
    if error.errno == errno.ENOTDIR or (error.errno == errno.EEXIST and at.is_file()):
        at = next((each for each in reversed([at, *at.parents]) if each.is_file()), at)
        return at, *CAUSES[errno.ENOTDIR]
    if error.errno == errno.ENOENT:
        if os.name == "nt" and len(str(at)) > LONGEST_ON_WINDOWS:
            return at, *CAUSES[errno.ENAMETOOLONG]
        if at.is_symlink():
            return at, f"It is a link to {os.readlink(at)}, which does not exist", CAUSES[errno.ENOENT][1]
        at = next((each for each in reversed([at, *at.parents]) if not os.path.lexists(each)), at)
    return at, *CAUSES.get(error.errno, OTHER)


def denied(error: OSError, at: Path) -> tuple[Path, str, str]:
    """Which right is missing, and where; a file that we have every right to is held by another program."""
    ask = f"Ask whoever manages it for that right, {AGAIN}"
    if getattr(error, "winerror", None) not in HELD_ON_WINDOWS:
        for folder in reversed(at.parents):
            if folder.is_dir() and not os.access(folder, os.X_OK):
                return folder, "You have no right to open this folder", ask
        if at.exists() and not os.access(at, os.R_OK):
            return at, "You have no right to open this folder" if at.is_dir() else "You have no right to read it", ask
        if at.exists() and not os.access(at, os.W_OK):
            return at, "It is read-only", f"Make it writable, or ask whoever manages it for that right, {AGAIN}"
        parent = at.parent
        if parent.is_dir() and not os.access(parent, os.W_OK):
            return parent, "You have no right to write to this folder", ask
    found = f"It cannot be {'opened' if error.filename2 is None else 'replaced'}: another program holds it"
    return at, found, f"Close it in Excel (or wait until OneDrive has finished), {AGAIN}"


def named_in(error: OSError) -> Path | None:
    """The file that an error names; of two, the one that was to be written."""
    names = [error.filename, error.filename2] if error.errno == errno.ENOENT else [error.filename2, error.filename]
    name = next((each for each in names if isinstance(each, str | bytes | os.PathLike) and each), None)
    return None if name is None else Path(os.path.abspath(os.fsdecode(name)))


def first_of_many(error: shutil.Error) -> OSError:
    """The first error of a copied folder, which `shutil` keeps as text."""
    source, _, why = error.args[0][0]
    number = re.match(r"\[(?:Errno|WinError) (\d+)\] ([^:]*)", str(why))
    return OSError(int(number[1]), number[2], str(source)) if number else OSError(errno.EIO, str(why), str(source))


def full_disk() -> Path:
    """The first place that a command writes to whose disk is full."""
    for place in (paths.ROOT, paths.BUILD, Path(tempfile.tempdir or ".")):
        with contextlib.suppress(OSError):
            if shutil.disk_usage(place).free < LITTLE:
                return place
    return paths.ROOT


def of_temporary_files(path: Path) -> bool:
    """True for a path inside one of our temporary folders."""
    folder = tempfile.tempdir and Path(os.path.abspath(tempfile.tempdir))  # unset until the first is made
    if not folder or path == folder or not path.is_relative_to(folder):
        return False
    return path.relative_to(folder).parts[0].startswith(TEMPORARY)


@contextlib.contextmanager
def naming(place: Path, work: Path | None = None) -> Iterator[None]:
    """Name the file in a system error that names none, as errors of writing do.

    `work` is a file or folder that stands in for the place meanwhile: nobody knows it by its own name.
    """
    try:
        yield
    except OSError as error:
        named = named_in(error)
        if error.errno is not None and (named is None or (work and named.is_relative_to(os.path.abspath(work)))):
            error.filename, error.filename2 = str(place), None
        raise


@contextlib.contextmanager
def told_as_problems() -> Iterator[None]:
    """Turn what the system refuses into an `InputError`.

    Raises
    ------
    InputError
        With the one problem.
    """
    try:
        yield
    except OSError as error:
        if (problem := problem_of(error)) is None:
            raise
        raise InputError(problem) from None
