"""Readers of published downloads: one module for each publisher and format, all of one shape.

Each has `KIND` (its name for `oscp ingest`), `TITLE`, `UNVERIFIED` (empty, or what is not yet known of it),
`recognise(path)` and `read(path, place)`, which returns a `Reading`.
"""

from importlib import import_module
from types import ModuleType

# Kind -> module, in the order in which a file of unknown kind is offered to them.
READERS = {
    "boundaries": "oscp_lib.sources.boundaries",
    "home-office-csp": "oscp_lib.sources.home_office_csp",
    "ons-csp": "oscp_lib.sources.ons_csp",
    "population": "oscp_lib.sources.population",
    "census": "oscp_lib.sources.census",
    "small-areas": "oscp_lib.sources.small_areas",
    "neighbours": "oscp_lib.sources.neighbours",
    "deprivation": "oscp_lib.sources.deprivation",
    "nrm": "oscp_lib.sources.nrm",
    "police-uk-counts": "oscp_lib.sources.police_uk_counts",
    "police-uk": "oscp_lib.sources.police_uk",
}


def reader(kind: str) -> ModuleType:
    """The module that reads a kind of download."""
    return import_module(READERS[kind])
