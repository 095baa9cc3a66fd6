"""What `data/datapackage.json` says of each table: its fields, sources, licence, coverage and caveats."""

import hashlib
import json
from dataclasses import dataclass, field, fields
from datetime import date
from pathlib import Path

import pandas as pd

from oscp_lib import paths
from oscp_lib.data.disclosure import Policy
from oscp_lib.data.json_files import read_json
from oscp_lib.data.national_package import national_table
from oscp_lib.errors import InputError, Problem

Period = tuple[date, date]

STATUSES = ("plan", "official", "sample")
# Counts that a partner supplied in confidence: they take the place of a sample where their file is there.
PARTNER = "partner"


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
class Caveat:
    """What a reader of a table must know; `where` narrows it to some of its rows, as in `Rows.pick`."""

    what: str
    where: dict[str, str | list[str]] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Break:
    """A day from which counts are made in another way, so that those before it do not compare with those after."""

    day: date
    short: str
    what: str
    categories: tuple[str, ...]

    def lies_between(self, earlier: Period, later: Period) -> bool:
        """True where the two periods are not both wholly before, or both wholly after, the break."""
        return earlier[0] < self.day <= later[1]

    def concerns(self, category: str) -> bool:
        return not self.categories or category in self.categories


@dataclass(frozen=True)
class Ingest:
    """How a table is brought up to date: the `kind` of reader (`typed` by hand, or `none`), which download, and when.

    `kind` is what `oscp ingest` takes; `published` says when a year's figures come out.
    """

    kind: str
    download: str
    published: str


@dataclass(frozen=True)
class View:
    """Which rows of a national table a table consists of, and what they are called there.

    `areas` are roles in the partnership (`partnerships`, `districts`, `county`, `force`); `where` is what other columns
    must equal. `category` is a column of the national table, or, where it has none, the text of `category_is`.
    `everywhere` leaves out a period that most areas of the country lack: what rests on it could not be compared.
    """

    of: str
    areas: tuple[str, ...]
    measure: str
    unit: str
    category: str = ""
    category_is: str = ""
    where: dict[str, str] = field(default_factory=dict, hash=False)
    everywhere: bool = False


