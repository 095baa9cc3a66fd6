"""Nearest neighbours of lower-tier authorities: in order, each once, with the distance of the matrix."""

from datetime import date

import openpyxl
import pytest

from oscp_lib.data.areas import load_areas
from oscp_lib.errors import InputError
from oscp_lib.sources import neighbours
from tests.sources.downloads import workbook
from tests.sources.national_files import csv_of

NAME = "neighbours.csv"
TIERS = {"Lower": ("Table 1", "Table 2"), "Upper": ("Table 3", "Table 4")}


def of_wales():
    """The districts of Wales: fewer than England's, and more than the twenty neighbours that each must have."""
    return load_areas().members("W92000004", "district", date(2024, 12, 31))


def distance(one, other):
    """A distance that is the same both ways, and never equal for two neighbours of a place."""
    first, second = sorted((one.code, other.code))
    return 1 + (int(first[-2:]) * 31 + int(second[-2:]) * 17) % 97 + int(second[-2:]) / 100 + int(first[-2:]) / 10_000


def in_order(area):
    others = [other for other in of_wales() if other != area]
    return sorted(others, key=lambda other: distance(area, other))


def lines():
    made = [list(neighbours.COLUMNS)]
    for area in of_wales():
        for rank, other in enumerate(in_order(area)[:20], 1):
            made.append([area.code, area.name, rank, other.code, other.name, round(distance(area, other), 4)])
    return made


def sheets(tier="Lower"):
    """The two tables of a tier as published: the order, and the matrix of distances."""
    head = [f"{tier} tier local authority code", f"{tier} tier local authority name"]
    above = [["Table: statistical nearest neighbours"], ["Notes that apply"], ["There is 1 table on this tab."]]
    order, matrix = TIERS[tier]
    first = [[*head, *(f"Neighbour {number}" for number in range(1, 22))]]
    second = [[*head, *(area.code for area in of_wales())]]
    for area in of_wales():
        first.append([area.code, area.name, *(other.code for other in in_order(area))])
        second.append([area.code, area.name, *(0 if other == area else distance(area, other) for other in of_wales())])
    return {order: above + first, matrix: above + second}


def problem(path):
    with pytest.raises(InputError) as raised:
        neighbours.read(path, None)
    (told,) = raised.value.problems
    assert told.found and told.remedy
    return told


def test_the_workbook_and_the_tidy_list_say_the_same(tmp_path):
    book, tidy = workbook(tmp_path, {"Contents": [["x"]]} | sheets()), csv_of(tmp_path, NAME, lines())
    assert neighbours.recognise(book) and neighbours.recognise(tidy)
    reading = neighbours.read(book, None)
    frame, other = reading.national["neighbours"], neighbours.read(tidy, None).national["neighbours"]
    assert list(frame.columns) == ["area_code", "rank", "neighbour_code", "distance", "boundaries", "source"]
    assert frame["neighbour_code"].tolist() == [line[3] for line in lines()[1:]] == other["neighbour_code"].tolist()
    assert (frame["distance"] - other["distance"]).abs().max() < 1e-4
    assert frame["rank"].tolist() == list(range(1, 21)) * 22
    assert reading.left_out == {"beyond the first 20 neighbours": 22}


def test_a_workbook_of_the_upper_tier_alone_is_refused(tmp_path):
    path = workbook(tmp_path, sheets("Upper"))
    assert neighbours.recognise(path)
    assert "No two tables of lower-tier authorities are in it" in problem(path).found


def test_the_export_of_the_upper_tier_is_refused_by_what_it_is(tmp_path):
    header = ["Upper tier local authority code", "Upper tier local authority name", "Neighbour 1", "Neighbour 2"]
    path = csv_of(tmp_path, NAME, [header, ["E06000001", "Hartlepool", "E08000018", "E06000003"]])
    assert neighbours.recognise(path)
    told = problem(path)
    assert "Table 3 of the workbook as CSV: the upper tier" in told.found and "Tables 1 and 2" in told.remedy


@pytest.mark.parametrize(
    ("column", "value", "found"),
    [
        (0, "W06999999", "does not have the code 'W06999999'"),
        (1, "Cardiff", "the row names Cardiff"),
        (2, "4", "have no number"),
        (2, "first", "'rank' holds 'first'"),
        (3, "W06999999", "does not have the code 'W06999999'"),
        (4, "Cardiff", "the row names Cardiff"),
        (3, "E10000025", "Oxmereshire (E10000025) is a county: the table is of upper-tier authorities"),
        (3, "W06000001", "stands twice among the neighbours of Isle of Anglesey, or is itself"),
        (5, "9999", "is nearer"),
        (5, "far", "'far' stands where a distance belongs"),
    ],
)
def test_a_row_that_does_not_fit_is_refused(tmp_path, column, value, found):
    made = lines()
    made[3][column] = value
    if value == "E10000025":
        made[3][4] = "Oxmereshire"
    elif column == 3 and value == "W06000001":
        made[3][4] = "Isle of Anglesey"
    assert found in problem(csv_of(tmp_path, NAME, made)).found


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (lambda made: made[:-1], "has 19 neighbours; 20 are needed"),
        (lambda made: [line for line in made if line[0] != "W06000015"], "is a neighbour, and has no neighbours"),
        (lambda made: [*made, made[1]], "have no number 2, or one has it twice"),
    ],
)
def test_a_list_that_is_not_whole_is_refused(tmp_path, change, found):
    assert found in problem(csv_of(tmp_path, NAME, change(lines()))).found


@pytest.mark.parametrize(
    ("row", "column", "value", "found"),
    [
        (5, 10, 50.5, "has not the same distance"),
        (4, 1, "W06000099", "Table 2 has no distance"),
        (5, 10, "[x]", "'[x]' stands where a distance belongs"),
    ],
)
def test_a_matrix_that_does_not_go_with_the_order_is_refused(tmp_path, row, column, value, found):
    made = sheets()
    made["Table 2" if value != "W06000099" else "Table 1"][row][column + (value == "W06000099")] = value
    assert found in problem(workbook(tmp_path, made)).found


def test_the_published_workbook_is_what_openpyxl_reads(open_data):
    path = open_data / "neighbours/localauthoritynearestneighboursengland.xlsx"
    book = openpyxl.load_workbook(path, read_only=True)
    order = {row[0]: row[2:22] for row in list(book["Table 1"].iter_rows(values_only=True))[4:] if row[0]}
    header, *body = list(book["Table 2"].iter_rows(values_only=True))[3:]
    far = {(row[0], code): cell for row in body for code, cell in zip(header[2:], row[2:], strict=False)}
    frame = neighbours.read(path, None).national["neighbours"]
    assert len(order) == 296 and len(frame) == 296 * 20
    for code, rows in frame.groupby("area_code"):
        assert tuple(rows["neighbour_code"]) == order[code]
        assert rows["distance"].tolist() == [far[code, other] for other in order[code]]


def test_the_published_export_of_the_upper_tier_is_refused(open_data):
    told = problem(open_data / "neighbours/localauthoritynearestneighboursengland.csv")
    assert "the upper tier" in told.found
