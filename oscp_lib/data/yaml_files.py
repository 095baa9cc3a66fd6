"""Read a YAML file into a typed model, with the line and column of everything that does not fit."""

import difflib
import re
import sys
import textwrap
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from oscp_lib import paths
from oscp_lib.data.letters import composed, misread_problems
from oscp_lib.errors import InputError, Problem, escaped

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


# The loader of libyaml reads ten times as fast as the one in Python; it is there wherever wheels are.
FastLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class ProjectLoader(FastLoader):
    """YAML as the project's files are written: each key once in its mapping, and each number as it looks."""

    def construct_object(self, node: yaml.Node, deep: bool = False) -> object:
        """The value of a node; one that Python cannot make of it is an error at its place."""
        try:
            return super().construct_object(node, deep)
        except (ValueError, TypeError, LookupError, AttributeError, ArithmeticError) as error:
            raise yaml.constructor.ConstructorError(
                None, None, f"the value cannot be read ({error})", node.start_mark
            ) from None


def unique_mapping(loader: ProjectLoader, node: yaml.MappingNode) -> dict:
    """A mapping; of two equal keys the second would silently win."""
    seen: set[Any] = set()
    for key_node, _ in node.value:
        if not isinstance(key_node, yaml.ScalarNode):
            raise yaml.constructor.ConstructorError(None, None, "a field's name is one word", key_node.start_mark)
        key = loader.construct_object(key_node)
        if key in seen:
            raise yaml.constructor.ConstructorError(None, None, f"the field '{key}' stands twice", key_node.start_mark)
        seen.add(key)
    return loader.construct_mapping(node, deep=True)


def day_or_text(loader: ProjectLoader, node: yaml.ScalarNode) -> object:
    """A date; one that no calendar has stays a text, of which the model says at its field what is wrong."""
    try:
        return loader.construct_yaml_timestamp(node)
    except (ValueError, OverflowError, AttributeError):
        return node.value


def plain_number(loader: ProjectLoader, node: yaml.ScalarNode) -> int | float:
    """A number in decimal digits: YAML itself takes 010 for eight, 1:30 for ninety, and knows numbers that are none."""
    if not DECIMAL.fullmatch(node.value):
        message = (
            f"'{node.value[:40]}' is no plain number: write it in digits without leading zeros, or in quotation marks"
        )
        raise yaml.constructor.ConstructorError(None, None, message, node.start_mark)
    return int(node.value) if node.tag.endswith(":int") else float(node.value)


def composed_text(loader: ProjectLoader, node: yaml.ScalarNode) -> str:
    """A text; an escape may have hidden in which form a letter is written."""
    return composed(loader.construct_scalar(node))


DECIMAL = re.compile(r"[-+]?(?:0|[1-9]\d{0,17})(?:\.\d{0,40})?(?:e[-+]?\d\d?)?", re.IGNORECASE | re.ASCII)
ProjectLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, unique_mapping)
ProjectLoader.add_constructor("tag:yaml.org,2002:timestamp", day_or_text)
ProjectLoader.add_constructor("tag:yaml.org,2002:int", plain_number)
ProjectLoader.add_constructor("tag:yaml.org,2002:float", plain_number)
ProjectLoader.add_constructor("tag:yaml.org,2002:str", composed_text)

DEEPEST = 30  # levels: a plan has seven
MOST_NODES = 200_000  # of one file, each alias counted as what it stands for: the largest file has some thousands


