"""The place: `data/partnership.yml`, the one file that names it."""

from oscp_lib import paths
from oscp_lib.data.yaml_files import Strict, read_model


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
        return (*(district.name for district in self.districts), self.county.name, self.force.name)


def load_partnership() -> Partnership:
    """The partnership.

    Raises
    ------
    InputError
        When the file does not pass its checks.
    """
    return read_model(paths.PARTNERSHIP, Partnership)
