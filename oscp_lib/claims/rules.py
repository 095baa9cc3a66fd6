"""What the words of a published statement allow: when a computed figure bears out a stated one."""

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal

# 'Nearly half' means 45 to below 50 per cent: within a tenth below, and not reached.
NEARLY = Decimal("0.9")
ABOUT = Decimal("0.05")
# Two sources count the same offences on different days, and offences are reclassified in between: a few per cent.
SAME_COUNT = Decimal("0.05")


def number(text: str) -> Decimal:
    """A printed number: '45,465', '0.10', '40.0%'."""
    return Decimal(text.replace(",", "").rstrip("%"))


def places(text: str) -> int:
    """How many decimals a number was printed with."""
    return max(0, -int(number(text).as_tuple().exponent))


def exact(value: float | int) -> Decimal:
    """A computed value as written out, so that binary fractions do not tip a rounding."""
    return Decimal(repr(round(float(value), 10)))


def equals(stated: str, computed: float) -> bool:
    """The computed figure rounds to the stated one at the precision it was printed with."""
    step = Decimal(1).scaleb(-places(stated))
    return exact(computed).quantize(step, ROUND_HALF_UP) == number(stated)


def nearly(stated: str, computed: float) -> bool:
    """Below the stated figure, and not below nine tenths of it."""
    return NEARLY * number(stated) <= exact(computed) < number(stated)


def about(stated: str, computed: float) -> bool:
    """Within a twentieth of the stated figure, on either side."""
    return abs(exact(computed) - number(stated)) <= ABOUT * abs(number(stated))


def more_than(stated: str, computed: float) -> bool:
    """Above the stated figure; the figure itself is not more than itself."""
    return exact(computed) > number(stated)


def at_least(stated: str, computed: float) -> bool:
    """The stated figure or above: 'over the last six years' holds when it held for seven."""
    return exact(computed) >= number(stated)


def at_most(stated: str, computed: float) -> bool:
    """The stated figure or below."""
    return exact(computed) <= number(stated)


def agrees(stated: str, computed: float) -> bool:
    """Another source's figure of the same: within a twentieth of it, as far as the printed precision can tell."""
    half = Decimal("0.5").scaleb(-places(stated)) if places(stated) else Decimal(0)
    return abs(exact(computed) - number(stated)) <= SAME_COUNT * abs(exact(computed)) + half


def adds_up(stated: str, computed: float, parts: int) -> bool:
    """Rounded parts add to the stated whole as far as their rounding allows: half of a last digit for each."""
    half = Decimal("0.5").scaleb(-places(stated))
    return abs(exact(computed) - number(stated)) <= parts * half


def is_named(stated: str, computed: str) -> bool:
    """The name stated is the name computed."""
    return stated == computed


RULES: dict[str, Callable] = {
    "equals": equals,
    "nearly": nearly,
    "about": about,
    "more than": more_than,
    "at least": at_least,
    "at most": at_most,
    "agrees": agrees,
    "adds up": adds_up,
    "is": is_named,
}
