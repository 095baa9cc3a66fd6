"""`oscp ingest`: recognise, read, merge, check, and only then write everything at once.

One file, though a long one: no step may write before the last, so they are read together.
"""

import csv
import difflib
import hashlib
import io
import json
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path

import pandas as pd

from oscp_lib import paths
from oscp_lib.data import provenance, revisions
from oscp_lib.data.check_table import check_table
from oscp_lib.data.force_months import DISORDER_TABLE, doubt_problems, held_months
from oscp_lib.data.force_months import KIND as POLICE_UK
from oscp_lib.data.national import read_national
from oscp_lib.data.national_layout import as_held
from oscp_lib.data.national_package import national_table
from oscp_lib.data.national_view import sources_of_view
from oscp_lib.data.package import as_text, name_sources, tables
from oscp_lib.data.partnership import Partnership, load_partnership
from oscp_lib.data.transaction import changing_data, of_target, write_whole
from oscp_lib.errors import InputError, Problem
from oscp_lib.sources import READERS, reader, wrong_file
from oscp_lib.sources.codebook import codebook, own_codebook
from oscp_lib.sources.coverage import coverage
from oscp_lib.sources.merge import Merged, Precedence, merge
from oscp_lib.sources.month_members import refuse_two_voices, take_months
from oscp_lib.sources.national_stage import NationalStage
from oscp_lib.sources.reading import Reading, refused
from oscp_lib.sources.safe_zip import printable
from oscp_lib.system_errors import TEMPORARY, naming

# Of a table that has a file of its own.
AS_CSV = {"format": "csv", "mediatype": "text/csv", "encoding": "utf-8"}


def ingest(files: list[Path], kind: str | None, say: Callable[[str], None]) -> None:
    """Read published downloads into `data/`: all of them or, if one cannot be read, none.

    Raises
    ------
    InputError
        For a file that no reader takes, or whose rows would break a table.
    """
    with changing_data(say):
        take(files, kind, say)


def take(files: list[Path], kind: str | None, say: Callable[[str], None]) -> None:
    """Read, merge, check and write, while no other run does."""
    place = load_partnership()
    records = (paths.PROVENANCE, paths.NATIONAL / paths.PROVENANCE.name)
    known = {entry["sha256"]: entry for record in records for entry in provenance.read_provenance(record)}
    read, unused = [], []
    seen: dict[str, Path] = {}
    for path in files:
        entry = described(path, known)
        first = seen.setdefault(entry["sha256"], path)
        if first is not path:
            say(f"{printable(path.name)} is {printable(first.name)} byte for byte: it is skipped.")
            continue
        reading = read_one(path, kind, place)
        if reading.rows_read:
            read.append((path, reading, entry | summary(reading)))
        else:
            found = f"Nothing in the file is for the book. {' '.join(reading.notes)}".strip()
            unused.append(refused(path, found, "The book reads street files."))
    if not read:
        raise unused[0]
    refuse_two_voices([(path, reading) for path, reading, _ in read])
    said = [str(each) for each in unused]
    with tempfile.TemporaryDirectory(prefix=TEMPORARY) as folder, named_as_in_project(Path(folder)):
        stage = Stage(Path(folder), place)
        months = set()
        for path, reading, entry in read:
            said.append(stage.take(path, reading, entry, known.get(entry["sha256"])))
            known[entry["sha256"]] = entry
            months |= reading.counted.keys()
        said += [f"Warning: {problem}" for month, problem in stage.doubts().items() if month in months]
        files = stage.finished()
    said += write_whole(files)
    for each in said:  # what is said to be added is there
        say(each)


@contextmanager
def named_as_in_project(folder: Path) -> Iterator[None]:
    """Name the files of the copy in `folder` by those of `data/` that they are to replace.

    Raises
    ------
    InputError
        With each problem of the copy; with what the system refuses it.
    """
    at, data = folder.as_posix(), paths.shown(paths.DATA)
    try:
        with naming(folder):
            yield
    except InputError as error:
        renamed = [
            replace(each, **{name: getattr(each, name).replace(at, data) for name in ("file", "found", "remedy")})
            for each in error.problems
        ]
        raise InputError(renamed) from None


