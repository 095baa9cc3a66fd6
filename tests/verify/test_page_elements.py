"""Live HTML in a field, a text or a table: fields are escaped, and pages are read for what should not be there."""

import re
from pathlib import Path

import pytest
from jinja2 import Environment, nodes
from lxml.html import document_fromstring

from oscp_lib import paths
from oscp_lib.data.partnership import load_partnership
from oscp_lib.errors import InputError
from oscp_lib.verify.content_security_policy import POLICY
from oscp_lib.verify.page_elements import address_problems, element_problems, hidden_problems
from tests.places import OWN

# What a template of the theme prints as HTML: Sphinx made it, or it is a list of pages; all else has to be escaped.
# The policy is a text of the library, which the preview finds in the page as it stands.
HTML = {"body", "toc", "content_security_policy"}
CALLS = {"toctree", "css_tag", "pathto"}
PAGE = (
    '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
    f'<meta http-equiv="Content-Security-Policy" content="{POLICY}"><title>T</title></head>'
    "<body><main>%s</main></body></html>"
)


def printed(template):
    """What a template prints, as jinja2 parses it."""
    return [
        part
        for output in template.find_all(nodes.Output)
        for part in output.nodes
        if not isinstance(part, nodes.TemplateData)
    ]


def is_safe(part):
    if isinstance(part, nodes.Filter):
        return part.name in ("e", "escape", "tojson") or is_safe(part.node)
    if isinstance(part, nodes.Call):
        return part.node.name in CALLS
    if isinstance(part, nodes.CondExpr):
        return is_safe(part.expr1) and (part.expr2 is None or is_safe(part.expr2))
    return isinstance(part, nodes.Const) or (isinstance(part, nodes.Name) and part.name in HTML | {"pagename"})


@pytest.mark.parametrize("path", sorted(paths.BOOK.glob("theme/oscp/*.html")), ids=lambda path: path.name)
def test_every_field_of_the_theme_is_escaped(path):
    template = Environment().parse(path.read_text("utf-8"))
    assert [str(part) for part in printed(template) if not is_safe(part)] == []


def test_every_template_of_the_library_that_makes_html_escapes_by_itself():
    made = [
        (path.name, call)
        for path in paths.LIBRARY.rglob("*.py")
        for call in re.findall(r"Environment\(.*?\)\n", path.read_text("utf-8"), re.S)
        if "PackageLoader" in call
    ]
    plain = {name for name, call in made if "autoescape=True" not in call}
    # These three write Markdown, in which text is escaped as Markdown.
    assert plain == {"summary.py", "codebook.py", "accessibility.py"}
    assert len(made) > len(plain)


@pytest.mark.parametrize(
    "email",
    [
        'a@b.uk?bcc=evil@e.org"><meta http-equiv=refresh content=.;url=https://evil.example/><b>INJECTED</b>',
        "a@b.uk?bcc=c@d.org", "a@b.uk,c@d.org", "a b@c.org", "<a@b.org>", "nobody", "a@b", "a@b.org\\nBcc: c@d.org",
    ],
)  # fmt: skip
def test_an_email_that_is_more_than_a_mailbox_is_named(edit, email):
    edit(f"{OWN}/partnership.yml", "email: saferoxmere@oxmere.example.org", f"email: '{email}'")
    with pytest.raises(InputError, match=r"partnership\.yml:\d+.*is not an e-mail address"):
        load_partnership()


@pytest.mark.parametrize("address", ["javascript:alert(1)", "//evil.example", "ftp://a.org", "https://a.org/)(x", "x"])
def test_a_link_that_is_no_web_address_is_named(edit, address):
    edit(f"{OWN}/partnership.yml", "https://data.oxmereshire.example.org/jsna/", address)
    with pytest.raises(InputError, match="is not the address of a page"):
        load_partnership()


