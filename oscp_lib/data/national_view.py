"""A partnership's rows of a national table, in the columns that every table of the book has."""

from collections import Counter
from datetime import date
from pathlib import Path

import pandas as pd

from oscp_lib.data.areas import load_areas
from oscp_lib.data.national import read_national
from oscp_lib.data.package import Table, View
from oscp_lib.data.partnership import Partnership, load_partnership

OFFICIAL = "official"
CALENDAR_YEAR = "calendar year"
# The kind of area in each role that a view names.
KIND_OF = {"partnerships": "partnership", "districts": "district", "county": "county", "force": "force"}


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
    names = names_of(view, load_partnership(), day_of_districts(view, folder))
    held = read_national(view.of, folder, area_code=list(names), **view.where)
    if view.everywhere:
        held = held[held["period_end"].isin(held_everywhere(view.of, folder))]
    if view.given_in:
        held = held[given_by_force(held, view, folder)]
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
    frame = of_whole_areas(frame, Counter(names.values()))
    if table.complete:
        frame = without_parts(frame, len({*names.values()}), load_partnership().place)
    place = {name: number for number, name in enumerate(dict.fromkeys(names.values()))}
    ordered = frame.assign(place=frame["area"].map(place)).sort_values(
        ["period_start", "period_end", "place"], kind="stable"
    )
    ordered = ordered.drop(columns="place").reset_index(drop=True)
    return ordered.assign(line=range(2, len(ordered) + 2))


def sources_of_view(table: Table, folder: Path) -> set[str]:
    """The sources that rows of a view name in any partnership: its entry in the Data Package is the same for all."""
    held = read_national(table.view.of, folder, **table.view.where)
    if table.frequency == CALENDAR_YEAR:
        held = held[of_calendar_years(held)]
    if table.view.everywhere:
        held = held[held["period_end"].isin(held_everywhere(table.view.of, folder))]
    areas, kinds = load_areas(folder), {KIND_OF[role] for role in table.view.areas}
    ours = [code for code in held["area_code"].unique() if (area := areas.area(code)) and area.kind in kinds]
    return set(held.loc[held["area_code"].isin(ours), "source"])


def held_everywhere(name: str, folder: Path) -> pd.Index:
    """The last days of the periods of which a national table holds most of the areas that it holds at all."""
    # A period has one row an area, by the key of the table.
    areas = read_national(name, folder, columns=["period_end"])["period_end"].value_counts()
    return areas.index[2 * areas > areas.max()]


def given_by_force(held: pd.DataFrame, view: View, folder: Path) -> pd.Series:
    """True for rows of a period for which the area's own police force gave its figures.

    Of any other period other forces may have a few rows there, which would look like all.
    """
    areas, day = load_areas(folder), day_of_districts(view, folder)
    force_of = {code: areas.within(code, "force", day)[0].code for code in held["area_code"].unique()}
    given = read_national(view.given_in, folder, columns=["period_start", "area_code"])
    periods = set(zip(given["area_code"], given["period_start"], strict=True))
    keys = zip(held["area_code"].map(force_of), held["period_start"], strict=True)
    return pd.Series([key in periods for key in keys], index=held.index, dtype=bool)


def day_of_districts(view: View, folder: Path | None = None) -> date | None:
    """The day of the boundaries that a view of districts is by: since then a district may have a new code."""
    if "districts" not in view.areas:
        return None
    held = read_national(view.of, folder, columns=["boundaries"])
    return held["boundaries"].iloc[0].date() if len(held) else None


def names_of(view: View, place: Partnership, day: date | None = None) -> dict[str, str]:
    """The name in the book of each area of a view, by its official code, in the order of the book's tables.

    The districts of a partnership have its name: what is stated of each of them is added up. Of a partnership that
    shares a district with others there are none: the rest alone would look like the whole. `day` is that of the
    districts' boundaries; None stands for today's.
    """
    areas = load_areas()
    members = {each.called: areas.members(each.code, "district", day) for each in place.in_county}
    held = {
        "partnerships": {each.code: each.called for each in place.in_county},
        "districts": {
            district.code: name
            for name, districts in members.items()
            if all(len(areas.within(each.code, "partnership", day)) == 1 for each in districts)
            for district in districts
        },
        "county": {place.compared_county.code: place.compared_county.called} if place.compared_county else {},
        "force": {place.force.code: place.force_name},
    }
    return {code: name for role in view.areas for code, name in held[role].items()}


def of_calendar_years(frame: pd.DataFrame) -> pd.Series:
    """True for periods that are a calendar year; twelve months that end in another month never stand for one."""
    start, end = frame["period_start"].dt, frame["period_end"].dt
    return (start.month == 1) & (start.day == 1) & (end.month == 12) & (end.day == 31) & (start.year == end.year)


def of_whole_areas(frame: pd.DataFrame, districts: Counter) -> pd.DataFrame:
    """One row an area, the sum of its districts; none where one of them has no figure."""
    if max(districts.values(), default=1) == 1:
        return frame
    keys = [name for name in frame.columns if name not in ("value", "source")]
    # Districts of one edition have one source; the first names it.
    added = frame.groupby(keys, sort=False, as_index=False).agg(
        parts=("value", "size"), value=("value", "sum"), source=("source", "first")
    )
    return added[added["parts"] == added["area"].map(districts)][list(frame.columns)]


def without_parts(frame: pd.DataFrame, areas: int, own: str) -> pd.DataFrame:
    """The rows without those of others where a category lacks an area in a period; the partnership's own stay."""
    held = frame.groupby(["period_start", "period_end", "category"])["area"].transform("nunique")
    return frame[(held == areas) | (frame["area"] == own)]
