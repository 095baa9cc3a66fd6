"""The facts of another year, computed once for as long as data, library and versions stay as they are.

They are those of the project as it now stands, never those of an edition that was built before.
"""

from oscp_lib import paths
from oscp_lib.edition.current import computing_key, has_restricted
from oscp_lib.edition.facts_file import facts_of_year
from oscp_lib.edition.inputs import saved_since, stamps
from oscp_lib.edition.sealed import RUNS, read_sealed, write_sealed
from oscp_lib.measures.fact_set import FactSet


def kept_facts_of_year(year: int, publish: bool) -> FactSet:
    """What `facts_of_year` gives, and raises. While partners' counts are at hand nothing is kept."""
    if has_restricted():
        return facts_of_year(year, publish)
    before, key = stamps(), computing_key()
    path = paths.BUILD / RUNS / f"facts-{year}-{publish}.json"
    record = read_sealed(path) if path.is_file() else None
    if record and record["key"] == key:
        return FactSet.model_validate(record["facts"])
    facts = facts_of_year(year, publish)
    if not saved_since(before):
        write_sealed(path, {"key": key, "facts": facts.model_dump(mode="json")})
    return facts
