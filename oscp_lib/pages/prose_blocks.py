"""The blocks of a text: paragraphs, and the items of a list; and which facts each of them prints."""

import re
from collections.abc import Container

from oscp_lib.data.yaml_files import fact_keys

LINE_BREAK = "\\\n"  # Markdown's, within a paragraph or an item


HEADING = re.compile(r"(#+) .*")


def is_item(line: str) -> bool:
    return line.lstrip().startswith(("- ", "* "))


def is_heading(block: str) -> bool:
    """True for a heading, also one with a target above it."""
    return block.startswith(("#", "("))


def split_blocks(markdown: str) -> list[str]:
    """Paragraphs, and lists item by item where an item asks for a fact."""
    blocks = []
    for block in re.split(r"\n\s*\n", markdown.strip()):
        items = re.split(r"\n(?=[-*] )", block) if is_item(block) else [block]
        blocks += items if any(fact_keys(item) for item in items) else [block]
    return blocks


def printed_keys(block: str, missing: Container[str]) -> list[str]:
    """The facts that a block prints in a sentence, by the keys of its placeholders.

    A heading is no sentence. Where a fact is `missing`, a gap takes the place of the block, or of one line of an item.
    """
    if is_heading(block):
        return []
    parts = [fact_keys(part) for part in (block.split(LINE_BREAK) if is_item(block) else [block])]
    return [key for keys in parts if not any(key in missing for key in keys) for key in keys]
