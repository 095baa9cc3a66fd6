"""How the page of changes words a difference and a finding, and how it names a sum."""

from types import SimpleNamespace

import pytest

from oscp_lib.facts.compare import Difference
from oscp_lib.facts.edition_facts import PrintedFact, PrintedRow
from oscp_lib.pages.what_changed import difference_text, in_short, kinds, said_once, slugs


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


@pytest.mark.parametrize(
    ("before", "now", "said"),
    [
        (100, 139, "+39 (+39.0 per cent)"),
        (200, 150, "−50 (−25.0 per cent)"),
        (49, 98, "+49"),  # of fewer than 50 the numbers stand alone
        (98, 49, "−49"),
    ],
)
def test_a_difference_of_counts_has_its_percentage_unless_one_is_small(before, now, said):
    old, new = (
        fact([row("Robbery", value)], value, "published", year) for value, year in ((before, 2023), (now, 2024))
    )
    assert difference_text(Difference("all_crime.count", "all_crime", old, new, ("new data",), "")) == said


def test_a_sum_of_few_kinds_names_them_and_one_of_many_says_how_many_of_what():
    few = fact([row(name, 5) for name in ("Robbery", "Vehicle offences", "Theft from the person")], 15)
    assert few.what == "Robbery, vehicle offences and theft from the person, Ourtown"
    assert kinds(few) == []
    names = ["Robbery", "Burglary", "Shoplifting", "Bicycle theft"]
    many = fact([row(name, 5) for name in names], 20)
    assert many.what == "4 kinds of offence together, Ourtown"
    assert kinds(many) == names
    assert fact(many.rows, "robbery", "largest").what == "The most frequent of 4 kinds of offence, Ourtown"


@pytest.mark.parametrize(
    ("before", "now", "said"),
    [(1791, 2488, "Rose"), (556, 436, "Fell"), (114, 146, "Could be chance"), (10000, 10100, "About the same"),
     (3, 40, "Too few to say")],
)  # fmt: skip
def test_what_a_count_did_is_said_in_a_word(before, now, said):
    rows = [row("Robbery", now, "now"), row("Robbery", before, "before", 2023)]
    assert in_short(fact(rows, 1.0, "change")) == said


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
