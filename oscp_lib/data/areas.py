"""The look-up of areas: official codes, names and other spellings, what lies within what, and what followed what.

It rests on four files of `data/national`: `areas.csv`, `within.csv` (one row a direct membership), `spellings.csv` and
`successions.csv`. A day without a value is open: the area was there before the tables begin, or is still there.
"""

import difflib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NamedTuple

from oscp_lib import paths
from oscp_lib.data.letters import as_seen
from oscp_lib.data.look_up_rows import rows_of
from oscp_lib.errors import InputError, Problem

# Each kind with the kinds that one row of `within.csv` may put it in; from the smallest kind to the largest.
KINDS = {
    "district": ("partnership", "county", "region", "country"),
    "partnership": ("force",),
    "county": (),
    "force": (),
    "region": ("country",),
    "country": ("country",),
}
RANKS = {kind: rank for rank, kind in enumerate(KINDS)}
COLUMNS = {
    "areas.csv": ("code", "name", "kind", "valid_from", "valid_to"),
    "within.csv": ("code", "within", "valid_from", "valid_to"),
    "spellings.csv": ("code", "name"),
    "successions.csv": ("code", "successor", "day"),
}
APOSTROPHES = dict.fromkeys(map(ord, "'’‘`´ʼ"))
TRAILING_NOTE = re.compile(r"\s*(\[[^\]]*\]|\([^)]*\)|[\d*†‡]+)$")
TURNED_ROUND = re.compile(r"(.+), (city|county) of")  # 'Somewhere, City of'
OF_FORCES = re.compile(r"\b(police|constabulary|service|force|heddlu)\b")


@dataclass(frozen=True)
class Area:
    """An area with its official code; `valid_from` and `valid_to` are its first and last day, where known."""

    code: str
    name: str
    kind: str
    valid_from: date | None
    valid_to: date | None

    @property
    def called(self) -> str:
        """The name as a sentence has it: 'Somewhere', where tables say 'Somewhere, City of'."""
        turned = TURNED_ROUND.fullmatch(self.name.lower())
        return self.name[: len(turned[1])] if turned else self.name

    def is_valid(self, on: date | None) -> bool:
        """True where the area is there on that day; None asks for today's boundaries."""
        return holds(self.valid_from, self.valid_to, on)


class Membership(NamedTuple):
    """An area that lies directly within another, from the first to the last day of it."""

    code: str
    within: str
    valid_from: date | None
    valid_to: date | None


def holds(first: date | None, last: date | None, on: date | None) -> bool:
    """True where a day lies within two others, each open where it is None; no day asks for what has not ended."""
    if on is None:
        return last is None
    return (first is None or first <= on) and (last is None or on <= last)


def spelling_key(kind: str, name: str) -> str:
    """The form in which two spellings of one name are the same.

    Case, accents, punctuation, blanks, a note at the end, '&' or 'and', 'St' or 'Saint', a leading 'The' and 'City of'
    behind or before a name make no difference; nor does 'Police' or 'Constabulary' in the name of a force.
    """
    text = unicodedata.normalize("NFD", as_seen(" ".join(name.translate(APOSTROPHES).split())))
    text = "".join(letter for letter in text if unicodedata.category(letter) != "Mn")
    while (shorter := TRAILING_NOTE.sub("", text)) != text:
        text = shorter
    if turned := TURNED_ROUND.fullmatch(text):
        text = f"{turned[2]} of {turned[1]}"
    text = re.sub(r"[^\w]|_", " ", text.replace("&", " and "))
    text = re.sub(r"\bsaint\b", "st", text)
    if kind == "force":
        text = OF_FORCES.sub(" ", text)
    return " ".join(text.split()).removeprefix("the ")


