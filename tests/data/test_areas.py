"""The look-up of areas: what other publications state of them, every spelling of a name, and damaged files."""

import csv
import gzip
import re
from collections import Counter
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from oscp_lib import paths
from oscp_lib.data.areas import COLUMNS, KINDS, load_areas
from oscp_lib.data.letters import misread_problems
from oscp_lib.errors import InputError

CRIME_2022 = "recorded-crime/ons_csp_recorded_crime_ye_dec2022.xlsx"
CRIME_2024 = "recorded-crime/ons_policeforceareatables_ye_dec2024_with_csp_tables_C1-C5.xlsx"
MID_2024 = "population/mye24tablesew.csv"
DISTRICT_CODE = re.compile(r"E0[6789]\d{6}|W06\d{6}")
# Days whose boundaries the downloads are of.
LSOA_2021, LSOA_2011 = date(2022, 12, 31), date(2018, 12, 31)
END_OF_2022, MID_OF_2024, END_OF_2024 = date(2022, 12, 31), date(2024, 6, 30), date(2024, 12, 31)

# Districts in more than one partnership: councils merged, their partnerships did not (the ONS look-up of 2024 says so).
SHARED = {
    "E06000058": 3,  # Bournemouth, Poole, and Dorset for what was Christchurch
    "E06000060": 4,  # Buckinghamshire's former districts
    "E06000061": 4,  # North Northamptonshire
    "E06000062": 2,  # West Northamptonshire
    "E06000063": 3,  # Cumberland
    "E06000064": 3,  # Westmorland and Furness
    "E07000244": 2,  # East Suffolk
}
# Rows of the workbooks that are no area.
NO_AREA = re.compile(r"unassigned |manchester airport", re.IGNORECASE)


@pytest.fixture(scope="module")
def areas():
    return load_areas()


AREAS = load_areas()
EVERY = [area for kind in KINDS for area in AREAS.of_kind(kind)]
TODAY = [area for area in EVERY if area.kind in ("district", "partnership", "force", "county")]
DISTRICTS = list(AREAS.of_kind("district"))


def names(found):
    return [area.name for area in found]


def rows_of(path):
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return list(csv.DictReader(raw.decode("utf-8-sig").splitlines()))


def partnership_rows(path, sheet):
    """Force code and name, partnership code and name, district code and name of each row of an ONS table."""
    rows = CalamineWorkbook.from_path(path).get_sheet_by_name(sheet).to_python()
    start = next(number for number, row in enumerate(rows) if re.match(r"Police Force\s+Area\s+code", str(row[0])))
    return [[str(cell) for cell in row[:6]] for row in rows[start + 1 :] if str(row[0]).strip()]


# What the Orders and the publishers state, in a few places that are known well.


def test_a_district_of_a_county(areas):
    oxford = areas.find("district", "Oxford")
    assert oxford.code == "E07000178"
    assert {kind: names(areas.within(oxford.code, kind)) for kind in KINDS if kind != "district"} == {
        "partnership": ["Oxford"],
        "county": ["Oxfordshire"],
        "force": ["Thames Valley"],
        "region": ["South East"],
        "country": ["England", "England and Wales"],
    }
    assert names(areas.members("E10000025", "district")) == [
        "Cherwell", "Oxford", "South Oxfordshire", "Vale of White Horse", "West Oxfordshire",
    ]  # fmt: skip
    assert names(areas.members("E10000025", "partnership")) == names(areas.members("E10000025", "district"))


def test_a_partnership_of_several_districts(areas):
    found = areas.find("partnership", "East and Mid Devon")
    assert names(areas.members(found.code, "district")) == ["East Devon", "Mid Devon"]
    assert names(areas.within(found.code, "county")) == ["Devon"]
    assert names(areas.within(found.code, "force")) == ["Devon and Cornwall"]
    assert names(areas.within(found.code, "region")) == ["South West"]


def test_wales_has_no_county_and_no_region(areas):
    merthyr = areas.find("district", "Merthyr Tydfil").code
    assert names(areas.within(merthyr, "partnership")) == ["Cwm Taf"]
    assert names(areas.within(merthyr, "force")) == ["South Wales"]
    assert names(areas.within(merthyr, "country")) == ["England and Wales", "Wales"]
    assert areas.within(merthyr, "county") == areas.within(merthyr, "region") == ()


