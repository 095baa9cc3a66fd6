"""The pages of an edition as a tree for paper: what a screen needs is left out, and links lead to a place in print."""

import itertools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup, NavigableString, Tag

from oscp_lib.exports.pictures import resolved
from oscp_lib.page_names import SUMMARY

# Paper has no menus, no script, no code, no downloads; a caption for screen readers repeats the caption in print.
SCREEN_ONLY = (
    "nav, form, template, script, button, .cell_input, details.hide, .figure-download, .zoom, .toctree-wrapper, "
    ".cover, [role=status], details:has(table) > summary, .is-compact, .figure-report, .sort-hint, .trend"
)
BLOCK_ROLES = ("banner", "gap", "plan-checked", "reason", "tile", "entry", "figure-data")
PARAGRAPH_ROLES = {
    "figure-label", "figure-title", "figure-subtitle", "figure-source", "sample-note", "explorer-sentence",
    "gap-title", "reason-moved", "tile-value", "tile-label", "tile-change", "tile-note",
}  # fmt: skip
IN_LINE = ("anchor", "link", "strong", "emphasis", "code", "place")


@dataclass
class Paper:
    """The tree while it is built: its pictures by file name, and where each address of a page is in print."""

    pictures: dict[str, bytes] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    waiting: list[str] = field(default_factory=list)
    page: str = ""
    drawings: list[str] = field(default_factory=list)

    def open(self, name: str, html: str) -> Tag:
        """What the page of a name says, its drawings put aside: a parser of HTML would spoil their names."""
        self.page, self.drawings = name, re.findall(r"<svg.*?</svg>", html, re.DOTALL)
        number = itertools.count()
        main = BeautifulSoup(
            re.sub(r"<svg.*?</svg>", lambda _: f'<svg data-drawing="{next(number)}"></svg>', html, flags=re.DOTALL),
            "html.parser",
        ).main
        # A document is cited as one: the line stands on its first page, the summary.
        for tag in main.select(SCREEN_ONLY if name.startswith(SUMMARY) else f"{SCREEN_ONLY}, .citation"):
            tag.decompose()
        self.waiting.append(name)
        return main

    def place(self, tag: Tag) -> None:
        """Whatever comes next stands for the address of this tag."""
        if tag.get("id"):
            self.waiting.append(f"{self.page}#{tag['id']}")

    def label(self) -> str | None:
        """The label of what comes next, where an address waits for one."""
        if not self.waiting:
            return None
        label = self.waiting[0]
        self.places |= dict.fromkeys(self.waiting, label)
        self.waiting.clear()
        return label


def pages_in_order(edition: Path) -> list[str]:
    """The pages of an edition as its table of contents lists them, the summary before all others."""
    first = soup(edition / "index.html")
    names = [urlsplit(link["href"]).path for link in first.select(".book-nav li a[href]")]
    return list(dict.fromkeys([f"{SUMMARY}.html", *(name or "index.html" for name in names)]))


def soup(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text("utf-8"), "html.parser")


def paper(edition: Path) -> tuple[list[dict], dict[str, bytes]]:
    """Each page of an edition as a list of nodes, and the pictures they name.

    A node is a text, or a mapping with its `kind`, its `children` and what that kind needs.
    """
    made, nodes = Paper(), []
    for name in pages_in_order(edition):
        held = children(made.open(name, (edition / name).read_text("utf-8")), made)
        nodes.append({"kind": "page", "name": name.removesuffix(".html"), "children": held})
    return list(linked(nodes, made.places)), made.pictures


def linked(nodes: list, places: dict[str, str]) -> Iterator:
    """The nodes with each link of the edition leading to its place in print; a link without one is its text."""
    for node in nodes:
        if isinstance(node, str):
            yield node
            continue
        node |= {key: list(linked(node[key], places)) for key in ("children", "header", "rows", "items") if key in node}
        if node["kind"] == "link" and not node["address"]:
            label = places.get(node.pop("page"))
            node["label"] = label
            node["kind"] = "link" if label else "span"
        yield node


def children(tag: Tag, made: Paper) -> list:
    """What stands in a tag, with the spaces of its source reduced to those that show."""
    nodes: list = []
    for child in tag.children:
        if isinstance(child, Tag):
            made.place(child)
            nodes += KINDS.get(child.name, children)(child, made)
        elif type(child) is NavigableString:
            nodes.append(re.sub(r"\s+", " ", child))
    return [node for number, node in enumerate(nodes) if node != " " or between_words(nodes, number)]


def between_words(nodes: list, number: int) -> bool:
    """True for a space that parts two pieces of one line."""
    beside = [*nodes[max(number - 1, 0) : number], *nodes[number + 1 : number + 2]]
    return len(beside) == 2 and all(isinstance(node, str) or node["kind"] in IN_LINE for node in beside)


def classes(tag: Tag) -> list[str]:
    return tag.get("class", [])


def with_anchor(nodes: list, label: str | None) -> list:
    """A text that can be led to."""
    return [{"kind": "anchor", "label": label}, *nodes] if label else nodes


def heading(tag: Tag, made: Paper) -> list:
    label = made.label()
    return [{"kind": "heading", "level": int(tag.name[1]), "label": label, "children": children(tag, made)}]


def paragraph(tag: Tag, made: Paper) -> list:
    role = next((name for name in classes(tag) if name in PARAGRAPH_ROLES), "")
    label = made.label()
    return [{"kind": "paragraph", "role": role, "children": with_anchor(children(tag, made), label)}]


