"""The glossary of an edition: the terms that every book explains, and among them the partnership's own, in order."""

import re

from oscp_lib import paths
from oscp_lib.data.own_terms import Term, own_terms
from oscp_lib.data.yaml_files import line_with
from oscp_lib.errors import InputError, Problem
from oscp_lib.measures import wording

GLOSSARY = "glossary.md"
BLOCK = re.compile(r"(?P<opening>```\{glossary\}\n)(?P<entries>.*?)(?P<closing>\n```)", re.DOTALL)


def with_own_terms(page: str) -> str:
    """The glossary, as `book/glossary.md` holds it, with the partnership's own terms where the alphabet puts them.

    Raises
    ------
    InputError
        When a term of its own is explained for every book already, or its file does not pass its checks.
    """
    own = own_terms()
    block = BLOCK.search(page)
    if not own or block is None:
        return page
    shared = block["entries"].split("\n\n")
    taken = {name.casefold() for entry in shared for name in names_of(entry)}
    for term in own:
        if again := next((name for name in term.names if name.casefold() in taken), None):
            found = f"The term '{again}' is in the glossary of every book already."
            remedy = f"Delete it here, or give it another name; {paths.shown(paths.BOOK / GLOSSARY)} explains it."
            where = line_with(paths.OWN_TERMS, term.names[0])
            raise InputError(Problem(paths.shown(paths.OWN_TERMS), found, remedy, where))
    entries = sorted([*shared, *map(as_entry, own)], key=in_order)
    return page[: block.start("entries")] + "\n\n".join(entries) + page[block.end("entries") :]


def with_letters(page: str) -> str:
    """The glossary with a line of letters above its terms, each a link to its first term."""
    from sphinx.util.nodes import _make_id  # what the directive calls: accents, dots and digraphs are its own affair

    block = BLOCK.search(page)
    if block is None:
        return page
    first: dict[str, str] = {}
    for entry in block["entries"].split("\n\n"):
        name = names_of(entry)[0]
        if name[0].isalpha():
            first.setdefault(name[0].upper(), _make_id(f"term-{name}"))
    links = " ".join(f'<a href="#{ident}">{letter}</a>' for letter, ident in first.items())
    nav = f'<nav class="letters" aria-label="Terms by letter">{links}</nav>\n\n'
    return page[: block.start()] + nav + page[block.start() :]


def names_of(entry: str) -> list[str]:
    """The names of a term: the lines above its explanation."""
    return [line for line in entry.split("\n") if not line.startswith(" ")]


def as_entry(term: Term) -> str:
    names = [wording.without_markup(name) for name in term.names]
    return "\n".join([*names, f"  {wording.without_markup(term.means)}"])


def in_order(entry: str) -> tuple[bool, str]:
    """Marks such as [c] first, as they stand, then words by their letters."""
    first = names_of(entry)[0]
    return (not first.startswith("["), re.sub(r"\W", "", first).casefold())