def test_a_force_and_a_country_hold_their_parts(areas):
    assert len(areas.members("E23000001", "district")) == 32  # every borough of London but the City
    assert names(areas.members("E12000007", "force")) == ["Metropolitan Police", "City of London"]
    assert len(areas.members("W92000004", "district")) == 22
    assert names(areas.members("W92000004", "force")) == ["North Wales", "Gwent", "South Wales", "Dyfed-Powys"]
    assert len(areas.members("K04000001", "district")) == 318
    assert names(areas.members("K04000001", "country")) == ["England", "Wales"]


def test_what_is_unknown_is_within_nothing(areas):
    assert areas.area("E07999999") is None
    assert areas.within("E07999999", "force") == areas.members("E07999999", "district") == ()
    assert areas.successors("E07999999") == ()


def test_the_kinds_are_as_many_as_there_are():
    # 43 forces by the Police Act; 9 regions; 21 counties, 6 metropolitan ones, and Berkshire; 318 councils.
    assert {kind: len(AREAS.of_kind(kind)) for kind in KINDS} == {
        "country": 3, "region": 9, "force": 43, "county": 21 + 6 + 1, "partnership": 314, "district": 318,
    }  # fmt: skip


def test_partnerships_by_their_districts(areas):
    """Of 314, 139 are of one district of a county, 163 of one of another kind, 12 merge districts."""
    found = Counter()
    for partnership in areas.of_kind("partnership"):
        districts = areas.members(partnership.code, "district")
        assert districts
        found["merged" if len(districts) > 1 else districts[0].code[:3] == "E07"] += 1
    assert found == {"merged": 12, True: 139, False: 163}
    shares = [
        p for p in areas.of_kind("partnership") if {d.code for d in areas.members(p.code, "district")} & {*SHARED}
    ]
    assert len(shares) == sum(SHARED.values()) == 21


# Any day: in one force, one partnership, one region.


def in_one_of_each(areas, on):
    for district in areas.of_kind("district", on):
        assert len(areas.within(district.code, "force", on)) == 1, district
        assert len(areas.within(district.code, "partnership", on)) == SHARED.get(district.code, 1), district
        counties = areas.within(district.code, "county", on)
        assert len(counties) == (district.code[:3] in ("E07", "E08") or "TLJ11" in [each.code for each in counties])
        welsh = district.code.startswith("W")
        assert len(areas.within(district.code, "region", on)) == (not welsh), district
        assert len(areas.within(district.code, "country", on)) == 2, district


@given(on=st.dates(date(2021, 1, 1), date(2026, 12, 31)))
def test_on_any_day_a_district_is_in_one_of_each(on):
    found = Counter(area.code[:3] for area in AREAS.of_kind("district", on))
    # England had 309 lower-tier councils from 2021, and 296 from April 2023.
    assert found["W06"] == 22
    if on >= date(2021, 4, 1):
        assert sum(found.values()) - 22 == (309 if on < date(2023, 4, 1) else 296)
    for district in AREAS.of_kind("district", on)[on.toordinal() % 20 :: 20]:
        assert len(AREAS.within(district.code, "force", on)) == 1, district
        assert len(AREAS.within(district.code, "partnership", on)) == SHARED.get(district.code, 1), district


@pytest.mark.parametrize("day", ["2021-01-01", "2021-04-01", "2023-03-31", "2023-04-01", "2025-04-01", None])
def test_before_and_after_each_change_every_district_is_in_one_of_each(areas, day):
    in_one_of_each(areas, day and date.fromisoformat(day))


def test_members_and_within_say_the_same(areas):
    for outer_kind, kind in (("force", "district"), ("county", "partnership"), ("region", "force")):
        one_way = {
            (each.code, outer.code) for each in areas.of_kind(kind) for outer in areas.within(each.code, outer_kind)
        }
        other = {
            (each.code, outer.code) for outer in areas.of_kind(outer_kind) for each in areas.members(outer.code, kind)
        }
        assert one_way == other and one_way


# Areas that are no more.


