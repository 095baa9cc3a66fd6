"""How numbers are written: one rule for each kind, used everywhere."""

import datetime
import re
from collections.abc import Sequence
from math import isnan

# UK statistics shorthand for a figure that is withheld (Government Analysis Function, symbols in tables).
CONFIDENTIAL = "[c]"
SMALL = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
# Names that a sentence gives an article: what kind of place it is stands in them as a noun.
TAKES_ARTICLE = re.compile(r"(City|County|Borough|Isles?|Forest|Vale|(North|East|South|West) Riding) of ")
SINGULAR = {"people": "person"}  # where the unit of one is not the unit without its 's'


def count(value: float) -> str:
    """1344 -> '1,344'; a minus sign, not a hyphen; a withheld count -> '[c]'."""
    return CONFIDENTIAL if isnan(value) else f"{int(value):,}".replace("-", "\N{MINUS SIGN}")


def count_in_words(value: float) -> str:
    """Below ten in words, as the plan writes them: 1 -> 'one', 12 -> '12'."""
    return SMALL[int(value)] if 0 <= value < len(SMALL) else count(value)


def decimal(value: float, places: int = 1) -> str:
    """107.0 -> '107.0', 45465.2 -> '45,465.2'; a minus sign, not a hyphen; a withheld figure -> '[c]'."""
    return CONFIDENTIAL if isnan(value) else f"{value:,.{places}f}".replace("-", "\N{MINUS SIGN}")


def interval(lower: float, upper: float, places: int = 1) -> str:
    """6.52, 10.18 -> '6.5 to 10.2'."""
    return f"{decimal(lower, places)} to {decimal(upper, places)}"


def plain(value: float) -> str:
    """A published value to the precision it has: 45465 -> '45,465', 0.07 -> '0.07'."""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.10g}"


def with_unit(value: float, unit: str) -> str:
    """45465, 'offences' -> '45,465 offences'; 1, 'offences' -> '1 offence'."""
    return f"{plain(value)} {singular(unit) if value == 1 else unit}"


def singular(unit: str) -> str:
    """The unit of one: 'offences' -> 'offence'."""
    return SINGULAR.get(unit, f"{unit[:-3]}y" if unit.endswith("ies") else unit.removesuffix("s"))


def per_cent(value: float, places: int = 0) -> str:
    """31.2 -> '31 per cent'."""
    return f"{decimal(value, places)} per cent"


def listed(names: Sequence[str]) -> str:
    """'North', 'North and South', 'North, South and West'."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def ordinal(number: int) -> str:
    """1 -> '1st', 2 -> '2nd', 11 -> '11th', 313 -> '313th'."""
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number:,}{ending}"


def inside(name: str) -> str:
    """A name as it stands inside a sentence: 'Drug offences' -> 'drug offences'."""
    return f"{name[:1].lower()}{name[1:]}"


def named(place: str) -> str:
    """A place as it stands inside a sentence: 'Vale of Somewhere' -> 'the Vale of Somewhere'."""
    return f"the {place}" if TAKES_ARTICLE.match(place) else place


def to_begin(text: str) -> str:
    """A text as it begins a sentence: 'the area' -> 'The area'."""
    return f"{text[:1].upper()}{text[1:]}"


def span(years: Sequence[int]) -> str:
    """[2021, 2022, 2023] -> '2021 to 2023'."""
    return str(years[0]) if len(years) == 1 else f"{min(years)} to {max(years)}"


def without_markup(text: str) -> str:
    """A text for Markdown, in which what looks like HTML prints as it was typed."""
    return text.replace("<", "&lt;")


def day(date: datetime.date) -> str:
    """2025-03-04 -> '4 March 2025'."""
    return f"{date.day} {date:%B %Y}"


def period(start: datetime.date, end: datetime.date) -> str:
    """'4 March 2025', '2024', '2021 to 2024', 'May 2024', 'April 2023 to March 2024'."""
    if start == end:
        return day(start)
    if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31):
        return span(sorted({start.year, end.year}))
    first, last = f"{start:%B %Y}", f"{end:%B %Y}"
    return first if first == last else f"{first} to {last}"
