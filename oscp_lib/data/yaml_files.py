"""Read a YAML file into a typed model, with the line and column of everything that does not fit."""

import difflib
import re
import sys
import textwrap
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from oscp_lib import paths
from oscp_lib.data.letters import misread_problems
from oscp_lib.data.text_file import decode
from oscp_lib.data.yaml_loader import parse_yaml
from oscp_lib.errors import InputError, Problem

Place = tuple[int, int]
# A number in a text: the key of a fact holds no space, so that a backtick that is missing takes in no words after it.
PLACEHOLDER = re.compile(r"\{fact\}`([^`\s{}]*)`")
ModelType = TypeVar("ModelType", bound=BaseModel)


# What the model's errors of structure ask for, in an analyst's words.
STRUCTURES = {"tuple_type": "a list", "model_type": "fields of its own"}


class Strict(BaseModel):
    """A model that refuses fields it does not know and cannot be changed once read."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, str_min_length=1)

    @classmethod
    def model_for(cls, content: dict) -> type["Strict"]:
        """The model that a file's content must fit; a model whose files may be of several kinds chooses here."""
        return cls


# A file is read many times in a run; it is parsed again only when it has changed.
_models: dict[tuple, BaseModel] = {}


def read_if_there(path: Path, model: type[ModelType]) -> ModelType | None:
    """The file as an instance of the model, or None where there is none, which is noted too (`runs/watch.py`).

    Raises
    ------
    InputError
        As `read_model` does.
    """
    sys.audit("oscp.asked", path)
    return read_model(path, model) if paths.is_there(path) else None


def read_model(path: Path, model: type[ModelType]) -> ModelType:
    """The file as an instance of the model.

    Raises
    ------
    InputError
        With file, line and column of every problem: encoding, syntax, missing or unknown fields, wrong values.
    """
    key = (model, paths.state(path))
    if key not in _models:
        _models[key] = parse_model(path, model)
    return _models[key]


def parse_model(path: Path, model: type[ModelType]) -> ModelType:
    """The file parsed and checked."""
    text = read_text(path)
    shown = paths.shown(path)
    content, root = parse_yaml(text, path)
    if problems := hidden_letters(shown, root):
        raise InputError(problems)
    if not isinstance(content, dict):
        raise InputError(Problem(shown, "The file holds no fields.", "Restore it from the last good copy.", 1))
    try:
        return model.model_for(content).model_validate(content, context={"folder": path.parent.name})
    except ValidationError as error:
        raise InputError([field_problem(shown, root, each) for each in error.errors()]) from None


def hidden_letters(shown: str, root: yaml.Node | None) -> list[Problem]:
    """Letters read in the wrong encoding that an escape hides from who looks at the text itself."""
    problems, waiting = [], [root] if root is not None else []
    while waiting:
        node = waiting.pop()
        if isinstance(node, yaml.ScalarNode):
            found = misread_problems(shown, node.value)
            problems += [
                replace(each, line=node.start_mark.line + 1, column=node.start_mark.column + 1) for each in found
            ]
        else:
            waiting += [child for each in node.value for child in (each if isinstance(each, tuple) else (each,))]
    return problems


def read_text(path: Path) -> str:
    """The text of a file that must be UTF-8; a byte order mark is let be.

    Raises
    ------
    InputError
        When it is missing, held open by another program, or in another encoding.
    """
    return decode(path, "UTF-8").replace("\r\n", "\n")


def field_problem(shown: str, root: yaml.Node, error: dict) -> Problem:
    """One error of the model, at the line and column of the field it is about."""
    line, column = place_of(root, error["loc"])
    name = next((str(part) for part in reversed(error["loc"]) if isinstance(part, str)), "the file")
    if error["type"] == "missing":
        return Problem(shown, f"The field '{name}' is missing.", f"Add '{name}:' with its value.", line, column)
    if error["type"] == "extra_forbidden":
        known = [key.value for key, _ in node_at(root, error["loc"][:-1]).value if key.value != name]
        near = difflib.get_close_matches(name, known, 1)
        hint = f"Is it a misspelling beside '{near[0]}'? " if near else ""
        return Problem(shown, f"The field '{name}' is not known.", f"{hint}Remove or rename it.", line, column)
    if error["type"] == "value_error":  # in our own words, which say what was found
        message = error["msg"].removeprefix("Value error, ").rstrip(".")
        if not error["loc"]:  # of the file as a whole
            return Problem(shown, f"{message[:1].upper()}{message[1:]}.", "Correct it.", line, column)
        return Problem(shown, f"The field '{name}': {message}.", "Correct its value.", line, column)
    return Problem(shown, *unfit_value(name, node_at(root, error["loc"]), error), line, column)


