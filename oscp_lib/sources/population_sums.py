"""Whether the residents of the parts add to those of the whole: of countries, regions and counties by district."""

from datetime import date

from oscp_lib.data.areas import Area, Areas
from oscp_lib.sources.published_areas import COUNTRY, COUNTY, DISTRICT, REGION
from oscp_lib.sources.reading import refused

EDITED = "The file was edited, or an area stands in the wrong row: download it again."
CUT_SHORT = "The file is cut short: download it again. (A file of chosen areas may leave the country out.)"


def check_wholes(
    shown: str, values: dict[tuple[str, int], int], there: dict[str, Area], areas: Areas, since: date
) -> None:
    """Refuse a whole that is not the sum of its districts.

    A county or region is summed where all its districts are there. A country must have all of them.

    Raises
    ------
    InputError
        Naming the area, the year, the sum and the total; or the districts that a country lacks.
    """
    for whole in there.values():
        if whole.kind not in (COUNTRY, REGION, COUNTY):
            continue
        parts = areas.members(whole.code, DISTRICT, since)
        lacking = [part for part in parts if part.code not in there]
        if lacking and whole.kind == COUNTRY:
            named = ", ".join(part.name for part in lacking[:3])
            found = f"{whole.name} has a row, and {len(lacking)} of its {len(parts)} districts have none: {named}"
            raise refused(shown, f"{found}{' and others' if len(lacking) > 3 else ''}.", CUT_SHORT)
        if parts and not lacking:
            check_sums(shown, values, whole, parts)


def check_sums(shown: str, values: dict[tuple[str, int], int], whole: Area, parts: tuple[Area, ...]) -> None:
    """Refuse a whole that in some year is not the sum of parts that all have a figure for it."""
    for year in sorted(year for code, year in values if code == whole.code):
        figures = [values.get((part.code, year)) for part in parts]
        if None not in figures and sum(figures) != values[whole.code, year]:
            found = f"The {len(parts)} districts of {whole.name} add to {sum(figures):,} for mid-{year}; "
            raise refused(shown, f"{found}its own figure is {values[whole.code, year]:,}.", EDITED)
