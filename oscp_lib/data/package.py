"""What `data/datapackage.json` says of each table: its fields, sources, licence, coverage and caveats."""

import json
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from oscp_lib import paths
from oscp_lib.errors import InputError, Problem

STATUSES = ("plan", "official", "sample")


@dataclass(frozen=True)
class Field:
    """A column: its name, type (`date`, `string`, `integer` or `number`) and what its cells may hold."""

    name: str
    type: str
    description: str
    enum: tuple[object, ...] = ()
    minimum: float | None = None


@dataclass(frozen=True)
class Source:
    """A publication that a row names in its `source` column; `edition` is the last day it reaches, where known."""

    name: str
    title: str
    publisher: str
    path: str
    released: str
    edition: str = ""


@dataclass(frozen=True)
class Table:
    """One table of `data/tables`. `crime` says that its rows can make a year buildable.

    `frequency` is what each period must be (`calendar year`, `quarter`, `month` or `day`; empty where they differ);
    `confirmed` are counts far from their neighbours that somebody has looked at.
    """

    name: str
    path: str
    title: str
    description: str
    status: str
    coverage: str
    caveats: tuple[str, ...]
    chapters: tuple[str, ...]
    holder: str
    crime: bool
    licence: str
    sources: tuple[Source, ...]
    fields: tuple[Field, ...]
    primary_key: tuple[str, ...]
    frequency: str = ""
    confirmed: tuple[dict, ...] = ()

    @property
    def publisher(self) -> str:
        return self.sources[0].publisher

    def titles(self, frame: pd.DataFrame) -> list[str]:
        """The publications that the rows of a frame come from, as a source line prints them."""
        named = set(frame["source"]) if "source" in frame else set()
        return [f"{source.publisher}, {source.title}" for source in self.sources if source.name in named]


# The package is read many times in a run; it is parsed again only when the file has changed.
_read: dict[tuple[Path, int, int], dict[str, Table]] = {}


def tables(folder: Path | None = None) -> dict[str, Table]:
    """Every table by its name, in the order of the package; `folder` is another data folder than the project's.

    Raises
    ------
    InputError
        When the file is missing, is not JSON, or an entry lacks what every table must say.
    """
    path = paths.DATAPACKAGE if folder is None else folder / paths.DATAPACKAGE.name
    shown = paths.shown(path)
    try:
        state = path.stat()
        key = (path, state.st_mtime_ns, state.st_size)
        if key not in _read:
            _read[key] = {
                entry["name"]: read_entry(entry) for entry in json.loads(path.read_text("utf-8"))["resources"]
            }
        return _read[key]
    except FileNotFoundError:
        raise InputError(Problem(shown, "The Data Package is missing.", "Restore it.")) from None
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        line, column = getattr(error, "lineno", None), getattr(error, "colno", None)
        found = f"The file is not JSON in UTF-8 ({getattr(error, 'msg', error)})."
        raise InputError(Problem(shown, found, "Mend it there, or restore it.", line, column)) from None
    except KeyError as error:
        found = f"An entry lacks {error}."
        raise InputError(Problem(shown, found, "Add it; the other entries show what it looks like.")) from None


def read_entry(entry: dict) -> Table:
    """One resource of the package as a `Table`."""
    return Table(
        name=entry["name"],
        path=entry["path"],
        title=entry["title"],
        description=entry["description"],
        status=entry["status"],
        coverage=entry["coverage"],
        caveats=tuple(entry["caveats"]),
        chapters=tuple(entry["chapters"]),
        holder=entry.get("holder", ""),
        crime=entry.get("crime", False),
        licence=entry["licenses"][0]["title"],
        sources=tuple(read_source(source) for source in entry["sources"]),
        fields=tuple(read_field(field) for field in entry["schema"]["fields"]),
        primary_key=tuple(entry["schema"]["primaryKey"]),
        frequency=entry.get("frequency", ""),
        confirmed=tuple(entry.get("confirmed", ())),
    )


def read_source(source: dict) -> Source:
    return Source(
        source["name"], source["title"], source["publisher"], source.get("path", ""), source.get("released", ""),
        source.get("edition", ""),
    )  # fmt: skip


def read_field(field: dict) -> Field:
    limits = field.get("constraints", {})
    return Field(
        field["name"], field["type"], field["description"], tuple(limits.get("enum", ())), limits.get("minimum")
    )
