"""Explorers: choose a district, an offence and the years, and see chart, sentence and table change together."""

import ipywidgets as widgets
import pandas as pd

from oscp_lib.data.tables import Rows
from oscp_lib.figures import alt_text, charts
from oscp_lib.figures.figure import Figure
from oscp_lib.measures import wording


class Explorer(widgets.VBox):
    """A live view of some rows of one table, for the analyst in JupyterLab.

    Parameters
    ----------
    ident
        Names the explorer and the figures it draws.
    rows
        Counts by area, category and year, all of one table.
    accent
        The district chosen at first.
    """

    def __init__(self, ident: str, rows: Rows, accent: str) -> None:
        frame = rows.frame.assign(Year=rows.frame["period_end"].dt.year)
        self.ident, self.rows, self.data = ident, rows, frame
        years = sorted(int(year) for year in frame["Year"].unique())
        self.district = dropdown("District", list(dict.fromkeys(frame["area"])), accent)
        self.offence = dropdown("Offence", list(dict.fromkeys(frame["category"])))
        self.years = widgets.SelectionRangeSlider(options=years, index=(0, len(years) - 1), description="Years")
        self.view = widgets.HTML()
        super().__init__([widgets.HBox([self.district, self.offence, self.years]), self.view])
        for control in (self.district, self.offence, self.years):
            control.observe(lambda _: self.show(), names="value")
        self.show()

    def chosen(self) -> pd.DataFrame:
        """Year, district and count as now chosen."""
        first, last = self.years.value
        frame = self.data[
            (self.data["area"] == self.district.value)
            & (self.data["category"] == self.offence.value)
            & self.data["Year"].between(first, last)
        ]
        return frame.rename(columns={"area": "District", "value": "Recorded offences"})[
            ["Year", "District", "Recorded offences"]
        ].sort_values("Year", ignore_index=True)

    def figure(self) -> Figure:
        """The figure of what is chosen."""
        frame = self.chosen()
        district, offence = self.district.value, self.offence.value
        span = wording.span(list(frame["Year"]))
        frame = frame.astype({"Year": str})
        return Figure(
            ident=self.ident,
            label="Explorer",
            title=f"{offence} in {district}, {span}",
            subtitle="Recorded offences by year.",
            frame=frame,
            rows=(self.rows,),
            drawing=charts.columns(frame, "Year", "Recorded offences"),
            alt=alt_text.of_bars(frame, "Year", "Recorded offences", f"{offence.lower()} in {district}, {span}"),
        )

    def show(self) -> None:
        """Draw what is chosen."""
        self.view.value = self.figure().html()


def dropdown(name: str, options: list[str], value: str | None = None) -> widgets.Dropdown:
    """A named choice."""
    return widgets.Dropdown(options=options, value=value or options[0], description=name)
