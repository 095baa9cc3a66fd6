"""Which editions a batch is asked for: partnerships by name, by force, by region or all of them, and their years."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from oscp_lib import paths
from oscp_lib.data.areas import Area, load_areas
from oscp_lib.data.check_table import OTHER_SEPARATORS, parse
from oscp_lib.data.partnership import use_partnership
from oscp_lib.data.partnership_names import did_you_mean, partnership_named
from oscp_lib.data.text_file import SAVE_AS, decode
from oscp_lib.data.years import buildable_years, read_year
from oscp_lib.errors import InputError, Problem

MOST_NAMED = 3  # places that share a problem
COLUMNS = ("partnership", "year")
WHOLE = {"force": ("force",), "region": ("region", "country")}  # the kinds of area that an option may name


@dataclass(frozen=True, order=True)
class Asked:
    """One edition: the slug of its partnership, and the year of its data."""

    slug: str
    year: int

    def __str__(self) -> str:
        return f"{self.slug} {self.year}"


def asked_editions(
    partnerships: Sequence[str] = (), forces: Sequence[str] = (), regions: Sequence[str] = (),
    years: Sequence[str] = (), parameters: Path | None = None, everyone: bool = False,
) -> list[Asked]:  # fmt: skip
    """The editions asked for, each once, in the order of their names.

    Parameters
    ----------
    partnerships, forces, regions
        Names in any spelling, or codes; a region may be a country too, such as Wales.
    years
        Of each of those partnerships; none stands for the latest of each.
    parameters
        A CSV with the columns `partnership` and `year`: one edition a line.
    everyone
        All partnerships of today.

    Raises
    ------
    InputError
        With everything that names no area, no year, or the same edition twice.
    """
    problems: list[Problem] = []
    places = list(load_areas().of_kind("partnership")) if everyone else []
    for text in partnerships:
        places += told(lambda text=text: [partnership_named(text)], problems)
    for option, texts in (("force", forces), ("region", regions)):
        for text in texts:
            places += told(lambda option=option, text=text: members_of(option, text), problems)
    asked, without = set(), {}
    for place in dict.fromkeys(places):
        try:
            asked |= set(of_years(place, years))
        except InputError as error:
            for each in error.problems:
                without.setdefault(each, []).append(place.called)
    problems += [replace(each, file=some_of(names)) for each, names in without.items()]
    if parameters is not None:
        asked |= set(told(lambda: from_file(parameters), problems))
    if problems:
        raise InputError(list(dict.fromkeys(problems)))
    return sorted(asked)


def told(ask: Callable[[], list], problems: list[Problem]) -> list:
    """What `ask` gives; where it cannot, its problems are added to the others."""
    try:
        return ask()
    except InputError as error:
        problems += error.problems
        return []


def some_of(names: list[str]) -> str:
    """The first of the places that share a problem, and how many more there are."""
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return f"{', '.join(names[:MOST_NAMED])}{more}"


def members_of(option: str, text: str) -> list[Area]:
    """The partnerships of the force or region of a name or a code."""
    areas, asked = load_areas(), " ".join(text.split())
    found = next((each for kind in WHOLE[option] if (each := areas.find(kind, asked))), None)
    found = found or areas.area(asked.upper())
    if found is None or found.kind not in WHOLE[option]:
        near = [name for kind in WHOLE[option] for name in areas.near(kind, asked)]
        names = [each.name for kind in WHOLE[option] for each in areas.of_kind(kind)]
        remedy = did_you_mean(near) if near else f"The names are {', '.join(names)}."
        raise InputError(Problem(f"--{option}", f"No {option} is called '{asked}'.", remedy))
    return list(areas.members(found.code, "partnership"))


def of_years(place: Area, years: Iterable[str]) -> list[Asked]:
    """A partnership's editions of the years, or its latest."""
    slug = use_partnership(place.code)
    return [Asked(slug, read_year(year)) for year in years] or [Asked(slug, buildable_years()[-1])]


def from_file(path: Path) -> list[Asked]:
    """The editions that a file of parameters names, one a line."""
    lines = list(parse(decode(path), path))
    shown = paths.shown(path)
    if not lines:
        remedy = f"Its first line names the columns {' and '.join(COLUMNS)}; each line after it is an edition."
        raise InputError(Problem(shown, "The file is empty.", remedy))
    (number, header), *rows = lines
    names = [name.strip().lower() for name in header]
    for separator, called in OTHER_SEPARATORS.items():
        if len(names) == 1 and separator in names[0]:
            found = f"The columns of the file are separated by {called}, not by commas."
            raise InputError(Problem(shown, found, f"Save it as {SAVE_AS}.", number))
    if sorted(names) != sorted(COLUMNS):
        found = f"The columns are {', '.join(names)}."
        raise InputError(Problem(shown, found, f"Let them be {' and '.join(COLUMNS)}, and no other.", number))
    problems: list[Problem] = []
    first: dict[Asked, int] = {}
    for line, cells in rows:
        asked = told(lambda line=line, cells=cells: [edition_of(shown, line, names, cells)], problems)
        for each in asked:
            if each in first:
                found = f"The edition {each} stands in line {first[each]} too."
                problems.append(Problem(shown, found, "Delete one of the two lines.", line))
            first.setdefault(each, line)
    if problems:
        raise InputError(problems)
    return list(first)


def edition_of(shown: str, line: int, names: list[str], cells: list[str]) -> Asked:
    """The edition of one line of the file; what is wrong with it is said with the line."""
    if len(cells) != len(names):
        found = f"The line has {len(cells)} cells; the header has {len(names)}."
        raise InputError(Problem(shown, found, "Let each line hold a partnership and a year.", line))
    row = dict(zip(names, (cell.strip() for cell in cells), strict=True))
    try:
        slug = use_partnership(row["partnership"])
        return Asked(slug, read_year(row["year"]))
    except InputError as error:
        raise InputError([Problem(shown, each.found, each.remedy, line) for each in error.problems]) from None
