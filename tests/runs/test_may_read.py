"""A cell reads the inputs of an edition and nothing else; whatever way it tries is named by notebook, cell and file."""

import os
import re

import nbformat
import pytest

from oscp_lib import paths
from oscp_lib.chapters import chapter
from oscp_lib.errors import InputError
from oscp_lib.runs import execute, may_read
from oscp_lib.runs.cached_runs import Present, Run, why_again
from oscp_lib.runs.execute import bring
from oscp_lib.runs.kernels import use_forked_kernels
from oscp_lib.runs.notebook import read_notebook
from tests.places import OWN

pytestmark = pytest.mark.slow
SLUG = "preventing_extremism"
PARAMETERS = {"year": 2024, "publish": False}
HEADER = "period_start,period_end,area,category,measure,unit,value,status,source\n"
SECRET = "48611"
BEGIN = """
import csv, importlib, io, json, os, shutil, subprocess, sys, tempfile, threading
from pathlib import Path
import pandas as pd
from oscp_lib import paths
OUTSIDE, NOTE = Path({outside!r}), paths.ROOT / "docs/note.txt"
RESTRICTED = paths.OWN / "restricted/serious_violence.csv"
def in_thread(function, *given):
    thread = threading.Thread(target=function, args=given)
    thread.start()
    thread.join()
"""

READS = {
    # what a cell tries: what the message must name
    "NOTE.read_text()": "docs/note.txt",
    "open(NOTE).read()": "docs/note.txt",
    "open(str(NOTE), 'r+').read()": "docs/note.txt",
    "open(NOTE, 'a+').read()": "docs/note.txt",
    "io.open_code(str(NOTE)).read()": "docs/note.txt",
    "os.open(NOTE, os.O_RDONLY)": "docs/note.txt",
    "os.open(NOTE, os.O_RDWR)": "docs/note.txt",
    "os.chdir(NOTE.parent); open('note.txt').read()": "docs/note.txt",
    "open('../docs/note.txt').read()": "docs/note.txt",
    "exec('open(NOTE).read()')": "docs/note.txt",
    "exec('open(p).read()', {'p': str(NOTE)})": "docs/note.txt",
    "pd.read_csv(NOTE)": "docs/note.txt",
    "pd.read_table(OUTSIDE)": "outside.csv",
    "shutil.copy(OUTSIDE, paths.DATA / 'copied.csv')": "outside.csv",
    "json.load(OUTSIDE.open())": "outside.csv",
    "in_thread(pd.read_csv, OUTSIDE)": "outside.csv",
    "in_thread(Path.read_text, NOTE)": "docs/note.txt",
    "os.symlink(OUTSIDE, paths.DATA / 'link.csv')": "outside.csv",
    "os.link(OUTSIDE, paths.DATA / 'link.csv')": "outside.csv",
    "os.replace(OUTSIDE, paths.DATA / 'moved.csv')": "outside.csv",
    "OUTSIDE.stat().st_size": "outside.csv",
    "os.path.getmtime(OUTSIDE)": "outside.csv",
    "NOTE.exists()": "docs/note.txt",
    "os.access(NOTE, os.R_OK)": "docs/note.txt",
    "list(NOTE.parent.iterdir())": "docs",
    "list(paths.ROOT.glob('docs/*'))": "reads .",
    "next(os.walk(OUTSIDE.parent))": "outside",
    "sys.path.append(str(OUTSIDE.parent)); import theirs": "theirs.py",
    "(paths.ROOT / 'README.md').read_text()": "README.md",
    "(paths.DATA / '.hidden').read_text()": "data/.hidden",
    "(paths.BUILD / 'old.html').read_text()": "book/_build/oxmere/old.html",
    "Path('/etc/hostname').read_text()": "/etc/hostname",
    "Path('/proc/self/root/etc/hostname').read_text()": "/etc/hostname",
    "pd.read_csv('/etc/hostname')": "/etc/hostname",
    "os.environ['MARK']": "the environment variable MARK",
    "os.environ.get('MARK')": "the environment variable MARK",
    "os.getenv('MARK')": "the environment variable MARK",
    "os.environb[b'MARK']": "the environment variable MARK",
    "dict(os.environ)": "the environment variable",
    "os.environ.copy()": "the environment variable",
    "str(os.environ)": "the environment variable",
    "get_ipython().run_line_magic('env', 'MARK')": "the environment variable",
    "import duckdb": "files by duckdb",
    "import geopandas": "files by geopandas",
    "import ctypes; ctypes.CDLL(None).open(str(NOTE).encode(), 0)": "files by ctypes",
    "import ctypes; ctypes.pythonapi.open(str(NOTE).encode(), 0)": "files by ctypes",
    "import sqlite3; sqlite3.connect(f'file:{OUTSIDE}?mode=ro', uri=True)": "files by sqlite3",
    "import sqlite3; sqlite3.connect(':memory:').execute(f\"attach '{OUTSIDE}' as x\")": "files by sqlite3",
    "import posix; posix.stat(OUTSIDE)": "outside.csv",
    "import posix; posix.environ['MARK']": "the environment variable MARK",
    "Path.home()": "the environment variable HOME",
    "os.path.expanduser('~')": "the environment variable HOME",
    "import getpass; getpass.getuser()": "the environment variable LOGNAME",
    "shutil.which('cat')": "the environment variable PATH",
    "sys.audit('oscp.identity', True); NOTE.read_bytes()": "docs/note.txt",
    "RESTRICTED.read_text()": f"{OWN}/restricted/serious_violence.csv",
    "pd.read_csv(RESTRICTED)": f"{OWN}/restricted/serious_violence.csv",
    "open(os.path.relpath(RESTRICTED)).read()": f"{OWN}/restricted/serious_violence.csv",
    "RESTRICTED.stat()": f"{OWN}/restricted/serious_violence.csv",
    "list(RESTRICTED.parent.iterdir())": f"{OWN}/restricted",
    "os.rename(RESTRICTED, paths.DATA / 'a.csv')": f"{OWN}/restricted/serious_violence.csv",
    "open(paths.OWN / 'tables/linked.csv').read()": f"{OWN}/tables/linked.csv",
    "from oscp_lib.data.check_table import decode; decode(RESTRICTED)": f"{OWN}/restricted/serious_violence.csv",
    "from oscp_lib.data.check_table import check_table; from oscp_lib.data.package import tables; "
    "check_table(tables()['serious_violence_sample'])": f"{OWN}/restricted/serious_violence.csv",
}  # fmt: skip
STARTS = {
    "subprocess.run(['cat', NOTE])": "starts cat",
    "os.system('cat x')": "starts",
    "os.popen('cat x').read()": "starts",
    "get_ipython().system('cat x')": "starts",
    "os.fork() or os._exit(0)": "starts",
    "os.posix_spawn('/bin/cat', ['cat'], {})": "starts",
    "import pty; pty.fork()": "starts",
    "get_ipython().run_cell_magic('bash', '', 'cat x')": "starts bash",
    "in_thread(subprocess.run, ['cat', 'x'])": "starts cat",
    "in_thread(os.system, 'cat x')": "starts",
    "import multiprocessing.util as u; u.spawnv_passfds(b'/bin/true', [b'true'], [])": "starts true",
}


