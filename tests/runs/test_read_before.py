"""A kernel forked from a process that has read inputs rests on them, though it opens none of them itself."""

import os
import subprocess
import sys

from tests.made_place import REPOSITORY

CODE = """
import os, sys
from pathlib import Path
import oscp_lib.paths as paths
from oscp_lib.runs.read_before import READ_BEFORE
READ_BEFORE.begin()
(paths.NATIONAL / "areas.csv").read_bytes()
os.listdir(paths.NATIONAL)
Path(sys.argv[1], "written.csv").write_text("a")
import oscp_lib.measures.wording
from IPython.core.interactiveshell import InteractiveShell
InteractiveShell.instance()
from oscp_lib.runs.watch import begin
begin(str(Path(sys.argv[1], "notes")))
(paths.NATIONAL / "within.csv").read_bytes()
"""


def test_what_was_read_before_a_run_is_among_its_inputs(tmp_path):
    environment = {**os.environ, "OSCP_ROOT": str(REPOSITORY)}
    subprocess.run([sys.executable, "-c", CODE, str(tmp_path)], check=True, env=environment, cwd=REPOSITORY)
    noted = (tmp_path / "notes").read_text("utf-8").splitlines()
    assert {"file project/data/national/areas.csv", "file project/data/national/within.csv"} <= {*noted}
    assert "folder project/data/national" in noted
    assert "module oscp_lib.measures.wording" in noted
    assert [line for line in noted if line.endswith((".py", "written.csv"))] == []


def test_a_run_that_nothing_was_read_for_rests_on_nothing_more(tmp_path):
    code = CODE.replace("READ_BEFORE.begin()", "")
    environment = {**os.environ, "OSCP_ROOT": str(REPOSITORY)}
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=True, env=environment, cwd=REPOSITORY)
    assert "areas.csv" not in (tmp_path / "notes").read_text("utf-8")
