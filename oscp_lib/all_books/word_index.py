"""Which words stand on which pages of which books, in parts by the first letter of a word.

A browser reads the parts of the words that it is asked for and no more: all books together hold too much to be read.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from oscp_lib.page_names import SEARCH_TEXT

# Pages that say much the same in every book, or again what another page says.
LEFT_OUT = {"about", "accessibility", "changes", "glossary", "methods", "summary", "trail"}
WORD = re.compile(r"[^\W\d_]{3,}")
BEFORE, AFTER = "var BOOK_TEXT = ", ";\n"
Index = dict[str, dict[str, list[int]]]


def words_of(edition: Path) -> dict[str, set[str]]:
    """The words of each page of an edition, in small letters, from the text that its own search quotes."""
    held = edition / SEARCH_TEXT
    if not held.is_file():
        return {}  # built by another version: its own search finds what it has
    text = held.read_text("utf-8").removeprefix(BEFORE).removesuffix(AFTER)
    return {
        page: {word for _, title, said in places for word in WORD.findall(f"{title} {said}".lower())}
        for page, places in json.loads(text).items()
        if page not in LEFT_OUT
    }


def index_of(editions: Iterable[Path]) -> Index:
    """The numbers of the editions, in the order given, whose page has a word: by word and page."""
    found: Index = defaultdict(lambda: defaultdict(list))
    for number, edition in enumerate(editions):
        for page, words in words_of(edition).items():
            for word in words:
                found[word][page].append(number)
    return found


def parts_of(index: Index) -> dict[str, str]:
    """The index as scripts, by the name of the part: each hands its words to whoever asked for it.

    The numbers of editions stand as runs: '0-41,43'.
    """
    parts: dict[str, dict[str, dict[str, str]]] = defaultdict(dict)
    for word in sorted(index):
        parts[part_of(word)][word] = {page: runs(numbers) for page, numbers in sorted(index[word].items())}
    return {
        name: f"oscpWords({json.dumps(name)},{json.dumps(words, ensure_ascii=False, separators=(',', ':'))});\n"
        for name, words in parts.items()
    }


def part_of(word: str) -> str:
    """The part that holds a word: by its first letter, all that are none of a to z together."""
    return word[0] if "a" <= word[0] <= "z" else "other"


def runs(numbers: list[int]) -> str:
    """Ascending numbers in short: [0, 1, 2, 5] -> '0-2,5'."""
    found: list[list[int]] = []
    for number in numbers:
        if found and found[-1][1] == number - 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return ",".join(f"{first}-{last}" if last > first else str(first) for first, last in found)
