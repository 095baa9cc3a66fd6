"""Random changes of a project and its library, and which chapters each of them has to run again.

What each notebook rests on is found here by other means than the library's: its code cells run in a plain process that
replaces `open` and lists its modules at the end; which tables a chapter shows stands in the registry.
"""

import json
import os
import random
import re
import subprocess
import sys
from pathlib import Path

import nbformat

from oscp_lib import paths
from oscp_lib.chapters import TOPIC, chapters_of_book
from oscp_lib.data.national import read_national
from oscp_lib.data.package import tables
from oscp_lib.runs import cached_runs
from oscp_lib.runs.notebook import read_notebook
from tests.national import restate
from tests.places import OWN, SLUG

BOOK = chapters_of_book()  # its one topic is the one that the notebook of topics holds
ALL = {chapter.slug for chapter in BOOK}
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
import IPython.display, matplotlib.pyplot, pandas, pydantic, scipy.stats, seaborn  # slow, and not traced
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


def rested_on(root):
    """Files and modules of each chapter, seen from outside."""
    ran = subprocess.run(
        [sys.executable, "-c", TRACER, *(str(root / "notebooks" / chapter.notebook.name) for chapter in BOOK)],
        env=os.environ | {"OSCP_ROOT": str(root)}, stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    return dict(zip((chapter.slug for chapter in BOOK), map(json.loads, ran.stdout.splitlines()), strict=True))


def runs(year=YEAR):
    parameters = {"year": year, "publish": False, "partnership": SLUG}
    return [
        cached_runs.Run(each, read_notebook(each.notebook), parameters | ({TOPIC: each.slug} if each.is_topic else {}))
        for each in BOOK
    ]


def again():
    """The chapters whose notebooks have to run."""
    present = cached_runs.Present()
    return {run.chapter.slug for run in runs() if cached_runs.why_again(run, present)}


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
        views = {f"{table.view.of}.parquet": name for name, table in tables().items() if table.view}
        national = [self.root / "data/national" / name for name in views]
        path = self.chance.choice(sorted([*(self.root / f"{OWN}/tables").glob("*.csv"), *national]))
        if path.suffix == ".parquet":
            return self.a_national_cell(path, views[path.name])
        lines = path.read_text("utf-8").splitlines()
        place = self.chance.randrange(1, len(lines))
        cells = lines[place].split(",")
        at = lines[0].split(",").index("value")
        cells[at] = cells[at][:-1] + str((int(cells[at][-1]) + 1) % 10) if cells[at][-1].isdigit() else cells[at] + "1"
        lines[place] = ",".join(cells)
        shown = {chapter.slug for chapter in BOOK if path.stem in chapter.tables}
        expected = shown | ALSO.get(path.stem, set()) | {"about"}
        return self.altered(path, lambda _: ("\n".join(lines) + "\n").encode()), expected, path.name

    def a_national_cell(self, path, view):
        """Another value in a row of ours or of any other area, stated in the package too; all rest on the file."""
        package = path.parent / "datapackage.json"
        before = {each: (each.read_bytes(), each.stat()) for each in (path, package)}
        place = self.chance.randrange(len(read_national(path.stem)))

        def one_more(frame):
            return frame.assign(value=frame["value"].where(frame.index != place, frame["value"].fillna(0) + 1))

        restate(self.root, path.stem, one_more)
        shown = {chapter.slug for chapter in BOOK if view in chapter.tables}
        try:
            found = self.look()
        finally:
            for each, (content, times) in before.items():
                each.write_bytes(content)
                os.utime(each, ns=(times.st_atime_ns, times.st_mtime_ns))
        return found, shown | ALSO.get(view, set()) | {"about"} | self.that_open(package), path.name

    def a_helper(self):
        path = self.chance.choice(sorted(self.library.rglob("*.py")))
        module = ".".join(path.relative_to(self.library.parent).with_suffix("").parts).removesuffix(".__init__")
        # A kernel is started and watched by the library itself; a plain process is not.
        expected = {slug for slug, on in self.rests_on.items() if module in on["modules"]}
        watching = {
            "oscp_lib.inputs", "oscp_lib.inputs.files", "oscp_lib.runs", "oscp_lib.runs.kernels",
            "oscp_lib.runs.may_read", "oscp_lib.runs.no_network", "oscp_lib.runs.print_limit", "oscp_lib.runs.watch",
            "oscp_lib.runs.watched_calls",
        }  # fmt: skip
        expected = ALL if module in watching else expected
        return self.altered(path, self.one_word_other), expected, module

    def a_template(self):
        path = self.chance.choice(sorted((self.library / "figures/templates").glob("*.html")))
        original = Path(paths.__file__).parent / path.relative_to(self.library)
        return self.altered(path, lambda text: text + b"<!-- more -->\n"), self.that_open(original), path.name

    def a_text(self):
        path = self.root / self.chance.choice(
            [f"{OWN}/editions/2024/plan.yml", f"{OWN}/editions/2024/claims.yml", f"{OWN}/editions/2024/passages.yml",
             f"{OWN}/partnership.yml", "data/datapackage.json", f"{OWN}/corrections.yml", f"{OWN}/provenance.json",
             "data/national/datapackage.json", "data/national/provenance.json",
             f"{OWN}/browser_tests.json", "data/README.md"]
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
        chapter = self.chance.choice(BOOK)
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


def differs(what, found, expected):
    return f"{what}: ran {sorted(found - expected)}, reused {sorted(expected - found)}"
