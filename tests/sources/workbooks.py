"""Workbooks in the shapes in which publishers issue them, made by the tests."""

import zipfile
from html import escape
from pathlib import Path

from oscp_lib.data.partnership import load_partnership
from oscp_lib.sources.offence_columns import OFFENCES
from tests.national import ELSEWHERE
from tests.sources.downloads import csp_header, csp_title, ods, workbook

MANIFEST = (
    '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    '<manifest:file-entry manifest:full-path="/" '
    'manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>'
)
UNASSIGNED = "Unassigned"
REFERRAL_LABELS = ("Police first responder", "Exploitation type", "Age at exploitation", "Gender")


def published_ods(folder: Path, sheets: dict[str, list[list]], name: str) -> Path:
    """An .ods with the manifest that every program writes into it."""
    written = {sheet: [[escape(cell) if isinstance(cell, str) else cell for cell in row] for row in rows]
               for sheet, rows in sheets.items()}  # fmt: skip
    path = ods(folder, written, name)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("META-INF/manifest.xml", MANIFEST)
    return path


def referral_rows(force: str, types: dict[str, tuple[int, int]], once: bool = True) -> list[list]:
    """The lines of one first responder as gov.uk prints them: by type, age and gender, two nationalities and a total.

    The first line of a block is its total; `once` says that a label is written once, not in every line below it.
    """
    both = [sum(counts[place] for counts in types.values()) for place in (0, 1)]
    rows = [[force, "", "", "", *both, sum(both)]]
    for name, counts in types.items():
        figures = [*counts, sum(counts)]
        above = ["", ""] if once else [force, name]
        rows.append([above[0], name, "", "", *figures])
        rows.append([*above, "Adult (18 or over)", "", *figures])
        rows.append([*above, "" if once else "Adult (18 or over)", "Male", *figures])
    return rows


def gov_uk_referrals(
    folder: Path, types: dict[str, tuple[int, int]], *, title: str = "April to June 2031",
    labels: tuple = REFERRAL_LABELS, once: bool = True, notes: int = 4, first: list | None = None,
) -> Path:  # fmt: skip
    """The tables of a quarter (.ods), that of police first responders among them; `first` is its first line below."""
    force = load_partnership().force_name
    header = [*labels, "Albania [note 2]", "UK", "Total"]
    rows = [[f"Table 13: NRM referrals from police first responders, by exploitation type, {title} [note 1]"]]
    rows += [["This worksheet contains one table."]] * notes
    rows += [header, ["Total", "", "", "", 90, 9, 99], *referral_rows("Kent Police", {"Labour": (90, 9)}, once)]
    rows += referral_rows(force, types, once)
    if first:
        place = next(place for place, row in enumerate(rows) if row[0] == force)
        rows[place] = first
    other = [["Table 11"], ["Government agency first responder", *header[1:]], ["Border Force", "", "", "", 1, 1, 2]]
    sheets = {"Cover_sheet": [["Modern Slavery: National Referral Mechanism"]], "Table_11": other, "Table_13": rows}
    return published_ods(folder, sheets, "national-referral-mechanism-statistics-tables.ods")


def csp_edition(
    folder: Path, year: int, districts: int = 50, *, unassigned: int = 7, force: int | None = 1000, name: str = "",
    counts: dict[tuple[str, str], int] | None = None,
) -> Path:  # fmt: skip
    """A partnership workbook of one year in which every offence of every district is one count.

    `force` is the force's total (none: the table has no such row), `unassigned` the count in no partnership; `counts`
    are others by district (or `UNASSIGNED`) and offence.
    """
    place = load_partnership()
    short = place.force.name
    rows: list[list] = [["Back to contents"], [csp_title(year)], *[["A note."]] * 9, csp_header(list(OFFENCES))]
    if force is not None:
        rows.append([place.force.code, short, "", "", "", "", *[force] * len(OFFENCES)])

    def row(code: str, area: str, usual: int) -> list:
        replaced = [(counts or {}).get((area.split(f" {short}")[0], offence), usual) for offence in OFFENCES]
        return [place.force.code, short, code, area, "", "", *replaced]

    rows += [row(district.code, district.name, districts) for district in place.in_county]
    rows.append(row("", f"{UNASSIGNED} {short}", unassigned))
    if force is not None:  # the partnership beside them (see `tests/national.py`) holds the rest
        placed = [sum(row[6 + place] for row in rows[13:]) for place in range(len(OFFENCES))]
        rest = [force - each for each in placed]
        rows.append([place.force.code, short, *ELSEWHERE["partnership"], "", "", *rest])
    else:
        rows.append(row(*ELSEWHERE["partnership"], 0))
    return workbook(folder, {"Table C2": rows}, name or f"csp-{year}-{unassigned}.xlsx")
