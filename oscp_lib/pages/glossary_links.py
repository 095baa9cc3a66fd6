"""A Sphinx extension: each term of the glossary is a link where it first stands in the prose of a page.

A term written in lower case in `book/glossary.md` is met in any case; one with a capital, such as Prevent, only as it
is written there. Plurals are met too.
"""

import re
from collections.abc import Iterable
from functools import cache

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.nodes import make_refnode

# Where a link would stand in another, in what is no prose, or where a reader looks for a name.
PASSED_OVER = (
    nodes.reference, nodes.literal, nodes.literal_block, nodes.title, nodes.table, nodes.caption, nodes.term,
    nodes.math, nodes.raw,
)  # fmt: skip


def setup(app: Sphinx) -> dict:
    """Register with Sphinx."""
    app.connect("doctree-resolved", link_terms)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def link_terms(app: Sphinx, doctree: nodes.document, page: str) -> None:
    """Put the links into one page; a page that is itself the glossary has none."""
    places = {name: place for (kind, name), place in app.env.get_domain("std").objects.items() if kind == "term"}
    for term in doctree.findall(nodes.term):
        capitalise(term)
    waiting = {name: place for name, place in places.items() if place[0] != page}
    any_term = pattern(frozenset(places))
    for paragraph in list(doctree.findall(nodes.paragraph)):
        for text in linkable(paragraph):
            if waiting:
                link_in(app, page, text, waiting, any_term)


def capitalise(term: nodes.term) -> None:
    """Print an entry's term with a capital, as a reader expects at the head of a line; [c] stays as it is."""
    text = next(iter(term.findall(nodes.Text)))
    term.replace(text, nodes.Text(text[:1].upper() + text[1:]))


def linkable(paragraph: nodes.paragraph) -> list[nodes.Text]:
    """The stretches of a paragraph in which a link may stand; inline HTML may have opened one already."""
    if isinstance(paragraph.parent, nodes.entry):
        return []
    found, in_link = [], False
    for node in paragraph.findall():
        if isinstance(node, nodes.raw):
            html = node.astext()
            in_link = (in_link or "<a " in html) and "</a>" not in html
        elif isinstance(node, nodes.Text) and not in_link and not within(node, paragraph):
            found.append(node)
    return found


def within(node: nodes.Node, paragraph: nodes.paragraph) -> bool:
    """True for a text inside an element that gets no links."""
    parent = node.parent
    while parent is not None and parent is not paragraph:
        if isinstance(parent, PASSED_OVER):
            return True
        parent = parent.parent
    return False


def link_in(
    app: Sphinx, page: str, text: nodes.Text, waiting: dict[str, tuple[str, str]], any_term: re.Pattern
) -> None:
    """Link the first occurrence of each term that has no link on the page yet."""
    written, made, at = str(text), [], 0
    for match in any_term.finditer(written):
        place = waiting.pop(term_of(match[0], waiting), None)
        if place is None:
            continue
        made += [nodes.Text(written[at : match.start()])] if match.start() > at else []
        link = make_refnode(app.builder, page, place[0], place[1], nodes.Text(match[0]))
        link["classes"].append("term-link")
        made.append(link)
        at = match.end()
    if made:
        made += [nodes.Text(written[at:])] if at < len(written) else []
        text.parent.replace(text, made)


@cache
def pattern(terms: frozenset[str]) -> re.Pattern:
    """Any of the terms as a whole word, the longest first: 'valid crime' is not 'crime'."""
    longest_first = sorted(terms, key=lambda name: (-len(name), name))
    return re.compile(rf"(?<![\w-])(?:{'|'.join(forms(name) for name in longest_first)})(?![\w-])")


def forms(name: str) -> str:
    """The pattern of a term: its plural, and any case where it has no capital."""
    if not name[-1].isalpha():
        return re.escape(name)
    stem = f"{re.escape(name[:-1])}(?:y|ies)" if name.endswith("y") else f"{re.escape(name)}(?:e?s)?"
    return stem if name != name.lower() else f"(?i:{stem})"


def term_of(found: str, terms: Iterable[str]) -> str | None:
    """Which of the terms a stretch of prose is a form of."""
    return next((name for name in sorted(terms, key=len, reverse=True) if re.fullmatch(forms(name), found)), None)
