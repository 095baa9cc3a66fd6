"""The real downloads: street files, outlines and what is committed, each against other code; two tests in all."""

import csv
import json
import zipfile
from collections import Counter, defaultdict

import pytest
from shapely.geometry import shape

from oscp_lib import paths
from oscp_lib.data.force_months import ForceMonth, doubts
from oscp_lib.data.partnership import load_partnership
from oscp_lib.data.provenance import read_provenance
from oscp_lib.data.rows import read_table
from oscp_lib.sources import READERS, police_uk, reader
from tests.committed import OWN
from tests.sources.conftest import snapshot
from tests.sources.test_boundaries import outlines
from tests.sources.test_police_uk import DISORDER, PLACES, VIOLENCE, counted, disorder, districts

pytestmark = pytest.mark.usefixtures("oxford")

DISTRICTS = "boundaries/oxfordshire_lad_dissolved_from_lsoa11.geojson"
WARDS = "boundaries/oxfordshire_wards2022_geographr.geojson"
READ_ON_REAL_FILES = (
    "recorded-crime/ons_policeforceareatables_ye_dec2024_with_csp_tables_C1-C5.xlsx",
    "population/ons_mid2022_population_estimates_lad.xlsx",
    "nrm/nrm_all_police_forces_by_exploitation_type_2022q2_2023q4.csv",
    "police-uk/full-force/2024-01-thames-valley-street.csv",
    "police-uk/full-force/data.police.uk-2022-01-thames-valley-download.zip",
    "police-uk/oxfordshire/2025-06-thames-valley-street-oxfordshire.csv",
)


def a_whole_month_of_the_force_is_counted_as_the_csv_module_counts_it(open_data):
    path = open_data / "police-uk/full-force/2024-01-thames-valley-street.csv"
    reading = police_uk.read(path, load_partnership())
    with path.open(encoding="utf-8", newline="") as file:
        tally = counted(file)
    held = {row["area"]: row["value"] for row in reading.rows[DISORDER]}
    assert held == {name: tally[name, "Anti-social behaviour"] for name in districts()}
    unplaced = {kind: number for (district, kind), number in tally.items() if not district}
    assert reading.no_district["2024-01"] == {
        "force": tally.total(), "without": sum(unplaced.values()), "by_type": unplaced
    }  # fmt: skip
    assert reading.rows_used + reading.left_out.total() == reading.rows_read == tally.total()


def a_download_zip_as_published_holds_three_kinds_and_one_is_read(open_data):
    path = open_data / "police-uk/full-force/data.police.uk-2022-01-thames-valley-download.zip"
    reading = police_uk.read(path, load_partnership())
    with zipfile.ZipFile(path) as archive:
        street = next(name for name in archive.namelist() if name.endswith("-street.csv"))
        tally = counted(archive.read(street).decode().splitlines())
    held = {row["area"]: row["value"] for row in reading.rows[DISORDER]}
    assert held == {name: tally[name, "Anti-social behaviour"] for name in districts()}
    assert reading.notes == [
        "1 outcomes files passed over: no table of the book holds them.",
        "1 stop and search files passed over: no table of the book holds them.",
    ]


def every_month_at_hand_gives_the_committed_rows(open_data):
    for path in sorted((open_data / "police-uk/oxfordshire").glob("*.csv")):
        rows = police_uk.read(path, load_partnership()).rows
        assert {row["area"]: row["value"] for row in rows[DISORDER]} == disorder(path.name[:7]), path.name


