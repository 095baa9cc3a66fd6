"""A new edition is begun from the last one's plan, whole or not at all, and says what it still lacks."""

import csv
import json
import os

import pytest
import yaml

from oscp_lib import paths
from oscp_lib.chapters.opening import open_chapter
from oscp_lib.checks.check import check
from oscp_lib.checks.checklist import COMPLETE, MISSING, NOT_EXPECTED, PART, checklist
from oscp_lib.data.gap import Gap
from oscp_lib.data.package import tables
from oscp_lib.data.partnership import use_partnership
from oscp_lib.data.plan import FinishedPlan, load_plan
from oscp_lib.edition.new_year import new_year
from oscp_lib.errors import InputError
from oscp_lib.sources.codebook import own_codebook
from tests.national import as_csv
from tests.places import OWN

FILE = f"{OWN}/editions/2025/plan.yml"


@pytest.fixture
def begun(project):
    """The project with a new edition of 2025."""
    new_year("2025")
    return project


def items(year):
    return {item.table: item for item in checklist(year)}


def test_every_action_of_the_last_plan_is_carried_over_to_be_reviewed(begun):
    plan, last = (
        load_plan(2025),
        yaml.safe_load((begun / f"{OWN}/editions/2024/plan.yml").read_text("utf-8")),
    )
    planned = [(action["id"], p["chapter"], action["text"]) for p in last["priorities"] for action in p["actions"]]
    assert [(each.id, each.chapter, each.planned) for each in plan.review] == planned
    # 5, 6, 4, 3 and 2 actions in the published plan.
    assert len(planned) == 20
    assert {(each.status, each.sentence) for each in plan.review} == {(None, None)}
    assert (plan.year, plan.period, plan.title, plan.draft) == (2025, "2026-27", "Running Plan 2026-27", True)


def test_nothing_but_the_plan_and_its_name_as_a_source_is_written_and_other_editions_stay(project):
    before = {path: path.read_bytes() for path in (project / "data").rglob("*") if path.is_file()}
    assert new_year("2025") == project / FILE
    after = {path: path.read_bytes() for path in (project / "data").rglob("*") if path.is_file()}
    assert set(after) - set(before) == {project / FILE}
    package, codebook = paths.OWN_PACKAGE, paths.OWN_CODEBOOK
    assert {path for path in before if after[path] != before[path]} == {package, codebook}
    assert codebook.read_text("utf-8") == own_codebook() and "Running Plan 2026-27" in own_codebook()
    was, now = (json.loads(each[package]) for each in (before, after))
    for old, new in zip(was["resources"], now["resources"], strict=True):
        added = [source for source in new["sources"] if source not in old["sources"]]
        assert [source["title"] for source in added] == (["Running Plan 2026-27"] if old["status"] == "plan" else [])


@pytest.mark.longer
def test_a_figure_of_the_new_plan_can_be_typed_under_its_name(begun):
    path = begun / f"{OWN}/tables/exploitation_plan.csv"
    line = "2025-01-01,2025-12-31,Oxmereshire,Unknown,{},plan,oscp-running-plan-2026-27\n"
    more = line.format("reports,reports,3") + line.format("share of reports,per cent,100")
    path.write_text(path.read_text("utf-8") + more, "utf-8")
    assert check(2025).problems == []
    (item,) = [item for item in checklist(2025) if item.table == "sexual_offences_plan"]
    assert item.how.endswith("as printed in the plan and with the source 'oscp-running-plan-2026-27'")


@pytest.mark.longer
def test_a_fresh_scaffold_has_no_errors_and_lists_its_gaps(begun):
    report = check(2025)
    assert report.problems == []
    gaps = {gap.what: gap for gap in report.gaps}
    assert "planned actions for 2026-27" in gaps and "a plan's definitions of terms" in gaps
    reviewed = [gap for what, gap in gaps.items() if what.startswith("what became of the actions planned for 2025-26")]
    assert len(reviewed) == 5 and "not yet reported on asb-hotspots" in reviewed[0].why


