"""Give a partnership a file of its own: what the look-up of areas knows of it, with what to correct and what to add."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from oscp_lib import paths
from oscp_lib.data.areas import Area, Areas, load_areas
from oscp_lib.data.look_up_match import as_entry, flow, place_problems, possible_comparators
from oscp_lib.data.partnership import partnership_in_use, words_for
from oscp_lib.data.partnership_file import COMPARATORS, PartnershipFile
from oscp_lib.data.partnership_names import slug_of
from oscp_lib.data.topic_names import topic_names
from oscp_lib.data.transaction import changing_data, in_data, write_whole
from oscp_lib.data.yaml_files import read_model
from oscp_lib.errors import InputError, Problem
from oscp_lib.system_errors import TEMPORARY, naming

# The chapters that can be priorities, in the book's order.
PRIORITIES = ["neighbourhood_crime", "serious_violence", "vawg", "modern_slavery"]
MAY_BE_ADDED = "# What may be added."
TEXT = """\
# What the partnership says of itself. `oscp new-partnership` wrote this from the look-up of areas in data/national.
# `oscp check --partnership {slug}` says what of it does not agree with the look-up.

# A guess: write the name as the partnership itself writes it.
name: {name}

# Where it lies. The look-up says so: these lines are for readers, and a code or name of another area is refused.
code: {code}
place: {place}
districts:
{districts}
{county}
# The police force as a sentence names it. Correct the name if it is another, such as one that ends in Constabulary.
force: {force}

# What its figures stand beside. This is all that there is; delete what the book should not show.{not_there}
compare: {compare}

# What a sentence calls the place (the city, the town, the borough, the district) and the parts of its county
# (districts or partnerships). Both may be corrected.
words:
  itself: {itself}
  parts: {parts}

# The chapters that are its priorities, in the book's order. Delete those that are none. Topics may be added: take the
# `# ` away before one. docs/topics.md says more, also how to write a topic of your own.
# With a title of its own: - {{chapter: burglary, title: Break-ins}}
priorities:
{priorities}
{topics}

{may_be_added} Take the `# ` away before a line, and write the partnership's own in place of the example.
# also_watched: [drugs_and_alcohol] # topics that the book shows beside the priorities
# plan: {{called: Community Safety Plan, years: 3}} # what it calls its plan, and for how many years one is made
# email: safety@example.org # where readers write to
# council: Example Council
# county_partnership: Safer Example Partnership
# commissioner: Police and Crime Commissioner for Example
# links: # that the first page gives
#   - title: Needs assessment
#     address: https://www.example.org/page
"""


def new_partnership(say: Callable[[str], None] = print) -> tuple[Path, str]:
    """Write `partnership.yml` of the partnership in use, which has none.

    Returns
    -------
    tuple of Path and str
        The file written, and what the place is called.

    Raises
    ------
    InputError
        When there is such a file, or something else of its name.
    """
    areas = load_areas()
    area, written = partnership_in_use(areas), paths.PARTNERSHIP
    if paths.is_there(written):
        found = f"{area.called} has a file already."
        raise InputError(Problem(paths.shown(written), found, "Edit it; to begin again, move it away first."))
    with tempfile.TemporaryDirectory(prefix=TEMPORARY) as work, changing_data(say):
        draft, text = Path(work) / written.name, scaffold(area, areas).encode()
        with naming(draft):
            draft.write_bytes(text)
        if problems := place_problems(read_model(draft, PartnershipFile), area, areas):
            raise InputError(problems)
        for line in write_whole({in_data(written): text}):
            say(line)
    return written, area.called


def scaffold(area: Area, areas: Areas) -> str:
    """The text of a new partnership.yml."""
    counties, words = areas.within(area.code, "county"), words_for(area, areas)
    possible = possible_comparators(area, areas)
    county = f"county: {as_entry(counties[0])}" if counties else "# There is no line `county`: it lies in no county."
    lacks = [each for each in COMPARATORS if each not in possible]
    return TEXT.format(
        slug=slug_of(area),
        name=flow(f"{area.called} Community Safety Partnership"),
        code=area.code,
        place=flow(area.called),
        districts="\n".join(f"  - {as_entry(each)}" for each in areas.members(area.code, "district")),
        county=county,
        force=as_entry(areas.within(area.code, "force")[0]),
        not_there="".join(f"\n# {NOT_THERE[each]}" for each in lacks),
        compare=flow(list(possible)),
        itself=words.itself,
        parts=words.parts,
        priorities="\n".join(f"  - {each}" for each in PRIORITIES),
        topics="\n".join(f"  # - {each}" for each in topic_names()),
        may_be_added=MAY_BE_ADDED,
    )


# Why the book cannot compare with something.
NOT_THERE = {
    "county": "There is no `county`: it lies in no county with other partnerships.",
    "neighbours": "There are no `neighbours`: they are published of single districts of England alone.",
}
