"""Read YAML strictly: bounded in size, each key once, decimal numbers only, every value with its place."""

import re
from pathlib import Path
from typing import Any

import yaml

from oscp_lib import paths
from oscp_lib.data.letters import composed
from oscp_lib.errors import InputError, Problem, escaped

# The loader of libyaml reads ten times as fast as the one in Python; it is there wherever wheels are.
FastLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class ProjectLoader(FastLoader):
    """A strict YAML loader: each key once in its mapping, and decimal numbers only."""

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
        if key_node.tag == "tag:yaml.org,2002:bool":
            key_node.tag = "tag:yaml.org,2002:str"  # a field called `on` or `no` has that name, and is no yes or no
        key = loader.construct_object(key_node)
        if key in seen:
            raise yaml.constructor.ConstructorError(None, None, f"the field '{key}' appears twice", key_node.start_mark)
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
        message = f"'{node.value[:40]}' is not a plain number: write it without leading zeros, or in quotation marks"
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
    """Refuse a text that is nested too deep, or whose aliases expand to more than the memory holds.

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
                raise too_far(f"the alias '*{event.anchor}' is inside what it refers to", event)
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
        found = f"The YAML cannot be read: it holds the invisible character {escaped(chr(error.character))}."
        raise InputError(Problem(shown, found, "Delete it, and save the file as plain text.", line)) from None
    except yaml.YAMLError as error:
        raise InputError(Problem(shown, f"The YAML cannot be read: {error}.", "Save it as plain text.")) from None
