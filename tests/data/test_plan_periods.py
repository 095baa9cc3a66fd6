"""What a plan is called and for how long it is: the names of editions, and the periods that may follow a year."""

import pytest
import yaml

from oscp_lib import paths
from oscp_lib.chapters.texts import no_plan
from oscp_lib.data.evidence import gather
from oscp_lib.data.partnership import use_partnership
from oscp_lib.data.plan import load_plan
from oscp_lib.data.years import edition_title, plan_period
from oscp_lib.edition.new_year import new_year
from oscp_lib.errors import InputError


@pytest.fixture
def called(project):
    """Let the partnership call its plan something else, for some years, and its edition of 2024 state a period."""

    def call(name, years, period):
        said = yaml.safe_load(paths.PARTNERSHIP.read_text("utf-8")) | {"plan": {"called": name, "years": years}}
        paths.PARTNERSHIP.write_text(yaml.safe_dump(said, allow_unicode=True), "utf-8")
        path = paths.EDITIONS / "2024/plan.yml"
        path.write_text(path.read_text("utf-8").replace("period: 2025-26", f"period: {period}", 1), "utf-8")

    return call


@pytest.fixture
def elsewhere(project):
    """The project as another partnership has it, which has no folder of its own."""
    before = paths.SLUG
    yield use_partnership
    paths.use_partnership(before)


@pytest.mark.parametrize(
    ("years", "periods"),
    [
        (1, {"2025-26"}),
        (3, {"2025-28", "2024-27", "2023-26"}),
        (5, {"2025-30", "2024-29", "2023-28", "2022-27", "2021-26"}),
    ],
)
def test_a_plan_states_a_period_that_its_year_can_be_in(called, years, periods):
    for first in range(2018, 2028):
        for last in range(first + 1, first + 7):
            period = f"{first}-{last - 2000}"
            called("Safer Together Plan", years, period)
            if period in periods:
                assert load_plan(2024).period == period == plan_period(2024)
            else:
                with pytest.raises(InputError) as raised:
                    load_plan(2024)
                (problem,) = raised.value.problems
                assert problem.file.endswith("editions/2024/plan.yml") and problem.line
                assert f"'{period}' does not follow the year 2024" in problem.found
                assert all(each in problem.found for each in periods)
            path = paths.EDITIONS / "2024/plan.yml"
            path.write_text(path.read_text("utf-8").replace(f"period: {period}", "period: 2025-26", 1), "utf-8")


def test_a_plan_of_three_years_keeps_its_period_until_it_ends(called):
    called("Safer Together Plan", 3, "2024-27")  # 2024 is of its second year
    assert [plan_period(year) for year in (2023, 2024, 2025, 2026)] == ["2024-27", "2024-27", "2024-27", "2027-30"]


def test_the_plan_of_the_second_year_is_begun_with_the_same_period_and_may_be_a_new_one(called):
    called("Safer Together Plan", 3, "2025-28")
    path = new_year("2025")
    assert load_plan(2025).period == "2025-28"
    assert "What was planned for 2025-28" in path.read_text("utf-8")
    path.write_text(path.read_text("utf-8").replace("period: 2025-28", "period: 2026-29"), "utf-8")
    assert load_plan(2025).period == plan_period(2025) == plan_period(2026) == "2026-29"


def test_an_edition_is_called_by_the_name_of_its_plan(called):
    called("Safer Together Plan", 3, "2025-28")
    assert edition_title(2024) == "Safer Together Plan report book 2025-28"
    why = no_plan(gather((), 2023), "planned actions").why
    assert why == "No Safer Together Plan for 2024-27 is recorded for this edition."


def test_a_book_without_a_plan_has_the_year_of_its_figures_in_place_of_a_period(elsewhere):
    elsewhere("leeds")
    assert edition_title(2024) == "Community safety report book 2024"
    assert plan_period(2024) == "2024"


def test_a_plan_whose_name_nobody_gave_is_called_as_most_are(elsewhere):
    elsewhere("leeds")
    new_year("2024")
    assert edition_title(2024) == "Community Safety Plan report book 2025-26"
    assert load_plan(2024).title == "Community Safety Plan 2025-26"
