"""A partnership's view on a national table: its rows, in its order, and what becomes of it when the table changes."""

import json

import pandas as pd
import pytest

from oscp_lib import paths
from oscp_lib.checks.check import data_problems
from oscp_lib.data.national import read_national
from oscp_lib.data.national_layout import to_parquet
from oscp_lib.data.national_package import file_of, national_table
from oscp_lib.data.package import tables
from oscp_lib.data.partnership import load_partnership
from oscp_lib.data.rows import read_table
from oscp_lib.data.years import buildable_years
from oscp_lib.errors import InputError
from tests.national import restate, rows_of

CODES = ("E07000177", "E07000178", "E07000179", "E07000180", "E07000181", "E10000025")
VIEWS = [name for name, table in tables().items() if table.view]


def as_text(name):
    """The rows that the library gives, as the CSV of the table would have them."""
    frame = read_table(name)
    assert frame["line"].tolist() == list(range(2, len(frame) + 2))
    days = {day: frame[day].dt.strftime("%Y-%m-%d") for day in ("period_start", "period_end")}
    return frame.assign(**days, value=frame["value"].astype(str))


@pytest.mark.parametrize("name", VIEWS)
def test_its_rows_are_those_that_other_code_finds_in_the_same_order(name):
    expected = rows_of(paths.ROOT, name)
    assert as_text(name)[list(expected[0])].to_dict("records") == expected


def test_a_file_edited_by_hand_is_refused_as_altered_and_no_year_is_made_of_it(project):
    table = national_table("recorded_crime")
    frame = read_national("recorded_crime")
    frame.loc[0, "value"] += 1
    file_of(table).write_bytes(to_parquet(table, frame)[0])
    for ask in (lambda: read_table("recorded_crime_ons"), buildable_years):
        with pytest.raises(InputError, match=r"data/national/recorded_crime\.parquet.*the file was altered"):
            ask()
    assert ["the file was altered" in each.found for each in data_problems()] == [True]


def test_two_views_on_one_table_have_rows_of_their_own(project):
    package = json.loads(paths.DATAPACKAGE.read_text("utf-8"))
    entry = next(each for each in package["resources"] if each["name"] == "recorded_crime_ons")
    package["resources"].append(entry | {"name": "recorded_crime_force", "view": entry["view"] | {"areas": ["force"]}})
    paths.DATAPACKAGE.write_text(json.dumps(package), "utf-8")
    for _ in range(2):
        assert read_table("recorded_crime_ons")["area"].nunique() == 5
        assert set(read_table("recorded_crime_force")["area"]) == {"Thames Valley Police"}


def test_a_force_of_which_the_country_holds_no_referral_leaves_an_empty_table(project):
    restate(project, "nrm_referrals", lambda frame: frame[frame["area_code"] != load_partnership().force.code])
    assert read_table("exploitation_nrm").empty
    assert [each for each in data_problems() if each.severity == "error"] == []


def test_a_year_that_most_areas_lack_gives_no_residents(project):
    """Ours alone in 2025: a rate of it could not be held against anybody else's."""
    before = rows_of(project, "population_ons")

    def only_ours(frame):
        ours = frame[frame["area_code"].isin(CODES) & (frame["period_end"] == "2024-06-30")]
        day = pd.Timestamp("2025-06-30")
        return pd.concat([frame, ours.assign(period_start=day, period_end=day)])

    restate(project, "residents", only_ours)
    assert rows_of(project, "population_ons") == before
    assert as_text("population_ons")[list(before[0])].to_dict("records") == before