def described(path: Path, known: dict[str, dict]) -> dict:
    """The name and hash of a file, which must not be one that was read under another name.

    Raises
    ------
    InputError
        When it is missing, held open, or an old file under a new name.
    """
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        near = difflib.get_close_matches(str(path), READERS, 1) if not path.suffix else []
        hint = f"Did you mean the kind '{near[0]}'? " if near else ""
        remedy = f"{hint}Give the path of a downloaded file; a kind may stand before it: {', '.join(READERS)}."
        raise refused(path, "The file does not exist.", remedy) from None
    except IsADirectoryError:
        raise refused(path, "This is a folder.", "Give the files in it, such as folder/*.csv.") from None
    before = known.get(digest)
    if before and before["file"] != printable(path.name):
        found = f"This is the file {before['file']}, read on {before['read_on']}, under another name."
        raise refused(path, found, f"Its release is '{before['release']}': download the release you mean.")
    return {"file": printable(path.name), "sha256": digest}


def read_one(path: Path, kind: str | None, place: Partnership) -> Reading:
    """The reading of a file by the reader named, or by the first that recognises it."""
    wrong_file.check_content(path, kind)
    found = kind or next((name for name in READERS if reader(name).recognise(path)), None)
    if found is None:
        raise wrong_file.unknown(path)
    try:
        reading = reader(found).read(path, place)
    except InputError:
        if kind and (better := wrong_file.truer(path, kind)):
            raise better from None
        raise
    # All files are read before the first is merged: frames of Python's own objects would take most of the memory.
    reading.national = {name: as_held(national_table(name), rows) for name, rows in reading.national.items()}
    # A workbook says the same of each of its sheets.
    reading.notes = list(dict.fromkeys(reading.notes))
    return reading


def summary(reading: Reading) -> dict:
    """What the record of files keeps of a reading."""
    return {
        "kind": reading.kind, "publisher": reading.releases[0].publisher, "release": reading.releases[-1].title,
        "read_on": date.today().isoformat(), "rows_read": reading.rows_read, "rows_used": reading.rows_used,
        "left_out": dict(sorted(reading.left_out.items())), "no_district": reading.no_district, "notes": reading.notes,
    }  # fmt: skip


