"""Which column of a crime table holds which offence, and where the columns that name areas stand."""

import difflib
import re
from collections.abc import Sequence

from oscp_lib.sources.reading import Reading, refused
from oscp_lib.sources.spreadsheet import without_notes

TOTAL = "Total recorded crime (excluding fraud)"
# The offences of the workbooks as their tables of counts name them; some sheets and editions word them otherwise.
OFFENCES = (
    TOTAL, "Violence against the person", "Homicide", "Death or serious injury caused by illegal driving",
    "Violence with injury", "Violence without injury", "Stalking and harassment", "Sexual offences", "Robbery",
    "Theft offences", "Burglary", "Residential burglary", "Non-residential burglary", "Vehicle offences",
    "Theft from the person", "Bicycle theft", "Shoplifting", "All other theft offences", "Criminal damage and arson",
    "Drug offences", "Possession of weapons offences", "Public order offences",
    "Miscellaneous crimes against society",
)  # fmt: skip
# How the tables of forces name some of them.
OTHER_NAMES = {
    "miscellaneous crimes": "Miscellaneous crimes against society",
    "death or serious injury - unlawful driving": "Death or serious injury caused by illegal driving",
    "possession of weapons": "Possession of weapons offences",
}
NO_OFFENCE = re.compile(r".* (code|name)|(population|household) figures.*", re.IGNORECASE)
CLOSE = 0.75  # how alike a renamed column must be to the one offence that is missing


def column_at(shown: str, names: Sequence[str], key: str, top: int) -> int:
    """Where a column that every edition has stands."""
    for place, name in enumerate(names):
        if without_notes(name).lower() == key.lower():
            return place
    near = difflib.get_close_matches(key, names, 1, 0.5)
    hint = f"'{near[0]}' may be it. " if near else ""
    raise refused(shown, f"The column '{key}' is missing.", f"{hint}Choose the published one, unedited.", top + 1)


def offence_columns(reading: Reading, shown: str, names: Sequence[str], top: int) -> dict[int, str]:
    """The offence of each column by its usual name; what was renamed, dropped or is new is noted."""
    columns = {
        place: without_notes(name) for place, name in enumerate(names) if name and not NO_OFFENCE.fullmatch(name)
    }
    exact = {offence.lower(): offence for offence in OFFENCES} | OTHER_NAMES
    offences = {place: exact[name.lower()] for place, name in columns.items() if name.lower() in exact}
    if len(set(offences.values())) < len(offences):
        twice = next(name for name in offences.values() if list(offences.values()).count(name) > 1)
        raise refused(shown, f"The column '{twice}' appears twice.", "Download the workbook again.", top + 1)
    missing = [offence for offence in OFFENCES if offence not in offences.values()]
    for place, name in columns.items():
        if place in offences:
            continue
        near = difflib.get_close_matches(name, missing, 1, CLOSE)
        offences[place] = near[0] if near else name
        if near:
            missing.remove(near[0])
            reading.notes.append(f"The column '{name}' was read as '{near[0]}'.")
        else:
            reading.notes.append(f"The column '{name}' is new: it was read under that name.")
    if TOTAL in missing:
        raise refused(shown, f"The column '{TOTAL}' is missing.", "Choose the published workbook, unedited.", top + 1)
    reading.notes += [f"The edition has no column '{name}'." for name in missing]
    return dict(sorted(offences.items()))
