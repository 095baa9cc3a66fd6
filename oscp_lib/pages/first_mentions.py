"""Where a page first prints each of its facts: the number trail leads back there."""

import re

from nbformat import NotebookNode

from oscp_lib.page_names import TRAIL, anchor

LINK = re.compile(rf'<a class="fact(?: is-long)?" href="{TRAIL}\.html#(?P<fact>[\w-]+)"')


def mark_first_mentions(notebook: NotebookNode, facts: dict[str, dict], page: str) -> dict[str, str]:
    """Give the first link to each fact an id, and return the address of each by the fact's whole key.

    Parameters
    ----------
    notebook
        The composed page; the text of its cells is changed.
    page
        The file name of the page.
    """
    keys = {anchor(fact["key"]): fact["key"] for fact in facts.values()}
    found: dict[str, str] = {}

    def marked(link: re.Match) -> str:
        key = keys[link["fact"]]
        if key in found:
            return link[0]
        place = f"said-{link['fact']}"
        found[key] = f"{page}#{place}"
        return link[0].replace("<a ", f'<a id="{place}" ', 1)

    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = LINK.sub(marked, cell.source)
    return found
