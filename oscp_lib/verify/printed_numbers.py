"""The numerals that a reader meets in the prose of a finished page: a fact, a date, a law, or one with a reason.

`prose` looks at the texts as analysts write them, and names the line. Here the page itself is read, whatever file a
text came from and however it was written: in words, as a fraction, in Roman or circled figures, broken by a tag or by a
sign that does not show.
"""

import re
import unicodedata
from collections.abc import Iterator
from copy import deepcopy
from functools import cached_property
from pathlib import Path

from lxml.html import HtmlElement

from oscp_lib import paths
from oscp_lib.data.own_terms import read_own_terms
from oscp_lib.data.plan import load_plan
from oscp_lib.data.yaml_files import Strict, read_model
from oscp_lib.errors import Problem
from oscp_lib.facts.facts_json import read_facts
from oscp_lib.page_names import anchor
from oscp_lib.verify.numerals import ALLOWED_IN_PRINT, NUMERAL

NUMBERS = "numbers.yml"
# Parts of a page that the library makes from data, and what a named person says in them (decision 106). No text can
# carry these classes: its own HTML has no attributes.
MADE = (
    "cell_input", "cell_output", "contradiction", "gap", "gap-again", "reason", "banner", "tiles", "tile", "citation",
    "sign-off", "sign-offs", "figure-download", "figure-notes", "page-turn", "problem-titles",
)  # fmt: skip
MADE_PAGES = ("accessibility", "changes", "search", "trail")  # made as a whole from facts, tables and records
BLOCKS = {
    "p", "li", "ul", "ol", "dl", "dt", "dd", "div", "section", "table", "caption", "thead", "tbody", "tr", "th", "td",
    "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "details", "summary", "main", "br",
}  # fmt: skip
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
SPOKEN = ("title", "alt", "aria-label", "placeholder")
COUNTED = (("ol", "start"), ("li", "value"))
# Letters of other alphabets that look like Latin ones, and those.
ALIKE = str.maketrans("аеорсухіѕһԁԛԝοινυρτѵ" + "ІХМСѴΙΧΜЅТЕОНВΤΕΟΗΒ", "aeopcyxishdqwoivuptv" + "IXMCVIXMSTEOHBTEOHB")
REMEDY = (
    "Write {fact}`key` and compute it, or give a reason: 'spelled_out' of the year's plan.yml, or book/numbers.yml."
)


class Reason(Strict):
    """Words of a page that hold a numeral which is no figure of this book, and why."""

    words: str
    reason: str


class Reasons(Strict):
    """The reasons of the pages that are the same for every edition, by page."""

    pages: dict[str, tuple[Reason, ...]]


class Known:
    """What may stand as a numeral in the prose of an edition: its facts, and the words that have a reason."""

    def __init__(self, edition: Path) -> None:
        found = read_facts(edition)
        self.year, self.facts = found.year, {anchor(fact.key): fact.text for fact in found.facts}
        # A given fact is printed without a link, and a heading holds none.
        self.given = {fact.text for fact in found.facts if fact.kind == "given"}

    @cached_property
    def reasons(self) -> dict[str, tuple[Reason, ...]]:
        return read_model(paths.BOOK / NUMBERS, Reasons).pages

    @cached_property
    def of_the_year(self) -> tuple[str, ...]:
        """Words of the year's texts, and of the partnership's own terms, that have a reason there."""
        texts = (load_plan(self.year) if self.year else None, read_own_terms())
        return tuple(entry.words for text in texts if text for entry in text.spelled_out)

    def words(self, page: str, heading: bool) -> re.Pattern:
        """What is passed over on a page, or in a heading of it, the longest first."""
        facts = self.facts.values() if heading else self.given
        listed = [*self.of_the_year, *(each.words for each in self.reasons.get(page, ())), *facts]
        words = sorted({plain(each) for each in listed if NUMERAL.search(plain(each))}, key=len, reverse=True)
        return re.compile(rf"(?<![\w.,])(?:{'|'.join(map(re.escape, words)) or '(?!)'})(?!\w|[.,-]\d)")


def numeral_problems(name: str, page: HtmlElement, known: Known) -> list[Problem]:
    """No number stands in prose but a computed one, a date, a law's, or one with a listed reason."""
    stem = name.removesuffix(".html")
    if stem in MADE_PAGES:
        return []
    problems = [Problem(name, found, "Let the build print the fact.") for found in false_facts(page, known)]
    allowed = {heading: known.words(stem, heading) for heading in (False, True)}
    for tag, text in prose_of(page):
        for match in unaccounted(text, allowed[tag in HEADINGS]) if NUMERAL.search(text) else ():
            around = " ".join(text[max(0, match.start() - 30) : match.end() + 30].split())
            problems.append(
                Problem(name, f"The page prints '{match[0]}', which is not a computed fact: '{around}'.", REMEDY)
            )
    return problems


def unaccounted(text: str, allowed: re.Pattern) -> Iterator[re.Match]:
    """The numerals of a text that neither the allowed words nor the kinds of `ALLOWED_IN_PRINT` account for."""
    address, *others = (kind for kind, _ in ALLOWED_IN_PRINT)
    for pattern in (address, allowed, *others):
        text = re.sub(pattern, lambda match: " " * len(match[0]), text)
    yield from NUMERAL.finditer(text)


def false_facts(page: HtmlElement, known: Known) -> list[str]:
    """What looks like a computed number and is not the one it leads to."""
    found = []
    for link in page.xpath("//main//a[@class='fact']"):
        text, address = link.text_content(), link.get("href", "")
        # The renderer sets apostrophes as a printer would.
        if known.facts.get(address.partition("#")[2]) != text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'"):
            found.append(f"'{text[:60]}' is printed as the fact {address[:80]}, which is not that.")
    return found


def prose_of(page: HtmlElement) -> Iterator[tuple[str, str]]:
    """The tag and the words of each block of the page that the library does not make from data, facts left out."""
    for main in page.iterfind(".//main"):
        main = deepcopy(main)
        for part in main.xpath(".//*[@class] | .//script"):
            if set(part.get("class", "").split()) & {*MADE, "fact"} or part.tag == "script":
                part.drop_tree() if part.getparent() is not None else None
        yield from blocks(main)


def blocks(element: HtmlElement) -> Iterator[tuple[str, str]]:
    """The text of an element and of each block within it, as a reader sees it: what stands in one line is one text."""
    text = [element.text or "", *(f" {element.get(name)} " for name in SPOKEN if element.get(name))]
    # A list that begins at another number than 1 prints that number.
    text += [f" {element.get(name)} " for tag, name in COUNTED if element.tag == tag and element.get(name, "1") != "1"]
    for child in element:
        if child.tag in BLOCKS:
            yield from blocks(child)
            text.append("\n")
        elif isinstance(child.tag, str):
            for tag, words in blocks(child):
                if tag == child.tag:
                    text.append(words)
                else:
                    yield tag, words
        text.append(child.tail or "")
    yield element.tag, plain("".join(text))


def plain(text: str) -> str:
    """A text as it is read: letters that look alike as one, without marks and what does not show, single spaces."""
    apart = unicodedata.normalize("NFKD", text)
    seen = "".join(sign for sign in apart if unicodedata.category(sign) not in ("Cf", "Mn", "Me"))
    return re.sub(r"[^\S\n]+", " ", seen.translate(ALIKE))
