"""ONS police recorded crime by Community Safety Partnership and police force, any edition of the workbook.

The letters of the tables move between editions and the names of columns differ between sheets: a table is found by what
its title says, and an offence by its name without line breaks and notes. Rates and percentages stand in tables alike.
What a table states of each area is kept; that it adds up is checked against what the publisher states of the wholes.
"""

import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pandas as pd

from oscp_lib.data.areas import Areas, load_areas
from oscp_lib.data.partnership import Partnership
from oscp_lib.sources import force_tables, wrong_file
from oscp_lib.sources.force_tables import (
    ALL,
    COUNTRY,
    ENDING,
    HOUSEHOLD_BASIS,
    by_force,
    denominators_of,
    fraud_rows,
    is_fraud,
    is_knife,
    knife_rows,
    year_to,
)  # fmt: skip
from oscp_lib.sources.partnership_rows import by_partnership
from oscp_lib.sources.published_totals import check_country, force_differences
from oscp_lib.sources.reading import Reading, Release, refused
from oscp_lib.sources.safe_zip import printable
from oscp_lib.sources.spreadsheet import Sheet, is_workbook, sheets

KIND = "ons-csp"
TITLE = "ONS recorded crime by Community Safety Partnership and police force: the workbook of any year"
UNVERIFIED = ""
FETCH = (
    "'Recorded crime data by Community Safety Partnership area' of the Office for National Statistics (later editions "
    "of its 'Police force area data tables' hold the same tables; their titles name Community Safety Partnerships)"
)
# Words of other tables of the same publisher and subject.
NEAR = re.compile(r"police force area|recorded (crime|offence)|crime in england|community safety", re.IGNORECASE)

COUNTS = re.compile(r"recorded (crime|crimes|offences)\b.*community safety partnership", re.IGNORECASE)
OF_FORCES = re.compile(r"recorded crime by offence group and police force area", re.IGNORECASE)
NO_COUNTS = re.compile(r"percentage|per cent|% change|\brate", re.IGNORECASE)
RATES = re.compile(r"\brate\b.*per 1,?000", re.IGNORECASE)
ABOUT = "community safety partnership"
NAME = 40  # characters: a title is longer than the name of a column
CRIME, KNIFE, FRAUD, HOUSEHOLDS = "recorded_crime", "knife_crime", "fraud", "households"
RESIDENTS = "residents_of_rates"

# Areas that a force's crime is stated of: its partnerships, districts in place of several, and the force itself.
PARTS = ("partnership", "district", "force")

Period = tuple[date, date]


@dataclass
class Workbook:
    """The tables of one workbook, sorted by what they state."""

    partnerships: dict[Period, Sheet] = field(default_factory=dict)
    forces: dict[Period, Sheet] = field(default_factory=dict)
    rates: list[Sheet] = field(default_factory=list)
    knife: list[Sheet] = field(default_factory=list)
    fraud: list[Sheet] = field(default_factory=list)


def recognise(path: Path) -> bool:
    """True for a workbook with a sheet about Community Safety Partnerships."""
    return is_workbook(path) and any(ABOUT in title_of(sheet).lower() for sheet in sheets(path))


def title_of(sheet: Sheet) -> str:
    """The text at the top of a sheet that says what it counts; a link or a blank line may stand above it."""
    texts = sheet.texts
    named = next((text for text in texts if ABOUT in text.lower() and len(text) > NAME), "")
    return next((text for text in texts if COUNTS.search(text) and ENDING.search(text)), named or sheet.title)


def read(path: Path, place: Partnership) -> Reading:
    """Recorded offences of every partnership and force, and of England and Wales, from the tables of a workbook.

    Raises
    ------
    InputError
        When no table of counts is there, an area is missing or is not what its code says, a needed column is missing,
        a cell holds no count, or partnerships do not add up to what is published of the whole.
    """
    workbook = sorted_tables(path)
    areas = load_areas()
    ends = max(end for _, end in workbook.partnerships)
    month = f"{ends:%B}"
    release = Release(
        f"ons-csp-ye-{ends:%b}-{ends.year}".lower(),
        f"Recorded crime by Community Safety Partnership area, year ending {month} {ends.year}",
        "Office for National Statistics",
        "https://www.ons.gov.uk/peoplepopulationandcommunity/crimeandjustice/datasets/recordedcrimedatabycommunitysafetypartnershiparea",
        edition=ends.isoformat(),
    )
    reading = Reading(KIND, (release,))
    frames = [read_period(reading, path, workbook, period, areas, ends) for period in sorted(workbook.partnerships)]
    reading.national[CRIME] = stamped(pd.concat(frames, ignore_index=True), ends, release)
    for table, rows in beside(path, workbook, areas, ends).items():
        if not rows.empty:
            reading.national[table] = stamped(rows, ends, release)
    reading.rows_read = sum(len(frame) for frame in reading.national.values())
    reading.rows_used = reading.rows_read
    return reading


def sorted_tables(path: Path) -> Workbook:
    """The tables of a workbook by what their titles say they state.

    Raises
    ------
    InputError
        When none is of recorded crime by partnership, or two are of one period.
    """
    workbook, names, first = Workbook(), [], ""
    of_forces: list[tuple[Sheet, str]] = []
    for sheet in sheets(path):
        names.append(sheet.name)
        title = title_of(sheet)
        first = first or title
        if COUNTS.search(title) and not NO_COUNTS.search(title):
            put(workbook.partnerships, path, sheet, title)
        elif OF_FORCES.search(title) and not NO_COUNTS.search(title):
            of_forces.append((sheet, title))
        elif RATES.search(title):
            workbook.rates.append(sheet)
        elif is_knife(sheet):
            workbook.knife.append(sheet)
        elif is_fraud(sheet):
            workbook.fraud.append(sheet)
    if not workbook.partnerships:
        found = (
            "No table of recorded crime by Community Safety Partnership is in the workbook. It begins "
            f"'{printable(first)[:90]}'; its sheets are {wrong_file.listed(names)}."
        )
        raise refused(path, found, wrong_file.fetch(KIND))
    for sheet, title in of_forces:  # only now: a workbook of forces alone is another one, whatever is wrong in it
        put(workbook.forces, path, sheet, title)
    return workbook