def unfit_value(name: str, node: yaml.Node, error: dict) -> tuple[str, str]:
    """The value of a field of the wrong type, as it was typed, and the remedy."""
    expected = error["ctx"]["expected"] if error["type"] == "literal_error" else ""
    choices = [each for each in re.findall(r"'([^']*)'", expected) if each]
    use = f"Use one of: {', '.join(choices)}." if choices else ""
    if error["input"] is None or not node.value:
        return f"The field '{name}' is empty.", use or "Write its value."
    scalar = isinstance(node, yaml.ScalarNode)
    typed = textwrap.shorten(node.value, 60, placeholder="...") if scalar else ""
    if not scalar or error["type"] in STRUCTURES:
        held = f"'{typed}'" if scalar else ("a list" if isinstance(node, yaml.SequenceNode) else "fields of its own")
        expected = STRUCTURES.get(error["type"], "one value")
        return f"The field '{name}' holds {held}, where {expected} is expected.", use or f"Write {expected}."
    if choices:
        near = difflib.get_close_matches(typed.lower(), choices, 1)
        return f"The field '{name}' holds '{typed}'.", f"Did you mean '{near[0]}'? {use}" if near else use
    message = error["msg"][0].lower() + error["msg"][1:].rstrip(".")
    remedy = "Put it in quotation marks." if error["type"] == "string_type" else "Correct its value."
    return f"The field '{name}' holds '{typed}': {message}.", remedy


def place_of(root: yaml.Node, loc: tuple) -> Place:
    """Line and column, from 1, of the node a location leads to; where it stops, of the last node on the way."""
    node, mark = root, root.start_mark
    for part in loc:
        if isinstance(node, yaml.MappingNode):
            found = next(((key, value) for key, value in node.value if key.value == str(part)), None)
            if found is None:
                break
            mark, node = found[0].start_mark, found[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            mark = node.start_mark
    return mark.line + 1, mark.column + 1


def node_at(root: yaml.Node, loc: tuple) -> yaml.Node:
    """The node that a location leads to."""
    node = root
    for part in loc:
        if isinstance(node, yaml.MappingNode):
            node = next((value for key, value in node.value if key.value == str(part)), node)
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
    return node


def place_in(path: Path, loc: tuple) -> Place | tuple[None, None]:
    """Line and column of a field of a file; nothing where the file does not have it."""
    _, root = parse_yaml(read_text(path), path) if paths.is_there(path) else (None, None)
    node = root
    for part in loc:
        below = node_at(node, (part,)) if node is not None else None
        node = below if below is not node else None
    return place_of(root, loc) if node is not None else (None, None)


def valid_part(path: Path, model: type[ModelType], instead: dict) -> ModelType | None:
    """What a file says in those of its fields that fit; `instead` has what must be there. None if it cannot be read."""
    try:
        content, _ = parse_yaml(read_text(path), path)
        content = content if isinstance(content, dict) else {}
        model.model_validate(content)
    except InputError:
        return None
    except ValidationError as error:
        unfit = {part for each in error.errors() for part in each["loc"][:1]}
        content = {name: value for name, value in content.items() if name not in unfit}
    try:
        return model.model_validate(instead | content)
    except ValidationError:
        return None


def line_with(path: Path, text: str) -> int | None:
    """The line of a file on which a text first stands."""
    lines = path.read_text("utf-8-sig").splitlines()
    return next((number for number, line in enumerate(lines, 1) if text in line), None)


def fact_keys(text: str) -> list[str]:
    """The placeholders of a text."""
    return PLACEHOLDER.findall(text)
