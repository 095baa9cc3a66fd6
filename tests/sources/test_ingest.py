"""What every ingest keeps: all or nothing, twice is once, a record of each file, tables that pass their checks."""

import json
import multiprocessing
import os
import sys

import pytest

from oscp_lib import cli, paths
from oscp_lib.data import transaction
from oscp_lib.data.national import read_national
from oscp_lib.data.package import tables
from oscp_lib.data.partnership import load_partnership
from oscp_lib.data.provenance import read_provenance
from oscp_lib.data.revisions import COLUMNS, load_revisions, read_revisions
from oscp_lib.data.rows import read_table
from oscp_lib.errors import InputError
from oscp_lib.sources import READERS, reader
from oscp_lib.sources.codebook import codebook, own_codebook
from oscp_lib.sources.coverage import coverage
from oscp_lib.sources.ingest import ingest
from oscp_lib.sources.offence_columns import OFFENCES
from tests.national import small_country
from tests.places import OWN, SLUG
from tests.sources.conftest import snapshot
from tests.sources.downloads import (
    a_month,
    csp_table,
    csp_title,
    nrm_file,
    street_file,
    street_row,
    street_text,
    workbook,
    zipped,
)
from tests.sources.test_boundaries import features, geojson
from tests.sources.workbooks import csp_edition


def test_every_reader_has_the_one_shape():
    for kind in READERS:
        module = reader(kind)
        assert kind == module.KIND
        assert module.TITLE and isinstance(module.UNVERIFIED, str)
        assert callable(module.recognise) and callable(module.read)


def test_a_download_is_recognised_by_one_reader_alone(tmp_path):
    place = load_partnership()
    counts = {district.name: [5] for district in place.county_districts}
    sheet = csp_table(counts, ["Total recorded crime (excluding fraud)"], csp_title(2031))
    made = {
        "police-uk": [
            street_file(tmp_path, a_month()),
            zipped(tmp_path, {"2031-01-street.csv": street_text(a_month())}),
        ],
        "nrm": [nrm_file(tmp_path, {"Criminal": 3})],
        "ons-csp": [workbook(tmp_path, {"C2": sheet})],
        "boundaries": [geojson(tmp_path, features())],
    }
    for kind, paths_ in made.items():
        for path in paths_:
            assert [name for name in READERS if reader(name).recognise(path)] == [kind], path.name


@pytest.mark.longer
def test_what_is_written_passes_every_check_and_the_codebook_is_fresh(project, take):
    take(street_file(project, a_month()), nrm_file(project, {"Criminal": 3}))
    for name in tables():
        read_table(name)
    assert paths.CODEBOOK.read_text("utf-8") == codebook()
    assert paths.OWN_CODEBOOK.read_text("utf-8") == own_codebook()
    assert "2031-01-street.csv" in own_codebook() and "2031-01-street.csv" not in codebook()


def test_what_a_table_covers_is_made_from_its_rows():
    place = load_partnership()
    made = {entry["kind"] for entry in read_provenance()}
    assert {"ons-csp", "population", "nrm", "police-uk"} <= made
    for table in tables().values():
        if table.frequency:
            frame = read_table(table.name)
            if table.view and table.view.given_in:  # each force gave other months: the entry is of all
                frame = read_national(table.view.of)
            assert table.coverage == coverage(table, frame, place), table.name


@pytest.mark.longer
def test_the_same_file_twice_changes_nothing_and_keeps_the_first_date(project, take):
    path = street_file(project, a_month())
    take(path)
    record = project / f"{OWN}/provenance.json"
    record.write_text(record.read_text("utf-8").replace(read_provenance()[-1]["read_on"], "2031-02-03"), "utf-8")
    take(nrm_file(project, {"Criminal": 3}))
    before = snapshot(project)
    said = take(path)
    assert snapshot(project) == before
    assert "5 as they were" in said


def test_one_bad_file_among_several_keeps_all_of_them_out(project, refusal):
    good = street_file(project, a_month())
    bad = nrm_file(project, {"Criminal": 3}, total=9)
    assert refusal(good, bad).file == "nrm.csv"


@pytest.mark.longer
def test_a_newer_file_of_the_same_month_revises_it(project, take):
    district = load_partnership().county_districts[0].name
    take(street_file(project, a_month(), "first.csv"))
    take(street_file(project, [*a_month(), street_row(district, "Anti-social behaviour")], "second.csv"))
    (change,) = read_revisions()
    assert list(change) == list(COLUMNS)
    assert (change["table"], change["area"]) == ("antisocial_behaviour_police_uk", district)
    assert (change["old_value"], change["new_value"]) == ("2", "3")
    header = (project / f"{OWN}/revisions.csv").read_text("utf-8").splitlines()[0]
    assert header == (
        "table,period_start,period_end,area,category,measure,unit,old_value,old_source,new_value,new_source,read_on"
    )
    # The first file again: a file read before does not take back what a later one said.
    before = snapshot(project)
    take(project / "first.csv")
    assert snapshot(project) == before


