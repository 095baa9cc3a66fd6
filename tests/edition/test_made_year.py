"""A made 2025, from `oscp new-year` through `oscp ingest` to a built book, with no edit of code or notebook.

The downloads are in their published formats and no 2024 shifted: ONS has dropped robbery, renamed a column and revised
counts of 2024.
"""

import json
import re
import shlex
from collections import Counter
from itertools import cycle, product
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup

from oscp_lib.data.partnership import load_partnership
from oscp_lib.data.provenance import read_months
from tests.conftest import copy_project
from tests.edition.commands import Commands
from tests.edition.pages import figures_of_2024, unlabelled, unlabelled_downloads, words
from tests.national import revisions_of, rows_of, small_country
from tests.places import OWN
from tests.sources.downloads import csp_table, csp_title, nrm_file, street_row, street_text, workbook, zipped

CRIME = "recorded_crime_ons"
pytestmark = pytest.mark.slow

TOTAL, DROPPED = "Total recorded crime (excluding fraud)", "Robbery"
RENAMED = {"Vehicle offences": "Vehicle-related offences"}
# What ONS now says of 2024, by district and offence, in place of what is held.
THEFT, VIOLENCE = "Theft offences", "Violence against the person"
REVISED = {
    ("Oxmere", TOTAL): 17_402, ("Oxmere", VIOLENCE): 5_099, ("Oxmere", "Violence with injury"): 1_431,
    ("Oxmere", THEFT): 7_633, ("Oxmere", "Shoplifting"): 2_497,
}  # fmt: skip
BEFORE = {
    ("Oxmere", TOTAL): 17_384, ("Oxmere", VIOLENCE): 5_090, ("Oxmere", "Violence with injury"): 1_422,
    ("Oxmere", THEFT): 7_624, ("Oxmere", "Shoplifting"): 2_488,
}  # fmt: skip
# The made counts add up as those of ONS do.
PARTS = {
    "Burglary": ("Residential burglary", "Non-residential burglary"),
    THEFT: ("Burglary", "Vehicle offences", "Theft from the person", "Bicycle theft", "Shoplifting",
            "All other theft offences"),
    VIOLENCE: ("Homicide", "Death or serious injury caused by illegal driving", "Violence with injury",
               "Violence without injury", "Stalking and harassment"),
}  # fmt: skip
QUARTERS = {f"2025-Q{number}": {"Criminal": 9 + number, "Labour": 5 + 2 * number} for number in range(1, 5)}


def districts():
    return [district.name for district in load_partnership().county_districts]


def counts_of(held, made):
    """{(district, offence): count}, each as `made` gives it from the count of 2024; without the dropped offence."""
    of_2024 = [row for row in held if row["period_start"] == "2024-01-01"]
    return {
        (row["area"], row["category"]): made(place, row["area"], row["category"], int(row["value"]))
        for place, row in enumerate(of_2024)
        if row["category"] != DROPPED
    }


