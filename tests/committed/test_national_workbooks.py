"""The national tables against the workbooks they were read from, by other code (openpyxl)."""

from functools import cache

import openpyxl
import pytest

from oscp_lib.data.national import read_national

NOW = "recorded-crime/ons_policeforceareatables_ye_dec2024_with_csp_tables_C1-C5.xlsx"
BEFORE = "recorded-crime/ons_csp_recorded_crime_ye_dec2022.xlsx"
SHEETS = {2021: (BEFORE, "Table C2"), 2022: (BEFORE, "Table C3"), 2023: (NOW, "Table C5"), 2024: (NOW, "Table C2")}
# One district of a county, unitary, London borough, metropolitan, Welsh, merged, one of several in a district, one
# whose code stands on another's row.
TEN = {
    "E22000308": "Oxford", "E22000002": "Bristol, City of", "E22000191": "Camden", "E22000345": "Leeds",
    "W14000015": "Cardiff", "W14000023": "Cwm Taf", "E22000373": "Western Suffolk", "E22000097": "Stroud",
    "E22000369": "Somerset", "E22000031": "Allerdale",
}  # fmt: skip
pytestmark = pytest.mark.longer


@cache
def sheet(folder, file, name):
    """Header and rows of a sheet, texts squeezed."""
    book = openpyxl.load_workbook(folder / file, read_only=True)
    title = next(each for each in book.sheetnames if each.strip() == name)
    rows = [[" ".join(cell.split()) if isinstance(cell, str) else cell for cell in row]
            for row in book[title].iter_rows(values_only=True)]  # fmt: skip
    top = next(place for place, row in enumerate(rows) if row[1] in ("Police Force Area name", "Area Name"))
    return rows[top], rows[top + 1 :]


def held(year, **where):
    frame = read_national("recorded_crime", **where)
    return frame[(frame["period_start"] == f"{year}-01-01") & (frame["period_end"] == f"{year}-12-31")]


@pytest.mark.parametrize("year", SHEETS)
def test_counts_of_ten_partnerships_of_all_kinds(open_data, year):
    header, rows = sheet(open_data, *SHEETS[year])
    names = [name for name in header[6:] if name]
    seen = {}
    for row in rows:
        if row[3] in TEN.values() and (row[2] in TEN or year < 2023):
            code = next(code for code, name in TEN.items() if name == row[3])
            seen[code] = dict(zip(names, row[6:], strict=False))
    assert seen.keys() == TEN.keys()
    frame = held(year, area_code=list(TEN))
    for code, counts in seen.items():
        ours = frame[frame["area_code"] == code].set_index("offence")["value"].to_dict()
        assert list(ours.values()) == list(counts.values()), TEN[code]  # the same order of offences


def test_rates_of_ten_partnerships_are_those_of_the_workbook_but_for_rounded_residents(open_data):
    header, rows = sheet(open_data, NOW, "Table C4")
    place = next(place for place, name in enumerate(header) if name.startswith("Total recorded crime"))
    crime = held(2024, area_code=list(TEN), offence="Total recorded crime (excluding fraud)")
    counts = crime.set_index("area_code")["value"]
    residents = read_national("residents_of_rates", area_code=list(TEN))
    residents = residents[residents["period_end"] == "2022-06-30"].set_index("area_code")["value"]
    published = {row[2]: row[place] for row in rows if row[2] in TEN}
    assert len(published) == len(TEN)
    for code, rate in published.items():
        assert 1000 * counts[code] / residents[code] == pytest.approx(rate, rel=0.001)


@pytest.mark.parametrize(("year", "table"), [(2024, "Table P1"), (2023, "Table P4")])
def test_england_and_wales_are_as_published_and_all_parts_add_up_to_them(open_data, year, table):
    _, rows = sheet(open_data, NOW, table)
    published = next(row for row in rows if row[0] == "K04000001")
    frame = held(year)
    country = frame[frame["area_code"] == "K04000001"]
    whole = country[country["part"] == "all"]
    assert whole["value"].to_list() == [cell for cell in published[2:] if cell is not None]
    # Partnerships, what forces placed in none, and the British Transport Police: added up here, not by the reader.
    parts = frame[frame["area_code"].str.match(r"E22|W14") | frame["part"].ne("all")]
    added = parts.groupby("offence")["value"].sum()
    assert added.to_dict() == whole.set_index("offence")["value"].to_dict()


def test_every_partnership_of_the_newest_workbook_is_held_under_its_own_code(open_data):
    _, rows = sheet(open_data, NOW, "Table C2")
    codes = {row[2] for row in rows if str(row[2]).startswith(("E22", "W14"))}
    assert len(codes) == 314
    frame = held(2024)
    assert set(frame.loc[frame["area_code"].str.match("E22|W14"), "area_code"]) == codes
