"""Where that lies which is the own of the made place, on which the tests work, as messages name it."""

from oscp_lib import paths
from tests.made_place import SLUG

OWN = f"data/partnerships/{SLUG}"
assert paths.shown(paths.PARTNERSHIPS / SLUG) == OWN, "The library was imported before the made project was there."
