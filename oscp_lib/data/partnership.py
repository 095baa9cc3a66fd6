"""The place: which partnership a book is about, where it lies, and what it says of itself.

The look-up of areas says where a partnership lies. `partnership.yml` in its folder says the rest; without that file a
partnership is what the look-up makes of it.
"""

import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass, replace

from oscp_lib import paths
from oscp_lib.data.areas import Area, Areas, load_areas, spelling_key
from oscp_lib.data.look_up_match import force_in_words, possible_comparators, read_said
from oscp_lib.data.partnership_file import Comparator, PartnershipFile, Words
from oscp_lib.data.partnership_names import partnership_named, slug_of
from oscp_lib.data.text_file import decode
from oscp_lib.errors import InputError, Problem

# In place of an area, where a publication names none for a figure and its text does not tell.
NOT_STATED = "area not stated"
# What a sentence calls a district by the beginning of its code: the law calls each of the kind so.
CITY = re.compile(r"City of |.*, City of$")  # of an official name
OF_KIND = {"E07": "the district", "E08": "the borough", "E09": "the borough"}


@dataclass(frozen=True)
class Partnership:
    """A partnership with where it lies.

    Attributes
    ----------
    slug
        What its folders and commands call it.
    place
        The name of the area, as tables and sentences give it.
    districts
        The districts that it is made of, today.
    county
        The county that it lies in; None for one in no county.
    in_county
        Every partnership of the county, by name, itself among them; itself alone where the county is not compared with.
    county_districts
        The districts of those partnerships, by name.
    force_name
        The police force as a sentence names it.
    """

    slug: str
    code: str
    place: str
    districts: tuple[Area, ...]
    county: Area | None
    in_county: tuple[Area, ...]
    county_districts: tuple[Area, ...]
    force: Area
    force_name: str
    compare: tuple[Comparator, ...]
    said: PartnershipFile
    has_file: bool

    @property
    def name(self) -> str:
        return self.said.name

    @property
    def short_name(self) -> str:
        return self.said.short_name or self.said.name

    @property
    def book(self) -> str:
        """The title of the book."""
        return self.said.book or f"Community safety in {self.place}: report book"

    @property
    def itself(self) -> str:
        """The place in the middle of a sentence, such as 'the city'."""
        return self.said.words.itself

    @property
    def parts(self) -> str:
        """What the county's partnerships are called in a sentence: 'districts' where each of them is one."""
        return self.said.words.parts

    @property
    def email(self) -> str | None:
        return self.said.email

    def is_force(self, name: str) -> bool:
        """True where a publication means the partnership's force by this name, such as 'Somewhere Constabulary'."""
        return spelling_key("force", name) in {
            spelling_key("force", each) for each in (self.force.name, self.force_name)
        }

    @property
    def compared_county(self) -> Area | None:
        """The county whose partnerships this one stands beside; None where there are no others."""
        return self.county if len(self.in_county) > 1 else None

    @property
    def areas(self) -> tuple[str, ...]:
        """Every area that a table of the partnership may hold."""
        named = [each.called for each in (*self.in_county, *self.county_districts)]
        named += [self.county.called] if self.county else []
        return (*dict.fromkeys([*named, self.force_name]), NOT_STATED)


def use_partnership(text: str | None = None) -> str:
    """Make a partnership the one that everything works on from now on; gives its slug.

    None stands for the one that is in use, or that the project names: its slug may have been written as a name.

    Raises
    ------
    InputError
        When no partnership is called so.
    """
    slug = slug_of(partnership_in_use() if text is None else partnership_named(text))
    if slug != paths.SLUG:
        paths.use_partnership(slug)
    return slug


def partnership_in_use(areas: Areas | None = None) -> Area:
    """The partnership that the paths lead to.

    Raises
    ------
    InputError
        When there is none; naming the file `default.txt` where that is where it is named.
    """
    try:
        return partnership_named(paths.SLUG, areas)
    except InputError as error:
        if paths.default_slug() != paths.SLUG:
            raise
        raise InputError([of_default(each) for each in error.problems]) from None


def of_default(unknown: Problem) -> Problem:
    """What is wrong with the file that names the partnership where nobody else does."""
    shown, remedy = paths.shown(paths.DEFAULT), "Write the name of one partnership into it, or add --partnership NAME."
    if not paths.is_there(paths.DEFAULT):
        return Problem(shown, "No partnership is named, and the file that names the usual one is missing.", remedy)
    lines = [number for number, line in enumerate(decode(paths.DEFAULT, "UTF-8").splitlines(), 1) if line.strip()]
    if not lines:
        return Problem(shown, "The file names no partnership.", remedy)
    if len(lines) > 1:
        return Problem(shown, "The file holds more than one line.", remedy, lines[1])
    return replace(unknown, file=shown, line=lines[0])


# Asked for many times in a run; the look-up is searched again only when a file has changed.
_last: dict[str, object] = {}


def load_partnership() -> Partnership:
    """The partnership that is worked on.

    Raises
    ------
    InputError
        When its file does not pass its checks, or says of a place what the look-up of areas does not.
    """
    areas = load_areas()
    made_from = (paths.SLUG, paths.state(paths.PARTNERSHIP), paths.state(paths.DEFAULT), areas)
    if _last.get("made_from") != made_from:
        area = partnership_in_use(areas)
        _last.update(partnership=located(area, read_said(area, areas), areas), made_from=made_from)
    sys.audit("oscp.asked", paths.PARTNERSHIP)  # also where it is held already and no file is opened
    return _last["partnership"]


def located(area: Area, said: PartnershipFile | None, areas: Areas) -> Partnership:
    """A partnership with where the look-up puts it."""
    counties, force = areas.within(area.code, "county"), areas.within(area.code, "force")[0]
    county = counties[0] if counties else None
    file = said or PartnershipFile(name=f"{area.called} community safety partnership", code=area.code)
    file = with_words(file, words_for(area, areas))
    compare = possible_comparators(area, areas) if file.compare is None else file.compare
    beside = areas.members(county.code, "partnership") if county and "county" in compare else (area,)
    in_county = by_name(beside)
    return Partnership(
        slug=paths.SLUG,
        code=area.code,
        place=area.called,
        districts=by_name(areas.members(area.code, "district")),
        county=county,
        in_county=in_county,
        county_districts=by_name({one for each in in_county for one in areas.members(each.code, "district")}),
        force=force,
        force_name=file.force.name if file.force else force_in_words(force),
        compare=compare,
        said=file,
        has_file=said is not None,
    )


def words_for(area: Area, areas: Areas) -> Words:
    """What a sentence calls a partnership by the kinds of its districts, and the parts of its county."""
    (first, *others), counties = areas.members(area.code, "district"), areas.within(area.code, "county")
    beside = areas.members(counties[0].code, "partnership") if counties else ()
    made_of = [areas.members(each.code, "district") for each in beside]
    single = bool(beside) and all(
        len(own) == 1 and len(areas.within(own[0].code, "partnership")) == 1 for own in made_of
    )
    itself = "the area" if others else OF_KIND.get(first.code[:3], "the area")
    if not others and any(CITY.match(each.name) for each in (area, first)):
        itself = "the city"
    return Words(itself=itself, parts="districts" if single else "partnerships")


def with_words(said: PartnershipFile, usual: Words) -> PartnershipFile:
    """The file with the usual words where it does not say its own."""
    return said.model_copy(update={"words": usual.model_copy(update=said.words.model_dump(exclude_unset=True))})


def by_name(found: Iterable[Area]) -> tuple[Area, ...]:
    return tuple(sorted(found, key=lambda each: each.name))
