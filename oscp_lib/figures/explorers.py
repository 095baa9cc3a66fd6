"""Explorers: choose a district, an offence and a measure, and see chart, sentence and table change together.

In JupyterLab an explorer is live over all its data. In the book there is no kernel: every state is drawn beforehand
and stands in the page, and a small script shows the one that is chosen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product

import ipywidgets as widgets
import pandas as pd
from matplotlib.figure import Figure as Drawing

from oscp_lib.data.evidence import Evidence
from oscp_lib.data.gap import Gap
from oscp_lib.data.rows import Rows
from oscp_lib.figures import alt_text, charts
from oscp_lib.figures.explorer_rows import COUNT, PLACES, RATE, by_year, exact, with_rates
from oscp_lib.figures.figure import FIGURE_MIME, INTERVAL, VALUES_MIME, Figure, cells, templates
from oscp_lib.figures.style import COMPACT, house_style
from oscp_lib.figures.svg import inline_svg
from oscp_lib.measures import wording
from oscp_lib.measures.comparators import named_beside
from oscp_lib.measures.denominator import denominator_notes, editions_in, rated
from oscp_lib.measures.yearly_changes import RECORDED_CRIME

MEASURES = (COUNT, RATE)
LABEL = "Explorer"
NTH = ("", "second ", "third ", "fourth ", "fifth ")


@dataclass(frozen=True)
class State:
    """What an explorer shows for one choice.

    `frame` has a row for each year with its count, or its rate and interval; `exact` are the same figures before they
    are rounded; `ranks` are the places of all the county's partnerships, or `parts` as the place calls them, in the
    last year, the highest first; None where not all of them have a figure. `rows` are what it is made from.
    `canvas` is what it is drawn on, which states of the same years share.
    """

    ident: str
    district: str
    offence: str
    measure: str
    frame: pd.DataFrame
    exact: pd.Series
    ranks: pd.Series | None
    parts: str
    rows: Rows
    canvas: Drawing

    @property
    def subject(self) -> str:
        return f"{self.offence} in {wording.named(self.district)}"

    @property
    def title(self) -> str:
        return f"{self.subject}, {wording.span([int(year) for year in self.frame['Year']])}"

    @property
    def sentence(self) -> str:
        """The last year's figure, its place among the districts, and the extremes of the years shown.

        Of rates no extremes are told: estimates of residents are revised, and not all years' rates join.
        """
        last = self.frame.iloc[-1]
        value = wording.decimal(last[self.measure], PLACES[self.measure])
        unit = "recorded offences" if value != "1" else "recorded offence"
        if self.measure == RATE:
            unit = f"recorded offences per 1,000 residents (95% interval {last[INTERVAL]})"
        place = f", {self.place}" if self.place else ""
        said = f"{self.subject}: {value} {unit} in {last['Year']}{place}."
        return said if len(self.frame) < 2 or self.measure == RATE else f"{said} {self.extremes}"

    @property
    def place(self) -> str:
        """The place of the last figure among those of the whole county; empty where there is no whole county."""
        if self.ranks is None:
            return ""
        ours, number = self.ranks[self.district], len(self.ranks)
        shared = "joint " if (self.ranks == ours).sum() > 1 else ""
        if shared and (self.ranks == ours).all():
            return f"the same in every {wording.singular(self.parts)}"
        above, below = int((self.ranks < ours).sum()), int((self.ranks > ours).sum())
        # Counted from the nearer end: 'second lowest', not 'seventh highest', of eight.
        from_end, end = (above, "highest") if above <= below else (below, "lowest")
        nth = NTH[from_end] if from_end < len(NTH) else f"{wording.ordinal(from_end + 1)} "
        return f"the {shared}{nth}{end} of the {wording.count_in_words(number)} {self.parts}"

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
        alt = f"{alt_text.SAMPLE if self.rows.is_sample else ''}{alt}"
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
        Mid-year estimates of the same areas; a rate is over the latest of its year or before. Where the accented area
        has none, there are no rates to choose.
    accent
        The area chosen at first.
    year
        The edition's year, of which the rows may hold none.
    parts
        What the areas are called.
    offered
        The areas that can be chosen; all of them without it.
    county
        How many areas the whole county has: a place among them is given where all have a figure.
    """

    def __init__(
        self, ident: str, rows: Rows, residents: Rows, accent: str, year: int, parts: str = "districts",
        offered: Sequence[str] | None = None, county: int | None = None,
    ) -> None:  # fmt: skip
        self.ident, self.rows, self.residents, self.year, self.parts = ident, rows, residents, year, parts
        self.part = wording.singular(parts)
        self.column = self.part.capitalize()
        self.measures = MEASURES if accent in set(residents.frame["area"]) else (COUNT,)
        self.data = with_rates(rows, residents, self.column)[self.columns]
        districts = list(dict.fromkeys(self.data[self.column]))
        self.county = len(districts) if county is None else county
        self.of_offence = dict(list(self.data.groupby("Offence")))
        self.canvases: dict[tuple[str, ...], Drawing] = {}
        years = sorted(self.data["Year"].unique().tolist())
        # What was recorded most in the district in the last year is what a reader sees first.
        ours = self.data[self.column].eq(accent) & self.data["Year"].eq(years[-1])
        latest = self.data[COUNT].where(ours).groupby(self.data["Offence"]).sum()
        offences = latest.sort_values(ascending=False, kind="stable").index.tolist()
        beside = [name for name in districts if name != accent and name in (offered or districts)]
        self.district = dropdown(self.column, [accent, *beside])
        self.offence = dropdown("Offence", offences)
        self.measure = dropdown("Measure", list(self.measures))
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
        everywhere = self.of_offence[offence]
        columns = ["Year", measure, *([INTERVAL] if measure == RATE else [])]
        here = (everywhere[self.column] == district) & everywhere["Year"].between(first, last)
        ours = everywhere[here].sort_values("Year", ignore_index=True)
        latest = everywhere[everywhere["Year"] == ours["Year"].iloc[-1]].set_index(self.column)
        ours = ours.assign(Year=[str(year) for year in ours["Year"]])
        place = [control.options.index(value) for control, value in
                 zip(self.controls, (district, offence, measure), strict=True)]  # fmt: skip
        ident = "-".join([self.ident, *map(str, place)])
        # Rounded rates of small counts would tie where the counts do not.
        values = exact(latest, measure).dropna()
        ranks = values.rank(method="min", ascending=False) if len(values) == self.county > 1 else None
        picked = self.rows.pick(area=district, category=offence)
        canvas = self.canvas(tuple(ours["Year"]))
        values = exact(ours, measure)
        return State(ident, district, offence, measure, ours[columns], values, ranks, self.parts, picked, canvas)

    def canvas(self, years: tuple[str, ...]) -> Drawing:
        """What states of these years are drawn on."""
        if years not in self.canvases:
            self.canvases[years] = charts.empty_columns(years, COMPACT)
            if self.rows.is_sample:
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
        named = self.ident.removesuffix("-explorer").replace("-", " ").capitalize()
        return f"{named}: counts{' and rates' if RATE in self.measures else ''}"

    @property
    def notes(self) -> tuple[str, ...]:
        """That the edition's year is not among those shown, and over which residents late rates are."""
        lacks = self.data["Year"].max() < self.year
        late = (f"No count of {self.year} is held: these are figures of earlier years.",) if lacks else ()
        if RATE not in self.measures:
            return late
        areas, held = set(self.data[self.column]), set(self.residents.frame["area"])
        lacking = wording.listed(sorted(areas - held))
        none = (f"{lacking} cannot be chosen: no residents are published.",) if lacking else ()
        years = self.data["Year"].unique().tolist()
        return (*late, *denominator_notes(editions_in(self.residents.frame), years), *none)

    @property
    def columns(self) -> list[str]:
        """The columns of its data; of rates only where there are some."""
        of_rates = ["Residents", "Estimate of mid-year", RATE, INTERVAL] if RATE in self.measures else []
        return [self.column, "Offence", "Year", COUNT, *of_rates]

    @property
    def whole(self) -> dict[str, Figure]:
        """Everything the explorer can show: a table of each measure, of which the file has all."""
        return {
            measure: Figure(
                ident=self.ident, label=LABEL, title=measure, subtitle=f"By {self.part}, offence and year.",
                frame=self.data, table=by_year(self.data, measure, self.column), rows=(self.rows, self.residents),
                places={str(year): PLACES[measure] for year in self.years.options}, notes=self.notes,
            )
            for measure in self.measures
        }  # fmt: skip

    def html(self) -> str:
        """The explorer as the page holds it."""
        whole = self.whole
        tables = [(figure, cells(figure)) for figure in whole.values()]
        template = templates().get_template("explorer.html")
        with house_style():  # once for all of its drawings
            return template.render(explorer=self, figure=whole[COUNT], tables=tables, states=self.states())

    def _repr_mimebundle_(self, **options: object) -> dict:
        whole = self.whole[COUNT]._repr_mimebundle_(**options)
        record = whole[FIGURE_MIME] | {"title": self.title}
        own = {"text/html": self.html(), FIGURE_MIME: record, VALUES_MIME: whole[VALUES_MIME]}
        return super()._repr_mimebundle_(**options) | own


