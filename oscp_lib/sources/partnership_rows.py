"""The rows of a table of partnerships, each matched by code and name together.

Published workbooks give one partnership the code of another, or "Combined" in place of a code, and put the code of one
force on a row of another. A name that stands in the look-up of areas is then what the row is of, provided that the
owner of the code has a row of its own; anything else is refused.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from oscp_lib.data.areas import Area, Areas
from oscp_lib.errors import InputError, Problem
from oscp_lib.sources.force_tables import ALL, UNASSIGNED, with_counts
from oscp_lib.sources.offence_columns import column_at, offence_columns
from oscp_lib.sources.published_areas import LOOK_UP, SPELLINGS
from oscp_lib.sources.reading import Reading, refused
from oscp_lib.sources.spreadsheet import ABOVE_HEADER, Sheet, squeezed, without_notes

KEYS = (
    "Police Force Area code", "Police Force Area name", "Community Safety Partnership code",
    "Community Safety Partnership name", "Local Authority code", "Local Authority name",
)  # fmt: skip
MOST = 20  # problems that are listed one by one


@dataclass
class Matched:
    """Which areas the rows of one table are of, and what was odd about their codes."""

    areas: Areas
    on: date
    rows: dict[str, int] = field(default_factory=dict)  # of each partnership, the line of its row
    combined: dict[str, int] = field(default_factory=dict)  # of each district whose partnerships stand in one row
    borrowed: list[tuple[int, str, Area, Area]] = field(default_factory=list)  # line, name, whose code, whose row
    problems: list[tuple[int, str, str]] = field(default_factory=list)  # line, found, remedy
    notes: list[str] = field(default_factory=list)

    def force(self, line: int, code: str, name: str) -> Area | None:
        """The force of a row, by its name; a code that is another force's is noted."""
        force = self.areas.find("force", name, self.on)
        by_code = self.areas.area(code)
        if force is None:
            near = did_you_mean(self.areas, "force", name)
            self.problems.append((line, f"No police force is called '{name}' ({code or 'no code'}).", near))
        elif by_code is not None and by_code.kind == "force" and by_code.code != force.code:
            self.notes.append(f"Line {line}: '{name}' has the code of {by_code.name}; the name was followed.")
        elif code and by_code is None:
            found = f"'{name}' has the code '{code}', which {LOOK_UP} does not have."
            self.problems.append((line, found, f"The code of {force.name} there is {force.code}."))
        return force

    def combination(self, line: int, code: str, name: str, district: Area | None) -> Area | None:
        """The district of a row that combines several partnerships, none of which is called as the district is."""
        if district is None or self.areas.find("district", name, self.on) != district:
            return None
        parts = self.areas.within(district.code, "partnership", self.on)
        if len(parts) < 2:
            return None
        owner = self.areas.area(code)
        if owner is not None and owner not in parts:
            self.borrowed.append((line, name, owner, district))
        listed = ", ".join(part.name for part in parts)
        self.notes.append(f"Line {line}: '{name}' combines {listed}, and is held under the district's code.")
        self.combined[district.code] = line
        return district

    def partnership(self, line: int, code: str, name: str, district: Area | None) -> Area | None:
        """The partnership of a row, by code and name together; or the district whose partnerships it combines."""
        named = self.areas.find("partnership", name, self.on)
        coded = self.areas.area(code)
        coded = coded if coded is not None and coded.kind == "partnership" else None
        if named is None and (combined := self.combination(line, code, name, district)) is not None:
            return combined
        if named is None:
            self.problems.append((line, *self.why_unknown(code, name, coded)))
            return None
        if coded is not None and coded.code != named.code:
            self.borrowed.append((line, name, coded, named))
        elif coded is None and is_code(code):
            found = f"'{name}' has the code '{code}', which is no partnership's in {LOOK_UP}."
            self.problems.append((line, found, f"The code of {named.name} there is {named.code}."))
        if named.code in self.rows:
            found = f"{named.name} appears twice; it is also on line {self.rows[named.code]}."
            self.problems.append((line, found, "Download the workbook again, unedited."))
            return None
        self.rows[named.code] = line
        return named

    def why_unknown(self, code: str, name: str, coded: Area | None) -> tuple[str, str]:
        """Why no partnership of that name is there on the day, and what to do."""
        for other in self.areas.ever_named("partnership", name):
            ended, begins = other.valid_to, other.valid_from
            if ended is not None and ended < self.on:
                found = f"'{name}' ended on {ended.isoformat()}; the workbook is of {self.on:%B %Y}."
                return found, "Choose the published workbook, unedited."
            if begins is not None and begins > self.on:
                found = f"'{name}' began on {begins.isoformat()}; the workbook is of {self.on:%B %Y}."
                return found, "Choose the published workbook, unedited."
        if coded is not None:
            found = f"The row of the code {code} is called '{name}'; {LOOK_UP} has {coded.name} under it."
            return found, f"If both are one partnership, add the name to {SPELLINGS}."
        near = did_you_mean(self.areas, "partnership", name)
        return f"No partnership is called '{name}' ({code or 'no code'}).", near

    def is_combined(self, partnership: Area) -> bool:
        """True where all districts of a partnership stand in rows that combine it with others."""
        districts = self.areas.members(partnership.code, "district", self.on)
        return bool(districts) and all(each.code in self.combined for each in districts)

    def settle(self, shown: str) -> None:
        """Accept a borrowed code whose owner has a row of its own; refuse everything else that is wrong.

        Raises
        ------
        InputError
            With every problem of the table.
        """
        for line, name, owner, named in self.borrowed:
            if owner.code in self.rows or self.is_combined(owner):
                note = f"Line {line}: '{name}' has the code of {owner.name} ({owner.code}); the name was followed."
                self.notes.append(note)
            else:
                found = f"'{name}' has the code '{owner.code}', which is that of {owner.name}; its own is {named.code}."
                self.problems.append((line, found, "The table was sorted or edited in part: download it again."))
        present = self.areas.of_kind("partnership", self.on)
        missing = [each.name for each in present if each.code not in self.rows and not self.is_combined(each)]
        if missing and not self.problems:
            listed = ", ".join(missing[:5]) + (f" and {len(missing) - 5} more" if len(missing) > 5 else "")
            remedy = f"Choose the whole workbook. A partnership that has ended needs its last day in {LOOK_UP}."
            raise refused(shown, f"No row is of {listed}.", remedy)
        if self.problems:
            raise InputError(
                [Problem(shown, found, remedy, line) for line, found, remedy in sorted(self.problems)[:MOST]]
            )


