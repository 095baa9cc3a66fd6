"""Runs are used again exactly as long as nothing they rest on has changed."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from oscp_lib import paths
from oscp_lib.chapters import CHAPTERS
from oscp_lib.checks.check import check
from oscp_lib.facts.sheet import FACTS_MIME
from oscp_lib.inputs import files
from oscp_lib.inputs.key import edition_key
from oscp_lib.pages.compose import compose
from oscp_lib.runs import cached_runs
from oscp_lib.runs.execute import execute
from oscp_lib.runs.kernels import use_forked_kernels
from oscp_lib.runs.notebook import records
from tests.conftest import REPOSITORY, copy_project, use_project, with_kept_runs
from tests.edition.breaking import content, kept_as_it_is
from tests.places import OWN
from tests.runs.changes import ALL, KINDS, YEAR, Mutations, again, differs, rested_on, runs

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def root(tmp_path_factory, kept_runs):
    """A project with a kept run of every notebook."""
    use_forked_kernels()
    return with_kept_runs(copy_project(tmp_path_factory.mktemp("reuse") / "project"))


@pytest.fixture(scope="module")
def rests_on(root):
    return rested_on(root)


@pytest.fixture
def library(root, tmp_path, monkeypatch):
    """The project in use, and a library that a test may spoil."""
    use_project(root, monkeypatch)
    copy = tmp_path / "oscp_lib"
    shutil.copytree(paths.LIBRARY, copy)
    monkeypatch.setattr(paths, "LIBRARY", copy)
    return copy


def test_each_random_change_reruns_what_depends_on_it_and_nothing_else(root, library, rests_on, full):
    assert again() == set()
    mutations, tried = Mutations(root, library, rests_on, again, seed=20_241), 0
    for kind, times in KINDS.items():
        for _ in range(times if full else -(-times // 4)):
            found, expected, what = getattr(mutations, kind)()
            assert found == expected, differs(what, found, expected)
            tried += 1
    assert tried >= (200 if full else 50)
    assert again() == set()


class Remade:
    """Makes the pages of a changed project twice: with kept runs, and in a copy that has none."""

    def __init__(self, root, library, folder):
        self.root, self.folder, self.refused = root, folder, 0
        self.runs = shutil.copytree(root / "book/_build/oxmere" / cached_runs.RUNS, folder / "runs")
        self.maker = subprocess.Popen(
            [sys.executable, "-B", "-m", "tests.runs.remade"], cwd=folder, text=True,
            env=os.environ | {"PYTHONPATH": os.pathsep.join([str(library.parent), str(REPOSITORY)])},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip

    def __call__(self):
        """The chapters that ran; nothing where the change lets no edition be made, as it must with and without."""
        pairs = [
            (self.root, self.folder / "reused"),
            (copy_project(self.folder / "clean", self.root), self.folder / "new"),
        ]
        for _, work in pairs:
            work.mkdir()
        try:
            self.maker.stdin.write(json.dumps([(str(root), str(work)) for root, work in pairs]) + "\n")
            self.maker.stdin.flush()
            reused, new = json.loads(self.maker.stdout.readline())
            if "refused" in new:
                # What is broken may be met sooner where kept runs are looked at: by the build, before a cell meets it.
                assert reused["refused"] != []
                assert all(any(cause in each for each in new["refused"]) for cause in reused["refused"]), (reused, new)
                self.refused += 1
                return None
            assert set(new["ran"]) == ALL
            one, two = (content(work / "edition") for _, work in pairs)
            assert [name for name in one.keys() | two.keys() if one.get(name) != two.get(name)] == []
            return set(reused["ran"])
        finally:
            for path in (self.folder / "clean", *(work for _, work in pairs)):
                shutil.rmtree(path)
            shutil.rmtree(self.root / "book/_build/oxmere" / cached_runs.RUNS)
            shutil.copytree(self.runs, self.root / "book/_build/oxmere" / cached_runs.RUNS)


def test_what_is_reused_gives_the_pages_of_a_clean_build_byte_for_byte(root, library, rests_on, tmp_path, full):
    remade = Remade(root, library, tmp_path)
    mutations = Mutations(root, library, rests_on, remade, seed=7)
    kinds = [kind for kind, times in KINDS.items() for _ in range(times)] if full else ["a_data_cell"]
    for kind in kinds:
        found, expected, what = getattr(mutations, kind)()
        assert found in (None, expected), differs(what, found, expected)
    remade.maker.stdin.close()
    assert remade.maker.wait() == 0
    print(f"{len(kinds)} changes, of which {remade.refused} let no edition be made")
    assert remade.refused < len(kinds) / 4


def test_another_year_has_no_kept_run(root, library):
    present = cached_runs.Present()
    assert {cached_runs.why_again(run, present) for run in runs(2022)} == {"it has no cached run"}


def test_another_installed_version_than_the_locked_one_runs_everything_again_and_is_said(
    root, library, tmp_path, monkeypatch
):
    key = edition_key(year=YEAR)
    (tmp_path / "other/pandas-9.9.9.dist-info").mkdir(parents=True)
    monkeypatch.syspath_prepend(tmp_path / "other")
    assert again() == ALL
    assert edition_key(year=YEAR) != key
    (problem,) = check(YEAR).warnings
    assert problem.file == "requirements.txt" and "pandas 9.9.9 is installed" in problem.found
    assert (root / "requirements.txt").read_text("utf-8").splitlines()[problem.line - 1].startswith("pandas==")


def test_a_module_saved_since_the_command_began_is_said(library):
    # A second edition of the same command would be made by the old module in part, and by the new one in its kernels.
    files.library_as_imported(library)
    path = library / "measures/rates.py"
    path.write_text(path.read_text("utf-8") + "\n# a remark\n", "utf-8")
    assert [Path(name).name for name in files.saved_since(files.file_states())] == ["rates.py"]


def test_a_text_that_was_not_there_is_read_once_it_is(root, tmp_path, monkeypatch):
    use_project(root, monkeypatch)
    texts = root / f"{OWN}/editions/2023"
    texts.mkdir()
    try:
        (run,) = [run for run in runs(2023) if run.chapter.slug == "vawg"]
        execute(2023, False, 1, folder(tmp_path / "without"), chapters=[run.chapter])
        assert cached_runs.why_again(run, cached_runs.Present()) == ""
        shutil.copyfile(root / f"{OWN}/editions/2024/plan.yml", texts / "plan.yml")
        assert cached_runs.why_again(run, cached_runs.Present()) == f"{OWN}/editions/2023/plan.yml changed"
    finally:
        shutil.rmtree(texts)


def test_a_run_is_not_kept_when_a_table_was_saved_before_it_ended(root, tmp_path, monkeypatch):
    # It showed the old count, and the table holds the new one: kept under either, it would be shown for the other.
    use_project(root, monkeypatch)
    path, table = root / "notebooks/05_vawg.ipynb", root / f"{OWN}/tables/sexual_offences_plan.csv"
    saving = f"text = open({str(table)!r}).read()\nopen({str(table)!r}, 'w').write(text.replace(',462,', ',463,'))"
    with kept_as_it_is(path), kept_as_it_is(table):
        notebook = nbformat.read(path, as_version=4)
        notebook.cells.append(nbformat.v4.new_code_cell(saving))
        nbformat.write(notebook, path)
        (run,) = [run for run in runs() if run.chapter.slug == "vawg"]
        execute(YEAR, False, 1, folder(tmp_path / "saved"), chapters=[run.chapter])
        assert ",463," in table.read_text("utf-8")
        assert cached_runs.why_again(run, cached_runs.Present()) == "it has no cached run"


def composed(pages, executed):
    """The pages of executed notebooks, as bytes."""
    pages.mkdir()
    for each in executed:
        compose(each.chapter, each.notebook, pages)
    return content(pages)


def test_a_sentence_needs_no_kernel_and_the_page_about_the_edition_names_the_new_inputs(root, tmp_path, monkeypatch):
    use_project(root, monkeypatch)
    before = identities(execute(YEAR, False, 2, folder(tmp_path / "before")))
    path = root / "notebooks/04_serious_violence.ipynb"
    text = path.read_bytes()
    path.write_bytes(text.replace(b"## How does", b"##  How does", 1))
    try:
        after = execute(YEAR, False, 2, folder(tmp_path / "after"))
        shutil.rmtree(root / "book/_build/oxmere" / cached_runs.RUNS)
        named = [chapter for chapter in CHAPTERS if chapter.slug in ("serious_violence", "about")]
        clean = execute(YEAR, False, 2, folder(tmp_path / "clean"), chapters=named)
    finally:
        path.write_bytes(text)
    assert {each.why for each in after} == {""}
    assert identities(after) == identities(clean) != before
    after = [each for each in after if each.chapter in named]
    assert composed(tmp_path / "pages", after) == composed(tmp_path / "clean-pages", clean)


def folder(path):
    path.mkdir()
    return path


def identities(executed):
    """The facts of the page about the edition that name it."""
    about = executed[-1].notebook
    (record,) = records(about, FACTS_MIME)
    return [record["facts"][key]["text"] for key in ("code_version", "input_hash")]
