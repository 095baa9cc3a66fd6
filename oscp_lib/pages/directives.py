"""The directives, roles and links that a text may use. Others could put any file, or live HTML, into a page.

A directive such as `{include}` reads a file, and so do a role such as `{download}`, a picture, and a link to a file.
HTML in the prose of notebooks and pages may mark up words and tables, and pass for nothing that the library makes.
"""

from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from oscp_lib import paths
from oscp_lib.data.yaml_files import read_text
from oscp_lib.data.yaml_loader import parse_yaml
from oscp_lib.errors import Problem
from oscp_lib.page_names import DOWNLOADS
from oscp_lib.runs.notebook import line_of, read_notebook

DIRECTIVES = ("glossary", "note", "tip", "important", "warning")
ROLES = ("fact", "abbr", "doc", "ref", "sub", "sup", "term")
SCHEMES = ("", "http", "https", "mailto")
PAGES = (".html", ".md", ".ipynb", "")
ELEMENTS = (
    "abbr b br caption cite code col colgroup div em i p small span strong sub sup table tbody td tfoot th thead tr u"
)
HTML = frozenset(ELEMENTS.split())
CLASSES = ("table-scroll", "sr-only")  # of the theme, for tables: a class of anything else would pass for that
HTML_ATTRIBUTES = ("class", "colspan", "rowspan", "scope", "lang", "tabindex", "role", "aria-label")
PLAIN_HTML = f"HTML in prose may be {', '.join(sorted(HTML))}, without style, id or handler."

Found = tuple[str, str, int]


@cache
def parser() -> MarkdownIt:
    """The parser that the book is rendered with (MyST), with the extensions of `_config.yml`."""
    from markdown_it.renderer import RendererHTML
    from myst_parser.config.main import MdParserConfig
    from myst_parser.parsers.mdit import create_md_parser

    return create_md_parser(MdParserConfig(enable_extensions={"colon_fence", "deflist"}), RendererHTML)


def book_problems() -> list[Problem]:
    """What the pages written by hand ask for that is not on the list."""
    pages = sorted(paths.BOOK.glob("[!.]*.md"))
    return [each for path in pages for each in directive_problems(paths.shown(path), read_text(path), html=True)]


def notebook_problems(path: Path) -> list[Problem]:
    """What the prose of a notebook asks for that is not on the list."""
    shown, problems = paths.shown(path), []
    for cell in read_notebook(path).cells:
        for found, remedy, above in asked_for(cell.source, html=True) if cell.cell_type == "markdown" else ():
            problems.append(Problem(shown, found, remedy, line_of(path, cell.source.splitlines()[above])))
    return problems


def texts_problems(path: Path) -> list[Problem]:
    """What the texts of a YAML file ask for that is not on the list."""
    shown, problems = paths.shown(path), []
    waiting = [parse_yaml(read_text(path), path)[1]]
    while waiting:
        node = waiting.pop()
        if isinstance(node, yaml.ScalarNode):
            begins = node.start_mark.line + (2 if node.style in ("|", ">") else 1)
            problems += directive_problems(shown, node.value, begins)
        elif isinstance(node, yaml.MappingNode):
            waiting += [part for pair in node.value for part in pair]
        elif isinstance(node, yaml.SequenceNode):
            waiting += node.value
    return sorted(problems, key=lambda problem: problem.line)


def directive_problems(file: str, text: str, first: int | None = 1, html: bool = False) -> list[Problem]:
    """What a text asks for that is not on the list.

    Parameters
    ----------
    file
        As messages name it.
    text
        Markdown, as an analyst writes it or as it is rendered.
    first
        The line of the file on which it begins; None where its lines are not those of the file.
    html
        Whether its HTML is looked at too: that of a text somebody wrote, to which the library has added nothing.
    """
    found_at = asked_for(text, html)
    return [Problem(file, found, remedy, first + line if first else None) for found, remedy, line in found_at]


def asked_for(text: str, html: bool = False) -> Iterator[Found]:
    """What is not on the list: what was found, the remedy, and how many lines lie above it."""
    if not any(sign in text for sign in ("{", "](", "]:", "<", "---")):
        return
    for token in parser().parse(text):
        line = token.map[0] if token.map else 0
        if token.type == "front_matter":
            yield "The text begins with a block of settings (front matter).", "Delete it: a page has no settings.", line
        elif token.type in ("fence", "colon_fence"):
            yield from of_fence(token, line, html)
        for part in (token, *(token.children or ())):
            yield from ((found, remedy, line) for found, remedy in of_inline(part))
            if html and part.type in ("html_block", "html_inline"):
                yield from ((found, PLAIN_HTML, line) for found in of_html(part.content))


def of_html(text: str) -> list[str]:
    """What of a piece of HTML is not on the list."""
    reader = Tags()
    reader.feed(text)
    reader.close()
    return reader.found


class Tags(HTMLParser):
    """Records each tag and attribute that is not on the list, and other markup such as comments."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in HTML:
            self.found.append(f"The text holds the HTML <{tag}>.")
        for name, value in attrs:
            if name not in HTML_ATTRIBUTES or (name == "class" and value not in CLASSES):
                self.found.append(f"The text holds the HTML <{tag}> with {name}='{(value or '')[:40]}'.")

    def handle_comment(self, data: str) -> None:
        self.found.append("The text holds an HTML comment.")

    def handle_decl(self, decl: str) -> None:
        self.found.append(f"The text holds <!{decl[:40]}>.")

    def unknown_decl(self, data: str) -> None:
        self.found.append(f"The text holds <![{data[:40]}]>.")

    def handle_pi(self, data: str) -> None:
        self.found.append(f"The text holds <?{data[:40]}>.")


def of_fence(token: Token, line: int, html: bool) -> Iterator[Found]:
    """A directive that is not on the list, or holds what is not."""
    name = token.info.strip()
    if not name.startswith("{"):
        return  # a piece of code, which is shown and never run
    name = name[1:].partition("}")[0]
    if name in DIRECTIVES:
        yield from ((found, remedy, line + 1 + below) for found, remedy, below in asked_for(token.content, html))
        return
    yield f"The text asks for the directive '{{{name}}}'.", f"Use one of: {', '.join(DIRECTIVES)}.", line


def of_inline(token: Token) -> Iterator[tuple[str, str]]:
    """A role, a picture or a link that is not on the list."""
    if token.type == "myst_role" and token.meta["name"] not in ROLES:
        yield f"The text asks for the role '{{{token.meta['name']}}}'.", f"Use one of: {', '.join(ROLES)}."
    elif token.type == "image":
        shown = str(token.attrs.get("src", ""))[:80]
        yield f"The text holds the picture '{shown}'.", "Make it a figure of the chapter's module."
    elif token.type == "link_open" and not may_lead_to(str(token.attrs.get("href", ""))):
        shown = str(token.attrs["href"])[:80]
        yield f"The text links to '{shown}'.", "Link to a page, a place on a page, a download, or a web address."


def may_lead_to(address: str) -> bool:
    """True for a page, a place on a page, a download of the book, and an address on the web or of a mailbox."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    if parts.scheme not in SCHEMES:
        return False
    if parts.scheme or parts.netloc:
        return True
    path = PurePosixPath(unquote(parts.path).replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts:
        return False
    return path.parts[:1] == (DOWNLOADS,) or (len(path.parts) < 2 and path.suffix in PAGES)
