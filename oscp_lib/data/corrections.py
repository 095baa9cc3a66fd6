"""Known errors of the sources: `corrections.yml`. No number is changed; an entry says what is wrong."""

from datetime import date

import pandas as pd

from oscp_lib import paths
from oscp_lib.data.check_table import check_table
from oscp_lib.data.package import tables
from oscp_lib.data.yaml_files import Strict, line_with, read_model
from oscp_lib.errors import InputError, Problem


class Correction(Strict):
    """A row that its source has wrong: what, why we think so, on what evidence, and the value expected to be found."""

    id: str
    table: str
    area: str
    category: str
    measure: str
    period_end: date
    expected: float
    what: str
    why: str
    evidence: str

    def rows(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The rows of a table that the entry is about."""
        named = (frame["area"] == self.area) & (frame["category"] == self.category) & (frame["measure"] == self.measure)
        return frame[named & (frame["period_end"] == pd.Timestamp(self.period_end))]


class Corrections(Strict):
    """Every known error."""

    corrections: tuple[Correction, ...]


def load_corrections() -> tuple[Correction, ...]:
    """The known errors.

    A partnership with a plan's tables has a file, with an empty list where there are none: a lost file is noticed.

    Raises
    ------
    InputError
        When the file is missing, or does not pass its checks.
    """
    if not paths.is_there(paths.CORRECTIONS):
        if all(table.status != "plan" for table in tables().values()):
            return ()
        remedy = "Put it back from the last good copy; where no error is known, write 'corrections: []' into it."
        raise InputError(Problem(paths.shown(paths.CORRECTIONS), "The file is missing.", remedy))
    return read_model(paths.CORRECTIONS, Corrections).corrections


def corrections_of(table: str, frame: pd.DataFrame) -> list[Correction]:
    """The known errors among some rows of a table."""
    return [each for each in load_corrections() if each.table == table and not frame.empty and len(each.rows(frame))]


def correction_problems() -> list[Problem]:
    """Entries that name a row there is not, or whose source no longer prints the value that was wrong."""
    problems = []
    for each in load_corrections():
        place = (paths.shown(paths.CORRECTIONS), line_with(paths.CORRECTIONS, f"id: {each.id}"))
        if each.table not in tables():
            found = f"The entry '{each.id}' names the table '{each.table}', which does not exist."
            problems.append(Problem(place[0], found, f"Use one of {', '.join(tables())}.", place[1]))
            continue
        frame, broken = check_table(tables()[each.table])
        if broken:
            continue
        rows = each.rows(frame)
        if len(rows) != 1:
            found, remedy = f"The entry '{each.id}' names no row of '{each.table}'.", "Name the row's area and so on."
            problems.append(Problem(place[0], found, remedy, place[1]))
        elif rows["value"].iloc[0] != each.expected:
            found = f"The entry '{each.id}' expects {each.expected:g} and finds {rows['value'].iloc[0]:g}."
            remedy = "If the source has corrected its error, remove the entry; if not, restore the table."
            problems.append(Problem(place[0], found, remedy, place[1]))
    return problems
