"""Which partnership is meant: by its name in any spelling, its slug or its code; and what to say where it is none."""

import re
from collections.abc import Sequence

from oscp_lib.data.areas import Area, Areas, load_areas, spelling_key
from oscp_lib.errors import InputError, Problem

WHERE = "partnership"  # the option and the parameter that name one
KINDS = {"district": "district", "county": "county", "force": "police force", "region": "region", "country": "country"}
MOST_NAMED = 12  # partnerships in one message: the largest county has no more
MOST_MEANT = 3
LONGEST = 80  # characters of what somebody typed, as a message repeats it
AS_NEAR = 0.1  # how much less alike than the nearest name another may be, on a scale from 0 to 1
# What bodies put around the name of their place.
BODY = re.compile(
    r"\b(community safety|safer (communities|community)?|csp|partnership|"
    r"((county|metropolitan|london|royal) )?(borough|city|district|county)? ?council|(london|royal) borough of|"
    r"cyngor( sir| dinas| bwrdeistref sirol)?)\b"
)


def slug_of(area: Area) -> str:
    """'Here and There' -> 'here-and-there'."""
    return re.sub(r"[^a-z0-9]+", "-", area.called.lower().replace("'", "")).strip("-")


def partnership_named(text: str, areas: Areas | None = None) -> Area:
    """A partnership by its name in any spelling, its slug or its code.

    Raises
    ------
    InputError
        When there is none, or it is no more: with what has this name or code in its place, or the nearest names.
    """
    areas, asked = areas or load_areas(), " ".join(text.split())
    found = areas.find("partnership", asked) or areas.area(asked.upper())
    if found is None:
        found = next((each for each in areas.of_kind("partnership") if slug_of(each) == asked.lower()), None)
    if found is None or found.kind != "partnership" or not found.is_valid(None):
        raise InputError(Problem(WHERE, *why_none(asked, areas)))
    return found


def why_none(asked: str, areas: Areas) -> tuple[str, str]:
    """What is wrong with a text that names no partnership of today, and the remedy."""
    if not asked:
        return "No partnership is named.", "Give its name, its code or the name of its folder."
    if coded := areas.area(asked.upper()):
        was = "is" if coded.is_valid(None) else "was"
        found = f"{coded.code} {was} the code of the {kind_of(coded)} {coded.name}"
        return f"{found}{followed(coded, areas) or ', not of a partnership'}.", remedy_for(coded, areas, coded=True)
    shown = asked if len(asked) <= LONGEST else f"{asked[:LONGEST]}..."
    none = f"No partnership is called '{shown}'"
    if there := of_any_kind(asked, areas):
        was = "is" if there.is_valid(None) else "was"
        return f"{none}: it {was} a {kind_of(there)}{followed(there, areas)}.", remedy_for(there, areas)
    if there := of_any_kind(BODY.sub(" ", spelling_key("partnership", asked)), areas):
        return f"{none}.", remedy_for(there, areas)
    return f"{none}.", nearest_of(asked, areas)


def of_any_kind(name: str, areas: Areas) -> Area | None:
    """The area of a name, of the first kind that has one; one that is no more where none has it today."""
    for kind in ("partnership", *KINDS):
        if named := areas.ever_named(kind, name):
            return next((each for each in named if each.is_valid(None)), named[0])
    return None


def kind_of(area: Area) -> str:
    return KINDS.get(area.kind, area.kind)


def followed(area: Area, areas: Areas) -> str:
    """How a sentence goes on about an area that is no more."""
    if area.is_valid(None):
        return ""
    after = [each.name for each in areas.successors(area.code)]
    return f", which {' and '.join(after)} followed" if after else ", which nothing followed"


def remedy_for(area: Area, areas: Areas, coded: bool = False) -> str:
    """Which partnership to name in place of an area; with its code where the area was named by one."""
    meant = partnerships_of(area, areas)
    names = [f"{each.called} ({each.code})" if coded else each.called for each in meant]
    if not names:
        return "Name a partnership that is there today."
    if area.kind in ("district", "partnership"):
        return did_you_mean(names)
    if more := names[MOST_NAMED:]:
        return f"Name one of its partnerships: {', '.join(names[:MOST_NAMED])} and {len(more)} more."
    return f"Name one of its partnerships: {', '.join(names)}."


def partnerships_of(area: Area, areas: Areas) -> list[Area]:
    """Today's partnerships of an area: of a district those it lies in, of a larger area those in it, by name."""
    found: dict[Area, None] = {}
    for each in areas.successors(area.code):
        if each.kind == "district":
            found |= dict.fromkeys(areas.within(each.code, "partnership"))
        else:
            found |= dict.fromkeys([each] if each.kind == "partnership" else areas.members(each.code, "partnership"))
    return sorted(found, key=lambda each: each.name)


def did_you_mean(names: Sequence[str]) -> str:
    """'Did you mean Here or There?'"""
    *others, last = names
    return f"Did you mean {', '.join(others)} or {last}?" if others else f"Did you mean {last}?"


def nearest_of(asked: str, areas: Areas) -> str:
    """The remedy for a name that no area has: the nearest, which may be that of a district, county or force."""
    part = f" {spelling_key('partnership', asked)} "
    longer: dict[Area, None] = {}
    for each in (*areas.of_kind("partnership"), *areas.of_kind("district")):
        if part in f" {spelling_key(each.kind, each.name)} ":
            longer |= dict.fromkeys([each] if each.kind == "partnership" else partnerships_of(each, areas))
    if 0 < len(longer) <= MOST_NAMED:
        return did_you_mean([each.called for each in longer])
    near = areas.nearest(("partnership", "district", "county", "force"), asked)
    meant: dict[Area, None] = {}
    for alike, area in near:
        if alike < near[0][0] - AS_NEAR:
            continue
        if area.kind in ("county", "force"):
            if not meant:
                return f"Did you mean the {kind_of(area)} {area.name}? {remedy_for(area, areas)}"
            continue
        meant |= dict.fromkeys(partnerships_of(area, areas))
    if not meant:
        return "Give its name as data/national/areas.csv has it."
    return did_you_mean([each.called for each in meant][:MOST_MEANT])
