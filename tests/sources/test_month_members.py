"""Part of a month never passes for the month: repeats, strays, partial months, types mixed up, months not submitted."""

from collections import Counter

import pytest

from oscp_lib.chapters.opening import open_chapter
from oscp_lib.data.force_months import ForceMonth, doubts, gaps_between, month_problems, spans_in_words
from oscp_lib.data.partnership import load_partnership
from oscp_lib.data.provenance import read_months, read_provenance, without_district
from oscp_lib.data.revisions import read_revisions
from oscp_lib.data.rows import read_table
from oscp_lib.errors import InputError
from oscp_lib.sources.month_members import month_named, whole_months
from tests.places import OWN
from tests.sources.downloads import a_month, street_file, street_row, street_text, without_place, zipped

neighbourhood_crime = open_chapter("neighbourhood_crime")
serious_violence = open_chapter("serious_violence")

DISORDER = "antisocial_behaviour_police_uk"
PLACES = "violence_places_police_uk"
KINDS = {"Anti-social behaviour": 60, "Violence and sexual offences": 150, "Burglary": 40, "Drugs": 30}
JUNK = {
    "__MACOSX/2031-01/._2031-01-here-street.csv": b"\0\5\x16\7", "2031-01/.DS_Store": b"\0", "2031-01/THUMBS.DB": b"x",
    "2031-01/Desktop.ini": b"x", "2031-01/._2031-01-here-street.csv": b"\0", "__MACOSX/._download.zip": b"\0",
}  # fmt: skip


def districts():
    return [district.name for district in load_partnership().county_districts]


def disorder(month):
    frame = read_table(DISORDER)
    return frame[frame["period_start"] == f"{month}-01"].set_index("area")["value"].to_dict()


def a_real_month(month, kinds=KINDS):
    """Rows of several types in each district, some elsewhere and some without a place."""
    rows = [street_row(name, kind, month) for name in districts() for kind, n in kinds.items() for _ in range(n)]
    return [*rows, *[street_row("Reading", "Burglary", month)] * 5, without_place("Drugs", month)]


@pytest.mark.longer
def test_a_member_that_stands_twice_in_a_zip_is_counted_once_and_named(project, take):
    text = street_text(a_month())
    said = take(zipped(project, {"2031-01/2031-01-here-street.csv": text, "copy/2031-01-here-street (1).csv": text}))
    assert disorder("2031-01") == dict.fromkeys(districts(), 2)
    assert "copy/2031-01-here-street (1).csv is 2031-01/2031-01-here-street.csv byte for byte: it is skipped" in said


@pytest.mark.longer
def test_a_member_with_the_same_rows_and_other_line_ends_is_counted_once(project, take):
    members = {"a/2031-01-street.csv": street_text(a_month()), "b/2031-01-street.csv": street_text(a_month(), end="\n")}
    said = take(zipped(project, members))
    assert disorder("2031-01") == dict.fromkeys(districts(), 2)
    assert "b/2031-01-street.csv states January 2031 as download.zip/a/2031-01-street.csv does: it is skipped" in said


def test_two_members_that_state_one_month_differently_are_refused_by_name(project, refusal):
    more = [*a_month(), street_row(districts()[0], "Anti-social behaviour")]
    problem = refusal(zipped(project, {"a/2031-01-street.csv": street_text(a_month()), "b/x.csv": street_text(more)}))
    assert "a/2031-01-street.csv and " in problem.found and "b/x.csv both state January 2031" in problem.found


def test_two_files_given_together_that_state_one_month_differently_are_refused_by_name(project, refusal):
    more = [*a_month(), street_row(districts()[0], "Anti-social behaviour")]
    problem = refusal(street_file(project, a_month(), "first.csv"), street_file(project, more, "second.csv"))
    assert "first.csv and second.csv both state January 2031, and differ" in problem.found


@pytest.mark.longer
def test_the_same_file_given_twice_under_two_names_is_read_once(project, take):
    said = take(street_file(project, a_month(), "first.csv"), street_file(project, a_month(), "second.csv"))
    assert "second.csv is first.csv byte for byte" in said
    assert disorder("2031-01") == dict.fromkeys(districts(), 2)


@pytest.mark.longer
def test_which_of_two_files_speaks_for_a_month_is_said_and_recorded(project, take):
    take(street_file(project, a_month(), "first.csv"))
    more = [*a_month(), street_row("", "Drugs", LSOA_name=""), street_row(districts()[0], "Anti-social behaviour")]
    said = take(street_file(project, more, "second.csv"))
    assert "January 2031: first.csv states it differently. This file is used: it was read last." in said
    assert read_months("police-uk")["2031-01"]["file"] == "second.csv"
    assert without_district("police-uk")["2031-01"]["without"] == 2
    assert "second.csv states it differently, and is used" in take(project / "first.csv")


