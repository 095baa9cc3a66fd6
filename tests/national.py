"""National tables in tests: a small country, other values, and a partnership's rows as other code finds them."""

import csv
import json
from collections import defaultdict
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from tests.places import OWN

if TYPE_CHECKING:
    import pandas as pd

ELSEWHERE = {"partnership": ("E22000999", "Elsewhere"), "district": ("E07000999", "Elsewhere")}
FILES = ("areas.csv", "within.csv", "spellings.csv", "successions.csv")


def small_country(project: Path) -> None:
    """Leave the areas that partnership.yml names and what they lie in, and add one partnership to the look-up.

    The national tables keep the rows of those areas, so that nothing that a test reads in is compared with a country.
    """
    from oscp_lib.data.areas import load_areas
    from oscp_lib.data.partnership import load_partnership

    place, areas = load_partnership(), load_areas()
    own = [each.code for each in (*place.in_county, *place.county_districts)]
    kept = {*own, place.county.code, place.force.code, "K04000001", "E92000001", "W92000004"}
    kept |= {each.code for code in own for each in areas.within(code, "region")}
    folder = project / "data/national"
    for name in FILES:
        rows = list(csv.reader((folder / name).read_text("utf-8").splitlines()))
        held = [row for row in rows[1:] if row[0] in kept and (name in FILES[::2] or row[1] in kept)]
        if name == "areas.csv":
            held += [[code, called, kind, "", ""] for kind, (code, called) in ELSEWHERE.items()]
        if name == "within.csv":
            held += [[ELSEWHERE["partnership"][0], place.force.code, "", ""]]
            held += [[ELSEWHERE["district"][0], ELSEWHERE["partnership"][0], "", ""]]
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([rows[0], *held])
    cut_tables(folder / "datapackage.json", frozenset(kept))


# A table cut down to some areas, by its values: its file, and what the package says of it.
_cut: dict[tuple, tuple[bytes, dict]] = {}


def cut_tables(path: Path, kept: frozenset[str]) -> None:
    """Leave in each national table the rows of some areas alone; `path` is the package that describes them."""
    from oscp_lib.data.national import read_national
    from oscp_lib.data.national_layout import to_parquet
    from oscp_lib.data.national_package import national_tables

    package = json.loads(path.read_text("utf-8"))
    for entry in package["resources"]:
        table = national_tables(path.parent.parent)[entry["name"]]
        if not table.hash:  # nothing of it has been read yet
            continue
        key = (table.name, table.values_hash, kept)
        if key not in _cut:
            frame = read_national(table.name, path.parent.parent)
            codes = [name for name in ("area_code", "neighbour_code") if name in table.columns]
            _cut[key] = to_parquet(table, frame[frame[codes].isin(kept).all(axis=1)].reset_index(drop=True))
        content, said = _cut[key]
        (path.parent / table.path).write_bytes(content)
        entry |= said
    path.write_text(json.dumps(package, indent=2, ensure_ascii=False) + "\n", "utf-8")


def as_csv(project: Path, *names: str) -> None:
    """Make views on national tables ordinary tables of the partnership, so that a test can edit their rows as text."""
    from oscp_lib.data.rows import read_table

    shared, own = project / "data/datapackage.json", project / OWN / "datapackage.json"
    packages = {path: json.loads(path.read_text("utf-8")) for path in (shared, own)}
    for name in names:
        entry = next(each for each in packages[shared]["resources"] if each["name"] == name)
        columns = [field["name"] for field in entry["schema"]["fields"]]
        rows = read_table(name)[columns]
        packages[shared]["resources"].remove(entry)
        del entry["view"]
        entry |= {"path": f"tables/{name}.csv", "format": "csv", "mediatype": "text/csv", "encoding": "utf-8"}
        packages[own]["resources"].append(entry)
        rows.to_csv(project / OWN / entry["path"], index=False, date_format="%Y-%m-%d", lineterminator="\n")
    for path, package in packages.items():
        path.write_text(json.dumps(package, indent=2, ensure_ascii=False) + "\n", "utf-8")


def restate(project: Path, name: str, change: "Callable[[pd.DataFrame], pd.DataFrame]") -> None:
    """Give a national table other values, as if its publisher had stated them; its package states them too."""
    from oscp_lib.data.national import read_national
    from oscp_lib.data.national_layout import empty, to_parquet
    from oscp_lib.data.national_package import national_tables

    path = project / "data/national/datapackage.json"
    table = national_tables(project / "data")[name]
    frame = read_national(name, project / "data") if table.hash else empty(table)
    content, said = to_parquet(table, change(frame).reset_index(drop=True))
    (path.parent / table.path).write_bytes(content)
    package = json.loads(path.read_text("utf-8"))
    next(each for each in package["resources"] if each["name"] == name).update(said)
    path.write_text(json.dumps(package, indent=2, ensure_ascii=False) + "\n", "utf-8")


