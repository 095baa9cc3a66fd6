"""What one check of a claim computed, whether it bears the claim out, and both in words."""

from dataclasses import dataclass

from oscp_lib.claims.claims_file import Check, Claim
from oscp_lib.claims.compute import HOW, Bench, Found
from oscp_lib.claims.rules import RULES, agrees, number, places
from oscp_lib.data.rows import Rows
from oscp_lib.measures import wording

COUNTED = ("crimes", "offences", "residents", "animals", "people", "years", "reports")
FINEST = 6  # decimals of a computed figure
LEAST_PER_CENT = 0.1  # a smaller difference is told in numbers alone


@dataclass(frozen=True)
class Result:
    """What one check computed. `held` is True or False by the rule, or None where the check is of something near.

    `year` is the edition's own: a check of rows of other years says so. `apart` are the areas that differ, each with
    its two figures, where columns are held against each other.
    """

    check: Check
    value: float | str
    text: str
    held: bool | None
    difference: str
    rows: tuple[Rows, ...]
    year: int
    apart: tuple[str, ...] = ()

    @property
    def sources(self) -> list[str]:
        """The publications behind an official figure; the plan's own tables are named by the check itself."""
        if self.check.against == "plan":
            return []
        return list(dict.fromkeys(title for rows in self.rows for title in rows.table.titles(rows.frame)))

    @property
    def failed(self) -> bool:
        """True where a check that decides does not bear the claim out."""
        return self.check.decides and self.held is False

    @property
    def years(self) -> list[int]:
        """The years of the rows, by the last day of each."""
        return sorted({int(year) for rows in self.rows for year in rows.frame["period_end"].dt.year})

    @property
    def other_years(self) -> str:
        """Of which years the rows are, where they are not all of the edition's own and the check's words do not say."""
        if self.years == [self.year] or all(str(year) in self.check.what for year in self.years):
            return ""
        in_a_row = len(self.years) > 2 and self.years[-1] - self.years[0] == len(self.years) - 1
        return f"figures of {wording.span(self.years) if in_a_row else wording.listed(list(map(str, self.years)))}"

    @property
    def of_what(self) -> str:
        """What was computed, and of which years where that is not plain."""
        return f"{self.check.what}; {self.other_years}" if self.other_years else self.check.what

    @property
    def told(self) -> str:
        """What was found, of what, and how far the plan's figure is from it."""
        ending = f" {self.difference}" if self.difference and not self.apart else ""
        return f"{wording.to_begin(self.text)}: {self.of_what}.{ending}"


def result_of(claim: Claim, check: Check, bench: Bench) -> Result:
    """What one check computes, and whether it bears the claim out."""
    found = HOW[check.how](check, bench)
    if check.how == "each":
        return result_of_each(claim, check, found, bench.year)
    held = None if check.context else holds(claim, check, found)
    text = found.text or figure_text(claim, check, found.value, held)
    if check.context:
        return Result(check, found.value, text, None, "", found.rows, bench.year)
    if check.reading:
        return Result(check, found.value, text, held, read_so(check, held), found.rows, bench.year)
    if check.cause:
        so = f"So taken, it {'holds' if held else 'does not hold'}."
        return Result(check, found.value, text, held, so, found.rows, bench.year)
    difference = read_so(check, held) if check.read_as else difference_text(claim, found.value, check, held)
    return Result(check, found.value, text, held, difference, found.rows, bench.year)


def read_so(check: Check, held: bool) -> str:
    """Whether the statement holds on one reading of its words."""
    return f"Read as {check.read_as}, it {'holds' if held else 'does not hold'}."


def holds(claim: Claim, check: Check, found: Found) -> bool:
    """What the claim's rule says of a computed value."""
    name, value = check.rule or claim.rule, found.value
    if check.nearest:
        # Where a source first published figures rounded, both are held to that precision.
        return nearest(float(number(claim.figure)), check.nearest) == nearest(float(value), check.nearest)
    if name == "adds up":
        return RULES[name](claim.figure, found.value, len(found.rows[0].frame))
    return RULES[name](claim.figure, found.value)


def result_of_each(claim: Claim, check: Check, found: Found, year: int) -> Result:
    """Two columns held against each other, area by area."""
    apart = [
        f"{area}: {wording.plain(stated)} printed, {wording.plain(computed)} found"
        for area, stated, computed in found.pairs
        if not agrees(repr(float(stated)), computed)
    ]
    total = len(found.pairs)
    some, of_all = wording.count_in_words(total - len(apart)), wording.count_in_words(total)
    agree = "agrees" if total - len(apart) == 1 else "agree"
    text = f"{some} of {of_all} {agree}" if apart else f"all {of_all} agree"
    difference = f"{'; '.join(apart)}." if apart else ""
    return Result(check, total - len(apart), text, not apart, difference, found.rows, year, tuple(apart))


def figure_text(claim: Claim, check: Check, value: float | str, held: bool | None) -> str:
    """A computed figure as the ledger prints it: one place finer than it was stated.

    Where it fails by less than that, so many places that a reader sees it fail: 1.96, not 2.0, for 'more than 2'.
    """
    if isinstance(value, str):
        return value
    unit = {"smallest ratio": "times", "mean ratio": "times", "share": "per cent", "change": "per cent"}.get(
        check.how, claim.unit
    )
    decimals = 0 if unit in COUNTED else finer(claim)
    while held is False and decimals < FINEST and number(f"{value:.{decimals}f}") == number(claim.figure):
        decimals += 1
    signed = f"{value:+,.{decimals}f}".replace("-", "\N{MINUS SIGN}") if check.how == "change" else None
    return f"{signed or wording.decimal(value, decimals)} {unit}".strip()


def finer(claim: Claim) -> int:
    try:
        return places(claim.figure) + 1
    except ArithmeticError:
        return 1


def nearest(value: float, step: int) -> int:
    """A figure rounded to the nearest step, halves up."""
    return int(value / step + 0.5) * step


def difference_text(claim: Claim, value: float | str, check: Check, held: bool) -> str:
    """By how much the plan's figure misses a computed one; nothing where it is a bound or a name, or the same."""
    name = check.rule or claim.rule
    if isinstance(value, str) or name in ("more than", "at least", "at most") or (held and name != "agrees"):
        return ""
    gap = float(number(claim.figure)) - value
    decimals = 0 if claim.unit in COUNTED else finer(claim)
    size = wording.decimal(abs(gap), decimals)
    if not float(size.replace(",", "")):
        return ""
    relative = 100 * abs(gap) / abs(value) if value and claim.unit in COUNTED else 0
    per_cent = f", or {wording.decimal(relative)} per cent," if relative >= LEAST_PER_CENT else ""
    unit = "percentage points" if claim.unit == "per cent" else claim.unit
    return f"The plan's figure is {size} {unit}{per_cent} {'higher' if gap > 0 else 'lower'}."
