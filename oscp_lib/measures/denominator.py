"""Which residents a rate is of: the latest mid-year estimate held for the year or before it."""

from oscp_lib.data.evidence import Evidence
from oscp_lib.data.rows import Rows

POPULATION = "population_ons"


def residents(data: Evidence, area: str | list[str]) -> Rows:
    """The mid-year estimate of an area (of several, one row each) that the edition's rates rest on."""
    held = data.rows(POPULATION)
    latest = denominator_year(data)
    return Rows(held.table, held.frame[held.frame["period_end"].dt.year == latest]).pick(area=area)


def denominator_year(data: Evidence) -> int:
    """The year of the estimate: the edition's own, or the last one held before it."""
    return data.rows(POPULATION).years[-1]
