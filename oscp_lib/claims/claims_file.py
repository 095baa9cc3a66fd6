"""Every statement of fact of a published plan: `data/editions/<year>/claims.yml`. It holds no verdict."""

from typing import Literal

from pydantic import field_validator, model_validator

from oscp_lib import paths
from oscp_lib.claims.rules import RULES, number
from oscp_lib.data.yaml_files import Strict, read_if_there

Names = str | tuple[str, ...]


class Selection(Strict):
    """Rows of one table. `year` is the edition's own unless given; `years` takes a first and a last.

    `area` is a name, or `lead`, `others`, `districts` or `county` of the partnership.
    """

    table: str
    area: Names | None = None
    category: Names | None = None
    measure: Names | None = None
    year: int | None = None
    years: tuple[int, int] | None = None
    any_period: bool = False


class Check(Strict):
    """One computation that a statement is held against.

    `nearest` is the step to which the source first published its figures, `top` how many names are asked for, and
    `against` says whose figures it rests on. `context` marks a computation of something near, that is told and decides
    nothing; `reading` another reading of the words, of which the ledger says whether it would hold.
    """

    against: Literal["plan", "official"]
    how: Literal[
        "value", "sum", "share", "per", "change", "smallest ratio", "mean ratio", "highest", "highest rate",
        "highest shares", "years highest", "years falling", "largest fall", "each",
        "busiest places",
    ]  # fmt: skip
    what: str
    rule: str | None = None
    rows: Selection | None = None
    part: Selection | None = None
    whole: Selection | None = None
    count: Selection | None = None
    residents: Selection | None = None
    others: Selection | None = None
    now: Selection | None = None
    before: Selection | None = None
    base: int | None = None
    top: int = 1
    nearest: int | None = None
    context: bool = False
    reading: bool = False

    @field_validator("rule")
    @classmethod
    def known_rule(cls, value: str | None) -> str | None:
        return known_rule(value)


class Explanation(Strict):
    """What would support a causal statement, and what would not."""

    supports: str
    does_not: str


class SharedProblem(Strict):
    """What several contradicted statements come down to, in words for the authors of the plan."""

    id: str
    title: str
    text: str | None = None


class Claim(Strict):
    """A statement of the plan: in short, what it states, and how that is computed or who could settle it."""

    id: str
    chapter: str
    beside: str | None = None
    lines: str
    statement: str
    stated: str
    value: str | None = None
    unit: str = ""
    rule: str | None = None
    implied: bool = False
    checks: tuple[Check, ...] = ()
    held_by: str | None = None
    readings: tuple[str, ...] = ()
    explanation: Explanation | None = None
    note: str | None = None
    problem: str | None = None

    @field_validator("rule")
    @classmethod
    def known_rule(cls, value: str | None) -> str | None:
        return known_rule(value)

    @property
    def place(self) -> str:
        """Where the plan says it: the table, chart or map, or else its line."""
        kind, _, label = (self.beside or "").partition("-")
        many = "s" if "-" in self.lines else ""
        named = f"{kind.capitalize()} {label}, " if kind in ("table", "chart", "map") and label.isdigit() else ""
        return f"{named}line{many} {self.lines} of its text"

    @property
    def deciding(self) -> tuple[Check, ...]:
        return tuple(check for check in self.checks if not (check.context or check.reading))

    @property
    def figure(self) -> str:
        """The stated figure in digits, or the name stated."""
        return self.value or self.stated

    @model_validator(mode="after")
    def can_be_settled_in_one_way(self) -> "Claim":
        ways = [bool(self.deciding), self.held_by is not None, self.explanation is not None]
        if sum(ways) != 1:
            needs = "needs one of: a check that decides, 'held_by', or 'explanation'"
            raise ValueError(f"the claim '{self.id}' {needs}; it has {sum(ways)}")
        for check in self.deciding:
            if check.rule is None and self.rule is None:
                raise ValueError(f"the claim '{self.id}' has a check without a rule")
            if check.how != "each" and (check.rule or self.rule) != "is":
                self.must_be_number()
        return self

    def must_be_number(self) -> None:
        try:
            number(self.figure)
        except ArithmeticError:
            raise ValueError(f"the claim '{self.id}' states '{self.figure}'; give it in digits as 'value'") from None


class Claims(Strict):
    """The statements of one plan, in the order of its text."""

    document: str
    problems: tuple[SharedProblem, ...] = ()
    claims: tuple[Claim, ...]

    @model_validator(mode="after")
    def each_once(self) -> "Claims":
        ids = [claim.id for claim in self.claims]
        repeated = sorted({each for each in ids if ids.count(each) > 1})
        if repeated:
            raise ValueError(f"the id '{repeated[0]}' appears twice")
        known = [problem.id for problem in self.problems]
        for claim in self.claims:
            if claim.problem and claim.problem not in known:
                raise ValueError(f"the claim '{claim.id}' names the problem '{claim.problem}'; use one of {known}")
        return self


def known_rule(value: str | None) -> str | None:
    if value is not None and value not in RULES:
        raise ValueError(f"there is no rule '{value}'; use one of {', '.join(RULES)}")
    return value


def load_claims(year: int) -> Claims | None:
    """The claims of the plan of a year, or None where none is recorded.

    Raises
    ------
    InputError
        When the file does not pass its checks.
    """
    return read_if_there(paths.EDITIONS / str(year) / "claims.yml", Claims)