class Areas:
    """Every area by its code and its names. `on` is a day; None stands for today's boundaries.

    A district may lie in several partnerships: where districts merged and their partnerships did not. Each of those has
    the whole district among its members, though it is of a part of it.
    """

    def __init__(
        self,
        areas: Iterable[Area],
        memberships: Iterable[Membership],
        spellings: Iterable[tuple[str, str]],
        successions: Iterable[tuple[str, str]],
    ) -> None:
        self._areas = {area.code: area for area in sorted(areas, key=lambda area: area.code)}
        self._above: dict[str, list[Membership]] = defaultdict(list)
        self._below: dict[str, list[Membership]] = defaultdict(list)
        for each in memberships:
            self._above[each.code].append(each)
            self._below[each.within].append(each)
        self._followed: dict[str, list[str]] = defaultdict(list)
        for code, successor in successions:
            self._followed[code].append(successor)
        self._other_names = tuple(spellings)
        self._named: dict[tuple[str, str], set[str]] | None = None
        self._members: dict[tuple[str, str, date | None], tuple[Area, ...]] = {}

    def area(self, code: str) -> Area | None:
        """The area of a code, also one that is no more."""
        return self._areas.get(code)

    def find(self, kind: str, name: str, on: date | None = None) -> Area | None:
        """The one area of a kind with this name, in any spelling; None where there is none, or more than one."""
        named = self._by_name().get((kind, spelling_key(kind, name)), ())
        found = [area for code in named if (area := self._areas[code]).is_valid(on)]
        return found[0] if len(found) == 1 else None

    def ever_named(self, kind: str, name: str) -> tuple[Area, ...]:
        """The areas of a kind with this name, also those that are no more or not yet."""
        return self._in_order(self._areas[code] for code in self._by_name().get((kind, spelling_key(kind, name)), ()))

    def near(self, kind: str, name: str) -> list[str]:
        """The names of today's areas that may be meant: of a former area those that followed it, nearest first."""
        keys = [key for of, key in self._by_name() if of == kind]
        asked = spelling_key(kind, name)
        near = [asked] if (kind, asked) in self._by_name() else difflib.get_close_matches(asked, keys, 5)
        codes = [code for key in near for code in sorted(self._by_name()[kind, key])]
        names = [after.name for code in codes for after in self.successors(code) if after.kind == kind]
        return list(dict.fromkeys(names))[:3]

    def nearest(self, kinds: Iterable[str], name: str) -> list[tuple[float, Area]]:
        """The areas of several kinds, also former ones, of the nearest names, with how alike these are (0 to 1)."""
        found: list[tuple[float, Area]] = []
        for kind in kinds:
            asked = spelling_key(kind, name)
            for key in difflib.get_close_matches(asked, [key for of, key in self._by_name() if of == kind], 5):
                alike = difflib.SequenceMatcher(None, key, asked).ratio()
                found += [(alike, self._areas[code]) for code in sorted(self._by_name()[kind, key])]
        return sorted(found, key=lambda each: -each[0])  # of two as near, that of the kind named first

    def of_kind(self, kind: str, on: date | None = None) -> tuple[Area, ...]:
        """Every area of a kind, by code."""
        return tuple(area for area in self._areas.values() if area.kind == kind and area.is_valid(on))

    def within(self, code: str, kind: str, on: date | None = None) -> tuple[Area, ...]:
        """The areas of a larger kind that contain an area: by its own memberships, or else by all of its districts."""
        area = self._areas.get(code)
        if area is None or (RANKS[kind] <= RANKS[area.kind] and not kind == area.kind == "country"):
            return ()
        found = self._of_kind_among(self._reach(code, self._above, on), kind)
        if not found and area.kind != "district":
            districts = self._of_kind_among(self._reach(code, self._below, on), "district")
            containing = [set(self.within(each, kind, on)) for each in districts]
            return self._in_order(set.intersection(*containing)) if containing else ()
        return self._in_order(self._areas[each] for each in found)

    def members(self, code: str, kind: str, on: date | None = None) -> tuple[Area, ...]:
        """The areas of a smaller kind that lie within an area."""
        area = self._areas.get(code)
        if area is None:
            return ()
        if kind == "district" or area.kind in KINDS[kind]:
            return self._in_order(
                self._areas[each] for each in self._of_kind_among(self._reach(code, self._below, on), kind)
            )
        if (key := (code, kind, on)) not in self._members:  # it asks every area of the kind, and is asked often
            every = self.of_kind(kind, on)
            self._members[key] = tuple(each for each in every if area in self.within(each.code, area.kind, on))
        return self._members[key]

    def successors(self, code: str) -> tuple[Area, ...]:
        """Today's areas in place of one that is no more; the area itself if it is still there."""
        found, ahead, seen = set(), [code], set()
        while ahead:
            each = ahead.pop()
            if each in self._areas and self._areas[each].is_valid(None):
                found.add(self._areas[each])
            elif each not in seen:
                seen.add(each)
                ahead += self._followed.get(each, [])
        return self._in_order(found)

    def _by_name(self) -> dict[tuple[str, str], set[str]]:
        """Codes by kind and name as compared; made when a name is first asked for."""
        if self._named is None:
            self._named = defaultdict(set)
            own = ((area.code, area.name) for area in self._areas.values())
            for code, name in (*own, *self._other_names):
                kind = self._areas[code].kind
                self._named[kind, spelling_key(kind, name)].add(code)
        return self._named

    def _reach(self, code: str, edges: dict[str, list[Membership]], on: date | None) -> set[str]:
        """The codes that memberships of a day lead to, one way, over any number of steps."""
        reached: set[str] = set()
        ahead = [code]
        while ahead:
            for edge in edges.get(ahead.pop(), ()):
                other = edge.within if edges is self._above else edge.code
                if other not in reached and holds(edge.valid_from, edge.valid_to, on):
                    reached.add(other)
                    ahead.append(other)
        return reached

    def _of_kind_among(self, codes: Iterable[str], kind: str) -> list[str]:
        return [code for code in codes if self._areas[code].kind == kind]

    @staticmethod
    def _in_order(areas: Iterable[Area]) -> tuple[Area, ...]:
        return tuple(sorted(areas, key=lambda area: area.code))


