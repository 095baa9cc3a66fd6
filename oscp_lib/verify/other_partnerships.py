"""No page carries another partnership's proper names or sources: one book's words must never reach another's."""

import html
import json
import re
from pathlib import Path

from oscp_lib import paths
from oscp_lib.data.partnership_file import PartnershipFile
from oscp_lib.data.yaml_files import read_if_there
from oscp_lib.errors import InputError, Problem

# What a partnership calls itself and those it works with. Names of places are no part: a book compares with places.
SHORTEST = 4  # letters: a shorter one, such as CSP, is many partnerships' short name
PROPER = ("name", "short_name", "book", "email", "council", "county_partnership", "commissioner")


class OthersNames:
    """The proper names and sources of every other partnership of which the project has a folder, by whose they are."""

    def __init__(self) -> None:
        own = names_in(paths.OWN)
        self.whose = {
            name: folder.name
            for folder in sorted(paths.PARTNERSHIPS.iterdir() if paths.PARTNERSHIPS.is_dir() else ())
            if folder.is_dir() and folder != paths.OWN
            for name in names_in(folder) - own
        }
        listed = sorted(map(re.escape, self.whose), key=len, reverse=True)
        self.pattern = re.compile(rf"(?<!\w)(?:{'|'.join(listed) or '(?!)'})(?!\w)")

    def problems(self, page: str, text: str) -> list[Problem]:
        """A problem for each of them that stands on a page, whether in print or in a link."""
        found = dict.fromkeys(self.pattern.findall(html.unescape(text)))
        remedy = "Look for a text or a table that was copied from there, and write this partnership's own."
        return [Problem(page, f"'{name}' is of the partnership '{self.whose[name]}'.", remedy) for name in found]


def names_in(folder: Path) -> set[str]:
    """The proper names of one partnership, and the titles and names of the sources of its own tables.

    A file of another partnership that cannot be read stops no build but its own.
    """
    names: set[str] = set()
    try:
        said = read_if_there(folder / paths.PARTNERSHIP.name, PartnershipFile)
    except InputError:
        said = None
    if said is not None:
        names |= {text for field in PROPER if len(text := getattr(said, field) or "") >= SHORTEST}
        names |= {each.address for each in said.links}
    try:
        package = json.loads((folder / paths.OWN_PACKAGE.name).read_text("utf-8"))
        tables = [entry for entry in package["resources"] if entry["status"] == "plan"]
        names |= {source["name"] for entry in tables for source in entry["sources"]}
    except (OSError, ValueError, KeyError, TypeError):
        pass
    return names
