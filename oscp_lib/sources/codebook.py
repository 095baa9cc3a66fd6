"""The codebooks, made from the Data Packages: run as `python -m oscp_lib.sources.codebook`.

`data/README.md` describes what every partnership has, `README.md` in a partnership's folder what is its own.
"""

from pathlib import Path

import pandas as pd
from jinja2 import Environment, PackageLoader

from oscp_lib import paths
from oscp_lib.data.check_table import check_table
from oscp_lib.data.json_files import read_json
from oscp_lib.data.national_package import NationalField, national_table, national_tables
from oscp_lib.data.package import Field, Table, entries_of
from oscp_lib.data.provenance import read_provenance, without_district
from oscp_lib.data.transaction import changing_data, write_whole
from oscp_lib.errors import InputError
from oscp_lib.sources import READERS, reader

SHARED_BY = 3  # tables: the codebook explains such a column once
STATUS_WORDS = {
    "plan": "printed in the partnership's published plan",
    "official": "published by ONS, the Home Office or police.uk",
    "sample": "invented, so that a chart can be drawn and reviewed; never quoted",
}


def codebook(folder: Path | None = None) -> str:
    """The text of `data/README.md`: the tables that every partnership has, and the national ones.

    `folder` is another data folder than the project's own.
    """
    folder = folder or paths.DATA
    path = folder / paths.DATAPACKAGE.name
    described = described_by(path, folder)
    return page(
        "codebook.md",
        package=read_json(path),
        entries=[view_entry(table, folder) for table in described.values()],
        fields=fields_of(described),
        statuses=STATUS_WORDS,
        readers=[reader(kind) for kind in READERS],
        files=read_provenance(folder / paths.NATIONAL.name / paths.PROVENANCE.name),
        national=national_tables(folder).values(),
        shared=shared_fields(folder),
    )


def own_codebook(
    folder: Path | None = None, frames: dict[str, pd.DataFrame] | None = None, package: dict | None = None
) -> str:
    """The text of `README.md` in the partnership's folder: its own tables, and what was read of it alone.

    Parameters
    ----------
    folder
        Another data folder than the project's own.
    frames
        Tables of it that have been read already.
    package
        What its Data Package is about to say, where that is not what its file says.
    """
    folder = folder or paths.DATA
    own = folder / paths.OWN.relative_to(paths.DATA)
    described = described_by(own / paths.OWN_PACKAGE.name, folder, package)
    usual = {field.name for field in fields_of(described_by(folder / paths.DATAPACKAGE.name, folder))}
    record = own / paths.PROVENANCE.name
    return page(
        "own_codebook.md",
        package=package or read_json(own / paths.OWN_PACKAGE.name),
        entries=[entry(table, usual, (frames or {}).get(table.name), folder) for table in described.values()],
        unplaced=unplaced(record) if record.exists() else {},
        files=read_provenance(record) if record.exists() else (),
    )


def page(template: str, **said: object) -> str:
    environment = Environment(loader=PackageLoader("oscp_lib.sources"), trim_blocks=True, lstrip_blocks=True)
    return environment.get_template(template).render(**said).strip() + "\n"


def described_by(path: Path, folder: Path, package: dict | None = None) -> dict[str, Table]:
    """The tables of one Data Package by name, in its order.

    What is written into the project must not depend on what a partner supplied: samples stay what they are.
    """
    inner = path.parent.relative_to(folder).as_posix()
    return {table.name: table for _, table in entries_of(path, "" if inner == "." else inner, False, package)}


def fields_of(described: dict[str, Table]) -> tuple[Field, ...]:
    """The columns that every table has."""
    return next(iter(described.values())).fields


def shared_fields(folder: Path) -> list[NationalField]:
    """The columns that several national tables have and describe alike."""
    described: dict[tuple[str, str], list[NationalField]] = {}
    for table in national_tables(folder).values():
        for field in table.fields:
            described.setdefault((field.name, field.description), []).append(field)
    return [fields[0] for fields in described.values() if len(fields) >= SHARED_BY]


def unplaced(record: Path) -> dict[str, dict[str, dict]]:
    """By kind of download and period, what has no district of the rows that were read for the partnership alone."""
    return {kind: without_district(kind, record) for kind in READERS}


def view_entry(table: Table, folder: Path) -> dict:
    """What the codebook says of a view, which is the same for every partnership."""
    whole = national_table(table.view.of, folder)
    return {"table": table, "more": (), "rows": whole.rows, "units": table.view.unit, "measures": table.view.measure}


def entry(table: Table, usual: set[str], frame: pd.DataFrame | None, folder: Path) -> dict:
    """What the codebook says of one table; `usual` are the columns that every table has."""
    if frame is None:
        frame, problems = check_table(table, folder)
        if problems:
            raise InputError(problems)
    return {
        "table": table,
        "file": Path(table.path).relative_to(paths.OWN.relative_to(paths.DATA)).as_posix(),
        "more": [field for field in table.fields if field.name not in usual],
        "rows": len(frame),
        "units": ", ".join(dict.fromkeys(frame.get("unit", ()))),
        "measures": ", ".join(dict.fromkeys(frame.get("measure", ()))),
    }


def all_codebooks() -> dict[str, bytes]:
    """The codebook, and that of each partnership that has a Data Package of its own, by their paths in `data`."""
    files, used = {paths.CODEBOOK.name: codebook().encode()}, paths.SLUG
    for package in sorted(paths.PARTNERSHIPS.glob(f"*/{paths.OWN_PACKAGE.name}")):
        paths.use_partnership(package.parent.name)
        files[paths.OWN_CODEBOOK.relative_to(paths.DATA).as_posix()] = own_codebook().encode()
    paths.use_partnership(used)
    return files


if __name__ == "__main__":
    from oscp_lib.terminal import run_as_module, say

    with run_as_module(), changing_data(say):
        write_whole(all_codebooks())
