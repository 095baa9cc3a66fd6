"""The checks of one page in a browser; each gives its faults as sentences."""

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from oscp_lib.edition.contrast import MARK, TEXT

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

STANDARDS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
LEAST_SIZE = 11  # pixels of text in a drawing
LIMITS = {"size": LEAST_SIZE, "text": TEXT, "mark": MARK}
MOST_TABS = 400


@cache
def axe_source() -> str:
    return (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")


@cache
def rendered_source() -> str:
    return (files("oscp_lib.browser") / "rendered.js").read_text("utf-8")


def unfold(page: "Page") -> None:
    """Open all that is folded away: data beside charts, code."""
    page.evaluate("document.querySelectorAll('main details').forEach((each) => { each.open = true; })")


def axe_faults(page: "Page", rules: tuple[str, ...] = (), where: str = "html") -> list[str]:
    """Violations that axe-core finds in what stands in `where`, by all rules of the standards or by some.

    axe is evaluated through the browser's debugger, so the page's own policy stays in force.
    """
    if not page.evaluate("typeof axe !== 'undefined'"):
        page.evaluate(axe_source())
    only = {"type": "rule", "values": list(rules)} if rules else {"type": "tag", "values": list(STANDARDS)}
    options = {"runOnly": only, "resultTypes": ["violations"], "preload": False}
    found = page.evaluate("([where, options]) => axe.run(where, options)", [where, options])
    return [
        f"{violation['id']}: {violation['help']} ({len(violation['nodes'])} times, first "
        f"{violation['nodes'][0]['html'][:120]})"
        for violation in found["violations"]
    ]


def axe_version(browser: "Browser") -> str:
    """The version of axe-core, as it says itself."""
    page = browser.new_page()
    page.evaluate(axe_source())
    version = page.evaluate("axe.version")
    page.close()
    return version


def rendered_faults(page: "Page") -> list[str]:
    """Text and marks of drawings too small or too faint, sideways scrolling, and motion nobody asked for."""
    return page.evaluate(f"(limits) => ({rendered_source()})(limits)", LIMITS)


def keyboard_faults(page: "Page") -> list[str]:
    """The skip link is first and leads to the content; each stop of the tab key shows where it is; all are reached."""
    page.reload()
    page.keyboard.press("Tab")
    faults = []
    if page.evaluate("document.activeElement.getAttribute('href')") != "#content":
        return ["the first stop of the tab key is not the link that skips to the content"]
    if page.evaluate("document.activeElement.getBoundingClientRect().top") < 0:
        faults.append("the link that skips to the content stays hidden when it has the focus")
    page.keyboard.press("Enter")
    if page.evaluate("document.activeElement.id") != "content":
        faults.append("the link that skips to the content leads nowhere")
    return faults + focus_faults(page)


FOCUS = """() => {
  const at = document.activeElement, style = getComputedStyle(at);
  const box = at.getBoundingClientRect();
  window.focused = window.focused || [];
  const again = window.focused.includes(at);
  window.focused.push(at);
  return {name: `<${at.localName}> ${(at.getAttribute("aria-label") || at.textContent).trim().slice(0, 40)}`,
    end: at === document.body || again, seen: box.width > 0 && box.height > 0,
    ring: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2};
}"""


def focus_faults(page: "Page") -> list[str]:
    """Each stop of the tab key, from the content on, is visible and has a ring."""
    faults: list[str] = []
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUS)
        if stop["end"]:
            break
        if not stop["seen"]:
            faults.append(f"{stop['name']} takes the focus where nobody sees it")
        if not stop["ring"]:
            faults.append(f"{stop['name']} does not show that it has the focus")
    return faults
