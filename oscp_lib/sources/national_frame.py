"""The frame of a national table from the rows that a reader has found."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from oscp_lib.data.national_package import national_table

if TYPE_CHECKING:
    import pandas as pd

TYPES = {"integer": "Int64", "number": "float64"}


def frame(name: str, rows: Sequence[tuple]) -> "pd.DataFrame":
    """The rows of a national table, each a tuple in the order of its columns, sorted by its key.

    Counts and ranks are Int64, which may be missing; scores and distances are decimals.
    """
    import pandas as pd

    table = national_table(name)
    made = pd.DataFrame(rows, columns=table.columns)
    made = made.astype({each.name: TYPES[each.type] for each in table.fields if each.type in TYPES})
    return made.sort_values(list(table.key), ignore_index=True)
