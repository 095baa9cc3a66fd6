"""The facts of another year, computed once for as long as the data they are computed from stay as they are.

They are those of the project as it now stands, never those of an edition that was built before.
"""

from oscp_lib.edition.manifest import state_of_data
from oscp_lib.facts.edition_facts import FactSet
from oscp_lib.facts.json_file import facts_of_year
from oscp_lib.inputs.memo import Keeper


def kept_facts_of_year(year: int, publish: bool) -> FactSet:
    """The facts of a year, from the cache if it is valid; see `facts_of_year`."""
    keeper = Keeper()
    facts = keeper.once(
        f"facts-{year}-{publish}", state_of_data(), lambda: facts_of_year(year, publish).model_dump(mode="json")
    )
    return FactSet.model_validate(facts)