def put(held: dict[Period, Sheet], path: Path, sheet: Sheet, title: str) -> None:
    """A table under the period it is of, which no other may state."""
    period = period_of(path, sheet, title)
    if period in held:
        found = f"The sheets '{held[period].name}' and '{sheet.name}' are both of the year to {period[1]:%B %Y}."
        raise refused(path, found, "Choose the published workbook, unedited.")
    held[period] = sheet


def period_of(path: Path, sheet: Sheet, title: str) -> Period:
    """The first and last day of the twelve months that a table is of, from its title."""
    found = [year_to(month, year) for month, year in ENDING.findall(title)]
    if len(found) != 1 or found[0] is None:
        raise refused(f"{path.name}/{sheet.name}", f"The title '{title[:120]}' names no single year.",
                      "Choose the published workbook, with its title lines.")  # fmt: skip
    return found[0]


def read_period(
    reading: Reading, path: Path, workbook: Workbook, period: Period, areas: Areas, ends: date
) -> pd.DataFrame:
    """What the workbook states of one period: partnerships, forces, what is in none, and the country where it is."""
    sheet = workbook.partnerships[period]
    shown = f"{path.name}/{sheet.name}"
    rows = by_partnership(reading, shown, sheet, areas, ends)
    if period in workbook.forces:
        table = workbook.forces[period]
        wholes = by_force(reading, f"{path.name}/{table.name}", table, areas)
        rows = with_forces(reading, shown, rows, wholes, areas)
        country = wholes[wholes["area_code"] == COUNTRY]
        check_country(shown, rows[~is_whole_force(rows, areas)], country, areas.area(COUNTRY).name)
        kinds = wholes["area_code"].map(lambda code: areas.area(code).kind)
        rows = pd.concat([rows, wholes[kinds != "force"]], ignore_index=True)
    reading.notes += force_differences(shown, rows[rows["area_code"].map(of_a_force(areas))], areas, ends)
    held = set(rows.loc[is_whole_force(rows, areas), "area_code"])
    reading.notes += [
        f"{sheet.name}: {force.name} has no total of its own; how much of its crime has no district is not known."
        for force in areas.of_kind("force", ends)
        if force.code not in held
    ]
    return rows.assign(period_start=period[0], period_end=period[1])


def of_a_force(areas: Areas):
    """Tells the codes of partnerships and forces from those of regions and countries."""
    return lambda code: areas.area(code).kind in PARTS


def is_whole_force(rows: pd.DataFrame, areas: Areas) -> pd.Series:
    """True for the total of a force."""
    return rows["area_code"].map(lambda code: areas.area(code).kind == "force") & (rows["part"] == ALL)


def with_forces(reading: Reading, shown: str, rows: pd.DataFrame, wholes: pd.DataFrame, areas: Areas) -> pd.DataFrame:
    """The rows with the total of each force that its own table lacks; where both tables have it, they are compared.

    Raises
    ------
    InputError
        When the two differ by more than two offences.
    """
    held = rows[is_whole_force(rows, areas)]
    stated = wholes[is_whole_force(wholes, areas)]
    both = held.merge(stated, on=["area_code", "part", "offence"], suffixes=("", "_stated")).dropna(
        subset=["value", "value_stated"]
    )
    for row in both[both["value"] != both["value_stated"]].itertuples():
        name = areas.area(row.area_code).name
        found = f"{name}, {row.offence}: {row.value:,} here, {row.value_stated:,} in the table of forces."
        if abs(row.value - row.value_stated) > 2:
            raise refused(shown, found, "The file was edited: download it again.")
        reading.notes.append(found)
    missing = stated[~stated["area_code"].isin(held["area_code"])]
    for code in missing["area_code"].unique():
        reading.notes.append(
            f"{shown.partition('/')[2]}: the total of {areas.area(code).name} is of the table of forces."
        )
    return pd.concat([rows, missing], ignore_index=True)


def beside(path: Path, workbook: Workbook, areas: Areas, ends: date) -> dict[str, pd.DataFrame]:
    """The smaller tables of the workbook: knife crime, fraud, and the households that rates are of."""
    shown = path.name
    return {
        KNIFE: joined([knife_rows(f"{shown}/{sheet.name}", sheet, areas) for sheet in workbook.knife]),
        FRAUD: joined([fraud_rows(f"{shown}/{sheet.name}", sheet, areas) for sheet in workbook.fraud]),
        HOUSEHOLDS: denominators(path, workbook, areas, ends, force_tables.HOUSEHOLDS).assign(basis=HOUSEHOLD_BASIS),
        RESIDENTS: denominators(path, workbook, areas, ends, force_tables.RESIDENTS),
    }


def denominators(path: Path, workbook: Workbook, areas: Areas, ends: date, column: re.Pattern) -> pd.DataFrame:
    """What the rates of the workbook's tables are of: its residents or its households."""
    tables = [denominators_of(f"{path.name}/{sheet.name}", sheet, areas, ends, column) for sheet in workbook.rates]
    return joined(tables)


def joined(frames: list[pd.DataFrame]) -> pd.DataFrame:
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()


def stamped(rows: pd.DataFrame, ends: date, release: Release) -> pd.DataFrame:
    """The rows with the day whose areas they are of, and their source."""
    return rows.assign(boundaries=ends, source=release.name)
