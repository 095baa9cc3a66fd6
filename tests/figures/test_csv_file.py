"""The file of a figure's data: numbers that can be added up, marks beside them, nothing that runs."""

import csv
import io

import numpy as np
import pandas as pd
import pytest

from oscp_lib.figures.csv_file import csv_of, download_name, marks_of
from oscp_lib.figures.revision_marks import Revised

NOTHING = Revised((), frozenset())


def plain(frame):
    return csv_of(frame, marks_of(frame, False, NOTHING))


def read(text):
    return list(csv.reader(io.StringIO(text)))


@pytest.mark.parametrize("text", ["=1+1", "+A1", "-A1", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0"])
def test_a_text_that_begins_like_a_formula_is_inert(text):
    frame = pd.DataFrame({text: [text], "Reports": [1]})
    header, row = read(csv_of(frame, marks_of(frame, False, NOTHING)))
    assert header[0] == row[0] == "'" + text.replace("\r", "\n")


@pytest.mark.parametrize("text", ["-5", "+5.3%", "-1,234", "2024", "A-B", "3 to 5"])
def test_a_text_that_is_a_number_or_holds_a_sign_stays_as_it_is(text):
    assert read(plain(pd.DataFrame({"A": [text]}))) == [["A"], [text]]


def test_negative_numbers_are_numbers():
    text = plain(pd.DataFrame({"Difference": [-5, 3], "Share": [-0.25, 1e-7]}))
    assert [[float(cell) for cell in row] for row in read(text)[1:]] == [[-5, -0.25], [3, 1e-7]]


def test_shorthand_stands_beside_the_numbers():
    frame = pd.DataFrame({"Kind": ["A", "B"], "Reports": [np.nan, 12.0]})
    assert read(csv_of(frame, marks_of(frame, True, NOTHING)))[1:] == [["A", "", "Reports: [c]"], ["B", "12.0", ""]]
    assert read(csv_of(frame, marks_of(frame, False, NOTHING)))[1][2] == "Reports: [x]"
    revised = Revised(((12.0, frozenset({"B", "2023"})),), frozenset({"A", "B", "2023"}))
    marked = marks_of(frame.fillna(12), False, revised)
    assert read(csv_of(frame.fillna(12), marked))[1:] == [
        ["A", "12.0", ""],
        ["B", "12.0", "Reports: [r]"],
    ]


def test_each_row_of_a_sample_says_that_it_is_invented_and_no_other_does():
    frame = pd.DataFrame({"Kind": ["A", "B"], "Reports": [np.nan, 12.0]})
    assert read(csv_of(frame, marks_of(frame, False, NOTHING), sample=True)) == [
        ["Kind", "Reports", "Status", "Notes"],
        ["A", "", "sample data: invented", "Reports: [x]"],
        ["B", "12.0", "sample data: invented", ""],
    ]
    assert download_name("chart-2", True, "csv") == "chart-2-sample.csv"
    assert download_name("chart-1", False, "svg") == "chart-1.svg"


def test_a_figure_without_marks_has_no_column_of_notes():
    assert read(plain(pd.DataFrame({"Kind": ["A"], "Reports": [1]})))[0] == ["Kind", "Reports"]
