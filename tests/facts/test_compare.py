"""What changed between two sets of facts, and why: one seeded difference for each cause, and what is none."""

from types import SimpleNamespace

import pandas as pd
import pytest

from oscp_lib import paths
from oscp_lib.data.revisions import COLUMNS, Identity, load_revisions
from oscp_lib.errors import InputError
from oscp_lib.facts import sheet
from oscp_lib.facts.compare import METHOD, NEW_DATA, REVISION, WORDING, compare
from oscp_lib.facts.facts_json import read_facts, write_facts
from oscp_lib.measures import count_change, rates, wording, yearly_changes
from oscp_lib.page_names import FACTS_FILE
from oscp_lib.pages.facts_of_year import facts_of, facts_of_year
from tests.national import record_revision, restate, rows_of
from tests.places import OWN

OXMERE = "E22000308"


def by_key(old, new, revisions=()):
    return {each.key: each for each in compare(old, new, revisions)}


def robbery_in_oxmere(year):
    """The one row of a year, read by other code than the library's."""
    wanted = {"area": "Oxmere", "category": "Robbery", "period_start": f"{year}-01-01"}
    (row,) = [row for row in rows_of(paths.ROOT, "recorded_crime_ons") if wanted.items() <= row.items()]
    return row


@pytest.fixture(scope="module")
def held():
    """The facts of two years as the tables stand."""
    return {year: facts_of_year(year) for year in (2023, 2024)}


@pytest.mark.longer
def test_the_same_edition_does_not_differ_from_itself(held):
    assert compare(held[2024], facts_of_year(2024)) == []


def test_another_year_is_new_data(held):
    found = by_key(held[2023], held[2024])
    each = found["serious_violence.robbery"]
    then, now = (float(robbery_in_oxmere(year)["value"]) for year in (2023, 2024))
    assert (each.old.value, each.new.value, each.difference) == (then, now, now - then)
    assert each.causes == (NEW_DATA,)
    assert "2024" in each.why and "2023" in each.why


def test_a_number_of_another_district_names_both_and_is_not_subtracted(held):
    # South Oxmereshire had the lowest rate in 2023 (6,775 of 151,845), West Oxmereshire in 2024.
    each = by_key(held[2023], held[2024])["all_crime.lowest_rate"]
    assert each.what.endswith("West Oxmereshire: rate (in 2023: South Oxmereshire)")
    assert each.old.text == "44.6 per 1,000 residents"
    assert each.difference is None and each.difference_text == ""


@pytest.mark.longer
def test_a_row_with_another_value_is_a_revision(project, held):
    before = held[2024]
    row = robbery_in_oxmere(2024)

    def seven_more(frame):
        robbery = (frame["area_code"] == OXMERE) & (frame["offence"] == "Robbery")
        return frame.assign(value=frame["value"] + 7 * (robbery & (frame["period_end"] == "2024-12-31")))

    restate(project, "recorded_crime", seven_more)
    found = by_key(before, facts_of_year(2024))
    each = found["serious_violence.robbery"]
    assert each.causes == (REVISION,)
    assert each.difference == 7
    assert f"Oxmere, robbery, 2024: {row['value']} became {int(row['value']) + 7}" in each.why
    # Every number that rests on the row is named for that reason; nothing else but changes judged beside it.
    resting = {fact.key for fact in before.facts if any(
        (r.area, r.category, r.period_start) == ("Oxmere", "Robbery", "2024-01-01") for r in fact.rows)}  # fmt: skip
    assert {key for key, each in found.items() if each.cause == REVISION} <= resting
    assert {"serious_violence.robbery_rate", "serious_violence.robbery_share"} <= set(found)
    assert all(found[key].cause == REVISION for key in set(found) & resting)
    assert all(found[key].new.kind == "change" for key in set(found) - resting)


@pytest.mark.longer
def test_the_same_rows_counted_otherwise_are_another_method(monkeypatch, held):
    before = held[2024]
    byar = rates.rate_per_1000

    def wider(*arguments):
        rate = byar(*arguments)
        return SimpleNamespace(value=rate.value, lower=rate.lower - 1, upper=rate.upper + 1)

    monkeypatch.setattr(sheet.rates, "rate_per_1000", wider)
    found = by_key(before, facts_of_year(2024))
    assert set(found) == {fact.key for fact in before.facts if fact.kind == "interval"}
    assert {each.causes for each in found.values()} == {(METHOD,)}


