"""What the words of a published statement allow, at their edges."""

import pytest

from oscp_lib.claims.rules import RULES


@pytest.mark.parametrize(
    ("rule", "stated", "computed", "held"),
    [
        # A figure stands for all that rounds to it, no more: 0.06 for 0.055 up to 0.065.
        ("equals", "0.06", 0.055, True),
        ("equals", "0.06", 0.0549999, False),
        ("equals", "0.06", 0.0649999, True),
        ("equals", "0.06", 0.065, False),
        ("equals", "45,465", 45465, True),
        ("equals", "45,465", 45466, False),
        ("equals", "40.0%", 40.0449, True),
        ("equals", "40.0%", 40.24, False),
        # Nearly half: 45 to below 50 per cent.
        ("nearly", "50", 45, True),
        ("nearly", "50", 44.999, False),
        ("nearly", "50", 49.999, True),
        ("nearly", "50", 50, False),
        ("about", "100", 95, True),
        ("about", "100", 105, True),
        ("about", "100", 94.99, False),
        ("about", "100", 105.01, False),
        # More than double is above two, not two itself.
        ("more than", "2", 2.0, False),
        ("more than", "2", 2.0001, True),
        # Over the last six years holds for six and for seven, not for five.
        ("at least", "6", 6, True),
        ("at least", "6", 7, True),
        ("at least", "6", 5, False),
        ("at most", "6", 6, True),
        ("at most", "6", 7, False),
        # Two sources may differ by a twentieth of the other's count, and by what rounding hides.
        ("agrees", "95", 100, True),
        ("agrees", "94", 100, False),
        ("agrees", "105", 100, True),
        ("agrees", "106", 100, False),
        ("agrees", "0.10", 0.107, True),
        ("agrees", "0.03", 0.0425, False),
    ],
)
def test_a_rule_at_its_edges(rule, stated, computed, held):
    assert RULES[rule](stated, computed) is held


def test_rounded_parts_add_up_within_half_a_last_digit_each():
    assert RULES["adds up"]("100.0", 99.7, 7)  # seven parts, each off by at most 0.05
    assert not RULES["adds up"]("100.0", 99.6, 7)
    assert RULES["adds up"]("100", 99, 2)
    assert not RULES["adds up"]("100", 98.9, 2)


def test_a_name_is_the_name_or_not():
    assert RULES["is"]("Oxmere", "Oxmere") and not RULES["is"]("Oxmere", "Cherrow")
