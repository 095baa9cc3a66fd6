"""Runs are used again exactly as long as nothing they rest on has changed.

What each notebook rests on is found here by other means than the library's: its code cells run in a plain process that
replaces `open` and lists its modules at the end; which tables a chapter shows stands in the registry.
"""

import json
import os
import random
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from oscp_lib import paths
from oscp_lib.chapters import CHAPTERS
from oscp_lib.edition import inputs, reuse
from oscp_lib.edition.check import check
from oscp_lib.edition.compose import compose
from oscp_lib.edition.current import edition_key
from oscp_lib.edition.execute import execute
from oscp_lib.edition.kernels import use_forked_kernels
from oscp_lib.edition.notebooks import read_notebook, records
from oscp_lib.measures.facts import FACTS_MIME
from tests.conftest import REPOSITORY, copy_project, use_project, with_kept_runs
from tests.edition.breaking import kept_as_it_is

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
import IPython.display, jsonschema, matplotlib.pyplot, pandas, pydantic, scipy.stats, seaborn  # slow, and not traced
for path in sys.argv[1:]:
    if os.fork() == 0:
        break  # each notebook runs in a process of its own
    if os.wait()[1]:
        sys.exit(f"{path} failed")
else:
    sys.exit()
opened, real = set(), open
def noting(file, mode="r", *rest, **named):
    if isinstance(file, (str, os.PathLike)) and not set("wax+") & set(mode):
        opened.add(os.path.abspath(file))
    return real(file, mode, *rest, **named)
builtins.open = io.open = noting
notebook = json.loads(real(path, encoding="utf-8").read())
os.chdir(os.path.dirname(path))
if "about" in path:
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
def root(tmp_path_factory, kept_runs):
    """A project with a kept run of every notebook."""
    use_forked_kernels()
    return with_kept_runs(copy_project(tmp_path_factory.mktemp("reuse") / "project"))


