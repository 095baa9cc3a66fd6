"""The Data Package, the codebook made from it, and the registry of chapters say the same."""

import re

from frictionless import Package

from oscp_lib import paths
from oscp_lib.chapters import CHAPTERS
from oscp_lib.data.package import STATUSES, tables
from oscp_lib.data.rows import read_table
from oscp_lib.sources.codebook import codebook


def test_the_package_is_valid_and_its_tables_keep_its_schema():
    report = Package(str(paths.DATAPACKAGE)).validate()
    assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "note"])


def test_every_table_has_an_entry_and_every_entry_a_table():
    assert {f"tables/{path.name}" for path in paths.TABLES.glob("*.csv")} == {table.path for table in tables().values()}


def test_one_table_has_one_status_and_says_what_a_reader_must_know():
    for table in tables().values():
        frame = read_table(table.name)
        assert frame["status"].unique().tolist() == [table.status]
        assert table.status in STATUSES
        assert table.title and table.description and table.coverage and table.licence
        assert table.caveats or table.status == "sample", f"{table.name} has no caveat"
        assert {source.name for source in table.sources} == set(frame["source"]), table.name


def test_a_sample_table_names_who_holds_the_real_figures():
    assert all(table.holder for table in tables().values() if table.status == "sample")


def test_the_chapters_of_a_table_are_those_that_read_it():
    for table in tables().values():
        readers = {chapter.slug for chapter in CHAPTERS if table.name in chapter.tables}
        assert set(table.chapters) == readers, table.name


def test_the_codebook_is_up_to_date():
    assert paths.CODEBOOK.read_text("utf-8") == codebook(), "run `make codebook`"


def test_the_codebook_describes_every_table_and_field():
    text = paths.CODEBOOK.read_text("utf-8")
    for table in tables().values():
        assert table.title in text
        assert all(caveat.what in text for caveat in table.caveats)
        assert all(re.search(rf"\b{field.name}\b", text) for field in table.fields)
