"""Write the site over all books into their folder: one page, and beside it what the page loads.

What a page loads lies in a folder that its content names, and the page is exchanged last: whoever reads, or kills the
command, finds the last whole site until the next is whole.
"""

import json
import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from oscp_lib import paths
from oscp_lib.all_books.country_map import HEIGHT, country_map
from oscp_lib.all_books.headlines import NO_FIGURE, Headline, headlines
from oscp_lib.all_books.shelf import Place, places_of
from oscp_lib.all_books.word_index import index_of, parts_of
from oscp_lib.data.national_package import national_table
from oscp_lib.data.outlines import NATIONAL as OUTLINES
from oscp_lib.data.partnership import use_partnership
from oscp_lib.data.transaction import replace_file
from oscp_lib.errors import InputError, Problem
from oscp_lib.inputs.sealed import digest
from oscp_lib.measures.country import TABLE
from oscp_lib.pages.list_of_editions import contents_of, font_rules, write_editions_page
from oscp_lib.verify.content_security_policy import policy

PAGE = "index.html"
LOADED = "all_books"  # the folder of what the page loads; each state of the site has its own in it
MARK = f'<body data-loaded="{LOADED}/'.encode()
STATE = re.compile(r"[0-9a-f]{16}")
SHADES = 5


@dataclass(frozen=True)
class Row:
    """A partnership in the table and on the map: its number, that of its force, its figures and its shade."""

    number: int
    force_order: int
    place: Place
    headline: Headline
    shade: int


def write_site(books: Path) -> Path:
    """Write `index.html` over the books of a folder, and what it loads; each book learns of those beside it.

    The figures are those of the latest year that a book there has.

    Raises
    ------
    InputError
        When a national table cannot be read, or the folder holds a page of somebody else's.
    """
    require_ours(books)
    places = places_of(books)
    there = [place for place in places if place.years]
    year = max(place.years[0] for place in there)
    figures = headlines([place.code for place in places], year)
    loaded = scripts_of(places, there, figures, books) | styles(there, books)
    state = digest("\n".join(f"{name}\n{text}" for name, text in sorted(loaded.items())).encode())[:16]
    for name, text in loaded.items():
        path = books / LOADED / state / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    replace_file(books / PAGE, page_of(places, figures, year, state).encode())
    for folder in (books / LOADED).iterdir():
        if folder.name != state and STATE.fullmatch(folder.name):
            shutil.rmtree(folder, ignore_errors=True)
    tell_each_book(there, books)
    return books / PAGE


def require_ours(books: Path) -> None:
    """Refuse to replace a first page that no batch wrote.

    Raises
    ------
    InputError
        With the page.
    """
    page = books / PAGE
    if page.exists() and not (page.is_file() and MARK in page.read_bytes()):
        remedy = "Move it away, or choose another folder with --out, and run the batch again."
        found = "It is not the page over all books, which would replace it."
        raise InputError(Problem(paths.shown(page), found, remedy))


def tell_each_book(there: Iterable[Place], books: Path) -> None:
    """Write each list of editions anew: its script names the books of similar places that now stand beside it."""
    in_use = paths.SLUG
    try:
        for place in there:
            use_partnership(place.code)
            write_editions_page(books / place.slug)
    finally:
        paths.use_partnership(in_use)


def page_of(places: list[Place], figures: dict[str, dict[str, Headline]], year: int, state: str) -> str:
    """The page: search, map, table and lists, which show the first measure where no script runs."""
    first = next(iter(figures))
    shades = shades_of([figures[first][place.code].rate for place in places])
    forces = sorted({place.force for place in places})
    rows = [
        Row(number, forces.index(place.force), place, figures[first][place.code], shade)
        for number, (place, shade) in enumerate(zip(places, shades, strict=True))
    ]
    table, outlines = national_table(TABLE), national_table(OUTLINES)
    return templates().get_template("all_books.html").render(
        rows=rows, year=year, offences=list(figures), loaded=f"{LOADED}/{state}", policy=policy(),
        map=country_map([place.code for place in places]), height=HEIGHT, shades=range(1, SHADES + 1),
        regions=by_region(places), books=sum(bool(place.years) for place in places), no_figure=NO_FIGURE,
        source=table.sources[-1]["title"], outlines=outlines.attribution or outlines.title, first=first,
    )  # fmt: skip


def by_region(places: list[Place]) -> list[tuple[str, list[tuple[str, list[Place]]]]]:
    """The partnerships of each force, in each region."""

    def key(place: Place) -> tuple[str, str]:
        return place.region, place.force

    ordered = sorted(places, key=lambda place: (*key(place), place.name))
    forces = [(*of, list(members)) for of, members in groupby(ordered, key)]
    return [(region, [each[1:] for each in of]) for region, of in groupby(forces, lambda each: each[0])]


def shades_of(values: list[float | None]) -> list[int]:
    """A shade for each value, 1 the fifth with the lowest; 0 where there is none. Equal values have equal shades."""
    known = sorted(value for value in values if value is not None)
    return [0 if value is None else 1 + min(SHADES * known.index(value) // len(known), SHADES - 1) for value in values]


def scripts_of(
    places: list[Place], there: list[Place], figures: dict[str, dict[str, Headline]], books: Path
) -> dict[str, str]:  # fmt: skip
    """The scripts of the page by name: what it does, its figures, and the parts of the index of words."""
    editions = [books / place.slug / str(place.years[0]) for place in there]
    titles: dict[str, str] = {}
    for edition in editions:
        for page, title in contents_of(edition / PAGE).items():
            titles.setdefault(page, title)
    held = {
        "figures": {
            offence: [[*found[place.code].texts, *map(short, found[place.code].numbers)] for place in places]
            for offence, found in figures.items()
        },
        "books": [[place.name, f"{place.slug}/{place.years[0]}"] for place in there],
        "titles": titles,
    }
    data = f"var ALL_BOOKS = {json.dumps(held, ensure_ascii=False, separators=(',', ':'))};\n"
    theme = paths.BOOK / "theme/oscp/static"
    parts = {f"words/{name}.js": text for name, text in parts_of(index_of(editions)).items()}
    own = templates().get_template("all_books.js").render()
    return {"figures.js": data, "sort.js": (theme / "sort.js").read_text("utf-8"), "all_books.js": own} | parts


def short(value: float | None) -> float | None:
    """A number that sorts and shades as it is, in few digits."""
    return None if value is None else round(value, 2)


def styles(there: list[Place], books: Path) -> dict[str, str]:
    """The style sheet, with the fonts of a book that is there."""
    place = there[0]
    rules = font_rules({place.years[0]: books / place.slug})
    rules = [Markup(rule.replace("url(", f"url(../../{place.slug}/")) for rule in rules]
    return {"all_books.css": templates().get_template("all_books.css").render(fonts=rules)}


def templates() -> Environment:
    return Environment(
        loader=PackageLoader("oscp_lib.all_books"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
