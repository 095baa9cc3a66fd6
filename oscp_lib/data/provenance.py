"""Which files were read into the tables: `provenance.json`, one entry for each."""

import json
from pathlib import Path
from typing import Any

from oscp_lib import paths
from oscp_lib.data.json_files import read_json
from oscp_lib.errors import InputError, Problem

Entry = dict[str, Any]
EVERY_FILE = ("file", "sha256", "kind", "read_on", "no_district")  # what is asked of each
NONE_READ = """write {"files": []} into it"""


def read_provenance(path: Path | None = None) -> list[Entry]:
    """Every file that was read. The record of none is a file too: without it, notes under the figures would be lost.

    Raises
    ------
    InputError
        When the record is missing, or is not one.
    """
    return read_record(path)["files"]


def read_months(kind: str, path: Path | None = None) -> dict[str, Entry]:
    """By month (YYYY-MM), what the file that speaks for it counted; nothing where no file of that kind was read.

    An entry has `file`, `sha256` and `edition`, and rows by type: `districts`, and `force` where the file was of the
    whole force. One with `absent_from` names a download that has other forces' files of the month and not this one's.
    """
    return dict(read_record(path).get("months", {}).get(kind, {}))


def read_record(path: Path | None = None) -> dict[str, Any]:
    """The whole record: `files`, and by kind the `months` that they state."""
    path = path or paths.PROVENANCE
    if path == paths.PROVENANCE and not paths.is_there(path):
        if not paths.is_there(paths.OWN_PACKAGE):
            return {"files": []}  # nothing was read for a partnership without tables of its own
        remedy = f"Put it back from the last good copy; where no download was read, {NONE_READ}."
        raise InputError(Problem(paths.shown(path), "The file is missing.", remedy))
    content = read_json(path, f"Restore it from the last good copy; where no download was read, {NONE_READ}.")
    if wrong := unlike_a_record(content):
        found = f"The file is not the record of files read: {wrong}."
        raise InputError(Problem(paths.shown(path), found, "Restore it from the last good copy."))
    return content


def unlike_a_record(content: Any) -> str:
    """How some content differs from that of a record; "" where it does not."""
    if not isinstance(content, dict) or not isinstance(content.get("files"), list):
        return "it has no list 'files'"
    for number, entry in enumerate(content["files"], 1):
        lacks = [name for name in EVERY_FILE if name not in entry] if isinstance(entry, dict) else EVERY_FILE
        if lacks or not isinstance(entry["no_district"], dict):
            field = lacks[0] if lacks else "no_district"
            return f"file {number} of its list has no '{field}' as others have"
    months = content.get("months", {})
    by_kind = list(months.values()) if isinstance(months, dict) else [None]
    if not all(isinstance(kind, dict) and all(isinstance(each, dict) for each in kind.values()) for kind in by_kind):
        return "'months' does not have what was counted by kind and month"
    return ""


def text_of(entries: list[Entry], months: dict[str, dict[str, Entry]] | None = None) -> str:
    """The record as its file holds it, in an order that does not depend on the order of reading."""
    ordered = sorted(entries, key=lambda entry: (entry["kind"], entry["file"], entry["sha256"]))
    record: dict[str, Any] = {"files": ordered}
    if any((months or {}).values()):
        record["months"] = {kind: dict(sorted(found.items())) for kind, found in sorted(months.items()) if found}
    return json.dumps(record, indent=1, ensure_ascii=False) + "\n"


def without_district(kind: str, path: Path | None = None) -> dict[str, dict[str, Any]]:
    """By period, the force's rows (`force`), how many have no district (`without`), and those by type (`by_type`).

    A total by district leaves those out. Where several files state a period, the one that speaks for it counts, or else
    the one read last.
    """
    shares: dict[str, dict[str, Any]] = {}
    entries = {entry["sha256"]: entry for entry in read_provenance(path) if entry["kind"] == kind}
    for entry in sorted(entries.values(), key=lambda entry: entry["read_on"]):
        shares |= entry["no_district"]
    for month, found in read_months(kind, path).items():
        stated = entries.get(found.get("sha256", ""), {}).get("no_district", {})
        shares |= {month: stated[month]} if month in stated else {}
    return dict(sorted(shares.items()))
