"""What the Data Packages say of each table: its fields, sources, licence, coverage and caveats.

`data/datapackage.json` describes the tables that every partnership has, views on the national ones; that in a
partnership's folder the tables of its own.

One file, though a long one: what a package can say of a table, and how that is read.
"""

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
from oscp_lib.data.own_measures import measure_entries, measures_path
from oscp_lib.data.yaml_files import place_in
from oscp_lib.errors import InputError, Problem

Period = tuple[date, date]

STATUSES = ("plan", "official", "sample")
# Counts that a partner supplied in confidence: they take the place of a sample where their file is there.
PARTNER = "partner"
ABSENT = "absent"  # of a table that the partnership does not have


@dataclass(frozen=True)
class Field:
    """A column: its name and type (`date`, `string`, `integer`, `number`), and what its cells hold if not empty."""

    name: str
    type: str
    description: str
    enum: tuple[object, ...] = ()
    minimum: float | None = None
    required: bool = True


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
    `given_in` names the national table that says for which periods a police force gave its figures: no others are held.
    """

    of: str
    areas: tuple[str, ...]
    measure: str
    unit: str
    category: str = ""
    category_is: str = ""
    where: dict[str, str] = field(default_factory=dict, hash=False)
    everywhere: bool = False
    given_in: str = ""


@dataclass(frozen=True)
class Table:
    """One table of a partnership's own, or a view on a national table. `path` is relative to the data folder.

    `crime` says that its rows can make a year buildable; `meets` names the table whose totals the rows of a sample were
    invented to meet. `frequency` is what each period must be (`calendar year`, `quarter`, `month` or `day`; empty where
    they differ); `confirmed` are counts far from their neighbours that somebody has looked at. A period of a `complete`
    table has every area; `parts` maps a category to those that add up to it. `fills` are columns that its file need not
    have, with what each row has there.
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
    fills: dict[str, str] = field(default_factory=dict, hash=False)

    @property
    def restricted(self) -> bool:
        """True where the rows are counts supplied in confidence, which nobody but the analyst may see as they are."""
        return self.status == PARTNER

    @property
    def absent(self) -> bool:
        """True where the partnership does not have the table: what rests on it is no part of its book."""
        return self.status == ABSENT

    def break_between(self, category: str, earlier: Period, later: Period) -> Break | None:
        """What makes the counts of two periods incomparable, or None."""
        return next(
            (each for each in self.breaks if each.concerns(category) and each.lies_between(earlier, later)), None
        )

    @property
    def publisher(self) -> str:
        return self.sources[0].publisher if self.sources else ""

    def titles(self, frame: pd.DataFrame) -> list[str]:
        """The publications that the rows of a frame come from, as a source line prints them."""
        named = set(frame["source"]) if "source" in frame else set()
        return [f"{source.publisher}, {source.title}" for source in self.sources if source.name in named]


# The package is read many times in a run; it is parsed again only when the file has changed.
_read: dict[tuple, dict[str, Table]] = {}


def tables(folder: Path | None = None, restricted: bool = True) -> dict[str, Table]:
    """Every table by its name: the partnership's own, then those of every partnership, in the order of the packages.

    Where a partner's file lies in the partnership's folder `restricted`, its counts take the place of the sample;
    `restricted` False leaves them out, for what is written into the project. `folder` is another data folder than the
    project's.

    Raises
    ------
    InputError
        When a file is missing, is not JSON, or an entry lacks what every table must say.
    """
    partners = sorted(paths.RESTRICTED.glob("*.csv")) if restricted else []
    packages = packages_of(folder)
    measures = measures_path(folder)
    files = [measures, *(table for table in sorted(measures.parent.glob("tables/*.csv")) if paths.is_there(measures))]
    key = (*map(paths.state, [*packages, *files]), restricted, *partners)
    if key not in _read:
        found = {
            entry["name"]: each for path, own in packages.items() for entry, each in entries_of(path, own, restricted)
        }
        own = {entry["name"]: read_entry(entry, restricted, measures) for entry in measure_entries(folder)}
        if twice := sorted(found.keys() & own.keys()):
            said = f"The table '{twice[0]}' is described by a Data Package too."
            raise InputError(
                Problem(paths.shown(measures), said, "Give it another name.", *place_in(measures, (twice[0],)))
            )
        _read[key] = own | found
    return _read[key]


def packages_of(folder: Path | None = None) -> dict[Path, str]:
    """The Data Packages that are there, the partnership's own first; each with where it lies in the data folder."""
    folder = folder or paths.DATA
    own = paths.OWN.relative_to(paths.DATA).as_posix()
    package = folder / own / paths.OWN_PACKAGE.name
    # It may be absent: most partnerships have no table of their own.
    return ({package: own} if paths.is_there(package) else {}) | {folder / paths.DATAPACKAGE.name: ""}


