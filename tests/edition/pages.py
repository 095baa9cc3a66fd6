"""Built pages as a reader finds them: their words, and figures of an earlier year that stand without that year."""

import csv
import json
import re
from collections import Counter
from pathlib import Path

from bs4 import BeautifulSoup

from tests.national import revisions_of, rows_of
from tests.places import OWN

# Where a figure stands on a page: what a reader takes in with it.
AROUND = ["li", "p", "table", "figure", "section", "dd"]


def parsed(path: Path) -> BeautifulSoup:
    """A page with what its templates hold, which the parser would pass over."""
    text = path.read_text("utf-8").replace("<template", "<div").replace("</template", "</div")
    return BeautifulSoup(text, "html.parser")


def words(path: Path) -> str:
    """The text of a page, with single spaces."""
    return re.sub(r"\s+", " ", parsed(path).get_text())


def figures_of_2024(root: Path) -> set[str]:
    """Every published value of 2024, now or before a revision, with three digits or more, that no other year has."""
    values: dict[str, set[str]] = {"2024": set(), "other": set()}
    packages = [json.loads((root / each / "datapackage.json").read_text("utf-8")) for each in ("data", OWN)]
    held: list[tuple[str, float]] = []
    for name in (entry["name"] for package in packages for entry in package["resources"]):
        rows = rows_of(root, name)
        held += [(row["period_start"][:4], float(row["value"])) for row in rows]
        # The map adds up the months of a place: what those of another year come to is a figure of that year.
        places: Counter = Counter()
        for row in (row for row in rows if row.get("place") and not row["period_start"].startswith("2024")):
            places[row["period_start"][:4], row["longitude"], row["latitude"]] += float(row["value"])
        held += [(year, total) for (year, *_), total in places.items()]
        held += [(str(row["year"]), float(row["old"])) for row in revisions_of(root, name)]
    if (path := root / f"{OWN}/revisions.csv").exists():
        with path.open(encoding="utf-8", newline="") as lines:
            held += [(row["period_start"][:4], float(row["old_value"])) for row in csv.DictReader(lines)]
    for year, value in held:
        if value >= 100:
            values["2024" if year == "2024" else "other"].add(f"{value:,.10g}")
    return values["2024"] - values["other"]


def unlabelled(edition: Path, values: set[str]) -> list[tuple[str, str, str]]:
    """(page, figure, words around it) for each of the values that stands without the year 2024 beside it."""
    found = []
    for path in sorted(edition.glob("*.html")):
        page = parsed(path)
        for hidden in page.select("script, style, pre"):
            hidden.decompose()
        for text in page.find_all(string=re.compile(r"\d")):
            # "line 462" of a file is a place and no figure; nor are the digits of a hash.
            for value in set(re.findall(r"(?<!\w)\d[\d,]*\.?\d*(?!\w)", re.sub(r"\bline \d+", "", text))) & values:
                around = text.find_parent(AROUND)
                if around is None or "2024" not in around.get_text():
                    found.append((path.name, value, text.strip()))
    return found


def unlabelled_downloads(edition: Path, values: set[str]) -> list[str]:
    """The tables beside the pages that hold one of the values where neither its row nor its column says 2024."""
    found = []
    for path in sorted((edition / "downloads").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                cells = [cell for name, cell in row.items() if cell.isdigit() and "2024" not in name]
                if {f"{float(cell):,.10g}" for cell in cells} & values:
                    dated = "2024" in row.get("period", "") or "2024" in row.values()
                    found += [] if dated else [path.name]
    return found
