"""Runs are used again exactly as long as nothing they rest on has changed.

What each notebook rests on is found here by other means than the library's: its code cells run in a plain process that
replaces `open` and lists its modules at the end; which tables a chapter shows stands in the registry.
"""

import json
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from oscp_lib import paths
from oscp_lib.chapters import CHAPTERS
from oscp_lib.edition import reuse
from oscp_lib.edition.compose import compose
from oscp_lib.edition.execute import execute
from oscp_lib.edition.kernels import use_forked_kernels
from oscp_lib.edition.notebooks import read_notebook, records
from oscp_lib.errors import InputError
from oscp_lib.measures.facts import FACTS_MIME
from tests.conftest import copy_project, use_project

pytestmark = pytest.mark.slow

ALL = {chapter.slug for chapter in CHAPTERS}
YEAR = 2024
# The ledger looks a claim up wherever it can be computed; corrections of a table are looked up in another one.
ALSO = {
    "exploitation_plan": {"reconciliation"}, "population_census": {"all_crime", "serious_violence", "reconciliation"},
    "population_ons": {"reconciliation"}, "recorded_crime_ons": {"reconciliation"},
    "sexual_offences_plan": {"reconciliation"}, "stated_figures_plan": {"reconciliation"},
    "valid_crime_plan": {"reconciliation"}, "violence_places_police_uk": {"reconciliation"},
}  # fmt: skip
TRACER = """
import builtins, io, json, os, sys
opened, real = set(), open
def noting(file, mode="r", *rest, **named):
    if isinstance(file, (str, os.PathLike)) and not set("wax+") & set(mode):
        opened.add(os.path.abspath(file))
    return real(file, mode, *rest, **named)
builtins.open = io.open = noting
notebook = json.loads(real(sys.argv[1], encoding="utf-8").read())
os.chdir(os.path.dirname(sys.argv[1]))
if "about" in sys.argv[1]:
    # What names an edition follows every file, and is put into a kept run anew.
    import oscp_lib.chapters.about as about
    about.identity = lambda: dict.fromkeys(about.IDENTITY, "")
names = {}
for cell in notebook["cells"]:
    if cell["cell_type"] == "code":
        source = cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])
        code = source.rstrip().splitlines()
        # The last line of a cell is shown: a figure is drawn when it is.
        exec("\\n".join(code[:-1]) if code[-1].startswith("chapter.") else source, names)
        if code[-1].startswith("chapter."):
            value = eval(code[-1], names)
            for way in ("_repr_mimebundle_", "_repr_html_"):
                if hasattr(value, way):
                    getattr(value, way)()
                    break
modules = sorted(name for name in sys.modules if name == "oscp_lib" or name.startswith("oscp_lib."))
print(json.dumps({"opened": sorted(opened), "modules": modules}))
"""


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """A project with a kept run of every notebook."""
    root = copy_project(tmp_path_factory.mktemp("reuse") / "project")
    with pytest.MonkeyPatch.context() as patch:
        use_project(root, patch)
        folder = root.parent / "executed"
        folder.mkdir()
        use_forked_kernels()
        execute(YEAR, False, 2, folder)
    return root


@pytest.fixture(scope="module")
def rests_on(root):
    """Files and modules of each chapter, seen from outside."""
    found = {}
    for chapter in CHAPTERS:
        ran = subprocess.run(
            [sys.executable, "-c", TRACER, str(root / "notebooks" / chapter.notebook.name)],
            env=os.environ | {"OSCP_ROOT": str(root)}, capture_output=True, text=True, check=True,
        )  # fmt: skip
        found[chapter.slug] = json.loads(ran.stdout.splitlines()[-1])
    return found