class Stage:
    """A copy of the data: readings are merged into it, and it is checked before anything is written."""

    def __init__(self, folder: Path, place: Partnership) -> None:
        self.folder, self.place, self.today = folder, place, date.today().isoformat()
        self.own = paths.OWN.relative_to(paths.DATA).as_posix()
        self.shared = json.loads(paths.DATAPACKAGE.read_text("utf-8"))
        self.package = own_package(place)
        (folder / self.own / "tables").mkdir(parents=True)
        for path in {*paths.TABLES.glob("*"), *(paths.DATA / each.path for each in tables(restricted=False).values())}:
            if path.suffix == ".csv" and not path.name.startswith("."):
                copy_content(path, folder / path.relative_to(paths.DATA))
        self.national = NationalStage(date.today())
        self.entries = {entry["sha256"]: entry for entry in provenance.read_provenance()}
        self.months = dict(provenance.read_record().get("months", {}))
        self.revisions = revisions.read_revisions()
        self.outlines: dict[str, str] = {}
        self.frames: dict[str, pd.DataFrame] = {}
        self.version = 0
        self.write_package()

    def take(self, path: Path, reading: Reading, entry: dict, before: dict | None) -> str:
        """Merge a reading; says what became of its rows."""
        for name, description in reading.new_tables.items():
            self.add_table(name, description)
        said = []
        if reading.counted or reading.not_submitted:
            self.months[reading.kind], said = take_months(
                self.months_held(reading.kind), reading, entry, before is not None
            )
            entry |= {name: value for name, value in summary(reading).items() if name != "read_on"}
        for name, rows in reading.rows.items():
            table = tables(self.folder)[name]
            if (self.folder / table.path).exists():
                self.checked(name)
            precedence = Precedence(table, reading.releases, before is not None)
            held = self.rows_of(table.path)
            merged = merge(table, held, rows, precedence, name in reading.whole, self.place, self.today)
            self.revisions += merged.revisions
            self.write_rows(table.path, [field.name for field in table.fields], merged)
            self.update_entry(name, reading)
            said.append(f"{name}: {in_words(merged)}")
        self.outlines |= {f"{self.own}/boundaries/{name}": text for name, text in reading.outlines.items()}
        said += self.national.take(path, reading, entry, before)
        if not reading.national or reading.rows or reading.outlines:
            self.entries[entry["sha256"]] = entry if before is None else entry | {"read_on": before["read_on"]}
        return report(path, reading, [*said, *(f"data/{name}" for name in self.outlines if reading.outlines)])

    def disorder(self) -> Counter:
        """Anti-social behaviour of each month (YYYY-MM) that the table, which must pass its checks, holds."""
        table = tables(self.folder).get(DISORDER_TABLE)
        held: Counter = Counter()
        if table and (self.folder / table.path).exists():
            self.checked(DISORDER_TABLE)
        for row in self.rows_of(table.path) if table else ():
            held[row["period_start"][:7]] += int(float(row["value"]))
        return held

    def months_held(self, kind: str) -> dict[str, dict]:
        """The record of months, without those whose rows somebody has removed from the table."""
        held = self.disorder()
        recorded = self.months.get(kind, {})
        return {month: found for month, found in recorded.items() if month in held or "absent_from" in found}

    def doubts(self) -> dict[str, Problem]:
        """The months of the table of street-level crime that can hardly be whole."""
        table = tables(self.folder).get(DISORDER_TABLE)
        months = held_months(self.months.get(POLICE_UK, {}), self.disorder())
        return doubt_problems(months, table, self.place.force_name) if months else {}

    def finished(self) -> dict[str, bytes]:
        """Every file of `data/` that may have changed, by its path there; tables were checked when written."""
        national = self.national.finished()
        self.lay(national)
        described = tables(self.folder)
        changed = {name: described[name] for name in self.frames}
        self.frames |= {name: self.view(name) for name, table in described.items() if table.view}
        files = national | {table.path: self.bytes_of(table.path) for table in changed.values()}
        files["datapackage.json"] = self.bytes_of("datapackage.json")
        record = provenance.text_of(list(self.entries.values()), self.months).encode()
        # A partnership without anything of its own keeps no folder for the sake of empty records.
        keeps_own = self.package["resources"] or self.entries or self.months or paths.OWN.is_dir()
        if keeps_own:
            files[f"{self.own}/datapackage.json"] = self.bytes_of(f"{self.own}/datapackage.json")
            files[f"{self.own}/provenance.json"] = record
        if self.revisions:
            files[f"{self.own}/revisions.csv"] = revisions.text_of(self.revisions).encode()
        (self.folder / self.own / "provenance.json").write_bytes(record)
        files[paths.CODEBOOK.name] = codebook(self.folder).encode()
        if keeps_own:
            files[f"{self.own}/{paths.OWN_CODEBOOK.name}"] = own_codebook(self.folder, self.frames).encode()
        return files | {name: text.encode() for name, text in self.outlines.items()}

    def lay(self, national: dict[str, bytes]) -> None:
        """Lay the national tables beside the copy, those of the project and over them what is new."""
        for path in paths.NATIONAL.iterdir():
            if path.is_file() and not path.name.startswith("."):
                copy_content(path, self.folder / path.relative_to(paths.DATA))
        for name, content in national.items():
            (self.folder / name).write_bytes(content)

    def view(self, name: str) -> pd.DataFrame:
        """The rows of a view on a national table, which must pass its checks; its entry then says what it covers."""
        frame, problems = check_table(tables(self.folder)[name], self.folder)
        if problems and not national_table(tables(self.folder)[name].view.of, self.folder).hash:
            return frame  # nothing of it has been read yet
        frame = self.checked(name)
        entry = next(each for each in self.shared["resources"] if each["name"] == name)
        used = sources_of_view(tables(self.folder)[name], self.folder)
        sources = national_table(tables(self.folder)[name].view.of, self.folder).sources
        there = {source["name"]: source for source in entry["sources"]}
        name_sources(entry, [there.get(source["name"], source) for source in sources if source["name"] in used])
        entry["coverage"] = coverage(tables(self.folder)[name], self.covered(name, frame), self.place)
        self.write_package()
        return frame

    def covered(self, name: str, frame: pd.DataFrame) -> pd.DataFrame:
        """The rows whose periods a view covers: of all areas, where each force gave other periods."""
        view = tables(self.folder)[name].view
        return read_national(view.of, self.folder, **view.where) if view.given_in else frame

    def checked(self, name: str) -> pd.DataFrame:
        """The rows of a table that passes its checks.

        Raises
        ------
        InputError
            With the table's problems.
        """
        frame, problems = check_table(tables(self.folder)[name], self.folder)
        if problems:
            raise InputError(problems)
        return frame

    def bytes_of(self, name: str) -> bytes:
        return (self.folder / name).read_bytes()

    def rows_of(self, name: str) -> list[dict[str, str]]:
        """The rows of a table as text; none where it has no file yet."""
        path = self.folder / name
        return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), newline=""))) if path.exists() else []

    def write_rows(self, name: str, columns: list[str], merged: Merged) -> None:
        """Write a table; its own columns first, then those an analyst added."""
        more = [column for column in (merged.rows[0] if merged.rows else {}) if column not in columns and column]
        out = io.StringIO(newline="")
        writer = csv.DictWriter(out, [*columns, *more], lineterminator="\n", restval="", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(merged.rows)
        (self.folder / name).write_bytes(out.getvalue().encode())

    def add_table(self, name: str, description: dict) -> None:
        """An entry for a table that has none yet, with the columns of the table it is `like`."""
        if any(entry["name"] == name for entry in self.package["resources"]):
            return
        described = (*self.package["resources"], *self.shared["resources"])
        model = next((entry for entry in described if entry["name"] == description.get("like")), {})
        alike = {key: value for key, value in json.loads(json.dumps(model)).items() if key != "view"}
        entry = alike | AS_CSV | {key: value for key, value in description.items() if key != "like"}
        self.package["resources"].append(entry | {"sources": [], "coverage": ""})
        self.write_package()

    def update_entry(self, name: str, reading: Reading) -> None:
        """The releases that the table's rows name, and what it covers, in its entry of the Data Package."""
        entry = next(each for each in self.package["resources"] if each["name"] == name)
        used = {row["source"] for row in self.rows_of(f"{self.own}/{entry['path']}")}
        for key, stated in (("confirmed", reading.confirmed), ("caveats", reading.caveats)):
            if new := [each for each in stated.get(name, []) if each not in entry.get(key, [])]:
                entry[key] = [*entry.get(key, []), *new]
        there = {source["name"]: source for source in entry["sources"]}
        for release in reading.releases:
            stated = {key: value for key, value in asdict(release).items() if value}
            there.setdefault(release.name, stated)
        sources = [source for source in there.values() if source["name"] in used]
        name_sources(entry, sorted(sources, key=lambda source: (source.get("edition", ""), source["name"])))
        self.write_package()
        self.frames[name] = self.checked(name)
        entry["coverage"] = coverage(tables(self.folder)[name], self.frames[name], self.place)
        self.write_package()

    def write_package(self) -> None:
        # Two versions may be written within one tick of the clock, by which readers see that a file has changed.
        self.version += 1
        for path, package in (
            (self.folder / self.own / "datapackage.json", self.package),
            (self.folder / "datapackage.json", self.shared),
        ):
            path.write_bytes(as_text(package).encode())
            os.utime(path, ns=(self.version, self.version))


def own_package(place: Partnership) -> dict:
    """The Data Package of the partnership's own tables; an empty one where it has none."""
    if paths.is_there(paths.OWN_PACKAGE):
        return json.loads(paths.OWN_PACKAGE.read_text("utf-8"))
    return {"profile": "tabular-data-package", "name": place.slug, "title": place.book, "resources": []}


def copy_content(path: Path, target: Path) -> None:
    """Copy a table, without the modes that keep it from being written to; one that has no file yet has no copy.

    Raises
    ------
    InputError
        When it is a folder, or a link that leads nowhere: its rows would be taken for none.
    """
    if (path.is_dir() or path.is_symlink()) and (problem := of_target(path)):
        raise InputError(problem)
    if path.is_file():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)


