"""A partnership without a plan and without tables of its own: what its chapters say, and what they pass over."""

from datetime import date

import pytest

from oscp_lib.chapters import CHAPTERS, chapters_of_book, known_chapter
from oscp_lib.chapters.opening import PASSAGES, open_chapter
from oscp_lib.chapters.texts import Passage, no_plan
from oscp_lib.checks.check import check
from oscp_lib.checks.one_chapter import chapter_report, figure_or_gap
from oscp_lib.data.evidence import gather
from oscp_lib.data.gap import Gap
from oscp_lib.data.years import edition_title, years_with_plan
from oscp_lib.errors import InputError
from oscp_lib.facts.compare import compare
from oscp_lib.pages.facts_of_year import facts_of_year
from tests.places import OWN
from tests.without_plan import take_away_what_is_its_own

YEAR = 2024


@pytest.fixture
def bare(project):
    take_away_what_is_its_own(project)
    return project


def test_a_table_that_the_partnership_does_not_have_has_no_rows_and_an_absent_gap(bare):
    data = gather(("valid_crime_plan", "recorded_crime_ons"), YEAR)
    rows = data.this_year("valid_crime_plan", area=data.lead, measure="valid crimes")
    assert rows.empty and rows.years == [] and rows.lines == () and rows.total == 0
    assert rows.frame["period_end"].dt.year.tolist() == []
    assert data.left_out("valid_crime_plan", "all crime") == ""
    assert data.every("valid_crime_plan", ("all crime",)).empty
    assert (rows.table.holder, rows.table.publisher) == ("", "")
    assert data.gap("valid_crime_plan", "valid crimes").absent
    # A table that it has, in a year that the table does not cover, is missing and says so.
    earlier = gather(("exploitation_nrm",), 2021)
    assert not earlier.gap("exploitation_nrm").absent


def test_its_book_has_no_chapter_that_holds_a_plan_alone(bare):
    assert [each.slug for each in CHAPTERS if each not in chapters_of_book()] == [
        "preventing_extremism",
        "reconciliation",
    ]
    assert [each.number for each in chapters_of_book()] == [1, 2, 3, 4, 5, 6, 9]  # those of the notebooks' names
    with pytest.raises(InputError, match="The book has no chapter 'reconciliation'"):
        known_chapter("reconciliation", "--chapter")
    assert edition_title(YEAR) == "Community safety report book 2024"


@pytest.mark.longer
@pytest.mark.parametrize("slug", [each.slug for each in CHAPTERS])
def test_every_notebook_runs_by_hand_all_the_same(bare, slug):
    opened = open_chapter(slug)
    data = opened.load(YEAR)
    sheet = opened.facts(data)
    assert not [fact.key for fact in sheet if fact.status in ("plan", "sample")]
    assert sheet.entries["plan"].absent and sheet.entries["plan_period"].absent
    for ident in opened.entry.figures:
        figure_or_gap(opened.entry, ident, data)
    if hasattr(opened.entry.module, "tiles"):
        assert "preventing_extremism" not in opened.tiles(data)._repr_html_()
    for passage in opened.passages(data):
        assert passage.absent if isinstance(passage, Gap) else all(gap.absent for gap in passage.gaps)


@pytest.mark.longer
def test_nothing_that_is_absent_is_counted_among_the_gaps(bare):
    gaps = {gap.what for gap in check(YEAR).gaps}
    assert gaps == {"sexual offences by kind", "referrals to the National Referral Mechanism"}
    facts = facts_of_year(YEAR)
    assert set(facts.gaps) == {"modern_slavery.referrals", "modern_slavery.criminal_share"}
    went = [each for each in compare(facts_of_year(YEAR - 1), facts) if each.new is None]
    assert {each.key for each in went if each.gap} == set(facts.gaps)
    assert not [each for each in went if "plan" in each.why]


@pytest.mark.longer
def test_a_partnership_with_a_plan_in_one_year_misses_it_in_another(project):
    assert years_with_plan() == {YEAR}
    assert {each.slug for each in CHAPTERS} <= {each.slug for each in chapters_of_book()}
    data = gather((), YEAR - 1)
    assert data.plan is None
    for name in ("priorities", "terms", "work", "actions", "review", "checked"):
        passage = PASSAGES[name](data, "all_crime")
        assert isinstance(passage, Gap) and not passage.absent
    assert not no_plan(data, "a plan").absent
    assert open_chapter("about").facts(data).entries["plan_period"].text == "2024-25"
    assert chapter_report(CHAPTERS[3], YEAR - 1, publish=False).gaps


def test_what_the_partnership_is_ends_without_a_notice(bare):
    data = gather((), YEAR)
    told = PASSAGES["partnership"](data, "introduction")
    assert isinstance(told, Passage) and f"official figures of {data.lead}" in told.markdown
    assert told.gap.absent
    assert "Not available" not in repr(told)


def test_a_year_whose_folder_holds_no_plan_is_no_year_of_a_plan(bare):
    folder = bare / OWN / "editions/2024"
    folder.mkdir(parents=True)
    (folder / "sign-off.yml").write_text("year: 2024\nsign_offs: []\n", "utf-8")
    assert years_with_plan() == set()
    (folder / "plan.yml").write_text(
        f"year: 2024\nperiod: 2025-26\ntitle: Plan\ndraft: true\n# {date.today()}\n", "utf-8"
    )
    assert chapters_of_book() == CHAPTERS
    assert not open_chapter("vawg").work(gather((), YEAR)).absent  # a draft that does not say it yet