@pytest.mark.parametrize(
    ("former", "last_day", "now"),
    [
        ("Allerdale", "2023-03-31", "Cumberland"),
        ("South Lakeland", "2023-03-31", "Westmorland and Furness"),
        ("Harrogate", "2023-03-31", "North Yorkshire"),
        ("Mendip", "2023-03-31", "Somerset"),
        ("Corby", "2021-03-31", "North Northamptonshire"),
        ("Daventry", "2021-03-31", "West Northamptonshire"),
        ("Wycombe", "2020-03-31", "Buckinghamshire"),
        ("Waveney", "2019-03-31", "East Suffolk"),
        ("Forest Heath", "2019-03-31", "West Suffolk"),
        ("Taunton Deane", "2019-03-31", "Somerset"),  # by way of Somerset West and Taunton
        ("Christchurch", "2019-03-31", "Bournemouth, Christchurch and Poole"),
        ("Weymouth and Portland", "2019-03-31", "Dorset"),
    ],
)
def test_a_former_district_is_found_on_its_days_and_leads_to_what_followed(areas, former, last_day, now):
    last_day = date.fromisoformat(last_day)
    assert areas.find("district", former) is None
    found = areas.find("district", former, last_day)
    assert found.valid_to == last_day
    assert areas.find("district", former, last_day.replace(month=4, day=1)) is None
    assert names(areas.successors(found.code)) == [now]
    assert areas.near("district", former)[0] == now
    assert names(areas.within(found.code, "region", last_day)) == names(
        areas.within(areas.find("district", now).code, "region")
    )


def test_every_former_area_is_followed_by_one_of_today():
    for line in rows_of(paths.NATIONAL / "areas.csv"):
        followed = AREAS.successors(line["code"])
        assert followed and all(area.valid_to is None for area in followed)
        assert (AREAS.area(line["code"]) in followed) == (not line["valid_to"])


def test_a_council_that_only_got_a_new_code(areas):
    assert areas.find("district", "Barnsley", MID_OF_2024).code == "E08000016"
    assert areas.find("district", "Barnsley").code == "E08000038"
    assert names(areas.successors("E08000016")) == ["Barnsley"]
    assert names(areas.within("E08000038", "partnership")) == ["Barnsley"]


def test_a_partnership_outlives_its_districts(areas):
    somerset = areas.find("partnership", "Somerset").code
    assert names(areas.members(somerset, "district", END_OF_2022)) == [
        "Mendip", "Sedgemoor", "South Somerset", "Somerset West and Taunton",
    ]  # fmt: skip
    assert names(areas.members(somerset, "district")) == ["Somerset"]


# Names.


@pytest.mark.parametrize(
    ("kind", "written", "code"),
    [
        ("district", "Bristol", "E06000023"),
        ("district", "City of Bristol", "E06000023"),
        ("district", "Bristol, City of ", "E06000023"),
        ("district", "Kingston upon Hull", "E06000010"),
        ("district", "Hull", "E06000010"),
        ("district", "HEREFORDSHIRE", "E06000019"),
        ("district", "St Helens", "E08000013"),
        ("district", "St.\u00a0Helens", "E08000013"),
        ("district", "King`s Lynn & West Norfolk", "E07000146"),
        ("district", "Kings Lynn and West Norfolk", "E07000146"),
        ("district", "Southend on Sea", "E06000033"),
        ("district", "Telford & Wrekin", "E06000020"),
        ("district", "Durham", "E06000047"),
        ("district", "The Vale of Glamorgan", "W06000014"),
        ("district", "Bro Morgannwg", "W06000014"),
        ("district", "Ynys Mon", "W06000001"),
        ("district", "Ynys Mo\u0302n", "W06000001"),
        ("district", "Rhondda, Cynon, Taff", "W06000016"),
        ("district", "Shepway", "E07000112"),
        ("partnership", "York", "E22000371"),
        ("partnership", "York, City of", "E22000371"),
        ("partnership", "Barrow-In-Furness", "E22000032"),
        ("district", "City of Westminster", "E09000033"),
        ("county", "Tyne & Wear", "E11000007"),
        ("county", "Tyne and Wear (Met County)", "E11000007"),
        ("region", "EAST", "E12000006"),
        ("region", "Yorkshire & the Humber", "E12000003"),
        ("country", "ENGLAND AND WALES [note 3]", "K04000001"),
        ("force", "London, City of", "E23000034"),
        ("force", "City of London[note 9]", "E23000034"),
        ("force", "city-of-london", "E23000034"),
        ("force", "metropolitan", "E23000001"),
        ("force", "Metropolitan Police Service", "E23000001"),
        ("force", "Heddlu De Cymru", "W15000003"),
        ("force", "Heddlu Dyfed-Powys", "W15000004"),
        ("force", "Hampshire and Isle of Wight Constabulary", "E23000030"),
        ("force", "Devon & Cornwall Police", "E23000035"),
    ],
)
def test_an_area_is_found_under_what_publishers_write(areas, kind, written, code):
    assert areas.find(kind, written).code == code