def make_crime(folder, held):
    """The ONS workbook of the year ending December 2025, with a table of each year and one of percentages."""
    new = counts_of(held, lambda place, _, __, value: value + value // 19 + 3 * (place % 11) - 8 * (place % 3))
    new = {key: max(value, 0) for key, value in new.items()}
    for (whole, parts), area in product(PARTS.items(), districts()):
        new[area, whole] = sum(new[area, part] for part in parts)
    old = counts_of(held, lambda _, area, offence, value: REVISED.get((area, offence), value))
    offences = list(dict.fromkeys(offence for _, offence in new))
    headers = [RENAMED.get(name, name) for name in offences]

    def sheet(counts, title):
        return csp_table({name: [counts[name, each] for each in offences] for name in districts()}, headers, title)

    change = csp_title(2025, "C3").replace("Number of police recorded crimes", "Percentage change in recorded crimes")
    sheets = {
        "Cover": [["Police force area data tables"]],
        "Table C2": sheet(new, csp_title(2025, "C2")),
        "Table C3": sheet(dict.fromkeys(new, -3), change),
        "Table C5": sheet(old, csp_title(2024, "C5")),
    }
    return workbook(folder, sheets, "pfatablesyedec2025.xlsx"), new, old


def make_population(folder, held):
    """The ONS workbook of mid-2025 estimates, which restates mid-2024."""
    last = {row["area"]: int(row["value"]) for row in held if row["period_end"] == "2024-06-30"}
    place = load_partnership()
    people = {
        (area.name, year): last[area.name] + 40 + 1_013 * (year - 2024) + number
        for number, area in enumerate(place.county_districts) for year in (2024, 2025)
    }  # fmt: skip
    people |= {
        (place.county.name, y): sum(people[each.name, y] for each in place.county_districts) for y in (2024, 2025)
    }
    title = "MYE4: Population estimates: Summary for England and Wales, mid-2024 to mid-2025"
    rows = [[title], *[["text"]] * 6, ["Code", "Name", "Geography", "Mid-2024", "Mid-2025"]]
    rows += [
        [area.code, area.name, "District", people[area.name, 2024], people[area.name, 2025]]
        for area in (*place.county_districts, place.county)
    ]
    return workbook(folder, {"MYE4": rows}, "mye25tablesew.xlsx"), people


def make_street(folder):
    """A download zip of police.uk with the twelve months of 2025, and the incidents in it by month and district.

    Beside them stand as many rows of each type as in a month held of the whole force: fewer would be part of a month.
    """
    members, incidents, force = {}, Counter(), load_partnership().force_name
    held = next(entry for entry in read_months("police-uk").values() if "force" in entry)
    elsewhere = Counter(held["force"])
    elsewhere.subtract(held["districts"])
    for number in range(1, 13):
        month, rows = f"2025-{number:02d}", []
        for place, name in enumerate(districts()):
            incidents[month, name] = 60 + 20 * (place == 1) + 7 * (number % 4) + place
            rows += [street_row(name, "Anti-social behaviour", month) for _ in range(incidents[month, name])]
        usual = [
            kind for kind, number in held["districts"].items() if kind != "Anti-social behaviour" for _ in range(number)
        ]
        rows += [street_row(name, kind, month) for name, kind in zip(cycle(districts()), usual, strict=False)]
        rows += [street_row("Elsewhere", kind, month) for kind in elsewhere.elements()]
        members[f"{month}/{month}-{force.lower().replace(' ', '-')}-street.csv"] = street_text(rows)
    return zipped(folder, members, "0f9e.zip"), incidents


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Every command an analyst types, once, in this order, each as it ended; and what the downloads hold."""
    folder = tmp_path_factory.mktemp("made")
    root, downloads = copy_project(folder / "project"), folder / "downloads"
    small_country(root)
    downloads.mkdir()
    before = files_of(root)
    crime, now, revised = make_crime(downloads, rows_of(root, "recorded_crime_ons"))
    population, people = make_population(downloads, rows_of(root, "population_ons"))
    street, incidents = make_street(downloads)
    referrals = [
        nrm_file(downloads, types, quarter, f"nrm_{quarter}.csv", all_forces=sum(types.values()))
        for quarter, types in QUARTERS.items()
    ]
    files = [str(path) for path in (crime, population, street, *referrals)]
    with Commands(root) as run:
        done = {
            "new-year": run("new-year", "2025"),
            "check before": run("check", "--year", "2025", "--json"),
            "ingest": run("ingest", *files),
            "check": run("check", "--year", "2025", "--json"),
            "build": run("build", "--year", "2025", "--year", "2024"),
            "diff": run("diff", "2024", "2025", "--json"),
            "again": run("ingest", *files),
            "check 2024": run("check", "--year", "2024", "--json"),
        }
    return SimpleNamespace(
        root=root, before=before, done=done, now=now, revised=revised, people=people, incidents=incidents,
        files={"ons-csp": crime, "population": population, "police-uk": street, "nrm": referrals[0]},
        pages=root / "book/_build/oxmere/2025", pages_2024=root / "book/_build/oxmere/2024",
    )  # fmt: skip


def files_of(root):
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and "_build" not in path.parts
    }


def tables_of(page):
    """The words of each cell of each figure of a page: {id: {row name: {column: cell}}}."""
    found = {}
    for figure in BeautifulSoup(page.read_text("utf-8"), "html.parser").select("figure[id]"):
        for table in figure.select("table"):
            columns = [cell.get_text(" ", strip=True) for cell in table.select("thead th")]
            for row in table.select("tbody tr"):
                cells = [cell.get_text(" ", strip=True) for cell in row.select("th, td")]
                found.setdefault(figure["id"], {})[cells[0]] = dict(zip(columns, cells, strict=True))
    return found


def counts_of_chart_1(page):
    """The counts that the table of Chart 1 prints: {(kind, district): cell}."""
    table = BeautifulSoup(page.read_text("utf-8"), "html.parser").select_one("figure#chart-1 table")
    cells = [[cell.get_text(" ", strip=True) for cell in row.select("th, td")] for row in table.select("tbody tr")]
    return {(kind, district): count for kind, district, count, _ in cells}


def checklist(ended):
    return {item["table"]: item for item in json.loads(ended.stdout)["checklist"]}


def test_every_command_ends_well(made):
    for name, ended in made.done.items():
        assert ended.returncode == 0, f"{name}: {ended.stderr[-2000:]}"
        assert "Traceback" not in ended.stdout + ended.stderr


def test_the_checklist_says_what_is_missing_and_then_what_arrived(made):
    before, after = (checklist(made.done[name]) for name in ("check before", "check"))
    assert {before[name]["state"] for name in ("recorded_crime_ons", "exploitation_nrm")} == {"missing"}
    assert (before["antisocial_behaviour_police_uk"]["state"], before["population_ons"]["held"]) == (
        "part", "nothing for 2025; the latest is of 2024",
    )  # fmt: skip
    assert "oscp ingest ons-csp FILE" in made.done["new-year"].stdout
    assert (after["recorded_crime_ons"]["state"], after["recorded_crime_ons"]["missing"]) == ("part", DROPPED)
    arrived = ("exploitation_nrm", "antisocial_behaviour_police_uk", "population_ons")
    assert {after[name]["state"] for name in arrived} == {"complete"}
    assert after["valid_crime_plan"]["state"] == "missing"


def test_each_line_of_the_checklist_works_as_it_is_typed(made, tmp_path):
    lines = {item["how"] for item in checklist(made.done["check before"]).values() if item["how"].startswith("oscp")}
    assert lines == {f"oscp ingest {kind} FILE" for kind in made.files}
    root = copy_project(tmp_path / "project")
    small_country(root)
    with Commands(root) as run:
        for line in sorted(lines):
            kind = line.split()[2]
            ended = run(*shlex.split(line.replace("FILE", shlex.quote(str(made.files[kind]))))[1:])
            assert ended.returncode == 0, ended.stderr
            assert f"({kind})" in ended.stdout and " added" in ended.stdout


def test_nothing_but_data_is_written(made):
    after = files_of(made.root)
    changed = {name for name in after if after[name] != made.before.get(name)}
    assert set(made.before) <= set(after)
    assert changed and all(name.startswith(("data/", "logs/", ".data.lock")) for name in changed)
    assert f"{OWN}/editions/2024/plan.yml" not in changed


def test_the_tables_hold_what_the_downloads_hold_and_a_second_reading_changes_nothing(made):
    held = rows_of(made.root, "recorded_crime_ons")
    of_year = {(row["area"], row["category"]): int(row["value"]) for row in held if row["period_start"][:4] == "2025"}
    assert of_year == made.now
    reports = rows_of(made.root, "antisocial_behaviour_police_uk")
    assert made.incidents == {
        (row["period_start"][:7], row["area"]): int(row["value"])
        for row in reports
        if row["period_start"][:4] == "2025"
    }
    assert not re.search(r"\d (added|revised|no longer)", made.done["again"].stdout)


def test_the_headline_figures_are_those_of_the_downloads(made):
    front, crime = words(made.pages / "index.html"), words(made.pages / "all_crime.html")
    for offence, counted in (
        ("Theft offences", "theft offences"),
        ("Violence with injury", "offences of violence with injury"),
        ("Sexual offences", "sexual offences"),
    ):
        assert f"{made.now['Oxmere', offence]:,} {counted} recorded in Oxmere, 2025" in front
    total = made.now["Oxmere", TOTAL]
    assert f"{total:,} offences" in crime
    share = 100 * total / sum(made.now[name, TOTAL] for name in districts())
    assert f"{share:.0f} per cent" in crime
    neighbourhood = words(made.pages / "neighbourhood_crime.html")
    assert f"{made.now['Oxmere', 'Vehicle offences']:,}" in neighbourhood
    moved = 100 * (total / REVISED["Oxmere", TOTAL] - 1)
    assert f"rose by {moved:.1f} per cent" in crime, "the change is from the revised count"


def test_the_tables_and_charts_of_the_year_are_there(made):
    table = tables_of(made.pages / "all_crime.html")["table-1"]
    for name in districts():
        count, people = made.now[name, TOTAL], made.people[name, 2025]
        assert table[name]["Recorded crimes"] == f"{count:,}"
        assert table[name]["Residents, mid-2025"] == f"{people:,}"
        assert float(table[name]["Rate per 1,000 residents"]) == pytest.approx(1000 * count / people, abs=0.051)
    drawn = [
        tables_of(made.pages / f"{page}.html") for page in ("all_crime", "neighbourhood_crime", "serious_violence")
    ]
    assert {"chart-a", "chart-d"} <= set(drawn[0])
    counted = counts_of_chart_1(made.pages / "neighbourhood_crime.html")
    assert counted["Vehicle offences", "Oxmere"] == f"{made.now['Oxmere', 'Vehicle offences']:,}"
    assert drawn[1]["table-a"]["Oxmere"]["July"].split()[0] == str(made.incidents["2025-07", "Oxmere"])
    assert drawn[2]["chart-b"]["Violence with injury"]["2025"] == f"{made.now['Oxmere', 'Violence with injury']:,}"
    assert {"chart-c"} <= set(tables_of(made.pages / "modern_slavery.html"))


def test_rates_name_the_year_of_their_residents(made):
    for page in ("all_crime", "serious_violence", "vawg"):
        text = words(made.pages / f"{page}.html")
        # The explorers draw the years before too, and name every estimate they use.
        text = re.sub(r"Every figure of this explorer|Source: [^.]*mid-202[24] edition[^.]*\.", "", text)
        assert "mid-2025" in text and "mid-2022" not in text, page


def test_a_dropped_offence_is_a_printed_gap_and_neither_nought_nor_an_old_number(made):
    said = "The figures held for 2025 have no count of robbery."
    violence, neighbourhood = (made.pages / f"{page}.html" for page in ("serious_violence", "neighbourhood_crime"))
    assert f"Not available: robbery{said}" in words(violence)
    # What stands beside it is still said.
    assert f"Oxmere recorded {made.now['Oxmere', 'Violence with injury']:,} offences in 2025" in words(violence)
    # Seven kinds make acquisitive crime: six of them are another figure.
    assert f"Not available: acquisitive crime{said}" in words(neighbourhood)
    assert DROPPED not in tables_of(neighbourhood)["chart-1"]
    assert DROPPED not in tables_of(violence)["table-b"]["Oxmere"]
    facts = json.loads((made.pages / "facts.json").read_text("utf-8"))["facts"]
    assert not [fact["key"] for fact in facts if "robbery" in fact["key"] or "acquisitive" in fact["key"]]
    assert "The edition has no column 'Robbery'." in made.done["ingest"].stdout
    assert "The column 'Vehicle-related offences' was read as 'Vehicle offences'." in made.done["ingest"].stdout


def test_what_ons_revised_is_marked_and_the_old_value_kept(made):
    kept = {(row["area"], row["category"]): (row["old"], row["new"]) for row in revisions_of(made.root, CRIME)}
    assert kept == {key: (BEFORE[key], new) for key, new in REVISED.items()}
    chart = tables_of(made.pages / "serious_violence.html")["chart-b"]["Violence with injury"]
    assert chart["2024"] == "1,431 [r]" and "[r]" not in chart["2025"]
    page = words(made.pages / "changes.html")
    assert "2024: 17,384 (ons-csp-ye-dec-2024) was revised to 17,402 (ons-csp-ye-dec-2025)" in page
    assert "17,402 [r]" in page, "the revised count of 2024 is marked in the table of what changed"
    found = {each["key"]: each for each in json.loads(made.done["diff"].stdout)["differences"]}
    assert found["all_crime.recorded_crimes"]["causes"] == ["new data", "revision"]
    assert found["neighbourhood_crime.vehicle"]["causes"] == ["new data"]


def test_no_figure_of_2024_stands_unlabelled(made):
    values = figures_of_2024(made.root)
    assert {f"{value:,}" for value in [*BEFORE.values(), *REVISED.values()]} <= values, "the check would find nothing"
    assert unlabelled(made.pages, values) == []
    assert unlabelled_downloads(made.pages, values) == []


def test_the_edition_of_2024_still_builds_and_marks_what_was_revised(made):
    # Its claims are computed and its corrections are of the plan's own figures: a revision by ONS contradicts neither.
    report = json.loads(made.done["check 2024"].stdout)
    assert report["problems"] == []
    text = words(made.pages_2024 / "all_crime.html")
    assert "17,402 offences" in text and "17,384" not in text
    assert counts_of_chart_1(made.pages_2024 / "neighbourhood_crime.html")["Shoplifting", "Oxmere"] == "2,497 [r]"
