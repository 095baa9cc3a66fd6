"""Counts of police.uk of all forces: each name a district of its time, each year the months that forces gave."""

import csv
import gzip
import io
from collections import Counter
from datetime import date

import pytest

from oscp_lib.data.areas import load_areas
from oscp_lib.errors import InputError
from oscp_lib.sources import police_uk_counts
from tests.sources.national_files import csv_of

NAMED_IN = {2011: date(2014, 1, 1), 2021: date(2022, 1, 1)}  # the boundaries after which small areas are called
COUNTS, OUTCOMES, MONTHS = "counts.csv", "outcomes.csv.gz", "force_months_present.csv"


def names(census=2021):
    return [area.name for area in load_areas().of_kind("district", NAMED_IN[census])]


def month_lines(months=("2024-01",), census=2021):
    made = [list(police_uk_counts.BY_MONTH)]
    for month in months:
        made += [[month, name, "Drugs", 10 + place] for place, name in enumerate(names(census))]
        made.append([month, "(no location)", "Drugs", 7])
    return made


def outcome_lines(year="2024"):
    made = [list(police_uk_counts.BY_OUTCOME)]
    for name in (*names(), "(no location)"):
        made += [[year, name, "Drugs", "Local resolution", 4], [year, name, "Anti-social behaviour", "", 5]]
    return made


def force_lines(months="2024-01 2024-02 2024-03 2024-04"):
    return [["force", "months"], ["thames-valley", months], ["devon-and-cornwall", "2024-01 2024-03"]]


def tables(path):
    assert police_uk_counts.recognise(path)
    return police_uk_counts.read(path, None).national


def problem(path):
    with pytest.raises(InputError) as raised:
        police_uk_counts.read(path, None)
    (told,) = raised.value.problems
    assert told.remedy
    return told


def test_districts_have_the_codes_of_the_time_they_were_named_in(tmp_path):
    frame = tables(csv_of(tmp_path, COUNTS, month_lines()))["street_crime"]
    assert list(frame.columns) == [
        "period_start", "period_end", "area_code", "part", "crime_type", "value", "boundaries", "source"
    ]  # fmt: skip
    held = frame.set_index("area_code")
    expected = {area.code for area in load_areas().of_kind("district", NAMED_IN[2021])}
    assert {*held.index[held["part"] == "all"]} == expected and "E07000026" in expected  # abolished in 2023
    assert {*frame["boundaries"]} == {"2021-04-01"} and {*frame["period_end"]} == {date(2024, 1, 31)}
    assert held.loc["E07000178", "value"] == 10 + names().index("Oxmere")


def test_rows_without_a_place_are_of_the_nation(tmp_path):
    frame = tables(csv_of(tmp_path, COUNTS, month_lines()))["street_crime"]
    (row,) = frame[frame["part"] == "no location"].itertuples()
    assert (row.area_code, row.value) == ("K04000001", 7)


def test_months_on_names_of_two_censuses_have_two_sets_of_boundaries(tmp_path):
    lines = month_lines(["2022-03"], census=2011) + month_lines(["2024-03"])[1:]
    frame = tables(csv_of(tmp_path, COUNTS, lines))["street_crime"]
    by_month = frame.groupby("period_start")["boundaries"].unique().to_dict()
    assert by_month == {date(2022, 3, 1): ["2013-04-01"], date(2024, 3, 1): ["2021-04-01"]}


def test_outcomes_of_a_year_are_of_the_months_that_forces_gave(tmp_path):
    csv_of(tmp_path, MONTHS, force_lines())
    frame = tables(csv_of(tmp_path, OUTCOMES, outcome_lines()))["street_outcomes"]
    assert {*frame["period_start"]} == {date(2024, 1, 1)} and {*frame["period_end"]} == {date(2024, 4, 30)}
    assert {*frame["outcome"]} == {"Local resolution", "no outcome published"}
    assert frame.groupby("outcome")["value"].sum().tolist() == [4 * (len(names()) + 1), 5 * (len(names()) + 1)]


def test_months_of_each_force_are_held_by_its_code(tmp_path):
    frame = tables(csv_of(tmp_path, MONTHS, force_lines()))["street_crime_months"]
    months = [each.month for each in frame.loc[frame["area_code"] == "E23000035", "period_start"]]
    assert months == [1, 3] and (frame["area_code"] == "E23000029").sum() == 4


