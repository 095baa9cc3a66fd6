"""Every statement of fact of a published plan: `editions/<year>/claims.yml`. It holds no verdict."""

from typing import Literal

from pydantic import field_validator, model_validator

from oscp_lib import paths
from oscp_lib.claims.rules import RULES, number
from oscp_lib.data.yaml_files import Strict, read_if_there

Names = str | tuple[str, ...]
WORDS = 8  # at most so many of the words by which a passage begins are quoted


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
    nothing; `reading` another reading of the words, of which the ledger says whether it holds, and `read_as` what the
    words are then taken to mean. `cause` marks what would have given the printed figure: it is told, and no excuse.
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
    read_as: str | None = None
    cause: bool = False

    @field_validator("rule")
    @classmethod
    def known_rule(cls, value: str | None) -> str | None:
        return known_rule(value)

    @property
    def decides(self) -> bool:
        return not (self.context or self.reading or self.cause)


class Explanation(Strict):
    """What would support a causal statement, and what would not."""

    supports: str
    does_not: str


class SharedProblem(Strict):
    """What several statements that differ come down to, in words for the authors of the plan.

    `counts_differently` says why official figures may count something else than the plan does, and so cannot
    contradict it. `example` is the claim that stands for all of them where there is room for one.
    """

    id: str
    title: str
    text: str | None = None
    counts_differently: str | None = None
    example: str | None = None


class Claim(Strict):
    """A statement of the plan: in short, what it states, and how that is computed or who could settle it.

    `lines` are those of the plan's text. A reader, who has no such text, finds the `passage` by the `heading` above it
    and the words that it `begins` with; a row stands in the table that `heading` names. `counts_differently` is as in
    a problem, and `short` names the claim where there is no room for its statement.
    """

    id: str
    chapter: str
    beside: str | None = None
    lines: str
    passage: Literal["sentence", "row", "table"] = "sentence"
    heading: str
    begins: str
    statement: str
    short: str | None = None
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
    counts_differently: str | None = None

    @field_validator("rule")
    @classmethod
    def known_rule(cls, value: str | None) -> str | None:
        return known_rule(value)

    @field_validator("begins")
    @classmethod
    def few_words(cls, value: str) -> str:
        if len(value.split()) > WORDS:
            raise ValueError(f"'{value}' has {len(value.split())} words; quote the first {WORDS} at most")
        return value

    @property
    def place(self) -> str:
        """Where the plan says it, as somebody who has the plan as published can find it."""
        if self.passage == "row":
            return f"{self.heading}, the row beginning '{self.begins}'"
        if self.passage == "table":
            return f"Under '{self.heading}', the table '{self.begins}'"
        return f"Under '{self.heading}', the sentence beginning '{self.begins}...'"

    @property
    def deciding(self) -> tuple[Check, ...]:
        return tuple(check for check in self.checks if check.decides)

    @property
    def read_again(self) -> tuple[Check, ...]:
        """Other readings of its words."""
        return tuple(check for check in self.checks if check.reading)

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
        if self.counts_differently and not self.deciding:
            raise ValueError(f"the claim '{self.id}' has 'counts_differently' and no check that decides; delete it")
        return self

    @model_validator(mode="after")
    def readings_have_names(self) -> "Claim":
        read = {check.against for check in self.read_again}
        for check in self.checks:
            if (check.reading or (check.decides and check.against in read)) and not check.read_as:
                raise ValueError(f"the claim '{self.id}' has readings; say under 'read_as' what each takes it to mean")
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
        for problem in self.problems:
            of_it = [claim.id for claim in self.claims if claim.problem == problem.id]
            if problem.example and problem.example not in of_it:
                raise ValueError(f"the problem '{problem.id}' has the example '{problem.example}'; use one of {of_it}")
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
