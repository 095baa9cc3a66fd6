"""Mid-year population: the series, one year, and editions that do not join."""

import pytest

from oscp_lib.data.partnership import load_partnership
from oscp_lib.data.rows import read_table
from tests.sources.downloads import workbook

TABLE = "population_ons"


def areas():
    place = load_partnership()
    return {area.code: area.name for area in (*place.districts, place.county)}


def series(years, value=1000.0, title=None):
    """A sheet MYE4: text, header, one row an area."""
    title = title or f"MYE4: Population estimates: Summary for England and Wales, mid-{min(years)} to mid-{max(years)}"
    rows = [[title], *[["text"]] * 6, ["Code", "Name", "Geography", *(f"Mid-{year}" for year in years)]]
    rows.append(["K04000001", "ENGLAND AND WALES", "Country", *[9e7] * len(years)])
    return rows + [[code, name, "District", *[value] * len(years)] for code, name in areas().items()]


def csv_file(folder, lines, name="population.csv"):
    path = folder / name
    path.write_text("\n".join(["Code,Name,year,population", *lines]) + "\n", "utf-8")
    return path


def test_a_later_edition_restates_the_whole_series(project, take):
    take(workbook(project, {"MYE4": series([2022, 2023])}))
    frame = read_table(TABLE)
    assert frame.loc[frame["period_end"].dt.year >= 2022, "value"].tolist() == [1000] * 12
    assert set(frame.loc[frame["period_end"].dt.year == 2022, "source"]) == {"ons-mye-2023"}


def test_one_year_stands_in_the_title_where_there_is_no_series(project, take):
    rows = series([2031])
    rows[0] = ["MYE2: Persons by single year of age and sex for local authorities in England and Wales, mid-2031"]
    rows[7][3] = "All ages"
    take(workbook(project, {"MYE2 - Persons": rows}))
    assert (read_table(TABLE)["period_end"].dt.year == 2031).sum() == 6


def test_estimates_on_the_old_census_do_not_join(project, refusal):
    problem = refusal(workbook(project, {"MYE4": series([2019, 2020])}))
    assert "mid-2020: they rest on Census 2011" in problem.found
    assert "mid-2022 or later" in problem.remedy


def test_median_ages_are_no_population(project, refusal):
    title = "MYE6: Median age of population for local authorities in England and Wales, mid-2011 to mid-2022"
    assert "No table of total population" in refusal(workbook(project, {"MYE6": series([2022], 40.6, title)})).found


@pytest.mark.parametrize(
    ("line", "found", "remedy"),
    [
        ("{code},X,30/06/2023,5", "'30/06/2023', which is not a year", "four digits"),
        ("{code},X,2023,\"1,500\"", "'1,500'", "Write it as 1500"),
        ("{code},X,2023,31%", "'31%' where a count belongs", "not of percentages"),
        ("{code},X,2023,#REF!", "'#REF!' where a count belongs", "do not edit"),
        ("{code},X,2022,5\n{code},X,2022,5", "appears twice for 2022", "download"),
        ("{code},X,2023", "The row has 3 cells; the header has 4", "cut short"),
    ],
)  # fmt: skip
def test_a_line_that_does_not_fit_is_named(project, refusal, line, found, remedy):
    code = next(iter(areas()))
    problem = refusal(csv_file(project, [line.format(code=code)]))
    assert problem.line in (2, 3)
    assert found in problem.found and remedy in problem.remedy


def test_a_file_without_the_county_is_refused(project, refusal):
    place = load_partnership()
    lines = [f"{district.code},{district.name},2023,5" for district in place.districts]
    assert f"No row is of {place.county.name}" in refusal(csv_file(project, lines)).found
