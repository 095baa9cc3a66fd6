"""Install a browser for the tests if possible: `python -m oscp_lib.verify.browser.install`.

A browser that is there is used. Where none can be brought, one line says so; the tests that need one are then skipped.
"""

import os
import shutil
import subprocess
import sys

from oscp_lib.errors import InputError
from oscp_lib.verify.browser.chromium import browser_path, installed_browser

LONGEST = 180  # seconds for a step: a machine without a network must not hold up the other tests
QUICK = ["-o", "Acquire::Retries=0", "-o", "Acquire::http::Timeout=10", "-o", "Acquire::https::Timeout=10"]


def ways() -> list[list[list[str]]]:
    """The ways to bring a browser, each as commands that all have to succeed."""
    found = []
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        install = ["apt-get", *QUICK, "install", "--yes", "--quiet", "--no-install-recommends", "chromium"]
        found += [[install], [["apt-get", *QUICK, "--quiet", "update"], install]]
    return [*found, [[sys.executable, "-m", "playwright", "install", "chromium"]]]


def runs(command: list[str]) -> bool:
    """True where the command succeeds in time; what it says is not needed."""
    try:
        done = subprocess.run(
            command, capture_output=True, timeout=LONGEST, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def bring() -> str:
    """Install a browser if there is none; gives one line that says what is missing, or ""."""
    try:
        browser_path()
        return ""
    except InputError as error:
        missing = str(error.problems[0])
    if "Playwright" not in missing:
        for commands in ways():
            if all(runs(command) for command in commands) and installed_browser():
                return ""
    return f"{missing} The tests in a browser are skipped."


if __name__ == "__main__":
    if said := bring():
        print(said, file=sys.stderr)
