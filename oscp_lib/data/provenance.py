"""Which files were read into the tables: `data/provenance.json`, one entry for each."""

import json
from pathlib import Path
from typing import Any

from oscp_lib import paths
from oscp_lib.data.json_files import read_json
from oscp_lib.errors import InputError, Problem

Entry = dict[str, Any]


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
    content = read_json(path)
    try:
        content["files"], content.get("months", {}).items()
    except (KeyError, TypeError, AttributeError) as error:
        found, remedy = f"The file is not the record of files read ({error}).", "Restore it from the last good copy."
        raise InputError(Problem(paths.shown(path), found, remedy)) from None
    return content


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
