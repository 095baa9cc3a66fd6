"""The list of editions, `index.html` of the output folder, and where each page stands in each of them.

A page holds no address of another edition: which others stand beside it is known only where they stand, and a new one
must not change the bytes of those that are there. A script beside the list tells each page where else it stands.
"""

import json
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, PackageLoader
from markupsafe import Markup

from oscp_lib import paths
from oscp_lib.data.partnership import load_partnership
from oscp_lib.data.plan_periods import published_plan
from oscp_lib.data.years import buildable_years, plan_period, years_with_plan
from oscp_lib.exports.archive import archive_name
from oscp_lib.exports.typesetting import document_name
from oscp_lib.figures.typeface import FACES, font_face
from oscp_lib.figures.web_fonts import STATIC
from oscp_lib.page_names import OTHER_EDITIONS
from oscp_lib.pages.books_beside import books_beside
from oscp_lib.verify.content_security_policy import hash_of, policy
from oscp_lib.verify.markup import page_of, words

PAGE = "index.html"
GAP = re.compile(r" (?=[.,:;])")  # that a link leaves before a stop when only its words are taken


@dataclass(frozen=True)
class PageOfEditions:
    """A page of the book and the years of the editions that have it, newest first."""

    name: str
    title: str
    years: tuple[int, ...]


def write_editions_page(out: Path, coming: Path | None = None) -> Path:
    """Write the list of the editions that stand in `out`, newest first, as a page and for the menu of every page.

    Each of the two files is written whole or not at all.

    Parameters
    ----------
    coming
        A folder with an edition that is about to take its place in `out`, and the files beside it: the list goes there.
    """
    stands = {
        int(path.name): folder
        for folder in (out, coming)
        if folder is not None
        for path in folder.glob("[0-9][0-9][0-9][0-9]")
        if (path / "index.html").is_file()
    }
    folder = coming or out
    for name, content in list_of(stands, beside=books_beside(out)).items():
        new = folder / f".{name}.new"
        new.write_bytes(content)
        os.replace(new, folder / name)
    return folder / PAGE


def list_of(
    stands: dict[int, Path], packed: bool = False, beside: Sequence[tuple[str, str]] = ()
) -> dict[str, bytes]:  # fmt: skip
    """The list of some editions: a page, and a script that tells each page where else it stands.

    Parameters
    ----------
    stands
        The folder beside which each edition stands, by its year.
    packed
        Whether the list goes into an archive: it then offers neither the archive nor years that could be built.
    beside
        The books of similar places, for the menu of each page: names and addresses.
    """
    years = sorted(stands, reverse=True)
    environment = Environment(loader=PackageLoader("oscp_lib.pages"), autoescape=True)
    pages = pages_of({year: stands[year] for year in years})
    style = Markup(environment.get_template("editions.css").render(fonts=font_rules(stands)))
    html = environment.get_template("editions.html").render(
        editions=[edition_of(year, stands[year], packed) for year in years],
        other_years=[] if packed else [year for year in buildable_years() if year not in stands],
        pages=pages,
        place=load_partnership(),
        style=style,
        policy=policy(hash_of(style)),
    )
    held = {page.name: page.years for page in pages}
    script = f"var EDITIONS = {json.dumps(held, separators=(',', ':'))};\n"
    if beside:
        script += f"var BOOKS_BESIDE = {json.dumps(dict(beside), ensure_ascii=False, separators=(',', ':'))};\n"
    return {Path(OTHER_EDITIONS).name: script.encode(), PAGE: html.encode()}


def edition_of(year: int, folder: Path, packed: bool) -> dict[str, object]:
    """What the list says of an edition: its name, when it was released, its first finding, its files."""
    page = page_of(folder / str(year) / "index.html")
    found = page.xpath("//section[@id='what-happened']//li")
    released = page.xpath("//footer//*[@class='released']")
    return {
        "year": year,
        "name": f"{published_plan().called} {plan_period(year)}" if years_with_plan() else f"Edition of {year}",
        "files": files_of(folder, year, packed),
        "draft": " ".join(words(tag) for tag in page.xpath("//*[@class='draft-strip']")),
        "released": sentence(words(released[0])) if released else "",
        "finding": GAP.sub("", words(found[0])) if found else "",
    }


def sentence(said: str) -> str:
    return f"{said[:1].upper()}{said[1:]}"


def font_rules(stands: dict[int, Path]) -> list[Markup]:
    """The rules that take the fonts of the newest edition that has them: the list stands outside every edition.

    `stands` is the folder beside which each edition stands, by its year.
    """
    for year in sorted(stands, reverse=True):
        if all((stands[year] / str(year) / STATIC / face.web_file).is_file() for face in FACES):
            return [Markup(font_face(face, f"{year}/{STATIC}/{face.web_file}")) for face in FACES]
    return []


def is_list_of_editions(page: Path) -> bool:
    """True where a page is what `write_editions_page` writes."""
    return b'<ul class="editions">' in page.read_bytes()


def files_of(out: Path, year: int, packed: bool) -> list[dict[str, str]]:
    """The files that hold the whole edition, of those that are there: what each is, its size and its address."""
    offered = {} if packed else {"In one zip, to be opened without a network": archive_name(year)}
    offered["For committee papers, as one PDF"] = f"{year}/{document_name(year)}"
    return [
        {
            "title": title,
            "size": f"{(out / name).stat().st_size / 1_000_000:.1f} MB",
            "address": name,
            "saved_as": f"{paths.SLUG}-{Path(name).name}",
        }
        for title, name in offered.items()
        if (out / name).is_file()
    ]


def pages_of(stands: dict[int, Path]) -> list[PageOfEditions]:
    """Every page that some edition lists in its contents, under its newest title and in the newest order.

    `stands` holds the years, newest first, and the folder in which the edition of each stands.
    """
    titles: dict[str, str] = {}
    held: dict[str, list[int]] = {}
    for year, folder in stands.items():
        for name, title in contents_of(folder / str(year) / "index.html").items():
            titles.setdefault(name, title)
            held.setdefault(name, []).append(year)
    return [PageOfEditions(name, title, tuple(held[name])) for name, title in titles.items()]


def contents_of(index: Path) -> dict[str, str]:
    """The pages of an edition by name, read from the contents that stand on its first page."""
    links = page_of(index).xpath("//nav[contains(concat(' ', @class, ' '), ' book-nav ')]//li//a")
    titles = {link.get("href").partition("#")[0] or "index.html": words(link) for link in links}
    return {name.removesuffix(".html"): title for name, title in titles.items()}
