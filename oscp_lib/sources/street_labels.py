"""What a cell of the map is called by: the streets that police.uk names, fit for a page."""

import re
from collections import Counter
from functools import lru_cache

# Where police.uk gives a kind of place in place of a street (https://data.police.uk/about/#location-anonymisation).
KINDS_OF_PLACE = {
    "Airport/Airfield", "Bus/Coach Station", "Conference/Exhibition Centre", "Ferry Terminal",
    "Further/Higher Educational Building", "Hospital", "Motorway Service Area", "Nightclub", "Park/Open Space",
    "Parking Area", "Pedestrian Subway", "Petrol Station", "Police Station", "Prison", "Racecourse", "Shopping Area",
    "Sports/Recreation Area", "Supermarket", "Theatre/Concert Hall", "Theme/Adventure Park",
}  # fmt: skip
NEAR = "On or near "
UNNAMED = "no named street"


@lru_cache(1 << 16)
def label(location: str | None) -> str:
    """The street of a location with nothing but letters, digits and the signs that street names have."""
    name = (location or "").removeprefix(NEAR)
    name = "".join(sign for sign in name if sign.isalnum() or sign in " '’.,/&()-")
    name = " ".join(name.split()).lstrip(" '’.,/&()-")
    name = re.sub(r"(?<=\w['’])S\b", "s", name)  # police.uk writes 'Carole'S Way'
    # A bracket that closes one stays: 'Abbots Wood (East)'.
    return name.rstrip(" '’.,/&(-" if "(" in name else " '’.,/&()-")[:60]


def commonest(labels: Counter) -> str:
    """The label most offences have, a street before a kind of place; the first by alphabet where they are equal."""
    streets = {name: number for name, number in labels.items() if name and name not in KINDS_OF_PLACE}
    named = streets or {name: number for name, number in labels.items() if name}
    return min(named, key=lambda name: (-named[name], name)) if named else UNNAMED
