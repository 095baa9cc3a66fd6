"""A rendered page as elements, and the checks of its tables and language: what a screen reader needs to read them."""

from pathlib import Path

from lxml.html import HtmlElement, document_fromstring

from oscp_lib.errors import Problem

REMEDY = "Correct the template it comes from, or add what is missing."


def page_of(path: Path) -> HtmlElement:
    """The root element of a page."""
    return document_fromstring(text_of(path))


def text_of(path: Path) -> str:
    """The HTML of a page; what a template holds is shown when it is chosen, and counts like the rest."""
    return path.read_text("utf-8").replace("<template", "<div").replace("</template", "</div")


def words(element: HtmlElement) -> str:
    """The text of an element, with single spaces."""
    return " ".join(" ".join(element.itertext("*")).split())


def language_problems(name: str, page: HtmlElement) -> list[Problem]:
    """The page says its language and has a title."""
    problems = []
    if not page.get("lang"):
        problems.append(Problem(name, "The page does not say its language.", "The html element needs a lang."))
    if not any(words(title) for title in page.findall("head/title")):
        problems.append(Problem(name, "The page has no title.", "The head needs a title."))
    return problems


def table_problems(name: str, page: HtmlElement) -> list[Problem]:
    """Every table has a caption and header cells, each with its scope and some text."""
    return [Problem(name, found, REMEDY) for table in page.iter("table") for found in table_faults(table)]


def table_faults(table: HtmlElement) -> list[str]:
    """What is wrong with one table."""
    caption = table.find("caption")
    said = words(caption) if caption is not None else ""
    called = f"The table '{said[:60]}'" if said else "A table"
    headers = list(table.iter("th"))
    faults = [] if said else ["A table has no caption."]
    if not headers:
        faults.append(f"{called} has no header cells.")
    for header in headers:
        if header.get("scope") not in {"col", "row", "colgroup", "rowgroup"}:
            faults.append(f"{called}: the header '{words(header)[:40]}' has no scope.")
        if not words(header):
            faults.append(f"{called} has an empty header cell.")
    return faults
