"""Write the file of a new topic: what is known of it, with what offences there are to choose from."""

import re
from collections.abc import Callable
from pathlib import Path

from oscp_lib import paths
from oscp_lib.checks.topic_files import name_problems
from oscp_lib.data.look_up_match import flow
from oscp_lib.data.topic_names import topic_names
from oscp_lib.data.topics import OF_FORCES, OFFENCES, STREET, counted, topic_path
from oscp_lib.data.transaction import changing_data, in_data, write_whole
from oscp_lib.errors import InputError, Problem

TEXT = """\
# A priority that official counts can serve. docs/topics.md says what each line does.
title: {title}

# The official counts by partnership that it is about. The first stands for the topic; the others are its kinds.
{offences}

# The types of police.uk, shown month by month.
{street}

# A table of whole police forces: {forces}.
# by_force: {force}

# What the tile of the first page says of the first offence, in a few words.
# scope: completed and attempted

# A table of the partnership's own that the topic shows. Its folder describes the table, in measures.yml.
# measures:
#   - table: example_table
#     what: what it counts
#     why: No figure of a community safety partnership is held here.
#     holder: who holds it

# What readers look for and nobody publishes by partnership. Delete what is not so.
{not_published}

# What all these figures leave out. Every topic says it.
leaves_out: >-
  Only what is reported to the police is counted.

# Offences to choose from:
{all_offences}
# Types of police.uk to choose from:
{all_street}
"""
# Words of a title that tell no offence from another.
COMMON = {"offence", "crime", "other", "against", "with", "without", "from", "theft", "serious"}
NOT_PUBLISHED = """\
{mark}not_published:
{mark}  - what: {what}
{mark}    why: No figure of a community safety partnership is held here.
{mark}    holder: who holds it"""


def new_topic(name: str, say: Callable[[str], None] = print) -> Path:
    """Write `data/topics/<slug>.yml` of a topic that is called so.

    Raises
    ------
    InputError
        When there is such a topic, or its name cannot be that of a page.
    """
    title = " ".join(name.split())
    slug = re.sub(r"[^a-z0-9]+", "_", title.lower()).strip("_")
    written = topic_path(slug)
    if slug in topic_names():
        found = f"There is a topic '{slug}' already."
        raise InputError(Problem(paths.shown(written), found, f"Write '- {slug}' under priorities in partnership.yml."))
    if problems := name_problems(slug):
        raise InputError(problems)
    with changing_data(say):
        paths.TOPICS.mkdir(exist_ok=True)
        for line in write_whole({in_data(written): scaffold(title).encode()}):
            say(line)
    return written


def scaffold(title: str) -> str:
    """The text of a new topic, with the offences and types whose name has a word of its title."""
    offences, street = counted(*OFFENCES), counted(*STREET)
    ours, months = named_like(title, offences), named_like(title, street)
    chosen = f"offences: {flow(ours)}" if ours else "# offences: [Example offences]"
    return TEXT.format(
        title=flow(title),
        offences=chosen,
        street=f"street: {flow(months)}" if months else "# street: [Example type]",
        forces=" or ".join(OF_FORCES),
        force=next(iter(OF_FORCES)),
        not_published=NOT_PUBLISHED.format(what=flow(title.lower()), mark="# " if ours or months else ""),
        all_offences="\n".join(f"#   {each}" for each in offences),
        all_street="\n".join(f"#   {each}" for each in street),
    )


def named_like(title: str, names: list[str]) -> list[str]:
    """The names that have a word of the title, whatever its ending: 'drug' is in 'Drugs'."""
    words = {word.rstrip("s") for word in re.findall(r"[a-z]{4,}", title.lower())} - COMMON
    return [each for each in names if words & {word.rstrip("s") for word in re.findall(r"[a-z]{4,}", each.lower())}]
