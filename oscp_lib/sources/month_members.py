"""Which file a force's month of street-level crime is taken from: that of the later edition, and never two at once."""

import re
from collections import Counter
from itertools import combinations
from pathlib import Path

from oscp_lib.data.force_months import TOTAL_TIMES, USUAL, doubts, held_months, in_words, stands_apart
from oscp_lib.sources.reading import Reading, refused
from oscp_lib.sources.safe_zip import printable


def refuse_two_voices(readings: list[tuple[Path, Reading]]) -> None:
    """Refuse two files given together that state one month differently, where neither is of a later edition.

    Raises
    ------
    InputError
        Naming both files and the month.
    """
    for (path, one), (other, two) in combinations(readings, 2):
        for month in sorted(one.counted.keys() & two.counted.keys()):
            if one.releases[-1].edition != two.releases[-1].edition:
                continue
            if one.counted[month]["districts"] != two.counted[month]["districts"]:
                found = f"{printable(path.name)} and {printable(other.name)} both state {in_words(month)}, and differ."
                raise refused(other, found, "Ingest only the one of the later release.")


def take_months(held: dict[str, dict], reading: Reading, file: dict, known: bool) -> tuple[dict[str, dict], list[str]]:
    """The record of months with a reading's months in it, and lines that say which file speaks, and why.

    A month of which the file has far fewer rows than are held is taken out of the reading: part of a month must not
    take the place of the whole.
    """
    said = []
    record, edition = dict(held), reading.releases[-1].edition
    doubted = doubts(held_months(held, dict.fromkeys(held)))
    for month, counts in reading.counted.items():
        entry = {"file": file["file"], "sha256": file["sha256"], "edition": edition, **counts}
        old = record.get(month, {})
        if "districts" not in old:
            record[month] = entry
        elif old["districts"] == counts["districts"]:
            # The file of the whole force tells more.
            if "force" not in old or (not known and "force" in counts):
                record[month] = entry
        elif is_part(counts["districts"], old["districts"]) and month not in doubted:
            said.append(leave_held(reading, month, old))
        elif edition > old["edition"] or (edition == old["edition"] and not known):
            record[month] = entry
            why = "is of a later edition" if edition > old["edition"] else "was read last"
            said.append(f"{in_words(month)}: {old['file']} states it differently. This file is used: it {why}.")
        else:
            said.append(f"{in_words(month)}: {old['file']} states it differently, and is used.")
    for month in reading.not_submitted:
        record.setdefault(month, {"absent_from": file["file"]})
    return record, said


def is_part(new: dict[str, int], old: dict[str, int]) -> bool:
    """True where a month has far fewer rows than the same month has in another file, or lacks a type that it has."""
    rows, before = sum(new.values()), sum(old.values())
    fewer = rows < before and stands_apart(rows, (before, before), TOTAL_TIMES)
    return fewer or any(number >= USUAL and not new.get(kind) for kind, number in old.items())


def leave_held(reading: Reading, month: str, old: dict) -> str:
    """Take a month out of the reading's rows, and say so."""
    for name, rows in list(reading.rows.items()):
        of_month = [row for row in rows if row["period_start"][:7] == month]
        reading.rows[name] = [row for row in rows if row["period_start"][:7] != month]
        if not reading.rows[name]:
            del reading.rows[name]
        used = sum(int(row["value"]) for row in of_month)
        reading.rows_used -= used
        reading.left_out["in part of a month that is held whole"] += used
    reading.no_district.pop(month, None)
    rows, before = sum(reading.counted[month]["districts"].values()), sum(old["districts"].values())
    return (
        f"{in_words(month)} is left as it is: {rows:,} rows in the districts here, {before:,} in {old['file']}. "
        "Part of a month cannot replace the whole. If this file is right, remove the month's rows from "
        "the table first."
    )


def check_month(month: str | None) -> None:
    """Refuse what is no month."""
    if not re.fullmatch(r"(19|20)\d\d-(0[1-9]|1[0-2])", month or ""):
        found = f"The column 'Month' holds '{(month or '')[:40]}', which is not a month."
        raise refused("Month", found, "Download the file again, and do not save it from a spreadsheet program.")


def month_named(name: str) -> str:
    """The one month (YYYY-MM) that a file is called by, or else the folder it lies in; empty where there is none."""
    for part in reversed(name.replace("\\", "/").split("/")):
        months = set(re.findall(r"(?<!\d)(?:19|20)\d\d-(?:0[1-9]|1[0-2])(?!\d)", part))
        if months:
            return months.pop() if len(months) == 1 else ""
    return ""


def whole_months(name: str, rows: Counter) -> list[str]:
    """The months that a file states whole: the one it is called by, or else those that have half as many as the most.

    Raises
    ------
    InputError
        For a file most of whose rows are dated another month than it is called by.
    """
    named, (most, largest) = month_named(name), rows.most_common(1)[0]
    if not named:
        return sorted(month for month, number in rows.items() if 2 * number >= largest)
    if most != named:
        found = f"The file is named after {in_words(named)}, but {largest:,} of its {rows.total():,} rows are of "
        found += f"{in_words(most)}."
        raise refused(name, found, "Download that month again. If the rows are right, rename the file without a month.")
    return [named]


def listed_months(months: list[str]) -> str:
    return ", ".join(map(in_words, months))
