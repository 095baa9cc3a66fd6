"""The codebook, `data/README.md`, made from `datapackage.json`: run as `python -m oscp_lib.sources.codebook`."""

from pathlib import Path

import pandas as pd
from jinja2 import Environment, PackageLoader

from oscp_lib import paths
from oscp_lib.data.check_table import check_table
from oscp_lib.data.json_files import read_json
from oscp_lib.data.package import Table, tables
from oscp_lib.data.provenance import read_provenance, without_district
from oscp_lib.data.transaction import changing_data, write_whole
from oscp_lib.errors import InputError
from oscp_lib.sources import READERS, reader

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
        unplaced={kind: without_district(kind, folder / paths.PROVENANCE.name) for kind in READERS},
        files=read_provenance(folder / paths.PROVENANCE.name),
    )


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
        "units": ", ".join(dict.fromkeys(frame["unit"])),
        "measures": ", ".join(dict.fromkeys(frame["measure"])),
    }


if __name__ == "__main__":
    from oscp_lib.terminal import run_as_module, say

    with run_as_module(), changing_data(say):
        write_whole({paths.CODEBOOK.name: codebook().encode()})
