"""Explorers: choose a district, an offence and a measure, and see chart, sentence and table change together.

In JupyterLab an explorer is live over all its data. In the book there is no kernel: every state is drawn beforehand
and stands in the page, and a small script shows the one that is chosen.
"""

from dataclasses import dataclass
from functools import cached_property
from itertools import product

import ipywidgets as widgets
import pandas as pd
from matplotlib.figure import Figure as Drawing

from oscp_lib.data.rows import Rows
from oscp_lib.figures import alt_text, charts
from oscp_lib.figures.figure import FIGURE_MIME, INTERVAL, Figure, cells, is_sample, templates
from oscp_lib.figures.style import house_style
from oscp_lib.figures.svg import inline_svg
from oscp_lib.measures import wording
from oscp_lib.measures.denominator import denominator_notes, estimate_of
from oscp_lib.measures.rates import rate_per_1000

COUNT, RATE = "Recorded offences", "Rate per 1,000 residents"
MEASURES = (COUNT, RATE)
# A rate of few offences is small: one decimal would print many of them as nought.
PLACES = {COUNT: 0, RATE: 2}
LABEL = "Explorer"
HIGHEST = ("highest", "second highest", "third highest", "fourth highest", "fifth highest")


@dataclass(frozen=True)
class State:
    """What an explorer shows for one choice.

    `frame` has a row for each year with its count, or its rate and interval; `exact` are the same figures before they
    are rounded; `ranks` are the districts' places in the last year, the highest first; `rows` are what it is made from.
    `canvas` is what it is drawn on, which states of the same years share.
    """

    ident: str
    district: str
    offence: str
    measure: str
    frame: pd.DataFrame
    exact: pd.Series
    ranks: pd.Series
    rows: Rows
    canvas: Drawing

    @property
    def subject(self) -> str:
        return f"{self.offence} in {self.district}"

    @property
    def title(self) -> str:
        return f"{self.subject}, {wording.span([int(year) for year in self.frame['Year']])}"

    @property
    def sentence(self) -> str:
        """The last year's figure, its place among the districts, and the extremes of the years shown."""
        last = self.frame.iloc[-1]
        value = wording.decimal(last[self.measure], PLACES[self.measure])
        unit = "recorded offences" if value != "1" else "recorded offence"
        if self.measure == RATE:
            unit = f"recorded offences per 1,000 residents (95% interval {last[INTERVAL]})"
        said = f"{self.subject}: {value} {unit} in {last['Year']}, {self.place}."
        return said if len(self.frame) < 2 else f"{said} {self.extremes}"

    @property
    def place(self) -> str:
        """The place of the district's last figure among all the districts'."""
        ours, number = self.ranks[self.district], len(self.ranks)
        shared = "joint " if (self.ranks == ours).sum() > 1 else ""
        below = (self.ranks > ours).sum()
        if shared and (self.ranks == ours).all():
            return "the same in every district"
        place = int(ours) - 1
        nth = HIGHEST[place] if place < len(HIGHEST) else f"{place + 1}th highest"
        return f"the {shared}{nth if below else 'lowest'} of the {wording.count_in_words(number)} districts"

    @property
    def extremes(self) -> str:
        high, low = self.when(self.exact.max()), self.when(self.exact.min())
        if self.exact.nunique() == 1:
            return "It was the same in every year shown."
        if self.frame[self.measure].nunique() == 1:
            return "To the decimals shown it was the same in every year."
        return f"Of the years shown, the highest was {high} and the lowest {low}."

    def when(self, value: float) -> str:
        """A value and every year that had it: '1,508 in 2022'."""
        years = wording.listed(self.frame.loc[self.exact == value, "Year"].to_list())
        return f"{wording.decimal(value, PLACES[self.measure])} in {years}"

    def drawing(self) -> Drawing:
        return charts.columns_over(self.canvas, self.frame[self.measure], PLACES[self.measure])

    def html(self) -> str:
        """Title, sentence, chart and table of the state, which agree because all are made from its frame."""
        subject = f"{self.subject[0].lower()}{self.subject[1:]}, {self.measure[0].lower()}{self.measure[1:]}"
        alt = alt_text.of_columns(self.frame, "Year", self.measure, subject, PLACES[self.measure])
        alt = f"{alt_text.SAMPLE if is_sample(self.rows) else ''}{alt}"
        svg, template = inline_svg(self.drawing(), self.ident, alt), templates().get_template("explorer_state.html")
        return template.render(state=self, svg=svg, figure=self.table, rows=cells(self.table))

    @cached_property
    def table(self) -> Figure:
        return Figure(
            ident=self.ident, label=LABEL, title=self.title, subtitle=self.measure, frame=self.frame,
            rows=(self.rows,), places=PLACES,
        )  # fmt: skip