@pytest.mark.longer
def test_the_status_of_an_action_is_printed_as_reported_and_never_invented(begun, edit):
    first = "  planned: Commission Domestic Homicide Reviews and carry out what they recommend.\n"
    edit(FILE, f"{first}  status:\n  sentence:\n", f"{first}  status: under way\n  sentence: Two were commissioned.\n")
    module = open_chapter("vawg")
    printed = module.review(module.load(2025))
    items = printed.markdown.split("\n- ")
    assert items[0].endswith("**Under way.**\\\n  Two were commissioned.")
    assert len(items) == 4 and all(item.endswith("**Not yet reported.**") for item in items[1:])
    assert "vawg-reviews" not in printed.gaps[0].why and "vawg-daha" in printed.gaps[0].why
    # A number in a sentence of the review is linted as in any other text.
    (problem,) = check(2025).errors
    assert problem.file == FILE and "'Two', which is not a computed fact" in problem.found


@pytest.mark.longer
def test_a_sentence_may_hold_a_fact_and_one_that_is_unknown_is_an_error(begun, edit):
    first = "carry out what they recommend.\n"
    reported = f"{first}  status: done\n  sentence: 'There were {{fact}}`offences`.'\n"
    edit(FILE, f"{first}  status:\n  sentence:\n", reported)
    assert check(2025).errors == []
    edit(FILE, "{fact}`offences`", "{fact}`offense`")
    (problem,) = check(2025).errors
    assert "'vawg-reviews' asks for the fact 'offense'" in problem.found


@pytest.mark.parametrize("year", [2018, 2023, 2024])
def test_a_year_after_none_with_a_plan_says_so(year):
    module = open_chapter("vawg")
    printed = module.review(module.load(year))
    assert isinstance(printed, Gap) and printed.why == f"The edition of {year - 1} holds no plan to review."


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("  status:\n", "  status: finished\n", "The field 'status'"),
        ("  sentence:\n", "  sentence: It was done.\n", "'asb-hotspots' has a sentence and no status"),
        ("id: asb-environment", "id: asb-hotspots", "The reviewed id 'asb-hotspots' appears twice"),
        ("chapter: neighbourhood_crime", "chapter: all_crime", "'all_crime' is not the chapter of a priority"),
        ("\ndraft: true\n", "\ndraft: true\nmember: x\n", "The field 'member' is not known"),
    ],
)
def test_a_draft_is_checked_as_strictly_where_it_is_written(begun, edit, old, new, found):
    edit(FILE, old, new)
    with pytest.raises(InputError) as raised:
        load_plan(2025)
    assert raised.value.problems[0].file == FILE and raised.value.problems[0].line
    assert found in raised.value.problems[0].found


def test_a_plan_that_is_no_draft_must_have_everything(begun, edit):
    edit(FILE, "draft: true\n", "")
    with pytest.raises(InputError) as raised:
        load_plan(2025)
    found = " ".join(problem.found for problem in raised.value.problems)
    required = [name for name, field in FinishedPlan.model_fields.items() if field.is_required()]
    for name in set(required) - {"year", "period", "title"}:
        assert f"The field '{name}' is missing" in found
    assert found.count("The field 'status'") == found.count("The field 'sentence'") == 20


@pytest.mark.longer
def test_every_action_of_the_plan_before_must_be_reviewed_and_no_other(begun, edit):
    edit(FILE, "id: vawg-daha", "id: vawg-dahaa")
    problems = check(2025).problems
    assert [(problem.severity, problem.file) for problem in problems] == [("warning", FILE), ("error", FILE)]
    assert "'vawg-daha' of the previous plan is not reviewed" in problems[0].found
    assert "Did you mean 'vawg-daha'?" in problems[1].remedy


@pytest.mark.parametrize(
    ("year", "message"),
    [
        ("2024", f"There is already an edition of 2024. Edit {OWN}/editions/2024/plan.yml"),
        ("2050", "2050 does not follow the last edition, which is of 2024. Run `oscp new-year 2025`"),
        ("2023", "Run `oscp new-year 2025`"),
        ("25", "'25' is not a year"),
        ("２０２５", "is not a year"),
    ],
)
def test_a_year_that_is_not_the_next_is_refused(project, year, message):
    with pytest.raises(InputError) as raised:
        new_year(year)
    assert message in str(raised.value)
    assert [path.name for path in paths.EDITIONS.iterdir()] == ["2024"]


@pytest.fixture
def first(project):
    """A partnership that has neither a folder nor an edition."""
    before = paths.SLUG
    use_partnership("leeds")
    yield project
    paths.use_partnership(before)