@pytest.fixture
def cells(project, tmp_path, monkeypatch):
    """Run some cells as the notebook of a chapter; what is refused, by the number of the cell."""
    outside = tmp_path / "outside/outside.csv"
    outside.parent.mkdir()
    (outside.parent / "theirs.py").write_text("A = 1\n")
    for path in (outside, project / "docs/note.txt", project / "README.md", project / "data/.hidden"):
        path.parent.mkdir(exist_ok=True)
        path.write_text("a\n1\n")
    (project / "book/_build/oxmere/old.html").write_text("old")
    (project / f"{OWN}/restricted").mkdir()
    rows = [
        f"2024-01-01,2024-12-31,{area},serious violence,recorded offences,offences,{n},partner,thames-valley-police\n"
        for area, n in (("Oxmere", 3), ("Cherrow", int(SECRET)), ("West Oxmereshire", 91), ("South Oxmereshire", 80))
    ]
    restricted = project / f"{OWN}/restricted/serious_violence.csv"
    restricted.write_text(HEADER + "".join(rows), "utf-8")
    (project / f"{OWN}/tables/linked.csv").symlink_to(restricted)
    monkeypatch.setenv("MARK", "one")
    monkeypatch.setattr(execute, "TIME_LIMIT", 60)
    use_forked_kernels()

    def run(sources, folder="runs"):
        path = project / "notebooks" / chapter(SLUG).notebook.name
        notebook = read_notebook(path)
        first = [cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", [])]
        begin = BEGIN.format(outside=str(outside))
        notebook.cells = first + [nbformat.v4.new_code_cell(source) for source in (begin, *sources)]
        nbformat.write(notebook, path)
        (tmp_path / folder).mkdir(exist_ok=True)
        made = Run(chapter(SLUG), read_notebook(path), PARAMETERS)
        return bring(made, tmp_path / folder, Present())

    return run


def quietly(source):
    """A cell that keeps to itself whatever it is told."""
    lines = "\n".join(f"    {line}" for line in source.split("\n"))
    return f"here = os.getcwd()\ntry:\n{lines}\nexcept BaseException:\n    pass\nos.chdir(here)"


@pytest.mark.skipif(os.name != "posix", reason="links, forks and /proc are of POSIX systems")
def test_no_cell_reads_what_is_no_input_even_if_it_hides_the_refusal(cells):
    attacks = READS | STARTS
    with pytest.raises(InputError) as raised:
        cells([quietly(source) for source in attacks])
    said: dict[int, list[str]] = {}
    for problem in raised.value.problems:
        assert problem.file == "notebooks/07_preventing_extremism.ipynb" and problem.remedy
        said.setdefault(int(re.match(r"Cell (\d+) ", problem.found)[1]), []).append(problem.found)
    missed = {
        source: said.get(number) for number, (source, named) in enumerate(attacks.items(), 3)
        if not any(named in each for each in said.get(number, []))
    }  # fmt: skip
    assert missed == {}
    assert SECRET not in str(raised.value)


def test_a_cell_that_fails_for_it_is_named_with_the_file(cells):
    with pytest.raises(InputError) as raised:
        cells(["1 + 1", "text = NOTE.read_text()"])
    (problem,) = raised.value.problems
    assert problem.found == "Cell 4 reads docs/note.txt."
    assert "nothing else" in problem.remedy


ALLOWED = (
    "from oscp_lib.data.rows import read_table; frame = read_table('serious_violence_sample'); "
    "assert frame['value'].isna().sum() == 2",
    "pd.read_csv(paths.TABLES / 'exploitation_plan.csv')",
    "paths.PARTNERSHIP.read_text(); (paths.BOOK / 'methods.md').read_text()",
    "assert not (paths.DATA / 'not_there.csv').exists(); list(paths.TABLES.glob('*.csv'))",
    "import matplotlib.pyplot as plt, seaborn as sns; plt.plot([1, 2]); plt.savefig(io.BytesIO(), format='png')",
    "import zoneinfo; zoneinfo.ZoneInfo('Europe/London'); pd.Timestamp('2024-06-01', tz='Europe/London')",
    "with tempfile.TemporaryDirectory() as folder:\n"
    "    path = Path(folder, 'a.csv')\n"
    "    pd.DataFrame({'a': [1]}).to_csv(path)\n"
    "    assert pd.read_csv(path)['a'].tolist() == [1]",
    "os.environ['MINE'] = '1'; assert os.environ['MINE'] == '1'",
    "import platform; platform.python_version(); import importlib.metadata; importlib.metadata.version('pandas')",
    "import decimal, statistics, locale, mimetypes; mimetypes.guess_type('a.csv'); os.urandom(2); os.cpu_count()",
    "import inspect; inspect.getsource(pd.DataFrame.head); import scipy.stats; scipy.stats.norm.ppf(0.9)",
    "Path(os.devnull).write_text('x'); open(os.devnull).read()",
    "import warnings; warnings.warn('of a cell')",
    "from IPython.display import HTML, display; display(HTML('<p>a</p>')); get_ipython().run_line_magic('who', '')",
)


def test_what_notebooks_do_is_allowed(cells):
    executed = cells(ALLOWED)
    assert executed.why


def test_a_run_is_made_again_where_the_size_of_a_file_that_a_cell_asked_for_has_changed(cells, project, tmp_path):
    for path in (project / f"{OWN}/restricted").iterdir():
        (project / f"{OWN}/tables/linked.csv").unlink()
        path.unlink()
    (project / "data/extra").mkdir()
    (project / "data/extra/note.txt").write_text("12345")
    asked = ["size = (paths.DATA / 'extra/note.txt').stat().st_size", "list(os.scandir(paths.DATA / 'extra'))"]
    for source in asked:
        cells([source])
        run = Run(chapter(SLUG), read_notebook(paths.NOTEBOOKS / chapter(SLUG).notebook.name), PARAMETERS)
        assert why_again(run, Present()) == ""
        (project / "data/extra/note.txt").write_text("123456")
        assert why_again(run, Present()) == "data/extra/note.txt changed"
        (project / "data/extra/note.txt").write_text("12345")


def test_the_restricted_files_of_any_partnership_are_confidential_also_through_a_link(tmp_path):
    elsewhere = paths.PARTNERSHIPS / "elsewhere"
    link = tmp_path / "link.csv"
    link.symlink_to(elsewhere / "restricted/counts.csv")
    assert all(may_read.is_confidential(str(each)) for each in (elsewhere / "restricted/counts.csv", link))
    assert not may_read.is_confidential(str(elsewhere / "tables/counts.csv"))
