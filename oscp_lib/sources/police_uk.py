"""data.police.uk: month CSVs, download zips and the whole archive of all forces.

Format: https://data.police.uk/about/ (columns, approximate places). A row's district is its LSOA name without the last
five characters (' 001A'), which holds for areas of 2011 and of 2021; a row without a place has none.
"""

import csv
import io
import tempfile
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from oscp_lib import paths
from oscp_lib.data.areas import load_areas
from oscp_lib.data.force_months import gaps_between, spans_in_words
from oscp_lib.data.json_files import read_json
from oscp_lib.data.partnership import Partnership
from oscp_lib.sources import street
from oscp_lib.sources.columns import columns_of, decoded_head
from oscp_lib.sources.month_members import month_named
from oscp_lib.sources.reading import Reading, Release, refused
from oscp_lib.sources.safe_zip import CUT_SHORT, DAMAGE, LARGEST_MEMBER, copy, files_in, is_zip, opened, printable

# Tables that a partnership gets with its first street file.
NEW_TABLES = paths.DATA / "street_tables.json"
KIND = "police-uk"
TITLE = "police.uk street-level crime: a month's CSV, a download zip, or the archive of all forces"
UNVERIFIED = ""

# The columns by which the three kinds of file are told apart, and those that are read.
STREET = ("Month", "Reported by", "Longitude", "Latitude", "Location", "LSOA name", "Crime type")
OUTCOMES = ("Crime ID", "Month", "Outcome type")
STOP_AND_SEARCH = ("Type", "Date", "Object of search")
HEAD = 1 << 16
BATCH_BYTES = 48 << 20  # of members unpacked at a time; two batches lie on the disk at once
LARGEST_CSV = 1 << 40  # a CSV outside a zip is as large as its owner's disk allows


@dataclass(frozen=True)
class Member:
    """A CSV, alone or in a zip: its name and, from its first lines, its columns and the force of its first row."""

    name: str
    columns: list[str]
    force: str
    info: zipfile.ZipInfo | None = None

    @property
    def sort(self) -> str:
        """`street`, `outcomes`, `stop and search`, or nothing known."""
        for name, needed in (("outcomes", OUTCOMES), ("stop and search", STOP_AND_SEARCH)):
            if set(needed) <= set(self.columns):
                return name
        return "street" if "Crime type" in self.columns or len(set(STREET) & set(self.columns)) >= 5 else ""


def recognise(path: Path) -> bool:
    """True for a CSV with police.uk's columns, or a zip that holds one."""
    if not is_zip(path):
        with path.open("rb") as file:
            return bool(first_lines(path.name, file.read(HEAD), strict=False).sort)
    with opened(path) as archive:
        return bool(files_in(archive, ".csv"))


