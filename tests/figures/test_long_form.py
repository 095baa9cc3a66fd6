"""The file of a figure's values: each on a row of its own that says what it is, none lost, none added."""

import csv
import io
from collections import Counter

import numpy as np
import pandas as pd
import pytest

from oscp_lib import paths
from oscp_lib.chapters import CHAPTERS
from oscp_lib.chapters.opening import open_chapter
from oscp_lib.figures.long_form import long_form, name_of

COLUMNS = ["measure", "unit", "value", "lower", "upper", "status", "note", "source"]
CASES = [(chapter.slug, ident) for chapter in CHAPTERS for ident in chapter.figures if ident != "explorer"]


def figure(slug, ident, year=2024):
    module = open_chapter(slug)
    return getattr(module, ident.replace("-", "_"))(module.load(year))


def rows_of(text):
    return list(csv.DictReader(io.StringIO(text)))


def figures_of_values():
    for slug, ident in CASES:
        made = figure(slug, ident)
        if getattr(made, "rows", ()) and not made.frame.select_dtypes("number").empty:
            yield ident, made


@pytest.mark.longer
def test_every_value_of_every_figure_stands_once_with_all_it_needs():
    seen = 0
    for ident, made in figures_of_values():
        rows, frame = rows_of(made.long_csv), made.frame
        assert list(rows[0])[:3] == ["period", "area", "area_code"] and list(rows[0])[-8:] == COLUMNS, ident
        told = {"Year", "Longitude", "Latitude"}
        columns = [name for name in frame.select_dtypes("number").columns if name not in told]
        drawn = Counter(f"{float(value):.10g}" for name in columns for value in frame[name].dropna())
        assert Counter(f"{float(row['value']):.10g}" for row in rows if row["value"]) == drawn, ident
        assert len(rows) == len(columns) * len(frame), ident
        for row in rows:
            assert row["period"] and row["area"] and row["measure"] and row["unit"] and row["source"], (ident, row)
            assert bool(row["value"]) or row["note"] in ("[c]", "[x]", "[z]"), (ident, row)
            assert row["status"] == ("sample data: invented" if made.sample else row["status"]) != "", (ident, row)
        seen += 1
    assert seen > 20


@pytest.mark.longer
def test_areas_have_their_official_codes():
    known = {}
    with (paths.DATA / "national/areas.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            known.setdefault(row["name"], set()).add(row["code"])
    for ident, made in figures_of_values():
        for row in rows_of(made.long_csv):
            if row["area"] in known and row["area_code"] != "[z]":
                assert row["area_code"] in known[row["area"]], (ident, row)


def test_a_month_a_year_and_a_kind_of_offence_in_a_heading_are_no_measures():
    by_month = rows_of(figure("neighbourhood_crime", "table-a").long_csv)
    months = ("January", "February", "March", "April")
    assert {row["period"] for row in by_month} == {f"{month} 2024" for month in months}
    assert {row["measure"] for row in by_month} == {"Recorded incidents"}
    by_kind = rows_of(figure("serious_violence", "table-b").long_csv)
    assert "Robbery" in {row["category"] for row in by_kind}
    assert {(row["measure"], row["unit"]) for row in by_kind} == {("Recorded offences", "offences")}


def test_an_interval_is_two_numbers_beside_its_rate():
    rows = rows_of(figure("all_crime", "table-1").long_csv)
    rates = [row for row in rows if row["measure"] == "Rate per 1,000 residents"]
    assert rates and all(float(row["lower"]) < float(row["value"]) < float(row["upper"]) for row in rates)
    assert not any(row["lower"] for row in rows if row["measure"] != "Rate per 1,000 residents")


def test_what_is_withheld_is_empty_and_marked_and_a_count_stays_whole_beside_a_rate():
    rows = figure("modern_slavery", "table-3").rows
    frame = pd.DataFrame({"Kind": ["A", "B"], "Reports": pd.array([12, pd.NA], dtype="Int64"), "Share": [0.5, np.nan]})
    made = long_form(frame, rows, [{}, {"Reports": "[c]", "Share": "[c]"}], "plan", "A source")
    text = made.to_csv(index=False)
    assert [row["value"] for row in rows_of(text)] == ["12", "0.5", "", ""]
    assert [row["note"] for row in rows_of(text)] == ["", "", "[c]", "[c]"]


def test_names_of_columns_are_such_as_programs_take():
    assert name_of("Compared as") == "compared_as" and name_of("Rate, per 1,000") == "rate_per_1_000"


def test_residents_of_another_day_than_the_crime_have_the_period_of_their_own():
    rows = figure("modern_slavery", "table-3").rows
    frame = pd.DataFrame({"Kind": ["A"], "Reports": [12], "Residents, mid-2023": [160_000]})
    made = long_form(frame, rows, [{}], "plan", "A source")
    assert made["period"].tolist() == ["2024", "mid-2023"]


def test_beside_counts_of_several_years_a_rate_and_a_rank_are_of_the_last():
    rows = rows_of(figure("all_crime", "table-h").long_csv)
    of = {}
    for row in rows:
        of.setdefault(row["measure"], set()).add(row["period"])
    assert of["Recorded offences"] == {"2021", "2022", "2023", "2024"}
    assert {period for name, periods in of.items() if name != "Recorded offences" for period in periods} == {"2024"}