@pytest.fixture(scope="module")
def rests_on(root):
    """Files and modules of each chapter, seen from outside."""
    ran = subprocess.run(
        [sys.executable, "-c", TRACER, *(str(root / "notebooks" / chapter.notebook.name) for chapter in CHAPTERS)],
        env=os.environ | {"OSCP_ROOT": str(root)}, stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    return dict(zip((chapter.slug for chapter in CHAPTERS), map(json.loads, ran.stdout.splitlines()), strict=True))


@pytest.fixture
def library(root, tmp_path, monkeypatch):
    """The project in use, and a library that a test may spoil."""
    use_project(root, monkeypatch)
    copy = tmp_path / "oscp_lib"
    shutil.copytree(paths.LIBRARY, copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(paths, "LIBRARY", copy)
    return copy


def runs(year=YEAR):
    parameters = {"year": year, "publish": False}
    return [reuse.Run(chapter, read_notebook(chapter.notebook), parameters) for chapter in CHAPTERS]


def again():
    """The chapters whose notebooks have to run."""
    present = reuse.Present()
    return {run.chapter.slug for run in runs() if reuse.why_again(run, present)}


class Mutations:
    """Random changes, each with the chapters that must run again; every one leaves the files as it found them.

    `look` says which chapters do, while a change is made.
    """

    def __init__(self, root, library, rests_on, look, seed):
        self.root, self.library, self.rests_on, self.look = root, library, rests_on, look
        self.chance = random.Random(seed)

    def that_open(self, path):
        return {slug for slug, on in self.rests_on.items() if str(path) in on["opened"]}

    def altered(self, path, change):
        """Look with a file altered, then put it back."""
        before, times = path.read_bytes(), path.stat()
        path.write_bytes(change(before))
        assert path.read_bytes() != before
        try:
            return self.look()
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
        return self.altered(path, self.one_word_other), expected, module

    def a_template(self):
        path = self.chance.choice(sorted((self.library / "figures/templates").glob("*.html")))
        original = Path(paths.__file__).parent / path.relative_to(self.library)
        return self.altered(path, lambda text: text + b"<!-- more -->\n"), self.that_open(original), path.name

    def a_text(self):
        path = self.root / self.chance.choice(
            ["data/editions/2024/plan.yml", "data/editions/2024/claims.yml", "data/editions/2024/passages.yml",
             "data/partnership.yml", "data/datapackage.json", "data/corrections.yml", "data/provenance.json",
             "data/browser_tests.json", "data/README.md"]
        )  # fmt: skip
        return self.altered(path, self.one_word_other), self.that_open(path), path.name

    def one_word_other(self, content):
        """The same file with one word between two others spelt otherwise: nearly always one that is printed."""
        words = list(re.finditer(rb"(?<=[a-z] )[a-z]{3,}(?= [a-z])", content))
        if not words:
            return content + b"\n# a remark\n"
        end = self.chance.choice(words).end()
        return content[:end] + b"x" + content[end:]

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
        found = self.look()
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
        found = self.look()
        run.path.write_bytes(content)
        return found, {run.chapter.slug}, f"without {run.path.name}"


KINDS = {
    "a_data_cell": 50, "a_helper": 60, "a_template": 15, "a_text": 27, "a_lock_line": 3, "a_page_of_the_book": 10,
    "a_clock": 15, "a_code_cell": 12, "a_sentence": 12, "a_damaged_run": 12, "a_deleted_run": 6,
}  # fmt: skip


def test_each_of_two_hundred_random_changes_reruns_what_depends_on_it_and_nothing_else(root, library, rests_on):
    assert again() == set()
    mutations, tried = Mutations(root, library, rests_on, again, seed=20_241), 0
    for kind, times in KINDS.items():
        for _ in range(times):
            found, expected, what = getattr(mutations, kind)()
            assert found == expected, differs(what, found, expected)
            tried += 1
    assert tried >= 200
    assert again() == set()


def differs(what, found, expected):
    return f"{what}: ran {sorted(found - expected)}, reused {sorted(expected - found)}"


class Remade:
    """Makes the pages of a changed project twice: with kept runs, and in a copy that has none."""

    def __init__(self, root, library, folder):
        self.root, self.folder, self.refused = root, folder, 0
        self.runs = shutil.copytree(root / "book/_build" / reuse.RUNS, folder / "runs")
        self.maker = subprocess.Popen(
            [sys.executable, "-B", "-m", "tests.edition.remade"], cwd=folder, text=True,
            env=os.environ | {"PYTHONPATH": os.pathsep.join([str(library.parent), str(REPOSITORY)])},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip

    def __call__(self):
        """The chapters that ran; nothing where the change lets no edition be made, as it must with and without."""
        pairs = [(self.root, self.folder / "reused"), (copied(self.root, self.folder / "clean"), self.folder / "new")]
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
            one, two = (contents(work / "edition") for _, work in pairs)
            assert [name for name in one.keys() | two.keys() if one.get(name) != two.get(name)] == []
            return set(reused["ran"])
        finally:
            for path in (self.folder / "clean", *(work for _, work in pairs)):
                shutil.rmtree(path)
            shutil.rmtree(self.root / "book/_build" / reuse.RUNS)
            shutil.copytree(self.runs, self.root / "book/_build" / reuse.RUNS)


def copied(root, target):
    """A project without what builds left in it."""
    return shutil.copytree(root, target, ignore=shutil.ignore_patterns("_build"))


def contents(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


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
    present = reuse.Present()
    assert {reuse.why_again(run, present) for run in runs(2022)} == {"no run of it is kept"}


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
    inputs.library_as_imported(library)
    path = library / "measures/rates.py"
    path.write_text(path.read_text("utf-8") + "\n# a remark\n", "utf-8")
    assert [Path(name).name for name in inputs.saved_since(inputs.stamps())] == ["rates.py"]


def test_a_text_that_was_not_there_is_read_once_it_is(root, tmp_path, monkeypatch):
    use_project(root, monkeypatch)
    texts = root / "data/editions/2023"
    texts.mkdir()
    try:
        (run,) = [run for run in runs(2023) if run.chapter.slug == "vawg"]
        execute(2023, False, 1, folder(tmp_path / "without"), chapters=[run.chapter])
        assert reuse.why_again(run, reuse.Present()) == ""
        shutil.copyfile(root / "data/editions/2024/plan.yml", texts / "plan.yml")
        assert reuse.why_again(run, reuse.Present()) == "data/editions/2023/plan.yml changed"
    finally:
        shutil.rmtree(texts)


def test_a_run_is_not_kept_when_a_table_was_saved_before_it_ended(root, tmp_path, monkeypatch):
    # It showed the old count, and the table holds the new one: kept under either, it would be shown for the other.
    use_project(root, monkeypatch)
    path, table = root / "notebooks/05_vawg.ipynb", root / "data/tables/sexual_offences_plan.csv"
    saving = f"text = open({str(table)!r}).read()\nopen({str(table)!r}, 'w').write(text.replace(',462,', ',463,'))"
    with kept_as_it_is(path), kept_as_it_is(table):
        notebook = nbformat.read(path, as_version=4)
        notebook.cells.append(nbformat.v4.new_code_cell(saving))
        nbformat.write(notebook, path)
        (run,) = [run for run in runs() if run.chapter.slug == "vawg"]
        execute(YEAR, False, 1, folder(tmp_path / "saved"), chapters=[run.chapter])
        assert ",463," in table.read_text("utf-8")
        assert reuse.why_again(run, reuse.Present()) == "no run of it is kept"


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
