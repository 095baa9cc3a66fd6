"""The description of an edition's data files: another program reads each file by it, and it names them all."""

import json

import pytest
from frictionless import Package

pytestmark = pytest.mark.slow


def test_every_data_file_is_valid_against_its_description(edition):
    report = Package(str(edition / "downloads/datapackage.json")).validate()
    assert report.valid, report.flatten(["name", "type", "note"])
    assert report.stats["tasks"] > 20


def test_it_names_every_data_file_and_no_other_and_says_whose_they_are(edition):
    described = json.loads((edition / "downloads/datapackage.json").read_text("utf-8"))
    files = {path.name for path in (edition / "downloads").glob("*.csv")}
    assert {each["path"] for each in described["resources"]} == files
    assert described["name"] == "oxmere-2024"
    assert "sample" in described["description"]  # the edition is a draft, and says why
    for each in described["resources"]:
        assert each["title"] and each["description"]
        kinds = {field["name"]: field["type"] for field in each["schema"]["fields"]}
        assert kinds.get("value", "number") == "number", each["name"]