@pytest.mark.parametrize("year", [2021, 2022, 2024, 2025])
def test_a_first_edition_may_be_of_any_year_with_data_or_of_the_next(first, year):
    before = {path for path in (first / "data").rglob("*") if path.is_file()}
    written = new_year(str(year))
    assert {path for path in (first / "data").rglob("*") if path.is_file()} - before == {written}
    plan = load_plan(year)
    assert (plan.year, plan.draft, plan.review) == (year, True, ())
    assert "editions/" not in written.read_text("utf-8")  # there is none to show what each field looks like
    with pytest.raises(InputError, match=f"Run `oscp new-year {year + 1}`"):
        new_year(str(year + 2))
    assert new_year(str(year + 1)).is_file()


@pytest.mark.parametrize("year", ["2015", "2026"])
def test_a_first_edition_of_a_year_without_data_is_refused(first, year):
    with pytest.raises(InputError) as raised:
        new_year(year)
    assert f"There is no data for {year}" in str(raised.value) and "from 2021 on" in str(raised.value)
    assert not paths.OWN.exists()


def test_an_edition_is_never_overwritten(begun):
    (begun / FILE).write_text("the analyst's work", "utf-8")
    with pytest.raises(InputError, match="There is already an edition of 2025"):
        new_year("2025")
    assert (begun / FILE).read_text("utf-8") == "the analyst's work"


def test_a_run_that_is_stopped_leaves_nothing(project, monkeypatch):
    def stopped(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", stopped)
    with pytest.raises(KeyboardInterrupt):
        new_year("2025")
    assert [path.name for path in paths.EDITIONS.iterdir()] == ["2024"]


def test_a_broken_last_plan_is_named_before_anything_is_written(project, edit):
    edit(f"{OWN}/editions/2024/plan.yml", "period: 2025-26", "period: 2024-25")
    with pytest.raises(InputError, match="does not follow the year 2024"):
        new_year("2025")
    assert [path.name for path in paths.EDITIONS.iterdir()] == ["2024"]


def test_the_checklist_says_of_each_table_what_is_there_and_what_brings_it(begun):
    found = items(2025)
    files = {path.stem for path in (begun / f"{OWN}/tables").glob("*.csv")}
    views = {name for name, table in tables().items() if table.view}
    read = {"recorded_crime_ons", "population_ons", "exploitation_nrm", "street_months_police_uk"}
    assert read <= views and set(found) == files | read  # of the views those that the book reads
    crime = found["recorded_crime_ons"]
    assert (crime.state, crime.how) == (MISSING, "oscp ingest ons-csp FILE")
    assert crime.held == "nothing for 2025; the latest is of 2024"
    assert crime.publisher == "Office for National Statistics" and "Community Safety Partnership" in crime.download
    assert found["population_ons"].how == "oscp ingest population FILE"
    assert found["exploitation_nrm"].how == "oscp ingest nrm FILE"
    assert "not yet verified on a real workbook (.ods) of gov.uk: compare" in str(found["exploitation_nrm"])
    assert "not yet verified" not in str(crime)
    assert "valid_crime_plan.csv" in found["valid_crime_plan"].how and found["valid_crime_plan"].state == MISSING
    assert {item.state for name, item in found.items() if name.endswith("_sample")} == {NOT_EXPECTED}


def test_months_that_are_not_held_are_named(begun):
    with (begun / f"{OWN}/tables/antisocial_behaviour_police_uk.csv").open(encoding="utf-8") as lines:
        held = {row["period_start"] for row in csv.DictReader(lines) if row["period_start"].startswith("2025")}
    assert {f"2025-{month:02d}-01" for month in range(1, 13)} - held == {"2025-07-01"}
    asb = items(2025)["antisocial_behaviour_police_uk"]
    assert (asb.state, asb.missing, asb.how) == (PART, "July", "oscp ingest police-uk FILE")


def test_an_offence_that_is_dropped_is_named(begun):
    as_csv(begun, "recorded_crime_ons")
    path = begun / f"{OWN}/tables/recorded_crime_ons.csv"
    rows = path.read_text("utf-8").splitlines()
    new = [row.replace("2024-", "2025-", 2) for row in rows if row.startswith("2024-01-01")]
    path.write_text("\n".join([*rows, *(row for row in new if "Bicycle theft" not in row)]) + "\n", "utf-8")
    crime = items(2025)["recorded_crime_ons"]
    assert (crime.state, crime.missing) == (PART, "Bicycle theft")
    path.write_text("\n".join([*rows, *new]) + "\n", "utf-8")
    assert items(2025)["recorded_crime_ons"].state == COMPLETE