class Explorer(widgets.VBox):
    """Some rows of one table by district, offence and measure: live in JupyterLab, every state drawn in the book.

    Parameters
    ----------
    ident
        Names the explorer, its pictures and its file.
    rows
        Counts by area, category and year, all of one table.
    residents
        Mid-year estimates of the same areas; a rate is over the latest of its year or before.
    accent
        The district chosen at first.
    year
        The edition's year, of which the rows may hold none.
    """

    def __init__(self, ident: str, rows: Rows, residents: Rows, accent: str, year: int) -> None:
        self.ident, self.rows, self.residents, self.year = ident, rows, residents, year
        self.data = with_rates(rows, residents)
        self.canvases: dict[tuple[str, ...], Drawing] = {}
        districts = list(dict.fromkeys(self.data["District"]))
        years = sorted(self.data["Year"].unique().tolist())
        # What was recorded most in the district in the last year is what a reader sees first.
        ours = self.data["District"].eq(accent) & self.data["Year"].eq(years[-1])
        latest = self.data[COUNT].where(ours).groupby(self.data["Offence"]).sum()
        offences = latest.sort_values(ascending=False, kind="stable").index.tolist()
        self.district = dropdown("District", [accent, *(name for name in districts if name != accent)])
        self.offence = dropdown("Offence", offences)
        self.measure = dropdown("Measure", list(MEASURES))
        self.years = widgets.SelectionRangeSlider(options=years, index=(0, len(years) - 1), description="Years")
        self.view = widgets.HTML()
        self.controls = (self.district, self.offence, self.measure)
        super().__init__([widgets.HBox([*self.controls, self.years]), self.view])
        for control in (*self.controls, self.years):
            control.observe(lambda _: self.show(), names="value")
        self.show()

    def show(self) -> None:
        """Draw what is chosen."""
        self.view.value = self.state(*(control.value for control in self.controls), *self.years.value).html()

    def state(self, district: str, offence: str, measure: str, first: int, last: int) -> State:
        """What is shown for a choice."""
        frame = self.data[(self.data["Offence"] == offence) & self.data["Year"].between(first, last)]
        columns = ["Year", measure, *([INTERVAL] if measure == RATE else [])]
        latest = frame[frame["Year"] == frame["Year"].max()].set_index("District")
        ours = frame[frame["District"] == district].sort_values("Year", ignore_index=True).astype({"Year": str})
        place = [control.options.index(value) for control, value in
                 zip(self.controls, (district, offence, measure), strict=True)]  # fmt: skip
        ident = "-".join([self.ident, *map(str, place)])
        # Rounded rates of small counts would tie where the counts do not.
        ranks = exact(latest, measure).rank(method="min", ascending=False)
        picked = self.rows.pick(area=district, category=offence)
        canvas = self.canvas(tuple(ours["Year"]))
        return State(ident, district, offence, measure, ours[columns], exact(ours, measure), ranks, picked, canvas)

    def canvas(self, years: tuple[str, ...]) -> Drawing:
        """What states of these years are drawn on."""
        if years not in self.canvases:
            self.canvases[years] = charts.empty_columns(years)
            if is_sample(self.rows):
                charts.watermark(self.canvases[years])
        return self.canvases[years]

    def states(self) -> dict[str, State]:
        """Every state of the page, all years shown, by the places of its choices in the controls."""
        span = (self.years.options[0], self.years.options[-1])
        return {
            "-".join(map(str, place)): self.state(*chosen, *span)
            for place, chosen in (
                (place, [control.options[number] for control, number in zip(self.controls, place, strict=True)])
                for place in product(*(range(len(control.options)) for control in self.controls))
            )
        }

    @property
    def title(self) -> str:
        """What the file of the explorer holds."""
        return f"{self.ident.removesuffix('-explorer').replace('-', ' ').capitalize()}: counts and rates"

    @property
    def notes(self) -> tuple[str, ...]:
        """That the edition's year is not among those shown, and over which residents late rates are."""
        lacks = self.data["Year"].max() < self.year
        late = (f"No count of {self.year} is held: these are figures of earlier years.",) if lacks else ()
        return (*late, *denominator_notes(self.residents, self.data["Year"].unique().tolist()))

    @property
    def whole(self) -> dict[str, Figure]:
        """Everything the explorer can show: a table of each measure, of which the file has all."""
        return {
            measure: Figure(
                ident=self.ident, label=LABEL, title=measure, subtitle="By district, offence and year.",
                frame=self.data, table=by_year(self.data, measure), rows=(self.rows, self.residents),
                places={str(year): PLACES[measure] for year in self.years.options}, notes=self.notes,
            )
            for measure in MEASURES
        }  # fmt: skip

    def html(self) -> str:
        """The explorer as the page holds it."""
        whole = self.whole
        tables = [(figure, cells(figure)) for figure in whole.values()]
        template = templates().get_template("explorer.html")
        with house_style():  # once for all of its drawings
            return template.render(explorer=self, figure=whole[COUNT], tables=tables, states=self.states())

    def _repr_mimebundle_(self, **options: object) -> dict:
        record = self.whole[COUNT]._repr_mimebundle_()[FIGURE_MIME] | {"title": self.title}
        return super()._repr_mimebundle_(**options) | {"text/html": self.html(), FIGURE_MIME: record}