def test_stray_rows_leave_a_held_month_alone_and_are_named(project, take):
    before = disorder("2024-04")
    strays = [street_row(name, "Anti-social behaviour", "2024-04") for name in districts() for _ in range(3)]
    said = take(street_file(project, [*a_month("2024-05") * 2, *strays], "2024-05-here-street.csv"))
    assert disorder("2024-04") == before and not read_revisions()
    assert disorder("2024-05") == dict.fromkeys(districts(), 4)
    assert "2024-05-here-street.csv: 15 rows are dated April 2024. They are left out" in said
    entry = next(each for each in read_provenance() if each["file"] == "2024-05-here-street.csv")
    assert entry["left_out"]["dated another month than the file's"] == 15
    assert entry["rows_used"] + sum(entry["left_out"].values()) == entry["rows_read"] == 2 * 13 + 15


@pytest.mark.parametrize("name", ["2031-01-here-street.csv", "street.csv"])
def test_stray_rows_of_a_month_that_is_not_held_are_not_added_as_one(project, take, name):
    said = take(street_file(project, [*a_month() * 3, *a_month("2031-02")], name))
    assert disorder("2031-01") == dict.fromkeys(districts(), 6)
    assert disorder("2031-02") == {}
    assert "13 rows are dated February 2031" in said


def test_strays_in_one_member_of_an_archive_do_not_add_to_the_month_of_another(project, take):
    stray = street_row(districts()[0], "Anti-social behaviour", "2031-02")
    members = {"2031-01/2031-01-here-street.csv": street_text([*a_month(), stray]),
               "2031-02/2031-02-here-street.csv": street_text(a_month("2031-02"))}  # fmt: skip
    said = take(zipped(project, members))
    assert disorder("2031-02") == dict.fromkeys(districts(), 2)
    assert "1 row is dated February 2031" in said


def test_a_file_called_by_a_month_and_mostly_of_another_is_refused(project, refusal):
    problem = refusal(street_file(project, a_month("2024-04"), "2024-05-here-street.csv"))
    assert "named after May 2024, but 13 of its 13 rows are of April 2024" in problem.found


@pytest.mark.parametrize(
    ("name", "month"),
    [
        ("2024-05-here-street.csv", "2024-05"), ("2024-05/street.csv", "2024-05"), ("street.csv", ""),
        ("a/2023-01/2024-05-street (1).csv", "2024-05"), ("2024-01 to 2024-05.csv", ""), ("12024-051.csv", ""),
    ],
)  # fmt: skip
def test_the_month_a_file_is_called_by(name, month):
    assert month_named(name) == month


def test_a_file_without_a_month_in_its_name_states_each_month_that_has_about_as_many_rows():
    assert whole_months("street.csv", Counter({"2024-01": 900, "2024-02": 1000, "2024-03": 12})) == [
        "2024-01",
        "2024-02",
    ]


@pytest.fixture
def three_months(project, take):
    """January to March 2031, all alike."""
    (project / f"{OWN}/editions/2031").mkdir()  # a year without a plan
    take(*[street_file(project, a_real_month(m), f"{m}-here-street.csv") for m in ("2031-01", "2031-02", "2031-03")])
    return project


@pytest.mark.longer
def test_a_month_supplied_in_part_is_warned_of_at_ingest_and_in_check_and_is_not_on_the_map(three_months, take):
    part = a_real_month("2031-04", {"Anti-social behaviour": 25, "Violence and sexual offences": 10})
    said = take(street_file(three_months, part, "2031-04-here-street.csv"))
    (problem,) = month_problems()
    assert "The month April 2031" in problem.found and problem.severity == "warning"
    assert "where about 1,406 are usual" in problem.found and "Drugs: 1, where about 151 are usual" in problem.found
    assert f"Warning: {problem}" in said
    made = serious_violence.map_1(serious_violence.load(2031))
    assert "April 2031" not in made.subtitle and "March 2031" in made.subtitle
    assert any("In doubt: April 2031" in note for note in made.notes)


@pytest.mark.longer
def test_a_partial_month_that_somebody_confirmed_is_doubted_no_more(three_months, take, edit):
    part = a_real_month("2031-04", {"Anti-social behaviour": 25, "Violence and sexual offences": 10})
    take(street_file(three_months, part, "2031-04-here-street.csv"))
    (problem,) = month_problems()
    entry = problem.remedy.split('"confirmed": [')[1].rsplit("]", 1)[0]
    edit(f"{OWN}/datapackage.json", f'"name": "{DISORDER}",', f'"name": "{DISORDER}", "confirmed": [{entry}],')
    assert month_problems() == []
    assert "April 2031" in serious_violence.map_1(serious_violence.load(2031)).subtitle


