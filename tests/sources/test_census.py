"""Census 2021 by small area: all of a nation or none, and the households of districts that follow."""

import csv
import gzip
from datetime import date

import pandas as pd
import pytest

from oscp_lib.errors import InputError
from oscp_lib.sources import census, small_area_codes
from tests.sources.national_files import csv_of, small_areas, whole

NAME = "census.csv.gz"


@pytest.fixture
def codes(monkeypatch):
    """A country of few small areas."""
    made = list(small_areas())
    monkeypatch.setitem(small_area_codes.WHOLE, 2021, whole(made))
    return made


def lines(codes):
    return [list(census.COLUMNS), *([code, 100 + place, f"{40 + place}.0"] for place, code in enumerate(codes))]


def problem(path):
    with pytest.raises(InputError) as raised:
        census.read(path, None)
    (told,) = raised.value.problems
    return told


@pytest.mark.parametrize("name", [NAME, "census.csv"])
def test_every_small_area_has_its_residents_and_households(tmp_path, codes, name):
    path = csv_of(tmp_path, name, lines(reversed(codes)))
    assert census.recognise(path)
    frame = census.read(path, None).national["census_small_areas"]
    assert list(frame.columns) == ["area_code", "residents", "households", "source"]
    assert frame["area_code"].tolist() == sorted(codes)
    last = frame.set_index("area_code").loc[codes[-1]]
    assert (last["residents"], last["households"]) == (100, 40)


def test_one_nation_alone_is_whole(tmp_path, codes):
    welsh = [code for code in codes if code[0] == "W"]
    assert len(census.read(csv_of(tmp_path, NAME, lines(welsh)), None).national["census_small_areas"]) == len(welsh)


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (lambda made: made[:-1], "It has 1 of the 2 small areas (LSOA 2021) of Wales"),
        (lambda made: [*made, ["E01009999", 5, 2]], "It has 5 small areas of England; the census of 2021 has 4"),
        (lambda made: [*made, made[1]], "appears twice"),
        (lambda made: [*made[:-1], ["E02000001", 5, 2]], "'E02000001' is not the code of a small area"),
        (lambda made: [*made[:-1], ["S01000001", 5, 2]], "'S01000001' is not the code of a small area"),
        (lambda made: [*made[:-1], [made[-1][0], 5, 9]], "9 households and 5 residents"),
        (lambda made: [*made[:-1], [made[-1][0], "5.5", 2]], "'5.5' where a count belongs"),
        (lambda made: [["lsoa11_code", *made[0][1:]], *made[1:]], "is of the census of 2011"),
        (lambda made: made[:1], "no rows below"),
    ],
)
def test_what_is_not_whole_or_no_count_is_refused(tmp_path, codes, change, found):
    assert found in problem(csv_of(tmp_path, NAME, change(lines(codes)))).found


def test_a_packed_file_that_is_cut_short_is_said_to_be(tmp_path, codes):
    path = csv_of(tmp_path, NAME, lines(codes))
    path.write_bytes(path.read_bytes()[:-12])
    assert census.recognise(path)
    told = problem(path)
    assert "cannot be unpacked to its end" in told.found and "Download it again" in told.remedy


def test_a_packed_file_that_would_fill_the_memory_is_refused(tmp_path):
    path = tmp_path / NAME
    path.write_bytes(gzip.compress(b",".join(name.encode() for name in census.COLUMNS) + b"\n" * (65 << 20), 1))
    assert "unpacks to more than 64 MB" in problem(path).found


def test_households_of_a_district_are_the_sum_of_its_small_areas(tmp_path, codes):
    counted = census.read(csv_of(tmp_path, NAME, lines(codes)), None).national["census_small_areas"]
    placed = pd.DataFrame(
        {"area_code": code, "district_code": area.code, "boundaries": "2023-04-01"}
        for code, area in small_areas().items()
    )
    frame = census.households_of(counted, placed)
    assert dict(zip(frame["area_code"], frame["value"], strict=True)) == {
        "E06000062": 40 + 41, "E07000178": 42 + 43, "W06000015": 44 + 45
    }  # fmt: skip
    assert {*frame["period_start"]} == {*frame["period_end"]} == {date(2021, 3, 21)}
    assert {*frame["basis"]} == {"Census 2021"} and {*frame["boundaries"]} == {"2023-04-01"}
    with pytest.raises(InputError, match="1 small areas have no district"):
        census.households_of(counted, placed[1:])


def test_the_published_census_is_what_the_csv_module_adds_up(open_data):
    path = open_data / "population/lsoa21_census2021_residents_households_ew.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    frame = census.read(path, None).national["census_small_areas"]
    assert len(frame) == len(rows) == 35_672
    assert frame["residents"].sum() == sum(int(row["total_residents"]) for row in rows)
    assert frame["households"].sum() == sum(float(row["total_households"]) for row in rows)
