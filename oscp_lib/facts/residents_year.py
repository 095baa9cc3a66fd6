"""The fact that says which year's residents the rates of a page rest on."""

from oscp_lib.data.evidence import Evidence
from oscp_lib.facts.sheet import FactSheet
from oscp_lib.measures.denominator import denominator_year, residents


def add_denominator_year(sheet: FactSheet, data: Evidence) -> None:
    """Add the fact that says which year's residents the rates of a page rest on."""
    sheet.words("denominator_year", str(denominator_year(data)), "year", residents=residents(data, data.districts))
