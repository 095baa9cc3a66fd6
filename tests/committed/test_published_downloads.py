"""What only real downloads can prove, in one test: read by other code than ours, and held against ours.

They are not part of the project; where they are not here, the same readers are proved on made files of their shapes.
"""

import csv
from collections import Counter

import openpyxl
import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from oscp_lib import paths
from oscp_lib.data.package import tables
from oscp_lib.data.partnership import load_partnership
from oscp_lib.data.provenance import read_provenance
from oscp_lib.data.rows import read_table
from oscp_lib.data.unplaced import shares_of
from oscp_lib.sources import READERS, nrm, ons_csp, population, reader
from tests.sources.conftest import snapshot

pytestmark = pytest.mark.usefixtures("oxford")

RESIDENTS_TABLE, TOTAL = "population_ons", "Total recorded crime (excluding fraud)"
CRIME = "recorded-crime/ons_policeforceareatables_ye_dec2024_with_csp_tables_C1-C5.xlsx"
CRIME_2022 = "recorded-crime/ons_csp_recorded_crime_ye_dec2022.xlsx"
RESIDENTS = "population/ons_mid2022_population_estimates_lad.xlsx"
REFERRALS = (
    "nrm/nrm_thames_valley_police_referrals_2022q2_2023q4.csv",
    "nrm/nrm_all_police_forces_by_exploitation_type_2022q2_2023q4.csv",
)
READ_ON_REAL_FILES = (
    CRIME, CRIME_2022, RESIDENTS, "population/mye24tablesew.csv", REFERRALS[1],
    "nrm/nrm_referrals_by_county_2025q3.csv",
    "police-uk/full-force/2024-01-thames-valley-street.csv",
    "police-uk/full-force/data.police.uk-2022-01-thames-valley-download.zip",
    "police-uk/oxfordshire/2025-06-thames-valley-street-oxfordshire.csv",
)  # fmt: skip


def districts():
    return [district.name for district in load_partnership().county_districts]


@pytest.mark.longer
def test_readers_and_tables_agree_with_the_published_downloads(open_data, project, take, refusal):
    for check in (
        recorded_crime_is_what_openpyxl_reads, the_share_in_no_partnership_is_kept, recorded_crime_of_every_year,
        recorded_crime_in_the_workbook_itself, population_is_what_openpyxl_reads, population_of_the_csv_is_the_same,
        mid_year_population, population_of_mid_2024_is_what_the_csv_module_reads,
        census_population, census_by_age_and_sex_adds_up_to_nearly_the_same,
        referrals_are_what_the_csv_module_reads, referrals_add_to_their_totals, antisocial_behaviour_of_each_month,
        antisocial_behaviour_counted_from_a_street_file, each_is_recognised_by_one_reader_alone,
    ):  # fmt: skip
        check(open_data)
    other_tables_are_refused(open_data, refusal)
    before = snapshot(project)
    take(*(open_data / name for name in READ_ON_REAL_FILES))
    assert snapshot(project) == before, "the same files again changed a byte of the committed data"


def recorded_crime_is_what_openpyxl_reads(open_data):
    reading = ons_csp.read(open_data / CRIME, load_partnership())
    book = openpyxl.load_workbook(open_data / CRIME, read_only=True)
    expected = {}
    for sheet, year in (("Table C2", 2024), ("Table C5", 2023)):
        rows = list(book[sheet].iter_rows(values_only=True))
        header = [" ".join(str(cell or "").split()) for cell in rows[7]]
        for row in rows[8:]:
            if row[5] in districts():
                expected |= {(row[5], name, year): row[place] for place, name in enumerate(header) if place > 5}
    names = {district.code: district.name for district in load_partnership().in_county}
    rows = reading.national["recorded_crime"]
    rows = rows[rows["area_code"].isin(names) & (rows["part"] == "all")]
    got = {(names[row.area_code], row.offence, row.period_end.year): row.value for row in rows.itertuples()}
    assert len(expected) == 2 * 5 * 23
    assert got == expected


TABLE = "recorded_crime_ons"


def the_share_in_no_partnership_is_kept(open_data):
    reading = ons_csp.read(open_data / CRIME, load_partnership())
    rows = list(openpyxl.load_workbook(open_data / CRIME, read_only=True)["Table C2"].iter_rows(values_only=True))
    force = next(row for row in rows if row[1] == "Thames Valley" and not row[3])
    unassigned = next(row for row in rows if row[3] == "Unassigned Thames Valley")
    held = reading.national["recorded_crime"]
    held = held[(held["area_code"] == load_partnership().force.code) & (held["offence"] == TOTAL)]
    held = held[pd.to_datetime(held["period_end"]).dt.year == 2024].set_index("part")["value"]
    assert held.to_dict() == {"all": force[6], "unassigned": unassigned[6]}
    share = shares_of(tables()[TABLE])["2024"]
    assert (share["without"], share["force"]) == (unassigned[6], force[6])
    assert sum(reading.left_out.values()) + reading.rows_used == reading.rows_read
    # All partnerships of the force and its 'Unassigned' add up to the force.
    parts = [row for row in rows[8:] if row[1] == "Thames Valley" and row[3]]
    assert sum(row[6] for row in parts) == share["force"]


