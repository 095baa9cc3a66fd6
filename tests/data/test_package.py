"""The Data Packages, the codebook made from one, and the registry of chapters say the same."""

import hashlib
import re

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from frictionless import Checklist, Package

from oscp_lib import paths
from oscp_lib.chapters import CHAPTERS
from oscp_lib.data.national import read_national
from oscp_lib.data.national_package import national_table, national_tables
from oscp_lib.data.package import STATUSES, tables
from oscp_lib.data.partnership import load_partnership
from oscp_lib.data.rows import read_table
from oscp_lib.sources.codebook import all_codebooks, own_codebook

TYPES = {"date": pa.date32(), "integer": pa.int64(), "number": pa.float64(), "string": pa.string()}


def test_the_package_is_valid_and_its_tables_keep_its_schema():
    """A view is on the file of a national table, whose columns are others: of it the entry alone is held."""
    package = Package(str(paths.DATAPACKAGE))
    views = {each.name for each in package.resources if "view" in each.custom}
    assert views == {table.name for table in tables().values() if table.view}
    for each in package.resources:
        if each.name not in views:
            report = each.validate()
            assert report.valid, report.flatten(["rowNumber", "fieldName", "note"])
        else:
            national = Package(str(paths.NATIONAL / "datapackage.json")).get_resource(each.custom["view"]["of"])
            assert each.path == f"national/{national.path}"


def test_the_package_of_the_national_tables_is_one_that_other_programs_read():
    """Of the tables frictionless reads small ones alone: it takes an integer that is missing for one that is wrong.

    It counts no bytes of a parquet file either; the test below does both.
    """
    package = Package(str(paths.NATIONAL / "datapackage.json"))
    assert len(package.resources) == len(national_tables())
    for name in ("fraud", "nrm_referrals", "households"):
        report = package.get_resource(name).validate(Checklist(skip_errors=["byte-count", "hash-count"]))
        assert report.valid and report.stats["tasks"] == 1, report.flatten(["rowNumber", "fieldName", "note"])


@pytest.mark.parametrize("name", national_tables())
def test_a_national_table_is_as_its_package_says(name):
    entry = Package(str(paths.NATIONAL / "datapackage.json")).get_resource(name).to_descriptor()
    path = paths.NATIONAL / entry["path"]
    if "hash" not in entry:
        assert not path.exists()  # nothing of it has been read in yet
        return
    assert entry["hash"] == f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"
    assert (entry["bytes"], entry["rows"]) == (path.stat().st_size, (held := pq.read_table(path)).num_rows)
    fields = {field["name"]: field for field in entry["schema"]["fields"]}
    assert held.schema.names == list(fields)
    for column, field in fields.items():
        assert held.schema.field(column).type == (pa.binary() if "format" in field else TYPES[field["type"]])
        if allowed := field.get("constraints", {}).get("enum"):
            assert set(pc.unique(held[column]).to_pylist()) <= set(allowed)
    key = entry["schema"]["primaryKey"]
    assert all(held[column].null_count == 0 for column in [*key, "source"] if column in fields)
    assert held.group_by(key).aggregate([]).num_rows == held.num_rows
    assert {source["name"] for source in entry["sources"]} == set(pc.unique(held["source"]).to_pylist())


def test_every_table_has_an_entry_and_every_entry_a_table():
    held = {f"partnerships/{paths.SLUG}/tables/{path.name}" for path in paths.TABLES.glob("*.csv")}
    views = {table.path for table in tables().values() if table.view}
    assert held == {table.path for table in tables().values()} - views
    assert views == {f"national/{national_table(table.view.of).path}" for table in tables().values() if table.view}
    national = {each.path for each in national_tables().values() if each.hash}
    assert {path.name for path in paths.NATIONAL.glob("*.parquet")} == national


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


def test_the_codebooks_are_up_to_date():
    for name, content in all_codebooks().items():
        assert (paths.DATA / name).read_bytes() == content, f"{name}: run `make codebook`"
    assert paths.OWN_CODEBOOK.read_text("utf-8") == own_codebook()


def test_the_codebooks_describe_every_table_and_field():
    text = paths.CODEBOOK.read_text("utf-8") + paths.OWN_CODEBOOK.read_text("utf-8")
    for table in tables().values():
        assert table.title in text
        assert all(caveat.what in text for caveat in table.caveats)
        assert all(re.search(rf"\b{field.name}\b", text) for field in table.fields)


def test_the_shared_codebook_says_nothing_of_one_partnership():
    shared, own = paths.CODEBOOK.read_text("utf-8"), paths.OWN_CODEBOOK.read_text("utf-8")
    place = load_partnership()
    for name in (place.place, place.name, place.county.name, place.force.name):
        assert name in own and name not in shared
    for table in tables(restricted=False).values():
        assert (f"### {table.title}\n" in shared) == bool(table.view)
        assert (f"### {table.title}\n" in own) == (not table.view)


def test_the_shared_codebook_counts_the_rows_of_the_whole_country():
    whole = len(read_national("residents"))
    assert whole > 318 * 10  # districts by years: no one partnership has so many
    assert f"in the national table `residents`, which has {whole:,} rows" in paths.CODEBOOK.read_text("utf-8")