@pytest.mark.longer
def test_another_denominator_is_another_method(project, held):
    before = held[2024]
    now, then = pd.Timestamp("2024-06-30"), pd.Timestamp("2023-06-30")

    def dated_2023(frame, more=0):
        moved = frame[frame["period_end"] == now]
        moved = moved.assign(period_start=then, period_end=then, value=moved["value"] + more)
        return pd.concat([frame[frame["period_end"] < then], moved])

    restate(project, "residents", dated_2023)
    found = by_key(before, facts_of_year(2024))
    # The made estimate of mid-2023 equals that of mid-2024, so that only the year is another.
    each = found["vawg.denominator_year"]
    assert (each.old.text, each.new.text) == ("2024", "2023")
    restate(project, "residents", lambda frame: dated_2023(frame.replace({then: now}), 10_000))
    each = by_key(before, facts_of_year(2024))["vawg.rate"]
    assert each.causes == (METHOD,)
    assert each.why == "It is over the residents of 2023 and was over those of 2024."


@pytest.mark.longer
def test_the_same_number_in_other_words_is_wording(monkeypatch, held):
    before = held[2024]
    monkeypatch.setattr(wording, "per_cent", lambda value, places=0: f"{wording.decimal(value, places)}%")
    found = by_key(before, facts_of_year(2024))
    assert found["vawg.share"].causes == (WORDING,)
    assert (found["vawg.share"].old.text, found["vawg.share"].new.text) == ("31 per cent", "31%")
    assert found["vawg.share"].difference == 0
    assert {each.causes for each in found.values()} == {(WORDING,)}


@pytest.mark.longer
def test_a_change_that_another_method_words_otherwise_is_method_and_not_wording(monkeypatch, held):
    after = held[2024]
    # As if nothing but half as many offences again were a rise.
    monkeypatch.setattr(count_change, "verb_of", lambda before, now, ratio: "could be chance")
    monkeypatch.setattr(yearly_changes, "METHOD", "another method")
    monkeypatch.setattr(sheet, "METHOD", "another method")
    found = by_key(facts_of_year(2024), after)
    each = found["neighbourhood_crime.shoplifting_change"]
    assert each.new.text.startswith("rose by 38.9 per cent") and "could be chance" in each.old.text
    assert each.causes == (METHOD,)
    assert "another method" in each.why


@pytest.mark.longer
def test_a_recorded_revision_is_named_between_two_years_though_both_were_computed_after_it(project):
    record_revision(project, OXMERE, 2023, "Robbery", (110, 114))
    (revision,) = load_revisions()
    assert revision.identity == Identity(
        "recorded_crime_ons", "2023-01-01", "2023-12-31", "Oxmere", "Robbery", "recorded offences", "offences"
    )
    assert (revision.old_value, revision.new_value, revision.read_on) == (110, 114, "2025-05-01")
    each = by_key(facts_of_year(2023), facts_of_year(2024), (revision,))["serious_violence.robbery"]
    assert each.causes == (NEW_DATA, REVISION)
    assert "Oxmere, robbery, 2023: 110 (release-one) was revised to 114 (release-two)" in each.why


def test_a_broken_record_of_revisions_is_named_by_line(project):
    paths.REVISIONS.write_text(",".join(COLUMNS) + "\na,b,c,d,e,f,g,many,h,2,i,j\n", "utf-8")
    with pytest.raises(InputError, match=rf"{OWN}/revisions.csv:2: The old or the new value is not a number"):
        load_revisions()
    paths.REVISIONS.write_text("table,old\n", "utf-8")
    with pytest.raises(InputError, match="The column 'period_start' is missing"):
        load_revisions()


def test_a_fact_that_appears_or_goes_is_listed_with_its_gap(held):
    found = by_key(held[2023], held[2024])
    plan, referrals = found["all_crime.valid_crimes"], found["modern_slavery.referrals"]
    assert (plan.old, plan.new.text) == (None, "17,002")
    assert "No Running Plan with these figures for 2023" in plan.gap.why
    assert (referrals.old.text, referrals.new) == ("152", None)
    assert "do not cover 2024" in referrals.gap.why and referrals.as_json()["gap"]["holder"] == "Home Office"


def test_what_an_edition_says_of_itself_is_no_difference(held):
    found = compare(held[2023], held[2024])
    assert not [each.key for each in found if each.key.endswith((".data_year", ".input_hash", ".code_version"))]


@pytest.mark.longer
def test_facts_written_and_read_again_are_the_same(tmp_path):
    written = facts_of_year(2022)
    write_facts(written, tmp_path)
    assert read_facts(tmp_path) == written == facts_of(str(tmp_path / FACTS_FILE))


@pytest.mark.parametrize(("content", "found"), [(None, "cannot be read"), ("{}", "not what a build writes")])
def test_a_folder_that_is_no_edition_is_refused(tmp_path, content, found):
    if content:
        (tmp_path / FACTS_FILE).write_text(content, "utf-8")
    with pytest.raises(InputError, match=found):
        facts_of(str(tmp_path))
