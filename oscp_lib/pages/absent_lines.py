"""A text without what is no part of a partnership's book: the lines that ask for an absent fact.

A sentence may stand on a line of its own within its paragraph, which Markdown joins again. An absent gap takes its line
with it and leaves the others, where any other gap takes the place of the whole block. A list that loses all its items
takes the line that led to it along.
"""

import re
from collections.abc import Container, Iterator

from oscp_lib.data.yaml_files import fact_keys
from oscp_lib.pages.prose_blocks import HEADING, LINE_BREAK, is_item

BLANK_LINES = re.compile(r"\n\s*\n")
NUMBERED = re.compile(r"\s*\d+[.)] ")
ITEM = re.compile(r"(\s*)[-*] ")
FENCE = (":::", "```")
# A note or another fence that holds nothing any more.
EMPTY_FENCE = re.compile(r"^(:{3,}|`{3,})\{\w+\}[^\n]*\n\s*\1[ ]*(\n|$)", re.MULTILINE)


def without_absent(markdown: str, absent: Container[str], inside: int = 0) -> tuple[str, int]:
    """A text without the lines and items that ask for an absent fact; a paragraph of which no line stays goes too.

    A heading that asks for one goes with its section: what stands under it is of what the book does not have.

    Parameters
    ----------
    absent
        The keys of the absent facts.
    inside
        The level of the heading whose section is being left out where the text begins; 0 where none is.

    Returns
    -------
    tuple[str, int]
        What stays, and the level of the section that is being left out at its end.
    """
    if not (inside or asks_for(markdown, absent)):
        return markdown, 0
    kept: list[str] = []
    for block in BLANK_LINES.split(markdown.strip()):
        title = heading_of(block)
        if title and len(title[1]) <= inside:
            inside = 0
        if title and not inside and asks_for(title[0], absent):
            inside = len(title[1])
        if inside:
            continue
        if rest := "\n".join(lines_kept(block, absent)):
            kept.append(rest)
        elif is_list(block) and kept and kept[-1].endswith(":"):
            kept = without_lead_in(kept)
    return EMPTY_FENCE.sub("", "\n\n".join(kept)).strip(), inside


def is_list(block: str) -> bool:
    """True for a list, whose items may be numbered."""
    return is_item(block) or NUMBERED.match(block) is not None


def without_lead_in(kept: list[str]) -> list[str]:
    """The blocks without the sentence that led to a list of which no item stays; its lines before that one stay."""
    before = kept[-1].rpartition("\n")[0]
    return [*kept[:-1], before] if before else kept[:-1]


def heading_of(block: str) -> re.Match | None:
    """The heading that a block begins with, which may have a target above it."""
    return HEADING.match(block.rpartition(")=\n")[2])


def lines_kept(block: str, absent: Container[str]) -> list[str]:
    """The lines of a block that ask for no absent fact; the terms of lost definitions go with them."""
    if not asks_for(block, absent):
        return block.split("\n")
    if is_item(block):
        return items_kept(block, absent)
    kept: list[str] = []
    for entry in entries_of(block):
        rest = [line for line in entry if not asks_for(line, absent)]
        defined = any(map(is_definition, entry)) and not any(map(is_definition, rest))
        kept += [line for line in rest if not defined or line.startswith(FENCE)]
    # A line that was broken on purpose before one that is gone ends its paragraph now.
    return [*kept[:-1], kept[-1].removesuffix("\\")] if kept else []


def entries_of(block: str) -> Iterator[list[str]]:
    """The lines of a block, each term of a glossary with its definition; of any other block all together."""
    entry: list[str] = []
    for line in block.split("\n"):
        if entry and is_definition(entry[-1]) and not is_definition(line):
            yield entry
            entry = []
        entry.append(line)
    yield entry


def items_kept(block: str, absent: Container[str]) -> list[str]:
    """The lines of a list without its items that ask for an absent fact, and without the items below those.

    Of an item that is broken into lines on purpose, a later line that asks for one goes alone.
    """
    kept: list[str] = []
    lost: int | None = None  # how far the item that goes is indented
    for item in re.split(r"\n(?=\s*[-*] )", block):
        indent = len(ITEM.match(item)[1])
        if lost is not None and indent > lost:
            continue
        first, *others = item.split(LINE_BREAK)
        lost = indent if asks_for(first, absent) else None
        if lost is None:
            kept.append(LINE_BREAK.join([first, *(line for line in others if not asks_for(line, absent))]))
    return kept


def is_definition(line: str) -> bool:
    """True for a line that says what the term above it means."""
    return line.startswith((" ", ": "))


def asks_for(text: str, keys: Container[str]) -> bool:
    return any(key in keys for key in fact_keys(text))
