"""How fast, and in how much memory, an archive of street files is read: `oscp ingest` beside unzip and pandas.

Makes zips of seeded rows of the real shape in a temporary folder, of all forces and of one, each in two sizes; measures
wall time and the peak memory of each process; prints a table. Run as `make bench`, or with other sizes as
`python benchmarks/street_archive.py --rows 5000000`.
"""

import argparse
import csv
import io
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from oscp_lib.data.partnership import load_partnership

ROWS_A_MONTH = 42_000  # of a large force: ten years of one make five million rows
ROWS_OF_A_FORCE = 12_000  # a month, in the archive of all forces
FORCES = 44
POINTS = 600  # of police.uk in a district: offences are moved to one of a fixed list of points
ROOT = Path(__file__).resolve().parents[1]
COLUMNS = (
    "Crime ID", "Month", "Reported by", "Falls within", "Longitude", "Latitude", "Location", "LSOA code", "LSOA name",
    "Crime type", "Last outcome category", "Context",
)  # fmt: skip
# Shares of the types in January 2024, rounded, as in the force's own file.
TYPES = {
    "Violence and sexual offences": 36, "Anti-social behaviour": 10, "Shoplifting": 11, "Vehicle crime": 9,
    "Criminal damage and arson": 8, "Public order": 8, "Other theft": 7, "Burglary": 5, "Drugs": 3, "Other crime": 2,
    "Theft from the person": 1, "Robbery": 1, "Bicycle theft": 1, "Possession of weapons": 1,
}  # fmt: skip
STREETS = ("High Street", "Church Lane", "Station Road", "Parking Area", "Mill Lane", "Supermarket", "Manor Road")
OUTCOMES = ("Investigation complete; no suspect identified", "Unable to prosecute suspect", "Under investigation")
# Reads every row of the archive the plain way: one frame a member, grouped, added up.
PANDAS = """
import sys, zipfile
import pandas as pd
totals = []
with zipfile.ZipFile(sys.argv[1]) as archive:
    for name in archive.namelist():
        with archive.open(name) as member:
            frame = pd.read_csv(member)
        frame["district"] = frame["LSOA name"].str[:-5]
        totals.append(frame.groupby(["Month", "district", "Crime type"], dropna=False).size())
print(int(pd.concat(totals).groupby(level=[0, 1, 2], dropna=False).sum().sum()))
"""


def month_text(month: str, force: str, districts: list[str], rows: int, seed: int) -> bytes:
    """A street file: a quarter of the rows in the districts, three in a hundred without a place."""
    chance = random.Random(seed)
    elsewhere = ["Reading", "Slough", "Milton Keynes", "Wycombe", "West Berkshire", "Bracknell Forest"]
    types = chance.choices(list(TYPES), list(TYPES.values()), k=rows)
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for kind in types:
        crime = "" if kind == "Anti-social behaviour" else f"{chance.getrandbits(256):064x}"
        outcome = "" if not crime else chance.choice(OUTCOMES)
        if chance.random() < 0.03:
            writer.writerow((crime, month, force, force, "", "", "No Location", "", "", kind, outcome, ""))
            continue
        district = chance.choice(districts if chance.random() < 0.25 else elsewhere)
        spot = chance.randrange(POINTS)
        writer.writerow((
            crime, month, force, force, f"{-1.3 + spot % 25 * 0.002:.6f}", f"{51.7 + spot // 25 * 0.002:.6f}",
            f"On or near {STREETS[spot % len(STREETS)]}", f"E010{28000 + spot % 90}",
            f"{district} {spot % 19 + 1:03d}{'ABCDE'[spot % 5]}", kind, outcome, "",
        ))  # fmt: skip
    return out.getvalue().encode()


