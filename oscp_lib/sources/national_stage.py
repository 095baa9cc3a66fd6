"""The national tables with what one run reads merged into them, and their record, until all is written at once."""

from dataclasses import asdict, replace
from datetime import date
from pathlib import Path

import pandas as pd

from oscp_lib import paths
from oscp_lib.data import provenance
from oscp_lib.data.json_files import read_json
from oscp_lib.data.national import read_national
from oscp_lib.data.national_layout import as_held, empty, to_parquet
from oscp_lib.data.national_package import NationalTable, national_tables, package_path, read_entry
from oscp_lib.data.package import as_text
from oscp_lib.errors import InputError, Problem
from oscp_lib.sources.merge_national import MergedFrame, merge_frames, two_voices
from oscp_lib.sources.reading import Reading, refused

REVISIONS = "revisions"
HOUSEHOLDS, CENSUS, SMALL_AREAS = "households", "census_small_areas", "small_areas"


class NationalStage:
    """The national tables with what a run of `oscp ingest` has read; only tables that changed are written."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.package = read_json(package_path())
        self.tables = dict(national_tables())
        self.frames: dict[str, pd.DataFrame] = {}
        self.read_in_this_run: dict[str, list[tuple[str, pd.DataFrame]]] = {}
        path = paths.NATIONAL / paths.PROVENANCE.name
        self.entries = {entry["sha256"]: entry for entry in provenance.read_provenance(path)}
        self.recorded = False
        self.damaged: dict[str, Problem] = {}

    def take(self, path: Path, reading: Reading, entry: dict, before: dict | None) -> list[str]:
        """Merge the national frames of a reading; says what became of the rows of each table."""
        said = []
        for name, rows in reading.national.items():
            merged = self.merge(path, name, rows, reading, before is not None)
            said.append(f"national/{name}: {in_words(merged)}")
        if reading.national:
            self.entries[entry["sha256"]] = entry if before is None else entry | {"read_on": before["read_on"]}
            self.recorded = True
        return said

    def merge(self, path: Path, name: str, new: pd.DataFrame, reading: Reading, known: bool) -> MergedFrame:
        """Merge one frame into its table; one that leaves its rows as they are is not held until the end."""
        sources = self.entry(name)["sources"]
        self.note_sources(name, reading)
        self.allow_new_texts(name, new)
        table = self.tables[name]
        held = self.frame(name)
        editions = {source["name"]: source.get("edition", "") for source in table.sources}
        self.refuse_two_voices(path, table, new, editions)
        merged = merge_frames(table, held, new, editions, known)
        if name not in self.frames and merged.frame.equals(held):
            self.entry(name)["sources"] = sources
            return merged
        self.frames[name] = merged.frame
        if len(merged.revisions):
            self.add_revisions(merged.revisions)
        return merged

    def frame(self, name: str) -> pd.DataFrame:
        """The rows of a table as they are by now; none where it has no file yet, or one that is damaged."""
        if name in self.frames:
            return self.frames[name]
        try:
            return read_national(name)
        except InputError as error:
            # It is made anew from what this run reads, if that is all it was made from.
            self.damaged[name] = error.problems[0]
            return empty(self.tables[name])

    def refuse_losses(self) -> None:
        """Refuse to make a damaged table anew from some of the releases that its rows were of.

        Raises
        ------
        InputError
            Naming the releases that are still needed.
        """
        problems = []
        for name in self.damaged.keys() & self.frames.keys():
            was = {source["name"]: source["title"] for source in national_tables()[name].sources}
            lost = was.keys() - set(self.frames[name].get("source", ()))
            if lost:
                found = (
                    f"{self.damaged[name].found} Its rows were also of {'; '.join(sorted(was[each] for each in lost))}."
                )
                remedy = (
                    "Give `oscp ingest` the downloads of all its releases at once, or restore it from version control."
                )
                problems.append(replace(self.damaged[name], found=found, remedy=remedy))
        if problems:
            raise InputError(problems)

    def refuse_two_voices(self, path: Path, table: NationalTable, new: pd.DataFrame, editions: dict[str, str]) -> None:
        """Refuse two files of one command and one edition that state a value differently: neither is the later.

        Raises
        ------
        InputError
            Naming both files and the first value.
        """
        for other, rows in self.read_in_this_run.get(table.name, ()):
            apart = two_voices(table, rows, new, editions)
            if len(apart):
                first = apart.iloc[0]
                what = ", ".join(str(first[name]).removesuffix(" 00:00:00") for name in table.key)
                told = f"{first.get('value_old', '')} in {other}, {first.get('value_new', '')} here"
                found = (
                    f"{other} and this file are of one edition and differ in {len(apart):,} rows, first {what}: {told}."
                )
                raise refused(path, found, "Read only the one that was published last.")
        self.read_in_this_run.setdefault(table.name, []).append((path.name, new))

    def note_sources(self, name: str, reading: Reading) -> None:
        """Add the releases of a reading to those that the table's rows may name, and its caveats to the table's."""
        entry = self.entry(name)
        there = {source["name"]: source for source in entry["sources"]}
        for release in reading.releases:
            there.setdefault(release.name, {key: value for key, value in asdict(release).items() if value})
        entry["sources"] = list(there.values())
        entry["caveats"] = list(
            dict.fromkeys([*entry["caveats"], *(each["what"] for each in reading.caveats.get(name, ()))])
        )
        self.tables[name] = read_entry(entry)

    def allow_new_texts(self, name: str, rows: pd.DataFrame) -> None:
        """Put texts that no release had before, such as a new offence, behind those that a column may hold."""
        entry = self.entry(name)
        for field in entry["schema"]["fields"]:
            order = field.get("constraints", {}).get("enum")
            if order:
                order += [text for text in dict.fromkeys(rows[field["name"]]) if text not in order]
        self.tables[name] = read_entry(entry)

    def add_revisions(self, rows: pd.DataFrame) -> None:
        table = self.tables[REVISIONS]
        new = as_held(table, rows.assign(read_on=self.today))
        held = self.frame(REVISIONS)
        self.frames[REVISIONS] = pd.concat([held, new], ignore_index=True) if len(held) else new

    def entry(self, name: str) -> dict:
        """The table's entry in the package."""
        return next(each for each in self.package["resources"] if each["name"] == name)

    def finished(self) -> dict[str, bytes]:
        """Every file of `data/national` that may have changed, by its path in `data/`."""
        self.count_households()
        self.refuse_losses()
        files = {}
        for name, frame in self.frames.items():
            content, said = to_parquet(self.tables[name], frame)
            entry = self.entry(name)
            entry |= said
            entry["coverage"] = covered(frame)
            used = set(frame["source"]) if "source" in frame else set()
            if used:
                sources = [source for source in entry["sources"] if source["name"] in used]
                entry["sources"] = sorted(sources, key=lambda source: (source.get("edition", ""), source["name"]))
            files[f"{paths.NATIONAL.name}/{entry['path']}"] = content
        if self.recorded:
            files[f"{paths.NATIONAL.name}/{paths.DATAPACKAGE.name}"] = as_text(self.package).encode()
            files[f"{paths.NATIONAL.name}/{paths.PROVENANCE.name}"] = provenance.text_of(
                list(self.entries.values())
            ).encode()
        return files

    def count_households(self) -> None:
        """Add up the census's households by district, once both it and the districts of small areas are held."""
        if not {CENSUS, SMALL_AREAS} & self.frames.keys():
            return
        census, areas = self.frame(CENSUS), self.frame(SMALL_AREAS)
        if census.empty or areas.empty:
            return
        from oscp_lib.sources.census import households_of

        rows = households_of(census, areas)
        entry = self.entry(HOUSEHOLDS)
        there = {source["name"] for source in entry["sources"]}
        entry["sources"] += [each for each in self.entry(CENSUS)["sources"] if each["name"] not in there]
        self.tables[HOUSEHOLDS] = table = read_entry(entry)
        editions = {source["name"]: source.get("edition", "") for source in table.sources}
        merged = merge_frames(table, self.frame(HOUSEHOLDS), as_held(table, rows), editions, False)
        self.frames[HOUSEHOLDS] = merged.frame


def covered(frame: pd.DataFrame) -> str:
    """What a table covers, in a few words: its periods and its areas."""
    areas = f"{frame['area_code'].nunique():,} areas" if "area_code" in frame else ""
    if "period_start" not in frame or frame.empty:
        return areas
    spans = sorted(frame[["period_start", "period_end"]].drop_duplicates().itertuples(index=False, name=None))
    first, last = spans[0][0], max(end for _, end in spans)
    days = f"{first.day} {first:%B %Y}" if first == last else f"{first:%B %Y} to {last:%B %Y}"
    return f"{days}, {len(spans)} period{'s' if len(spans) > 1 else ''}, {areas}"


def in_words(merged: MergedFrame) -> str:
    """What became of the rows of a frame."""
    words = {
        "added": "{:,} added", "revised": "{:,} revised", "withdrawn": "{:,} no longer published",
        "equal": "{:,} as they were", "older": "{:,} left as they are, because a later release or file states them",
    }  # fmt: skip
    return ", ".join(text.format(merged.counts[name]) for name, text in words.items() if merged.counts[name])
