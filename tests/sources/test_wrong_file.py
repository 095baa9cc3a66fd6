"""What is refused is refused by its true cause: the remedy for another would never end."""

import gzip
import shutil
import zipfile

import pytest

from oscp_lib.errors import InputError
from oscp_lib.sources import READERS, wrong_file
from tests.national import small_country
from tests.sources.downloads import street_file, workbook, zipped
from tests.sources.workbooks import MANIFEST, csp_edition, published_ods

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1016)
CALLED_DAMAGED = ("cut short", "damaged", "Download it again")
POLICE_FORCE_AREA = "Table P1: Police recorded crime by offence group and police force area, year ending December 2018"
# A file by its name and bytes: what the refusal says it is, and the remedy.
CONTENTS = (
    ("old.xls", OLE, "an .xls workbook", "save it as .xlsx"),
    ("old.xlsx", OLE, "an .xls workbook", "save it as .xlsx"),
    ("secret.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), "a password", "without a password"),
    ("plan.xls", OLE + "WordDocument".encode("utf-16-le"), "a Word document", "Fetch the table"),
    ("older.xls", b"\x09\x08\x10\x00\x00\x06\x05\x00" + bytes(99), "an .xls workbook", "save it as .xlsx"),
    ("page.xlsx", b"\n<!DOCTYPE html><html><head><title>Sign in</title>", "with the title 'Sign in'", "link"),
    ("page.csv", b"<html><head><title>403 Forbidden</title></head>", "'403 Forbidden'", "save the file"),
    ("page.zip", b"\xef\xbb\xbf<!doctype HTML><p>Moved", "a web page", "save the file"),
    ("answer.zip", b'<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>', "'AccessDenied'", "save the file"),
    ("sheet.xls", b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>', "saved as XML", "save it as .xlsx"),
    ("table.pdf.xlsx", b"%PDF-1.7\n", "a PDF", "Fetch the table"),
    ("month.csv", gzip.compress(b"Month,Crime type\n", mtime=0), "compressed with gzip", "Unpack it"),
    ("month.zip", b"7z\xbc\xaf\x27\x1c" + bytes(20), "a 7z archive", "Unpack it"),
    ("table.xlsx", b"PAR1" + bytes(20), "a Parquet file", ".csv"),
    ("unicode.csv", "Code,Name\n".encode("utf-16"), "UTF-16", "CSV UTF-8"),
)  # fmt: skip
PARTS = (
    ("new.xlsb", {"xl/workbook.bin": "x"}, "an .xlsb workbook", "save it as .xlsx"),
    ("table.numbers", {"Index/Document.iwa": "x"}, "a Numbers", "Export To"),
    ("plan.xlsx", {"word/document.xml": "x"}, "a Word document", "Fetch the table"),
    ("text.ods", {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "x"}, "(text)", "Fetch"),
    ("secret.ods", {"content.xml": "x", "META-INF/manifest.xml": "<encryption-data/>"}, "a password", "without"),
)  # fmt: skip


@pytest.mark.parametrize("kind", [None, "ons-csp", "nrm", "police-uk"])
def test_a_file_of_0_bytes_is_said_to_be_empty(project, refusal, kind):
    (project / "empty.xlsx").touch()
    problem = refusal(project / "empty.xlsx", kind=kind)
    assert "0 bytes" in problem.found and "until the download has ended" in problem.remedy


@pytest.mark.parametrize(("name", "content", "found", "remedy"), CONTENTS, ids=[each[0] for each in CONTENTS])
def test_a_file_is_named_by_its_content_whatever_its_name(project, refusal, name, content, found, remedy):
    (project / name).write_bytes(content)
    told = refusal(project / name)
    assert found in told.found and remedy in told.remedy
    assert not any(words in str(told) for words in CALLED_DAMAGED)
    for kind in READERS:
        with pytest.raises(InputError) as raised:
            wrong_file.check_content(project / name, kind)
        assert raised.value.problems == [told]


@pytest.mark.parametrize(("name", "parts", "found", "remedy"), PARTS, ids=[each[0] for each in PARTS])
def test_a_document_of_another_program_is_named(project, refusal, name, parts, found, remedy):
    told = refusal(zipped(project, parts, name))
    assert found in told.found and remedy in told.remedy
    assert not any(words in str(told) for words in CALLED_DAMAGED)


@pytest.mark.parametrize("kind", [None, "ons-csp"])
def test_a_whole_workbook_of_another_table_is_named_by_title_and_sheets(project, refusal, kind):
    names = [f"Table P{number}" for number in range(1, 9)]
    path = workbook(project, {name: [[POLICE_FORCE_AREA], ["Area", "Total"], ["Kent", 5]] for name in names})
    told = refusal(path, kind=kind)
    assert "'Table P1: Police recorded crime by offence group and police force area" in told.found
    assert "Table P1, Table P2" in told.found and "and 3 more" in told.found
    assert "'Recorded crime data by Community Safety Partnership area'" in told.remedy
    assert "oscp ingest ons-csp FILE" in told.remedy
    assert not any(words in str(told) for words in CALLED_DAMAGED)


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Population estimates - local authority based by five year age band", "population"),
        ("Table 2: Recorded crime data by police force area", "ons-csp"),
        ("Outcomes open data, year ending March 2031", "home-office-csp"),
        ("Modern Slavery: Duty to Notify, quarter 2 2031", "nrm"),
    ],
)
def test_the_nearest_kind_is_named_by_the_subject(project, refusal, title, kind):
    told = refusal(workbook(project, {"Sheet 1": [[title], ["Area", "Count"], ["Oxmere", 5]]}))
    assert title in told.found and f"oscp ingest {kind} FILE" in told.remedy


