"""police.uk files: counts against the csv module, each trap of the format, and every way a file can be wrong."""

import csv
import random
from collections import Counter

import pytest

from oscp_lib.data.partnership import load_partnership
from oscp_lib.data.provenance import read_provenance, without_district
from oscp_lib.data.rows import read_table
from oscp_lib.sources import police_uk
from oscp_lib.sources.street_labels import label
from tests.sources.downloads import (
    STREET_COLUMNS,
    a_month,
    street_file,
    street_row,
    street_text,
    without_place,
    zipped,
)

DISORDER = "antisocial_behaviour_police_uk"
PLACES = "violence_places_police_uk"
VIOLENCE = "Violence and sexual offences"


def districts():
    return [district.name for district in load_partnership().county_districts]


def disorder(month):
    frame = read_table(DISORDER)
    return frame[frame["period_start"] == f"{month}-01"].set_index("area")["value"].to_dict()


def counted(lines):
    """District (empty without one) by type, counted with the csv module alone."""
    return Counter((row["LSOA name"][:-5], row["Crime type"]) for row in csv.DictReader(lines))


@pytest.mark.longer
def test_a_month_is_taken_with_the_share_that_has_no_district(project, take):
    said = take(street_file(project, a_month()))
    assert disorder("2031-01") == dict.fromkeys(districts(), 2)
    assert without_district("police-uk")["2031-01"] == {"force": 13, "without": 1, "by_type": {"Drugs": 1}}
    assert "1 of the force's 13 have no district (7.7%)" in said
    entry = next(entry for entry in read_provenance() if entry["file"] == "2031-01-street.csv")
    assert (entry["rows_read"], entry["rows_used"]) == (13, 11)
    assert entry["left_out"] == {"in another district": 1, "without a place: no district": 1}


@pytest.mark.longer
@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_line_ends_do_not_matter(project, take, end):
    take(street_file(project, a_month(), end=end))
    assert disorder("2031-01") == dict.fromkeys(districts(), 2)


@pytest.mark.longer
def test_areas_of_2011_and_of_2021_lie_in_the_same_district(project, take):
    rows = a_month()
    rows[0] |= {"LSOA code": "E01028422", "LSOA name": f"{districts()[0]} 008A"}
    rows[1] |= {"LSOA code": "E01035001", "LSOA name": f"{districts()[0]} 021F"}
    take(street_file(project, rows))
    assert disorder("2031-01")[districts()[0]] == 2


def test_rows_that_share_a_crime_id_are_all_counted(project, take):
    lead = load_partnership().place
    twice = [street_row(lead, VIOLENCE, Crime_ID="cd" * 32)] * 2
    take(street_file(project, [*a_month(), *twice]))
    frame = read_table(PLACES)
    assert frame.loc[frame["period_start"] == "2031-01-01", "value"].tolist() == [3]


@pytest.mark.longer
def test_a_blank_street_is_no_label_and_a_kind_of_place_only_where_no_street_is(project, take):
    lead = load_partnership().place
    rows = [street_row(lead, VIOLENCE, Location=where) for where in ("On or near ", "On or near Parking Area")]
    take(street_file(project, [row for row in a_month() if row["Crime type"] != VIOLENCE] + rows))
    frame = read_table(PLACES)
    assert frame.loc[frame["period_start"] == "2031-01-01", "place"].tolist() == ["Parking Area"]


@pytest.mark.longer
def test_a_district_without_incidents_has_a_zero_not_a_gap(project, take):
    last = districts()[-1]
    rows = [row for row in a_month() if not row["LSOA name"].startswith(last)] + [street_row(last, "Drugs")]
    take(street_file(project, rows))
    assert disorder("2031-01")[last] == 0


@pytest.mark.longer
def test_an_archive_of_several_forces_and_months_gives_the_forces_own_rows(project, take):
    other = [street_row("Oxmere", "Anti-social behaviour", Reported_by="Elsewhere Police")]
    members = {
        "2031-01/2031-01-here-street.csv": street_text(a_month()),
        "2031-02/2031-02-here-street.csv": street_text(a_month("2031-02")),
        "2031-02/2031-02-elsewhere-street.csv": street_text(other),
        "2031-02/2031-02-here-outcomes.csv": "Crime ID,Month,Outcome type\n",
    }
    said = take(zipped(project, members))
    assert disorder("2031-01") == disorder("2031-02") == dict.fromkeys(districts(), 2)
    assert "1 street files of other forces skipped" in said
    assert set(read_table(DISORDER).query("period_start >= '2031-01-01'")["source"]) == {"police-uk-street-2031-02"}


