"""Read a text file of the project: UTF-8, with no letters that were read in the wrong encoding."""

import codecs
import errno
from pathlib import Path

from oscp_lib import paths
from oscp_lib.data.letters import composed, misread_problems
from oscp_lib.errors import InputError, Problem
from oscp_lib.system_errors import problem_of

SAVE_AS = "'CSV UTF-8 (comma delimited)'"  # as Excel names it


def decode(path: Path, save_as: str = SAVE_AS, letters: bool = True) -> str:
    """The text of a file, which must be UTF-8 (with or without a byte order mark), each letter with its marks as one.

    `letters` False lets letters be that an earlier program read in the wrong encoding.

    Raises
    ------
    InputError
        When the file is missing, held open by another program, in another encoding, or holds such letters.
    """
    shown = paths.shown(path)
    try:
        raw = path.read_bytes()
    except OSError as error:
        if error.errno == errno.ENOENT and not path.is_symlink():
            found, remedy = "The file is missing.", "Put it back, or restore it from the last good copy."
            raise InputError(Problem(shown, found, remedy)) from None
        if (problem := problem_of(error, path)) is None:
            raise
        raise InputError(problem) from None
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        found = "The file is UTF-16 (which Windows calls Unicode), not UTF-8."
        raise InputError(Problem(shown, found, f"Save the file as {save_as}."))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        line, column = before.count(b"\n") + 1, error.start - before.rfind(b"\n")
        found = f"The byte 0x{raw[error.start]:02x} is not UTF-8 text (it reads like Windows-1252)."
        remedy = f"Save the file as {save_as}."
        raise InputError(Problem(shown, found, remedy, line, column)) from None
    if "\x00" in text:
        line = text[: text.index("\x00")].count("\n") + 1
        found, remedy = "The file holds a NUL byte.", f"Save it again as {save_as}."
        raise InputError(Problem(shown, found, remedy, line))
    confidential = path.is_relative_to(paths.RESTRICTED)
    if letters and (problems := misread_problems(shown, text, confidential)):
        raise InputError(problems)
    return composed(text)
