"""Small lines over the years: what stands at their ends and turns, and that no line crosses a break."""

import pandas as pd
import pytest

from oscp_lib.figures.turning_lines import turning_lines
from oscp_lib.measures.turning_points import course_of


def drawn(lines, cuts=None):
    """The panels of some lines, each a list of counts from 2021 on."""
    cuts = cuts or {}
    frame = pd.DataFrame(
        [(name, 2021 + place, value) for name, values in lines.items() for place, value in enumerate(values)],
        columns=["Offence", "Year", "Count"],
    )
    courses = {
        name: course_of(frame[frame["Offence"] == name].set_index("Year")["Count"], cuts.get(name, frozenset()))
        for name in lines
    }
    return turning_lines(frame, "Offence", "Year", "Count", courses, cuts)


def texts(axes):
    return [text.get_text() for text in axes.texts]


def test_a_panel_writes_its_ends_its_turn_and_what_it_did():
    rose, turned = drawn({"Robbery": [76, 94, 114, 146], "Vehicle offences": [798, 1169, 1105, 936]}).axes
    assert {"76", "146", "Robbery", "rose every year"} == set(texts(rose))
    assert {"798", "2022: 1,169", "936", "Vehicle offences", "highest in 2022"} == set(texts(turned))


def test_each_panel_has_its_own_axis_from_zero():
    small, large = drawn({"Robbery": [76, 146], "Shoplifting": [1108, 2488]}).axes
    assert small.get_ylim() == (0, 146) and large.get_ylim() == (0, 2488)


def test_no_line_crosses_a_break():
    (axes,) = drawn({"Stalking": [10, 20, 30, 40]}, {"Stalking": frozenset({2023})}).axes
    assert [list(each.get_xdata()) for each in axes.lines] == [[2021, 2022], [2023, 2024]]
    (rule,) = axes.collections
    assert rule.get_paths()[0].vertices[0][0] == 2022.5


@pytest.mark.parametrize(
    "values",
    [[0, 0, 0, 0], [1, 0, 0, 1], [900, 1, 2, 950], [5, 900, 5, 900], [12345, 12346, 12345, 12344], [1000, 2, 1, 3]],
)
def test_no_number_meets_another_or_leaves_the_picture(values):
    drawing = drawn({"All other theft offences": values, "Miscellaneous crimes against society": values})
    drawing.draw_without_rendering()
    boxes = [(text.get_text(), text.get_window_extent()) for axes in drawing.axes for text in axes.texts]
    boxes = [(said, box) for said, box in boxes if said]
    for place, (said, box) in enumerate(boxes):
        assert box.x0 >= -1 and box.x1 <= drawing.bbox.width + 1 and box.y1 <= drawing.bbox.height + 1, said
        assert not [other for other, beside in boxes[place + 1 :] if box.overlaps(beside)], said