def test_a_force_that_gave_nothing_is_named(tmp_path):
    reading = police_uk_counts.read(csv_of(tmp_path, MONTHS, force_lines()), None)
    (caveat,) = reading.caveats["street_crime_months"]
    assert "Greater Manchester" in caveat["what"] and "Thames Valley" not in caveat["what"]


def test_counts_by_year_without_their_months_are_refused(tmp_path):
    path = csv_of(tmp_path, OUTCOMES, outcome_lines())
    assert "is not beside the file" in problem(path).found
    csv_of(tmp_path, MONTHS, force_lines("2025-01"))
    lines = outcome_lines("2026")
    assert "rows of 2026; force_months_present.csv has no month" in problem(csv_of(tmp_path, OUTCOMES, lines)).found
    csv_of(tmp_path, MONTHS, [["force", "months"], ["thames-valley", "2024-01 2024-03"]])
    assert "have a gap between 2024-01 and 2024-03" in problem(csv_of(tmp_path, OUTCOMES, outcome_lines())).found


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (lambda made: made[:200], "of the 331 districts of England and Wales"),
        (lambda made: made[:1], "no rows below"),
        (lambda made: [*made, made[1]], "appears twice"),
        (lambda made: [*made[:-1], ["2024-13", *made[-1][1:]]], "'2024-13' stands where a month belongs"),
        (lambda made: [*made[:-1], [*made[-1][:3], "5%"]], "'5%' where a count belongs"),
        (lambda made: [*made[:-1], [made[-1][0], "", *made[-1][2:]]], "lacks its district"),
        (lambda made: [*made, ["2024-01", "Oxferd", "Drugs", 5]], "no district called 'Oxferd'"),
        (lambda made: [*made, ["2024-01", "Oxmere", "Robbery"]], "The row has 3 cells"),
    ],
)
def test_counts_that_do_not_fit_are_refused(tmp_path, change, found):
    assert found in problem(csv_of(tmp_path, COUNTS, change(month_lines()))).found


def test_counts_of_one_county_are_not_those_of_the_nation(tmp_path):
    lines = [*month_lines()[:6], ["2024-01", "(no location)", "Drugs", 7]]
    assert "2024-01 has 5 of the" in problem(csv_of(tmp_path, COUNTS, lines)).found


@pytest.mark.parametrize(
    ("line", "found"),
    [
        (["thames-valley", "2024-05"], "'thames-valley' has two rows"),
        (["essex", "2024-05 2024-05"], "2024-05 stands twice"),
        (["essex", "May"], "'May' stands where a month belongs"),
        (["thames-vale", "2024-05"], "no force called 'thames-vale'"),
    ],
)
def test_a_line_of_months_that_does_not_fit_is_refused(tmp_path, line, found):
    assert found in problem(csv_of(tmp_path, MONTHS, [*force_lines(), line])).found


def counted(path, first):
    """What the csv module adds up, by the first column and type of crime."""
    raw = path.read_bytes()
    text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8")
    tally = Counter()
    for row in csv.DictReader(io.StringIO(text)):
        tally[row[first][:4], row["district"] == "(no location)", row["crime_type"]] += int(row["count"])
    return tally


def test_the_published_counts_are_what_the_csv_module_adds_up(open_data):
    folder = open_data / "police-uk/national"
    for name, table, first in (
        ("month_district_type_counts.csv", "street_crime", "month"),
        ("year_district_type_outcome_counts.csv.gz", "street_outcomes", "year"),
    ):
        frame = police_uk_counts.read(folder / name, None).national[table]
        got = Counter()
        for row in frame.itertuples():
            got[str(row.period_start.year), row.part == "no location", row.crime_type] += row.value
        assert got == counted(folder / name, first), name
        assert not frame.duplicated(["period_start", "area_code", "part", "crime_type", *frame.columns[5:-3]]).any()
    # Each outcome is that of one offence, so both tables count the same.
    assert counted(folder / "month_district_type_counts.csv", "month") == counted(folder / name, "year")


def test_the_published_list_of_months_has_every_force_that_is_known_to_be_there(open_data):
    path = open_data / "police-uk/national/force_months_present.csv"
    reading = police_uk_counts.read(path, None)
    frame = reading.national["street_crime_months"]
    with path.open(encoding="utf-8", newline="") as file:
        assert len(frame) == sum(len(row["months"].split()) for row in csv.DictReader(file))
    absent = {area.name for area in load_areas().of_kind("force") if area.code not in set(frame["area_code"])}
    assert absent == {
        "Metropolitan Police",
        "West Midlands",
        "West Yorkshire",
        "Greater Manchester",
    }  # as SOURCE.txt says