def exact(frame: pd.DataFrame, measure: str) -> pd.Series:
    """The counts, or their rates per 1,000 residents before rounding."""
    return frame[COUNT] if measure == COUNT else 1000 * frame[COUNT] / frame["Residents"]


def by_year(data: pd.DataFrame, measure: str) -> pd.DataFrame:
    """One measure as a reader's table: a row for each district and offence, a column for each year."""
    keys = ["District", "Offence"]
    table = data.pivot(index=keys, columns="Year", values=measure)
    in_order = list(dict.fromkeys(data[keys].itertuples(index=False, name=None)))
    return table.loc[in_order].reset_index().rename(columns=str)


def with_rates(rows: Rows, residents: Rows) -> pd.DataFrame:
    """District, offence, year, count, residents, rate per 1,000 and its 95% interval, in the order of the table."""
    people = residents.frame.assign(Year=residents.frame["period_end"].dt.year).set_index(["area", "Year"])["value"]
    frame = rows.frame.assign(Year=rows.frame["period_end"].dt.year)
    estimates = {year: estimate_of(residents, year) for year in frame["Year"].unique()}
    listed = []
    for row in frame.to_dict("records"):
        estimate = estimates[row["Year"]]
        rate = rate_per_1000(row["value"], people[row["area"], estimate], residents.table.name)
        listed.append(
            {
                "District": row["area"], "Offence": row["category"], "Year": row["Year"], COUNT: row["value"],
                "Residents": people[row["area"], estimate], "Estimate of mid-year": str(estimate),
                RATE: round(rate.value, PLACES[RATE]), INTERVAL: wording.interval(rate.lower, rate.upper, PLACES[RATE]),
            }
        )  # fmt: skip
    return pd.DataFrame(listed)


def dropdown(name: str, options: list[str]) -> widgets.Dropdown:
    """A named choice; the first is chosen."""
    return widgets.Dropdown(options=options, value=options[0], description=name)