def test_a_table_that_an_analyst_broke_is_named_before_anything_is_read_into_it(project, refusal):
    path = project / f"{OWN}/tables/antisocial_behaviour_police_uk.csv"
    header, first, *rows = path.read_text("utf-8").splitlines()
    at = header.split(",").index("value")
    cells = first.split(",")
    path.write_text("\n".join([header, ",".join([*cells[:at], "many", *cells[at + 1 :]]), *rows]) + "\n", "utf-8")
    problem = refusal(street_file(project, a_month()))
    assert problem.file == f"{OWN}/tables/antisocial_behaviour_police_uk.csv"
    assert problem.line == 2


def test_a_national_table_that_was_altered_is_named_before_anything_is_read_into_it(project, refusal):
    small_country(project)
    path = project / "data/national/recorded_crime.parquet"
    path.write_bytes(path.read_bytes()[:-100])
    problem = refusal(csp_edition(project, 2031))
    assert problem.file == "data/national/recorded_crime.parquet"
    assert "cut short or altered" in problem.found


def test_an_analysts_own_column_is_kept(project, take):
    path = project / f"{OWN}/tables/antisocial_behaviour_police_uk.csv"
    header, *rows = path.read_text("utf-8").splitlines()
    path.write_text("\n".join([f"{header},remark", *(f"{row},mine" for row in rows)]) + "\n", "utf-8")
    take(street_file(project, a_month()))
    lines = path.read_text("utf-8").splitlines()
    assert lines[0] == f"{header},remark"
    assert lines[1].endswith(",mine")


def test_an_offence_that_a_later_release_drops_keeps_what_an_earlier_one_stated(project, take):
    small_country(project)
    offences = [name for name in OFFENCES if name != "Robbery"]
    counts = {district.name: [60] * len(offences) for district in load_partnership().county_districts}
    take(csp_edition(project, 2031, 50))
    take(workbook(project, {"C2": csp_table(counts, offences, csp_title(2032)),
                            "C5": csp_table(counts, offences, csp_title(2031))}, "later.xlsx"))  # fmt: skip
    frame = read_table("recorded_crime_ons")
    held = frame[frame["period_end"] == "2031-12-31"].groupby("category")["value"].unique()
    assert held["Robbery"].tolist() == [50] and held["Shoplifting"].tolist() == [60]
    assert "Robbery" not in {each.identity.category for each in load_revisions()}


@pytest.mark.parametrize(
    ("make", "found"),
    [
        (lambda folder: folder / "absent.csv", "The file does not exist"),
        (lambda folder: folder, "This is a folder"),
        (
            lambda folder: street_file(folder, [], "empty.csv", columns=("a", "b")),
            "No reader takes a table with these columns: a, b",
        ),
    ],
)
def test_a_file_that_cannot_be_taken_says_why(project, refusal, make, found):
    assert found in refusal(make(project)).found


def oscp(monkeypatch, capsys, *arguments):
    monkeypatch.setattr(sys, "argv", ["oscp", *(str(each) for each in arguments)])
    code = 0
    try:
        cli.main()
    except SystemExit as ended:
        code = ended.code or 0
    printed = capsys.readouterr()
    assert "Traceback" not in printed.out + printed.err
    return code, printed.out, printed.err


@pytest.mark.longer
def test_the_command_takes_a_kind_or_none(project, monkeypatch, capsys):
    path = street_file(project, a_month())
    code, out, _ = oscp(monkeypatch, capsys, "ingest", "police-uk", path)
    assert (code, "11 of 13 rows used" in out) == (0, True)
    code, out, _ = oscp(monkeypatch, capsys, "ingest", path)
    assert (code, "5 as they were" in out) == (0, True)


def test_the_command_exits_with_1_for_a_bad_file_and_2_for_none(project, monkeypatch, capsys):
    code, out, err = oscp(monkeypatch, capsys, "ingest", project / "absent.csv")
    assert (code, out) == (1, "")
    assert "absent.csv: The file does not exist." in err
    assert oscp(monkeypatch, capsys, "ingest", "nrm")[0] == 2


def test_nothing_is_told_as_added_before_it_is(project, edit, monkeypatch, capsys):
    edit(f"{OWN}/tables/valid_crime_plan.csv", "10994", "10,994")
    before = snapshot(project)
    code, out, err = oscp(monkeypatch, capsys, "ingest", street_file(project, a_month()))
    assert (code, out) == (1, "")
    assert err.startswith(f"oscp: {OWN}/tables/valid_crime_plan.csv:2: ") and len(err.splitlines()) == 1
    assert snapshot(project) == before


