"""The facts of one edition with the rows they rest on: what two editions are compared by, here or in another place."""

from pydantic import BaseModel, ConfigDict

from oscp_lib.data.gap import Gap
from oscp_lib.data.partnership import load_partnership
from oscp_lib.data.revisions import Identity
from oscp_lib.measures import wording

MOST_NAMED = 3  # categories of a sum named one by one
NAMED_OF_MANY = 2  # of a sum of more
USUAL_MEASURES = ("recorded offences", "recorded incidents", "population")
CHANGE = ": change on the year before"
DENOMINATOR = "residents"


class Record(BaseModel):
    """A part of the file; fields of a later version are let be."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class PrintedRow(Record):
    """A row of a table, its value at the time, and its part in a fact."""

    table: str
    line: int
    role: str
    period_start: str
    period_end: str
    area: str
    category: str
    measure: str
    unit: str
    value: float
    status: str
    source: str

    @property
    def identity(self) -> Identity:
        return Identity(*(getattr(self, name) for name in Identity._fields))

    @property
    def years(self) -> str:
        """The year of the period, or its first and last day where it is no calendar year."""
        start, end = self.period_start, self.period_end
        return (
            start[:4] if (start[4:], end[4:]) == ("-01-01", "-12-31") and start[:4] == end[:4] else f"{start} to {end}"
        )


class PrintedFact(Record):
    """A fact as `oscp_lib.facts.sheet.Fact`, with whole rows."""

    key: str
    chapter: str
    value: int | float | str
    unit: str
    year: int
    area: str
    text: str
    status: str
    kind: str
    method: str
    source: str
    rows: tuple[PrintedRow, ...]

    @property
    def values(self) -> dict[Identity, float]:
        """The value of every row but the denominator's, by what it is the value of."""
        return {row.identity: row.value for row in self.rows if row.role != DENOMINATOR}

    @property
    def denominators(self) -> dict[Identity, float]:
        return {row.identity: row.value for row in self.rows if row.role == DENOMINATOR}

    @property
    def editions_of_residents(self) -> frozenset[str]:
        """The releases of the estimates that a rate is over; none of a number that is no rate."""
        return frozenset(row.source for row in self.rows if row.role == DENOMINATOR)

    @property
    def is_number(self) -> bool:
        return not isinstance(self.value, str)

    @property
    def first_rows(self) -> list[PrintedRow]:
        """The rows of the first role: those that the fact is about."""
        return [row for row in self.rows if row.role == self.rows[0].role]

    @property
    def place(self) -> str:
        """The area the fact is about, or that it is of all districts."""
        return place_of(self.first_rows)

    @property
    def what(self) -> str:
        """What the fact is about, in words made from its rows."""
        first, area = self.first_rows, self.place
        name = self.key.partition(".")[2].replace("_", " ")
        if not first or self.kind == "given":
            return name[0].upper() + name[1:]
        subject, parts = subject_of(first), load_partnership().parts
        others = [row for row in self.rows if row.role not in (first[0].role, DENOMINATOR)]
        return {
            "share": f"{subject}: {area}'s share of {place_of(others)}"
            if area != place_of(others)
            else f"{subject}, {area}: share of all kinds",
            "rate": f"{subject}, {area}: rate",
            "interval": f"{subject}, {area}: interval of the rate",
            "ratio": f"{subject}, {area}, against {place_of(others)}",
            "change": f"{subject}, {area}{since(others, self.year)}",
            "difference": f"{subject}, {area}: how many more{since(others, self.year).removeprefix(': change')}",
            "rank": f"{subject}, {area}{since(others, self.year)}, beside all partnerships",
            "level": f"{subject}, {area}: rate beside all partnerships",
            "largest": f"{subject}: the area with the most, of {len({row.area for row in first})} areas"
            if len({row.area for row in first}) > 1
            else f"The most frequent of {kinds_of(first)}, {area}",
            "highest rate": f"Highest rate of the {parts}: {subject}",
            "lowest rate": f"Lowest rate of the {parts}: {subject}",
            "year": "Year of the residents that rates rest on",
            "publisher": f"Publisher of the counts: {subject}",
        }.get(self.kind, f"{subject}, {area}")


class FactSet(Record):
    """Every fact and gap of an edition, and the hash of each table behind it.

    `gaps` maps the key of a fact that cannot be computed to what is missing.
    """

    year: int
    period: str
    publish: bool
    facts: tuple[PrintedFact, ...]
    gaps: dict[str, Gap]
    tables: dict[str, str]

    @property
    def by_key(self) -> dict[str, PrintedFact]:
        return {fact.key: fact for fact in self.facts}


def since(before: list[PrintedRow], year: int) -> str:
    """Since when a count changed: since the year before, or an earlier one by its number."""
    first = min((row.period_end[:4] for row in before), default=str(year - 1))
    return CHANGE if int(first) == year - 1 else f": change since {first}"


def subject_of(rows: list[PrintedRow]) -> str:
    """What the rows count; whose count it is where it is the plan's."""
    first, *others = dict.fromkeys(row.category for row in rows)
    if len(others) >= MOST_NAMED:
        shown = [first, *map(wording.inside, others[: NAMED_OF_MANY - 1])]
        more = wording.count_in_words(1 + len(others) - NAMED_OF_MANY)
        name = f"{', '.join(shown)} and {more} other kinds of {wording.singular(rows[0].unit)}"
    else:
        name = wording.listed([first, *map(wording.inside, others)])
        measures = {row.measure for row in rows}
        if len(measures) == 1 and rows[0].measure not in USUAL_MEASURES:
            name = f"{name}, {rows[0].measure}"
    whose = " (the plan's figure)" if rows[0].status == "plan" else ""
    return f"{name[0].upper()}{name[1:]}{whose}"


def kinds_of(rows: list[PrintedRow]) -> str:
    """How many kinds of what the rows count: '7 kinds of offence'."""
    number = len({row.category for row in rows})
    return f"{number} kinds of {wording.singular(rows[0].unit)}"


def place_of(rows: list[PrintedRow]) -> str:
    """The area of the rows, or that they are of all districts, or of all but the place's own."""
    areas = list(dict.fromkeys(row.area for row in rows))
    if len(areas) == 1:
        return areas[0]
    book = load_partnership()
    beside = {each.called for each in book.in_county if each.called != book.place}
    return f"the {'other ' if set(areas) == beside else ''}{book.parts} together"
