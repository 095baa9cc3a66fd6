"""Which files were read into the tables: `data/provenance.json`, one entry for each."""

import json
from pathlib import Path
from typing import Any

from oscp_lib import paths
from oscp_lib.data.yaml_files import read_text
from oscp_lib.errors import InputError, Problem

Entry = dict[str, Any]


def read_provenance(path: Path | None = None) -> list[Entry]:
    """Every file that was read. The record of none is a file too: without it, notes under the figures would be lost.

    Raises
    ------
    InputError
        When the record is missing, or no JSON.
    """
    path = path or paths.PROVENANCE
    text = read_text(path)
    try:
        return json.loads(text)["files"]
    except (json.JSONDecodeError, KeyError) as error:
        found, remedy = f"The file is not the record of files read ({error}).", "Restore it from the last good copy."
        raise InputError(Problem(paths.shown(path), found, remedy)) from None


def text_of(entries: list[Entry]) -> str:
    """The record as its file holds it, in an order that does not depend on the order of reading."""
    ordered = sorted(entries, key=lambda entry: (entry["kind"], entry["file"], entry["sha256"]))
    return json.dumps({"files": ordered}, indent=1, ensure_ascii=False) + "\n"


def without_district(kind: str, path: Path | None = None) -> dict[str, dict[str, Any]]:
    """By period, the force's rows (`force`), how many have no district (`without`), and those by type (`by_type`).

    A total by district leaves those out. Where several files state a period, the one read last counts.
    """
    shares: dict[str, dict[str, Any]] = {}
    for entry in sorted(read_provenance(path), key=lambda entry: entry["read_on"]):
        if entry["kind"] == kind:
            shares |= entry["no_district"]
    return dict(sorted(shares.items()))
