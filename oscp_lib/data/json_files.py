"""Read a JSON file of the project: UTF-8, each key once, no NaN, and nested no deeper than any such file is."""

import json
import re
from pathlib import Path
from typing import Any

from oscp_lib import paths
from oscp_lib.data.letters import misread_problems
from oscp_lib.data.text_file import decode
from oscp_lib.errors import InputError, Problem

DEEPEST = 100  # levels: the deepest file of the project has ten, and what walks through a file walks level by level
RESTORE = "Correct it there, or restore the file from the last good copy."
ESCAPE = re.compile(r"\\u[0-9a-fA-F]{4}")


class Unfit(ValueError):
    """Content that JSON allows and that no file of the project may hold."""


def read_json(path: Path, remedy: str = RESTORE) -> Any:
    """The content of a file; `remedy` is what to do where it is no JSON that the project can hold.

    Raises
    ------
    InputError
        When it is missing, is not JSON in UTF-8, repeats a key, holds NaN or an infinity, is nested too deep, or holds
        letters that were read in the wrong encoding.
    """
    text = decode(path, "UTF-8")
    content = parse_json(text, path, remedy)
    plain = text
    if ESCAPE.search(text):  # it hides the letter that it stands for, or half of one
        plain = ESCAPE.sub(lambda match: chr(int(match[0][2:], 16)), text)
        plain = plain.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
    if problems := misread_problems(paths.shown(path), plain):
        raise InputError(problems)
    return content


def parse_json(text: str, path: Path, remedy: str = RESTORE) -> Any:
    """The content of a JSON text; `path` is where it stands.

    Raises
    ------
    InputError
        As `read_json`, but for letters.
    """
    shown = paths.shown(path)
    try:
        content = json.loads(text, object_pairs_hook=each_once, parse_constant=no_number)
        if nested(content) > DEEPEST:
            raise RecursionError
    except json.JSONDecodeError as error:
        raise InputError(
            Problem(shown, f"The file is not JSON ({error.msg}).", remedy, error.lineno, error.colno)
        ) from None
    except RecursionError:
        found = f"The file is nested more than {DEEPEST} levels deep."
        raise InputError(Problem(shown, found, remedy)) from None
    except ValueError as error:  # also a number of more digits than Python reads
        found = str(error) if isinstance(error, Unfit) else f"The file is not JSON ({error})."
        raise InputError(Problem(shown, found, remedy)) from None
    return content


def each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose keys stand once: of two, the first would silently be lost."""
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        repeated = next(key for key in keys if keys.count(key) > 1)
        raise Unfit(f"The key '{repeated}' appears twice in one object.")
    return found


def no_number(name: str) -> float:
    raise Unfit(f"The file holds {name}, which is not a JSON number.")


def nested(content: Any) -> int:
    """How many levels of lists and objects lie within each other."""
    level, depth = [content], 0
    while (
        level := [
            child
            for each in level
            for child in (each.values() if isinstance(each, dict) else each)
            if isinstance(child, dict | list)
        ]
        if depth
        else [content] * isinstance(content, dict | list)
    ):
        depth += 1
    return depth
