"""What the repository's own data must be: tests of the committed partnerships, of no made place.

One that is about Oxford's folder asks for the fixture `oxford`, and is skipped where that folder is not there.
"""

from tests.made_place import REPOSITORY

SLUG = "oxford"
OWN = f"data/partnerships/{SLUG}"
FOLDER = REPOSITORY / OWN
