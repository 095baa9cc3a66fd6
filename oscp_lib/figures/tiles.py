"""The tiles of the first page: one for each priority, with its headline figure, change and trend."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from oscp_lib.data.gap import Gap
from oscp_lib.facts.sheet import Fact
from oscp_lib.figures.figure import VIEW_MIME, templates
from oscp_lib.measures import wording

SPARK_WIDTH, SPARK_HEIGHT, BETWEEN = 160, 48, 4


class Bar(NamedTuple):
    """A year of a trend, in the units of its drawing."""

    left: float
    top: float
    width: float
    height: float


def bars(trend: Sequence[tuple[int, float]]) -> list[Bar]:
    """A bar for each year of a trend, from zero to the largest value: no line says that years compare."""
    top = max(max((value for _, value in trend), default=0), 1)
    step = SPARK_WIDTH / max(len(trend), 1)
    heights = [SPARK_HEIGHT * max(value, 0) / top for _, value in trend]
    return [
        Bar(round(place * step, 1), round(SPARK_HEIGHT - height, 1), round(step - BETWEEN, 1), round(height, 1))
        for place, height in enumerate(heights)
    ]


@dataclass(frozen=True)
class Tile:
    """One priority at a glance. `trend` is (year, value) pairs, and `why_no_trend` stands where there are too few.
    `beside` is true for what is watched beside the priorities.
    """

    title: str
    page: str
    headline: Fact | Gap
    label: str
    change: Fact | Gap | None
    trend: tuple[tuple[int, float], ...] = ()
    why_no_trend: str = ""
    beside: bool = False

    @property
    def direction(self) -> str:
        """The class that marks the change: up, down, flat or none."""
        if not isinstance(self.change, Fact):
            return "none"
        return {"rose": "up", "fell": "down"}.get(self.change.text.split()[0], "flat")

    @property
    def change_text(self) -> str:
        if self.change is None or (isinstance(self.change, Gap) and self.change.absent):
            return ""
        return self.change.text if isinstance(self.change, Fact) else self.change.why

    @property
    def has_trend(self) -> bool:
        return len(self.trend) > 1

    @property
    def bars(self) -> list[Bar]:
        return bars(self.trend)

    @property
    def ends(self) -> list[str]:
        """The first and the last value of the trend, each with its year: they label its bars."""
        return [f"{year}: {wording.count(value)}" for year, value in (self.trend[0], self.trend[-1])]

    @property
    def trend_text(self) -> str:
        """What the bars show, in words."""
        listed = ", ".join(f"{year}: {value:,.0f}" for year, value in self.trend)
        return f"Trend, {listed}"


@dataclass(frozen=True)
class Tiles:
    """The tiles of an edition; one whose headline is absent, since it is no part of the book, is not shown."""

    tiles: tuple[Tile, ...]

    @property
    def shown(self) -> tuple[Tile, ...]:
        return tuple(tile for tile in self.tiles if isinstance(tile.headline, Fact) or not tile.headline.absent)

    def _repr_mimebundle_(self, **_: object) -> dict:
        return {VIEW_MIME: {}, "text/html": self._repr_html_()}

    def _repr_html_(self) -> str:
        return (
            templates()
            .get_template("tiles.html")
            .render(
                tiles=self.shown, is_gap=lambda entry: isinstance(entry, Gap), width=SPARK_WIDTH, height=SPARK_HEIGHT
            )
        )

    def __repr__(self) -> str:
        return "\n".join(
            f"{tile.title}: {getattr(tile.headline, 'text', 'not available')} {tile.label}; {tile.change_text}"
            for tile in self.shown
        )
