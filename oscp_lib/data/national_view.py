"""A partnership's rows of a national table, in the columns that every table of the book has."""

from pathlib import Path

import pandas as pd

from oscp_lib import paths
from oscp_lib.data.national import read_national
from oscp_lib.data.package import Table, View
from oscp_lib.data.partnership import Partnership, load_partnership
from oscp_lib.errors import InputError, Problem

OFFICIAL = "official"
CALENDAR_YEAR = "calendar year"


def view_rows(table: Table, folder: Path) -> pd.DataFrame:
    """The rows of a table that is a view, with `line`, their place in it counted as the lines of its CSV.

    `folder` is the data folder whose national tables are read. A value that its publisher does not give has no row; an
    offence that lacks an area in a period has none of that period, because the rest alone would look like the whole.

    Returns
    -------
    pandas.DataFrame
        As `read_table` gives it.
    """
    view = table.view
    names = names_of(view, load_partnership())
    held = read_national(view.of, folder, area_code=list(names), **view.where)
    if view.everywhere:
        held = held[held["period_end"].isin(held_everywhere(view.of, folder))]
    frame = pd.DataFrame(
        {
            "period_start": held["period_start"],
            "period_end": held["period_end"],
            "area": held["area_code"].map(names),
            "category": held[view.category] if view.category else view.category_is,
            "measure": view.measure,
            "unit": view.unit,
            "value": held["value"],
            "status": OFFICIAL,
            "source": held["source"],
        }
    )
    frame = frame[frame["value"].notna()].astype({"value": "int64"})
    if table.frequency == CALENDAR_YEAR:
        frame = frame[of_calendar_years(frame)]
    if table.complete:
        frame = without_parts(frame, len(names))
    place = {name: number for number, name in enumerate(names.values())}
    ordered = frame.assign(place=frame["area"].map(place)).sort_values(
        ["period_start", "period_end", "place"], kind="stable"
    )
    ordered = ordered.drop(columns="place").reset_index(drop=True)
    return ordered.assign(line=range(2, len(ordered) + 2))


def held_everywhere(name: str, folder: Path) -> pd.Index:
    """The last days of the periods of which a national table holds most of the areas that it holds at all."""
    # A period has one row an area, by the key of the table.
    areas = read_national(name, folder, columns=["period_end"])["period_end"].value_counts()
    return areas.index[2 * areas > areas.max()]


def names_of(view: View, place: Partnership) -> dict[str, str]:
    """The name in the book of each area of a view, by its official code, in the order of the book's tables.

    Raises
    ------
    InputError
        When districts share a partnership's code: its figures are of all of them, and would stand for one.
    """
    together: dict[str, list[str]] = {}
    for district in place.districts:
        together.setdefault(district.partnership_code, []).append(district.name)
    shared = next(((code, named) for code, named in together.items() if len(named) > 1), None)
    if shared and "partnerships" in view.areas:
        found = f"{', '.join(shared[1])} have one partnership_code ({shared[0]}), whose figures are of them together."
        remedy = "Name the partnership in place of its districts: figures of each of them are not published."
        raise InputError(Problem(paths.shown(paths.PARTNERSHIP), found, remedy))
    held = {
        "partnerships": {district.partnership_code: district.name for district in place.districts},
        "districts": {district.code: district.name for district in place.districts},
        "county": {place.county.code: place.county.name},
        "force": {place.force.code: place.force.name},
    }
    return {code: name for role in view.areas for code, name in held[role].items()}


def of_calendar_years(frame: pd.DataFrame) -> pd.Series:
    """True for periods that are a calendar year; twelve months that end in another month never stand for one."""
    start, end = frame["period_start"].dt, frame["period_end"].dt
    return (start.month == 1) & (start.day == 1) & (end.month == 12) & (end.day == 31) & (start.year == end.year)


def without_parts(frame: pd.DataFrame, areas: int) -> pd.DataFrame:
    """The rows without those of a category that lacks an area in a period."""
    held = frame.groupby(["period_start", "period_end", "category"])["area"].transform("nunique")
    return frame[held == areas]
