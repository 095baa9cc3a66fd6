"""Where a command prints to a full disk, to nobody or in few letters, and where it runs: one line, no traceback."""

import json
import os
import subprocess
import sys

import pytest

from oscp_lib import terminal
from oscp_lib.errors import InputError, Problem
from tests.conftest import REPOSITORY


def oscp(*words, folder=None, **how):
    environment = os.environ | {"PYTHONPATH": str(REPOSITORY), "COLUMNS": "200"} | how.pop("env", {})
    how = {"stdout": subprocess.PIPE} | how
    command = [sys.executable, "-m", "oscp_lib", *words]
    return subprocess.run(command, cwd=folder, env=environment, stderr=subprocess.PIPE, text=True, **how)


@pytest.mark.longer
def test_the_module_is_the_command_from_any_folder_by_the_same_name(tmp_path):
    ran = oscp("--help", folder=tmp_path)
    assert ran.returncode == 0 and "Usage: oscp " in ran.stdout and "sign-off" in ran.stdout
    ran = oscp("bulid", folder=tmp_path)
    assert ran.returncode == 2 and "Usage: oscp " in ran.stderr


def test_a_project_that_was_moved_away_is_named(tmp_path):
    ran = oscp("check", folder=tmp_path, env={"OSCP_ROOT": str(tmp_path / "gone")})
    assert (ran.returncode, ran.stdout) == (1, "")
    (line,) = ran.stderr.splitlines()
    assert str(tmp_path / "gone") in line and "There is no project here" in line and "OSCP_ROOT" in line


@pytest.mark.longer
def test_a_project_folder_may_have_any_name_and_home_be_missing(tmp_path, project):
    root = tmp_path / 'it\'s a "quoted" 50% #1 Grünes Büro 日本' / ("long-" * 45) / "project"
    root.parent.mkdir(parents=True)
    project.rename(root)
    ran = oscp("check", "--year", "2023", env={"OSCP_ROOT": str(root), "HOME": "/nonexistent"}, folder=tmp_path)
    assert ran.returncode == 0 and ran.stderr == "" and "2023: 0 errors" in ran.stdout, ran.stderr


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="the device that is always full is of Linux")
def test_a_result_that_cannot_be_printed_is_said(monkeypatch):
    with open("/dev/full", "w") as full:
        ran = oscp("--help", stdout=full)
        assert ran.returncode == 1
        (line,) = ran.stderr.splitlines()
        assert "oscp: standard output: The result cannot be printed (No space left on device)." in line
        monkeypatch.setattr(sys, "stdout", full)
        with pytest.raises(InputError, match="cannot be printed"):
            terminal.put("a line")
    monkeypatch.setattr(sys, "stdout", None)
    with pytest.raises(InputError, match="it is closed"):
        terminal.put("a line")


@pytest.mark.longer
def test_a_reader_that_has_enough_ends_a_command_quietly():
    reading, writing = os.pipe()
    os.close(reading)
    ran = oscp("claims", stdout=writing)
    os.close(writing)
    assert (ran.returncode, ran.stderr) == (1, "")


def test_letters_that_the_output_does_not_have_are_escaped_and_json_stays_json():
    code = "from oscp_lib.terminal import *; prepare_streams(); put('é–'); put_json({'a': 'é–'})"
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="latin-1",
        env=os.environ | {"PYTHONUTF8": "0", "PYTHONIOENCODING": "latin-1", "PYTHONPATH": str(REPOSITORY)},
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    first, rest = ran.stdout.split("\n", 1)
    assert first == r"é\u2013" and json.loads(rest) == {"a": "é–"}


def test_a_closed_stream_lends_its_number_to_no_file():
    code = (
        "import os; from oscp_lib.terminal import *; [os.close(n) for n in (0, 1)]; prepare_streams(); "
        "f = open(os.devnull); say(str(f.fileno() > 2))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=os.environ | {"PYTHONPATH": str(REPOSITORY)}
    )
    assert ran.stderr.strip() == "True"


def test_one_problem_is_one_line_and_is_said_once(capsys):
    twice = Problem("a\nb.csv", "It is not there.", "Put it back.")
    with pytest.raises(SystemExit) as ended, terminal.ended_in_words():
        raise InputError([twice, twice])
    assert ended.value.code == 1
    assert capsys.readouterr().err == "oscp: a\\u000ab.csv: It is not there. Put it back.\n"
