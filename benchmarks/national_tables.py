"""How fast a partnership's tables are read from the national ones, and how long it takes to read all downloads in.

Loads the views of one partnership in fresh processes, beside pandas reading the same national rows from CSV and picking
those of the partnership. Where the environment variable OSCP_OPEN_DATA names a folder of real downloads, all national
ones are read into an empty copy of the data, and the peak memory is measured. Run as
`python benchmarks/national_tables.py`.
"""

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from oscp_lib import paths
from oscp_lib.data.national import read_national
from oscp_lib.data.national_package import national_tables

TURNS = 7
VIEWS = ("recorded_crime_ons", "population_ons", "exploitation_nrm")
NATIONAL = ("recorded_crime", "residents", "nrm_referrals")
DOWNLOADS = (
    "recorded-crime/*.xlsx", "population/ons_mid2022*.xlsx", "population/mye24tablesew.csv", "population/mid2023*.csv",
    "population/lsoa21_census2021*_ew.csv.gz", "geography/*", "neighbours/*.xlsx", "deprivation/*lsoa*.csv.gz",
    "nrm/nrm_all_police_forces*.csv", "nrm/nrm_referrals_by_county*.csv", "police-uk/national/*.csv*",
)  # fmt: skip
OURS = """
import sys, time
import pandas, pyarrow.compute, pyarrow.parquet
from oscp_lib.data.partnership import load_partnership
from oscp_lib.data.package import tables
from oscp_lib.data.national_package import national_tables
from oscp_lib.data.rows import read_table
load_partnership(), tables(), national_tables()
begun = time.perf_counter()
for name in sys.argv[1:]:
    read_table(name)
print(time.perf_counter() - begun)
"""
PLAIN = """
import sys, time
import pandas
from oscp_lib.data.partnership import load_partnership
place = load_partnership()
codes = {place.county.code, place.force.code}
codes |= {code for district in place.districts for code in (district.code, district.partnership_code)}
begun = time.perf_counter()
for path in sys.argv[1:]:
    frame = pandas.read_csv(path, parse_dates=["period_start", "period_end"])
    frame[frame["area_code"].isin(codes)]
print(time.perf_counter() - begun)
"""


def seconds(program: str, *arguments: str) -> float:
    """What a program of a fresh process says that it took."""
    done = subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=True)
    return float(done.stdout)


def loading(folder: Path) -> None:
    """Time both ways in turns, and print the medians and their ratio."""
    files = []
    for name in NATIONAL:
        files.append(str(folder / f"{name}.csv"))
        read_national(name).to_csv(files[-1], index=False)
    ours, plain = [], []
    for _ in range(TURNS):
        ours.append(seconds(OURS, *VIEWS))
        plain.append(seconds(PLAIN, *files))
    print(f"views of one partnership: {1000 * median(ours):.0f} ms; CSV and pandas: {1000 * median(plain):.0f} ms "
          f"(ratio {median(ours) / median(plain):.2f})")  # fmt: skip


def reading_in(downloads: Path, folder: Path) -> None:
    """Read all national downloads into a copy of the data without them, and print seconds and peak memory."""
    project = folder / "project"
    ignored = shutil.ignore_patterns("_build", "__pycache__", "*.parquet", ".venv", ".git")
    shutil.copytree(paths.ROOT, project, ignore=ignored)
    files = [path for pattern in DOWNLOADS for path in sorted(downloads.glob(pattern)) if path.name != "SOURCE.txt"]
    command = [sys.executable, "-m", "oscp_lib", "ingest", *map(str, files)]
    begun = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=os.environ | {"OSCP_ROOT": str(project)})
    took = time.perf_counter() - begun
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    print(f"{len(files)} downloads read in: {took:.1f} s, {peak} MB at most")


def main() -> None:
    size = sum((paths.NATIONAL / table.path).stat().st_size for table in national_tables().values() if table.rows)
    print(f"national tables: {size / 1e6:.2f} MB in parquet")
    with tempfile.TemporaryDirectory() as folder:
        loading(Path(folder))
        if downloads := os.environ.get("OSCP_OPEN_DATA"):
            reading_in(Path(downloads), Path(folder))


if __name__ == "__main__":
    main()
