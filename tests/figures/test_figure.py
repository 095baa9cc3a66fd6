"""A figure as a page prints it."""

import pandas as pd
import pytest

from oscp_lib.data.disclosure import Policy
from oscp_lib.data.package import Caveat, Field, Source, Table
from oscp_lib.data.rows import Rows
from oscp_lib.figures.figure import Figure, cell_text, heat_shades, shortened


def rows(status="official", caveats=("A caveat.",), value=12, releases=("s",), meets=""):
    sources = (Source("s", "Release one", "Publisher", "", ""), Source("t", "Release two", "Publisher", "", ""))
    caveats = tuple(each if isinstance(each, Caveat) else Caveat(each) for each in caveats)
    fields = (Field("value", "integer", "the count"),)
    policy = Policy(5, public="Printed elsewhere.")
    table = Table(
        "t", "tables/t.csv", "T", "", status, "", caveats, (), "The police", False, "", sources, fields, (), policy,
        meets=meets,
    )  # fmt: skip
    day = pd.Timestamp("2024-12-31")
    row = {
        "period_start": day, "period_end": day, "area": "B", "category": "theft", "measure": "recorded offences",
        "unit": "offences", "value": value,
    }  # fmt: skip
    return Rows(table, pd.DataFrame([row | {"source": each, "withheld": False} for each in releases]))


def figure(**changes):
    frame = pd.DataFrame({"District": ["A <b>", "B"], "Offences": [1234, 5]})
    settings = {"ident": "x", "label": "Table X", "title": "A title", "subtitle": "Counts.", "frame": frame}
    return Figure(**settings | {"rows": (rows(),)} | changes)


def test_a_title_of_more_than_fifteen_words_is_refused():
    with pytest.raises(ValueError, match="more than 15 words"):
        figure(title="word " * 16)


def test_names_are_escaped_and_numbers_grouped():
    html = figure().html()
    assert "A &lt;b&gt;" in html and "<b>" not in html
    assert "1,234" in html


def test_every_header_cell_has_a_scope():
    html = figure().html()
    assert html.count("<th ") == html.count("<th scope=") == 4
    assert "<caption" in html


def test_caveats_and_source_are_printed_once():
    html = figure(rows=(rows(), rows())).html()
    assert html.count("A caveat.") == 1
    assert html.count("Publisher, Release one") == 1


def test_a_sample_table_says_who_holds_the_real_figures():
    html = figure(rows=(rows("sample"),)).html()
    assert "The real figures are held by The police." in html


def test_a_missing_number_is_marked_not_left_out():
    assert cell_text(float("nan"), 0, withheld=False) == "[x]"
    assert cell_text(float("nan"), 0, withheld=True) == "[c]"
    assert cell_text(-1980, 0, withheld=False) == "−1,980"


def test_the_file_of_a_sample_that_a_notebook_offers_says_so():
    made = figure(rows=(rows("sample"),))
    assert f'download="{made.ident}-sample.csv"' in made.html()
    assert all(line.endswith(",sample data: invented") for line in made.csv.splitlines()[1:])
    assert "invented" not in figure(rows=(rows("official"),)).csv


def test_a_sample_names_the_plan_whose_totals_it_meets():
    html = figure(rows=(rows("sample", meets="stated_figures_plan"),)).html()
    assert "invented to meet the totals that the Running Plan 2025-26 states" in html
    assert "invented, so that" in figure(rows=(rows("sample"),)).html()


def test_a_small_count_that_is_public_is_shown_with_the_reason():
    small = pd.DataFrame({"District": ["A", "B"], "Offences": [1234, 3]})
    reason = "Small counts are shown: printed elsewhere."
    assert reason in figure(rows=(rows(value=3),), frame=small).html()
    assert reason not in figure(rows=(rows(value=5),), frame=small.replace(3, 5)).html()
    # Small rows that are added up show no small count.
    assert reason not in figure(rows=(rows(value=3),)).html()


def test_a_caveat_of_some_rows_is_printed_under_those_alone():
    caveat = Caveat("Of burglary.", {"category": "burglary"})
    assert "Of burglary." not in figure(rows=(rows(caveats=(caveat,)),)).html()
    assert "Of theft." in figure(rows=(rows(caveats=(Caveat("Of theft.", {"category": "theft"}),)),)).html()


def test_revisions_are_spoken_of_only_where_rows_come_from_several_releases():
    assert "Counts come from two releases;" in figure(rows=(rows(releases=("s", "t")),)).html()
    assert "releases" not in figure(rows=(rows(),)).html()


def test_heat_shades_run_from_the_smallest_to_the_largest():
    shades = heat_shades(pd.DataFrame({"a": [0, 50], "b": [100, 19]}))
    assert shades.to_dict("list") == {"a": [0, 2], "b": [4, 0]}
    assert heat_shades(pd.DataFrame({"a": [7, 7]}))["a"].tolist() == [0, 0]


def test_a_long_series_of_releases_is_named_by_its_ends():
    titles = [f"Home Office, Statistics, quarter {number}" for number in range(1, 6)]
    assert shortened(titles) == ["Home Office, Statistics, quarter 1, and later releases to quarter 5 (5 in all)"]
    assert shortened(titles[:3]) == titles[:3]
