"""From a save to a fresh page: `oscp preview` on a copy of the project, asked for a page until it shows the change.

Run as: python benchmarks/preview.py [REPEATS]. It works on a copy in a temporary folder.
"""

import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

from oscp_lib import paths

PARTS = ("data", "notebooks", "book", "_config.yml", "requirements.txt")
YEAR = 2024
LONGEST = 120  # seconds to wait for a page


def copy_project(target: Path) -> None:
    for name in PARTS:
        source = paths.ROOT / name
        if source.is_dir():
            shutil.copytree(source, target / name, ignore=shutil.ignore_patterns("_build", "restricted"))
        else:
            shutil.copyfile(source, target / name)


class Reader:
    """Asks for pages as a browser would."""

    def __init__(self, address: str) -> None:
        self.address = address

    def page(self, name: str) -> str:
        with urllib.request.urlopen(f"{self.address}{YEAR}/{name}.html") as answer:
            return answer.read().decode()

    def state(self) -> dict:
        with urllib.request.urlopen(f"{self.address}_preview/events") as stream:
            return json.loads(stream.readline().decode().removeprefix("data: "))

    def wait_for(self, done: Callable[[], bool]) -> float:
        """Seconds until it is so."""
        start = time.monotonic()
        while not done():
            if time.monotonic() - start > LONGEST:
                raise SystemExit(f"Nothing came in {LONGEST} seconds: {self.state()}")
            time.sleep(0.02)
        return time.monotonic() - start


def change_cell(root: Path, notebook: str, kind: str, added: str) -> None:
    """Put a text at the end of the notebook's last cell of a kind that can bear it."""
    path = root / "notebooks" / notebook
    content = json.loads(path.read_text("utf-8"))
    cell = [cell for cell in content["cells"] if cell["cell_type"] == kind and is_plain(cell)][-1]
    source = "".join(cell["source"])
    cell["source"] = re.sub(r"(\n# | Edition )x\d+x\.?$", "", source) + added
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False), encoding="utf-8")


def is_plain(cell: dict) -> bool:
    source = "".join(cell["source"])
    return "chapter.chart" in source if cell["cell_type"] == "code" else not source.startswith(("#", "(", "-"))


def change_count(root: Path, turn: int) -> None:
    """Alter one count of a table that one chapter draws."""
    path = root / paths.shown(paths.TABLES) / "exploitation_plan.csv"
    lines = path.read_text("utf-8").splitlines()
    cells = lines[1].split(",")
    at = lines[0].split(",").index("value")
    cells[at] = str(int(float(cells[at])) + (1 if turn % 2 else -1))
    path.write_text("\n".join([lines[0], ",".join(cells), *lines[2:]]) + "\n", encoding="utf-8")


def measure(reader: Reader, root: Path, repeats: int) -> dict[str, list[float]]:
    """Seconds of each save, by what was saved."""
    took: dict[str, list[float]] = {"a sentence": [], "the code of a notebook": [], "a count of a table": []}
    for turn in range(repeats):
        for case, times in took.items():
            reader.wait_for(lambda: not reader.state()["busy"])
            number, marker = reader.state()["number"], f"x{turn}{len(case)}x"
            if case == "a sentence":
                change_cell(root, "04_serious_violence.ipynb", "markdown", f" Edition {marker}.")
                times.append(reader.wait_for(lambda marker=marker: marker in reader.page("serious_violence")))
            elif case == "the code of a notebook":
                change_cell(root, "05_vawg.ipynb", "code", f"\n# {marker}")
                times.append(reader.wait_for(lambda marker=marker: marker in reader.page("vawg")))
            else:
                change_count(root, turn)
                times.append(reader.wait_for(lambda number=number: reader.state()["number"] > number))
    return took


def main() -> None:
    repeats = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        copy_project(root)
        command = [str(Path(sys.executable).with_name("oscp")), "preview", "--year", str(YEAR)]
        log = (root / "preview.log").open("w+", encoding="utf-8")
        running = subprocess.Popen(command, env=os.environ | {"OSCP_ROOT": str(root)}, stderr=log)
        try:
            said = lambda: (root / "preview.log").read_text("utf-8")  # noqa: E731
            while not (found := re.search(r"http://\S+/", said())):
                time.sleep(0.1)
            reader = Reader(found[0])
            print(f"first page: {reader.wait_for(lambda: reader.state()['number'] > 0):.1f} s")
            before = os.getloadavg()[0]
            took = measure(reader, root, repeats)
            print(f"load average {before:.1f} before, {os.getloadavg()[0]:.1f} after, on {os.cpu_count()} cores")
            print("| saved | median | fastest | slowest | saves |\n|---|---|---|---|---|")
            for case, times in took.items():
                middle = statistics.median(times)
                print(f"| {case} | {middle:.1f} s | {min(times):.1f} s | {max(times):.1f} s | {len(times)} |")
        finally:
            running.terminate()
            running.wait()


if __name__ == "__main__":
    main()