LIVE = [
    '<meta http-equiv="refresh" content="0;url=https://evil.example/">',
    '<META HTTP-EQUIV=Refresh CONTENT="0">',
    '<meta name="referrer" content="unsafe-url">',
    '<base href="https://evil.example/">',
    '<form action="https://evil.example/"><input name="q"></form>',
    '<form action="search.html" method="post"></form>',
    '<button formaction="https://evil.example/">Go</button>',
    '<iframe src="x.html"></iframe>',
    '<frame src="x.html">',
    '<object data="x.swf"></object>',
    '<embed src="x.swf">',
    '<applet code="x"></applet>',
    '<link rel="prefetch" href="x.html">',
    '<link rel="stylesheet" href="https://evil.example/x.css">',
    '<img src="x.png" alt="x">',
    '<video src="x.mp4"></video>',
    '<p style="background: url(https://evil.example/x.png)">x</p>',
    '<p style="background: u\\72l(//evil.example)">x</p>',
    '<p onclick="x()">x</p>',
    '<a href="x.html" ping="https://evil.example/">x</a>',
    '<p slot="x">x</p>',
    '<math><mi xlink:href="https://evil.example/">x</mi></math>',
    '<svg><use xlink:href="https://evil.example/x.svg#a"></use></svg>',
    '<svg><use href="data:image/svg+xml,x#a"></use></svg>',
    '<svg><animate attributeName="href" to="javascript:x()"></animate></svg>',
    '<svg><foreignobject><p>x</p></foreignobject></svg>',
    '<svg><image href="https://evil.example/x.png"></image></svg>',
    '<portal src="https://evil.example/"></portal>',
    '<dialog open>x</dialog>',
    '<marquee>x</marquee>',
    '<x-own>x</x-own>',
]  # fmt: skip


@pytest.mark.parametrize("html", LIVE)
def test_what_a_page_should_not_hold_is_named(html):
    assert element_problems("p.html", document_fromstring(PAGE % html))


@pytest.mark.parametrize(
    "html",
    [
        "<!-- <p>x</p> -->",
        '<noscript><p title="</noscript><meta http-equiv=refresh content=0>">x</p></noscript>',
        '<p title="<iframe src=x>">x</p>',
        "<svg><title><p title='</title><object data=x>'></p></title></svg>",
        "<![CDATA[<base href=x>]]>",
    ],
)
def test_a_tag_that_readers_of_html_may_read_otherwise_is_named(html):
    text = PAGE % html
    page = document_fromstring(text)
    assert hidden_problems("p.html", text, page) or element_problems("p.html", page)


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/", "//evil.example/x", "https://www.w3.org.evil.example/", "https://www.w3.org@evil.example/",
        "ftp://www.w3.org/", "data:text/html,x", "mailto:other@evil.example", "mailto:{email}?bcc=x@evil.example",
        "mailto:{email}?subject=x&cc=x@evil.example", "mailto:{email},x@evil.example", "tel:123", "file:///etc/hosts",
    ],
)  # fmt: skip
def test_an_address_that_is_not_listed_is_named(address):
    given = address.replace("{email}", load_partnership().email)
    (problem,) = address_problems("p.html", document_fromstring(PAGE % f'<a href="{given}">x</a>'))
    assert problem.file == "p.html" and given[:40] in problem.found and problem.remedy


def test_what_the_book_links_to_is_listed_with_no_more_than_it_needs():
    email, link = load_partnership().email, load_partnership().said.links[0].address
    for address in ("vawg.html#chart-7", link, "https://www.w3.org/TR/WCAG22/", f"mailto:{email}?subject=a&body=b"):
        assert (
            address_problems("p.html", document_fromstring(PAGE % f'<a href="{address.replace("&", "&amp;")}">x</a>'))
            == []
        )


def test_a_host_is_listed_by_an_analyst_in_one_place(edit):
    page = document_fromstring(PAGE % '<a href="https://more.example/">x</a>')
    assert address_problems("p.html", page)
    edit("book/addresses.yml", "hosts:\n", "hosts:\n  - more.example\n")
    assert address_problems("p.html", page) == []
    assert Path(paths.BOOK, "addresses.yml").read_text("utf-8").count("more.example") == 1
