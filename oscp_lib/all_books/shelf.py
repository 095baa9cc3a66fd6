"""Every partnership with where it belongs, and which of its editions stand in a folder of books."""

from dataclasses import dataclass
from pathlib import Path

from oscp_lib.data.areas import Area, Areas, load_areas
from oscp_lib.data.partnership_names import slug_of
from oscp_lib.pages.books_beside import FIRST_PAGE, years_in

REGIONS = ("region", "country")  # a country without regions stands for one


@dataclass(frozen=True)
class Place:
    """A partnership, its force, its region or country, and the years of its editions, newest first."""

    code: str
    slug: str
    name: str
    force: str
    region: str
    years: tuple[int, ...]

    @property
    def address(self) -> str:
        """The first page of its newest edition, from the folder of all books; empty where it has no book."""
        return f"{self.slug}/{self.years[0]}/{FIRST_PAGE}" if self.years else ""


def places_of(books: Path) -> list[Place]:
    """Every partnership of today by its name, with the editions that stand in the folder `books`."""
    areas = load_areas()
    found = []
    for area in areas.of_kind("partnership"):
        slug = slug_of(area)
        region = next((name for kind in REGIONS if (name := smallest(area, areas, kind))), "")
        found.append(
            Place(area.code, slug, area.called, smallest(area, areas, "force"), region, years_in(books / slug))
        )
    return sorted(found, key=lambda place: place.name)


def smallest(area: Area, areas: Areas, kind: str) -> str:
    """The name of the smallest area of a kind that contains a partnership; empty where there is none."""
    containing = areas.within(area.code, kind)
    return min(containing, key=lambda each: len(areas.members(each.code, "partnership"))).called if containing else ""