def recorded_crime_of_every_year(open_data):
    published = pd.read_csv(
        open_data / "recorded-crime/thames_valley_csp_recorded_crime_ye_dec2021_to_dec2024_long.csv"
    )
    published = published[published["csp_name"].isin(districts())]
    expected = {
        (area, offence, int(ending[:4])): count
        for area, offence, ending, count in published[["csp_name", "offence", "year_ending", "count"]].to_numpy()
    }
    frame = read_table(TABLE)
    held = {(row.area, row.category, row.period_end.year): row.value for row in frame.itertuples()}
    assert held == expected
    assert len(held) == 5 * 23 * 4


def recorded_crime_in_the_workbook_itself(open_data):
    for sheet, year in (("Table C2", 2024), ("Table C5", 2023)):
        rows = CalamineWorkbook.from_path(str(open_data / CRIME)).get_sheet_by_name(sheet).to_python()
        assert str(year) in rows[0][0]
        header = [" ".join(str(cell).split()) for cell in rows[7]]
        area = next(place for place, name in enumerate(header) if name.startswith("Community Safety Partnership name"))
        total = next(place for place, name in enumerate(header) if name.startswith("Total recorded crime"))
        frame = read_table(TABLE)
        frame = frame[frame["period_end"].dt.year == year].set_index(["area", "category"])["value"]
        seen = [row for row in rows[8:] if row[area] in districts()]
        assert len(seen) == 5
        for row in seen:
            assert frame[row[area], "Total recorded crime (excluding fraud)"] == row[total]
            assert frame[row[area], "Shoplifting"] == row[header.index("Shoplifting")]


def population_is_what_openpyxl_reads(open_data):
    place = load_partnership()
    areas = {area.code: area.name for area in (*place.county_districts, place.county)}
    reading = population.read(open_data / RESIDENTS, place)
    sheet = openpyxl.load_workbook(open_data / RESIDENTS, read_only=True)["MYE4"]
    rows = list(sheet.iter_rows(values_only=True))
    years = [int(str(name)[-4:]) for name in rows[7][3:] if name]
    expected = {
        (row[1].strip(), year): value
        for row in rows[8:] if row[0] in areas
        for year, value in zip(years, row[3:], strict=False)
    }  # fmt: skip
    got = residents_of(reading)
    frame = read_table(RESIDENTS_TABLE)
    assert len(expected) == 6 * 12
    assert got == expected
    held = {(row.area, row.period_end.year): row.value for row in frame.itertuples()}
    assert got == {key: value for key, value in held.items() if key[1] <= 2022}


def residents_of(reading):
    """Residents of our own districts and county by name and year."""
    place = load_partnership()
    names = {area.code: area.name for area in (*place.county_districts, place.county)}
    rows = reading.national["residents"]
    rows = rows[rows["area_code"].isin(names)]
    return {(names[row.area_code], row.period_end.year): row.value for row in rows.itertuples()}


def population_of_mid_2024_is_what_the_csv_module_reads(open_data):
    path, place = open_data / "population/mye24tablesew.csv", load_partnership()
    with path.open(encoding="utf-8-sig", newline="") as file:
        published = {row[0]: row[3] for row in csv.reader(file) if len(row) > 3}
    expected = {(area.name, 2024): int(published[area.code]) for area in (*place.county_districts, place.county)}
    assert expected["Oxford", 2024] == 166_034
    assert residents_of(population.read(path, place)) == expected
    frame = read_table(RESIDENTS_TABLE)
    frame = frame[frame["period_end"].dt.year == 2024]
    assert {(row.area, 2024): row.value for row in frame.itertuples()} == expected


def population_of_the_csv_is_the_same(open_data):
    place = load_partnership()
    path = open_data / "population/oxfordshire_mid_year_population_2011_2022.csv"
    assert residents_of(population.read(path, place)) == residents_of(population.read(open_data / RESIDENTS, place))


def mid_year_population(open_data):
    published = pd.read_csv(open_data / "population/oxfordshire_mid_year_population_2011_2022.csv")
    published = published[published["Name"].isin(districts())].set_index(["Name", "year"])["population"]
    frame = read_table(RESIDENTS_TABLE)
    frame = frame[frame["area"].isin(districts()) & (frame["period_end"].dt.year <= published.index.levels[1].max())]
    held = frame.assign(year=frame["period_end"].dt.year).set_index(["area", "year"])["value"]
    assert held.to_dict() == published.to_dict()


