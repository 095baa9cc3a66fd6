"""The findings of an edition: what happened, what stands out, and the lists of them that pages print.

Which offences they are about is found in the figures of the year, so a key names the part that an offence plays: the
one that moved the total most, the one whose rate is highest beside others.
"""

from oscp_lib.data.evidence import Evidence
from oscp_lib.data.gap import Gap
from oscp_lib.facts.change_and_level import add_level, add_others, add_since_first_year, add_since_last_year
from oscp_lib.facts.sheet import FactSheet
from oscp_lib.measures.count_change import WhatACountDid
from oscp_lib.measures.levels import Level
from oscp_lib.measures.stand_out import (
    POLICE_WORK,
    REPORTING,
    Movement,
    driver,
    furthest,
    highest,
    levels_of,
    lowest,
    movements,
)
from oscp_lib.measures.yearly_changes import (
    RECORDED_CRIME,
    TOTAL,
    change_of_others,
    change_since_first_year,
    change_since_last_year,
    lead_code,
    official_change_rows,
)

STAND_OUT = {
    "highest": "The highest rates beside other partnerships",
    "lowest": "The lowest rates beside other partnerships",
    "rose": "The rises furthest beyond those of most partnerships",
    "fell": "The falls furthest beyond those of most partnerships",
}
MOST_SHOWN = 3  # of a kind of thing that stands out
# Classes of what fits no other: no reader can picture them, so none is a headline.
LEFT_OVER = ("All other theft offences", "Miscellaneous crimes against society")


def headline_items(data: Evidence) -> dict[str, str]:
    """The offence behind each finding of the first page, by the part it plays there; no offence plays two."""
    found, first = since_last_year(data), first_year(data)
    did = change_since_last_year(data, TOTAL)
    parts: dict[str, str] = {}
    moved = driver(found, did) if isinstance(did, WhatACountDid) else None
    if moved:
        parts["driver"] = moved.offence
    for part, candidates in (
        ("high", [each.offence for each in highest(rates(data), MOST_SHOWN)]),
        # Of those that went far, the one with the most offences behind it is the news.
        ("up", [each.offence for each in by_size(furthest(found, "rose", MOST_SHOWN))]),
        ("down", [each.offence for each in by_size(furthest(found, "fell", MOST_SHOWN))]),
        ("over_years", [each.offence for each in over_years(data, first) if each.offence not in LEFT_OVER]),
    ):
        if new := [each for each in candidates if each not in parts.values()][:1]:
            parts[part] = new[0]
    return parts


def by_size(found: list[Movement]) -> list[Movement]:
    return sorted(found, key=lambda each: -abs(each.difference))


def since_last_year(data: Evidence) -> list[Movement]:
    """What rose or fell since the year before; nothing where the edition has no official counts."""
    return movements(lead_code(data), (data.year - 1, data.year)) if official(data) else []


def first_year(data: Evidence) -> int | None:
    """The first year held, where a change over several years can be told."""
    did = change_since_first_year(data, TOTAL)
    return did.years[0] if isinstance(did, WhatACountDid) else None


def over_years(data: Evidence, first: int | None) -> list[Movement]:
    """What rose or fell over all years held, the furthest among all partnerships first."""
    return movements(lead_code(data), (first, data.year)) if first is not None and official(data) else []


def rates(data: Evidence) -> list[Level]:
    """The rates of the year, the highest among all partnerships first."""
    return levels_of(lead_code(data), data.year) if official(data) else []


def official(data: Evidence) -> bool:
    """True where the edition's year has official counts."""
    return not data.this_year(RECORDED_CRIME).empty


def add_findings(sheet: FactSheet, data: Evidence) -> None:
    """The facts of the first page's findings: `change` of all crime, and those of each part that an offence plays."""
    add_since_last_year(sheet, data, "change", TOTAL)
    add_others(sheet, data, TOTAL)
    for part, offence in headline_items(data).items():
        if part == "high":
            add_level(sheet, data, part, offence)
        elif part == "over_years":
            add_since_first_year(sheet, data, part, offence)
        else:
            add_since_last_year(sheet, data, part, offence)
        if part == "driver":
            gap = data.gap(RECORDED_CRIME, "how many more offences")
            sheet.difference("driver_difference", **official_change_rows(data, offence), gap=gap)
            sheet.difference("difference", **official_change_rows(data, TOTAL), gap=gap)


def findings(data: Evidence) -> list[str]:
    """The findings as sentences with placeholders of `add_findings`, the main one first."""
    parts = headline_items(data)
    told = ["**Recorded crime** {fact}`change`. {fact}`change_compared`"]
    if not isinstance(change_of_others(data, TOTAL), Gap):
        told[0] += " In {fact}`others` together it {fact}`others_change`."
    if offence := parts.get("driver"):
        more = "{fact}`driver_difference`, against {fact}`difference` of all recorded crime"
        told.append(f"**{offence}** {{fact}}`driver`: {more}. {{fact}}`driver_compared`{also(offence)}")
    if "high" in parts:
        told.append("{fact}`high`")
    for key in ("up", "down", "over_years"):
        if offence := parts.get(key):
            told.append(f"**{offence}** {{fact}}`{key}`. {{fact}}`{key}_compared`{also(offence)}")
    return told


def also(offence: str) -> str:
    """What a count measures besides offending, as one more sentence of a finding; empty for most."""
    if offence in POLICE_WORK:
        return " Such counts also measure police work."
    return " Such counts also measure reporting." if offence in REPORTING else ""


def stand_out_items(data: Evidence) -> dict[str, str]:
    """The offence behind each thing that stands out, by the key of its fact: in level, then in change."""
    found, of_rates = since_last_year(data), rates(data)
    items: dict[str, str] = {}
    for part, offences in (
        ("highest", [each.offence for each in highest(of_rates, MOST_SHOWN)]),
        ("lowest", [each.offence for each in lowest(of_rates, MOST_SHOWN)]),
        ("rose", [each.offence for each in furthest(found, "rose", MOST_SHOWN)]),
        ("fell", [each.offence for each in furthest(found, "fell", MOST_SHOWN)]),
    ):
        items |= {f"{part}_{number}": offence for number, offence in enumerate(offences, 1)}
    return items


def add_stand_outs(sheet: FactSheet, data: Evidence) -> None:
    """The facts of what stands out: `highest_1`, `lowest_1`, `rose_1`, `fell_1` and those after them."""
    for key, offence in stand_out_items(data).items():
        if key.startswith(("highest", "lowest")):
            add_level(sheet, data, key, offence, neighbours=False)
        else:
            add_since_last_year(sheet, data, key, offence)


def stand_outs(data: Evidence) -> dict[str, list[str]]:
    """What stands out, by what it is: sentences with placeholders of `add_stand_outs`."""
    items = stand_out_items(data)
    return {
        heading: [
            f"{{fact}}`{key}`"
            if part in ("highest", "lowest")
            else f"{offence} {{fact}}`{key}`. {{fact}}`{key}_compared`"
            for key, offence in items.items()
            if key.startswith(part)
        ]
        for part, heading in STAND_OUT.items()
    }


def also_measures(data: Evidence) -> str:
    """What the counts that stand out measure besides offending; empty where none of them does."""
    named = {*stand_out_items(data).values()}
    told = []
    if police := [each.lower() for each in POLICE_WORK if each in named]:
        told.append(f"Counts of {' and '.join(police)} also measure police work: more searches find more of them.")
    if reported := [each.lower() for each in REPORTING if each in named]:
        told.append(f"Counts of {' and '.join(reported)} also measure reporting.")
    return " ".join(told)
