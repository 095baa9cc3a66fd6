"""How a national table lies in its file: types, order, encoding, and the hash of its values."""

import hashlib
from typing import TYPE_CHECKING

from oscp_lib.data.national_package import BINARY, OF_FILE, OF_VALUES, SIZE, NationalTable

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

LARGEST_GROUP = 1 << 20  # rows: each table is one group
RARELY = 4  # times a value stands in a column, on average: a dictionary of such values saves little


def as_frame(held: "pa.Table") -> "pd.DataFrame":
    """An Arrow table as a frame: days as timestamps, counts as nullable integers."""
    import pandas as pd

    held = held.cast(plain(held.schema))
    frame = held.to_pandas(
        use_threads=False, types_mapper={held_type("integer"): pd.Int64Dtype()}.get, date_as_object=False
    )
    days = [each.name for each in held.schema if each.type == held_type("date")]
    # One unit of time everywhere, that of the tables read from CSV.
    return frame.astype({name: "datetime64[us]" for name in days})


def plain(schema: "pa.Schema") -> "pa.Schema":
    """A schema with texts in place of what is read as numbers of texts, which is several times as fast."""
    import pyarrow as pa

    return pa.schema(
        [(each.name, each.type.value_type if pa.types.is_dictionary(each.type) else each.type) for each in schema]
    )


def schema_of(table: NationalTable) -> "pa.Schema":
    import pyarrow as pa

    return pa.schema([(field.name, held_type(field.type)) for field in table.fields])


def held_type(kind: str) -> "pa.DataType":
    """The type in which a column is held."""
    import pyarrow as pa

    return {
        "date": pa.date32(),
        "string": pa.string(),
        "integer": pa.int64(),
        "number": pa.float64(),
        BINARY: pa.binary(),
    }[kind]


def empty(table: NationalTable) -> "pd.DataFrame":
    """A frame of the table's columns without rows."""
    return as_frame(schema_of(table).empty_table())


def as_held(table: NationalTable, frame: "pd.DataFrame") -> "pd.DataFrame":
    """A reader's frame with the columns and types in which the table is held."""
    import pyarrow as pa

    return as_frame(pa.Table.from_pandas(frame[table.columns], schema=schema_of(table), preserve_index=False))


def in_order(table: NationalTable, frame: "pd.DataFrame") -> "pd.DataFrame":
    """The rows in the order of the key; a column whose texts have an order follows it.

    Raises
    ------
    ValueError
        When a text is not among those the column may hold: the reader should have refused or named it.
    """
    import pandas as pd

    keys = {}
    for name in table.key:
        order = table.ordered.get(name)
        unknown = sorted(set(frame[name].dropna()) - set(order)) if order else []
        if unknown:
            raise ValueError(f"{table.name}.{name}: {unknown[0]!r} is not among {order}")
        keys[name] = pd.Categorical(frame[name], categories=order).codes if order else frame[name].to_numpy()
    order_of = pd.DataFrame(keys).sort_values(list(table.key), kind="stable").index
    return frame[table.columns].iloc[order_of].reset_index(drop=True)


def to_parquet(table: NationalTable, frame: "pd.DataFrame") -> tuple[bytes, dict]:
    """A frame as the bytes of the table's file, and what the package says of them."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    held = pa.Table.from_pandas(frame, schema=schema_of(table), preserve_index=False).replace_schema_metadata(None)
    sink, differing = pa.BufferOutputStream(), encodings(held)
    pq.write_table(
        held,
        sink,
        compression="zstd",
        compression_level=9,
        row_group_size=LARGEST_GROUP,
        write_statistics=False,
        use_dictionary=[name for name in held.schema.names if name not in differing],
        column_encoding=differing or None,
    )
    content = sink.getvalue().to_pybytes()
    said = {OF_FILE: file_hash(content), SIZE: len(content), OF_VALUES: values_hash(held), "rows": held.num_rows}
    return content, said


def encodings(held: "pa.Table") -> dict[str, str]:
    """How columns whose values hardly repeat, such as codes and ranks, are written: each by what is new in it."""
    import pyarrow as pa

    found = {}
    for field in held.schema:
        rare = len(held.column(field.name).unique()) * RARELY > held.num_rows
        if rare and pa.types.is_string(field.type):
            found[field.name] = "DELTA_BYTE_ARRAY"
        elif rare and pa.types.is_integer(field.type):
            found[field.name] = "DELTA_BINARY_PACKED"
    return found


def file_hash(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def values_hash(held: "pa.Table") -> str:
    """SHA-256 over the names of the columns and their values in order, however a file lays them out."""
    digest = hashlib.sha256()
    for name in held.schema.names:
        digest.update(f"{name}\n".encode())
        for part in parts_of(held.column(name)):
            digest.update(part)
    return f"sha256:{digest.hexdigest()}"


def parts_of(column: "pa.ChunkedArray") -> list[bytes]:
    """Which values of a column are there, and what they are: numbers as eight bytes, texts behind their lengths."""
    import numpy as np
    import pyarrow as pa

    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    there = column.is_valid().to_numpy().astype("u1").tobytes()
    if pa.types.is_floating(column.type):
        return [there, column.fill_null(0.0).to_numpy().astype("<f8").tobytes()]
    if pa.types.is_string(column.type) or pa.types.is_binary(column.type):
        values = [b"" if each is None else each for each in column.cast(pa.large_binary()).to_pylist()]
        return [there, np.array(list(map(len, values)), dtype="<i8").tobytes(), b"".join(values)]
    whole = column.cast(pa.int32()) if pa.types.is_date(column.type) else column
    return [there, whole.fill_null(0).to_numpy().astype("<i8").tobytes()]
