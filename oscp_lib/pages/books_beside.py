"""The books of places like this one that stand beside it, to which its pages lead."""

from pathlib import Path

from oscp_lib.data.areas import Area, load_areas
from oscp_lib.data.gap import Gap
from oscp_lib.data.partnership import load_partnership
from oscp_lib.data.partnership_names import slug_of
from oscp_lib.measures.nearest_neighbours import nearest_neighbours

FIRST_PAGE = "index.html"


def books_beside(book: Path) -> list[tuple[str, str]]:
    """The name of each such place that has a book in the same folder, and the address of its newest edition.

    Parameters
    ----------
    book
        The folder of the editions of the partnership in use: an address is relative to a page of one of them.
    """
    found = ((place.called, slug_of(place)) for place in like_this(load_partnership().code))
    return [
        (name, f"../../{slug}/{years[0]}/{FIRST_PAGE}")
        for name, slug in found
        if (years := years_in(book.parent / slug))
    ]


def like_this(code: str) -> list[Area]:
    """The nearest neighbours of a partnership; those of its force where it has none."""
    near = nearest_neighbours(code)
    if not isinstance(near, Gap):
        return list(near.partnerships)
    areas = load_areas()
    forces = areas.within(code, "force")
    return [each for force in forces for each in areas.members(force.code, "partnership") if each.code != code]


def years_in(book: Path) -> tuple[int, ...]:
    """The years of the editions of a book, newest first."""
    editions = (path.parent for path in book.glob(f"[0-9][0-9][0-9][0-9]/{FIRST_PAGE}"))
    return tuple(sorted((int(path.name) for path in editions), reverse=True))