def violence_by_place_adds_to_the_violence_of_the_lead_district(open_data):
    place = load_partnership()
    for path in sorted((open_data / "police-uk/oxfordshire").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            tally = counted(file)
        frame = read_table(PLACES)
        frame = frame[frame["period_start"] == f"{path.name[:7]}-01"]
        totals = frame.groupby("area")["value"].sum()
        assert totals[place.place] == tally[place.place, VIOLENCE]
        assert all(totals[name] <= tally[name, VIOLENCE] for name in totals.index)
        assert (frame.loc[frame["area"] != place.place, "value"] >= 10).all()


def each_offence_is_counted_in_the_cell_whose_centre_is_nearest(open_data):
    """Metres east and north of each point by its own latitude's scale; no other cell of the table may be nearer."""
    path = open_data / "police-uk/oxfordshire/2024-01-thames-valley-street-oxfordshire.csv"
    lead = load_partnership().place
    frame = read_table(PLACES)
    frame = frame[(frame["period_start"] == "2024-01-01") & (frame["area"] == lead)]
    centres = list(zip(frame["longitude"], frame["latitude"], strict=True))
    tally = Counter()
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["LSOA name"][:-5] == lead and row["Crime type"] == VIOLENCE:
                east, north = float(row["Longitude"]), float(row["Latitude"])
                distances = [((east - x) * 0.61566) ** 2 + (north - y) ** 2 for x, y in centres]  # cos 52 degrees
                tally[centres[distances.index(min(distances))]] += 1
    held = dict(zip(centres, frame["value"], strict=True))
    assert held == dict(tally)


def districts_keep_their_place_and_area(open_data, project, take):
    take(open_data / DISTRICTS)
    got = outlines(project / f"{OWN}/boundaries/districts.geojson")
    real = json.loads((open_data / DISTRICTS).read_text("utf-8"))["features"]
    assert {code: each["properties"]["name"] for code, each in got.items()} == {
        district.code: district.name for district in load_partnership().county_districts
    }
    for each in real:
        before, after = shape(each["geometry"]), shape(got[each["properties"]["LAD_CD"]]["geometry"])
        assert after.is_valid
        # The part that either has and the other has not is under two per cent of the district.
        assert before.symmetric_difference(after).area < 0.02 * before.area
    assert (project / f"{OWN}/boundaries/districts.geojson").stat().st_size < (open_data / DISTRICTS).stat().st_size


def wards_name_their_district_and_share_their_borders(open_data, project, take):
    take(open_data / WARDS)
    got = outlines(project / f"{OWN}/boundaries/wards.geojson")
    real = json.loads((open_data / WARDS).read_text("utf-8"))["features"]
    assert {code: (each["properties"]["name"], each["properties"]["district"]) for code, each in got.items()} == {
        each["properties"]["ward22_code"]: (each["properties"]["ward22_name"], each["properties"]["ltla_name"])
        for each in real
    }
    lead = [shape(each["geometry"]) for each in got.values() if each["properties"]["district"] == "Oxford"]
    shared = sum(one.intersection(other).area for one in lead for other in lead if one is not other)
    assert shared < 0.001 * sum(ward.area for ward in lead)


def small_census_areas_are_refused(open_data, refusal):
    for name in ("oxfordshire_lsoa11_bgc_ukgeojson.geojson", "oxfordshire_lsoa21_geographr.geojson"):
        problem = refusal(open_data / "boundaries" / name)
        assert "small census areas" in problem.found, name
        assert "districts or wards" in problem.remedy, name


def an_outline_without_a_code_is_refused(open_data, refusal):
    problem = refusal(open_data / "boundaries/oxfordshire_county_outline.geojson")
    assert "No column holds ONS codes" in problem.found


def files_again_change_no_byte_of_the_committed_data(open_data, project, take):
    before = snapshot(project)
    take(*(open_data / name for name in READ_ON_REAL_FILES))
    assert snapshot(project) == before


def file_is_recognised_by_one_reader_alone(open_data):
    record = [*read_provenance(), *read_provenance(paths.NATIONAL / "provenance.json")]
    kinds = {entry["file"]: entry["kind"] for entry in record}
    for name in READ_ON_REAL_FILES:
        recognised = [kind for kind in READERS if reader(kind).recognise(open_data / name)]
        assert recognised == [kinds[name.split("/")[-1]]], name


@pytest.mark.longer
def test_the_real_downloads_are_read_as_other_code_reads_them(open_data, project, take, refusal):
    files_again_change_no_byte_of_the_committed_data(open_data, project, take)
    file_is_recognised_by_one_reader_alone(open_data)
    a_whole_month_of_the_force_is_counted_as_the_csv_module_counts_it(open_data)
    a_download_zip_as_published_holds_three_kinds_and_one_is_read(open_data)
    every_month_at_hand_gives_the_committed_rows(open_data)
    violence_by_place_adds_to_the_violence_of_the_lead_district(open_data)
    each_offence_is_counted_in_the_cell_whose_centre_is_nearest(open_data)
    small_census_areas_are_refused(open_data, refusal)
    an_outline_without_a_code_is_refused(open_data, refusal)
    districts_keep_their_place_and_area(open_data, project, take)
    wards_name_their_district_and_share_their_borders(open_data, project, take)


def national(folder):
    """Rows by type of each force and month: the districts of one force added up, of the months it is said to have."""
    force_of = {
        row["ltla24_name"]: row["pfa24_name"].lower().replace(" & ", "-and-").replace(" ", "-")
        for row in csv.DictReader((folder / "boundaries/lookup_ltla24_csp24_pfa24_EW.csv").open(encoding="utf-8"))
    }
    rows = csv.DictReader((folder / "police-uk/national/force_months_present.csv").open(encoding="utf-8"))
    present = {row["force"]: set(row["months"].split()) for row in rows}
    forces = defaultdict(lambda: defaultdict(Counter))
    for row in csv.DictReader((folder / "police-uk/national/month_district_type_counts.csv").open(encoding="utf-8")):
        force = force_of.get(row["district"], "").replace("-and-and-", "-and-")
        if row["month"] in present.get(force, ()):
            forces[force][row["month"]][row["crime_type"]] += int(row["count"])
    return forces


# What is known of the real months: sent in part; types moved into each other (a total as usual); a type nearly gone.
FAULTY = {("dyfed-powys", f"2024-0{month}") for month in (1, 2, 3, 4)} | {
    ("hampshire", "2025-08"),
    ("nottinghamshire", "2024-01"),
}


def test_the_real_months_of_all_forces_are_doubted_where_they_are_faulty_and_hardly_elsewhere(open_data):
    found, months = set(), 0
    for force, of_month in national(open_data).items():
        counts = {month: ForceMonth(dict(kinds), dict(kinds)) for month, kinds in of_month.items()}
        months += len(counts)
        found |= {(force, month) for month in doubts(counts)}
    assert months > 550
    assert found >= FAULTY, f"passed: {sorted(FAULTY - found)}"
    assert len(found - FAULTY) <= 0.01 * months, f"doubted: {sorted(found - FAULTY)}"
