"""Where there is no browser: one line says what is missing, and what can bring one is tried and does not hang."""

import subprocess
import sys

import pytest
from typer.testing import CliRunner

from oscp_lib import cli
from oscp_lib.errors import InputError
from oscp_lib.verify.browser import chromium, install


@pytest.fixture
def bare(monkeypatch):
    """A machine without a browser; gives the commands that were tried."""
    tried = []
    monkeypatch.setattr(chromium, "installed_browser", lambda: None)
    monkeypatch.setattr(install, "installed_browser", lambda: None)
    monkeypatch.setattr(install, "runs", lambda command: tried.append(command) or False)
    return tried


def test_a_machine_without_a_browser_is_told_what_to_install(bare):
    with pytest.raises(InputError) as raised, chromium.open_browser():
        pass
    (problem,) = raised.value.problems
    assert "No Chromium, Chrome or Edge was found" in problem.found and "playwright install" in problem.remedy


def test_an_install_without_playwright_is_told_so_in_one_line(monkeypatch):
    monkeypatch.setattr(chromium, "find_spec", lambda name: None)
    with pytest.raises(InputError) as raised:
        chromium.browser_path()
    assert len(raised.value.problems) == 1
    assert "\n" not in str(raised.value.problems[0]) and "oscp-lib[test]" in str(raised.value.problems[0])
    assert install.bring().endswith("The tests in a browser are skipped.")


def test_every_way_is_tried_and_one_line_says_that_none_worked(bare):
    said = install.bring()
    assert "\n" not in said and said.endswith("The tests in a browser are skipped.")
    assert bare[-1][-3:] == ["playwright", "install", "chromium"]


def test_only_root_asks_the_system_s_packages(bare, monkeypatch):
    monkeypatch.setattr(install.shutil, "which", lambda name: "/usr/bin/apt-get")
    monkeypatch.setattr(install.os, "geteuid", lambda: 1000, raising=False)
    install.bring()
    assert [command[0] for command in bare] == [sys.executable]
    monkeypatch.setattr(install.os, "geteuid", lambda: 0, raising=False)
    install.bring()
    assert bare[1][0] == "apt-get" and "chromium" in bare[1]


def test_a_command_that_fails_is_absent_or_hangs_is_no_error(monkeypatch):
    assert install.runs([sys.executable, "-c", "pass"])
    assert not install.runs([sys.executable, "-c", "raise SystemExit(1)"])
    assert not install.runs(["no-such-command"])
    monkeypatch.setattr(install, "LONGEST", 0.2)
    assert not install.runs([sys.executable, "-c", "import time; time.sleep(60)"])


def test_a_browser_that_does_not_start_is_named(tmp_path, monkeypatch):
    broken = tmp_path / "chromium"
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setattr(chromium, "installed_browser", lambda: str(broken))
    with pytest.raises(InputError, match="does not start"), chromium.open_browser():
        pass


def test_verify_says_that_an_edition_is_not_built_and_how_to_build_it(tmp_path):
    found = CliRunner().invoke(cli.app, ["verify", "--year", "2024", "--out", str(tmp_path)])
    assert isinstance(found.exception, InputError)
    assert "There is no edition of 2024 here. Run: oscp build --year 2024" in str(found.exception.problems[0])


def test_the_command_itself_does_not_need_playwright():
    code = "import sys, oscp_lib.cli; sys.exit('playwright' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