def census_population(open_data):
    small_areas = pd.read_csv(open_data / "population/oxfordshire_lsoa21_census2021_residents_households.csv")
    kinds = pd.read_csv(open_data / "boundaries/ruc21_lsoa21_oxfordshire.csv").set_index("lsoa21_code")["ruc"]
    held = pd.read_parquet(paths.NATIONAL / "census_small_areas.parquet").set_index("area_code")["residents"]
    published = small_areas.set_index("lsoa21_code")["total_residents"].astype(int)
    assert held[published.index].to_dict() == published.to_dict()
    urban = small_areas[small_areas["lsoa21_code"].map(kinds) == "Urban"]
    table = read_table("population_census")
    for category, areas in (("all areas", small_areas), ("urban areas", urban)):
        published = areas.groupby("ltla24_name")["total_residents"].sum().astype(int)
        held = table[table["category"] == category].set_index("area")["value"]
        assert held[districts()].to_dict() == published[districts()].to_dict()


def census_by_age_and_sex_adds_up_to_nearly_the_same(open_data):
    # Another table of the census, perturbed apart from the small areas.
    published = pd.read_csv(open_data / "population/oxfordshire_ltla_census2021_age_gender_households.csv")
    published = published.set_index("ltla_name")["total_population"].astype(int)
    table = read_table("population_census")
    held = table[table["category"] == "all areas"].set_index("area")["value"]
    assert (held[districts()] - published[districts()]).abs().max() < 50


def referrals_are_what_the_csv_module_reads(open_data):
    for name in REFERRALS:
        reading = nrm.read(open_data / name, load_partnership())
        with (open_data / name).open(encoding="utf-8", newline="") as file:
            rows = [row for row in csv.DictReader(file) if row["First responder"] == load_partnership().force_name]
        rows = [row for row in rows if row["Age at exploitation"] == row["Gender"] == row["Nationality"] == "Total"]
        expected = {(row["quarter"], row["Exploitation type"]): int(row["People"]) for row in rows}
        got = {
            (f"{row.period_start.year}-Q{(row.period_start.month + 2) // 3}", row.exploitation): row.value
            for row in reading.national["nrm_referrals"].itertuples()
            if row.area_code == load_partnership().force.code
        }
        totals = {quarter: value for (quarter, kind), value in expected.items() if kind == "Total"}
        assert got == {key: value for key, value in expected.items() if key[1] != "Total"}
        assert sum((Counter({quarter: value}) for (quarter, _), value in got.items()), Counter()) == Counter(totals)
        assert sorted(got.values()) == sorted(read_table("exploitation_nrm")["value"])


def referrals_add_to_their_totals(open_data):
    published = pd.read_csv(open_data / REFERRALS[1])
    published = published[published["First responder"] == "Thames Valley Police"].set_index(
        ["quarter", "Exploitation type"]
    )
    frame = read_table("exploitation_nrm")
    quarters = frame["period_start"].dt.strftime("%Y-Q") + frame["period_start"].dt.quarter.astype(str)
    for quarter, rows in frame.groupby(quarters):
        assert rows["value"].sum() == published.loc[(quarter, "Total"), "People"], quarter
        for row in rows.itertuples():
            assert row.value == published.loc[(quarter, row.category), "People"]


def antisocial_behaviour_of_each_month(open_data):
    published = pd.read_csv(open_data / "police-uk/oxfordshire_month_district_crimetype_counts.csv")
    published = published[
        (published["crime_type"] == "Anti-social behaviour") & published["district"].isin(districts())
    ]
    frame = read_table("antisocial_behaviour_police_uk")
    held = frame.set_index([frame["area"], frame["period_start"].dt.strftime("%Y-%m")])["value"]
    assert held.to_dict() == published.set_index(["district", "month"])["count"].to_dict()


def antisocial_behaviour_counted_from_a_street_file(open_data):
    path = open_data / "police-uk/oxfordshire/2024-01-thames-valley-street-oxfordshire.csv"
    street = pd.read_csv(path)
    street = street[street["Crime type"] == "Anti-social behaviour"]
    counts = street["LSOA name"].dropna().str.replace(r" \d{3}[A-Z]$", "", regex=True).value_counts()
    frame = read_table("antisocial_behaviour_police_uk")
    held = frame[frame["period_start"] == "2024-01-01"].set_index("area")["value"]
    assert held.to_dict() == counts[districts()].to_dict()


def each_is_recognised_by_one_reader_alone(open_data):
    record = [*read_provenance(paths.NATIONAL / "provenance.json"), *read_provenance()]
    for name in READ_ON_REAL_FILES:
        recognised = [kind for kind in READERS if reader(kind).recognise(open_data / name)]
        assert len(recognised) == 1, name
        file = name.split("/")[-1]
        assert recognised[0] == next(entry["kind"] for entry in record if entry["file"] == file), name


def other_tables_are_refused(open_data, refusal):
    problem = refusal(open_data / "nrm/nrm_referrals_local-authority_2023_q4.csv")
    assert "there are Local Authority, Local Authority total" in problem.found
    assert "by police force" in problem.remedy
    problem = refusal(open_data / "population/oxfordshire_mid2022_population_by_single_year_of_age_sex.csv")
    assert "The column 'year' is missing" in problem.found
