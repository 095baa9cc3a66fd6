"""Areas as a publication names them, against the look-up of areas: a code and its name go together, or are refused."""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

from oscp_lib.data.areas import Area, Areas
from oscp_lib.sources.reading import refused

# Scotland, Northern Ireland, Great Britain and the United Kingdom, which no partnership is part of.
OUTSIDE = re.compile(r"[SN]\d{8}|K0[235]\d{6}")
LEFT_OUT = "outside England and Wales"
LOOK_UP, SPELLINGS = "data/national/areas.csv", "data/national/spellings.csv"
MISALIGNED = "Download the file again: a column of it may have been sorted or moved by itself."
DISTRICT, COUNTY, COUNTRY, REGION, FORCE = "district", "county", "country", "region", "force"
KINDS = (DISTRICT, COUNTY, REGION, COUNTRY, FORCE, "partnership")
MOST_NAMED = 3  # areas named one by one


def is_outside(code: str) -> bool:
    """True for the code of an area outside England and Wales."""
    return bool(OUTSIDE.fullmatch(code))


def known(shown: Path | str, line: int | None, code: str, areas: Areas, name: str = "") -> Area:
    """The area of a code.

    Raises
    ------
    InputError
        When the look-up does not have it.
    """
    if area := areas.area(code):
        return area
    called = f"the code '{code[:20]}' ({name[:60]})" if name else f"the code '{code[:20]}'"
    remedy = f"If the publisher's file has it so, add the area to {LOOK_UP}, and read the file again."
    raise refused(shown, f"The look-up of areas does not have {called}.", remedy, line)


def checked(shown: Path | str, line: int | None, code: str, name: str, areas: Areas) -> Area:
    """The area of a code, whose name must be its own.

    Raises
    ------
    InputError
        When the look-up has no such code, the name is another area's, or the name is not known.
    """
    area = known(shown, line, code, areas, name)
    verdict = verdict_on(areas, code, name)
    if verdict is area:
        return area
    if verdict is not None:
        found = f"The code {code} is that of {area.name}; the row names {verdict.name}, whose code is {verdict.code}."
        raise refused(shown, found, MISALIGNED, line)
    found = f"The code {code} is that of {area.name}; the row calls it '{name[:60]}'."
    remedy = f"If that is another spelling of its name, add it to {SPELLINGS}. Otherwise download the file again."
    raise refused(shown, found, remedy, line)


@lru_cache(maxsize=1 << 14)
def verdict_on(areas: Areas, code: str, name: str) -> Area | None:
    """The area that a name stands for beside a code: its own, else another's; none where nobody is called so."""
    area = areas.area(code)
    days = (area.valid_from, area.valid_to, None)
    if any(areas.find(area.kind, name, day) == area for day in days):
        return area
    return next((found for kind in (area.kind, *KINDS) if (found := areas.find(kind, name))), None)


@lru_cache(maxsize=16)
def set_days(areas: Areas, kind: str = DISTRICT) -> tuple[date, ...]:
    """The days on which the set of areas of a kind changed, the latest first."""
    days: set[date] = set()
    ahead: list[date | None] = [None]
    while ahead:
        day = ahead.pop()
        new = {area.valid_from for area in areas.of_kind(kind, day) if area.valid_from} - days
        days |= new
        ahead += [each - timedelta(days=1) for each in new]
    return tuple(sorted(days, reverse=True))


def boundaries_of(shown: Path | str, areas: Areas, there: Iterable[Area], day: date) -> date:
    """The day from which the set of areas holds that the rows of a file are of.

    Where the districts of the file existed together on `day`, it is the last change before; else the change after which
    they did.

    Raises
    ------
    InputError
        When the file mixes areas that never existed at the same time.
    """
    there = list(there)
    begins = max((area.valid_from for area in there if area.valid_from), default=None)
    ends = min((area.valid_to for area in there if area.valid_to), default=None)
    if begins and ends and begins > ends:
        new = next(area for area in there if area.valid_from == begins)
        old = next(area for area in there if area.valid_to == ends)
        found = f"{old.name} ({old.code}) was abolished before {new.name} ({new.code}) began, and both have a row."
        raise refused(shown, found, "Choose a file of one set of boundaries.")
    if ends and day > ends:
        day = ends
    if begins and day < begins:
        day = begins
    return next((each for each in set_days(areas) if each <= day), day)


@lru_cache(maxsize=1 << 14)
def named(areas: Areas, kind: str, name: str, on: date) -> Area | None:
    """The area of a name on a day; a file asks for the same few hundred in each of its months."""
    return areas.find(kind, name, on)


def named_set(
    shown: Path | str, areas: Areas, names: Iterable[str], day: date, kind: str = DISTRICT
) -> tuple[date, dict[str, Area]]:
    """The areas that names without codes stand for, all of one set of boundaries: the latest that has them all.

    Raises
    ------
    InputError
        When no set has them all, naming what the nearest one lacks.
    """
    names = list(names)
    best: dict[str, Area] = {}
    for each in [changed for changed in set_days(areas, kind) if changed <= day] or [day]:
        found = {name: area for name in names if (area := named(areas, kind, name, each))}
        if len(found) == len(names):
            return each, found
        best = max(best, found, key=len)
    missing = [name for name in names if name not in best]
    near = areas.near(kind, missing[0])
    hint = f"Did you mean {' or '.join(near[:2])}? " if near else ""
    listed = ", ".join(f"'{name[:60]}'" for name in missing[:MOST_NAMED])
    more = f" and {len(missing) - MOST_NAMED} more" if len(missing) > MOST_NAMED else ""
    remedy = f"{hint}If the publisher's file has it so, add the spelling to {SPELLINGS}."
    raise refused(shown, f"The look-up of areas has no {kind} called {listed}{more}.", remedy)
