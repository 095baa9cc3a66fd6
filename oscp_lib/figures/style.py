"""The house style of charts: Analysis Function colours, sizes, and the theme variables they stand for."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import matplotlib as mpl
from afcharts.af_colours import get_af_colours

from oscp_lib.figures.typeface import FALLBACK, FAMILY, register

CATEGORICAL = [colour.lower() for colour in get_af_colours("categorical")]
ACCENT = CATEGORICAL[0]
DUO = [colour.lower() for colour in get_af_colours("duo")]
OTHER = "#8b9199"
INK = "#0b0c0c"
MUTED = "#505a5f"
GRID = "#d9dde0"
PAPER = "#ffffff"
# Five steps from few to many: the sequential palette without the accent, which is a line's colour, and a lighter first
# step. A dark page has steps of its own, from dark to light.
SHADES = ("#dcebf8", *[shade for shade in map(str.lower, get_af_colours("sequential")[::-1]) if shade != ACCENT])

# Each colour of a chart is a variable of the page's theme, with the colour itself where no theme is loaded.
THEME_VARIABLES = {
    **{colour: f"--af-{number}" for number, colour in enumerate(CATEGORICAL, 1)},
    OTHER: "--chart-other",
    INK: "--chart-ink",
    MUTED: "--chart-muted",
    GRID: "--chart-grid",
    PAPER: "--chart-paper",
    **{colour: f"--chart-shade-{number}" for number, colour in enumerate(SHADES, 1)},
}

WIDTH = 7.2  # inches: a figure of the page is as wide as its text
COMPACT = 3.9  # inches: the same figure drawn for a phone, whose 286 pixels show its text at 11 pixels or more
POINTS = 72  # an inch has so many, which are the units of a drawing and of its text
TEXT = 11

SETTINGS = {
    "font.family": [FAMILY, FALLBACK],  # by name: which fonts the machine has does not count
    "font.size": TEXT,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": MUTED,
    "axes.grid": False,
    "grid.color": GRID,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "axes.labelsize": TEXT,
    "xtick.labelsize": TEXT,
    "ytick.labelsize": TEXT,
    "figure.facecolor": "none",
    "axes.facecolor": "none",
    "svg.fonttype": "none",
    "figure.dpi": 100,
}


IN_FORCE: ContextVar[bool] = ContextVar("IN_FORCE", default=False)


@contextmanager
def house_style(**more: str) -> Iterator[None]:
    """Draw in the Analysis Function style, with what the book needs on top of it, and nothing of a user's own.

    `more` are settings of matplotlib for this drawing alone, with `_` for `.`. Where the style is in force already, no
    more is set: to set some 300 values anew for each of an explorer's drawings takes longer than the drawing.
    """
    register()
    own = {name.replace("_", "."): value for name, value in more.items()}
    if IN_FORCE.get():
        with mpl.rc_context(own):
            yield
        return
    token = IN_FORCE.set(True)
    try:
        with mpl.style.context(["afcharts.afcharts", SETTINGS | own], after_reset=True):
            yield
    finally:
        IN_FORCE.reset(token)
