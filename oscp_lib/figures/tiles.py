"""The tiles of the first page: one for each priority, with its headline figure, change and trend line."""

from collections.abc import Sequence
from dataclasses import dataclass

from oscp_lib.data.gap import Gap
from oscp_lib.facts.sheet import Fact
from oscp_lib.figures.figure import VIEW_MIME, templates
from oscp_lib.measures import wording

SPARK_WIDTH, SPARK_HEIGHT, SPARK_MARGIN = 160, 64, 4


def polylines(trend: Sequence[tuple[int, float]], cuts: frozenset[int]) -> list[str]:
    """A trend as points of polylines, from zero to the largest value, one for each run of comparable years.

    A year that compares with none beside it is a line of no length, which a round end makes a dot.
    """
    top = max(max((value for _, value in trend), default=0), 1)
    step = (SPARK_WIDTH - 2 * SPARK_MARGIN) / max(len(trend) - 1, 1)
    room = SPARK_HEIGHT - 2 * SPARK_MARGIN
    lines: list[list[str]] = []
    for place, (year, value) in enumerate(trend):
        if not lines or year in cuts:
            lines.append([])
        across, down = SPARK_MARGIN + step * place, SPARK_HEIGHT - SPARK_MARGIN - room * max(value, 0) / top
        lines[-1].append(f"{across:.1f},{down:.1f}")
    return [" ".join(points if len(points) > 1 else 2 * points) for points in lines]


@dataclass(frozen=True)
class Tile:
    """One priority at a glance. `trend` is (year, value) pairs; `cuts` the years not joined to the one before, and
    `why_no_trend` stands where there are too few. `beside` is true for what is watched beside the priorities.
    """

    title: str
    page: str
    headline: Fact | Gap
    label: str
    change: Fact | Gap | None
    trend: tuple[tuple[int, float], ...] = ()
    cuts: frozenset[int] = frozenset()
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
    def lines(self) -> list[str]:
        """The trend as points of polylines."""
        return polylines(self.trend, self.cuts)

    @property
    def ends(self) -> list[str]:
        """The first and the last value of the trend, each with its year: they label its line."""
        return [f"{year}: {wording.count(value)}" for year, value in (self.trend[0], self.trend[-1])]

    @property
    def trend_text(self) -> str:
        """What the trend line shows, in words."""
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