def by_partnership(reading: Reading, shown: str, sheet: Sheet, areas: Areas, on: date) -> pd.DataFrame:
    """The counts of a table of partnerships, with what a force has placed in none.

    Returns
    -------
    pandas.DataFrame
        `area_code` (partnership, or force), `part` (`all`, `unassigned`, or the name of a place in no partnership),
        `offence`, `value`, `shorthand`.

    Raises
    ------
    InputError
        When a column or a partnership is missing, or a row is of no area of the day.
    """
    top, names = header_of(shown, sheet)
    at = {key: column_at(shown, names, key, top) for key in KEYS}
    offences = offence_columns(reading, shown, names, top)
    matched, rows = Matched(areas, on), []
    for line, cells in lines_below(sheet, top):
        force_code, force_name, code, name, district_code, _ = (squeezed(cells[at[key]]) for key in KEYS)
        force = matched.force(line, force_code, without_notes(force_name))
        if not code and not name:
            area, part = force, ALL
        elif code and not is_unassigned(name):
            area, part = matched.partnership(line, code, without_notes(name), areas.area(district_code)), ALL
        else:
            area, part = force, UNASSIGNED if is_unassigned(name) else name
        if area is None:
            continue
        if all(squeezed(cells[column]) == "" for column in offences):
            matched.notes.append(f"Line {line}: '{name or force_name}' has no figures.")
            continue
        rows += with_counts(shown, line, cells, offences, area.code, part)
    if not rows and not matched.problems:
        raise refused(shown, "The table has its header and no rows below it.", "Choose the whole workbook.")
    matched.settle(shown)
    reading.notes += [f"{sheet.name}, {note[0].lower()}{note[1:]}" for note in matched.notes]
    return pd.DataFrame(rows)


def header_of(shown: str, sheet: Sheet) -> tuple[int, list[str]]:
    """Where the header of a table of partnerships stands, and its names."""
    header = sheet.header("Community Safety Partnership name")
    if header is None:
        found = f"None of the first {ABOVE_HEADER} rows has the column 'Community Safety Partnership name'."
        raise refused(shown, found, "Choose the published workbook; the column may have been renamed or deleted.")
    return header


def lines_below(sheet: Sheet, top: int) -> Iterator[tuple[int, list]]:
    """The rows below the header that hold something, with their line in the sheet."""
    for line, cells in enumerate(sheet.rows[top + 1 :], top + 2):
        if any(squeezed(cell) for cell in cells):
            yield line, cells


def is_unassigned(name: str) -> bool:
    """True for the row of what a force recorded and placed in no partnership."""
    return "unassigned" in name.lower()


def is_code(text: str) -> bool:
    """True for what looks like a code; in place of one, some rows say that authorities are combined."""
    return bool(text) and "combined" not in text.lower()


def did_you_mean(areas: Areas, kind: str, name: str) -> str:
    """The remedy for a name that no area has."""
    near = areas.near(kind, name)
    hint = f"Did you mean {near[0]}? Then add the name to {SPELLINGS}. " if near else ""
    return f"{hint}A new area belongs into {LOOK_UP}."
