"""How fast a batch builds: `oscp batch` beside the plain way, a loop of papermill and then `jupyter-book build`.

Prints each case as a ratio to the plain way of the same edition on the same machine, the memory of the whole tree of
processes, the disk an edition takes, and a simulation of every partnership by seven years on more cores. Run as
`make bench-batch`; the whole table takes hours, `--editions 12 --runs 1` half of one.
"""

import argparse
import heapq
import json
import os
import statistics
import subprocess
import tempfile
from pathlib import Path

from editions import BIN, ROOT, project, timed

from oscp_lib.data.areas import load_areas
from oscp_lib.data.partnership_names import slug_of

YEAR = 2024
FIRST, LAST = 10, 10  # editions whose times are compared
PARTNERSHIPS, YEARS, CORES = 314, 7, (2, 32, 256)
TARGETS = {"edition": 0.10, "last": 1.1, "memory": 1200, "growth": 1.05, "two": 1.6, "nothing": 0.2, "disk": 2.5}


def slugs(number: int) -> list[str]:
    """Partnerships from all over the country, the same in every run."""
    every = [slug_of(area) for area in load_areas().of_kind("partnership") if not own(slug_of(area))]
    step = max(1, len(every) // number)
    return every[::step][:number]


def own(slug: str) -> bool:
    """True for a partnership with a folder of its own, whose book has more in it."""
    return (ROOT / "data/partnerships" / slug).is_dir()


def plain_way(folder: Path, slug: str) -> float:
    """The papermill command for each notebook of the book of a place, then `jupyter-book build` of what they gave."""
    pages = folder / f"plain-{slug}"
    pages.mkdir()
    built = json.loads(
        subprocess.run(
            [BIN / "python", "-c", CHAPTERS, slug], check=True, capture_output=True, text=True, cwd=ROOT
        ).stdout
    )
    took = 0.0
    for number, (notebook, topic) in enumerate(built):
        source = folder / "notebooks" / notebook
        command = [BIN / "papermill", source, pages / f"page-{number:02d}.ipynb", "-p", "year", str(YEAR)]
        command += ["-p", "partnership", slug, *(["-p", "topic", topic] if topic else []), "--no-progress-bar"]
        took += timed([str(part) for part in [*command, "--cwd", source.parent]], folder)[0]
    chapters = "".join(f"  - file: page-{number:02d}\n" for number in range(1, len(built)))
    (pages / "_toc.yml").write_text(f"format: jb-book\nroot: page-00\nchapters:\n{chapters}")
    (pages / "_config.yml").write_text("title: Plain\nexecute:\n  execute_notebooks: 'off'\n")
    return took + timed([str(BIN / "jupyter-book"), "build", str(pages)], folder)[0]


CHAPTERS = """
import json, sys
from oscp_lib.data.partnership import use_partnership
from oscp_lib.chapters import chapters_of_book
use_partnership(sys.argv[1])
print(json.dumps([[each.notebook.name, each.slug if each.is_topic else ""] for each in chapters_of_book()]))
"""


def batch(folder: Path, names: list[str], workers: int, memory: bool = False) -> tuple[float, float, list[dict]]:
    """Wall seconds of a batch of these places, the peak of its processes in MB, and its record in the order of time."""
    command = [
        str(BIN / "oscp"),
        "batch",
        "--year",
        str(YEAR),
        "--workers",
        str(workers),
        "--out",
        str(folder / "books"),
    ]
    for name in names:
        command += ["--partnership", name]
    took, peak = timed(command, folder, memory)
    held = json.loads((folder / "books/batch.json").read_text("utf-8"))["editions"]
    return took, peak, sorted(held.values(), key=lambda each: each["time"])


def disk(books: Path, names: list[str]) -> float:
    """MB an edition takes, files that several share counted once."""
    seen = {}
    for name in names:
        for path in (books / name).rglob("*"):
            if path.is_file():
                found = path.stat()
                seen[found.st_dev, found.st_ino] = found.st_size
    return sum(seen.values()) / 1_000_000 / len(names)


def growth(record: list[dict]) -> float:
    """How many times the memory of its fifth edition a worker has at its last: of two workers, the tenth and the last.

    Not a number where no worker built as many.
    """
    of_workers: dict[str, list[int]] = {}
    for each in record:
        of_workers.setdefault(each["worker"], []).append(each["memory"])
    return max((held[-1] / held[4] for held in of_workers.values() if len(held) > 4), default=float("nan"))


def simulated(seconds: float, start: float, beside: float, cores: int) -> tuple[float, str]:
    """Hours for all editions with the measured times, and what saturates first.

    One command keeps each record and hands out each edition, which takes it `beside` seconds an edition.
    """
    editions = PARTNERSHIPS * YEARS
    free, serving = [start] * cores, start
    heapq.heapify(free)
    for _ in range(editions):
        at = heapq.heappop(free)
        serving = max(serving, at) + beside
        heapq.heappush(free, max(at, serving) + seconds)
    took = max(free)
    return took / 3600, "the command" if editions * beside > 0.9 * (took - start) else "the workers"


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--editions", type=int, default=40)
    arguments.add_argument("--runs", type=int, default=5, help="alternating runs of the plain way and of a batch")
    arguments.add_argument("--plain", type=int, default=2, help="editions built in the plain way in each run")
    asked = arguments.parse_args()
    names = slugs(asked.editions)
    plain, two, one, nothing, peaks, records, grown = [], [], [], [], [], [], []
    with tempfile.TemporaryDirectory(prefix="oscp-bench-") as name:
        for run in range(asked.runs):
            inside = Path(name, str(run))
            inside.mkdir()
            folder = project(inside, "plain")
            plain += [plain_way(folder, slug) for slug in names[: asked.plain]]
            folder = project(inside, "two")
            took, peak, record = batch(folder, names, 2, memory=True)
            two.append(took)
            peaks.append(peak)
            records.append([each["seconds"] for each in record])
            grown.append(growth(record))
            nothing.append(batch(folder, names, 2)[0])
            size = disk(folder / "books", names)
            folder = project(inside, "one")
            one.append(batch(folder, names, 1)[0])
    show(names, plain, two, one, nothing, peaks, records, grown, size)


def show(
    names: list[str], plain: list, two: list, one: list, nothing: list, peaks: list, records: list, grown: list,
    size: float,
) -> None:  # fmt: skip
    """Print the table, then the simulation."""
    number, way = len(names), statistics.median(plain)
    each = statistics.median(two) / number
    steady = [times for times in records if len(times) >= 2 + FIRST + LAST]
    ends = (
        statistics.median(sum(t[-LAST:]) / LAST / (sum(t[2 : 2 + FIRST]) / FIRST) for t in steady) if steady else None
    )
    print(f"{number} editions, {len(two)} runs. The plain way: {way:.1f} s an edition.\n")
    print("| case | measured | at most |\n|---|---|---|")
    print(f"| each edition, wall time, of the plain way | {each:.1f} s, {each / way:.3f} | {TARGETS['edition']} |")
    if ends:
        print(f"| last ten editions to the first ten after warm-up | {ends:.2f} | {TARGETS['last']} |")
    print(f"| peak memory of the tree of processes | {max(peaks):,.0f} MB | {TARGETS['memory']:,} MB |")
    print(f"| memory of a worker, at the end to its fifth edition | {max(grown):.2f} | {TARGETS['growth']} |")
    gain = statistics.median(one) / statistics.median(two)
    print(f"| two workers against one | {gain:.2f} | at least {TARGETS['two']} |")
    print(f"| nothing changed, an edition | {statistics.median(nothing) / number:.2f} s | {TARGETS['nothing']} s |")
    print(f"| disk an edition | {size:.1f} MB | {TARGETS['disk']} MB |")
    seconds = statistics.median(time for times in records for time in times)
    print(f"\n{PARTNERSHIPS} partnerships by {YEARS} years, at {seconds:.1f} s an edition on a core:\n")
    print("| cores | hours | saturated |\n|---|---|---|")
    for cores in CORES:
        hours, what = simulated(seconds, 10, statistics.median(nothing) / number, cores)
        print(f"| {cores} | {hours:.1f} | {what} |")
    print(f"\nProcessor: {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the end.")


if __name__ == "__main__":
    main()
