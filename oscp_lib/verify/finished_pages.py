"""Checks of a rendered edition that need no browser: a page that fails one is not published."""

import itertools
import os
import re
from collections import Counter
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lxml.html import HtmlElement, document_fromstring

from oscp_lib.errors import InputError, Problem
from oscp_lib.page_names import LIST_OF_EDITIONS, STYLE_SHEET
from oscp_lib.verify.content_security_policy import inline_problems, policy_problems
from oscp_lib.verify.contrast import palette_problems
from oscp_lib.verify.markup import language_problems, table_problems, text_of, words
from oscp_lib.verify.other_partnerships import OthersNames
from oscp_lib.verify.page_elements import address_problems, element_problems, hidden_problems
from oscp_lib.verify.printed_numbers import Known, numeral_problems
from oscp_lib.verify.weight import weight_problems

LEFTOVERS = re.compile(r"\{fact\}|\{glue|\bnan\b|<NA>|Traceback \(most recent call last\)|The Jupyter Book community")
IN_PRINT = "//text()[not(ancestor::pre or ancestor::script or ancestor::style)]"
LOADED_FROM = {"script": "src", "img": "src", "iframe": "src", "source": "src", "link": "href"}
LONGEST_ALT = 900  # characters: the most a screen reader should have to read before the data table


def verify(output: Path) -> None:
    """Check every page of an edition.

    Raises
    ------
    InputError
        With each place that is wrong.
    """
    texts = {path.relative_to(output).as_posix(): text_of(path) for path in sorted(output.glob("*.html"))}
    pages = {name: document_fromstring(text) for name, text in texts.items()}
    anchors = {name: set(page.xpath("//@id")) for name, page in pages.items()}
    problems, known, others = [], Known(output), OthersNames()
    for name, page in pages.items():
        problems += [each for check in OF_ONE_PAGE for each in check(name, page)]
        problems += hidden_problems(name, texts[name], page)
        problems += numeral_problems(name, page, known)
        problems += others.problems(name, texts[name])
        problems += link_problems(name, page, output, anchors)
        problems += weight_problems(name, page, output)
    problems += palette_problems(output / STYLE_SHEET)
    if problems:
        raise InputError(problems)


def problem(page: str, found: str) -> Problem:
    return Problem(page, found, "Correct the chapter, text or template it comes from.")


def stranger_problems(name: str, page: HtmlElement) -> list[Problem]:
    """Nothing is loaded from another host."""
    return [
        problem(name, f"<{tag.tag}> loads {address}, from another host.")
        for tag in page.iter(*LOADED_FROM)
        if (address := tag.get(LOADED_FROM[tag.tag], "")) and urlsplit(address).netloc
    ]


def id_problems(name: str, page: HtmlElement) -> list[Problem]:
    """An id stands once on a page."""
    stands = Counter(page.xpath("//@id"))
    return [problem(name, f"The id '{each}' stands {times} times.") for each, times in stands.items() if times > 1]


def link_problems(name: str, page: HtmlElement, output: Path, anchors: dict[str, set[str]]) -> list[Problem]:
    """A link within the edition leads somewhere."""
    problems = []
    for tag in page.iterfind(".//a[@href]"):
        address = tag.get("href")
        link = f"The link '{words(tag)[:60]}' leads to {address[:200]}"
        try:
            parts = urlsplit(address)
        except ValueError as error:
            problems.append(problem(name, f"{link}, which is not an address ({error})."))
            continue
        if parts.scheme or parts.netloc or parts.path == LIST_OF_EDITIONS:
            continue
        target = unquote(parts.path) or name
        if not is_in(output, target):
            problems.append(problem(name, f"{link}, which is not in the edition."))
        elif parts.fragment and target in anchors and unquote(parts.fragment) not in anchors[target]:
            problems.append(problem(name, f"{link}; the page has no such place."))
    return problems


def is_in(output: Path, target: str) -> bool:
    """True where an edition holds what a link names; a file of this machine beside it is none of its own."""
    try:
        path = Path(os.path.normpath(output / target))
        return path.is_relative_to(output) and path.exists()
    except (OSError, ValueError):  # no name that a file could have
        return False


def leftover_problems(name: str, page: HtmlElement) -> list[Problem]:
    """No placeholder, missing value or error stands in print."""
    match = LEFTOVERS.search(" ".join(page.xpath(IN_PRINT)))
    return [problem(name, f"'{match[0]}' stands in print.")] if match else []


def heading_problems(name: str, page: HtmlElement) -> list[Problem]:
    """One first-level heading, and no level skipped."""
    levels = [int(tag.tag[1]) for main in page.iter("main") for tag in main.iter("h1", "h2", "h3", "h4", "h5", "h6")]
    problems = []
    if levels.count(1) != 1:
        problems.append(problem(name, f"The page has {levels.count(1)} first-level headings."))
    for before, after in itertools.pairwise(levels):
        if after > before + 1:
            problems.append(problem(name, f"A heading of level {after} follows one of level {before}."))
    return problems


def alt_problems(name: str, page: HtmlElement) -> list[Problem]:
    """Every picture has a name, which is not a file name, not another's, and not over-long."""
    problems, seen, last = [], set(), ""
    for picture in page.xpath("//main//img | //main//svg[@role='img']"):
        alt = accessible_name(picture, page)
        if picture.xpath("ancestor::*[@class='is-compact']"):
            # The drawing of a narrow page stands beside the other: one of them is shown.
            if alt != last:
                problems.append(problem(name, f"The drawing for phones has another alt text: '{alt[:60]}'."))
            continue
        last = alt
        if not alt:
            problems.append(problem(name, "A picture has no alt text."))
        elif alt in seen:
            problems.append(problem(name, f"Two pictures have the alt text '{alt[:60]}'."))
        elif re.fullmatch(r"\S+\.(png|svg|jpe?g)|[0-9a-f]{16,}", alt):
            problems.append(problem(name, f"The alt text '{alt[:60]}' is a file name."))
        elif len(alt) > LONGEST_ALT:
            problems.append(problem(name, f"An alt text has {len(alt)} characters: '{alt[:60]}'."))
        seen.add(alt)
    return problems


def accessible_name(picture: HtmlElement, page: HtmlElement) -> str:
    """The name a screen reader gives a picture."""
    if ident := picture.get("aria-labelledby"):
        # Its name stands within it, or else somewhere on the page.
        named = picture.xpath(".//*[@id=$ident]", ident=ident) or page.xpath("//*[@id=$ident]", ident=ident)
        return words(named[0]) if named else ""
    return (picture.get("alt") or picture.get("aria-label") or "").strip()


OF_ONE_PAGE = (
    language_problems, heading_problems, alt_problems, table_problems, id_problems, leftover_problems,
    stranger_problems, policy_problems, inline_problems, element_problems, address_problems,
)  # fmt: skip
CHECKS = (
    *OF_ONE_PAGE,
    hidden_problems,
    link_problems,
    weight_problems,
    palette_problems,
)  # the statement names what each makes sure of
