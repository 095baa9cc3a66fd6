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


_read: dict[tuple, Partnership] = {}


def load_partnership() -> Partnership:
    """The partnership; read again only when the file has changed.

    Raises
    ------
    InputError
        When the file does not pass its checks.
    """
    path = paths.PARTNERSHIP
    key = (path, path.stat().st_mtime_ns, path.stat().st_size) if path.exists() else (path,)
    if key not in _read:
        _read[key] = read_model(path, Partnership)
    return _read[key]
