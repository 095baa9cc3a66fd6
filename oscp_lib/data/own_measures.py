"""Measures of a partnership's own: tables that a few lines of `measures.yml` in its folder describe.

The table itself, `tables/<name>.csv`, needs the first and last day of each period and a value; it may add a category,
an interval and a target. What every other table repeats in each row, these lines say once.
"""

import csv
import datetime
from pathlib import Path
from typing import Literal

from pydantic import RootModel, field_validator

from oscp_lib import paths
from oscp_lib.data.link import Link
from oscp_lib.data.partnership import load_partnership
from oscp_lib.data.text_file import decode
from oscp_lib.data.yaml_files import Strict, read_if_there

OWN = "own"  # the status of such a table
Frequency = Literal["", "calendar year", "quarter", "month", "day"]
LOWER, UPPER, TARGET = "lower", "upper", "target"
# Columns that a table of a measure may have, with their type and whether each row must fill them.
COLUMNS = {
    "period_start": ("date", "First day of the period the value is of"),
    "period_end": ("date", "Last day of the period"),
    "value": ("number", "The value"),
}
MORE_COLUMNS = {
    "category": ("string", "What is counted"),
    LOWER: ("number", "Lower end of the 95% interval of the value"),
    UPPER: ("number", "Upper end of the 95% interval of the value"),
    TARGET: ("number", "What the partnership set itself for the period"),
}


class MeasureSource(Strict):
    """The publication or record that the rows of a measure are from."""

    title: str
    publisher: str
    address: str = ""
    released: datetime.date | str = ""

    @field_validator("address")
    @classmethod
    def on_the_web(cls, text: str) -> str:
        return Link.on_the_web(text) if text else text


class Measure(Strict):
    """What is said of one table: `disclosure` says why its counts can be printed as they are.

    `holder` is whom to ask for it, `frequency` what each of its periods is, where all are alike.
    """

    title: str
    unit: str
    source: MeasureSource
    holder: str
    disclosure: str
    frequency: Frequency = ""
    caveats: tuple[str, ...] = ()
    licence: str = "as its publisher states"


class Measures(RootModel[dict[str, Measure]]):
    """`measures.yml`: the tables of a partnership's own by name."""

    @classmethod
    def model_for(cls, content: dict) -> type["Measures"]:
        return cls


def own_measures(folder: Path | None = None) -> dict[str, Measure]:
    """The measures that the partnership describes, by the name of their table; none where it has no such file.

    `folder` is another data folder than the project's own.

    Raises
    ------
    InputError
        When the file does not pass its checks.
    """
    found = read_if_there(measures_path(folder), Measures)
    return found.root if found else {}


def measures_path(folder: Path | None = None) -> Path:
    return paths.MEASURES if folder is None else folder / paths.MEASURES.relative_to(paths.DATA)


def measure_entries(folder: Path | None = None) -> list[dict]:
    """The measures as a Data Package describes a table: so all that holds of tables holds of them."""
    return [entry_of(name, each, folder or paths.DATA) for name, each in own_measures(folder).items()]


def entry_of(name: str, measure: Measure, folder: Path) -> dict:
    """One measure as an entry of a Data Package; `fills` are the columns that its file need not have."""
    path = paths.TABLES.relative_to(paths.DATA) / f"{name}.csv"
    held = header_of(folder / path)
    columns = COLUMNS | {column: MORE_COLUMNS[column] for column in held if column in MORE_COLUMNS}
    source = f"{name}-source".replace("_", "-")
    fills = {"area": load_partnership().place, "measure": f"{measure.unit}, as supplied", "unit": measure.unit}
    fills |= {"category": measure.title} if "category" not in held else {}
    return {
        "name": name,
        "path": path.as_posix(),
        "title": measure.title,
        "description": measure.title,
        "status": OWN,
        "coverage": "",
        "caveats": list(measure.caveats),
        "chapters": [],
        "holder": measure.holder,
        "licenses": [{"title": measure.licence}],
        "sources": [
            {
                "name": source,
                "title": measure.source.title,
                "publisher": measure.source.publisher,
                "path": measure.source.address,
                "released": str(measure.source.released),
            }
        ],
        "schema": {
            "fields": [
                {"name": column, "type": kind, "description": what, "constraints": {"required": column in COLUMNS}}
                for column, (kind, what) in columns.items()
            ],
            "primaryKey": ["period_start", "period_end", "area", "category", "measure"],
        },
        "disclosure": {"threshold": 1, "public": measure.disclosure},
        "frequency": measure.frequency,
        "fills": fills | {"status": OWN, "source": source},
    }


def header_of(path: Path) -> list[str]:
    """The names of the columns of a table's file; none where there is no file or nothing in it."""
    if not path.is_file():
        return []
    lines = (line for line in decode(path).splitlines() if line.strip(" ,"))
    return [cell.strip() for row in csv.reader([next(lines, "")]) for cell in row]