def test_a_workbook_of_no_known_subject_is_offered_the_kinds(project, refusal):
    told = refusal(workbook(project, {"Rotas": [["Who works when"]]}))
    assert "'Who works when'" in told.found and "ons-csp" in told.remedy


@pytest.mark.parametrize("name", ["csp.csv", "csp.ods", "csp.zip", "CSP.XLSX"])
def test_a_workbook_under_another_ending_is_read_all_the_same(project, take, name):
    small_country(project)
    made = csp_edition(project, 2031)
    assert "(ons-csp)" in take(shutil.move(made, project / name))


def test_half_a_workbook_is_cut_short(project, refusal):
    made = csp_edition(project, 2031)
    made.write_bytes(made.read_bytes()[: made.stat().st_size // 2])
    assert "cut short" in refusal(made).remedy


def test_a_kind_that_is_not_the_file_s_is_told_the_right_one(project, refusal):
    told = refusal(csp_edition(project, 2031), kind="population")
    assert "of the kind 'ons-csp'" in told.found and "oscp ingest ons-csp" in told.remedy
    told = refusal(street_file(project, []), kind="nrm")
    assert "of the kind 'police-uk'" in told.found


@pytest.mark.parametrize("kind", ["ons-csp", "home-office-csp", "nrm", "population"])
def test_a_zip_of_files_is_no_workbook(project, refusal, kind):
    told = refusal(zipped(project, {"readme.txt": "x", "data.dat": "y"}), kind=kind)
    assert "readme.txt, data.dat" in told.found and "Unpack it" in told.remedy


@pytest.mark.parametrize("kind", [None, "population", "nrm"])
@pytest.mark.parametrize(
    ("text", "line", "found", "remedy"),
    [
        ("Code;Name;year;population\nE07000178;Oxmere;2031;5\n", 1, "separated by ';'", "CSV UTF-8"),
        ("Code\tName\tyear\tpopulation\nE07000178\tOxmere\t2031\t5\n", 1, "separated by a tab", "CSV UTF-8"),
        ("Estimates\n\nCode,Name,year,population\nE07000178,Oxmere,2031,5\n", 3, "header stands in line 3", "Delete"),
    ],
)
def test_a_text_that_is_only_laid_out_otherwise_is_told_so(project, refusal, kind, text, line, found, remedy):
    (project / "estimates.csv").write_text(text, "utf-8")
    told = refusal(project / "estimates.csv", kind=kind)
    assert (found in told.found, remedy in told.remedy, told.line) == (True, True, line)


@pytest.mark.parametrize(
    ("header", "found", "remedy"),
    [
        ("Area,Thing,Other", "these columns: Area, Thing, Other", "The kinds are"),
        ("Area,Mid-year estimate", "these columns", "oscp ingest population FILE"),
        ("Financial Year,Financial Quarter,CSP Name,Offence Group,Offence Subgroup,Offence Code,Offence Count",
         "the columns of the kind 'home-office-csp' as CSV", "save it as .xlsx"),
    ],
)  # fmt: skip
def test_a_text_of_other_columns_is_named_by_them(project, refusal, header, found, remedy):
    (project / "table.csv").write_text(f"{header}\n1,2,3\n", "utf-8")
    told = refusal(project / "table.csv")
    assert found in told.found and remedy in told.remedy


def test_json_that_is_no_outline_is_told_so(project, refusal):
    (project / "table.json").write_text('{"a": 1}', "utf-8")
    assert "JSON, and holds no outlines" in refusal(project / "table.json").found


def test_a_missing_column_is_told_with_those_there_are(project, refusal):
    (project / "table.csv").write_text("Code,Name,when,population\nE07000178,Oxmere,2031,5\n", "utf-8")
    told = refusal(project / "table.csv")
    assert "The column 'year' is missing. The first are 'Code', 'Name', 'when', 'population'" in told.found


def test_an_ods_is_known_by_its_parts_not_by_its_name(project, refusal):
    path = published_ods(project, {"Rotas": [["Who works when"]]}, "rotas.xlsx")
    with zipfile.ZipFile(path) as archive:
        assert archive.read("META-INF/manifest.xml").decode() == MANIFEST
    assert "'Who works when'" in refusal(path).found