@pytest.mark.longer
def test_part_of_a_month_that_is_held_does_not_take_its_place(three_months, take):
    part = a_real_month("2031-02", {"Anti-social behaviour": 5, "Violence and sexual offences": 10})
    said = take(street_file(three_months, part, "2031-02-again.csv"))
    assert disorder("2031-02") == dict.fromkeys(districts(), 60) and not read_revisions()
    assert "February 2031 is left as it is: 75 rows in the districts here, 1,400 in 2031-02-here-street.csv" in said


@pytest.mark.longer
def test_the_whole_month_takes_the_place_of_a_part_that_was_held(three_months, take):
    part = a_real_month("2031-04", {"Anti-social behaviour": 25, "Violence and sexual offences": 10})
    take(street_file(three_months, part, "2031-04-here-street.csv"))
    take(street_file(three_months, a_real_month("2031-04"), "2031-04-later.csv"))
    assert disorder("2031-04") == dict.fromkeys(districts(), 60)
    assert month_problems() == []


@pytest.mark.longer
def test_types_moved_into_each_other_are_warned_of_though_the_total_is_as_usual(three_months, take):
    moved = KINDS | {"Anti-social behaviour": 12, "Violence and sexual offences": 300, "Burglary": 8}
    said = take(street_file(three_months, a_real_month("2031-04", moved), "2031-04-here-street.csv"))
    assert "Anti-social behaviour: 60, where about 300 are usual" in said
    assert "Violence and sexual offences: 1,500, where about 750 are usual" in said


@pytest.mark.longer
def test_a_month_that_the_force_did_not_submit_is_said_to_be_that(project, take):
    (project / f"{OWN}/editions/2031").mkdir()
    other = street_text([street_row("Elsewhere", "Drugs", "2031-02", Reported_by="Elsewhere Police")])
    members = {
        "2031-01/2031-01-here-street.csv": street_text(a_month()), "2031-02/2031-02-elsewhere-street.csv": other,
        "2031-03/2031-03-here-street.csv": street_text(a_month("2031-03")),
        "2031-05/2031-05-here-street.csv": street_text(a_month("2031-05")),
    }  # fmt: skip
    said = take(zipped(project, members))
    assert f"{load_partnership().force_name} did not submit February 2031" in said
    assert "Not in the download, between months that are: April 2031" in said
    (problem,) = month_problems()
    assert "download.zip has files of other forces for February 2031" in problem.found
    notes = neighbourhood_crime.table_a(neighbourhood_crime.load(2031)).notes
    assert "Not held between them: April 2031. Not submitted by the force: February 2031." in notes
    take(street_file(project, a_month("2031-02"), "2031-02-here-street.csv"))
    assert month_problems() == []


def test_what_a_system_adds_to_a_zip_is_no_member(project, take):
    said = take(zipped(project, {"2031-01/2031-01-here-street.csv": street_text(a_month())} | JUNK))
    assert disorder("2031-01") == dict.fromkeys(districts(), 2)
    assert "skipped" not in said


def test_a_zip_of_nothing_but_what_a_system_adds_is_refused(project, refusal):
    assert refusal(zipped(project, JUNK)).found == "The zip holds nothing but what a system adds to a zip."


def test_months_between_and_their_words():
    assert gaps_between(["2024-11", "2025-02"]) == ["2024-12", "2025-01"]
    assert spans_in_words(["2024-12", "2025-01", "2025-07"]) == "December 2024 to January 2025, July 2025"


def test_a_record_of_months_that_is_none_is_named(project):
    (project / f"{OWN}/provenance.json").write_text('{"files": [], "months": []}', "utf-8")
    with pytest.raises(InputError, match="not the record of files read"):
        read_months("police-uk")


def months_of(*counts):
    """Months from January 2031 on with these counts of two types, in the districts and in the force."""
    kinds = [{"Drugs": drugs, "Burglary": burglary} for drugs, burglary in counts]
    return {f"2031-{number:02d}": ForceMonth(each, each) for number, each in enumerate(kinds, 1)}


@pytest.mark.parametrize(
    ("counts", "doubted"),
    [
        ([(900, 900)] * 4, []),
        ([(900, 900), (700, 1100), (1000, 800), (900, 900)], []),  # as months differ
        ([(900, 900), (300, 900), (900, 900), (900, 900)], ["2031-02"]),
        ([(900, 900), (1800, 1800), (900, 900), (900, 900)], ["2031-02"]),  # stated twice
        ([(900, 900), (900, 0), (900, 0), (900, 900)], ["2031-02", "2031-03"]),
        ([(900, 900), (90, 0), (90, 0), (90, 0), (900, 900)], ["2031-02", "2031-03", "2031-04"]),  # most are parts
        ([(9, 3), (4, 6), (12, 1), (3, 0)], []),  # small counts differ by chance
        ([(900, 900)], []),  # nothing beside it
    ],
)
def test_which_months_stand_apart(counts, doubted):
    """A month without a usual type is no measure for others; small counts and a month alone say nothing."""
    assert list(doubts(months_of(*counts))) == doubted
