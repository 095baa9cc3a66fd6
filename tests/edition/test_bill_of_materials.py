"""The bill of materials: what is installed at run time, by the lock; the scripts; no clock and no chance."""

import hashlib
import json
import re
import tomllib
from importlib.metadata import PackageNotFoundError, version

import pytest

from oscp_lib import paths
from oscp_lib.edition.bill_of_materials import FILE, write_bill
from tests.made_place import REPOSITORY

SCRIPT = "_static/search.js"
FONT = "_static/report-sans-bold.woff2"


@pytest.fixture
def bill(tmp_path):
    """The bill of an edition of one script of the theme, one of Sphinx, and one font."""
    (tmp_path / "_static").mkdir()
    (tmp_path / SCRIPT).write_bytes((paths.BOOK / "theme/oscp/static/search.js").read_bytes())
    (tmp_path / "_static/doctools.js").write_text("// Sphinx", "utf-8")
    (tmp_path / FONT).write_bytes(b"wOF2")
    write_bill(tmp_path)
    return tmp_path / FILE


def locked():
    """The versions of each package of the lock, and the packages that ask for it, read from its own remarks."""
    versions, asked_by, name = {}, {}, ""
    for line in paths.LOCK.read_text("utf-8").splitlines():
        if match := re.match(r"([a-z0-9.-]+)(?:\[.*\])?==([^ ;]+)", line):
            name = match[1]
            versions.setdefault(name, set()).add(match[2])  # one for each version of Python, where they differ
            asked_by.setdefault(name, set())
        elif match := re.match(r"    #(?: via)? +(\S+)", line):
            asked_by[name].add(match[1])
    return versions, asked_by


def test_every_locked_package_that_the_book_needs_is_in_the_bill_with_its_version_and_a_licence(bill):
    found = {
        each["name"]: each for each in json.loads(bill.read_text("utf-8"))["components"] if each["type"] == "library"
    }
    versions, asked_by = locked()
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]
    needed = {re.match(r"[\w.-]+", each)[0] for each in project["dependencies"]}
    while more := {name for name, by in asked_by.items() if by & needed} - needed:
        needed |= more
    assert {name for name in needed if is_installed(name)} <= set(found)
    for name, component in found.items():
        assert component["version"] in versions[name], name
        assert component["licenses"], name
        assert component["purl"] == f"pkg:pypi/{name}@{component['version']}"
    for name in ("pytest", "playwright", "ruff", "nbval"):
        assert name not in found


def is_installed(name):
    try:
        return bool(version(name))
    except PackageNotFoundError:
        return False


def test_every_script_is_in_the_bill_with_its_hash_and_whose_it_is(bill):
    files = {each["name"]: each for each in json.loads(bill.read_text("utf-8"))["components"] if each["type"] == "file"}
    assert set(files) == {SCRIPT, "_static/doctools.js", FONT}
    ours, theirs = files[SCRIPT], files["_static/doctools.js"]
    assert ours["hashes"][0]["content"] == hashlib.sha256((bill.parent / SCRIPT).read_bytes()).hexdigest()
    assert ours["licenses"][0]["license"]["id"] == "MIT"
    assert theirs["licenses"][0]["license"]["id"] == "BSD-2-Clause" and "Sphinx" in theirs["description"]


def test_every_font_is_in_the_bill_with_its_hash_its_licence_and_the_package_it_comes_from(bill):
    (font,) = [each for each in json.loads(bill.read_text("utf-8"))["components"] if each["name"] == FONT]
    assert font["hashes"][0]["content"] == hashlib.sha256(b"wOF2").hexdigest()
    assert font["licenses"][0]["license"]["id"] == "OFL-1.1"
    assert f"font_source_sans_pro {version('font-source-sans-pro')}" in font["description"]


@pytest.mark.longer
def test_the_bill_is_valid_and_the_same_again(bill):
    before = bill.read_bytes()
    write_bill(bill.parent)
    assert bill.read_bytes() == before
    content = json.loads(before)
    assert (content["bomFormat"], content["specVersion"]) == ("CycloneDX", "1.6")
    assert "timestamp" not in content["metadata"]
    assert str(paths.ROOT) not in before.decode() and str(REPOSITORY) not in before.decode()
    refs = {each["bom-ref"] for each in content["components"]}
    root = next(each for each in content["dependencies"] if each["ref"] == content["metadata"]["component"]["bom-ref"])
    assert set(root["dependsOn"]) == refs
