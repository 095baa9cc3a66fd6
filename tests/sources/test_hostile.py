"""Files made to harm: refused with a clear message or made harmless, in bounded memory, data/ untouched."""

import gzip
import io
import resource
import struct
import zipfile
import zlib

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from oscp_lib.data.partnership import load_partnership
from oscp_lib.data.rows import read_table
from oscp_lib.errors import InputError
from oscp_lib.sources import READERS, reader, safe_zip
from oscp_lib.sources import spreadsheet as opened_workbook
from oscp_lib.sources.ingest import read_one
from tests.places import OWN
from tests.sources.downloads import (
    a_month,
    csp_table,
    csp_title,
    nrm_file,
    ods,
    street_file,
    street_row,
    street_text,
    workbook,
    zipped,
)

FUZZED = 300  # inputs for each reader
VIOLENCE = "Violence and sexual offences"


@pytest.mark.parametrize("name", ["../../evil-street.csv", "/etc/evil-street.csv", "C:/evil.csv", "..\\evil.csv"])
def test_a_member_whose_path_leads_out_is_refused_and_nothing_is_unpacked_there(project, refusal, name):
    problem = refusal(zipped(project, {name: street_text(a_month())}))
    assert "points outside the zip" in problem.found
    assert not list(project.parent.rglob("evil*"))


@pytest.mark.longer
def test_a_zip_bomb_is_refused_before_it_is_unpacked(project, refusal):
    path = zipped(project, {"2031-01-street.csv": street_text(a_month()).encode() + b"a" * (64 << 20)})
    assert path.stat().st_size < 1 << 20
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert "times its size" in refusal(path).found
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 32 << 10  # kilobytes


def test_a_member_that_lies_about_its_size_is_cut_at_what_it_said(project, refusal):
    path = zipped(project, {"2031-01-street.csv": street_text(a_month() * 2000)})
    content = bytearray(path.read_bytes())
    directory = content.index(b"PK\x01\x02")
    content[directory + 24 : directory + 28] = struct.pack("<I", 500)  # the size in the directory
    content[22:26] = struct.pack("<I", 500)
    path.write_bytes(content)
    assert "cut short" in refusal(path).remedy or "damaged" in refusal(path).remedy


def test_members_that_overlap_are_refused(project, refusal):
    path = zipped(project, {"a-street.csv": zlib.compress(b"x") * 400, "b-street.csv": "x"})
    content = bytearray(path.read_bytes())
    first = content.index(b"PK\x01\x02")
    second = content.index(b"PK\x01\x02", first + 4)
    content[second + 20 : second + 24] = struct.pack("<I", len(content))
    path.write_bytes(content)
    assert "overlap" in refusal(path).found


def test_a_zip_in_a_zip_is_refused(project, refusal):
    inner = zipped(project, {"2031-01-street.csv": "x"}, "inner.zip").read_bytes()
    assert "holds another zip" in refusal(zipped(project, {"inner.zip": inner})).found


def test_an_encrypted_member_is_refused(project, refusal):
    path = zipped(project, {"2031-01-street.csv": street_text(a_month())})
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)
    assert "encrypted" in refusal(path).found


def test_too_many_members_are_refused(project, refusal, monkeypatch):
    monkeypatch.setattr(safe_zip, "MOST_MEMBERS", 3)
    assert "4 members" in refusal(zipped(project, {f"{name}-street.csv": "" for name in "abcd"})).found


def test_a_line_of_100_megabytes_is_refused_in_bounded_memory(project, refusal):
    path = project / "long-street.csv"
    with path.open("wb") as file:
        file.write(street_text(a_month()).encode())
        for _ in range(100):
            file.write(b"a" * (1 << 20))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    problem = refusal(path)
    assert "longer than 65,536 bytes" in problem.found
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200 << 10  # kilobytes


@pytest.mark.parametrize("length", [1_000, 70_000, 200_000, 3_000_000])
@pytest.mark.parametrize("end", ["", "\n"])
def test_no_line_is_lost_whatever_its_length(project, refusal, length, end):
    path = street_file(project, a_month() * 500)
    path.write_bytes(path.read_bytes() + b"a" * length + end.encode())
    assert "line" in refusal(path).found


