"""The table of the whole mix: its numbers, its order, and how it is sorted."""

import csv
import io

import pytest
from bs4 import BeautifulSoup

from oscp_lib.chapters.opening import open_chapter
from oscp_lib.data.package import tables
from tests.national import as_csv
from tests.places import OWN

TOTAL = "Total recorded crime (excluding fraud)"


def made(year=2024):
    module = open_chapter("all_crime")
    return module.table_h(module.load(year))


def printed(figure):
    page = BeautifulSoup(figure.html(), "html.parser")
    heads = [head.get_text() for head in page.select("thead th")]
    rows = {}
    for row in page.select("tbody tr"):
        rows[row.th.get_text()] = dict(zip(heads[1:], row.select("td"), strict=True)) | {"kind": row["class"]}
    return rows


def text(row, column):
    return row[column].get_text()


@pytest.fixture(scope="module")
def rows():
    return printed(made())


def test_the_numbers_of_a_row_are_those_of_ons(rows):
    # ONS, year ending December 2024, Table C2: 1,791 to 2,488; 38.9 = 100 * (2488 / 1791 - 1); over 166,034 residents.
    row = rows["Shoplifting"]
    assert text(row, "2024") == "2,488" and text(row, "Change on 2023") == "+38.9%"
    assert text(row, "Rate per 1,000 residents") == f"{1000 * 2488 / 166_034:.1f}"
    assert text(row, "Rank of all partnerships") == "17th of 313"
    assert text(row, "Rank among nearest neighbours").endswith(" of 15")


def test_counts_below_fifty_stand_in_place_of_a_percentage_and_have_no_rank(rows):
    row = rows["Homicide"]
    assert text(row, "Change on 2023") == "from 0 to 1"
    assert text(row, "Rank of all partnerships") == text(row, "Rank among nearest neighbours") == "too few"
    assert text(row, "Rate per 1,000 residents") == "[low]"
    assert "data-order" not in row["Rank of all partnerships"].attrs, "it stands last, however the table is sorted"


def test_groups_are_bold_and_their_parts_stand_below_them(rows):
    names = list(rows)
    assert names[0] == TOTAL
    for whole, parts in tables()["recorded_crime_ons"].parts.items():
        assert "is-group" in rows[whole]["kind"]
        for part in parts:
            assert names.index(part) > names.index(whole)
            deeper = whole != TOTAL
            assert (f"indent-{1 + (whole == 'Burglary')}" if deeper else "indent-0") in rows[part]["kind"]


def test_the_title_names_the_largest_group_with_its_numbers():
    assert made().title == "Theft offences are the largest group: 7,624 of 17,384 offences, 44 per cent"


def test_every_cell_sorts_by_the_number_that_it_prints(rows):
    for name, row in rows.items():
        assert float(row["2024"]["data-order"]) == float(text(row, "2024").replace(",", ""))
        change = text(row, "Change on 2023")
        if change.endswith("%"):
            said = float(change.rstrip("%").replace("\N{MINUS SIGN}", "-"))
            assert float(row["Change on 2023"]["data-order"]) == pytest.approx(said, abs=0.051), name


def test_the_years_of_a_row_are_in_the_csv_and_their_bars_are_hidden_from_screen_readers():
    figure = made()
    held = {row["Offence"]: row for row in csv.DictReader(io.StringIO(figure.csv))}
    assert [held["Robbery"][str(year)] for year in range(2021, 2025)] == ["76", "94", "114", "146"]
    assert held["Robbery"]["Part of"] == TOTAL and held[TOTAL]["Part of"] == "[z]"
    drawn = BeautifulSoup(figure.html(), "html.parser").select("td.trend svg")
    assert len(drawn) == len(held) and all(each["aria-hidden"] == "true" for each in drawn)
    robbery = drawn[list(held).index("Robbery")]
    heights = [float(bar["height"]) for bar in robbery.select("rect")]
    assert [height / heights[-1] for height in heights] == pytest.approx([76 / 146, 94 / 146, 114 / 146, 1], abs=0.01)


def test_in_the_first_year_held_there_is_no_change_and_no_line_of_years():
    rows = printed(made(2021))
    assert text(rows["Robbery"], "Change on 2020") == "" and "2021" in rows["Robbery"]
    assert not BeautifulSoup(made(2021).html(), "html.parser").select("td.trend")


@pytest.mark.longer
def test_a_count_moves_its_cell_its_change_its_line_and_its_row_of_the_csv(project):
    as_csv(project, "recorded_crime_ons")
    before = made()
    path = project / f"{OWN}/tables/recorded_crime_ons.csv"
    content = path.read_text("utf-8")
    old = next(row for row in content.splitlines() if row.startswith("2024") and ",Oxmere,Drug offences," in row)
    path.write_text(content.replace(old, old.replace(",917,", ",1330,")), "utf-8")
    after = made()
    one, other = (printed(each) for each in (before, after))
    assert (
        text(other["Drug offences"], "2024") == "1,330" and text(other["Drug offences"], "Change on 2023") == "+100.0%"
    )
    assert str(one["Drug offences"]["2021 to 2024"]) != str(other["Drug offences"]["2021 to 2024"])
    changed = set(before.csv.splitlines()) ^ set(after.csv.splitlines())
    assert {line.split(",")[0] for line in changed} == {"Drug offences"}
    assert str(one["Robbery"]["2024"]) == str(other["Robbery"]["2024"])
