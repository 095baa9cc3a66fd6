"""Checks of a rendered edition that need no browser: a page that fails one is not published."""

import itertools
import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup, Tag

from oscp_lib.errors import InputError, Problem

LEFTOVERS = re.compile(r"\{fact\}|\{glue|\bnan\b|<NA>|Traceback \(most recent call last\)|The Jupyter Book community")
LOADED_FROM = {"script": "src", "img": "src", "iframe": "src", "source": "src", "link": "href"}
LIST_OF_EDITIONS = "../index.html"  # stands beside the editions, and is written after them
LONGEST_ALT = 900  # characters: the most a screen reader should have to read before the data table


def verify(output: Path) -> None:
    """Check every page of an edition.

    Raises
    ------
    InputError
        With each place that is wrong.
    """
    pages = {path.relative_to(output).as_posix(): soup(path) for path in sorted(output.glob("*.html"))}
    anchors = {name: {tag["id"] for tag in page.find_all(id=True)} for name, page in pages.items()}
    problems = []
    for name, page in pages.items():
        problems += stranger_problems(name, page) + id_problems(name, page)
        problems += link_problems(name, page, output, anchors)
        problems += leftover_problems(name, page) + heading_problems(name, page) + alt_problems(name, page)
    if problems:
        raise InputError(problems)


def soup(path: Path) -> BeautifulSoup:
    # What a template holds is shown when it is chosen: it is checked like the rest of the page.
    return BeautifulSoup(
        path.read_text("utf-8").replace("<template", "<div").replace("</template", "</div"), "html.parser"
    )


def problem(page: str, found: str) -> Problem:
    return Problem(page, found, "Mend the chapter, text or template it comes from.")


def stranger_problems(name: str, page: BeautifulSoup) -> list[Problem]:
    """Nothing is loaded from another host."""
    return [
        problem(name, f"<{tag.name}> loads {address}, from another host.")
        for tag in page.find_all(list(LOADED_FROM))
        if (address := tag.get(LOADED_FROM[tag.name], "")) and urlsplit(address).netloc
    ]


def id_problems(name: str, page: BeautifulSoup) -> list[Problem]:
    """An id stands once on a page."""
    seen: set[str] = set()
    repeated = []
    for tag in page.find_all(id=True):
        if tag["id"] in seen:
            repeated.append(problem(name, f"The id '{tag['id']}' stands twice."))
        seen.add(tag["id"])
    return repeated


def link_problems(name: str, page: BeautifulSoup, output: Path, anchors: dict[str, set[str]]) -> list[Problem]:
    """A link within the edition leads somewhere."""
    problems = []
    for tag in page.find_all("a", href=True):
        parts = urlsplit(tag["href"])
        if parts.scheme or parts.netloc or parts.path == LIST_OF_EDITIONS:
            continue
        target = unquote(parts.path) or name
        if not (output / target).exists():
            problems.append(problem(name, f"A link leads to {tag['href']}, which is not in the edition."))
        elif parts.fragment and target in anchors and unquote(parts.fragment) not in anchors[target]:
            problems.append(problem(name, f"A link leads to {tag['href']}; the page has no such place."))
    return problems


def leftover_problems(name: str, page: BeautifulSoup) -> list[Problem]:
    """No placeholder, missing value or error stands in print."""
    match = LEFTOVERS.search(prose(page))
    return [problem(name, f"'{match[0]}' stands in print.")] if match else []


def prose(page: BeautifulSoup) -> str:
    """The words of a page without its code."""
    hidden = {id(tag) for tag in page.select("pre, script, style")}
    parts = [text for text in page.find_all(string=True) if not any(id(parent) in hidden for parent in text.parents)]
    return " ".join(parts)


def heading_problems(name: str, page: BeautifulSoup) -> list[Problem]:
    """One first-level heading, and no level skipped."""
    levels = [int(tag.name[1]) for tag in page.select("main h1, main h2, main h3, main h4, main h5, main h6")]
    problems = []
    if levels.count(1) != 1:
        problems.append(problem(name, f"The page has {levels.count(1)} first-level headings."))
    for before, after in itertools.pairwise(levels):
        if after > before + 1:
            problems.append(problem(name, f"A heading of level {after} follows one of level {before}."))
    return problems


def alt_problems(name: str, page: BeautifulSoup) -> list[Problem]:
    """Every picture has a name, which is not a file name, not another's, and not over-long."""
    problems, seen = [], set()
    for picture in page.select("main img, main svg[role=img]"):
        alt = accessible_name(picture, page)
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


def accessible_name(picture: Tag, page: BeautifulSoup) -> str:
    """The name a screen reader gives a picture."""
    if picture.get("aria-labelledby"):
        named = page.find(id=picture["aria-labelledby"])
        return named.get_text().strip() if named else ""
    return (picture.get("alt") or picture.get("aria-label") or "").strip()
