"""The edition as one zip: whole, in one folder, with a checksum, the same bytes at any time."""

import hashlib
import os
import subprocess
import zipfile
from urllib.parse import unquote, urlsplit

import pytest
from bs4 import BeautifulSoup

from oscp_lib.exports.archive import write_archive


def small_edition(folder):
    (folder / "2024/downloads").mkdir(parents=True)
    (folder / "2024/index.html").write_text("<p>É</p>", "utf-8")
    (folder / "2024/downloads/a.csv").write_text("a\n1\n", "utf-8")
    return folder / "2024"


def test_the_same_content_gives_the_same_bytes_whenever_it_was_written(tmp_path):
    first, second = small_edition(tmp_path / "a"), small_edition(tmp_path / "b")
    os.utime(second / "index.html", (1, 1_000_000_000))
    (second / "index.html").chmod(0o600)
    assert write_archive(first, 2024, {}).read_bytes() == write_archive(second, 2024, {}).read_bytes()


def test_the_checksum_is_of_the_zip_in_the_form_that_tools_check(tmp_path):
    path = write_archive(small_edition(tmp_path), 2024, {})
    digest, name = path.with_suffix(".zip.sha256").read_text("utf-8").split()
    assert name == "report-book-2024.zip"
    assert digest == hashlib.sha256(path.read_bytes()).hexdigest()
    assert subprocess.run(["sha256sum", "--check", f"{path.name}.sha256"], cwd=path.parent).returncode == 0


@pytest.mark.slow
def test_the_zip_is_the_whole_edition_in_one_folder(edition, tmp_path):
    with zipfile.ZipFile(edition.parent / "report-book-2024.zip") as packed:
        assert packed.testzip() is None
        assert packed.namelist() == sorted(packed.namelist())
        packed.extractall(tmp_path)
    whole = tmp_path / "report-book-2024"
    unpacked = whole / "2024"
    for path in (path for path in edition.rglob("*") if path.is_file()):
        assert (unpacked / path.relative_to(edition)).read_bytes() == path.read_bytes()
    # It opens from a folder: nothing on any page is asked for by an absolute address, and no link within it is dead.
    pages = {path: BeautifulSoup(path.read_text("utf-8"), "html.parser") for path in whole.rglob("*.html")}
    places = {path.resolve(): {tag["id"] for tag in page.select("[id]")} for path, page in pages.items()}
    assert whole / "index.html" in pages and len(pages) > 15
    led = 0
    for path, page in pages.items():
        for tag in page.select("script[src], link[rel=stylesheet]"):
            assert (path.parent / (tag.get("src") or tag["href"]).partition("?")[0]).is_file(), tag
        for link in page.select("a[href]"):
            parts = urlsplit(link["href"])
            if parts.scheme:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path.resolve()
            assert target.is_relative_to(whole.resolve()) and target.is_file(), (path.name, link["href"])
            if target in places and parts.fragment:
                assert unquote(parts.fragment) in places[target], (path.name, link["href"])
            led += 1
    assert led > 500