def test_a_first_line_that_does_not_end_is_no_table(project, refusal):
    path = project / "long.csv"
    path.write_bytes(b"a" * (1 << 20))
    assert "longer than 65,536 bytes" in refusal(path, kind="police-uk").found
    assert "longer than 65,536 bytes" in refusal(path, kind="nrm").found


@pytest.mark.parametrize("kind", ["police-uk", "nrm", "population"])
def test_a_nul_byte_is_refused(project, refusal, kind):
    path = street_file(project, a_month())
    path.write_bytes(path.read_bytes().replace(b"High Street", b"High\0Street"))
    assert "NUL byte" in refusal(path, kind=kind).found


def test_windows_1252_and_utf_16_are_refused(project, refusal):
    path = street_file(project, [*a_month(), street_row("Oxmere", "Drugs", Location="On or near Caf\xe9 Row")])
    text = path.read_text("utf-8")
    path.write_bytes(text.encode("cp1252"))
    assert "not UTF-8" in refusal(path, kind="police-uk").found
    path.write_bytes(text.encode("utf-16"))
    assert "UTF-16" in refusal(path, kind="police-uk").found


def test_a_byte_order_mark_does_not_matter(project, take):
    path = street_file(project, a_month())
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert "11 of 13 rows used" in take(path)


@pytest.mark.longer
@pytest.mark.parametrize(
    "text", ["=cmd|' /C calc'!A0", "<img src=x onerror=alert(1)>", "@SUM(A1)", "-2+3+cmd|x", "\t=1"]
)
def test_a_cell_that_a_spreadsheet_or_browser_would_run_is_made_harmless(project, take, text):
    lead = load_partnership().place
    rows = [row for row in a_month() if row["Crime type"] != VIOLENCE]
    take(street_file(project, [*rows, street_row(lead, VIOLENCE, Location=text)]))
    frame = read_table("violence_places_police_uk")
    (held,) = frame.loc[frame["period_start"] == "2031-01-01", "place"]
    assert held[0].isalnum()
    assert not set(held) & set('<>=|"@\t')


def test_a_type_of_crime_that_is_script_stays_in_the_record_as_plain_text(project, take):
    take(street_file(project, [*a_month(), street_row("", "<script>", LSOA_name="", LSOA_code="")]))
    assert "<script>" not in (project / f"{OWN}/provenance.json").read_text("utf-8")


def test_a_file_name_cannot_write_to_the_terminal_or_the_codebook(project, take):
    said = take(street_file(project, a_month(), "a\x1b[31m|<b>.csv"))
    assert "\x1b" not in said
    text = (project / "data/README.md").read_text("utf-8")
    assert "\x1b" not in text and "<b>" not in text


def test_an_entity_bomb_in_a_workbook_is_refused(project, refusal):
    path = workbook(project, {"C2": [[csp_title(2031)]]})
    parts = {}
    with zipfile.ZipFile(path) as book:
        for name in book.namelist():
            parts[name] = book.read(name)
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    parts["xl/workbook.xml"] = bomb + parts["xl/workbook.xml"]
    assert "defines XML entities" in refusal(zipped(project, parts, "bomb.xlsx")).found


@pytest.mark.longer
def test_a_workbook_that_unpacks_to_too_much_is_refused(project, refusal):
    parts = {f"xl/worksheets/sheet{number}.xml": io.BytesIO(bytes(5 << 20)).getvalue() for number in range(130)}
    big = zipped(project, {"xl/workbook.xml": "<workbook/>"} | parts, "big.xlsx")
    for kind in ("ons-csp", "population", "nrm"):
        problem = refusal(big, kind=kind)
        assert "more than the 600 MB allowed" in problem.found
        assert "No table that this kind reads is that large" in problem.remedy


def test_a_sheet_too_large_for_the_memory_is_refused_by_name(project, refusal, monkeypatch):
    monkeypatch.setattr(opened_workbook, "LARGEST_SHEET", 4 << 20)
    parts = {"xl/workbook.xml": "<workbook/>", "xl/worksheets/sheet1.xml": bytes(5 << 20)}
    problem = refusal(zipped(project, parts, "big.xlsx"), kind="home-office-csp")
    assert problem.file == "big.xlsx/xl/worksheets/sheet1.xml"
    assert "5 MB, more than the 4 MB" in problem.found and "Take the .ods" in problem.remedy


