"""axe-core in a page: its source, its version, and one of its functions made to work out each colour once."""

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

TRIED_ON = {"axe-playwright-python": "0.1.8"}


@cache
def axe_source() -> str:
    return (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")


# axe works out tens of thousands of times what the same few colours of a page are: a third of its time.
EACH_COLOUR_ONCE = """() => {
  const colour = axe.commons.color.Color.prototype, parse = colour.parseString, known = new Map();
  colour.parseString = function (text) {
    if (!known.has(text)) {
      parse.call(this, text);
      known.set(text, [this.r, this.g, this.b, this.alpha]);
    }
    [this.r, this.g, this.b, this.alpha] = known.get(text);
    return this;
  };
}"""


def bring_axe(page: "Page") -> None:
    """Put axe into a page, through the browser's debugger: the page's own policy stays in force."""
    page.evaluate(axe_source())
    page.evaluate(EACH_COLOUR_ONCE)


def axe_version(browser: "Browser") -> str:
    """The version of axe-core, as it says itself."""
    page = browser.new_page()
    page.evaluate(axe_source())
    version = page.evaluate("axe.version")
    page.close()
    return version
