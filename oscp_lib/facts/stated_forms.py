"""How a figure that a plan states in its prose reads in a sentence: the forms that a row may ask for in `says`."""

import difflib
from collections.abc import Callable
from dataclasses import dataclass

from oscp_lib.measures import wording

PER_CENT = "per cent"
RANGE = "range"  # the one form that is made from several rows: from and to, two rows for each range
PARTS = ("halves", "thirds", "quarters", "fifths", "sixths", "sevenths", "eighths", "ninths", "tenths")
MULTIPLES = {2: "double", 3: "triple"}
# What a plan sets before a figure that it does not give exactly.
QUALIFIERS = (
    "about", "almost", "approximately", "around", "at least", "at most", "exactly", "fewer than", "just over",
    "just under", "less than", "more than", "nearly", "over", "roughly", "under", "up to",
)  # fmt: skip


class Unfit(ValueError):
    """A form that does not exist, or that a value or its unit cannot take: what was found, and the remedy."""


@dataclass(frozen=True)
class Form:
    """What `says` asks for: a form, and the words before it."""

    name: str
    qualifier: str = ""

    @property
    def is_range(self) -> bool:
        return self.name == RANGE

    def text(self, values: list[float], unit: str) -> str:
        """The figure, or the ranges, as a sentence has it.

        Raises
        ------
        Unfit
            When the values or their unit cannot be written so.
        """
        made = ranges(values) if self.is_range else FORMS[self.name](values[0], unit)
        return f"{self.qualifier} {made}".strip()


def form_of(says: str, unit: str) -> Form:
    """The form that a cell asks for; an empty one asks for a percentage where that is the unit, else for a number.

    Raises
    ------
    Unfit
        Naming the forms there are.
    """
    words = " ".join(says.casefold().split())
    qualifier = next((each for each in QUALIFIERS if f"{words} ".startswith(f"{each} ")), "")
    name = words.removeprefix(qualifier).strip() or (PER_CENT if unit == PER_CENT else "number")
    if name not in (*FORMS, RANGE):
        near = difflib.get_close_matches(name, [*FORMS, RANGE], 1)
        hint = f"Did you mean '{f'{qualifier} {near[0]}'.strip()}'? " if near else ""
        remedy = f"{hint}The forms are {', '.join([*FORMS, RANGE])}; before one may stand {', '.join(QUALIFIERS)}."
        raise Unfit(f"'says' holds '{says}', which is no form of a figure.", remedy)
    return Form(name, qualifier)


def number(value: float, unit: str) -> str:
    """1344 -> '1,344'; 4.5 -> '4.5'."""
    return wording.plain(value)


def words(value: float, unit: str) -> str:
    """2 -> 'two'; 14 -> '14'."""
    if not float(value).is_integer():
        raise Unfit(f"'says' asks for words, and the value is {value:g}.", "Write 'number', or a whole value.")
    return wording.count_in_words(value)


def number_and_unit(value: float, unit: str) -> str:
    """1344, 'reports' -> '1,344 reports'."""
    return wording.with_unit(value, unit)


def words_and_unit(value: float, unit: str) -> str:
    """1, 'teams' -> 'one team'."""
    return f"{words(value, unit)} {wording.singular(unit) if value == 1 else unit}"


def per_cent(value: float, unit: str) -> str:
    """39.9 -> '39.9 per cent'."""
    needs_unit("per cent", unit, PER_CENT)
    return f"{wording.plain(value)} per cent"


def times(value: float, unit: str) -> str:
    """2 -> 'double'; 4 -> 'four times'; 1.5 -> '1.5 times'."""
    needs_unit("times", unit, "times")
    if value in MULTIPLES:
        return MULTIPLES[int(value)]
    return f"{words(value, unit) if float(value).is_integer() else wording.plain(value)} times"


def fraction(value: float, unit: str) -> str:
    """2, 'thirds' -> 'two thirds'; 1, 'quarters' -> 'a quarter'; 1, 'halves' -> 'half'."""
    needs_unit("fraction", unit, *PARTS)
    whole = PARTS.index(unit) + 2
    if not float(value).is_integer() or not 0 < value < whole:
        remedy = f"Write how many {unit} the plan states, from 1 to {whole - 1}."
        raise Unfit(f"'says' asks for a fraction, and the value is {wording.plain(value)} {unit}.", remedy)
    if value > 1:
        return f"{wording.count_in_words(value)} {unit}"
    return "half" if unit == PARTS[0] else f"{'an' if unit.startswith('e') else 'a'} {unit.removesuffix('s')}"


def pounds(value: float, unit: str) -> str:
    """50000 -> '£50,000'; 2.5 -> '£2.50'."""
    needs_unit("pounds", unit, "pounds")
    return f"£{wording.decimal(value, 0 if float(value).is_integer() else 2)}"


def needs_unit(form: str, unit: str, *units: str) -> None:
    if unit not in units:
        remedy = f"Write the unit as one of {', '.join(units)}, or choose another form."
        raise Unfit(f"'says' asks for the form '{form}', and the unit is '{unit}'.", remedy)


def ranges(values: list[float]) -> str:
    """[13, 15, 16, 18] -> '13 to 15 and 16 to 18'."""
    if len(values) % 2:
        found = f"'says' asks for ranges, and the fact has {wording.with_unit(len(values), 'rows')} in the year."
        raise Unfit(found, "Give each range two rows, one below the other: where it begins, and where it ends.")
    pairs = list(zip(values[::2], values[1::2], strict=True))
    if falling := next((pair for pair in pairs if pair[0] > pair[1]), None):
        found = f"'says' asks for ranges, and one begins at {falling[0]:g} and ends at {falling[1]:g}."
        raise Unfit(found, "Put the row where a range begins above the row where it ends.")
    return wording.listed([f"{wording.plain(first)} to {wording.plain(last)}" for first, last in pairs])


FORMS: dict[str, Callable[[float, str], str]] = {
    "number": number,
    "number and unit": number_and_unit,
    "words": words,
    "words and unit": words_and_unit,
    PER_CENT: per_cent,
    "times": times,
    "fraction": fraction,
    "pounds": pounds,
}
