"""How fast an edition is built: `oscp build` beside the plain way, a loop of papermill and then `jupyter-book build`.

Works on copies of the project in a temporary folder, on the same notebooks and data; prints each case with its time as
a ratio to the plain way, and the peak memory of the whole tree of processes. Run as `make bench`.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psutil

from oscp_lib import paths

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
PARTS = ("data", "notebooks", "book", "_config.yml", "requirements.txt")
YEAR = 2024
ONE_COUNT = (
    ",anti-social behaviour,recorded incidents,incidents,165,",
    ",anti-social behaviour,recorded incidents,incidents,166,",
)
# What each case may take, as a share of the plain way.
TARGETS = {
    "clean build of one edition": 0.35, "nothing changed": 0.04, "one sentence of one chapter edited": 0.15,
    "one count changed that one chapter uses": 0.25, "each further edition in the same run": 0.25,
}  # fmt: skip


class Tree:
    """The largest proportional set size (pages shared by processes count once) of a process and all it starts."""

    def __init__(self, process: psutil.Process) -> None:
        self.process, self.peak, self.stop = process, 0, threading.Event()
        self.thread = threading.Thread(target=self.watch)
        self.thread.start()

    def watch(self) -> None:
        while not self.stop.wait(0.25):
            total = 0
            for each in [self.process, *self.children()]:
                try:
                    total += each.memory_full_info().pss
                except psutil.Error:
                    continue  # it ended between being listed and being looked at
            self.peak = max(self.peak, total)

    def children(self) -> list[psutil.Process]:
        try:
            return self.process.children(recursive=True)
        except psutil.Error:
            return []


def timed(command: list[str], folder: Path, memory: bool = False) -> tuple[float, float]:
    """Wall seconds of a command in a project, and the peak of its processes in MB where that is asked for."""
    start = time.perf_counter()
    environment = os.environ | {"OSCP_ROOT": str(folder)}
    with (folder / "command.log").open("w") as log:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)
        tree = Tree(psutil.Process(process.pid)) if memory else None
        code = process.wait()
    took = time.perf_counter() - start
    if tree:
        tree.stop.set()
        tree.thread.join()
    if code:
        raise SystemExit(f"{' '.join(command)} failed:\n{(folder / 'command.log').read_text()[-2000:]}")
    return took, tree.peak / 2**20 if tree else 0.0


def project(parent: Path, name: str) -> Path:
    """A copy of the project without anything built."""
    folder = parent / name
    folder.mkdir()
    for part in PARTS:
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, folder / part, ignore=shutil.ignore_patterns("_build", ".ipynb_checkpoints"))
        else:
            shutil.copyfile(source, folder / part)
    return folder


def plain_way(folder: Path) -> float:
    """A loop of the papermill command over the notebooks, then `jupyter-book build` of what they gave."""
    pages = folder / "plain"
    pages.mkdir()
    took = 0.0
    for notebook in sorted((folder / "notebooks").glob("*.ipynb")):
        command = [str(BIN / "papermill"), str(notebook), str(pages / notebook.name), "-p", "year", str(YEAR)]
        took += timed([*command, "--no-progress-bar", "--cwd", str(notebook.parent)], folder)[0]
    chapters = "".join(f"  - file: {path.stem}\n" for path in sorted(pages.glob("*.ipynb"))[1:])
    (pages / "_toc.yml").write_text(f"format: jb-book\nroot: 01_introduction\nchapters:\n{chapters}")
    (pages / "_config.yml").write_text("title: Plain\nexecute:\n  execute_notebooks: 'off'\n")
    return took + timed([str(BIN / "jupyter-book"), "build", str(pages)], folder)[0]


def edit(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    text = path.read_text("utf-8")
    assert old in text, f"{name} does not hold {old!r}"
    path.write_text(text.replace(old, new, 1), "utf-8")


def build(folder: Path, *years: int, memory: bool = False) -> tuple[float, float]:
    given = [part for year in years or (YEAR,) for part in ("--year", str(year))]
    return timed([str(BIN / "oscp"), "build", *given], folder, memory)


def cases(parent: Path) -> dict[str, float]:
    """Seconds of each case, one run of each."""
    folder = project(parent, "ours")
    took = {"clean build of one edition": build(folder)[0], "nothing changed": build(folder)[0]}
    edit(folder, "notebooks/06_modern_slavery.ipynb", "Where this comes from", "Where all this comes from")
    took["one sentence of one chapter edited"] = build(folder)[0]
    edit(folder, f"{paths.shown(paths.TABLES)}/antisocial_behaviour_police_uk.csv", *ONE_COUNT)
    took["one count changed that one chapter uses"] = build(folder)[0]
    shutil.rmtree(folder)
    folder = project(parent, "several")
    together = build(folder, 2024, 2021, 2022)[0]
    took["each further edition in the same run"] = (together - took["clean build of one edition"]) / 2
    shutil.rmtree(folder)
    return took


def best(times: int, make: Callable[[Path], dict[str, float]], parent: Path) -> dict[str, float]:
    found: dict[str, float] = {}
    for number in range(times):
        inside = parent / str(number)
        inside.mkdir()
        for name, took in make(inside).items():
            found[name] = min(found.get(name, took), took)
    return found


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--runs", type=int, default=2, help="runs of each case; the best counts")
    runs = arguments.parse_args().runs
    with tempfile.TemporaryDirectory(prefix="oscp-bench-") as name:
        parent = Path(name)
        plain = min(plain_way(project(parent, f"plain-{number}")) for number in range(runs))
        ours = best(runs, cases, parent)
        memory = build(project(parent, "memory"), memory=True)[1]
    print(f"The plain way: {plain:.1f} s.\n")
    print("| case | seconds | of the plain way | at most |")
    print("|---|---|---|---|")
    for case, most in TARGETS.items():
        print(f"| {case} | {ours[case]:.1f} | {ours[case] / plain:.3f} | {most} |")
    print(f"\nPeak memory of the whole tree of processes: {memory:,.0f} MB.")
    print(f"Processor: {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the end.")


if __name__ == "__main__":
    main()