def entries_of(path: Path, own: str, restricted: bool, package: dict | None = None) -> list[tuple[dict, Table]]:
    """The entries of one Data Package, each as it stands and as a table; `package` is what the file is about to hold.

    Raises
    ------
    InputError
        As `tables` does.
    """
    shown = paths.shown(path)
    try:
        resources = (read_json(path) if package is None else package)["resources"]
        if not isinstance(resources, list):
            raise TypeError("'resources' is no list")
        return [(entry, read_entry(in_folder(entry, own), restricted, path)) for entry in resources]
    except KeyError as error:
        found = f"An entry lacks {error}."
        raise InputError(Problem(shown, found, "Add it; the other entries show what it looks like.")) from None
    except (TypeError, AttributeError, ValueError, IndexError) as error:
        found = f"An entry does not have the form of the others ({error})."
        raise InputError(Problem(shown, found, "Compare it with the others, or restore the file.")) from None


def in_folder(entry: dict, own: str) -> dict:
    """An entry with its paths from the data folder on; as it stands they start where its package lies."""
    if not own:
        return entry
    inner = {"path": f"{own}/{entry['path']}"}
    if partner := entry.get("partner"):
        inner["partner"] = partner | {"path": f"{own}/{partner['path']}"}
    return entry | inner


def as_text(package: dict) -> str:
    """The content of a Data Package as its file holds it."""
    return json.dumps(package, indent=2, ensure_ascii=False) + "\n"


def name_sources(entry: dict, sources: list[dict]) -> None:
    """Give a table of a Data Package its sources, which are what its rows may name."""
    entry["sources"] = sources
    column = next(field for field in entry["schema"]["fields"] if field["name"] == "source")
    column["constraints"]["enum"] = [source["name"] for source in sources]


def read_entry(entry: dict, restricted: bool, package: Path) -> Table:
    """One resource of a package as a `Table`."""
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
        caveats=tuple(read_caveat(caveat, entry, package) for caveat in entry["caveats"]),
        chapters=tuple(entry["chapters"]),
        holder=entry.get("holder", ""),
        crime=entry.get("crime", False),
        licence=entry["licenses"][0]["title"],
        sources=tuple(read_source(source) for source in entry["sources"]),
        fields=tuple(read_field(field, entry) for field in entry["schema"]["fields"]),
        primary_key=tuple(entry["schema"]["primaryKey"]),
        disclosure=read_policy(entry, package),
        breaks=tuple(
            Break(date.fromisoformat(each["day"]), each["short"], each["what"], tuple(each.get("categories", ())))
            for each in entry.get("breaks", ())
        ),
        ingest=Ingest(*(entry["ingest"][name] for name in ("kind", "download", "published")))
        if "ingest" in entry
        else None,
        frequency=entry.get("frequency", ""),
        confirmed=tuple(entry.get("confirmed", ())),
        meets=entry.get("meets", ""),
        complete=entry.get("complete", False),
        parts={whole: tuple(parts) for whole, parts in entry.get("parts", {}).items()},
        view=read_view(entry["view"]) if "view" in entry else None,
        fills=entry.get("fills", {}),
    )


def read_view(view: dict) -> View:
    return View(**view | {"areas": tuple(view["areas"])})


def read_caveat(caveat: str | dict, entry: dict, package: Path) -> Caveat:
    """A caveat of all rows is a text alone; one of some rows says which."""
    if isinstance(caveat, str):
        return Caveat(caveat)
    columns = [column["name"] for column in entry["schema"]["fields"]]
    unknown = [name for name in caveat["where"] if name not in columns]
    if unknown:
        found = f"A caveat of the table '{entry['name']}' names the column '{unknown[0]}', which does not exist."
        raise InputError(Problem(paths.shown(package), found, f"Use one of {', '.join(columns)}."))
    return Caveat(caveat["what"], caveat["where"])


def read_policy(entry: dict, package: Path) -> Policy:
    """The disclosure policy of a table, which may name one or two dimensions."""
    policy = entry["disclosure"]
    unknown = sorted(set(policy) - {each.name for each in fields(Policy)})
    dimensions = policy.get("dimensions", ["category"])
    if unknown or len(dimensions) not in (1, 2) or policy["threshold"] < 1:
        wrong = f"the field '{unknown[0]}', which does not exist" if unknown else f"the policy {policy}"
        found = f"The table '{entry['name']}' has in its disclosure {wrong}."
        remedy = "Give threshold (1 or more), public, rounding, zeros, secondary, totals, and one or two dimensions."
        raise InputError(Problem(paths.shown(package), found, remedy))
    tuples = {name: tuple(value) if isinstance(value, list) else value for name, value in policy.items()}
    return Policy(**tuples)


def read_source(source: dict) -> Source:
    return Source(
        source["name"], source["title"], source["publisher"], source.get("path", ""), source.get("released", ""),
        source.get("edition", ""),
    )  # fmt: skip


def read_field(field: dict, entry: dict) -> Field:
    limits = field.get("constraints", {})
    # The rows of a partner's file name their own status and source.
    own = {"status": (entry["status"],), "source": tuple(source["name"] for source in entry["sources"])}
    required = limits.get("required", True) or field["type"] == "date"
    allowed = own.get(field["name"], tuple(limits.get("enum", ())))
    return Field(field["name"], field["type"], field["description"], allowed, limits.get("minimum"), required)


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
