"""A renderer that fails says why, and leaves nothing behind on the machine."""

import tempfile
from pathlib import Path

import pytest

from oscp_lib.errors import InputError
from oscp_lib.pages.render import overrides, render
from tests.places import OWN


def test_a_failed_render_names_its_cause_and_leaves_no_log(tmp_path, monkeypatch):
    from sphinx.errors import ExtensionError
    from sphinx.util.exceptions import save_traceback

    elsewhere, pages = tmp_path / "elsewhere", tmp_path / "work" / "pages"
    elsewhere.mkdir()
    pages.mkdir(parents=True)
    monkeypatch.setattr(tempfile, "tempdir", str(elsewhere))
    logs = []

    def fail(*_, **__):
        error = ExtensionError("the page vawg cannot be written")
        logs.append(Path(save_traceback(None, error)))
        return error

    monkeypatch.setattr("jupyter_book.sphinx.build_sphinx", fail)
    with pytest.raises(InputError, match="ExtensionError: the page vawg cannot be written"):
        render(pages, tmp_path / "out", 2024, "", {})
    assert list(elsewhere.iterdir()) == []
    assert [log.parent for log in logs] == [pages.parent]  # which a build removes whole
    assert tempfile.tempdir == str(elsewhere)


def test_the_title_and_the_author_of_a_book_are_what_its_partnership_says(project, edit):
    edit(f"{OWN}/partnership.yml", "book: Oxmere Safer Towns report book\n", "book: Crime in our town\n")
    edit(f"{OWN}/partnership.yml", "name: Oxmere Safer Towns Partnership\n", "name: Our Town Partnership\n")
    edit(f"{OWN}/partnership.yml", "called: Running Plan\n", "called: Action Plan\n")
    said = overrides(project, 2024, "", {})
    assert (said["html_title"], said["project"], said["author"]) == (
        "Crime in our town 2025-26", "Crime in our town", "Our Town Partnership",
    )  # fmt: skip
    assert said["html_context"]["edition_title"] == "Action Plan report book 2025-26"
