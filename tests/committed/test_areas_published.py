"""The look-up of areas against what other publications state of them, where those are here."""

import re
from collections import Counter
from datetime import date

import pytest
from python_calamine import CalamineWorkbook

from tests.data.look_up import names, rows_of

CRIME_2022 = "recorded-crime/ons_csp_recorded_crime_ye_dec2022.xlsx"
CRIME_2024 = "recorded-crime/ons_policeforceareatables_ye_dec2024_with_csp_tables_C1-C5.xlsx"
MID_2024 = "population/mye24tablesew.csv"
DISTRICT_CODE = re.compile(r"E0[6789]\d{6}|W06\d{6}")
# Days whose boundaries the downloads are of.
LSOA_2021, LSOA_2011 = date(2022, 12, 31), date(2018, 12, 31)
END_OF_2022, MID_OF_2024, END_OF_2024 = date(2022, 12, 31), date(2024, 6, 30), date(2024, 12, 31)
# Rows of the workbooks that are no area.
NO_AREA = re.compile(r"unassigned |manchester airport", re.IGNORECASE)


def partnership_rows(path, sheet):
    """Force code and name, partnership code and name, district code and name of each row of an ONS table."""
    rows = CalamineWorkbook.from_path(path).get_sheet_by_name(sheet).to_python()
    start = next(number for number, row in enumerate(rows) if re.match(r"Police Force\s+Area\s+code", str(row[0])))
    return [[str(cell) for cell in row[:6]] for row in rows[start + 1 :] if str(row[0]).strip()]


@pytest.fixture(scope="module")
def estimates(open_data):
    return {row["Code"]: row for row in rows_of(open_data / MID_2024)}


def test_every_area_of_the_population_estimates_is_known_by_code_and_name(areas, estimates):
    for code, row in estimates.items():
        area = areas.area(code)
        assert area.is_valid(MID_OF_2024)
        assert areas.find(area.kind, row["Name"], MID_OF_2024) == area
    assert {area.code for area in areas.of_kind("district", MID_OF_2024)} == set(filter(DISTRICT_CODE.match, estimates))


def test_residents_of_districts_add_up_to_those_of_what_contains_them(areas, estimates):
    added = 0
    for kind in ("county", "region", "country"):
        for outer in areas.of_kind(kind, MID_OF_2024):
            if outer.code in estimates:
                inner = areas.members(outer.code, "district", MID_OF_2024)
                total = sum(int(estimates[each.code]["All ages"]) for each in inner)
                assert total == int(estimates[outer.code]["All ages"]), outer
                added += 1
    assert added >= 27 + 9 + 2


@pytest.mark.parametrize(
    ("workbook", "sheets", "on"),
    [
        (CRIME_2022, ("Table C2", "Table C3", "Table C4", "Table C5"), END_OF_2022),
        (CRIME_2024, ("Table C2", "Table C3", "Table C4", "Table C5"), END_OF_2024),
    ],
)
def test_every_row_of_the_recorded_crime_workbooks_has_its_area(areas, open_data, workbook, sheets, on):
    """By the partnership where its name fits its code; else the row is of the whole district that it names.

    The edition of 2022 states five merged districts whole, whose partnerships go on: it calls their code 'combined', or
    gives that of a partnership of another name, a different one from sheet to sheet.
    """
    whole_districts = set()
    for sheet in sheets:
        rows = partnership_rows(open_data / workbook, sheet)
        stated = [row for row in rows if not NO_AREA.match(row[3])]
        assert len(rows) - len(stated) in (42, 43)  # one of them lacks its force's code in one table
        for force_code, force, code, name, district_code, district in stated:
            assert areas.find("force", force, on).code == force_code
            if not name.strip():
                continue  # the force's own row
            found = areas.find("partnership", name, on)
            if found and found.code == code:
                assert [each.code for each in areas.within(code, "force", on)] == [force_code]
                continue
            assert found is None and name == district, name
            assert areas.find("district", district, on).code == district_code
            whole_districts.add(district_code)
    whole = {"E06000058", "E06000060", "E06000061", "E06000062", "E07000244"}
    assert whole_districts == (whole if workbook == CRIME_2022 else set())