def check_shape(text: str) -> None:
    """Refuse a text that is nested without end, or whose aliases stand for more than a machine can hold.

    Raises
    ------
    yaml.MarkedYAMLError
        At the place where it goes too far.
    """
    depth, nodes = 0, 0
    sizes: dict[str, int] = {}
    open_nodes: list[tuple[str | None, int]] = []  # of each list or mapping begun: its anchor, and the nodes before it
    for event in yaml.parse(text, FastLoader):
        if isinstance(event, yaml.AliasEvent):
            if any(anchor == event.anchor for anchor, _ in open_nodes):
                raise too_far(f"the alias '*{event.anchor}' stands within what it names", event)
            nodes += sizes.get(event.anchor, 1)
        elif isinstance(event, yaml.CollectionStartEvent):
            open_nodes.append((event.anchor, nodes))
            nodes += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            anchor, before = open_nodes.pop()
            sizes[anchor] = nodes - before
        elif isinstance(event, yaml.ScalarEvent):
            sizes[event.anchor] = 1
            nodes += 1
        depth = len(open_nodes)
        if depth > DEEPEST:
            raise too_far(f"it is nested more than {DEEPEST} levels deep", event)
        if nodes > MOST_NODES:
            raise too_far(f"it holds more than {MOST_NODES:,} values, with what its aliases stand for", event)


def too_far(what: str, event: yaml.Event) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(problem=what, problem_mark=event.start_mark)


def parse_yaml(text: str, path: Path) -> tuple[Any, yaml.Node | None]:
    """The content of a YAML text, and its nodes, which know their places; `path` is where it stands.

    Raises
    ------
    InputError
        With the place of what cannot be read.
    """
    shown = paths.shown(path)
    try:
        check_shape(text)
        loader = ProjectLoader(text)
        try:
            root = loader.get_single_node()
            return (loader.construct_document(root) if root is not None else None), root
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        found = f"The YAML cannot be read: {error.problem}."
        remedy = "Look at the indentation, colons and quotation marks there."
        raise InputError(Problem(shown, found, remedy, mark.line + 1, mark.column + 1)) from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        found = f"The YAML cannot be read: it holds the character {escaped(chr(error.character))}, which does not show."
        raise InputError(Problem(shown, found, "Delete it, and save the file as plain text.", line)) from None
    except yaml.YAMLError as error:
        raise InputError(Problem(shown, f"The YAML cannot be read: {error}.", "Save it as plain text.")) from None


# A file is read many times in a run; it is parsed again only when it has changed.
_models: dict[tuple, BaseModel] = {}


def read_if_there(path: Path, model: type[ModelType]) -> ModelType | None:
    """The file as an instance of the model, or None where there is none, which is noted too (`edition/watch.py`).

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
    from oscp_lib.data.table_file import decode

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
        return Problem(shown, f"The field '{name}': {message}.", "Mend its value.", line, column)
    return Problem(shown, *unfit_value(name, node_at(root, error["loc"]), error), line, column)


def unfit_value(name: str, node: yaml.Node, error: dict) -> tuple[str, str]:
    """What stands in a field that is not of the kind asked for, as it was typed, and the remedy."""
    choices = re.findall(r"'([^']+)'", error["ctx"]["expected"]) if error["type"] == "literal_error" else []
    use = f"Use one of: {', '.join(choices)}." if choices else ""
    if error["input"] is None or not node.value:
        return f"The field '{name}' is empty.", use or "Write its value."
    scalar = isinstance(node, yaml.ScalarNode)
    typed = textwrap.shorten(node.value, 60, placeholder="...") if scalar else ""
    if not scalar or error["type"] in STRUCTURES:
        held = f"'{typed}'" if scalar else ("a list" if isinstance(node, yaml.SequenceNode) else "fields of its own")
        expected = STRUCTURES.get(error["type"], "one value")
        return f"The field '{name}' holds {held}, where {expected} should stand.", use or f"Write {expected}."
    if choices:
        near = difflib.get_close_matches(typed.lower(), choices, 1)
        return f"The field '{name}' holds '{typed}'.", f"Did you mean '{near[0]}'? {use}" if near else use
    message = error["msg"][0].lower() + error["msg"][1:].rstrip(".")
    remedy = "Put it in quotation marks." if error["type"] == "string_type" else "Mend its value."
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
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int):
            node = node.value[part]
    return node


def line_with(path: Path, text: str) -> int | None:
    """The line of a file on which a text first stands."""
    lines = path.read_text("utf-8-sig").splitlines()
    return next((number for number, line in enumerate(lines, 1) if text in line), None)


def fact_keys(text: str) -> list[str]:
    """The placeholders of a text."""
    return PLACEHOLDER.findall(text)
