"""The codebook, `data/README.md`, made from `datapackage.json`: run as `python -m oscp_lib.sources.codebook`."""

from pathlib import Path

import pandas as pd
from jinja2 import Environment, PackageLoader

from oscp_lib import paths
from oscp_lib.data.check_table import check_table
from oscp_lib.data.json_files import read_json
from oscp_lib.data.national_package import NationalField, national_tables
from oscp_lib.data.package import Table, tables
from oscp_lib.data.provenance import read_provenance, without_district
from oscp_lib.data.transaction import changing_data, write_whole
from oscp_lib.data.unplaced import of_force
from oscp_lib.errors import InputError
from oscp_lib.sources import READERS, reader

SHARED_BY = 3  # tables: the codebook explains such a column once
STATUS_WORDS = {
    "plan": "printed in the partnership's published plan",
    "official": "published by ONS, the Home Office or police.uk",
    "sample": "invented, so that a chart can be drawn and reviewed; never quoted",
}


def codebook(folder: Path | None = None, frames: dict[str, pd.DataFrame] | None = None) -> str:
    """The text of `data/README.md`.

    `folder` is another data folder than the project's own; `frames` are tables of it that have been read already.
    """
    folder = folder or paths.DATA
    package = read_json(folder / paths.DATAPACKAGE.name)
    environment = Environment(loader=PackageLoader("oscp_lib.sources"), trim_blocks=True, lstrip_blocks=True)
    # What is written into the project must not depend on what a partner supplied.
    described = tables(folder, restricted=False)
    fields = next(iter(described.values())).fields
    usual = {field.name for field in fields}
    return environment.get_template("codebook.md").render(
        package=package,
        entries=[entry(table, usual, (frames or {}).get(table.name), folder) for table in described.values()],
        fields=fields,
        statuses=STATUS_WORDS,
        readers=[reader(kind) for kind in READERS],
        unplaced=unplaced(described, folder),
        files=[
            *read_provenance(folder / paths.PROVENANCE.name),
            *read_provenance(folder / paths.NATIONAL.name / paths.PROVENANCE.name),
        ],
        national=national_tables(folder).values(),
        shared=shared_fields(folder),
    )


def shared_fields(folder: Path) -> list[NationalField]:
    """The columns that several national tables have and describe alike."""
    described: dict[tuple[str, str], list[NationalField]] = {}
    for table in national_tables(folder).values():
        for field in table.fields:
            described.setdefault((field.name, field.description), []).append(field)
    return [fields[0] for fields in described.values() if len(fields) >= SHARED_BY]


def unplaced(described: dict[str, Table], folder: Path) -> dict[str, dict[str, dict]]:
    """By kind of download and period, what of the force's rows has no district."""
    found = {kind: without_district(kind, folder / paths.PROVENANCE.name) for kind in READERS}
    for table in described.values():
        if table.view and table.parts and table.ingest:
            found[table.ingest.kind] = of_force(table, folder)
    return found


def entry(table: Table, usual: set[str], frame: pd.DataFrame | None, folder: Path) -> dict:
    """What the codebook says of one table; `usual` are the columns that every table has."""
    if frame is None:
        frame, problems = check_table(table, folder)
        if problems:
            raise InputError(problems)
    return {
        "table": table,
        "more": [field for field in table.fields if field.name not in usual],
        "rows": len(frame),
        "units": ", ".join(dict.fromkeys(frame.get("unit", ()))),
        "measures": ", ".join(dict.fromkeys(frame.get("measure", ()))),
    }


if __name__ == "__main__":
    from oscp_lib.terminal import run_as_module, say

    with run_as_module(), changing_data(say):
        write_whole({paths.CODEBOOK.name: codebook().encode()})
