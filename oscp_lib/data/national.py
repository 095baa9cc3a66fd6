"""The national tables: what publishers state of every area, read from the parquet files of `data/national`."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from oscp_lib import paths
from oscp_lib.data.national_layout import as_frame, file_hash, plain, schema_of, values_hash
from oscp_lib.data.national_package import NationalTable, file_of, national_table
from oscp_lib.errors import InputError, Problem

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

AGAIN = "Read the published downloads again with `oscp ingest`, or restore the file from version control."


def read_national(
    name: str, folder: Path | None = None, columns: list[str] | None = None, **where: object
) -> "pd.DataFrame":
    """The rows of a national table, in the order of its key.

    Parameters
    ----------
    columns
        The columns wanted; all of them without it.
    where
        What a column must equal (one value), or be among (a list): other rows are not made into objects at all.

    Returns
    -------
    pandas.DataFrame
        One row a published value; days are timestamps, codes and texts are strings, counts are nullable integers.

    Raises
    ------
    InputError
        When the file is missing, cut short, or holds other values than the package says.
    """
    import pyarrow.compute as pc

    held = arrow_table(national_table(name, folder), folder)
    keep = None
    for column, wanted in where.items():
        at = held.column(column)
        several = isinstance(wanted, (list, tuple, set, frozenset))
        mask = pc.is_in(at, value_set=typed_like(at, sorted(wanted))) if several else pc.equal(at, wanted)
        keep = mask if keep is None else pc.and_(keep, mask)
    if keep is not None:
        held = held.filter(keep)
    if columns:
        held = held.select(columns)
    return as_frame(held)


def typed_like(column: "pa.ChunkedArray", values: list) -> "pa.Array":
    import pyarrow as pa

    return pa.array(values, type=getattr(column.type, "value_type", column.type))


# A table is read many times in a run: its bytes are parsed again only when it, or what describes it, has changed.
_parsed: dict[Path, tuple[tuple, "pa.Table"]] = {}


def arrow_table(table: NationalTable, folder: Path | None = None) -> "pa.Table":
    """The content of a table's file, whose values are those that the package states."""
    path = file_of(table, folder)
    # Also where it is held already and no file is opened: who asked for it rests on it.
    sys.audit("oscp.table", f"{paths.NATIONAL.name}/{table.path}")
    state = (paths.state(path), table.hash, table.values_hash)
    if _parsed.get(path, (None,))[0] != state:
        _parsed[path] = (state, parsed(table, path))
    return _parsed[path][1]


def parsed(table: NationalTable, path: Path) -> "pa.Table":
    """The content of a parquet file, checked against the package.

    Raises
    ------
    InputError
        When it is missing, cannot be read, has other columns, or other values.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    shown = paths.shown(path)
    if not path.is_file() and not table.hash:
        return schema_of(table).empty_table()  # nothing of it has been read in yet
    if not path.is_file():
        raise InputError(Problem(shown, "The table's file does not exist.", AGAIN))
    content = path.read_bytes()
    try:
        # Without threads: a kernel is forked from a process that has read tables, and threads do not survive a fork.
        file = pq.ParquetFile(pa.BufferReader(content), pre_buffer=False, read_dictionary=repeated(content))
        held = file.read(use_threads=False)
        held.validate(full=True)
    except (pa.ArrowException, OSError) as error:
        found = f"The file cannot be read as parquet: it was cut short or altered ({str(error).splitlines()[0][:90]})."
        raise InputError(Problem(shown, found, AGAIN)) from None
    if held.schema.names != table.columns or plain(held.schema).types != schema_of(table).types:
        found = f"Its columns are {', '.join(held.schema.names)}; the package describes {', '.join(table.columns)}."
        raise InputError(Problem(shown, found, AGAIN))
    if file_hash(content) != table.hash and values_hash(held) != table.values_hash:
        found = "Its values are not those that data/national/datapackage.json states: the file was altered."
        raise InputError(Problem(shown, found, AGAIN))
    return held


def repeated(content: bytes) -> list[str]:
    """The columns of a file that are written as numbers of texts, and can be read so: several times as fast."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    described = pq.read_metadata(pa.BufferReader(content))
    if not described.num_row_groups:
        return []
    columns = [described.row_group(0).column(place) for place in range(described.num_columns)]
    texts = [each for each in columns if each.physical_type == "BYTE_ARRAY"]
    return [each.path_in_schema for each in texts if "DELTA_BYTE_ARRAY" not in each.encodings]
