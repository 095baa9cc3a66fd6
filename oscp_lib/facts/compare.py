"""What changed between two sets of facts, number by number, and why."""

import math
import re
from dataclasses import dataclass

from oscp_lib.data.gap import Gap
from oscp_lib.data.revisions import Identity, Revision
from oscp_lib.facts.edition_facts import FactSet, PrintedFact
from oscp_lib.measures import wording

NEW_DATA, REVISION, METHOD, WORDING = "new data", "revision", "method", "wording"
# Each cause, and what a reader should take it to mean.
CAUSES = {
    NEW_DATA: "the figures of another year, or of a release that the other edition did not have",
    REVISION: "the publisher changed a figure that was already out",
    METHOD: "the same figures, counted or compared in another way",
    WORDING: "the same number in other words",
}
# What an edition says of itself differs in every edition and is no finding.
OF_THE_EDITION = ("data_year", "last_year", "plan_period", "code_version", "input_hash")
LEAST_SHOWN = 0.05  # a smaller difference of rates or percentages would print as nought
PLACES = ("rank", "level")  # places among others, which a difference says nothing of
NUMBER = re.compile(r"\d[\d,.]*\d|\d")


@dataclass(frozen=True)
class Difference:
    """One fact that is not what it was; `old` or `new` is None where a gap (or nothing) stands.

    `causes` holds the main cause first; `why` says in a sentence or two what was found.
    """

    key: str
    chapter: str
    old: PrintedFact | None
    new: PrintedFact | None
    causes: tuple[str, ...]
    why: str
    gap: Gap | None = None

    @property
    def cause(self) -> str:
        return self.causes[0]

    @property
    def what(self) -> str:
        """What the fact is about; what it was about before, where that is something else, such as another district."""
        if not self.moved:
            return (self.new or self.old).what
        only_place = self.old.what.replace(self.old.place, self.new.place) == self.new.what
        return f"{self.new.what} (in {self.old.year}: {self.old.place if only_place else self.old.what})"

    @property
    def moved(self) -> bool:
        """True where the two sides are about different things: the lowest rate may be another district's."""
        return bool(self.old and self.new) and self.old.what != self.new.what

    @property
    def over_other_residents(self) -> bool:
        """True for rates over residents of two editions of the estimates, which do not join."""
        return self.old is not None and self.new is not None and other_residents(self.old, self.new)

    @property
    def difference(self) -> float | None:
        """New less old, where both are numbers of one unit and about the same thing.

        None for rates over residents of two editions of the estimates, which do not join, and for places among others.
        """
        old, new = self.old, self.new
        if self.over_other_residents or (new is not None and new.kind in PLACES):
            return None
        if old is None or new is None or self.moved or not (old.is_number and new.is_number) or old.unit != new.unit:
            return None
        # Ten digits: the rest is how computers divide.
        return round(new.value - old.value, 10)

    @property
    def difference_text(self) -> str:
        """The difference as a reader writes it; none for a change of a change, nor for a part of a larger count."""
        value = self.difference
        if value is None or self.new.kind == "change":
            return ""
        if self.new.kind == "ratio" and min(self.old.value, self.new.value) < 1:
            return ""  # one of them reads as a percentage
        if 0 < abs(value) < LEAST_SHOWN:
            return f"under {LEAST_SHOWN}"
        places = 0 if float(value).is_integer() and float(self.new.value).is_integer() else 1
        unit = " points" if self.new.unit == "per cent" else ""
        return f"{'+' if value > 0 else ''}{wording.decimal(value, places)}{unit}"

    def as_json(self) -> dict:
        """The difference as `oscp diff --json` prints it."""
        return {
            "key": self.key,
            "chapter": self.chapter,
            "what": self.what,
            "old": side(self.old),
            "new": side(self.new),
            "difference": self.difference,
            "unit": (self.new or self.old).unit,
            "cause": self.cause,
            "causes": list(self.causes),
            "why": self.why,
            "gap": self.gap.as_json() if self.gap else None,
        }


