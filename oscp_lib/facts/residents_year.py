"""The fact that says which year's residents the rates of a page rest on."""

from oscp_lib.data.evidence import Evidence
from oscp_lib.data.gap import Gap
from oscp_lib.facts.sheet import FactSheet
from oscp_lib.measures.denominator import denominator_year, rate_gap, residents, without_rates


def add_denominator_year(sheet: FactSheet, data: Evidence) -> None:
    """Add the fact that says which year's residents the rates of a page rest on."""
    if data.lead in without_rates(data):
        what = "the year of the residents"
        return sheet.add("denominator_year", rate_gap(data, Gap(what, "There are no rates.")))
    year, rows = str(denominator_year(data)), residents(data, data.in_county)
    if rows.empty:
        return sheet.given("denominator_year", year, "the year of the residents that rates are over")
    return sheet.words("denominator_year", year, "year", residents=rows)