@pytest.mark.longer
def test_a_later_archive_revises_a_month_that_stood_alone(project, take):
    take(street_file(project, a_month()))
    more = [*a_month(), street_row(districts()[0], "Anti-social behaviour")]
    archive = zipped(project, {"a/1-street.csv": street_text(more), "b/2-street.csv": street_text(a_month("2031-02"))})
    assert "1 revised" in take(archive)
    assert disorder("2031-01")[districts()[0]] == 3
    # The older file is read again: the later release still speaks.
    assert "left as they are" in take(project / "2031-01-street.csv")
    assert disorder("2031-01")[districts()[0]] == 3


def refused_as(problem, found, remedy):
    assert found in problem.found
    assert remedy in problem.remedy


def test_a_file_of_another_force_names_both(project, refusal):
    rows = [row | {"Reported by": "Elsewhere Police"} for row in a_month()]
    refused_as(refusal(street_file(project, rows)), "another force (Elsewhere Police)", load_partnership().force_name)


@pytest.mark.longer
def test_rows_of_another_force_among_the_forces_own_are_left_out(project, take):
    rows = [*a_month(), street_row("Oxmere", "Anti-social behaviour", Reported_by="Elsewhere Police")]
    assert "left out, reported by another force: 1" in take(street_file(project, rows))


def test_a_renamed_column_is_named_with_the_nearest(project, refusal):
    columns = tuple("LSOA Name" if name == "LSOA name" else name for name in STREET_COLUMNS)
    rows = [row | {"LSOA Name": row["LSOA name"]} for row in a_month()]
    problem = refusal(street_file(project, rows, columns=columns))
    refused_as(problem, "The column 'LSOA name' is missing", "'LSOA Name' may be it")
    assert problem.line == 1


def test_a_file_filtered_to_some_districts_is_refused(project, refusal):
    rows = [row for row in a_month() if not row["LSOA name"].startswith(districts()[0])]
    refused_as(refusal(street_file(project, rows)), f"No row of 2031-01 lies in {districts()[0]}", "whole file")


@pytest.mark.parametrize("kind", ["outcomes", "stop-and-search"])
def test_other_kinds_of_file_are_told_apart(project, refusal, kind):
    header = {"outcomes": "Crime ID,Month,Reported by,Outcome type", "stop-and-search": "Type,Date,Object of search"}
    path = project / "other.csv"
    path.write_text(header[kind] + "\na,b,c\n", "utf-8")
    refused_as(refusal(path), f"1 {kind.replace('-', ' ')} files passed over", "street file")


@pytest.mark.longer
def test_beside_a_street_file_the_other_kinds_are_passed_over_with_a_word(project, take):
    path = project / "2031-01-outcomes.csv"
    path.write_text("Crime ID,Month,Reported by,Outcome type\na,b,c,d\n", "utf-8")
    said = take(street_file(project, a_month()), path)
    assert "2031-01-outcomes.csv: Nothing in the file is for the book." in said
    assert disorder("2031-01") == dict.fromkeys(districts(), 2)


def test_a_date_in_place_of_a_month_is_refused(project, refusal):
    rows = [row | {"Month": "Jan-31"} for row in a_month()]
    refused_as(refusal(street_file(project, rows)), "'Jan-31', which is not a month", "spreadsheet")


def test_a_row_cut_short_is_named_by_its_line(project, refusal):
    path = street_file(project, a_month())
    path.write_bytes(path.read_bytes()[:-60])
    problem = refusal(path)
    refused_as(problem, "fewer or more cells than the header", "cut short")
    assert problem.line == 14


def test_a_zip_cut_short_is_refused(project, refusal):
    path = zipped(project, {"2031-01-street.csv": street_text(a_month() * 50)})
    path.write_bytes(path.read_bytes()[:-40])
    refused_as(refusal(path), "The zip cannot be read", "cut short")


def test_a_member_with_a_wrong_checksum_is_refused(project, refusal):
    path = zipped(project, {"2031-01-street.csv": street_text(a_month() * 50)})
    content = bytearray(path.read_bytes())
    at = content.index(b"PK\x01\x02") + 16  # the checksum in the directory of the zip
    content[at] ^= 0xFF
    path.write_bytes(content)
    assert "damaged" in refusal(path).remedy


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        ("On or near Abbots Wood (East)", "Abbots Wood (East)"),
        ("On or near High Street", "High Street"),
        ("On or near St Aldate's", "St Aldate's"),
        ("On or near <script>alert(1)</script>", "scriptalert(1)/script"),
        ("=HYPERLINK(\"http://x\")", "HYPERLINK(http//x)"),
        ("On or near \x1b[31mRed\x00", "31mRed"),
        ("+1-2", "1-2"),
        ("", ""),
    ],
)  # fmt: skip
def test_a_label_keeps_letters_and_the_signs_of_street_names(location, expected):
    assert label(location) == expected


