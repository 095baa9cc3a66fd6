"""The facts of another year, computed once for as long as the data they are computed from stay as they are.

They are those of the project as it now stands, never those of an edition that was built before.
"""

import re
from pathlib import Path

from oscp_lib.chapters import chapters_of_book
from oscp_lib.chapters.opening import open_chapter
from oscp_lib.data.years import read_year
from oscp_lib.facts.edition_facts import FactSet
from oscp_lib.facts.facts_json import fact_set, read_facts
from oscp_lib.inputs.key import state_of_data
from oscp_lib.inputs.memo import Keeper


def facts_of_year(year: int, publish: bool = False) -> FactSet:
    """The facts of a year as the project computes them now.

    Raises
    ------
    InputError
        When the year has no data, or a table or text does not pass its checks.
    """
    facts, gaps = {}, {}
    for chapter in chapters_of_book():
        opened = open_chapter(chapter.slug)
        sheet = opened.facts(opened.load(year, publish))
        facts |= {fact.key: fact.as_json() for fact in sheet}
        gaps |= {f"{chapter.slug}.{key}": gap for key, gap in sheet.gaps.items()}
    return fact_set(year, publish, facts, gaps)


def kept_facts_of_year(year: int, publish: bool) -> FactSet:
    """The facts of a year, from the cache if it is valid; see `facts_of_year`."""
    with Keeper() as keeper:
        facts = keeper.once(
            f"facts-{year}-{publish}", state_of_data(), lambda: facts_of_year(year, publish).model_dump(mode="json")
        )
    return FactSet.model_validate(facts)


def facts_of(named: str) -> FactSet:
    """The facts of a year of this project (`2024`), or of an edition built here or elsewhere (its folder)."""
    return facts_of_year(read_year(named)) if re.fullmatch(r"\d+", named) else read_facts(Path(named))