def make_archive(path: Path, months: int, forces: int, rows: int) -> int:
    """An archive of so many months and forces, the partnership's own among them, with so many rows a file."""
    place = load_partnership()
    names = [district.name for district in place.districts]
    total = 0

    @cache
    def first_month(force: int) -> bytes:
        return month_text("2000-01", f"Force {force} Police", names, rows, 10_000 + force)

    def another(force: int, month: str) -> bytes:
        # The rows of another force are only told apart and passed over: those of one month do for all.
        return first_month(force).replace(b"2000-01", month.encode())

    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for number in range(months):
            month = f"{2000 + number // 12}-{number % 12 + 1:02d}"
            for force in range(forces):
                text = month_text(month, place.force.name, names, rows, number) if force == 0 else another(force, month)
                archive.writestr(f"{month}/{month}-force-{force}-street.csv", text)
                total += rows
    return total


@dataclass(frozen=True, order=True)
class Took:
    """Wall seconds, seconds of processor and peak memory (MB) of a command."""

    wall: float
    processor: float
    memory: float


def timed(command: list[str], **how: object) -> Took:
    """Run a command to its end."""
    before = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, **how)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{command[0]} failed")
    return Took(time.perf_counter() - before, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def project_copy(folder: Path) -> Path:
    """A project of the benchmark's own to read the archive into."""
    root = folder / "project"
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir()
    shutil.copytree(ROOT / "data", root / "data")
    return root


def measure(folder: Path, title: str, months: int, forces: int, rows: int, runs: int) -> Took:
    """The best of some runs of each way on one archive, printed as a line of a Markdown table; ours is returned."""
    path = folder / "archive.zip"
    rows = make_archive(path, months, forces, rows)
    oscp = [str(Path(sys.executable).with_name("oscp")), "ingest", "police-uk", str(path)]
    plain = [sys.executable, "-c", PANDAS, str(path)]
    best: dict[str, Took] = {}
    for _ in range(runs):
        ways = {
            "unzip": timed(["unzip", "-p", str(path)]),
            "oscp": timed(oscp, env=os.environ | {"OSCP_ROOT": str(project_copy(folder))}),
            "pandas": timed(plain),
        }
        best = {name: min(best.get(name, took), took) for name, took in ways.items()}
    unzip, ours, pandas = best["unzip"], best["oscp"], best["pandas"]
    cells = [
        title, f"{rows:,}", f"{path.stat().st_size / 2**20:,.0f} MB",
        *(f"{took.wall:.1f} s ({took.processor:.1f} s)" for took in (unzip, ours, pandas)),
        f"{ours.wall / unzip.wall:.2f}", f"{pandas.wall / ours.wall:.2f}", f"{ours.memory:,.0f} MB",
    ]  # fmt: skip
    print(f"| {' | '.join(cells)} |", flush=True)
    path.unlink()
    return ours


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rows", type=int, default=5_000_000, help="rows of the larger archive of each kind")
    arguments.add_argument("--runs", type=int, default=2, help="runs of each way; the best counts")
    given = arguments.parse_args()
    months = -(-given.rows // ROWS_A_MONTH)
    print("Wall seconds, seconds of processor in brackets, best of the runs.\n")
    print("| archive | rows | zip | unzip | oscp | pandas | oscp / unzip | pandas / oscp | peak of oscp |")
    print("|---|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory(prefix="oscp-bench-") as name:
        folder = Path(name)
        of_all = -(-given.rows // FORCES // ROWS_OF_A_FORCE)
        growth = {}
        for what, most, forces, rows in (
            (f"{FORCES} forces", of_all, FORCES, ROWS_OF_A_FORCE),
            ("one force", months, 1, ROWS_A_MONTH),
        ):
            small, large = (
                measure(folder, f"{what}, {number} months", number, forces, rows, given.runs)
                for number in (max(most // 4, 1), most)
            )
            growth[what] = large.memory - small.memory
    for what, more in growth.items():
        print(f"\nMemory of oscp with four times the rows of {what}: {more:+,.0f} MB.")
    load = f", {os.getloadavg()[0]:.1f} processes at work on them" if hasattr(os, "getloadavg") else ""
    print(f"Processor: {os.cpu_count()} cores{load}.")


if __name__ == "__main__":
    main()
