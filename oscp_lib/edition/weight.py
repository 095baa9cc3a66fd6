"""What a page weighs, with all it loads: a reader opens it from a shared folder or over a slow line."""

import gzip
from pathlib import Path
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup

from oscp_lib.errors import Problem

STORED, GZIPPED = 800_000, 200_000  # bytes a page may take beyond its charts, all files it loads included
STATE = 500_000  # bytes of data that the explorers of a page may hold
LOADED = {"script[src]": "src", "link[rel=stylesheet]": "href", "img[src]": "src"}


def weight_problems(name: str, html: str, output: Path) -> list[Problem]:
    """The page, its charts set aside, and the files it loads are light enough."""
    page = BeautifulSoup(html, "html.parser")
    state = sum(len(block.get_text().encode()) for block in page.select("script[type='application/json']"))
    parts = [without_charts(page), *(path.read_bytes() for path in loaded(page, output))]
    stored, gzipped = sum(map(len, parts)), sum(len(gzip.compress(part, mtime=0)) for part in parts)
    heavy = [
        f"{what} takes {size:,} bytes; {limit:,} are the most."
        for what, size, limit in (
            ("The page with all it loads, beyond its charts,", stored, STORED),
            ("The page with all it loads, beyond its charts, gzipped,", gzipped, GZIPPED),
            ("The data of the page's explorers", state, STATE),
        )
        if size > limit
    ]
    return [Problem(name, found, "Load less, or say it on more than one page.") for found in heavy]


def without_charts(page: BeautifulSoup) -> bytes:
    """The page's own bytes without drawings and the states of explorers."""
    for part in page.select("svg, script[type='application/json']"):
        part.decompose()
    return str(page).encode()


def loaded(page: BeautifulSoup, output: Path) -> list[Path]:
    """The files of the edition that the page asks for."""
    addresses = [tag[key] for selector, key in LOADED.items() for tag in page.select(selector)]
    paths = {output / unquote(urlsplit(address).path) for address in addresses if not urlsplit(address).scheme}
    return sorted(path for path in paths if path.is_file())