def in_words(merged: Merged) -> str:
    """What became of the rows of a reading."""
    words = {
        "added": "{} added", "revised": "{} revised", "withdrawn": "{} no longer published", "equal": "{} as they were",
        "older": "{} left as they are, because a later release or file states them",
    }  # fmt: skip
    return ", ".join(text.format(merged.counts[name]) for name, text in words.items() if merged.counts[name])


def report(path: Path, reading: Reading, said: list[str]) -> str:
    """What the command says of one file: rows, reasons, notes."""
    lines = [f"{printable(path.name)} ({reading.kind}): {reading.rows_used:,} of {reading.rows_read:,} rows used."]
    lines += [f"  {each}" for each in said]
    lines += [f"  left out, {reason}: {number:,}" for reason, number in sorted(reading.left_out.items())]
    for period, share in sorted(reading.no_district.items()):
        part = 100 * share["without"] / share["force"] if share["force"] else 0
        lines.append(
            f"  {period}: {share['without']:,} of the force's {share['force']:,} have no district ({part:.1f}%)."
        )
        lines += [f"    {kind}: {number:,}" for kind, number in share["by_type"].items()]
    lines += [f"  {note}" for note in reading.notes]
    if reader(reading.kind).UNVERIFIED:
        lines.append(f"  This reader is {reader(reading.kind).UNVERIFIED}: compare some figures with the file.")
    return "\n".join(lines)
