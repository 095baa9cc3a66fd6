"""What a page weighs, with all it loads: a reader opens it from a shared folder or over a slow line."""

import gzip
import re
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lxml.html import HtmlElement

from oscp_lib.errors import Problem

STORED, GZIPPED = 800_000, 200_000  # bytes a page may take beyond its charts, all files it loads included
FONTS = 60_000  # bytes of all fonts that a page may ask for
STATE = 500_000  # bytes of data that the explorers of a page may hold
LOADED = {"script": "src", "link": "href", "img": "src"}
FONT = re.compile(r"url\(['\"]?([^'\")]+\.woff2)['\"]?\)")
CHARTS = re.compile(r"<svg\b.*?</svg>|<script type=.application/json.*?</script>", re.S)


def weight_problems(name: str, page: HtmlElement, output: Path) -> list[Problem]:
    """The page, its charts set aside, and the files it loads are light enough."""
    state = sum(len((block.text or "").encode()) for block in page.findall(".//script[@type='application/json']"))
    own = CHARTS.sub("", (output / name).read_text("utf-8")).encode()
    parts = [own, *(path.read_bytes() for path in [*loaded(page, output), *fonts(page, output)])]
    stored, gzipped = sum(map(len, parts)), sum(map(gzipped_size, parts))
    heavy = [
        f"{what} takes {size:,} bytes; {limit:,} are the most."
        for what, size, limit in (
            ("The page with all it loads, beyond its charts,", stored, STORED),
            ("The page with all it loads, beyond its charts, gzipped,", gzipped, GZIPPED),
            ("The data of the page's explorers", state, STATE),
            (
                "The set of fonts that the page may ask for",
                sum(len(path.read_bytes()) for path in fonts(page, output)),
                FONTS,
            ),
        )
        if size > limit
    ]
    return [Problem(name, found, "Load less, or split the page.") for found in heavy]


@lru_cache(maxsize=64)  # most files are loaded by every page
def gzipped_size(part: bytes) -> int:
    return len(gzip.compress(part, mtime=0))


def loaded(page: HtmlElement, output: Path) -> list[Path]:
    """The files of the edition that the page asks for."""
    addresses = [
        tag.get(LOADED[tag.tag], "")
        for tag in page.iter(*LOADED)
        if tag.tag != "link" or "stylesheet" in tag.get("rel", "").split()
    ]
    paths = {output / unquote(urlsplit(address).path) for address in addresses if not urlsplit(address).scheme}
    return sorted(path for path in paths if path.is_file())


def fonts(page: HtmlElement, output: Path) -> list[Path]:
    """The font files that the style sheets of a page name; a browser asks for those of them that the page uses."""
    sheets = [path for path in loaded(page, output) if path.suffix == ".css"]
    named = {path.parent / address for path in sheets for address in FONT.findall(path.read_text("utf-8"))}
    return sorted(path for path in named if path.is_file())
