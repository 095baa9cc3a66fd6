"""Rows of national tables as CSV: what an analyst asks for, and what is refused."""

import csv
import io

import pandas as pd
import pytest

from oscp_lib.cli import main
from oscp_lib.data.partnership import load_partnership
from oscp_lib.errors import InputError
from oscp_lib.exports.national_csv import national_csv
from tests.places import OWN


def rows(*asked, **how):
    return list(csv.DictReader(io.StringIO(national_csv(*asked, **how))))


def test_a_partnership_comes_with_its_force_and_under_its_names(project):
    place = load_partnership()
    lead = next(each for each in place.in_county if each.name == place.place)
    found = rows("recorded_crime", place.place.upper(), 2024)
    assert {row["area_name"] for row in found} == {place.place, place.force.name}
    assert {row["period_start"] for row in found} == {"2024-01-01"}
    (total,) = [row for row in found if row["area_code"] == lead.code and row["offence"].startswith("Total")]
    assert (total["value"], total["part"]) == ("17384", "all")  # ONS, Table C2
    unassigned = [row for row in found if row["part"] == "unassigned" and row["offence"].startswith("Total")]
    assert [row["value"] for row in unassigned] == ["793"]


def test_a_merged_partnership_comes_with_each_of_its_districts(project):
    names = {row["area_name"] for row in rows("residents", "South Nottinghamshire", 2024)}
    assert {"Broxtowe", "Gedling", "Rushcliffe"} <= names


def test_small_areas_of_a_partnership_are_those_of_its_districts(project):
    place = load_partnership()
    found = rows("census_small_areas", place.place)
    # Census 2021: 162,058 residents of the district, here as the sum of its small areas.
    held = pd.read_csv(project / f"{OWN}/tables/population_census.csv")
    published = held[(held["area"] == place.place) & (held["category"] == "all areas")]["value"].item()
    assert abs(sum(int(row["residents"]) for row in found) - published) <= 100


def test_without_a_partnership_every_area_comes(project):
    assert len({row["area_code"] for row in rows("neighbours")}) == 296


def test_outlines_come_without_their_shapes(project):
    assert "geometry" not in national_csv("outlines").splitlines()[0]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("crime",), "no national table 'crime'"),
        (("recorded_crime", "Cambrige"), "Did you mean Cambridge"),
        (("recorded_crime", "Atlantis-on-Sea"), "No partnership is called 'Atlantis-on-Sea'"),
        (("recorded_crime", None, 1999), "has no row of 1999"),
        (("neighbours", None, 2024), "has no periods"),
    ],
)
def test_what_is_not_there_is_refused_with_what_is(project, asked, said):
    with pytest.raises(InputError, match=said):
        national_csv(*asked)


def test_the_command_writes_a_file_that_a_spreadsheet_program_reads(project, monkeypatch, capsys):
    out = project / "crime.csv"
    monkeypatch.setattr("sys.argv", ["oscp", "data", "fraud", "--year", "2024", "--out", str(out)])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 0
    assert out.read_bytes().startswith(b"\xef\xbb\xbfperiod_start,period_end,area_code,area_name,")
    frame = pd.read_csv(out)
    assert frame.loc[frame["area_code"] == "K04000001", "value"].max() == 354002  # ONS, Table P9
