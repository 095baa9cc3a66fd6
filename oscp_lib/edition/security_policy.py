"""What a page may load and run, as its Content-Security-Policy promises, and the checks that it keeps to it."""

import base64
import hashlib
import re

from bs4 import BeautifulSoup, Tag

from oscp_lib.errors import Problem

# Measured in Chromium over http and file://: 'self' covers the files beside a page in both, a hash with an integrity
# attribute fails from file://. Drawings and tables carry style attributes, which run nothing; no style element does.
DIRECTIVES = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "style-src-attr": "'unsafe-inline'",
    "img-src": "'self'",
    "connect-src": "'none'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
}
REMEDY = "Mend the template, chapter or text it comes from; scripts and styles stand in files of the theme."
RUN = re.compile(r"\s*(javascript|vbscript|data):", re.I)
DATA_BLOCKS = {"application/json", "application/ld+json"}  # held by a script element and never run


def policy(style: str = "'self'") -> str:
    """The policy of a page; `style` is where its styles come from, for the one page that stands alone with its own."""
    return "; ".join(f"{name} {value}" for name, value in (DIRECTIVES | {"style-src": style}).items())


def hash_of(text: str) -> str:
    """The source expression that permits one element with exactly this text."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


POLICY = policy()


def policy_problems(name: str, page: BeautifulSoup) -> list[Problem]:
    """The policy of what the page may load and run is the book's, and stands before all else."""
    own = page.select("head style")  # held by the list of editions alone, and permitted by its hash
    expected = policy(" ".join(hash_of(style.get_text()) for style in own)) if own else POLICY
    found = page.select("meta[http-equiv='Content-Security-Policy' i]")
    if [tag.get("content") for tag in found] != [expected]:
        said = "no Content-Security-Policy" if not found else "another Content-Security-Policy than the book's"
        return [Problem(name, f"The page has {said}.", f'Its head needs content="{expected}".')]
    early = [tag.name for tag in found[0].find_all_previous(["script", "link", "style", "img"])]
    return [Problem(name, f"<{early[0]}> stands before the Content-Security-Policy.", REMEDY)] if early else []


def inline_problems(name: str, page: BeautifulSoup) -> list[Problem]:
    """Nothing on the page runs but scripts in files of the edition: no handler, inline script or script address."""
    problems = []
    for tag in page.find_all(True):
        problems += [Problem(name, found, REMEDY) for found in runs(tag)]
    return problems


def runs(tag: Tag) -> list[str]:
    """What of an element would run a script or be refused by the policy."""
    found = [f"<{tag.name}> has the handler {key}." for key in tag.attrs if re.fullmatch(r"on[a-z]+", key, re.I)]
    for key in ("href", "xlink:href", "src", "action", "formaction"):
        if RUN.match(str(tag.get(key, ""))):
            found.append(f"<{tag.name}> has the address {str(tag[key])[:40]}, which can run a script.")
    if tag.name == "script" and not tag.get("src") and tag.get("type") not in DATA_BLOCKS:
        found.append("A script stands in the page itself.")
    if tag.name in {"iframe", "object", "embed", "base"} or (tag.name == "style" and tag.parent.name != "head"):
        found.append(f"<{tag.name}> stands in the page.")
    return found
