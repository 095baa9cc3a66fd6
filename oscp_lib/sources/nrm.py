"""National Referral Mechanism referrals of every police force, by type of exploitation and quarter; or by county.

The figures by type are those whose age, gender and nationality are all 'Total'; totals of all types and of all forces
only check them. A combined type ('Labour & Criminal') is a type of its own.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from oscp_lib.data.areas import Area, Areas, load_areas
from oscp_lib.data.partnership import Partnership
from oscp_lib.sources import nrm_county, wrong_file
from oscp_lib.sources.columns import header_of, whole_number
from oscp_lib.sources.national_frame import frame
from oscp_lib.sources.nrm_table import (
    BLOCKS,
    COLUMNS,
    MARGINS,
    MONTHS,
    TOTAL,
    label_columns,
    quarter_of,
    table,
)
from oscp_lib.sources.published_areas import FORCE, SPELLINGS
from oscp_lib.sources.reading import Reading, Release, refused
from oscp_lib.sources.spreadsheet import is_workbook, sheets

KIND = "nrm"
TITLE = (
    "Home Office National Referral Mechanism: referrals by police force, type of exploitation and quarter; by county"
)
UNVERIFIED = "not yet verified on a real workbook (.ods) of gov.uk"
FETCH = "the data tables (.ods) of the 'National Referral Mechanism statistics' of a quarter, on gov.uk"
NEAR = re.compile(r"referral mechanism|\bnrm\b|modern slavery|first responder|duty to notify", re.IGNORECASE)
TABLE = "nrm_referrals"
CAVEAT = "Figures of {quarters} were read from the workbook of gov.uk by a reader not yet verified on a real file."
REVISED = "Quarters are as first published. Later tables revise earlier quarters a little."
# First responders that a table by police force lists beside the forces of England and Wales, and sums of several.
OTHERS = re.compile(
    r"(police |local authority )?total|.*\b(regional|rocu|special operations|organised crime)\b.*|"
    r".*\b(scotland|northern ireland|british transport|ministry of defence|civil nuclear)\b.*|"
    r".*\b(jersey|guernsey|isle of man)\b.*",
    re.IGNORECASE,
)
POLICE = re.compile(r"\b(police|constabulary)\b", re.IGNORECASE)
OF_ALL = ("police total", "total")  # names of the row that adds up every first responder of the police
# Tables of the same statistics that hold no figures of forces: a column they have, and what they are.
OTHER_TABLES = (
    ("Location of exploitation", "referrals of the whole country by age and place of exploitation"),
    (r".*reasonable grounds", "decisions on reasonable grounds, of the whole country"),
    (r".*conclusive grounds", "decisions on conclusive grounds, of the whole country"),
)


@dataclass
class Tally:
    """Referrals by quarter and force and type; and what adds up the first responders of a quarter."""

    types: dict[tuple[tuple[int, int], Area], dict[str, int]] = field(default_factory=dict)
    of_others: dict[tuple[int, int], int] = field(default_factory=dict)
    of_all: dict[tuple[int, int], int] = field(default_factory=dict)
    in_blocks: bool = False

    @property
    def quarters(self) -> list[tuple[int, int]]:
        return sorted({quarter for quarter, _ in self.types})

    def of_quarter(self, quarter: tuple[int, int]) -> dict[Area, dict[str, int]]:
        """The types of each force in a quarter, the forces by code."""
        return {force: types for (each, force), types in sorted(
            self.types.items(), key=lambda item: item[0][1].code) if each == quarter}  # fmt: skip


def recognise(path: Path) -> bool:
    """True for a table with the columns of referrals, by county too, and for the other tables of these statistics."""
    if is_workbook(path):
        return any(sheet.header(*COLUMNS) or label_columns(sheet) for sheet in sheets(path))
    header = header_of(path)
    by_responder = {"First responder", "Exploitation type"} <= {*header}
    return by_responder or tuple(header) == nrm_county.COLUMNS or bool(other_table(path, header))


def other_table(path: Path, header: list[str]) -> str:
    """What another table of these statistics is; nothing for a table of referrals, or of anything else."""
    for column, what in OTHER_TABLES:
        if any(re.fullmatch(column, name) for name in header) and {"Year", "Quarter"} <= {*header}:
            return what
    duty = header == ["Year", "Quarter", "Total"] and re.search(r"duty|nrm", path.stem, re.IGNORECASE)
    return "notifications under the duty to notify, of the whole country" if duty else ""


def read(path: Path, place: Partnership) -> Reading:
    """Referrals by every police force of England and Wales as first responder, by quarter and type; or by county.

    Every force and quarter that the file has is stated whole: a type without a row is no longer published.

    Raises
    ------
    InputError
        When no row is of a force, a force or a quarter is not known, types do not add to the published total of a
        force, or first responders to that of all.
    """
    header = [] if is_workbook(path) else header_of(path)
    if what := other_table(path, header):
        raise refused(path, f"The file holds {what}: nothing in it is of a force.", wrong_file.fetch(KIND), 1)
    if tuple(header) == nrm_county.COLUMNS:
        return by_county(path)
    return by_force(path)


def by_county(path: Path) -> Reading:
    """Referrals by county, all types together."""
    areas = load_areas()
    rows, left_out, unknown = nrm_county.rows_of(path, areas)
    releases = {row[0]: release_of(row[0].year, (row[0].month + 2) // 3) for row in rows}
    reading = Reading(KIND, tuple(releases[start] for start in sorted(releases)), left_out=left_out)
    reading.rows_read, reading.rows_used = len(rows) + left_out.total(), len(rows)
    reading.national[TABLE] = frame(TABLE, [(*row, releases[row[0]].name) for row in rows])
    source = sorted(release.name for release in releases.values())
    where = {"source": source, "exploitation": [nrm_county.ALL_TYPES]}
    reading.caveats[TABLE] = [{"what": what, "where": where} for what in nrm_county.CAVEATS]
    if unknown:
        reading.notes.append(f"No area of the look-up is called {', '.join(unknown)}: not used.")
    return reading


def by_force(path: Path) -> Reading:
    """Referrals by police force and type."""
    reading = Reading(KIND, (), whole=frozenset({TABLE}))
    tally = tally_of(path, reading)
    releases = []
    made = []
    for quarter in tally.quarters:
        releases.append(release_of(*quarter))
        made += quarter_rows(reading, path, quarter, tally, releases[-1])
    reading.releases = tuple(releases)
    reading.national[TABLE] = frame(TABLE, made)
    reading.caveats[TABLE] = [{"what": REVISED}]
    if tally.in_blocks:
        titles = ", ".join(release.title.rpartition(", ")[2] for release in releases)
        source = [release.name for release in releases]
        reading.caveats[TABLE].append({"what": CAVEAT.format(quarters=titles), "where": {"source": source}})
    return reading


def tally_of(path: Path, reading: Reading) -> Tally:
    """The rows of the file, without those of one age, gender or nationality."""
    areas, tally = load_areas(), Tally()
    responders: dict[str, Area | None] = {}
    for line, record in table(path):
        reading.rows_read += 1
        name, kind = record["First responder"], record["Exploitation type"]
        if name not in responders:
            responders[name] = force_of(path, line, name, areas)
        force = responders[name]
        if any(record[margin] != TOTAL for margin in MARGINS):
            reading.left_out["of one age, gender or nationality"] += 1
            continue
        quarter = quarter_of(path, line, record)
        value = whole_number(path, line, "People", record["People"])
        if force is None:
            reading.left_out["a first responder that is no police force of England and Wales"] += 1
            if kind == TOTAL:
                kept = tally.of_all if name.lower() in OF_ALL else tally.of_others
                kept[quarter] = kept.get(quarter, 0) + value
            continue
        types = tally.types.setdefault((quarter, force), {})
        if kind in types:
            found = f"'{kind}' appears twice for {name} in the quarter."
            raise refused(path, found, "Delete one of the two, or download the file again.", line)
        types[kind] = value
        tally.in_blocks = tally.in_blocks or BLOCKS in record
    if not tally.types:
        listed = ", ".join(list(responders)[:4])
        found = f"No row has a police force of England and Wales as first responder (there are {listed})."
        if not responders:
            found = "The table has its header and no rows below it."
        raise refused(path, found, "Choose the table of referrals by police force.")
    return tally


def force_of(path: Path, line: int, name: str, areas: Areas) -> Area | None:
    """The force that a first responder is; nothing where it is none of England and Wales.

    Raises
    ------
    InputError
        For what looks like a police force and is not known: its figures would be lost.
    """
    if (force := areas.find(FORCE, name)) or OTHERS.fullmatch(name) or not POLICE.search(name):
        return force
    near = areas.near(FORCE, name)
    hint = f"Did you mean {' or '.join(near)}? " if near else ""
    remedy = f"{hint}If the publisher's file has it so, add the spelling to {SPELLINGS}."
    raise refused(path, f"The look-up of areas has no police force called '{name[:60]}'.", remedy, line)


def quarter_rows(
    reading: Reading, path: Path, quarter: tuple[int, int], tally: Tally, release: Release
) -> Iterator[tuple]:
    """The types of each force in one quarter, checked against their published totals."""
    year, number = quarter
    start, end = date(year, 3 * number - 2, 1), date(year, 3 * number, monthrange(year, 3 * number)[1])
    forces = tally.of_quarter(quarter)
    check_all(path, quarter, forces, tally)
    for force, types in forces.items():
        total = types.pop(TOTAL, None)
        reading.left_out["total of all types"] += total is not None
        if total is None or sum(types.values()) != total:
            found = f"{force.name}: the types of {year}-Q{number} add to {sum(types.values())}; "
            found += f"the published total is {total}."
            if total is None:
                found = f"{force.name}: {year}-Q{number} has no total of all types to check the types against."
            raise refused(path, found, "The file is cut short or was edited: download it again.")
        for name, value in types.items():
            reading.rows_used += 1
            yield start, end, force.code, name, value, release.name


def check_all(path: Path, quarter: tuple[int, int], forces: dict[Area, dict[str, int]], tally: Tally) -> None:
    """Refuse a table of many forces whose first responders do not add to the published total of all.

    An extract of a few forces may carry that total too: it says nothing of them.
    """
    whole = tally.of_all.get(quarter)
    if whole is None or len(forces) <= len(load_areas().of_kind(FORCE)) // 2:
        return
    parts = sum(types.get(TOTAL, 0) for types in forces.values()) + tally.of_others.get(quarter, 0)
    if parts != whole:
        found = f"The first responders of {quarter[0]}-Q{quarter[1]} add to {parts:,}; their total is {whole:,}."
        raise refused(path, found, "The file is cut short or was edited: download it again.")


def release_of(year: int, number: int) -> Release:
    return Release(
        f"ho-nrm-{year}-q{number}", f"National Referral Mechanism statistics, {MONTHS[number]} {year}", "Home Office",
        "https://www.gov.uk/government/collections/national-referral-mechanism-statistics",
        edition=date(year, 3 * number, monthrange(year, 3 * number)[1]).isoformat(),
    )  # fmt: skip