def side(fact: PrintedFact | None) -> dict | None:
    """A fact as one side of a comparison."""
    if fact is None:
        return None
    return {"value": fact.value, "text": fact.text, "kind": fact.kind, "method": fact.method, "source": fact.source}


def compare(old: FactSet, new: FactSet, revisions: tuple[Revision, ...] = ()) -> list[Difference]:
    """Every fact whose value or words differ, that appeared or that disappeared, in the order of the older edition.

    Parameters
    ----------
    revisions
        What later releases replaced, so that a revision is known even where both sides were computed after it.
    """
    before, after = old.by_key, new.by_key
    keys = [key for key in dict.fromkeys([*before, *after]) if key.rpartition(".")[2] not in OF_THE_EDITION]
    replaced = {revision.identity: revision for revision in revisions}
    found = []
    for key in keys:
        one, other = before.get(key), after.get(key)
        if one is None or other is None:
            found.append(one_sided(key, old, new))
        elif one.text != other.text or not same_value(one, other):
            found.append(two_sided(one, other, old, new, replaced))
    return found


def same_value(one: PrintedFact, other: PrintedFact) -> bool:
    """Equal but for how two computers divide."""
    if one.is_number and other.is_number:
        return math.isclose(one.value, other.value, rel_tol=1e-9)
    return one.value == other.value


def one_sided(key: str, old: FactSet, new: FactSet) -> Difference:
    """A fact that only one edition has, with the gap in its place in the other."""
    one, other = old.by_key.get(key), new.by_key.get(key)
    lacking, fact = (old, other) if one is None else (new, one)
    gap = lacking.gaps.get(key)
    if gap is None:
        cause, why = METHOD, f"The edition of {lacking.year} does not compute it."
    elif old.year != new.year or old.tables != new.tables:
        cause, why = NEW_DATA, f"In the edition of {lacking.year}: {gap.sentence}"
    else:
        cause, why = METHOD, f"The same tables, but: {gap.sentence}"
    return Difference(key, fact.chapter, one, other, (cause,), why, gap)


def two_sided(
    one: PrintedFact, other: PrintedFact, old: FactSet, new: FactSet, replaced: dict[Identity, Revision]
) -> Difference:
    """Why a fact of both editions differs: each cause found, the main one first."""
    reasons: dict[str, str] = {}
    if old.year != new.year:
        reasons[NEW_DATA] = f"Figures of {new.year} in place of those of {old.year}."
    elif old.tables != new.tables and set(one.values) != set(other.values):
        reasons[NEW_DATA] = added_or_gone(one, other)
    elif old.tables != new.tables and not one.rows:
        reasons[NEW_DATA] = "It is counted over tables that are not the same in both."
    if revised := revision_of(one, other, replaced, same_year=old.year == new.year):
        reasons[REVISION] = revised
    if method := method_of(one, other, old, new, explained=bool(reasons)):
        reasons[METHOD] = method
    if not reasons:
        reasons[WORDING] = "The number and its rows are the same; the words are not."
    # Between two builds of one year a revision explains more than a row that came beside it.
    order = list(CAUSES) if old.year != new.year else [REVISION, NEW_DATA, METHOD, WORDING]
    causes = tuple(cause for cause in order if cause in reasons)
    return Difference(one.key, other.chapter, one, other, causes, " ".join(reasons[cause] for cause in causes))


def added_or_gone(one: PrintedFact, other: PrintedFact) -> str:
    """Which rows only one of two builds of a year rests on."""
    came = [row for row in other.rows if row.identity not in one.values and row.identity in other.values]
    went = [row for row in one.rows if row.identity not in other.values and row.identity in one.values]
    parts = [f"{len(rows)} rows {verb}, among them {named(rows[0].identity)}" for rows, verb in
             ((came, "came"), (went, "went")) if rows]  # fmt: skip
    return f"{'; '.join(parts)}."


