"""Rows of a national table as CSV for a spreadsheet program, with the names of areas beside their codes."""

import pandas as pd

from oscp_lib import paths
from oscp_lib.data.areas import Area, Areas, load_areas
from oscp_lib.data.national import read_national
from oscp_lib.data.national_package import BINARY, NationalTable, national_table, package_path
from oscp_lib.data.partnership_names import partnership_named
from oscp_lib.errors import InputError, Problem

SMALL_AREAS = "small_areas"


def national_csv(name: str, partnership: str | None = None, year: int | None = None) -> str:
    """The rows of a table as CSV, header first.

    Parameters
    ----------
    partnership
        The name or code of a partnership: only rows of it, of its districts and their small areas, of its county and
        of its force.
    year
        Only rows whose period lies within that calendar year.

    Raises
    ------
    InputError
        When there is no such table or partnership, the table has no periods, or no row is left.
    """
    table, areas = national_table(name), load_areas()
    # Outlines are no cells of a spreadsheet.
    frame = read_national(name, columns=[field.name for field in table.fields if field.type != BINARY])
    if partnership is not None:
        frame = frame[frame["area_code"].isin(codes_of(partnership_named(partnership, areas), areas))]
    if year is not None:
        frame = frame[within(table, frame, year)]
    if frame.empty:
        asked = " ".join(filter(None, (partnership, str(year) if year else "")))
        found = f"The table '{name}' has no row{f' of {asked}' if asked else ''}."
        raise InputError(Problem(paths.shown(package_path()), found, f"It covers: {table.coverage or 'nothing yet'}."))
    return with_names(frame, areas).to_csv(index=False, date_format="%Y-%m-%d", lineterminator="\n")


def codes_of(partnership: Area, areas: Areas) -> set[str]:
    """The codes of all areas whose rows concern a partnership."""
    districts = {each.code for each in areas.members(partnership.code, "district")}
    wider = {each.code for kind in ("county", "force") for code in (partnership.code, *districts)
             for each in areas.within(code, kind)}  # fmt: skip
    small = read_national(SMALL_AREAS, columns=["area_code", "district_code"], district_code=sorted(districts))
    return {partnership.code, *districts, *wider, *small["area_code"]}


def within(table: NationalTable, frame: pd.DataFrame, year: int) -> pd.Series:
    """True for rows whose period lies within a calendar year.

    Raises
    ------
    InputError
        When the table has no periods.
    """
    if "period_start" not in table.columns:
        found = f"The table '{table.name}' has no periods."
        raise InputError(Problem(paths.shown(package_path()), found, "Leave out --year."))
    return (frame["period_start"].dt.year == year) & (frame["period_end"].dt.year == year)


def with_names(frame: pd.DataFrame, areas: Areas) -> pd.DataFrame:
    """The rows with the name of each area behind its code."""
    if "area_code" not in frame or "name" in frame:
        return frame
    known = {code: area.name for code in frame["area_code"].unique() if (area := areas.area(code)) is not None}
    frame = frame.copy()
    if known:
        frame.insert(frame.columns.get_loc("area_code") + 1, "area_name", frame["area_code"].map(known))
    return frame
