"""Each check in the browser finds the fault it is for, on a page that has only that one."""

import urllib.error
import urllib.request
from itertools import product

import pytest

from oscp_lib.errors import InputError
from oscp_lib.verify.browser import page_faults
from oscp_lib.verify.browser.axe import EACH_COLOUR_ONCE, axe_source
from oscp_lib.verify.browser.every_page import faults_for, visit_all
from oscp_lib.verify.browser.file_server import serve
from oscp_lib.verify.browser.page_faults import LEAST_SIZE
from oscp_lib.verify.browser.visits import NARROW, WIDE, Reader

pytestmark = pytest.mark.slow

GOOD = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>A page</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>body { margin: 0; background: #fff; color: #000; font: 16px sans-serif; }
:focus { outline: 3px solid #000; } main:focus { outline: none; }
.skip { position: absolute; top: -10rem; } .skip:focus { top: 0; } HERE_STYLE</style></head>
<body><a class="skip" href="#content">Skip to content</a><main id="content" tabindex="-1"><h1>A page</h1>
<p>Words and <a href="#content">a link</a>.</p>HERE</main></body></html>"""
DRAWING = '<svg role="img" aria-label="A drawing" width="200" height="60" viewBox="0 0 200 60">{}</svg>'

FAULTS = {
    "another host": ('<img alt="A picture" src="http://stranger.invalid/a.png">', "", "from another host"),
    "console error": ("<script>console.error('broken')</script>", "", "the browser complains: broken"),
    "thrown": ("<script>throw new Error('thrown')</script>", "", "the browser complains: thrown"),
    "missing file": ('<img alt="A picture" src="nowhere.png">', "", "the browser complains"),
    "axe": ("<button></button>", "", "button-name"),
    "axe, folded": ("<details><summary>More</summary><button></button></details>", "", "button-name"),
    "small text": (DRAWING.format('<text x="5" y="20" font-size="9">Small</text>'), "", "'Small' is 9.0 px high"),
    "shrunk text": (
        '<svg role="img" aria-label="A" width="100" viewBox="0 0 200 60">'
        '<text x="5" y="20" font-size="16">Shrunk</text></svg>', "", "'Shrunk' is 8.0 px high",
    ),
    "faint text": (
        DRAWING.format('<text x="5" y="20" font-size="14" fill="#999">Faint</text>'), "",
        "'Faint' has a contrast of 2.85",
    ),
    "text on a mark": (
        DRAWING.format('<rect width="200" height="60" fill="#12436d"/><text x="5" y="30" font-size="14">On</text>'), "",
        "'On' has a contrast of",
    ),
    "faint mark": (DRAWING.format('<rect width="60" height="40" fill="#cccccc"/>'), "", "a mark (rect"),
    "sideways": ('<div style="width: 500px">Wide</div>', "", "the page is 500 px wide in a window of 320"),
    "region without a name": (
        '<div style="overflow-x: auto" tabindex="0"><div style="width: 2000px">Wide</div></div>', "",
        "scrolls sideways",
    ),
    "no ring": ("<p><a href='#content'>No ring</a></p>", "p + p a:focus { outline: none; }", "does not show that"),
    "hidden stop": (
        "<a href='#content' style='display: block; height: 0; overflow: hidden'>Gone</a>", "",
        "takes the focus",
    ),
    "left out": ('<a href="#content" tabindex="2">Before all others</a>', "", "is not reached by the tab key"),
    "trap": (
        "<button onkeydown='event.preventDefault()'>Stay</button>", "", "the tab key does not reach the end",
    ),
    "cut": (
        '<div style="height: 20px; overflow: hidden"><p>One line<br>and one that nobody sees</p></div>', "",
        "'and one that nobody sees' is cut",
    ),
    "lies on another": (
        DRAWING.format('<text x="5" y="20" font-size="14">Oxmere</text><text x="9" y="22" font-size="14">2,488</text>'),
        "", "the texts 'Oxmere' and '2,488' lie on each other",
    ),
    "outside its drawing": (
        DRAWING.format('<text x="180" y="20" font-size="14" style="overflow: visible">Cherrow 12</text>'),
        "", "'Cherrow 12' lies outside its drawing",
    ),
    "outside the page": (
        '<p style="position: relative; left: -40px">Begins before the page</p>', "", "lies outside the page",
    ),
    "small words": ("<p>Fine print</p>", "p + p { font-size: 10px; }", "'Fine print' is 10.0 px high"),
    "a table that slides": (
        '<div style="overflow-x: auto" tabindex="0" role="region" aria-label="Counts"><table><caption>Counts</caption>'
        '<tr><th scope="col">Year</th><th scope="col"><div style="width: 400px">Offences</div></th></tr></table></div>',
        "", "scrolls sideways by",
    ),
    "a target too small": ('<button style="height: 30px">Choose</button>', "", "is 30 px high; a finger needs 44"),
    "motion": ("<p>Moves</p>", "@keyframes m { to { opacity: 0.9; } } p { animation: m 2s infinite; }", "is animated"),
}  # fmt: skip


def page(markup="", style=""):
    return GOOD.replace("HERE_STYLE", style).replace("HERE", markup)


# As a style sheet may write them: solid, see-through, by name, mixed, in other spaces; some faint, some dark enough.
COLOURS = (
    "black", "#777", "#949494", "rgb(0 0 0 / 60%)", "rgb(0 0 0 / 30%)", "rgba(255, 0, 0, 0.5)", "hsl(210 50% 40%)",
    "color-mix(in srgb, black 40%, white)", "color-mix(in oklab, black, white)", "oklch(70% 0.1 200)", "lab(50% 40 59)",
    "color(display-p3 0.9 0.5 0.2)", "transparent", "rebeccapurple",
)  # fmt: skip


def test_a_colour_met_before_is_judged_as_if_it_were_new(browser, tmp_path):
    words = "".join(
        f"<p style='color: {colour}; background: {ground}'>Words</p>"
        for colour, ground in product(COLOURS, ("white", "#eef", "rgb(0 0 255 / 10%)", "oklch(95% 0.05 100)"))
    )
    found = []
    for prepare in ("() => undefined", EACH_COLOUR_ONCE):
        tab = browser.new_page()
        tab.set_content(page(words))
        tab.evaluate(axe_source())
        tab.evaluate(prepare)
        rule = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
        said = tab.evaluate("rule => axe.run(document, rule)", rule)
        found.append({verdict: said[verdict] for verdict in ("passes", "violations", "incomplete")})
        tab.close()
    assert found[0] == found[1]
    assert len(found[0]["violations"][0]["nodes"]) > 10 and len(found[0]["passes"][0]["nodes"]) > 10


@pytest.fixture(scope="module")
def faults(tmp_path_factory, browser):
    """What readers of a light page, on a narrow and on a wide screen, find on each page."""
    folder = tmp_path_factory.mktemp("faults") / "2024"
    folder.mkdir()
    pages = {case: page(markup, style) for case, (markup, style, _) in FAULTS.items()}
    pages |= {"good": page(), "no skip link": page().replace('class="skip" href="#content"', 'href="#nowhere"')}
    found = {f"{number}.html": (case, []) for number, case in enumerate(pages)}
    for name, (case, _) in found.items():
        (folder / name).write_text(pages[case])
    with serve(folder.parent) as home, pytest.MonkeyPatch.context() as patch:
        patch.setattr(page_faults, "MOST_TABS", 80)  # there is a trap
        for reader in (Reader("light", NARROW), Reader("light", WIDE)):
            for name, fault in faults_for(browser, reader, f"{home}{folder.name}/", list(found)):
                found[name][1].append(fault)
    return dict(found.values())


@pytest.mark.parametrize("case", FAULTS)
def test_the_fault_is_found(faults, case):
    assert any(FAULTS[case][2] in each for each in faults[case]), faults[case]


def test_a_page_without_faults_has_none(faults):
    assert faults["good"] == []


def test_a_first_link_that_skips_nowhere_is_found(faults):
    assert any("the first stop of the tab key" in each for each in faults["no skip link"])


def test_the_fault_says_which_readers_meet_it(browser, tmp_path):
    dark = page("<p>Faint</p>", "@media (prefers-color-scheme: dark) { p { color: #999; } }")
    with pytest.raises(InputError) as raised:
        visit_all(browser, edition_of(tmp_path, dark))
    (problem,) = raised.value.problems
    assert problem.file == "a.html" and "color-contrast" in problem.found
    assert "(dark, 320 px; dark, 1400 px)" in problem.found


def edition_of(folder, text):
    """An edition of one page."""
    edition = folder / "2024"
    edition.mkdir()
    (edition / "a.html").write_text(text)
    return edition


def test_text_of_the_least_size_passes(browser, tmp_path):
    text = DRAWING.format(f'<text x="5" y="20" font-size="{LEAST_SIZE}">Just high enough</text>')
    folder = edition_of(tmp_path, page(text))
    tested = visit_all(browser, folder)
    assert (tested.pages, tested.visits, tested.axe) == (1, 7, "4.12.1")
    assert tested.browser == f"Chromium {browser.version}"


def test_the_server_is_gone_afterwards(tmp_path):
    with serve(tmp_path) as address:
        assert address.startswith("http://127.0.0.1:")
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(address, timeout=2)