CHANGES = (
    str.upper,
    str.lower,
    lambda name: f" {name}  ",
    lambda name: name.replace(" ", "\u00a0"),
    lambda name: name.replace(" ", "\n"),
    lambda name: name.replace("-", " "),
    lambda name: name.replace("-", "\u2011"),
    lambda name: name.replace(" and ", " & "),
    lambda name: name.replace("'", "\u2019"),
    lambda name: re.sub(r"\bSt\b\.?", "St.", name),
    lambda name: re.sub(r"(.+), City of", r"City of \1", name),
    lambda name: f"{name} [note 4]",
    lambda name: f"{name}[note 4] ",
)


@given(area=st.sampled_from(EVERY), changes=st.lists(st.sampled_from(CHANGES), max_size=4))
def test_how_a_name_is_set_makes_no_difference(area, changes):
    written = area.name
    for change in changes:
        written = change(written)
    assert AREAS.find(area.kind, written) == area


@given(area=st.sampled_from(TODAY), place=st.integers(0, 40), letter=st.sampled_from("aeinrst"))
def test_a_typing_error_suggests_the_right_name(area, place, letter):
    letters = [at for at, each in enumerate(area.name) if at and each.isalpha()]
    assume(len(letters) > 4)
    at = letters[place % len(letters)]
    written = area.name[:at] + letter + area.name[at + 1 :]
    assume(AREAS.find(area.kind, written) in (None, area))  # 'Bolton' may become 'Boston'
    assert area.name in AREAS.near(area.kind, written)


def test_no_name_is_made_up(areas):
    for written in ("", " ", "[note 4]", "Unassigned Surrey", "Police", "Atlantis", "E07000178"):
        assert areas.find("force", written) is areas.find("district", written) is None
    assert areas.near("district", "Zzzzzz") == []
    assert areas.find("district", "Oxfordshire") is None  # a county


def test_every_recorded_spelling_leads_to_one_area():
    for line in rows_of(paths.NATIONAL / "spellings.csv"):
        area = AREAS.area(line["code"])
        assert AREAS.find(area.kind, line["name"], area.valid_to) == area, line


def test_the_files_are_sorted_and_hold_no_letters_read_wrongly():
    for name in COLUMNS:
        raw = (paths.NATIONAL / name).read_bytes()
        text = raw.decode("utf-8")
        lines = text.splitlines()
        assert lines[1:] == sorted(set(lines[1:])) and b"\r" not in raw
        assert misread_problems(name, text) == []


# Other publications, where they are here.


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


# Damaged files, of a look-up that the test makes.

SMALL = {
    "areas.csv": (
        "code,name,kind,valid_from,valid_to\n"
        "C1,Land,country,,\nD1,Upper,district,2023-04-01,\nD2,Lower,district,,2023-03-31\n"
        "F1,Land,force,,\nP1,Upper,partnership,,\nR1,North,region,,\n"
    ),
    "within.csv": (
        "code,within,valid_from,valid_to\n"
        "D1,P1,2023-04-01,\nD1,R1,2023-04-01,\nD2,P1,,2023-03-31\nP1,F1,,\nR1,C1,,\n"
    ),
    "spellings.csv": "code,name\nD1,Top\n",
    "successions.csv": "code,successor,day\nD2,D1,2023-04-01\n",
}  # fmt: skip


@pytest.fixture
def small(tmp_path):
    folder = tmp_path / "national"
    folder.mkdir()
    for name, text in SMALL.items():
        (folder / name).write_text(text, "utf-8")
    return tmp_path


