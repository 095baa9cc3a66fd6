"""The checks of one page in a browser; each gives its faults as sentences."""

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from oscp_lib.verify.browser.axe import bring_axe
from oscp_lib.verify.contrast import MARK, TEXT

if TYPE_CHECKING:
    from playwright.sync_api import Page

STANDARDS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
LEAST_SIZE = 11  # pixels of text
MOST_COLUMNS = 4  # of a table that a phone shows whole
FINGER, PHONE = 44, 600  # pixels: what a finger needs (WCAG 2.2, 2.5.5), and how wide a page is at most that is for one
LIMITS = {
    "size": LEAST_SIZE, "text": TEXT, "mark": MARK, "columns": MOST_COLUMNS, "finger": FINGER, "phone": PHONE,
}  # fmt: skip
MOST_TABS, TABS_AT_ONCE = 2000, 8


@cache
def source(name: str) -> str:
    return (files("oscp_lib.verify.browser") / name).read_text("utf-8")


def unfold(page: "Page") -> None:
    """Open all that is folded away: data beside charts, code."""
    page.evaluate("document.querySelectorAll('main details').forEach((each) => { each.open = true; })")


def axe_faults(page: "Page", rules: tuple[str, ...] = (), where: str = "html") -> list[str]:
    """Violations that axe-core finds in what stands in `where`, by all rules of the standards or by some.

    axe is evaluated through the browser's debugger, so the page's own policy stays in force.
    """
    if not page.evaluate("typeof axe !== 'undefined'"):
        bring_axe(page)
    only = {"type": "rule", "values": list(rules)} if rules else {"type": "tag", "values": list(STANDARDS)}
    options = {"runOnly": only, "resultTypes": ["violations"], "preload": False}
    found = page.evaluate("([where, options]) => axe.run(where, options)", [where, options])
    return [
        f"{violation['id']}: {violation['help']} ({len(violation['nodes'])} times, first "
        f"{violation['nodes'][0]['html'][:120]})"
        for violation in found["violations"]
    ]


def rendered_faults(page: "Page") -> list[str]:
    """Text and marks of drawings too faint, sideways scrolling without a name, and motion nobody asked for."""
    return page.evaluate(f"(limits) => ({source('rendered.js')})(limits)", LIMITS)


def legible_faults(page: "Page") -> list[str]:
    """Text that is cut, lies on other text or outside, or is too small; tables that slide; targets too small to tap."""
    return page.evaluate(f"(limits) => ({source('legible.js')})(limits)", LIMITS)


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


# Notes each stop as the focus comes to it. At the end of the page the focus leaves it: nothing takes it over.
FOLLOW = """() => {
  window.stops = [];
  addEventListener("focusin", ({target}) => {
    const style = getComputedStyle(target), box = target.getBoundingClientRect();
    stops.push({target, seen: box.width > 0 && box.height > 0,
      ring: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2});
  });
  addEventListener("focusout", ({relatedTarget}) => {
    if (!relatedTarget) stops.push({end: true});
  });
}"""
ENDED = "() => stops.some((stop) => stop.end)"
STOPS_FAULTS = """() => {
  const said = (tag) => `<${tag.localName}> ${(tag.getAttribute("aria-label") || tag.textContent).trim().slice(0, 40)}`;
  const made = stops.slice(0, stops.findIndex((stop) => stop.end)), met = new Set(made.map((stop) => stop.target));
  const content = document.getElementById("content"), asked = "a[href], button, input, select, textarea, summary";
  const after = [...document.querySelectorAll(asked)].filter((tag) => tag.tabIndex >= 0 && !tag.disabled
    && tag.checkVisibility({visibilityProperty: true})
    && content.compareDocumentPosition(tag) & Node.DOCUMENT_POSITION_FOLLOWING);
  return [
    ...made.filter((stop) => !stop.seen).map(({target}) => `${said(target)} takes the focus where nobody sees it`),
    ...made.filter((stop) => !stop.ring).map(({target}) => `${said(target)} does not show that it has the focus`),
    ...after.filter((tag) => !met.has(tag)).map((tag) => `${said(tag)} is not reached by the tab key`),
  ];
}"""


def focus_faults(page: "Page") -> list[str]:
    """Each stop of the tab key, from the content to the end of the page, is visible and has a ring; none is missed."""
    page.evaluate(FOLLOW)
    for _ in range(MOST_TABS // TABS_AT_ONCE):
        for _ in range(TABS_AT_ONCE):
            page.keyboard.press("Tab")
        if page.evaluate(ENDED):
            return page.evaluate(STOPS_FAULTS)
    return [f"the tab key does not reach the end of the page in {MOST_TABS} steps"]