@pytest.fixture
def library(root, tmp_path, monkeypatch):
    """The project in use, and a library that a test may spoil."""
    use_project(root, monkeypatch)
    copy = tmp_path / "oscp_lib"
    shutil.copytree(reuse.PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(reuse, "PACKAGE", copy)
    return copy


def runs(year=YEAR):
    parameters = {"year": year, "publish": False}
    return [reuse.Run(chapter, read_notebook(chapter.notebook), parameters) for chapter in CHAPTERS]


def again():
    """The chapters whose notebooks have to run."""
    present = reuse.Present()
    return {run.chapter.slug for run in runs() if reuse.why_again(run, present)}


class Mutations:
    """Random changes, each with the chapters that must run again; every one leaves the files as it found them."""

    def __init__(self, root, library, rests_on, seed):
        self.root, self.library, self.rests_on, self.chance = root, library, rests_on, random.Random(seed)

    def that_open(self, path):
        return {slug for slug, on in self.rests_on.items() if str(path) in on["opened"]}

    def altered(self, path, change):
        """Check with a file altered, then put it back."""
        before, times = path.read_bytes(), path.stat()
        path.write_bytes(change(before))
        try:
            return again()
        finally:
            path.write_bytes(before)
            os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))

    def a_data_cell(self):
        path = self.chance.choice(sorted((self.root / "data/tables").glob("*.csv")))
        lines = path.read_text("utf-8").splitlines()
        place = self.chance.randrange(1, len(lines))
        cells = lines[place].split(",")
        at = lines[0].split(",").index("value")
        cells[at] = cells[at][:-1] + str((int(cells[at][-1]) + 1) % 10) if cells[at][-1].isdigit() else cells[at] + "1"
        lines[place] = ",".join(cells)
        shown = {chapter.slug for chapter in CHAPTERS if path.stem in chapter.tables}
        expected = shown | ALSO.get(path.stem, set()) | {"about"}
        return self.altered(path, lambda _: ("\n".join(lines) + "\n").encode()), expected, path.name

    def a_helper(self):
        path = self.chance.choice(sorted(self.library.rglob("*.py")))
        module = ".".join(path.relative_to(self.library.parent).with_suffix("").parts).removesuffix(".__init__")
        # A kernel is started and watched by the library itself; a plain process is not.
        expected = {slug for slug, on in self.rests_on.items() if module in on["modules"]}
        watching = ("oscp_lib.edition", "oscp_lib.edition.kernels", "oscp_lib.edition.watch")
        expected = ALL if module in watching else expected
        return self.altered(path, lambda text: text + b"\n# a remark\n"), expected, module

    def a_template(self):
        path = self.chance.choice(sorted((self.library / "figures/templates").glob("*.html")))
        original = Path(paths.__file__).parent / path.relative_to(self.library)
        return self.altered(path, lambda text: text + b"\n"), self.that_open(original), path.name

    def a_text(self):
        path = self.root / self.chance.choice(
            ["data/editions/2024/plan.yml", "data/editions/2024/claims.yml", "data/partnership.yml",
             "data/datapackage.json", "data/corrections.yml"]
        )  # fmt: skip
        return self.altered(path, lambda text: text + b"\n"), self.that_open(path), path.name

    def a_lock_line(self):
        return self.altered(self.root / "requirements.txt", lambda text: text + b"# one more\n"), ALL, "lock"

    def a_page_of_the_book(self):
        pages = [path for path in sorted((self.root / "book").rglob("*.*")) if "_build" not in path.parts]
        path = self.chance.choice(pages)
        return self.altered(path, lambda text: text + b"\n"), set(), path.name

    def a_clock(self):
        path = self.chance.choice([path for path in sorted((self.root / "data").rglob("*")) if path.is_file()])
        times = path.stat()
        os.utime(path, (self.chance.randrange(2**31), self.chance.randrange(2**31)))
        found = again()
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
        return found, set(), f"clock of {path.name}"

    def in_notebook(self, kind, expected):
        chapter = self.chance.choice(CHAPTERS)
        path = self.root / "notebooks" / chapter.notebook.name
        notebook = nbformat.read(path, as_version=4)
        cell = self.chance.choice([cell for cell in notebook.cells if cell.cell_type == kind])
        cell.source += "\n\n# one line more" if kind == "code" else "\n\nOne sentence more."
        text = nbformat.writes(notebook).encode()
        return self.altered(path, lambda _: text), expected(chapter.slug), f"{kind} of {path.name}"

    def a_code_cell(self):
        return self.in_notebook("code", lambda slug: {slug})

    def a_sentence(self):
        return self.in_notebook("markdown", lambda slug: set())

    def a_damaged_run(self):
        run = self.chance.choice(runs())
        content = bytearray(run.path.read_bytes())
        content[self.chance.randrange(len(content))] ^= 1 << self.chance.randrange(7)
        return self.altered(run.path, lambda _: bytes(content)), {run.chapter.slug}, f"damage to {run.path.name}"

    def a_deleted_run(self):
        run = self.chance.choice(runs())
        content = run.path.read_bytes()
        run.path.unlink()
        found = again()
        run.path.write_bytes(content)
        return found, {run.chapter.slug}, f"without {run.path.name}"


