"""Where police.uk places violence and sexual offences: a map of one year, with wards where their outlines are held."""

from functools import partial

import pandas as pd

from oscp_lib.data.evidence import Evidence
from oscp_lib.data.gap import Gap
from oscp_lib.data.lattice import CELL_WIDTH
from oscp_lib.data.outlines import Ring, Ward, outline_credit, outline_of, outline_of_all, ward_at, wards_of
from oscp_lib.data.rows import Rows
from oscp_lib.figures import alt_text, maps
from oscp_lib.figures.figure import Figure
from oscp_lib.measures import places, wording

PLACES = "violence_places_police_uk"
OFFENCES, A_MONTH = "Recorded offences", "Offences a month"
YEARS_OF_MAP = 5  # how far back the map looks for a year that has months: as far as a plan's own may
LONGEST_MONTHS = 4  # words that a title has room for


def months_on_map(data: Evidence) -> Rows:
    """Violence by place in the lead district: of the edition's year, or the last with any, the months in no doubt."""
    return places.of_one_year(places.undoubted(data.rows(PLACES, area=data.lead)), data.year, YEARS_OF_MAP)


def months_in_doubt(data: Evidence) -> list[str]:
    """The months of the map's year and later that it leaves out, since they can hardly be whole."""
    shown = places.months_of(months_on_map(data))
    first = shown[0][:4] if shown else str(data.year - YEARS_OF_MAP + 1)
    return [each for each in places.months_of(data.rows(PLACES, area=data.lead)) if each >= first and each not in shown]


def places_frame(data: Evidence, what: str) -> pd.DataFrame | Gap:
    """The places of the lead district, most offences first; those under the threshold are one row without a place."""
    rows = months_on_map(data)
    table = rows.table
    if table.absent:
        return data.gap(PLACES, what)
    if rows.empty:
        if doubts := places.missing_months([], months_in_doubt(data)):
            return Gap(what, doubts, table.publisher)
        years = wording.span([data.year - YEARS_OF_MAP + 1, data.year])
        return Gap(what, f"Of {years} no month of street-level crime is held.", table.publisher)
    shown, rest = places.merged(places.by_place(rows), table.disclosure.threshold)
    if shown.empty:
        return Gap(what, "In the months held too few offences were recorded at any one place to show it.")
    names = {"place": "Place", "area": "District", "value": OFFENCES, "longitude": "Longitude", "latitude": "Latitude"}
    frame = shown[list(names)].rename(columns=names)
    if wards := wards_of(data.lead):
        points = zip(frame["Longitude"], frame["Latitude"], strict=True)
        frame.insert(1, "Ward", [ward_at(wards, point) for point in points])
    if rest:
        frame.loc[len(frame)] = {"Place": places.REST, "District": data.lead, OFFENCES: rest}
        frame = frame.fillna({"Ward": ""})
    if (months := len(places.months_of(rows))) > 1:
        frame.insert(frame.columns.get_loc(OFFENCES) + 1, A_MONTH, frame[OFFENCES] / months)
    return frame


def places_map(data: Evidence, frame: pd.DataFrame, ident: str, label: str) -> Figure:
    """The map of the frame that `places_frame` gives."""
    rows, wards = months_on_map(data), wards_of(data.lead)
    cells = frame[frame["Longitude"].notna()]
    top, held = min(maps.KEYED, len(cells)), len(places.by_place(rows))
    share = wording.per_cent(100 * cells[OFFENCES].head(top).sum() / rows.total)
    number = wording.count_in_words(top)
    months = places.months_in_words(places.months_of(rows))
    table = frame.drop(columns=["District", "Longitude", "Latitude"])
    table.insert(1, "Number on the map", [str(place + 1) if place < top else "" for place in range(len(frame))])
    return Figure(
        ident=ident,
        zoom=True,
        label=label,
        title=f"{number.capitalize()} places hold {share} of violence and sexual offences, {short(months, rows)}",
        subtitle=f"Recorded violence and sexual offences, {data.lead}, {months}. "
        f"Drawn: {len(cells)} of {held} places, those with {rows.table.disclosure.threshold} offences or more.",
        frame=frame,
        table=table,
        rows=(rows,),
        places={A_MONTH: 1} if A_MONTH in frame else {},
        draw=partial(
            maps.hexagons, cells.assign(called=[*map(name_in_key, cells.to_dict("records"))]),
            outline_on_map(data, wards, rows), wards, "Recorded offences",
        ),
        alt=alt_text.of_map(
            cells, "Place", OFFENCES, f"recorded violence and sexual offences by place, {data.lead}, {months}", top,
            int(rows.total),
        ),
        notes=notes_on_map(rows, months, months_in_doubt(data), wards),
        credits=(outline_credit(),) if outline_on_map(data, wards, rows) else (),
    )  # fmt: skip


def short(months: str, rows: Rows) -> str:
    """The months as a title has room for them."""
    held = places.months_of(rows)
    if len(months.split()) <= LONGEST_MONTHS:
        return months
    return f"{wording.count_in_words(len(held))} months of {held[0][:4]}"


def name_in_key(cell: dict) -> str:
    """What the key of the map calls a cell: 'Luther Street, Carfax & Jericho: 98, 25 a month'."""
    ward = f", {cell['Ward']}" if cell.get("Ward") else ""
    each_month = (
        f", {wording.decimal(cell[A_MONTH], 1 if cell[A_MONTH] < 10 else 0)} a month" if A_MONTH in cell else ""
    )
    return f"{cell['Place']}{ward}: {wording.count(cell[OFFENCES])}{each_month}"


def outline_on_map(data: Evidence, wards: list[Ward], rows: Rows) -> list[Ring]:
    """The outline of the lead district: that around its wards, where those are held."""
    points = zip(rows.frame["longitude"], rows.frame["latitude"], strict=True)
    return outline_of_all(wards) if wards else outline_of(data.lead, points)


def notes_on_map(rows: Rows, months: str, in_doubt: list[str], wards: list[Ward]) -> tuple[str, ...]:
    """Of when, how large and how merged the places are."""
    missing = places.missing_months(places.months_of(rows), in_doubt)
    held = rows.frame["period_start"].nunique()
    part = f"{wording.count_in_words(held)} of the twelve, too few to speak of a year or of a trend"
    return (
        *([f"Months held: {months}. That is {part}."] if held < 12 else []),
        *(["The ward named is that which the centre of the place lies in, or the nearest."] if wards else []),
        *([f"{missing} Months in doubt are not on the map." if in_doubt else missing] if missing else []),
        places.share_without_district("Violence and sexual offences", rows),
        f"Each place is a cell about {CELL_WIDTH:.0f} metres wide, called by the streets most often named in it.",
        f"Places that are not drawn are added up as '{places.REST}' in the table.",
    )
