"""Each check in the browser finds the fault it is for, on a page that has only that one."""

import urllib.error
import urllib.request

import pytest

from oscp_lib.browser.checks import LEAST_SIZE
from oscp_lib.browser.server import serve
from oscp_lib.browser.verify import visit_all
from oscp_lib.errors import InputError

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
    "dark": ("<p>Faint</p>", "@media (prefers-color-scheme: dark) { p { color: #999; } }", "color-contrast"),
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
    "motion": ("<p>Moves</p>", "@keyframes m { to { opacity: 0.9; } } p { animation: m 2s infinite; }", "is animated"),
}  # fmt: skip


@pytest.fixture(scope="module")
def faults(tmp_path_factory, browser):
    """What is found on each page."""
    folder = tmp_path_factory.mktemp("faults") / "2024"
    folder.mkdir()
    (folder / "good.html").write_text(GOOD.replace("HERE_STYLE", "").replace("HERE", ""))
    (folder / "no-skip-link.html").write_text(
        GOOD.replace("HERE_STYLE", "").replace("HERE", "").replace('class="skip" href="#content"', 'href="#nowhere"')
    )
    for number, (markup, style, _) in enumerate(FAULTS.values()):
        (folder / f"{number}.html").write_text(GOOD.replace("HERE_STYLE", style).replace("HERE", markup))
    with pytest.raises(InputError) as raised:
        visit_all(browser, folder)
    return raised.value.problems


def of(faults, name):
    return [problem.found for problem in faults if problem.file == name]


@pytest.mark.parametrize("case", FAULTS)
def test_the_fault_is_found(faults, case):
    found = of(faults, f"{list(FAULTS).index(case)}.html")
    assert any(FAULTS[case][2] in each for each in found), found


def test_a_page_without_faults_has_none(faults):
    assert of(faults, "good.html") == []


def test_a_first_link_that_skips_nowhere_is_found(faults):
    assert any("the first stop of the tab key" in each for each in of(faults, "no-skip-link.html"))


def test_the_fault_says_which_readers_meet_it(faults):
    (found,) = [each for each in of(faults, f"{list(FAULTS).index('dark')}.html") if "color-contrast" in each]
    assert "dark, 320 px; dark, 1400 px" in found and "light" not in found


def test_text_of_the_least_size_passes(browser, tmp_path):
    folder = tmp_path / "2024"
    folder.mkdir()
    text = DRAWING.format(f'<text x="5" y="20" font-size="{LEAST_SIZE}">Just high enough</text>')
    (folder / "a.html").write_text(GOOD.replace("HERE_STYLE", "").replace("HERE", text))
    tested = visit_all(browser, folder)
    assert (tested.pages, tested.visits, tested.axe) == (1, 5, "4.12.1")
    assert tested.browser == f"Chromium {browser.version}"


def test_the_server_is_gone_afterwards(tmp_path):
    with serve(tmp_path) as address:
        assert address.startswith("http://127.0.0.1:")
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(address, timeout=2)
