"""What a page may consist of: lists of elements, attributes and addresses, whatever file they came from.

A page that only shows and links needs few of what HTML has; what is not listed (a refresh, a frame, a form to another
host, an event handler, an element made later) stops the build.
"""

import re
from collections import Counter
from urllib.parse import unquote, urlsplit

from lxml.html import HtmlElement

from oscp_lib import paths
from oscp_lib.data.package import tables
from oscp_lib.data.partnership import load_partnership
from oscp_lib.data.yaml_files import Strict, read_model
from oscp_lib.errors import Problem

TEXT = (
    "a abbr b blockquote br caption cite code col colgroup dd div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i li"
    " ol p pre s section small span strong sub sup table tbody td tfoot th thead tr u ul"
)
PAGE = (
    "html head body meta link title script noscript header footer main nav form label input button select option"
    " details summary"
)
DRAWING = "svg g defs clippath path rect circle line polyline polygon text tspan title use desc"
# The list of editions carries its own style; what a template holds is shown when it is chosen.
ELEMENTS = frozenset(f"{TEXT} {PAGE} {DRAWING} style template".split())
NAMES = (
    "action alt autocomplete charset class clip-path clip-rule colspan content cx cy d defer disabled download fill"
    " fill-rule font-family for headers height hidden href http-equiv id lang method name open overflow placeholder"
    " points r rel role rowspan scope src start stroke stroke-linecap stroke-linejoin stroke-width style tabindex title"
    " transform type value viewbox width x x1 x2 xlink:href xmlns xmlns:xlink y y1 y2"
)
ATTRIBUTES = frozenset(NAMES.split())
FAMILIES = ("aria-", "data-")  # of attributes: for screen readers, and for the book's own scripts
# A page says these of itself, and no more: a refresh leads readers away.
METAS = ({"charset"}, {"http-equiv", "content"}, {"name", "content"})
META_NAMES = {"viewport"}
LINKS = {"stylesheet"}
FETCHES = re.compile(r"url\(\s*(?!['\"]?#)|image-set\(|@import|expression\(|\\", re.I)  # in a style; #... is the page's
ADDRESSES = "addresses.yml"
MAIL = re.compile(r"(subject=[^&]*(&body=[^&]*)?)?")  # what a link may put into an e-mail: no further receiver
WEB = ("http", "https")
REMEDY = "Correct the text, chapter or template it comes from."


TAG = re.compile(r"<([a-zA-Z][\w-]*)")


class Addresses(Strict):
    """The hosts that pages written by hand, and those made for every edition, may link to."""

    hosts: tuple[str, ...]


def hidden_problems(name: str, text: str, page: HtmlElement) -> list[Problem]:
    """No tag hides in a comment, a text or an attribute, where one reader of HTML finds it and another does not."""
    written = Counter(match[1].lower() for match in TAG.finditer(text))
    found = [
        f"<{each}> is written where it is not an element." for each in written - Counter(t.tag for t in page.iter("*"))
    ]
    found += ["The page holds a comment."] if "<!--" in text else []
    return [Problem(name, each, REMEDY) for each in found]


def element_problems(name: str, page: HtmlElement) -> list[Problem]:
    """Only listed elements and attributes stand on the page."""
    found: dict[str, None] = {}  # each once: a page has thousands of elements
    for tag in page.iter("*"):
        if tag.tag not in ELEMENTS:
            found[f"<{tag.tag}> stands on the page."] = None
        for attribute in tag.attrib:
            if attribute not in ATTRIBUTES and not attribute.startswith(FAMILIES):
                found[f"<{tag.tag}> has the attribute '{attribute}'."] = None
        found |= dict.fromkeys(special(tag))
    return [Problem(name, each, REMEDY) for each in found]


def special(tag: HtmlElement) -> list[str]:
    """What an element that is listed may still not say."""
    found = []
    if tag.tag == "meta" and not allowed_meta(tag):
        found.append(f"<meta> says {', '.join(f'{key}={value[:40]}' for key, value in tag.attrib.items())}.")
    if tag.tag == "link" and (tag.get("rel") not in LINKS or is_outside(tag.get("href", ""))):
        found.append(f"<link> asks for {tag.get('rel')} {tag.get('href', '')[:80]}.")
    if tag.tag == "form" and (is_outside(tag.get("action", "")) or tag.get("method", "get").lower() != "get"):
        found.append(f"A form is sent to {tag.get('action', '')[:80]}.")
    if FETCHES.search(tag.get("style", "")):
        found.append(f"A style of <{tag.tag}> asks for a file: {tag.get('style')[:80]}.")
    reference = tag.get("xlink:href") or (tag.get("href") if tag.tag == "use" else None)
    if reference and not reference.startswith("#"):
        found.append(f"<{tag.tag}> draws {reference[:80]}, which is not part of the page.")
    return found


def allowed_meta(tag: HtmlElement) -> bool:
    """True for the encoding, the policy of what may run, and the width of a screen."""
    if set(tag.attrib) not in METAS:
        return False
    equivalent, said = tag.get("http-equiv"), tag.get("name")
    return (equivalent or "content-security-policy").lower() == "content-security-policy" and (
        said is None or said in META_NAMES
    )


def is_outside(address: str) -> bool:
    """True where an address leaves the edition."""
    parts = urlsplit(address)
    return bool(parts.scheme or parts.netloc)


def address_problems(name: str, page: HtmlElement) -> list[Problem]:
    """A link leads to the book, to a listed address on the web, or to the partnership's own mailbox."""
    listed, mailbox, problems = listed_hosts(), load_partnership().email, []
    for address in dict.fromkeys(tag.get("href") for tag in page.iterfind(".//a[@href]")):
        try:
            parts = urlsplit(address)
        except ValueError:
            continue  # no address at all, which the check of links names
        if parts.scheme == "mailto":
            if unquote(parts.path) != mailbox or not MAIL.fullmatch(parts.query):
                found = f"A link writes to {address[:80]}, which is not the partnership's mailbox."
                problems.append(Problem(name, found, "Write mailto: and the email of partnership.yml."))
        elif (parts.scheme or parts.netloc) and (parts.scheme not in WEB or parts.netloc.lower() not in listed):
            found = f"A link leads to {address[:80]}, which is not a listed address."
            remedy = f"If readers should go there, add its host to book/{ADDRESSES}, or the address to partnership.yml."
            problems.append(Problem(name, found, remedy))
    return problems


def listed_hosts() -> set[str]:
    """The hosts that a page may link to: of the tables' sources, of the partnership's links, and of the book's own."""
    place = load_partnership()
    addresses = [source.path for table in tables(restricted=False).values() for source in table.sources]
    addresses += [link.address for link in place.said.links]
    hosts = {urlsplit(address).netloc.lower() for address in addresses if address}
    return hosts | set(read_model(paths.BOOK / ADDRESSES, Addresses).hosts)
