"""The names of pages and files that no notebook makes, as pages, exports and checks ask for them."""

TRAIL = "trail"
CHANGES = "changes"
STATEMENT = "accessibility"
SUMMARY = "summary"
DOWNLOADS = "downloads"
LIST_OF_EDITIONS = "../index.html"  # stands beside the editions, and is written after them
OTHER_EDITIONS = "../editions.js"  # the same list for the menu of each page
STYLE_SHEET = "_static/oscp.css"
SEARCH_TEXT = "_static/search_text.js"
FACTS_FILE = "facts.json"


def anchor(key: str) -> str:
    """The place of a fact on the page of the number trail."""
    return f"fact-{key.replace('.', '-').replace('_', '-')}"
