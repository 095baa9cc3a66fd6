"""Checks of tables and of the language of a page: what a screen reader needs to read them."""

from bs4 import BeautifulSoup, Tag

from oscp_lib.errors import Problem

REMEDY = "Mend the template it comes from, or give it what is missing."


def language_problems(name: str, page: BeautifulSoup) -> list[Problem]:
    """The page says its language and has a title."""
    problems = []
    if not (page.html and page.html.get("lang")):
        problems.append(Problem(name, "The page does not say its language.", "The html element needs a lang."))
    if not (page.title and page.title.get_text().strip()):
        problems.append(Problem(name, "The page has no title.", "The head needs a title."))
    return problems


def table_problems(name: str, page: BeautifulSoup) -> list[Problem]:
    """Every table has a caption and header cells, each with its scope and some text."""
    return [Problem(name, found, REMEDY) for table in page.find_all("table") for found in table_faults(table)]


def table_faults(table: Tag) -> list[str]:
    """What is wrong with one table."""
    caption = table.find("caption")
    said = caption.get_text(" ", strip=True) if caption else ""
    called = f"The table '{said[:60]}'" if said else "A table"
    headers = table.find_all("th")
    faults = [] if said else ["A table has no caption."]
    if not headers:
        faults.append(f"{called} has no header cells.")
    for header in headers:
        if header.get("scope") not in {"col", "row", "colgroup", "rowgroup"}:
            faults.append(f"{called}: the header '{header.get_text(strip=True)[:40]}' has no scope.")
        if not header.get_text(strip=True):
            faults.append(f"{called} has an empty header cell.")
    return faults
