"""A text that claims a direction which the figures do not show is found."""

import pytest

from oscp_lib import paths
from oscp_lib.checks.said_directions import claim_of, direction_problems
from tests.places import OWN


@pytest.mark.parametrize(
    ("sentence", "claim"),
    [
        ("Shoplifting fell across the city.", ("Shoplifting", "fell")),
        ("We have seen residential burglary rising.", ("Residential burglary", "rose")),
        ("Recorded crime has increased.", ("Total recorded crime (excluding fraud)", "rose")),
        ("Robbery has gone down thanks to patrols.", ("Robbery", "fell")),
        ("Violence without injury fell.", ("Violence without injury", "fell")),
        # Another period, a computed number, two offences or two directions: the sentence says more than that.
        ("Shoplifting fell between 2018 and 2020.", None),
        ("Shoplifting {fact}`change`, and fell in spring.", None),
        ("Robbery fell and shoplifting rose.", None),
        ("Patrols against robbery were increased where they had been reduced.", None),
        ("The partnership met shops about shoplifting.", None),
    ],
)
def test_a_sentence_with_one_offence_and_one_direction_is_a_claim(sentence, claim):
    assert claim_of(sentence) == claim


OPENING = "Thames Valley Police launched Operation Lantern"


def in_texts(text):
    path = paths.EDITIONS / "2024" / "plan.yml"
    before = path.read_text("utf-8")
    assert OPENING in before
    path.write_text(before.replace(OPENING, f"{text} {OPENING}", 1), "utf-8")
    return before[: before.index(OPENING)].count("\n") + 1


@pytest.mark.parametrize(
    ("text", "shows"),
    [
        # ONS, Tables C2 and C5: 1,791 and 2,488; 556 and 436; 114 and 146.
        ("Shoplifting fell.", "rose by 38.9 per cent, from 1,791 offences in 2023 to 2,488 in 2024."),
        ("Residential burglary rose.", "fell by 21.6 per cent, from 556 offences in 2023 to 436 in 2024."),
        ("Robbery rose.", "was 146 in 2024, against 114 in 2023; a difference of this size could be chance."),
        ("Shoplifting rose.", ""),
        ("Residential burglary fell.", ""),
    ],
)
def test_a_direction_that_the_figures_do_not_show_is_an_error_that_says_what_they_show(project, text, shows):
    line = in_texts(text)
    problems = direction_problems(2024)
    assert len(problems) == bool(shows)
    for each in problems:
        assert shows in each.found and each.severity == "error" and each.file == f"{OWN}/editions/2024/plan.yml"
        assert 0 <= line - each.line <= 1  # where the text begins


def test_the_texts_of_the_project_claim_nothing_else(project):
    assert direction_problems(2024) == []