def read(path: Path, place: Partnership) -> Reading:
    """Counts by month and district of anti-social behaviour, and of violence by place.

    Raises
    ------
    InputError
        For a file of another force, without a needed column, cut short, not to be trusted, or called by another month
        than its rows are of; and for two files that state one month differently.
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="oscp-")))
        archive = stack.enter_context(opened(path)) if is_zip(path) else None
        members = list(members_of(path, archive))
        others = {member.name: member for member in members if member.sort != "street"}
        chosen = of_the_force(path, place, [member for member in members if member.sort == "street"])
        chosen, repeats = each_once(chosen)
        tally = stack.enter_context(street.Tally(folder, areas_by_district(place), place.place))
        for batch in spool(path, archive, chosen, folder):
            tally.add(batch)
            for spooled in batch.files:
                spooled.unlink()
        reading = tally.reading(KIND, release_of, place)
    reading.new_tables = {entry["name"]: entry for entry in read_json(NEW_TABLES)["resources"]}
    reading.notes += repeats
    say_what_is_missing(reading, members, place)
    for sort in ("outcomes", "stop and search", ""):
        files = sum(member.sort == sort for member in others.values())
        if files:
            what = f"{sort} files" if sort else "files that are no police.uk table"
            reading.notes.append(f"{files} {what} passed over: no table of the book holds them.")
    elsewhere = len(members) - len(others) - len(chosen) - len(repeats)
    if elsewhere:
        reading.notes.append(f"{elsewhere} street files of other forces skipped.")
    return reading


def each_once(members: list[Member]) -> tuple[list[Member], list[str]]:
    """The members without those that are byte for byte another one, and a note for each of these."""
    there: dict[tuple[int, int], Member] = {}
    notes = []
    for member in members:
        key = (member.info.CRC, member.info.file_size) if member.info else (0, 0)
        first = there.setdefault(key, member)
        if first is not member:
            notes.append(f"{member.name} is {first.name} byte for byte: it is skipped.")
    return list(there.values()), notes


def areas_by_district(place: Partnership) -> dict[str, str]:
    """The area of the book that each district is, or is a part of, by the name that small areas bear."""
    found = {}
    for each in place.in_county:
        for district in load_areas().members(each.code, "district"):
            shared = len(load_areas().within(district.code, "partnership")) > 1
            found[district.name] = district.called if shared else each.called
    return found


def say_what_is_missing(reading: Reading, members: list[Member], place: Partnership) -> None:
    """Note the months that the download has of other forces only, and those between its months that it lacks."""
    there = set(reading.counted)
    files = [member for member in members if member.sort == "street" and member.info]
    of_others = {month_named(member.name) for member in files if member.force and not place.is_force(member.force)}
    reading.notes += [f"{member.name} has no row." for member in files if not member.force]
    reading.not_submitted = sorted(of_others - there - {""}) if there else []
    if reading.not_submitted:
        months = spans_in_words(reading.not_submitted)
        said = f"{place.force_name} did not submit {months}: the download has files of other forces, and none of it."
        reading.notes.append(said)
    gaps = [month for month in gaps_between(there) if month not in reading.not_submitted]
    if gaps:
        reading.notes.append(f"Not in the download, between months that are: {spans_in_words(gaps)}.")


def release_of(months: list[str]) -> Release:
    """One month is as first published; a collection of months states all of them anew, as of its last month."""
    if not months:
        return Release("police-uk-street", "Street-level crime", "data.police.uk", "https://data.police.uk/data/")
    force = "Street-level crime"
    if len(months) == 1:
        return Release(
            "police-uk-street", force, "data.police.uk", "https://data.police.uk/data/", released=months[-1][:4]
        )
    return Release(
        f"police-uk-street-{months[-1]}", f"{force}, as published with {months[-1]}", "data.police.uk",
        "https://data.police.uk/data/archive/", released=months[-1], edition=f"{months[-1]}-28",
    )  # fmt: skip


def members_of(path: Path, archive: zipfile.ZipFile | None) -> Iterator[Member]:
    """Every CSV of the download, by its first lines."""
    if archive is None:
        with path.open("rb") as file:
            yield first_lines(path.name, file.read(HEAD))
        return
    for info in files_in(archive, ".csv"):
        name = printable(info.filename)
        try:
            with archive.open(info) as file:
                head = file.read(HEAD)
        except DAMAGE as error:
            raise refused(f"{path.name}/{name}", f"The member cannot be read ({error}).", CUT_SHORT) from None
        yield first_lines(name, head, info)


def first_lines(name: str, head: bytes, info: zipfile.ZipInfo | None = None, *, strict: bool = True) -> Member:
    """Columns and force of a CSV; where not `strict`, what cannot be decoded has no columns."""
    text = decoded_head(name, head) if strict else head.decode("utf-8-sig", "ignore")
    try:
        lines = list(islice(csv.reader(io.StringIO(text[: text.rfind("\n") + 1] or text, newline="")), 2))
    except csv.Error as error:
        if strict:
            raise refused(name, f"The first lines cannot be read ({error}).", "Download the file again.") from None
        lines = []
    columns = [cell.strip() for cell in lines[0]] if lines else []
    at = columns.index("Reported by") if "Reported by" in columns else -1
    force = lines[1][at] if at >= 0 and len(lines) > 1 and len(lines[1]) > at else ""
    return Member(name, columns, force, info)


def of_the_force(path: Path, place: Partnership, members: list[Member]) -> list[Member]:
    """The street files of the partnership's force, whose columns are all there.

    Raises
    ------
    InputError
        When there is none, naming the forces there are.
    """
    for member in members:
        columns_of(f"{path.name}/{member.name}" if member.info else path.name, member.columns, STREET)
    chosen = [member for member in members if place.is_force(member.force)]
    if members and not chosen:
        forces = ", ".join(sorted({member.force or "no force" for member in members})[:5])
        remedy = f"Choose {place.force_name} at https://data.police.uk/data/ and download again."
        raise refused(path, f"The file is of another force ({printable(forces)}).", remedy)
    return chosen


def spool(path: Path, archive: zipfile.ZipFile | None, members: list[Member], folder: Path) -> Iterator[street.Batch]:
    """The members unpacked into the folder, some at a time; the next are unpacked while the caller counts the last."""
    batches = list(batches_of(members))

    def unpack(number: int) -> street.Batch:
        batch = street.Batch(batches[number][0].columns)
        for place, member in enumerate(batches[number]):
            target = folder / f"{number}-{place}.csv"
            batch.files[target] = path.name if archive is None else f"{path.name}/{member.name}"
            with path.open("rb") if archive is None else archive.open(member.info) as source:
                largest = LARGEST_CSV if archive is None else LARGEST_MEMBER
                batch.lines += copy(source, target, batch.files[target], largest=largest)
        return batch

    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(unpack, 0) if batches else None
        for number in range(len(batches)):
            ready = waiting.result()
            waiting = pool.submit(unpack, number + 1) if number + 1 < len(batches) else None
            yield ready


def batches_of(members: list[Member]) -> Iterator[list[Member]]:
    """Members that have the same columns, in batches of a bounded size on the disk."""
    batch: list[Member] = []
    size = 0
    for member in members:
        bytes_ = member.info.file_size if member.info else 0
        if batch and (size + bytes_ > BATCH_BYTES or member.columns != batch[0].columns):
            yield batch
            batch, size = [], 0
        batch.append(member)
        size += bytes_
    if batch:
        yield batch
