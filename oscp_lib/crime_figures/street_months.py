"""What police.uk counts of some types month by month, in the months of the year that are held."""

from functools import partial

import pandas as pd

from oscp_lib.data.evidence import Evidence
from oscp_lib.data.gap import Gap
from oscp_lib.data.rows import Rows
from oscp_lib.data.topics import STREET_MONTHS
from oscp_lib.figures import alt_text, charts
from oscp_lib.figures.figure import Figure
from oscp_lib.measures import wording

MONTH, MONTHS_OF_YEAR = "Month", 12


def months_held(data: Evidence, types: tuple[str, ...]) -> Rows:
    """The months held of the year, of some types."""
    rows = data.rows(STREET_MONTHS, area=data.lead, category=list(types))
    return Rows(rows.table, rows.frame[rows.frame["period_start"].dt.year == data.year])


def months_frame(data: Evidence, types: tuple[str, ...]) -> pd.DataFrame | Gap:
    """The counts of the types together, one row a month held of the year."""
    rows = months_held(data, types)
    if data.rows(STREET_MONTHS, area=data.lead).empty:
        why = f"{wording.to_begin(data.place.force_name)} gave police.uk no file for the months that are held."
        return Gap("counts by month", why, data.place.force_name)
    if rows.empty:
        return Gap("counts by month", "No month of the year is held.", absent=True)
    by_month = rows.frame.groupby("period_start")["value"].sum()
    names = [f"{month:%B}" for month in by_month.index]
    return pd.DataFrame({MONTH: names, rows.frame["unit"].iloc[0].capitalize(): by_month.to_numpy()})


def months_chart(data: Evidence, frame: pd.DataFrame, types: tuple[str, ...], ident: str, label: str) -> Figure:
    """A column for each month of the frame that `months_frame` gives."""
    value, held = frame.columns[1], len(frame)
    subject = f"{wording.listed([each.lower() for each in types])} on police.uk by month, {data.lead}, {data.year}"
    when = str(data.year) if held == MONTHS_OF_YEAR else f"{wording.count_in_words(held)} months of {data.year}"
    most = frame.loc[frame[value].idxmax(), MONTH]
    in_part = f"Months held of {data.year}: {wording.listed(list(frame[MONTH]))}. They are not the whole year."
    return Figure(
        ident=ident,
        label=label,
        title=f"{wording.count(frame[value].sum())} recorded on police.uk in {when}, most in {most}",
        subtitle=f"{wording.to_begin(subject)}.",
        frame=frame,
        rows=(months_held(data, types),),
        draw=partial(charts.columns, frame, MONTH, value),
        alt=alt_text.of_columns(frame, MONTH, value, subject),
        notes=(
            *([in_part] if held < MONTHS_OF_YEAR else []),
            "Police.uk counts by the month and sorts offences its own way: its counts are not those of the year above.",
        ),
    )