def test_another_data_folder_is_read_and_read_again_when_it_changes(small):
    assert load_areas(small).find("district", "top").code == "D1"
    assert names(load_areas(small).within("D1", "force")) == ["Land"]
    assert load_areas(small) is load_areas(small)
    file = small / "national/spellings.csv"
    file.write_text(file.read_text("utf-8") + "D1,Peak\n", "utf-8")
    assert load_areas(small).find("district", "peak").code == "D1"
    assert load_areas().find("district", "peak") is None


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(small):
    for name, text in SMALL.items():
        (small / "national" / name).write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode() + b",,,\r\n")
    assert load_areas(small).find("district", "top").code == "D1"


@pytest.mark.parametrize(
    ("file", "was", "now", "line", "said"),
    [
        ("areas.csv", "D1,Upper,district", "D1,Upper,borough", 3, "The kind 'borough' is not one of district"),
        ("areas.csv", "R1,North", "P1,North", 7, "P1 stands twice"),
        ("areas.csv", "2023-04-01", "01/04/2023", 3, "'valid_from' holds '01/04/2023'"),
        ("areas.csv", "2023-04-01", "2023-02-30", 3, "'valid_from' holds '2023-02-30'"),
        ("areas.csv", "D2,Lower,district,,", "D2,Lower,district,2023-04-01,", 4, "2023-03-31, comes before the first"),
        ("areas.csv", "valid_to", "until", 1, "The column 'valid_to' is missing"),
        ("areas.csv", "valid_to", "name", 1, "The column 'name' appears twice"),
        ("areas.csv", "F1,Land,force,,", "F1,Land,force", 5, "The row has 3 cells; the header has 5"),
        ("areas.csv", "F1,Land", "F1,", 5, "'name' is empty"),
        ("areas.csv", "F1,Land", '"F1,Land', None, "The line cannot be read"),
        ("within.csv", "R1,C1", "R1,C9", 6, "'within' names C9"),
        ("within.csv", "R1,C1", "R9,C1", 6, "'code' names R9"),
        ("within.csv", "R1,C1", "R1,R1", 6, "R1 is a region, which no row puts within the region R1"),
        ("within.csv", "P1,F1", "F1,P1", 5, "F1 is a force"),
        ("within.csv", "D1,R1,2023-04-01", "D1,P1,2023-04-01", 3, "D1 within P1 stands twice"),
        ("within.csv", "D1,R1,2023-04-01", "D1,R1,", 3, "days when D1 was not there"),
        ("within.csv", "D2,P1,,2023-03-31", "D2,P1,,", 4, "days when D2 was not there"),
        ("within.csv", "D2,P1,,2023-03-31", "D2,P1,2023-03-31,2023-03-30", 4, "comes before the first"),
        ("within.csv", "code,within", "code;within", 1, "The column 'code' is missing"),
        ("spellings.csv", "D1,Top", "D7,Top", 2, "'code' names D7"),
        ("spellings.csv", "D1,Top", "D1,", 2, "'name' is empty"),
        ("successions.csv", "D2,D1", "D2,D7", 2, "'successor' names D7"),
        ("successions.csv", "2023-04-01", "", 2, "'day' is empty"),
        ("successions.csv", "2023-04-01", "April 2023", 2, "'day' holds 'April 2023'"),
        ("successions.csv", "D2,D1", "D1,D2", 2, "D1 has a successor and no last day"),
    ],
)
def test_a_damaged_file_is_named_with_its_line(small, file, was, now, line, said):
    assert SMALL[file].count(was) >= 1
    (small / "national" / file).write_text(SMALL[file].replace(was, now, 1), "utf-8")
    with pytest.raises(InputError) as raised:
        load_areas(small)
    problem = raised.value.problems[0]
    assert problem.file.endswith(f"national/{file}") and said in problem.found
    assert problem.remedy == "Restore the file from version control."
    assert line is None or problem.line == line


@pytest.mark.parametrize("file", SMALL)
def test_a_missing_or_empty_file_is_named(small, file):
    (small / "national" / file).write_text("", "utf-8")
    with pytest.raises(InputError, match="is missing"):
        load_areas(small)
    (small / "national" / file).unlink()
    with pytest.raises(InputError, match=r"The file is missing\. Restore the file from version control\."):
        load_areas(small)


def test_every_problem_of_a_file_is_said(small):
    (small / "national/spellings.csv").write_text("code,name\nD7,Top\nD8,Bottom\n", "utf-8")
    with pytest.raises(InputError) as raised:
        load_areas(small)
    assert [problem.line for problem in raised.value.problems] == [2, 3]
