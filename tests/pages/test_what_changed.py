"""How the page of changes words a difference and a finding, and how it names a sum."""

import dataclasses
from types import SimpleNamespace

import pytest

from oscp_lib.facts.compare import Difference
from oscp_lib.facts.edition_facts import PrintedFact, PrintedRow
from oscp_lib.pages.what_changed import difference_text, in_short, kinds, said_once, slugs, told_apart


def row(category, value, role="added", year=2024):
    return PrintedRow(
        table="recorded_crime_ons", line=2, role=role, period_start=f"{year}-01-01", period_end=f"{year}-12-31",
        area="Ourtown", category=category, measure="recorded offences", unit="offences", value=value, status="official",
        source="ons",
    )  # fmt: skip


def fact(rows, value, kind="sum", year=2024):
    return PrintedFact(
        key="all_crime.count", chapter="all_crime", value=value, unit="offences", year=year, area="Ourtown",
        text=str(value), status="official", kind=kind, method="", source="", rows=tuple(rows),
    )  # fmt: skip


def counts_of(before, now):
    """A count of robberies in 2023 and in 2024."""
    return [fact([row("Robbery", value)], value, "published", year) for value, year in ((before, 2023), (now, 2024))]


def differing(before, now):
    old, new = counts_of(before, now)
    return Difference("all_crime.count", "all_crime", old, new, ("new data",), "")


@pytest.mark.parametrize(
    ("before", "now", "said"),
    [
        (100, 139, "+39 (+39.0%)"),
        (200, 150, "−50 (−25.0%)"),
        (49, 98, "+49"),  # of fewer than 50 the numbers stand alone
        (98, 49, "−49"),
    ],
)
def test_a_difference_of_counts_has_its_percentage_unless_one_is_small(before, now, said):
    assert difference_text(differing(before, now)) == said


def test_a_sum_of_few_kinds_names_them_and_one_of_many_says_how_many_of_what():
    few = fact([row(name, 5) for name in ("Robbery", "Vehicle offences", "Theft from the person")], 15)
    assert few.what == "Robbery, vehicle offences and theft from the person, Ourtown"
    assert kinds(few) == []
    names = ["Robbery", "Burglary", "Shoplifting", "Bicycle theft"]
    many = fact([row(name, 5) for name in names], 20)
    assert many.what == "Robbery, burglary and two other kinds of offence, Ourtown"
    assert kinds(many) == names
    assert fact(many.rows, "robbery", "largest").what == "The most frequent of 4 kinds of offence, Ourtown"


@pytest.mark.parametrize(
    ("before", "now", "said"),
    [(1791, 2488, "Rose"), (556, 436, "Fell"), (114, 146, "Could be chance"), (10000, 10100, "About the same"),
     (3, 40, "Too few to say")],
)  # fmt: skip
def test_what_a_count_did_is_said_in_a_word(before, now, said):
    assert in_short(differing(before, now)) == said


def test_no_test_of_chance_is_made_of_a_count_that_is_the_plans_or_is_of_no_offences():
    for otherwise in ({"status": "plan"}, {"unit": "residents"}):
        old, new = (each.model_copy(update=otherwise) for each in counts_of(1791, 2488))
        assert in_short(Difference("all_crime.count", "all_crime", old, new, ("new data",), "")) == ""


def test_counts_of_all_chapters_stand_together_the_largest_difference_first():
    named = {"vawg": (100, 160), "all_crime": (500, 100), "serious_violence": (100, 250), "introduction": (1, 900)}
    found = [
        dataclasses.replace(differing(*values), key=f"{slug}.count", chapter=slug) for slug, values in named.items()
    ]
    assert [each.chapter for each in told_apart(found).counts] == ["all_crime", "serious_violence", "vawg"]


def test_two_numbers_that_read_the_same_are_listed_once():
    """The lowest rate of the county may be the place's own."""

    def changed(key, now):
        old, new = fact([row("Robbery", 40)], 40, "rate", 2023), fact([row("Robbery", now)], now, "rate")
        return Difference(key, "all_crime", old, new, ("new data",), "")

    own, lowest, other = changed("rate", 30), changed("lowest_rate", 30), changed("county_rate", 35)
    assert said_once([own, lowest, other]) == [own, other]


def test_a_topic_in_which_something_changed_is_listed_after_the_priorities_and_the_first_page_is_not():
    found = [SimpleNamespace(chapter=slug) for slug in ("drugs_and_alcohol", "introduction", "vawg")]
    assert slugs(found) == ["vawg", "drugs_and_alcohol"]


def test_the_rest_of_a_county_is_not_named_as_the_whole_of_it():
    """Four of the five districts around Oxmere, and all five."""
    rest = ["Cherrow", "South Oxmereshire", "Vale of Grey Horse", "West Oxmereshire"]
    rows = [row("Robbery", 5).model_copy(update={"area": area}) for area in rest]
    assert fact(rows, 20).place == "the other districts together"
    mine = row("Robbery", 5).model_copy(update={"area": "Oxmere"})
    assert fact([*rows, mine], 25).place == "the districts together"
