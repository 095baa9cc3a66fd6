"""What a page may load and run, as its Content-Security-Policy promises, and the checks that it keeps to it."""

import base64
import hashlib
import itertools
import re

from lxml.html import HtmlElement

from oscp_lib.errors import Problem

# Measured in Chromium over http and file://: 'self' covers the files beside a page in both, a hash with an integrity
# attribute fails from file://. Drawings and tables carry style attributes, which run nothing; no style element does.
DIRECTIVES = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "style-src-attr": "'unsafe-inline'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'none'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
}
REMEDY = "Correct the template, chapter or text it comes from; scripts and styles belong in files of the theme."
RUN = re.compile(r"\s*(javascript|vbscript|data):", re.I)
LOADS = ("script", "link", "style", "img")
DATA_BLOCKS = {"application/json", "application/ld+json"}  # held by a script element and never run


def policy(style: str = "'self'") -> str:
    """The policy of a page; `style` is where its styles come from, for the one page that stands alone with its own."""
    return "; ".join(f"{name} {value}" for name, value in (DIRECTIVES | {"style-src": style}).items())


def hash_of(text: str) -> str:
    """The source expression that permits one element with exactly this text."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


POLICY = policy()


def policy_problems(name: str, page: HtmlElement) -> list[Problem]:
    """The policy of what the page may load and run is the book's, and stands before all else."""
    own = page.findall("head//style")  # held by the list of editions alone, and permitted by its hash
    expected = policy(" ".join(hash_of(style.text or "") for style in own)) if own else POLICY
    named = [(tag, tag.get("http-equiv") or "") for tag in page.iter("meta")]
    found = [tag for tag, equivalent in named if equivalent.lower() == "content-security-policy"]
    if [tag.get("content") for tag in found] != [expected]:
        said = "no Content-Security-Policy" if not found else "another Content-Security-Policy than the book's"
        return [Problem(name, f"The page has {said}.", f'Its head needs content="{expected}".')]
    before = itertools.takewhile(lambda tag: tag is not found[0], page.iter("meta", *LOADS))
    early = next((tag.tag for tag in before if tag.tag in LOADS), None)
    return [Problem(name, f"<{early}> stands before the Content-Security-Policy.", REMEDY)] if early else []


def inline_problems(name: str, page: HtmlElement) -> list[Problem]:
    """Nothing on the page runs but scripts in files of the edition: no handler, inline script or script address."""
    problems = []
    for tag in page.iter("*"):
        problems += [Problem(name, found, REMEDY) for found in runs(tag)]
    return problems


def runs(tag: HtmlElement) -> list[str]:
    """What of an element would run a script or be refused by the policy."""
    found = [f"<{tag.tag}> has the handler {key}." for key in tag.attrib if re.fullmatch(r"on[a-z]+", key, re.I)]
    for key in ("href", "xlink:href", "src", "action", "formaction"):
        if RUN.match(tag.get(key, "")):
            found.append(f"<{tag.tag}> has the address {tag.get(key)[:40]}, which can run a script.")
    if tag.tag == "script" and not tag.get("src") and tag.get("type") not in DATA_BLOCKS:
        found.append("The page holds an inline script.")
    if tag.tag in {"iframe", "object", "embed", "base"} or (tag.tag == "style" and tag.getparent().tag != "head"):
        found.append(f"<{tag.tag}> stands in the page.")
    return found