_loaded: dict[Path, tuple[tuple, Areas]] = {}


def load_areas(folder: Path | None = None) -> Areas:
    """The look-up of areas. `folder` is another data folder than the project's own.

    Raises
    ------
    InputError
        With each place of its files that is missing or cannot be taken; those of `areas.csv` first, alone.
    """
    folder = folder / paths.NATIONAL.name if folder else paths.NATIONAL
    state = tuple(paths.state(folder / name) for name in COLUMNS)
    if _loaded.get(folder, (None,))[0] != state:
        _loaded[folder] = (state, read_areas(folder))
    return _loaded[folder][1]


def read_areas(folder: Path) -> Areas:
    """The four files of a folder, checked."""
    problems: list[Problem] = []
    areas: dict[str, Area] = {}
    for row in rows_of(folder / "areas.csv", COLUMNS["areas.csv"], problems):
        if row["kind"] not in KINDS:
            row.refuse(f"The kind '{row['kind']}' is not one of {', '.join(KINDS)}.")
        if row["code"] in areas:
            row.refuse(f"The code {row['code']} stands twice.")
        first, last = row.span()
        areas[row["code"]] = Area(row["code"], row["name"], row["kind"], first, last)
    if problems:
        raise InputError(problems)  # the other files name codes of this one
    memberships = list(memberships_of(folder / "within.csv", areas, problems))
    spellings = []
    for row in rows_of(folder / "spellings.csv", COLUMNS["spellings.csv"], problems):
        if row.known("code", areas):
            spellings.append((row["code"], row["name"]))
    successions = []
    for row in rows_of(folder / "successions.csv", COLUMNS["successions.csv"], problems):
        row.day("day")
        if row.known("code", areas) and row.known("successor", areas):
            if areas[row["code"]].valid_to is None:
                row.refuse(f"{row['code']} has a successor and no last day in areas.csv.")
            successions.append((row["code"], row["successor"]))
    if problems:
        raise InputError(problems)
    return Areas(areas.values(), memberships, spellings, successions)


def memberships_of(path: Path, areas: dict[str, Area], problems: list[Problem]) -> Iterator[Membership]:
    """The rows of `within.csv`: each of a smaller area in a larger one, on days when both are there."""
    seen = set()
    for row in rows_of(path, COLUMNS[path.name], problems):
        first, last = row.span()
        inner, outer = areas.get(row["code"]), areas.get(row["within"])
        if inner is None or outer is None:
            row.known("code", areas)
            row.known("within", areas)
            continue
        if outer.kind not in KINDS[inner.kind] or inner is outer:
            row.refuse(f"{inner.code} is a {inner.kind}, which no row puts within the {outer.kind} {outer.code}.")
        for area in (inner, outer):
            if (area.valid_from and (first or date.min) < area.valid_from) or (
                area.valid_to and (last or date.max) > area.valid_to
            ):
                row.refuse(f"The membership holds on days when {area.code} was not there by areas.csv.")
        if (key := (inner.code, outer.code, first)) in seen:
            row.refuse(f"{inner.code} within {outer.code} stands twice.")
        seen.add(key)
        yield Membership(inner.code, outer.code, first, last)
