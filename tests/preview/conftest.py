"""A preview of a copy of the project, as the command runs it, and a reader who asks it for pages."""

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.conftest import copy_project, with_kept_runs

YEAR = 2024
LONGEST = 150  # seconds: a machine that runs other tests too is slow


class Preview:
    """The running command, its project, and what it has said."""

    def __init__(self, root: Path) -> None:
        self.root, self.log = root, root.parent / "said.log"
        command = [str(Path(sys.executable).with_name("oscp")), "preview", "--year", str(YEAR)]
        with self.log.open("w", encoding="utf-8") as log:
            # A group of its own, as a terminal gives a command: Ctrl-C reaches every process of it.
            self.process = subprocess.Popen(
                command, env=os.environ | {"OSCP_ROOT": str(root)}, stderr=log, start_new_session=True
            )
        self.wait_for(lambda: "Ctrl-C" in self.said())
        self.address = urlsplit(re.search(r"http://\S+", self.said())[0])

    def said(self) -> str:
        return self.log.read_text("utf-8")

    def wait_for(self, done: Callable[[], bool]) -> None:
        end = time.monotonic() + LONGEST
        while not done():
            assert time.monotonic() < end, f"nothing came in {LONGEST} s; the preview said: {self.said()}"
            assert self.process.poll() is None, self.said()
            time.sleep(0.05)

    def get(self, path: str) -> str:
        """What stands at a path below the token."""
        connection = http.client.HTTPConnection(self.address.netloc, timeout=30)
        connection.request("GET", f"{self.address.path}{path}")
        text = connection.getresponse().read().decode()
        connection.close()
        return text

    def page(self, name: str) -> str:
        return self.get(f"{YEAR}/{name}.html")

    def state(self) -> dict:
        connection = http.client.HTTPConnection(self.address.netloc, timeout=30)
        connection.request("GET", f"{self.address.path}_preview/events")
        line = connection.getresponse().readline().decode()
        connection.close()
        return json.loads(line.removeprefix("data: "))

    def wait_until_idle(self) -> None:
        self.wait_for(lambda: self.state()["number"] > 0 and not self.state()["busy"])

    def edit(self, name: str, old: str, new: str) -> None:
        path = self.root / name
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    def interrupt(self) -> int:
        """Ctrl-C; gives the exit code."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(30)


@pytest.fixture(scope="module")
def running(tmp_path_factory, kept_runs) -> Iterator[Preview]:
    preview = Preview(with_kept_runs(copy_project(tmp_path_factory.mktemp("preview") / "project")))
    try:
        preview.wait_until_idle()
        yield preview
    finally:
        preview.interrupt()
