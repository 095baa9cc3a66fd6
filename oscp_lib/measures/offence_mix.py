"""Every offence of a year in the publisher's order: what it did, how high its rate is, and where it stands."""

from dataclasses import dataclass

from oscp_lib.data.evidence import Evidence
from oscp_lib.data.gap import Gap
from oscp_lib.data.national_package import national_table
from oscp_lib.data.rows import Rows
from oscp_lib.measures.count_change import WhatACountDid, what_a_count_did
from oscp_lib.measures.country import TABLE
from oscp_lib.measures.levels import Level, level_of
from oscp_lib.measures.yearly_changes import RECORDED_CRIME, lead_code


@dataclass(frozen=True)
class OffenceOfYear:
    """One offence or group of the lead district in a year.

    Attributes
    ----------
    depth
        0 for all crime and its groups, 1 for the parts of a group, 2 for theirs.
    part_of
        The group that holds it; empty for all crime.
    rows
        Its rows of every year held.
    did
        What it did since the year before; None where that year is not held.
    level
        Its rate and ranks, or why it has none.
    """

    name: str
    depth: int
    part_of: str
    is_group: bool
    count: int
    rows: Rows
    did: WhatACountDid | None
    level: Level | Gap


def offences_of_year(data: Evidence) -> list[OffenceOfYear]:
    """All offences that the year's figures of the lead district count, in the publisher's order."""
    rows = data.rows(RECORDED_CRIME, area=data.lead)
    above = {part: whole for whole, parts in rows.table.parts.items() for part in parts}
    found = []
    for name in national_table(TABLE).ordered["offence"]:
        ours = rows.pick(category=name)
        now, before = (ours.pick(year=year) for year in (data.year, data.year - 1))
        if now.empty:
            continue
        did = None if before.empty else what_a_count_did(before.value, now.value, (data.year - 1, data.year))
        level = level_of(lead_code(data), name, data.year)
        is_group, part_of = name in rows.table.parts, above.get(name, "")
        found.append(OffenceOfYear(name, depth_of(name, above), part_of, is_group, int(now.value), ours, did, level))
    return found


def depth_of(name: str, above: dict[str, str]) -> int:
    """How many groups below all crime hold an offence."""
    holding = 0
    while name in above:
        name, holding = above[name], holding + 1
    return max(holding - 1, 0)


def largest_group(offences: list[OffenceOfYear]) -> OffenceOfYear | None:
    """The largest of the groups that make up all crime; None where none of them is counted."""
    groups = [each for each in offences if each.depth == 0 and each.part_of]
    return max(groups, key=lambda each: each.count, default=None)
