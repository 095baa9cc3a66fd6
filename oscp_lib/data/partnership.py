"""The place: `data/partnership.yml`, the one file that names it."""

from oscp_lib import paths
from oscp_lib.data.yaml_files import Strict, read_model

# In place of an area, where a publication names none for a figure and its text does not tell.
NOT_STATED = "area not stated"


class Area(Strict):
    """An area with its ONS code."""

    name: str
    code: str


class District(Area):
    """A district, with the code of its community safety partnership."""

    partnership_code: str


class Link(Strict):
    title: str
    address: str


class Partnership(Strict):
    """Who publishes the book, and the areas it is about; districts in the order of its tables."""

    name: str
    short_name: str
    email: str
    council: str
    law: str
    purpose: str
    county_partnership: str
    commissioner: str
    lead_district: str
    districts: tuple[District, ...]
    county: Area
    force: Area
    links: tuple[Link, ...]

    @property
    def areas(self) -> tuple[str, ...]:
        """Every area a table may hold."""
        return (*(district.name for district in self.districts), self.county.name, self.force.name, NOT_STATED)


def load_partnership() -> Partnership:
    """The partnership.

    Raises
    ------
    InputError
        When the file does not pass its checks.
    """
    return read_model(paths.PARTNERSHIP, Partnership)
