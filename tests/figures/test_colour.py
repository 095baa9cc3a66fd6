"""A drawing that tells by colour alone is refused; the same drawing with names, markers or hatching is not."""

import pytest
from matplotlib.figure import Figure as Drawing
from matplotlib.patches import Patch

from oscp_lib.chapters import CHAPTERS
from oscp_lib.chapters.opening import open_chapter
from oscp_lib.figures.colour import colour_alone
from oscp_lib.figures.figure import Figure
from oscp_lib.figures.style import CATEGORICAL, SHADES

BLUE, ORANGE = CATEGORICAL[0], CATEGORICAL[3]


def panel():
    drawing = Drawing()
    return drawing, drawing.add_subplot()


def two_lines(**second):
    drawing, axes = panel()
    axes.plot([1, 2], [1, 2], color=BLUE, label="Oxmere")
    axes.plot([1, 2], [2, 1], color=ORANGE, label="Cherrow", **second)
    return drawing, axes


def pairs(**second):
    drawing, axes = panel()
    axes.barh(["10-12", "13-15"], [1, 2], color=BLUE)
    axes.barh(["10-12", "13-15"], [2, 1], left=[1, 2], color=ORANGE, **second)
    return drawing, axes


def test_lines_told_apart_by_colour_alone_are_refused():
    assert "2 series" in colour_alone(two_lines()[0])


@pytest.mark.parametrize("way", [{"linestyle": "--"}, {"marker": "s"}])
def test_a_dash_or_a_marker_tells_lines_apart(way):
    assert colour_alone(two_lines(**way)[0]) == ""


def test_names_beside_the_lines_tell_them_apart():
    drawing, axes = two_lines()
    axes.annotate("Oxmere 2", (2, 2))
    assert colour_alone(drawing) != ""
    axes.annotate("Cherrow 1", (2, 1))
    assert colour_alone(drawing) == ""


def test_numbers_beside_bars_name_no_series():
    drawing, axes = pairs()
    for bars in axes.containers:
        axes.bar_label(bars)
    assert "2 series" in colour_alone(drawing)
    assert colour_alone(pairs(hatch="//")[0]) == ""


def test_a_key_of_colours_is_refused_unless_something_else_sets_its_entries_apart():
    drawing, axes = two_lines()
    axes.legend()
    assert "a key" in colour_alone(drawing)
    drawing, axes = two_lines(marker="o")
    axes.legend()
    assert colour_alone(drawing) == ""


def test_shades_in_order_are_told_apart_by_lightness_and_others_are_not():
    for shades, refused in ((SHADES, False), (SHADES[::-1], True), ((BLUE, ORANGE), True)):
        drawing, axes = panel()
        handles = [Patch(facecolor=shade) for shade in shades]
        axes.legend(handles=handles, labels=[f"{number} to {number + 1}" for number in range(len(shades))])
        assert bool(colour_alone(drawing)) is refused


def test_a_bar_that_stands_out_is_named_by_the_axis():
    drawing, axes = panel()
    axes.barh(["Oxmere", "Cherrow"], [2, 1], color=[BLUE, ORANGE])
    assert colour_alone(drawing) == ""


def test_such_a_figure_cannot_be_made():
    import pandas as pd

    frame = pd.DataFrame({"Year": ["2023", "2024"], "Oxmere": [1, 2]})
    with pytest.raises(ValueError, match="Chart X: colour alone"):
        Figure("chart-x", "Chart X", "Lines", "Offences.", frame, (), draw=lambda width: two_lines()[0])


@pytest.mark.longer
def test_every_drawing_of_the_book_can_be_read_without_colours():
    drawn = 0
    for chapter in CHAPTERS:
        data = open_chapter(chapter.slug).load(2024)
        for ident in chapter.figures:
            figure = getattr(open_chapter(chapter.slug), ident.replace("-", "_"))(data)
            if getattr(figure, "drawing", None) is not None:
                drawn += 1
                assert colour_alone(figure.drawing) == "", ident
    assert drawn >= 8
