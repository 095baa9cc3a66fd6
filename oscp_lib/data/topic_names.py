"""Which topics there are: the names of their files."""

from oscp_lib import paths
from oscp_lib.left_behind import is_left_behind


def topic_names() -> tuple[str, ...]:
    """The slugs of the topics, in alphabetical order."""
    files = paths.TOPICS.glob("[!.]*.yml") if paths.TOPICS.is_dir() else ()
    return tuple(sorted(path.stem for path in files if not is_left_behind(path.name)))