def explorer_of(
    data: Evidence, ident: str, offences: tuple[str, ...], what: str, table: str = RECORDED_CRIME
) -> Explorer | Gap:  # fmt: skip
    """The explorer of some offences (of every row of the table, where none are named): the place and eight others.

    Of a county of more, those where most people live can be chosen.
    """
    rows = data.rows(table, area=data.in_county, **({"category": list(offences)} if offences else {}))
    ours, people = rows.pick(area=data.lead), rated(data)
    if ours.empty:
        return data.gap(table, f"explorer of {what}")
    rows = rows.pick(category=ours.categories)
    kinds = rows.frame.groupby("area")["category"].nunique()
    names = {each.code: each.called for each in data.place.in_county if kinds.get(each.called) == len(ours.categories)}
    if data.lead in set(people.frame["area"]):  # what can be chosen has a count and a rate
        names = {code: name for code, name in names.items() if name in set(people.frame["area"])}
    offered = [data.lead, *(names[code] for code in named_beside(data.place.code, list(names), data.year))]
    return Explorer(ident, rows, people, data.lead, data.year, data.parts, offered, len(data.in_county))


def dropdown(name: str, options: list[str]) -> widgets.Dropdown:
    """A named choice, of which the first is chosen; it is not shown where there is only one."""
    shown = widgets.Layout() if len(options) > 1 else widgets.Layout(display="none")
    return widgets.Dropdown(options=options, value=options[0], description=name, layout=shown)