@pytest.mark.longer
def test_a_table_in_whose_place_a_folder_or_a_dead_link_stands_is_not_taken_for_empty(project, refusal, tmp_path):
    path = project / f"{OWN}/tables/antisocial_behaviour_police_uk.csv"
    kept = path.read_bytes()
    path.unlink()
    path.mkdir()
    assert "This is a folder" in refusal(street_file(project, a_month())).found
    path.rmdir()
    path.symlink_to(tmp_path / "share.csv")
    problem = refusal(street_file(project, a_month()))
    assert (
        problem.file == f"{OWN}/tables/antisocial_behaviour_police_uk.csv" and "which does not exist" in problem.found
    )
    (tmp_path / "share.csv").write_bytes(kept)
    said: list[str] = []
    ingest([street_file(project, a_month())], None, said.append)
    assert (
        path.is_symlink()
        and (tmp_path / "share.csv").read_bytes().startswith(kept[:80])
        and len(kept) < len((tmp_path / "share.csv").read_bytes())
    )
    assert any(f"is a link: {tmp_path / 'share.csv'} was replaced" in line for line in said)


def test_a_misspelt_kind_gets_the_kinds(project, monkeypatch, capsys):
    code, _, err = oscp(monkeypatch, capsys, "ingest", "populatoin", street_file(project, a_month()))
    assert code == 1
    assert "Did you mean the kind 'population'?" in err and all(kind in err for kind in READERS)
    _, _, err = oscp(monkeypatch, capsys, "ingest", project / "population.csv")
    assert "Did you mean" not in err


def kill_at(root, name, number, files):
    """In a process of its own: die, without any clean-up, before the nth call of a function of `os` or `shutil`."""
    import shutil

    for module in (os, shutil):
        if hasattr(module, name):
            real, calls = getattr(module, name), [0]

            def deadly(*arguments, real=real, calls=calls, **named):
                calls[0] += 1
                if calls[0] == number:
                    os._exit(9)
                return real(*arguments, **named)

            setattr(module, name, deadly)
    transaction.write_whole(files)


CHANGE = {
    f"partnerships/{SLUG}/tables/exploitation_plan.csv": b"new table\n", "datapackage.json": b"{}\n",
    f"partnerships/{SLUG}/boundaries/new.geojson": b"new\n", f"partnerships/{SLUG}/provenance.json": b"record\n",
    "national/recorded_crime.parquet": b"PAR1 new PAR1",
}  # fmt: skip
# Two synchronised writes for each file there was, one for the new one and one for the journal; then a move for the
# journal and for each file.
STAGES = (
    [("fsync", number) for number in range(1, 11)] + [("replace", number) for number in range(1, 7)] + [("rmtree", 1)]
)


@pytest.mark.parametrize(("name", "number"), STAGES)
def test_a_run_killed_at_any_stage_is_completed_or_taken_back_by_the_next(project, name, number):
    before = snapshot(project)
    process = multiprocessing.get_context("fork").Process(target=kill_at, args=(project, name, number, CHANGE))
    process.start()
    process.join(30)
    assert process.exitcode == 9, "the stage was not reached"
    assert transaction.recover()
    after = snapshot(project)
    assert after in (before, before | CHANGE)
    # From the first move of a file on, the journal decides.
    assert (after == before) == (name == "fsync" or (name, number) == ("replace", 1))
    assert transaction.recover() is None


def test_the_next_command_of_any_kind_recovers(project, monkeypatch, capsys):
    process = multiprocessing.get_context("fork").Process(target=kill_at, args=(project, "replace", 3, CHANGE))
    process.start()
    process.join(30)
    code, _, err = oscp(monkeypatch, capsys, "check")
    assert "completed" in err
    assert not transaction.stage_folder().exists()
    assert code == 1  # the change of this test leaves no Data Package


def hold(root, held, done):
    """In a process of its own: hold data/ as an ingest does while it reads, merges and writes."""
    os.chdir(root)
    with transaction.changing_data(print):
        held.set()
        done.wait(30)


@pytest.mark.longer
def test_a_second_ingest_at_the_same_time_is_told_so_and_changes_nothing(project, take):
    processes = multiprocessing.get_context("fork")
    held, done = processes.Event(), processes.Event()
    first = processes.Process(target=hold, args=(project, held, done))
    first.start()
    assert held.wait(30)
    before = snapshot(project)
    with pytest.raises(InputError, match="Another run of oscp is changing data"):
        take(street_file(project, a_month()))
    assert snapshot(project) == before
    first.kill()
    first.join(30)
    take(street_file(project, a_month()))
    assert snapshot(project) != before


def test_a_file_that_excel_holds_leaves_every_other_as_it_was(project, monkeypatch):
    before = snapshot(project)
    real = os.replace

    def held(source, target):
        if str(target).endswith("provenance.json"):
            raise PermissionError(13, "held", str(source), None, str(target))
        real(source, target)

    monkeypatch.setattr(os, "replace", held)
    with pytest.raises(InputError, match="Close it in Excel"):
        transaction.write_whole(CHANGE)
    assert snapshot(project) == before


def test_the_record_is_for_people_to_read(project, take):
    take(street_file(project, a_month()))
    text = (project / f"{OWN}/provenance.json").read_text("utf-8")
    entry = next(entry for entry in json.loads(text)["files"] if entry["file"] == "2031-01-street.csv")
    assert list(entry) == [
        "file", "sha256", "kind", "publisher", "release", "read_on", "rows_read", "rows_used", "left_out",
        "no_district", "notes",
    ]  # fmt: skip
    assert text.count("\n") > 50
