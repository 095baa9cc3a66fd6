"""Look-ups of small areas: to ward and district, where best fit crosses a border, and from 2011 to 2021."""

import csv
import gzip
import io

import pytest

from oscp_lib.data.areas import load_areas
from oscp_lib.errors import InputError
from oscp_lib.sources import small_area_codes, small_areas
from tests.sources import national_files
from tests.sources.national_files import csv_of, whole

WARDS, CHANGES = "lsoa21_ward24_lad24_ew.csv.gz", "lsoa11_lsoa21_lad22_ew.csv"


@pytest.fixture
def areas(monkeypatch):
    """A country of few small areas, by code, with the district of each."""
    made = national_files.small_areas(15)
    monkeypatch.setitem(small_area_codes.WHOLE, 2021, whole(made))
    monkeypatch.setitem(small_area_codes.WHOLE, 2011, whole(made))
    return made


def ward_lines(areas):
    header = ["LSOA21CD", "LSOA21NM", "WD24CD", "WD24NM", "LAD24CD", "LAD24NM"]
    return [header] + [
        [code, f"{area.name} {number:03d}A", f"{area.code[0]}0500{number:04d}", f"Ward, {number}", area.code, area.name]
        for number, (code, area) in enumerate(areas.items(), 1)
    ]


def change_lines(areas):
    header = ["LSOA11CD", "LSOA21CD", "CHGIND", "LAD22CD", "LAD22NM"]
    return [header, *([code, code, "U", area.code, area.name] for code, area in areas.items())]


def problem(path):
    with pytest.raises(InputError) as raised:
        small_areas.read(path, None)
    (told,) = raised.value.problems
    assert told.remedy
    return told


def test_every_small_area_has_its_ward_and_district(tmp_path, areas):
    path = csv_of(tmp_path, WARDS, ward_lines(areas))
    assert small_areas.recognise(path)
    reading = small_areas.read(path, None)
    frame = reading.national["small_areas"]
    assert list(frame.columns) == [
        "area_code", "name", "ward_code", "ward_name", "district_code", "boundaries", "source"
    ]  # fmt: skip
    assert dict(zip(frame["area_code"], frame["district_code"], strict=True)) == {
        code: area.code for code, area in areas.items()
    }
    assert frame["ward_name"].str.startswith("Ward, ").all() and reading.notes == []


def test_best_fit_over_a_border_does_not_move_a_small_area(tmp_path, areas):
    lines = ward_lines(areas)
    lines[1][2:] = lines[-20][2:]  # the ward and district of another place
    moved, other = lines[1], lines[-20]
    reading = small_areas.read(csv_of(tmp_path, WARDS, lines), None)
    row = reading.national["small_areas"].set_index("area_code").loc[moved[0]]
    assert (row["district_code"], row["ward_code"]) == (areas[moved[0]].code, other[2])
    (note,) = reading.notes
    assert f"a ward of {other[5]}; its district is {areas[moved[0]].name}" in note


def test_a_small_area_called_after_an_abolished_district_lies_in_its_successor(tmp_path, monkeypatch):
    monkeypatch.setitem(small_area_codes.WHOLE, 2021, {"E": 1, "W": 0})
    row = ["E01019089", "Allerdale 001A", "E05014171", "Aspatria", "E06000063", "Cumberland"]
    frame = small_areas.read(csv_of(tmp_path, WARDS, [ward_lines({})[0], row]), None).national["small_areas"]
    assert frame["district_code"].tolist() == ["E06000063"] and frame["boundaries"].tolist() == ["2023-04-01"]


@pytest.mark.parametrize(
    ("column", "value", "found"),
    [
        (0, "E02000001", "is not the code of a small area"),
        (1, "Oxmere", "does not end in a number and a letter"),
        (1, "Oxferd 001A", "no district called 'Oxferd'"),
        (2, "E36000001", "is not the code of a ward"),
        (4, "E07000999", "does not have the code 'E07000999'"),
        (5, "Reading", "the row names Reading, whose code is E06000038"),
    ],
)
def test_a_row_that_does_not_fit_is_refused(tmp_path, areas, column, value, found):
    lines = ward_lines(areas)
    lines[1][column] = value
    assert found in problem(csv_of(tmp_path, WARDS, lines)).found


