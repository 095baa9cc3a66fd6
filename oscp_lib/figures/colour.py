"""Whether a drawing can be read by somebody who does not tell its colours apart (WCAG 2.2, 1.4.1)."""

from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.figure import Figure as Drawing
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from oscp_lib.figures.style import GRID, INK, MUTED, SHADES

NEUTRAL = {INK, MUTED, GRID}  # axes, reference lines and limits: no series is drawn in them


def colour_alone(drawing: Drawing) -> str:
    """What a drawing tells by colour alone, in words; "" if it tells everything in another way too.

    Series of one panel need names written beside them, or another marker, dash or hatching. The shades of a map are
    told apart by lightness, and its key holds them in order.
    """
    keys = [legend for legend in [*drawing.legends, *(axes.get_legend() for axes in drawing.axes)] if legend]
    if any(told_by_colour(legend) for legend in keys):
        return "a key whose entries differ in colour only"
    for axes in drawing.axes:
        series = styles(axes)
        colours = {colour for colour, *_ in series}
        marked = len({tuple(other) for _, *other in series})
        names = sum(any(letter.isalpha() for letter in text.get_text()) for text in axes.texts)
        if len(colours) > max(marked, names, 1) and not on_axis(axes):
            return f"{len(colours)} series of one panel without a name beside each"
    return ""


def told_by_colour(legend: Legend) -> bool:
    """True where two entries of a key differ in colour only, and are no shades in order."""
    handles = legend.legend_handles
    colours = [colour_of(handle) for handle in handles]
    if len(set(colours)) < 2 or (set(colours) <= set(SHADES) and colours == sorted(colours, key=SHADES.index)):
        return False
    return len({style_of(handle) for handle in handles}) < len(set(colours))


def styles(axes: Axes) -> set[tuple]:
    """Each way the marks of a panel are drawn: colour, then what else sets a series apart."""
    marks = [*axes.lines, *(bar for bars in axes.containers for bar in bars.patches)]
    return {(colour_of(mark), *style_of(mark)) for mark in marks if colour_of(mark) not in NEUTRAL}


def colour_of(mark: Line2D | Patch) -> str:
    return to_hex(mark.get_color() if isinstance(mark, Line2D) else mark.get_facecolor())


def style_of(mark: Line2D | Patch) -> tuple:
    """What sets a mark apart besides its colour."""
    if isinstance(mark, Line2D):
        return (mark.get_marker(), mark.get_linestyle())
    return (mark.get_hatch(), "")


def on_axis(axes: Axes) -> bool:
    """True where the axis names every bar: the colour of a bar then only makes it stand out."""
    bars = [bar for each in axes.containers for bar in each.patches]
    lying = any(each.orientation == "horizontal" for each in axes.containers)
    # Panels side by side share an axis, and the first has its names.
    shared = (axes.get_shared_y_axes() if lying else axes.get_shared_x_axes()).get_siblings(axes)
    ticks = [each.get_yticklabels() if lying else each.get_xticklabels() for each in shared]
    return bool(bars) and len(bars) <= max(sum(bool(tick.get_text()) for tick in each) for each in ticks)
