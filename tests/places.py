"""Where that lies which is the own of the partnership that the tests work on, as messages name it."""

from oscp_lib import paths

SLUG = paths.SLUG
OWN = paths.shown(paths.OWN)