def test_a_column_sorted_by_itself_is_refused(tmp_path, areas):
    lines = ward_lines(areas)
    for line, name in zip(lines[1:], reversed([line[1] for line in lines[1:]]), strict=True):
        line[1] = name
    assert "are called after another district than theirs" in problem(csv_of(tmp_path, WARDS, lines)).found


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (lambda made: made[:-1], "14 of the 15 small areas (LSOA {}) of Wales"),
        (lambda made: [*made, made[1]], "appears twice"),
        (lambda made: made[:1], "no rows below"),
    ],
)
@pytest.mark.parametrize("which", [WARDS, CHANGES])
def test_a_look_up_that_is_not_whole_is_refused(tmp_path, areas, which, change, found):
    lines = ward_lines(areas) if which == WARDS else change_lines(areas)
    told = problem(csv_of(tmp_path, which, change(lines)))
    assert found.format(2021 if which == WARDS else 2011) in told.found


def test_small_areas_of_2011_are_followed_into_those_of_2021(tmp_path, areas):
    lines = change_lines(areas)
    lines[1][2] = "S"
    lines[2][1:3] = [lines[3][1], "M"]
    lines.insert(2, [lines[1][0], lines[2][0], "S", *lines[1][3:]])
    path = csv_of(tmp_path, CHANGES, lines)
    assert small_areas.recognise(path)
    frame = small_areas.read(path, None).national["small_areas_2011"]
    assert list(frame.columns) == [
        "area_code", "small_area_2021", "change", "district_code", "boundaries", "source"
    ]  # fmt: skip
    assert (frame["area_code"] == lines[1][0]).sum() == 2 and (frame["small_area_2021"] == lines[4][1]).sum() == 2
    assert {*frame["change"]} == {"U", "S", "M"} and {*frame["boundaries"]} == {"2021-04-01"}


@pytest.mark.parametrize(
    ("column", "value", "found"),
    [
        (1, "E01999999", "is said to be unchanged, and to be E01999999 since"),
        (2, "Q", "'CHGIND' holds 'Q'; it is one of U, S, M, X"),
        (4, "Reading", "the row names Reading"),
    ],
)
def test_a_change_that_cannot_be_is_refused(tmp_path, areas, column, value, found):
    lines = change_lines(areas)
    lines[1][column] = value
    assert found in problem(csv_of(tmp_path, CHANGES, lines)).found


def rows_of(path):
    return list(csv.DictReader(io.StringIO(gzip.decompress(path.read_bytes()).decode("utf-8-sig"))))


def test_the_published_look_ups_agree_with_each_other_and_with_the_names(open_data):
    path = open_data / "geography/lsoa21_ward24_lad24_ew.csv.gz"
    frame = small_areas.read(path, None).national["small_areas"].set_index("area_code")
    differ = [row["LSOA21CD"] for row in rows_of(path) if frame.loc[row["LSOA21CD"], "district_code"] != row["LAD24CD"]]
    assert differ == ["E01027305"]  # as the source's own note says
    path = open_data / "geography/lsoa11_lsoa21_lad22_ew.csv.gz"
    older = small_areas.read(path, None).national["small_areas_2011"]
    pairs = {(row["LSOA11CD"], row["LSOA21CD"], row["CHGIND"], row["LAD22CD"]) for row in rows_of(path)}
    assert pairs == set(older[["area_code", "small_area_2021", "change", "district_code"]].itertuples(False, None))
    same = older[older["change"] == "U"].merge(frame, left_on="small_area_2021", right_index=True)
    moved = same[same["district_code_x"] != same["district_code_y"]]
    assert len(same) == 33_647 and not [
        row for row in moved.itertuples()
        if row.district_code_y not in {area.code for area in load_areas().successors(row.district_code_x)}
    ]  # fmt: skip