def name_of_fold(tag: Tag, made: Paper) -> list:
    """What a screen folds away stands open on paper, under its name where no table brings a caption."""
    return [{"kind": "paragraph", "role": "caption", "children": children(tag, made)}]


def block(tag: Tag, made: Paper) -> list:
    """A container: one that is set apart in print, or just what it holds."""
    role = next((name for name in classes(tag) if name in BLOCK_ROLES), "")
    if "explorer-view" in classes(tag):
        return figure(tag, made)
    return [{"kind": "block", "role": role, "children": children(tag, made)}] if role else children(tag, made)


def figure(tag: Tag, made: Paper) -> list:
    """Caption and picture stay on one page; source, notes and data may follow on the next."""
    nodes = children(tag, made)
    pictures = [number for number, node in enumerate(nodes) if not isinstance(node, str) and node["kind"] == "picture"]
    kept = pictures[0] + 1 if pictures else 0
    return [{"kind": "together", "children": nodes[:kept]}, *nodes[kept:]] if kept else nodes


def items(tag: Tag, made: Paper) -> list:
    kind = "steps" if tag.name == "ol" else "tiles" if "tiles" in classes(tag) else "list"
    entries = []
    for child in tag.find_all("li", recursive=False):
        made.place(child)
        label = made.label()
        entries.append({"kind": "span", "children": with_anchor(children(child, made), label)})
    return [{"kind": kind, "items": entries}]


def terms(tag: Tag, made: Paper) -> list:
    entries = []
    for child in tag.find_all(["dt", "dd"], recursive=True):
        if child.find_parent("dl") is tag:
            made.place(child)
            label = made.label()
            entries.append({"kind": child.name, "children": with_anchor(children(child, made), label)})
    return [{"kind": "terms", "items": entries}]


def table(tag: Tag, made: Paper) -> list:
    """A table with its column names; a caption is printed where no title stands above."""
    caption = tag.caption if tag.find_parent(class_="figure-data") else None
    above = [{"kind": "paragraph", "role": "caption", "children": children(caption, made)}] if caption else []
    header = [cell(each, made) for each in tag.select("thead tr > *")]
    rows = []
    for row in tag.select("tbody tr"):
        made.place(row)
        rows += [cell(each, made, row) for each in row.find_all(["td", "th"], recursive=False)]
    return [*above, {"kind": "table", "widths": widths(tag), "header": header, "rows": rows}]


def widths(tag: Tag) -> list[int]:
    """The characters that each column of a table needs: its longest text, and the longest word of its name."""
    needed: dict[int, int] = {}
    for row in tag.find_all("tr"):
        for place, each in enumerate(row.find_all(["td", "th"], recursive=False)):
            text = each.get_text(" ", strip=True)
            words = text.split() if row.parent.name == "thead" else [text]
            needed[place] = max([needed.get(place, 0), *map(len, words)])
    return list(needed.values())


def cell(tag: Tag, made: Paper, row: Tag | None = None) -> dict:
    made.place(tag)
    label = made.label()
    return {
        "kind": "cell",
        "number": "num" in classes(tag),
        "name": tag.name == "th",
        "shade": next((int(name[5:]) for name in classes(tag) if name.startswith("heat-")), None),
        "strong": row is not None and bool({"is-lead", "is-total", "is-group"} & set(classes(row))),
        "across": int(tag.get("colspan", 1)),
        "down": int(tag.get("rowspan", 1)),
        "children": with_anchor(children(tag, made), label),
    }


def picture(tag: Tag, made: Paper) -> list:
    """A drawing as a file of its own, with the name that a screen reader gives it on the page."""
    drawing = made.drawings[int(tag["data-drawing"])]
    name = f"{len(made.pictures)}.svg"
    made.pictures[name] = resolved(drawing).encode()
    return [{"kind": "picture", "file": name, "alt": alt_of(drawing), "small": "tile-spark" in drawing[:100]}]


def alt_of(drawing: str) -> str:
    """The accessible name of a drawing: its title, or its label."""
    found = re.search(r"<title[^>]*>(.*?)</title>", drawing, re.DOTALL) or re.search(r'aria-label="([^"]*)"', drawing)
    return unescape(found[1]) if found else ""


def link(tag: Tag, made: Paper) -> list:
    """A link: to another host by its address, or to a page of the edition and a place in it."""
    parts = urlsplit(tag.get("href", ""))
    page = unquote(parts.path) or made.page
    target = f"{page}#{unquote(parts.fragment)}" if parts.fragment else page
    address = tag["href"] if parts.scheme else ""
    return [{"kind": "link", "address": address, "page": target, "children": children(tag, made)}]


def span(tag: Tag, made: Paper) -> list:
    """Words of a line: where they say a place in a text, they are set apart."""
    nodes = children(tag, made)
    return [{"kind": "place", "children": nodes}] if "place" in classes(tag) else nodes


def inline(kind: str) -> Callable[[Tag, Paper], list]:
    def node(tag: Tag, made: Paper) -> list:
        return [{"kind": kind, "children": children(tag, made)}]

    return node


KINDS: dict[str, Callable[[Tag, Paper], list]] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), heading),
    **dict.fromkeys(("div", "section", "details"), block),
    **dict.fromkeys(("ul", "ol"), items),
    **dict.fromkeys(("strong", "b"), inline("strong")),
    **dict.fromkeys(("em", "i"), inline("emphasis")),
    **dict.fromkeys(("code", "pre"), inline("code")),
    "p": paragraph, "figure": figure, "dl": terms, "table": table, "svg": picture, "a": link, "span": span,
    "summary": name_of_fold,
}  # fmt: skip