def revision_of(one: PrintedFact, other: PrintedFact, replaced: dict[Identity, Revision], same_year: bool) -> str:
    """Rows of both that have another value, or rows whose earlier value a later release replaced."""
    values = {**other.values, **other.denominators}
    moved = [
        (identity, was, values[identity])
        for identity, was in {**one.values, **one.denominators}.items()
        if identity in values and values[identity] != was
    ]
    sentences = [f"{named(each)}: {wording.plain(was)} became {wording.plain(now)}" for each, was, now in moved[:1]]
    if not moved and not same_year:
        # Both sides were computed after the release: only the record still knows the earlier value.
        earlier = [replaced[each] for each in {**one.values, **values} if each in replaced]
        moved = [(each.identity, each.old_value, each.new_value) for each in earlier]
        sentences = [
            f"{named(each.identity)}: {wording.plain(each.old_value)} ({each.old_source}) was revised to "
            f"{'nothing' if each.new_value is None else wording.plain(each.new_value)} ({each.new_source})"
            for each in earlier[:1]
        ]
    elif moved and moved[0][0] in replaced:
        sentences = [f"{sentences[0]} ({replaced[moved[0][0]].new_source})"]
    if not sentences:
        return ""
    more = f", and {len(moved) - 1} more of its rows" if len(moved) > 1 else ""
    return f"{sentences[0]}{more}."


def method_of(one: PrintedFact, other: PrintedFact, old: FactSet, new: FactSet, explained: bool) -> str:
    """What is done differently with the rows; `explained` says that new or revised rows account for another value."""
    if one.kind != other.kind:
        return f"It was made as '{one.kind}' and is now made as '{other.kind}'."
    if one.unit != other.unit:
        return f"It was in {one.unit} and is now in {other.unit}."
    if tables_of(one) != tables_of(other):
        return f"It rested on {' and '.join(tables_of(one))} and now rests on {' and '.join(tables_of(other))}."
    if other_residents(one, other):
        first, second = (residents_years(fact) for fact in (one, other))
        return (
            f"It is over the residents of mid-{second} and was over those of mid-{first}, which are of another edition "
            "of the estimates. The two do not join, so no difference is given."
        )
    if old.year == new.year and set(one.denominators) != set(other.denominators):
        first, second = (residents_years(fact) for fact in (one, other))
        return f"It is over the residents of {second} and was over those of {first}."
    if explained:
        return ""
    if set(one.values) != set(other.values):
        return "It rests on other rows of the same tables."
    if one.method != other.method:
        return f"It was {one.method}; it is {other.method}."
    if not computed_otherwise(one, other):
        return ""
    return "The same rows give another result."


def computed_otherwise(one: PrintedFact, other: PrintedFact) -> bool:
    """True where not only the words of a result differ: its number, the row picked, or the verdict of its test."""
    if not same_value(one, other) and one.is_number:
        return True
    if one.is_number:
        return False
    names = {name.casefold() for row in (*one.rows, *other.rows) for name in (row.area, row.category)}
    picked = {one.text.casefold(), other.text.casefold()}
    return NUMBER.findall(one.text) != NUMBER.findall(other.text) or (len(picked) > 1 and picked <= names)


def tables_of(fact: PrintedFact) -> list[str]:
    return sorted({row.table for row in fact.rows})


def other_residents(one: PrintedFact, other: PrintedFact) -> bool:
    """True where two rates are over residents of different editions of the estimates."""
    return bool(one.editions_of_residents and other.editions_of_residents) and (
        one.editions_of_residents != other.editions_of_residents
    )


def residents_years(fact: PrintedFact) -> str:
    return wording.listed(sorted({row.period_end[:4] for row in fact.rows if row.identity in fact.denominators}))


def named(identity: Identity) -> str:
    """A row in words."""
    start, end = identity.period_start, identity.period_end
    when = start[:4] if start[:4] == end[:4] and start[4:] == "-01-01" else f"{start} to {end}"
    return f"{identity.area}, {identity.category[0].lower()}{identity.category[1:]}, {when}"