@pytest.mark.longer
@pytest.mark.parametrize("point", [("", "51.7"), ("nan", "51"), ("1e400", "51"), ("-1.2", "inf"), ("x", "51")])
def test_violence_whose_point_is_none_is_counted_and_in_no_cell(project, take, point):
    lead = load_partnership().place
    said = take(street_file(project, [*a_month(), street_row(lead, VIOLENCE, Longitude=point[0], Latitude=point[1])]))
    assert "left out, violence with a district but no point: 1" in said
    frame = read_table(PLACES)
    assert frame.loc[frame["period_start"] == "2031-01-01", "value"].tolist() == [1]


@pytest.mark.longer
def test_a_row_without_a_place_is_never_dropped_in_silence(project, take):
    rows = [*a_month(), without_place("Drugs"), without_place(VIOLENCE)]
    take(street_file(project, rows))
    share = without_district("police-uk")["2031-01"]
    assert share["by_type"] == {"Drugs": 2, VIOLENCE: 1}
    assert (share["without"], share["force"]) == (3, len(rows))


def made_rows(month="2031-01", rows=4000):
    """Rows of the publisher's shape: districts and others, with and without a place, points all about."""
    chance = random.Random(7)
    made = []
    for _ in range(rows):
        kind = chance.choice(["Anti-social behaviour", VIOLENCE, VIOLENCE, "Drugs"])
        point = {"Longitude": f"{chance.uniform(-1.30, -1.18):.6f}", "Latitude": f"{chance.uniform(51.71, 51.80):.6f}"}
        where = chance.choice([*districts(), "Reading", ""])
        made.append(street_row(where, kind, month, **point) if where else without_place(kind, month))
    return made


def test_a_month_of_the_force_is_counted_as_the_csv_module_counts_it(project):
    path = street_file(project, made_rows())
    reading = police_uk.read(path, load_partnership())
    with path.open(encoding="utf-8", newline="") as file:
        tally = counted(file)
    held = {row["area"]: row["value"] for row in reading.rows[DISORDER]}
    assert held == {name: tally[name, "Anti-social behaviour"] for name in districts()}
    unplaced = {kind: number for (district, kind), number in tally.items() if not district}
    assert reading.no_district["2031-01"] == {
        "force": tally.total(), "without": sum(unplaced.values()), "by_type": unplaced
    }  # fmt: skip
    assert reading.rows_used + reading.left_out.total() == reading.rows_read == tally.total()
    by_type = Counter()
    for (_, kind), number in tally.items():
        by_type[kind] += number
    assert reading.counted["2031-01"]["force"] == by_type


def test_each_offence_is_counted_in_the_cell_whose_centre_is_nearest(project):
    """Metres east and north of each point by its own latitude's scale; no other cell of the reading may be nearer."""
    lead = load_partnership().place
    rows = made_rows()
    cells = police_uk.read(street_file(project, rows), load_partnership()).rows[PLACES]
    held = {(row["longitude"], row["latitude"]): row["value"] for row in cells if row["area"] == lead}
    tally = Counter()
    for row in rows:
        if row["LSOA name"][:-5] == lead and row["Crime type"] == VIOLENCE:
            east, north = float(row["Longitude"]), float(row["Latitude"])
            tally[min(held, key=lambda at: ((east - at[0]) * 0.61566) ** 2 + (north - at[1]) ** 2)] += 1  # cos 52
    assert len(held) > 100
    apart = sum((Counter(held) - tally).values())
    assert apart <= 0.01 * tally.total(), "a point on an edge may go either way, a centre being given to a metre"
    assert sum(held.values()) == tally.total()


@pytest.mark.longer
def test_a_download_zip_holds_three_kinds_and_one_is_read(project, take):
    members = {
        "2031-01/2031-01-here-street.csv": street_text(a_month()),
        "2031-01/2031-01-here-outcomes.csv": "Crime ID,Month,Reported by,Outcome type\na,2031-01,b,c\n",
        "2031-01/2031-01-here-stop-and-search.csv": "Type,Date,Object of search\na,b,c\n",
    }
    said = take(zipped(project, members))
    assert disorder("2031-01") == dict.fromkeys(districts(), 2)
    assert "1 outcomes files passed over" in said and "1 stop and search files passed over" in said