def record_revision(project: Path, code: str, year: int, offence: str, values: tuple[int, int]) -> None:
    """Let a release have replaced the count of an offence in a calendar year, from the first value to the second."""
    import pandas as pd

    row = {
        "table": "recorded_crime",
        "period_start": pd.Timestamp(year, 1, 1),
        "period_end": pd.Timestamp(year, 12, 31),
        "area_code": code,
        "what": f"all|{offence}",
        "old_value": values[0],
        "old_source": "release-one",
        "new_value": values[1],
        "new_source": "release-two",
        "read_on": pd.Timestamp(2025, 5, 1),
    }
    restate(project, "revisions", lambda frame: pd.DataFrame([row]).astype(frame.dtypes.to_dict()))


def entry_of(project: Path, name: str) -> tuple[dict, Path]:
    """What a Data Package says of a table, and the folder from which its path starts."""
    for folder in (project / OWN, project / "data"):
        package = json.loads((folder / "datapackage.json").read_text("utf-8"))
        if found := [each for each in package["resources"] if each["name"] == name]:
            return found[0], folder
    raise KeyError(name)


def rows_of(project: Path, name: str) -> list[dict[str, str]]:
    """The rows of a table as its CSV would have them; those of a view are found by other code than the library's."""
    import pyarrow.parquet as pq

    entry, folder = entry_of(project, name)
    path = folder / entry["path"]
    if "view" not in entry:
        with path.open(encoding="utf-8", newline="") as lines:
            return list(csv.DictReader(lines))
    view, names = entry["view"], names_in(project, entry)
    everywhere, found = defaultdict(set), defaultdict(list)
    for row in pq.read_table(path).to_pylist():
        everywhere[row["period_end"]].add(row["area_code"])
        meant = row["area_code"] in names and all(row[key] == value for key, value in view.get("where", {}).items())
        if meant and row["value"] is not None:
            period = (row["period_start"], row["period_end"])
            category = row[view["category"]] if "category" in view else view["category_is"]
            found[period, category].append((list(names).index(row["area_code"]), row))
    given = given_to(folder, view, names)
    most, rows = max(map(len, everywhere.values())), []
    for ((start, end), category), held in found.items():
        begun, over = (start.month, start.day) == (1, 1), start.replace(year=start.year + 1) - timedelta(1) == end
        if entry.get("frequency") == "calendar year" and not (begun and over):
            continue
        in_part = entry.get("complete") and len(held) < len(names)
        if in_part or (view.get("everywhere") and 2 * len(everywhere[end]) <= most):
            continue
        for at, row in held:
            if given is not None and (row["area_code"], start) not in given:
                continue
            cells = (f"{start}", f"{end}", list(names.values())[at], category, view["measure"], view["unit"])
            rows.append(((start, end, at), (*cells, str(row["value"]), "official", row["source"])))
    columns = [field["name"] for field in entry["schema"]["fields"]]
    return [dict(zip(columns, cells, strict=True)) for _, cells in sorted(rows, key=lambda each: each[0])]


def given_to(folder: Path, view: dict, names: dict[str, str]) -> set[tuple] | None:
    """The areas and first days for which the area's police force gave its figures; None where none are named."""
    import pyarrow.parquet as pq

    if "given_in" not in view:
        return None
    months = pq.read_table(folder / f"national/{view['given_in']}.parquet").to_pylist()
    with (folder / "national/within.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    above = defaultdict(set)
    for row in rows:
        above[row["code"]].add(row["within"])
    # A district is in a partnership, and that in a force.
    held_by = {code: above[code] | {one for each in above[code] for one in above[each]} for code in names}
    given = {(month["area_code"], month["period_start"]) for month in months}
    return {(code, day) for code, forces in held_by.items() for force, day in given if force in forces}


def names_in(project: Path, entry: dict) -> dict[str, str]:
    """The name of each area of a view by its code, in the order of the book's tables."""
    import yaml

    place, folder = yaml.safe_load((project / f"{OWN}/partnership.yml").read_text("utf-8")), project / "data/national"
    called, within = ([*csv.reader((folder / name).open(encoding="utf-8"))][1:] for name in ("areas.csv", "within.csv"))
    names, inside = {row[0]: row[1] for row in called}, [row[:2] for row in within if row[3] == ""]
    districts = [code for code, county in inside if county == place["county"]["code"] and code.startswith("E07")]
    found = {
        "districts": districts,
        "partnerships": [of for code, of in inside if code in districts and of.startswith("E22")],
    }
    return {
        code: name
        for role in entry["view"]["areas"]
        for name, code in (
            sorted((names[code], code) for code in found[role])
            if role in found
            else [(place[role]["name"], place[role]["code"])]
        )
    }


def revisions_of(project: Path, name: str) -> list[dict[str, object]]:
    """The values of a view that a later release changed: area, category, the year of its first day, old and new."""
    import pyarrow.parquet as pq

    path = project / "data/national/revisions.parquet"
    entry, _ = entry_of(project, name)
    if "view" not in entry or not path.exists():
        return []
    names, view = names_in(project, entry), entry["view"]
    return [
        {
            "area": names[row["area_code"]],
            "category": row["what"].rpartition("|")[2] or view["category_is"],
            "year": row["period_start"].year,
            "old": row["old_value"],
            "new": row["new_value"],
        }
        for row in pq.read_table(path).to_pylist()
        if row["table"] == view["of"] and row["area_code"] in names
    ]
