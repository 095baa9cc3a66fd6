"""Publications of every area, made by the tests: as small as their readers take them, and as wrong as a test wants."""

import csv
import gzip
import io
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from oscp_lib.data.areas import Area, load_areas

LATER = date(2024, 6, 30)  # a day of the boundaries that mid-2022 to mid-2024 estimates are published on
AGES = ("0", "1", "90+")


def csv_of(folder: Path, name: str, lines: Iterable[Iterable[object]]) -> Path:
    """A CSV, packed where its name ends in .gz."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows(lines)
    path = folder / name
    content = out.getvalue().encode()
    path.write_bytes(gzip.compress(content, mtime=0) if name.endswith(".gz") else content)
    return path


def districts(on: date = LATER) -> tuple[Area, ...]:
    """Every district of England and Wales on a day."""
    return load_areas().of_kind("district", on)


def everywhere(years: Iterable[int] = (2024,)) -> dict[tuple[str, int], int]:
    """Residents of every district, county and country by code and year: 100, 101, 102... in the districts, and sums."""
    areas = load_areas()
    made = {}
    for year in years:
        made |= {(area.code, year): 100 + number + year % 7 for number, area in enumerate(districts())}
        wholes = (*areas.of_kind("county", LATER), *areas.of_kind("country", LATER))
        for whole in wholes:
            if parts := areas.members(whole.code, "district", LATER):
                made[whole.code, year] = sum(made[part.code, year] for part in parts)
    return made


def by_age(residents: dict[tuple[str, int], int]) -> list[list[object]]:
    """The lines of the table by single year of age of one year, the codes with their names."""
    lines: list[list[object]] = [["Code", "Name", "Geography", "All ages", *AGES]]
    for (code, _), value in residents.items():
        lines.append([code, load_areas().area(code).name, "District", value, 40, 50, value - 90])
    return lines


def series(residents: dict[tuple[str, int], int], title: str = "") -> list[list[object]]:
    """The rows of the sheet MYE4."""
    years = sorted({year for _, year in residents}, reverse=True)
    title = title or f"MYE4: Population estimates: Summary for England and Wales, mid-{years[-1]} to mid-{years[0]}"
    rows: list[list[object]] = [[title], *[["text"]] * 6, ["Code", "Name", "Geography", *(f"Mid-{y}" for y in years)]]
    for code in dict.fromkeys(code for code, _ in residents):
        rows.append([code, load_areas().area(code).name, "Area", *(float(residents[code, year]) for year in years)])
    return rows


def replaced(lines: list[list[object]], code: str, **cells: object) -> list[list[object]]:
    """The lines with some cells of the row of a code replaced, by the name of the column."""
    header = next(line for line in lines if len(line) > 1)
    made = [list(line) for line in lines]
    for line in made:
        if code in line[:2]:
            for name, value in cells.items():
                line[header.index(name.replace("_", " "))] = value
    return made


def small_areas(number: int = 2) -> dict[str, Area]:
    """The codes of some small areas of 2021 in each of three districts of two nations, with their district."""
    places = [area for area in districts() if area.code in ("E07000178", "E06000062", "W06000015")]
    return {
        f"{area.code[0]}0100{place}{count:03d}": area for place, area in enumerate(places) for count in range(number)
    }


def whole(codes: Iterable[str]) -> dict[str, int]:
    """How many small areas each nation has, for a file of these codes."""
    found = list(codes)
    return {letter: sum(code[0] == letter for code in found) for letter in "EW"}
