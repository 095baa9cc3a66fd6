"""The official tables against the published downloads, read by other code than ours."""

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from oscp_lib.data.partnership import load_partnership
from oscp_lib.data.tables import read_table


def districts():
    return [district.name for district in load_partnership().districts]


def test_recorded_crime_of_2021_to_2024(open_data):
    published = pd.read_csv(
        open_data / "recorded-crime/thames_valley_csp_recorded_crime_ye_dec2021_to_dec2024_long.csv"
    )
    published = published[published["csp_name"].isin(districts())]
    expected = {
        (area, offence, int(ending[:4])): count
        for area, offence, ending, count in published[["csp_name", "offence", "year_ending", "count"]].to_numpy()
    }
    frame = read_table("recorded_crime_ons")
    held = {(row.area, row.category, row.period_end.year): row.value for row in frame.itertuples()}
    assert held == expected
    assert len(held) == 5 * 23 * 4


@pytest.mark.parametrize(("sheet", "year"), [("Table C2", 2024), ("Table C5", 2023)])
def test_recorded_crime_in_the_workbook_itself(open_data, sheet, year):
    path = open_data / "recorded-crime/ons_policeforceareatables_ye_dec2024_with_csp_tables_C1-C5.xlsx"
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_name(sheet).to_python()
    assert str(year) in rows[0][0]
    header = [" ".join(str(cell).split()) for cell in rows[7]]
    area = next(place for place, name in enumerate(header) if name.startswith("Community Safety Partnership name"))
    total = next(place for place, name in enumerate(header) if name.startswith("Total recorded crime"))
    shoplifting = header.index("Shoplifting")
    frame = read_table("recorded_crime_ons")
    frame = frame[frame["period_end"].dt.year == year].set_index(["area", "category"])["value"]
    seen = [row for row in rows[8:] if row[area] in districts()]
    assert len(seen) == 5
    for row in seen:
        assert frame[row[area], "Total recorded crime (excluding fraud)"] == row[total]
        assert frame[row[area], "Shoplifting"] == row[shoplifting]


def test_mid_year_population(open_data):
    published = pd.read_csv(open_data / "population/oxfordshire_mid_year_population_2011_2022.csv")
    published = published[published["Name"].isin(districts())].set_index(["Name", "year"])["population"]
    frame = read_table("population_ons")
    frame = frame[frame["area"].isin(districts())]
    held = frame.assign(year=frame["period_end"].dt.year).set_index(["area", "year"])["value"]
    assert held.to_dict() == published.to_dict()


def test_census_population(open_data):
    small_areas = pd.read_csv(open_data / "population/oxfordshire_lsoa21_census2021_residents_households.csv")
    kinds = pd.read_csv(open_data / "boundaries/ruc21_lsoa21_oxfordshire.csv").set_index("lsoa21_code")["ruc"]
    urban = small_areas[small_areas["lsoa21_code"].map(kinds) == "Urban"]
    table = read_table("population_census")
    for category, areas in (("all areas", small_areas), ("urban areas", urban)):
        published = areas.groupby("ltla24_name")["total_residents"].sum().astype(int)
        held = table[table["category"] == category].set_index("area")["value"]
        assert held[districts()].to_dict() == published[districts()].to_dict()


def test_census_residents_by_age_and_sex_add_up_to_nearly_the_same(open_data):
    # Another table of the census, perturbed apart from the small areas.
    published = pd.read_csv(open_data / "population/oxfordshire_ltla_census2021_age_gender_households.csv")
    published = published.set_index("ltla_name")["total_population"].astype(int)
    table = read_table("population_census")
    held = table[table["category"] == "all areas"].set_index("area")["value"]
    assert (held[districts()] - published[districts()]).abs().max() < 50


def test_referrals_add_to_the_published_total_of_each_quarter(open_data):
    published = pd.read_csv(open_data / "nrm/nrm_all_police_forces_by_exploitation_type_2022q2_2023q4.csv")
    published = published[published["First responder"] == "Thames Valley Police"].set_index(
        ["quarter", "Exploitation type"]
    )
    frame = read_table("exploitation_nrm")
    quarters = frame["period_start"].dt.strftime("%Y-Q") + frame["period_start"].dt.quarter.astype(str)
    for quarter, rows in frame.groupby(quarters):
        assert rows["value"].sum() == published.loc[(quarter, "Total"), "People"], quarter
        for row in rows.itertuples():
            assert row.value == published.loc[(quarter, row.category), "People"]


def test_antisocial_behaviour_of_each_month(open_data):
    published = pd.read_csv(open_data / "police-uk/oxfordshire_month_district_crimetype_counts.csv")
    published = published[
        (published["crime_type"] == "Anti-social behaviour") & published["district"].isin(districts())
    ]
    frame = read_table("antisocial_behaviour_police_uk")
    held = frame.set_index([frame["area"], frame["period_start"].dt.strftime("%Y-%m")])["value"]
    assert held.to_dict() == published.set_index(["district", "month"])["count"].to_dict()


def test_antisocial_behaviour_counted_from_the_street_file_of_one_month(open_data):
    path = open_data / "police-uk/oxfordshire/2024-01-thames-valley-street-oxfordshire.csv"
    street = pd.read_csv(path)
    street = street[street["Crime type"] == "Anti-social behaviour"]
    counts = street["LSOA name"].dropna().str.replace(r" \d{3}[A-Z]$", "", regex=True).value_counts()
    frame = read_table("antisocial_behaviour_police_uk")
    held = frame[frame["period_start"] == "2024-01-01"].set_index("area")["value"]
    assert held.to_dict() == counts[districts()].to_dict()