@dataclass(frozen=True)
class Table:
    """One table of `data/tables`, or a view on a national table.

    `crime` says that its rows can make a year buildable; `meets` names the table whose totals the rows of a sample were
    invented to meet. `frequency` is what each period must be (`calendar year`, `quarter`, `month` or `day`; empty where
    they differ); `confirmed` are counts far from their neighbours that somebody has looked at. A period of a `complete`
    table has every area; `parts` maps a category to those that add up to it.
    """

    name: str
    path: str
    title: str
    description: str
    status: str
    coverage: str
    caveats: tuple[Caveat, ...]
    chapters: tuple[str, ...]
    holder: str
    crime: bool
    licence: str
    sources: tuple[Source, ...]
    fields: tuple[Field, ...]
    primary_key: tuple[str, ...]
    disclosure: Policy
    breaks: tuple[Break, ...] = ()
    ingest: Ingest | None = None
    frequency: str = ""
    confirmed: tuple[dict, ...] = field(default=(), hash=False)
    meets: str = ""
    complete: bool = False
    parts: dict[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    view: View | None = None

    @property
    def restricted(self) -> bool:
        """True where the rows are counts supplied in confidence, which nobody but the analyst may see as they are."""
        return self.status == PARTNER

    def break_between(self, category: str, earlier: Period, later: Period) -> Break | None:
        """What makes the counts of two periods incomparable, or None."""
        return next(
            (each for each in self.breaks if each.concerns(category) and each.lies_between(earlier, later)), None
        )

    @property
    def publisher(self) -> str:
        return self.sources[0].publisher

    def titles(self, frame: pd.DataFrame) -> list[str]:
        """The publications that the rows of a frame come from, as a source line prints them."""
        named = set(frame["source"]) if "source" in frame else set()
        return [f"{source.publisher}, {source.title}" for source in self.sources if source.name in named]


# The package is read many times in a run; it is parsed again only when the file has changed.
_read: dict[tuple, dict[str, Table]] = {}


def tables(folder: Path | None = None, restricted: bool = True) -> dict[str, Table]:
    """Every table by its name, in the order of the package; `folder` is another data folder than the project's.

    Where a partner's file lies in `data/restricted`, its counts take the place of the sample; `restricted` False
    leaves them out, for what is written into the project.

    Raises
    ------
    InputError
        When the file is missing, is not JSON, or an entry lacks what every table must say.
    """
    path = paths.DATAPACKAGE if folder is None else folder / paths.DATAPACKAGE.name
    shown = paths.shown(path)
    try:
        partners = sorted(paths.RESTRICTED.glob("*.csv")) if restricted else []
        key = (paths.state(path), restricted, *partners)
        if key not in _read:
            resources = read_json(path)["resources"]
            _read[key] = {entry["name"]: read_entry(entry, restricted) for entry in resources}
        return _read[key]
    except KeyError as error:
        found = f"An entry lacks {error}."
        raise InputError(Problem(shown, found, "Add it; the other entries show what it looks like.")) from None
    except (TypeError, AttributeError, ValueError, IndexError) as error:
        found = f"An entry does not have the form of the others ({error})."
        raise InputError(Problem(shown, found, "Compare it with the others, or restore the file.")) from None


def as_text(package: dict) -> str:
    """The content of a Data Package as its file holds it."""
    return json.dumps(package, indent=2, ensure_ascii=False) + "\n"


def name_sources(entry: dict, sources: list[dict]) -> None:
    """Give a table of a Data Package its sources, which are what its rows may name."""
    entry["sources"] = sources
    column = next(field for field in entry["schema"]["fields"] if field["name"] == "source")
    column["constraints"]["enum"] = [source["name"] for source in sources]


def read_entry(entry: dict, restricted: bool) -> Table:
    """One resource of the package as a `Table`."""
    partner = entry.get("partner")
    if restricted and partner and (paths.DATA / partner["path"]).exists():
        entry = entry | partner | {"status": PARTNER}
    return Table(
        name=entry["name"],
        path=entry["path"],
        title=entry["title"],
        description=entry["description"],
        status=entry["status"],
        coverage=entry["coverage"],
        caveats=tuple(read_caveat(caveat, entry) for caveat in entry["caveats"]),
        chapters=tuple(entry["chapters"]),
        holder=entry.get("holder", ""),
        crime=entry.get("crime", False),
        licence=entry["licenses"][0]["title"],
        sources=tuple(read_source(source) for source in entry["sources"]),
        fields=tuple(read_field(field, entry) for field in entry["schema"]["fields"]),
        primary_key=tuple(entry["schema"]["primaryKey"]),
        disclosure=read_policy(entry),
        breaks=tuple(
            Break(date.fromisoformat(each["day"]), each["short"], each["what"], tuple(each.get("categories", ())))
            for each in entry.get("breaks", ())
        ),
        ingest=read_ingest(entry["ingest"]) if "ingest" in entry else None,
        frequency=entry.get("frequency", ""),
        confirmed=tuple(entry.get("confirmed", ())),
        meets=entry.get("meets", ""),
        complete=entry.get("complete", False),
        parts={whole: tuple(parts) for whole, parts in entry.get("parts", {}).items()},
        view=read_view(entry["view"]) if "view" in entry else None,
    )


def read_view(view: dict) -> View:
    return View(**view | {"areas": tuple(view["areas"])})


def read_caveat(caveat: str | dict, entry: dict) -> Caveat:
    """A caveat of all rows is a text alone; one of some rows says which."""
    if isinstance(caveat, str):
        return Caveat(caveat)
    columns = [column["name"] for column in entry["schema"]["fields"]]
    unknown = [name for name in caveat["where"] if name not in columns]
    if unknown:
        found = f"A caveat of the table '{entry['name']}' names the column '{unknown[0]}', which does not exist."
        raise InputError(Problem(paths.shown(paths.DATAPACKAGE), found, f"Use one of {', '.join(columns)}."))
    return Caveat(caveat["what"], caveat["where"])


def read_policy(entry: dict) -> Policy:
    """The disclosure policy of a table, which may name one or two dimensions."""
    policy = entry["disclosure"]
    unknown = sorted(set(policy) - {each.name for each in fields(Policy)})
    dimensions = policy.get("dimensions", ["category"])
    if unknown or len(dimensions) not in (1, 2) or policy["threshold"] < 1:
        wrong = f"the field '{unknown[0]}', which does not exist" if unknown else f"the policy {policy}"
        found = f"The table '{entry['name']}' has in its disclosure {wrong}."
        remedy = "Give threshold (1 or more), public, rounding, zeros, secondary, totals, and one or two dimensions."
        raise InputError(Problem(paths.shown(paths.DATAPACKAGE), found, remedy))
    tuples = {name: tuple(value) if isinstance(value, list) else value for name, value in policy.items()}
    return Policy(**tuples)


def read_source(source: dict) -> Source:
    return Source(
        source["name"], source["title"], source["publisher"], source.get("path", ""), source.get("released", ""),
        source.get("edition", ""),
    )  # fmt: skip


def read_ingest(entry: dict) -> Ingest:
    return Ingest(entry["kind"], entry["download"], entry["published"])


def read_field(field: dict, entry: dict) -> Field:
    limits = field.get("constraints", {})
    # The rows of a partner's file name their own status and source.
    own = {"status": (entry["status"],), "source": tuple(source["name"] for source in entry["sources"])}
    allowed = own.get(field["name"], tuple(limits.get("enum", ())))
    return Field(field["name"], field["type"], field["description"], allowed, limits.get("minimum"))


def table_hash(table: Table) -> str:
    """SHA-256 of a table's file; line ends do not count: a download for Windows holds the same table.

    Of a view it is the hash of the national table's values. Counts supplied in confidence have none: their hash would
    let somebody try out which counts give it.
    """
    if table.restricted:
        return ""
    if table.view:
        return national_table(table.view.of).values_hash.removeprefix("sha256:")
    return hashlib.sha256((paths.DATA / table.path).read_bytes().replace(b"\r\n", b"\n")).hexdigest()