def test_a_workbook_without_its_parts_is_refused(project, refusal):
    path = zipped(project, {"xl/workbook.xml": "<workbook/>"}, "hollow.xlsx")
    assert "cannot be read" in refusal(path).found


def seeds(folder):
    """A good file for each reader, from which the fuzzer starts."""
    offences = ["Total recorded crime (excluding fraud)"]
    counts = {district.name: [5] for district in load_partnership().county_districts}
    return {
        "police-uk": street_file(folder, a_month()).read_bytes(),
        "nrm": nrm_file(folder, {"Criminal": 3}).read_bytes(),
        "population": b"Code,Name,year,population\n" + b"".join(
            f"{area.code},{area.name},2031,{5 if area != load_partnership().county else 25}\n".encode()
            for area in (*load_partnership().county_districts, load_partnership().county)
        ),
        "census": b"lsoa21_code,total_residents,total_households\nE01000001,1474,837\nW01000003,1386,825.0\n",
        "small-areas": b"LSOA21CD,LSOA21NM,WD24CD,WD24NM,LAD24CD,LAD24NM\n"
        b"E01028522,Oxmere 001A,E05013109,Summertown,E07000178,Oxmere\n",
        "neighbours": b"lad24_code,lad24_name,rank,neighbour_code,neighbour_name,distance\n"
        b"E07000178,Oxmere,1,E07000008,Cambridge,2.5\n",
        "deprivation": gzip.compress(
            b"lsoa21_code,IMD_decile,IMD_rank,Housing_and_Services_rank\nE01000001,8,26525,29220\n", mtime=0
        ),
        "police-uk-counts": b"month,district,crime_type,count\n2024-01,Oxmere,Drugs,5\n2024-01,(no location),Drugs,7\n",
        "ons-csp": workbook(folder, {"C2": csp_table(counts, offences, csp_title(2031))}).read_bytes(),
        "home-office-csp": ods(folder, {"2031-32": [["Financial Year"]]}).read_bytes(),
        "boundaries": b'{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"c":"E07000178"},'
        b'"geometry":{"type":"Polygon","coordinates":[[[0,0],[0,1],[1,1],[0,0]]]}}]}',
    }  # fmt: skip


damage = st.tuples(
    st.lists(st.tuples(st.floats(0, 1), st.binary(min_size=0, max_size=12), st.integers(0, 40)), max_size=6),
    st.one_of(st.none(), st.floats(0, 1)),
)


def damaged(content, changes, cut):
    """Bytes replaced at some places (given as a share of the length), then what is left cut off."""
    for at, written, removed in changes:
        place = int(at * len(content))
        content = content[:place] + written + content[place + removed :]
    return content[: int(cut * len(content))] if cut is not None else content


@pytest.mark.longer
@pytest.mark.parametrize("kind", READERS)
def test_any_damage_is_read_or_refused_with_a_message(tmp_path, kind):
    """300 damaged files and 100 of noise for each reader; the only way out but a reading is a message."""
    good = seeds(tmp_path)[kind]
    path = tmp_path / "fuzzed"
    quiet = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]

    def attempt(content):
        path.write_bytes(content)
        for read in (lambda: reader(kind).recognise(path), lambda: read_one(path, kind, load_partnership())):
            try:
                read()
            except InputError as error:
                assert all(problem.found and problem.remedy for problem in error.problems)

    @settings(max_examples=FUZZED, deadline=None, database=None, derandomize=True, suppress_health_check=quiet)
    @given(damage)
    @example(([], None))
    def fuzz(how):
        attempt(damaged(good, *how))

    @settings(max_examples=100, deadline=None, database=None, derandomize=True, suppress_health_check=quiet)
    @given(st.one_of(st.binary(max_size=400), st.text(max_size=400).map(str.encode)))
    def noise(content):
        attempt(content)

    fuzz()
    noise()
