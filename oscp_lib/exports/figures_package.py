"""The description of the data files of an edition, as a Data Package: what each file and column holds."""

import csv
import json
from collections.abc import Iterable
from pathlib import Path

from oscp_lib.exports.workbook import Imprint
from oscp_lib.figures.csv_file import download_name
from oscp_lib.figures.long_form import NUMBERS

FILE = "datapackage.json"
LICENCE = {
    "name": "OGL-UK-3.0", "title": "Open Government Licence v3.0",
    "path": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
}  # fmt: skip
MEANINGS = {
    "period": "The calendar year, quarter or month that the value is of.",
    "area": "The area that the value is of.",
    "area_code": "The area's official code (Office for National Statistics).",
    "category": "The kind of offence.",
    "measure": "What is counted or worked out.",
    "unit": "What the value is in.",
    "value": "The value; empty where it is absent, which the note explains.",
    "lower": "The lower bound of the 95% interval.",
    "upper": "The upper bound of the 95% interval.",
    "status": "Whose figure it is: official, plan, partner, or invented as sample data.",
    "note": "Shorthand: [c] confidential, [x] not available, [z] not applicable, [r] revised.",
    "source": "The publications it comes from.",
}


def write_package(folder: Path, name: str, records: Iterable[dict], imprint: Imprint) -> Path:
    """Write `datapackage.json` beside the data files of an edition.

    Parameters
    ----------
    name
        The edition's, as a Data Package takes it: small letters, digits, hyphens.
    records
        The records of the figures, as their pages publish them.
    """
    described = {
        "profile": "tabular-data-package",
        "name": name,
        "title": f"{imprint.title}: figures for {imprint.year}",
        "contributors": [{"title": imprint.partnership, "role": "publisher"}],
        "licenses": [LICENCE],
        "resources": [resource(record) for record in records],
    } | ({"description": imprint.draft} if imprint.draft else {})
    text = json.dumps(described, ensure_ascii=False, indent=1)
    (folder / FILE).write_text(f"{text}\n", encoding="utf-8", newline="\n")
    return folder / FILE


def resource(record: dict) -> dict:
    """The description of one figure's file."""
    path = download_name(record["ident"], record["sample"], "csv")
    header = next(csv.reader([record["values"]]))
    tidy = "value" in header
    return {
        "profile": "tabular-data-resource",
        "name": Path(path).stem.replace("_", "-"),
        "path": path,
        "title": f"{record['label']}: {record['title']}",
        "description": " ".join([record["subtitle"], *record["notes"]]),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "sources": [{"title": title} for title in filter(None, record["sources"].split("; "))],
        "schema": {"fields": [field(name, tidy) for name in header], "missingValues": [""]},
    }


def field(name: str, tidy: bool) -> dict:
    """The description of one column; that of a list of texts says no more than its name."""
    kind = "number" if tidy and name in NUMBERS else "string"
    return {"name": name, "type": kind} | ({"description": MEANINGS[name]} if tidy and name in MEANINGS else {})