@pytest.mark.parametrize("workbook", [CRIME_2022, CRIME_2024])
def test_merged_partnerships_hold_the_districts_of_table_c1(areas, open_data, workbook):
    """Where the two differ, a district of C1 is no more, and its successor is in the partnership of that name."""
    rows = CalamineWorkbook.from_path(open_data / workbook).get_sheet_by_name("Table C1").to_python()[4:]
    partnership, checked = None, 0
    for _, name, code, district in ([str(cell).strip() for cell in row[:4]] for row in rows):
        partnership = areas.find("partnership", name) if name else partnership
        if not code or code.startswith("E22") or partnership is None:
            continue  # C1 of 2022 lists the partnerships of two merged districts
        assert areas.find("district", district, areas.area(code).valid_to).code == code
        (now,) = areas.successors(code)
        assert now in areas.members(partnership.code, "district"), name
        checked += 1
    assert checked >= 30


def test_every_district_of_police_uk_is_known(areas, open_data):
    found = {row["district"] for row in rows_of(open_data / "police-uk/national/month_district_type_counts.csv")}
    found.discard("(no location)")
    assert len(found) > 300
    assert [name for name in found if not areas.find("district", name, LSOA_2021)] == []
    assert areas.find("district", "Aylesbury Vale", LSOA_2011)  # an older file names it


def test_every_force_of_the_publications_is_known(areas, open_data):
    slugs = {row["force"] for row in rows_of(open_data / "police-uk/national/force_months_present.csv")}
    assert len({areas.find("force", slug).code for slug in slugs}) == len(slugs) == 39
    referrals = rows_of(open_data / "nrm/nrm_all_police_forces_by_exploitation_type_2022q2_2023q4.csv")
    responders = {row["First responder"] for row in referrals if row["First responder type"] == "Police"}
    others = {name for name in responders if not areas.find("force", name)}
    assert {areas.find("force", name).code for name in responders - others} == {
        area.code for area in areas.of_kind("force")
    }
    # Bodies that are not a force of an area of England and Wales.
    outside = re.compile(r"Police total|British Transport|Scotland|Northern Ireland|Regional|Region Special|ROCU")
    assert [name for name in others if not outside.search(name)] == []


def test_every_district_of_the_look_ups_and_neighbours_is_known(areas, open_data):
    for file, columns, on in (
        ("boundaries/lookup_ltla24_csp24_pfa24_EW.csv", ("ltla24_code", "ltla24_name"), END_OF_2024),
        ("geography/lsoa11_lsoa21_lad22_ew.csv.gz", ("LAD22CD", "LAD22NM"), END_OF_2022),
        ("neighbours/lad24_first20_neighbours_tidy.csv", ("lad24_code", "lad24_name"), END_OF_2024),
        ("deprivation/imd2025_england_lad24.csv", ("ltla24_code", "ltla24_name"), END_OF_2024),
    ):
        for code, name in {tuple(row[column] for column in columns) for row in rows_of(open_data / file)}:
            assert areas.find("district", name, on).code == code, (file, name)


def test_most_small_areas_of_a_former_district_are_in_its_successor(areas, open_data):
    new = {row["LSOA21CD"]: row["LAD24CD"] for row in rows_of(open_data / "geography/lsoa21_ward24_lad24_ew.csv.gz")}
    went: dict[str, Counter] = {}
    for row in rows_of(open_data / "geography/lsoa11_lsoa21_lad22_ew.csv.gz"):
        went.setdefault(row["LAD22CD"], Counter())[new[row["LSOA21CD"]]] += 1
    assert len(went) == 331
    for code, counted in went.items():
        after = counted.most_common(1)[0][0]
        assert areas.successors(code) == areas.successors(after), code


def test_every_county_of_the_referrals_has_a_code(areas, open_data):
    stated = {row["county"] for row in rows_of(open_data / "nrm/nrm_referrals_by_county_2025q3.csv")}
    assert {name: (areas.find("county", name) or areas.find("district", name)).code for name in stated} == {
        "Oxfordshire": "E10000025",
        "Berkshire": "TLJ11",
        "Buckinghamshire": "E06000060",
        "Bristol": "E06000023",
        "Cambridgeshire": "E10000003",
        "Gloucestershire": "E10000013",
        "Hampshire": "E10000014",
        "Warwickshire": "E10000031",
        "Wiltshire": "E06000054",
    }
    assert len(areas.members("TLJ11", "district")) == 6
    assert names(areas.within("TLJ11", "force")) == ["Thames Valley"]