KINDS = {
    "a_data_cell": 50, "a_helper": 60, "a_template": 15, "a_text": 20, "a_lock_line": 3, "a_page_of_the_book": 10,
    "a_clock": 15, "a_code_cell": 12, "a_sentence": 12, "a_damaged_run": 12, "a_deleted_run": 6,
}  # fmt: skip


def test_each_of_two_hundred_random_changes_reruns_what_depends_on_it_and_nothing_else(root, library, rests_on):
    assert again() == set()
    mutations, tried = Mutations(root, library, rests_on, seed=20_241), 0
    for kind, times in KINDS.items():
        for _ in range(times):
            found, expected, what = getattr(mutations, kind)()
            assert found == expected, f"{what}: ran {sorted(found - expected)}, reused {sorted(expected - found)}"
            tried += 1
    assert tried >= 200
    assert again() == set()


def test_another_year_has_no_kept_run(root, library):
    present = reuse.Present()
    assert {reuse.why_again(run, present) for run in runs(2023)} == {"no run of it is kept"}


def composed(pages, executed):
    """The pages of executed notebooks, as bytes."""
    pages.mkdir()
    for each in executed:
        compose(each.chapter, each.path, pages)
    return {path.relative_to(pages).as_posix(): path.read_bytes() for path in pages.rglob("*") if path.is_file()}


def test_a_sentence_needs_no_kernel_and_the_page_about_the_edition_names_the_new_inputs(root, tmp_path, monkeypatch):
    use_project(root, monkeypatch)
    before = identities(execute(YEAR, False, 2, folder(tmp_path / "before")))
    path = root / "notebooks/04_serious_violence.ipynb"
    text = path.read_bytes()
    path.write_bytes(text.replace(b"# Serious violence", b"# Serious  violence", 1))
    try:
        after = execute(YEAR, False, 2, folder(tmp_path / "after"))
        shutil.rmtree(root / "book/_build" / reuse.RUNS)
        clean = execute(YEAR, False, 2, folder(tmp_path / "clean"))
    finally:
        path.write_bytes(text)
    assert {each.why for each in after} == {""}
    assert identities(after) == identities(clean) != before
    assert composed(tmp_path / "pages", after) == composed(tmp_path / "clean-pages", clean)


def folder(path):
    path.mkdir()
    return path


def identities(executed):
    """The facts of the page about the edition that name it."""
    about = read_notebook(executed[-1].path)
    (record,) = records(about, FACTS_MIME)
    return [record["facts"][key]["text"] for key in ("code_version", "input_hash")]


def test_pages_of_reused_runs_are_those_of_a_clean_build(root, tmp_path, monkeypatch, full):
    use_project(root, monkeypatch)
    mutations = Mutations(root, None, None, seed=7)
    for number in range(200 if full else 2):
        path = mutations.chance.choice(sorted((root / "data/tables").glob("*_plan.csv")))
        before = path.read_bytes()
        lines = before.decode().splitlines()
        place = mutations.chance.randrange(1, len(lines))
        lines[place] = lines[place].replace("1", "2", 1) if number % 2 else lines[place]
        path.write_bytes(("\n".join(lines) + "\n").encode())
        folders = [tmp_path / f"{name}-{number}" for name in ("reused", "clean")]
        for folder in folders:
            folder.mkdir()
        try:
            reused = execute(YEAR, False, 2, folders[0])
            pages = composed(tmp_path / f"pages-{number}", reused)
            shutil.rmtree(root / "book/_build" / reuse.RUNS)
            clean = execute(YEAR, False, 2, folders[1])
        except InputError:
            continue  # a change that breaks a check is not built at all
        finally:
            path.write_bytes(before)
        assert {each.why for each in clean} == {"no run of it is kept"}
        assert pages == composed(tmp_path / f"clean-pages-{number}", clean)
