"""What a partnership's file says of places, held against the look-up of areas: a code or name of another is refused."""

from collections.abc import Iterator

import yaml

from oscp_lib import paths
from oscp_lib.data.areas import Area, Areas, spelling_key
from oscp_lib.data.partnership_file import COMPARATORS, Comparator, NamedArea, PartnershipFile
from oscp_lib.data.yaml_files import place_in, read_if_there, valid_part
from oscp_lib.errors import InputError, Problem


def read_said(area: Area, areas: Areas) -> PartnershipFile | None:
    """What the file of a partnership says, held against the look-up; None where there is no file.

    Raises
    ------
    InputError
        With each field that does not fit, and each code, name or comparison that is another's or does not exist.
    """
    try:
        said = read_if_there(paths.PARTNERSHIP, PartnershipFile)
    except InputError as error:
        rest = valid_part(paths.PARTNERSHIP, PartnershipFile, {"name": area.called, "code": area.code})
        raise InputError([*error.problems, *(place_problems(rest, area, areas) if rest else ())]) from None
    if said is not None and (problems := place_problems(said, area, areas)):
        raise InputError(problems)
    return said


def place_problems(said: PartnershipFile, area: Area, areas: Areas) -> list[Problem]:
    """What a file says of places that is not so of the partnership whose folder it lies in."""
    return [
        *code_problems(said, area, areas),
        *name_problems(said, area, areas),
        *district_problems(said, area, areas),
        *wider_problems("county", said.county, area, areas),
        *wider_problems("force", said.force, area, areas),
        *comparison_problems(said, area, areas),
    ]


def problem(found: str, remedy: str, *loc: str | int) -> Problem:
    """A problem of the file, at the field that `loc` leads to."""
    return Problem(paths.shown(paths.PARTNERSHIP), found, remedy, *place_in(paths.PARTNERSHIP, loc))


def code_problems(said: PartnershipFile, area: Area, areas: Areas) -> Iterator[Problem]:
    """A code that is no partnership's, or another's than the folder's."""
    if said.code == area.code:
        return
    other = areas.area(said.code)
    whose = f"is that of the {other.kind} {other.name}" if other else "is no official code"
    found = f"The code {said.code} {whose}, and the folder '{paths.SLUG}' is of {area.name}."
    yield problem(found, f"Write 'code: {area.code}', or move the file to the folder of its own partnership.", "code")


def name_problems(said: PartnershipFile, area: Area, areas: Areas) -> Iterator[Problem]:
    if said.place is not None and not is_called(area, said.place, areas):
        found = f"The place '{said.place}' is not what the look-up of areas calls {area.code}."
        yield problem(found, f"Write 'place: {area.called}', or leave the line out.", "place")


def district_problems(said: PartnershipFile, area: Area, areas: Areas) -> Iterator[Problem]:
    """Districts that are not the partnership's, are named wrongly, stand twice or are left out."""
    if not said.districts:
        return
    own = {each.code: each for each in areas.members(area.code, "district")}
    ours = ", ".join(f"{each.name} ({each.code})" for each in own.values())
    seen = set()
    for number, each in enumerate(said.districts):
        if each.code in seen:
            yield problem(f"The district {each.code} appears twice.", "Delete one of the two.", "districts", number)
        elif each.code not in own:
            found = f"The district '{each.name}' has the code {each.code}, {whose(each.code, areas)}: "
            found += f"it is no part of {area.name}."
            yield problem(found, f"Name its own: {ours}.", "districts", number, "code")
        elif not is_called(own[each.code], each.name, areas):
            found = f"The district {each.code} is called '{each.name}', and the look-up calls it {own[each.code].name}."
            yield problem(found, f"Write '{as_entry(own[each.code])}'.", "districts", number, "name")
        seen.add(each.code)
    if left := [each.name for code, each in own.items() if code not in seen]:
        yield problem(f"The districts lack {' and '.join(left)}.", f"Name all of them: {ours}.", "districts")


def whose(code: str, areas: Areas) -> str:
    """Which area a code is of, also of one that is no more."""
    there = areas.area(code)
    if there is None:
        return "which is no official code"
    after = " and ".join(one.name for one in areas.successors(code))
    gone = "" if there.is_valid(None) else f", which is no more{f' ({after} followed it)' if after else ''}"
    return f"that of the {there.kind} {there.name}{gone}"


def wider_problems(kind: str, said: NamedArea | None, area: Area, areas: Areas) -> Iterator[Problem]:
    """A county or force that the partnership does not lie in, or whose code and name are not of one area."""
    if said is None:
        return
    own = next(iter(areas.within(area.code, kind)), None)
    if own is None:
        yield problem(f"{area.name} lies in no {kind}, and the file names '{said.name}'.", "Delete the line.", kind)
        return
    remedy = f"Write '{kind}: {as_entry(own)}', or leave the line out."
    if said.code != own.code:
        found = f"The {kind} of {area.name} is {own.name} ({own.code}), and the file has the code {said.code}, "
        yield problem(f"{found}{whose(said.code, areas)}.", remedy, kind, "code")
    elif not is_called(own, said.name, areas):
        found = f"The {kind} {own.code} is called '{said.name}', and the look-up calls it {own.name}."
        yield problem(found, remedy, kind, "name")


def comparison_problems(said: PartnershipFile, area: Area, areas: Areas) -> Iterator[Problem]:
    """A comparison with what there is not, such as a county of which the partnership is the only one."""
    possible = possible_comparators(area, areas)
    why = {
        "county": f"{area.name} lies in no county with other partnerships",
        "neighbours": "nearest neighbours are published of single districts of England alone, and this is none",
    }
    for number, each in enumerate(said.compare or ()):
        if each not in possible:
            found = f"The file compares with '{each}', but {why[each]}."
            yield problem(found, f"Delete it; there are: {', '.join(possible)}.", "compare", number)


def is_called(area: Area, name: str, areas: Areas) -> bool:
    """True where a name is one of the area's, in any spelling."""
    key = spelling_key(area.kind, name)
    return key == spelling_key(area.kind, area.called) or area in areas.ever_named(area.kind, name)


def as_entry(area: Area) -> str:
    """An area as a file names it: '{name: Somewhere, code: E23000099}'."""
    name = force_in_words(area) if area.kind == "force" else area.called
    return flow({"name": name, "code": area.code})


def flow(value: object) -> str:
    """A value as YAML in one line; a name with a comma or colon comes in quotation marks."""
    width = 10_000  # characters: never broken
    text = yaml.safe_dump(value, default_flow_style=True, sort_keys=False, allow_unicode=True, width=width)
    return text.removesuffix("\n").removesuffix("\n...")


def force_in_words(force: Area) -> str:
    """'Somewhere' -> 'Somewhere Police'."""
    return force.name if force.name.endswith("Police") else f"{force.name} Police"


def possible_comparators(area: Area, areas: Areas) -> tuple[Comparator, ...]:
    """What a partnership can be compared with: neighbours are published of single districts of England alone."""
    county, districts = areas.within(area.code, "county"), areas.members(area.code, "district")
    alone = len(districts) == 1 and len(areas.within(districts[0].code, "partnership")) == 1
    there = {
        "county": bool(county) and len(areas.members(county[0].code, "partnership")) > 1,
        "neighbours": alone and not area.code.startswith("W"),
    }
    return tuple(each for each in COMPARATORS if there.get(each, True))
