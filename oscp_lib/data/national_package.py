"""What the Data Package of `data/national` says of each table: its columns, key, sources, licence, caveats and hashes.

A table's entry holds two hashes: that of the file, by which it is known quickly to be intact, and that of its values,
which stays the same whatever version of a library wrote the file. Only the second decides an edition.
"""

from dataclasses import dataclass
from pathlib import Path

from oscp_lib import paths
from oscp_lib.data.json_files import read_json
from oscp_lib.errors import InputError, Problem
from oscp_lib.inputs.files import ABOUT_FILE

OF_FILE, SIZE = ABOUT_FILE


OF_VALUES = "values_hash"


BINARY = "binary"


@dataclass(frozen=True)
class NationalField:
    """A column: its name, type (`date`, `string`, `integer`, `number` or `binary`), unit and what it holds.

    `order` are the texts it may hold, in the publisher's order; empty where any text may stand.
    """

    name: str
    type: str
    description: str
    unit: str = ""
    order: tuple[str, ...] = ()


@dataclass(frozen=True)
class NationalTable:
    """One table of `data/national`.

    `stated_whole` are the columns within whose values a release states every row there is: rows that a later release
    lacks are no longer published. It is None where a release may be of some areas only.
    """

    name: str
    path: str
    title: str
    description: str
    kind: str
    fields: tuple[NationalField, ...]
    key: tuple[str, ...]
    stated_whole: tuple[str, ...] | None
    licence: str
    attribution: str
    caveats: tuple[str, ...]
    breaks: tuple[str, ...]
    coverage: str
    sources: tuple[dict, ...]
    hash: str
    values_hash: str
    rows: int

    @property
    def columns(self) -> list[str]:
        return [field.name for field in self.fields]

    @property
    def ordered(self) -> dict[str, tuple[str, ...]]:
        """The order of the texts of each column that has one."""
        return {field.name: field.order for field in self.fields if field.order}


def package_path(folder: Path | None = None) -> Path:
    """The Data Package of the national tables; `folder` is another data folder than the project's own."""
    return (folder / paths.NATIONAL.name if folder else paths.NATIONAL) / paths.DATAPACKAGE.name


_read: dict[tuple, dict[str, NationalTable]] = {}


def national_tables(folder: Path | None = None) -> dict[str, NationalTable]:
    """Every national table by its name, in the order of the package.

    Raises
    ------
    InputError
        When the package is missing, is not JSON, or an entry lacks what every table must say.
    """
    path = package_path(folder)
    state = paths.state(path)
    if state not in _read:
        try:
            _read[state] = {entry["name"]: read_entry(entry) for entry in read_json(path)["resources"]}
        except (KeyError, TypeError, AttributeError) as error:
            found = f"An entry does not have the form of the others ({error})."
            remedy = "Compare it with the others, or restore the file."
            raise InputError(Problem(paths.shown(path), found, remedy)) from None
    return _read[state]


def read_entry(entry: dict) -> NationalTable:
    """One resource of the package as a `NationalTable`."""
    return NationalTable(
        name=entry["name"],
        path=entry["path"],
        title=entry["title"],
        description=entry["description"],
        kind=entry["ingest"],
        fields=tuple(
            NationalField(
                field["name"], field_type(field), field["description"], field.get("unit", ""),
                tuple(field.get("constraints", {}).get("enum", ())),
            )
            for field in entry["schema"]["fields"]
        ),
        key=tuple(entry["schema"]["primaryKey"]),
        stated_whole=tuple(entry["stated_whole"]) if "stated_whole" in entry else None,
        licence=entry["licenses"][0]["title"],
        attribution=entry.get("attribution", ""),
        caveats=tuple(entry.get("caveats", ())),
        breaks=tuple(entry.get("breaks", ())),
        coverage=entry.get("coverage", ""),
        sources=tuple(entry["sources"]),
        hash=entry.get(OF_FILE, ""),
        values_hash=entry.get(OF_VALUES, ""),
        rows=entry.get("rows", 0),
    )  # fmt: skip


def field_type(field: dict) -> str:
    """The type of a column; bytes are a format of texts in the words of a Data Package, which has no type for them."""
    return BINARY if field.get("format") == BINARY else field["type"]


def national_table(name: str, folder: Path | None = None) -> NationalTable:
    """One national table by its name.

    Raises
    ------
    InputError
        When there is none of that name, naming those there are.
    """
    held = national_tables(folder)
    if name not in held:
        found = f"There is no national table '{name}'."
        raise InputError(Problem(paths.shown(package_path(folder)), found, f"Choose one of {', '.join(held)}."))
    return held[name]


def file_of(table: NationalTable, folder: Path | None = None) -> Path:
    return package_path(folder).parent / table.path
