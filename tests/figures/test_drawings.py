"""What is drawn is what the frame holds; the mark, the alt text, the table and the CSV of a count move together."""

import csv
import io
import itertools
import re
from collections import Counter

import pytest
from bs4 import BeautifulSoup

from oscp_lib import paths
from oscp_lib.chapters import CHAPTERS
from oscp_lib.chapters.opening import open_chapter
from oscp_lib.crime_figures.kinds_of_offence import KIND, SHARE
from oscp_lib.data.package import tables
from oscp_lib.data.rows import read_table
from oscp_lib.figures.figure import Figure
from tests.national import as_csv

YEAR = 2024
CHARTS = [(chapter.slug, ident) for chapter in CHAPTERS for ident in chapter.figures if ident.startswith("chart-")]
# Ranked dots draw all partnerships and name some: tests/figures/test_ranked_dots.py asks of them what is asked here.
DOTS = {"chart-7", "chart-d", "chart-f", "chart-h", "chart-i"}
WITHOUT_DOTS = [case for case in CHARTS if case[1] not in DOTS]
OF_A_WHOLE = {"chart-1"}  # draws shares, and has the counts beside them in its table


def figure(slug, ident, year=YEAR):
    module = open_chapter(slug)
    made = getattr(module, ident.replace("-", "_"))(module.load(year))
    assert isinstance(made, Figure)
    return made


def drawn(made):
    """The values of every mark of a drawing: the lengths of its bars, the heights of its points."""
    values = []
    for axes in made.drawing.axes:
        for bar in (bar for container in axes.containers for bar in container):
            values.append(bar.get_width() if is_horizontal(axes) else bar.get_height())
        values += [value for line in axes.lines for value in line.get_ydata()]
    return sorted(round(float(value), 6) for value in values)


def is_horizontal(axes):
    return not axes.xaxis.get_visible()


def numbers(made):
    return sorted(round(float(value), 6) for value in made.frame[made.frame.columns[-1]])


@pytest.mark.longer
@pytest.mark.parametrize(("slug", "ident"), WITHOUT_DOTS)
def test_the_marks_are_the_values_of_the_frame(slug, ident):
    made = figure(slug, ident)
    assert drawn(made) == numbers(made)
    assert len(numbers(made)) > 1


@pytest.mark.longer
@pytest.mark.parametrize(("slug", "ident"), WITHOUT_DOTS)
def test_every_value_is_in_the_csv_and_the_printed_table(slug, ident):
    made = figure(slug, ident)
    rows = list(csv.DictReader(io.StringIO(made.csv)))
    assert sorted(round(float(row[made.frame.columns[-1]]), 6) for row in rows) == numbers(made)
    cells = BeautifulSoup(made.html(), "html.parser").select("tbody td.num")
    printed = Counter(float(cell.get_text().replace(",", "")) for cell in cells)
    assert not Counter(numbers(made)) - printed
    others = len(numbers(made)) if ident in OF_A_WHOLE else 0  # the counts that the shares are of
    assert printed.total() == len(numbers(made)) + others, "the table holds nothing but what is drawn"


@pytest.mark.longer
@pytest.mark.parametrize(("slug", "ident"), CHARTS)
def test_the_alt_text_holds_the_extremes_of_the_csv(slug, ident):
    made = figure(slug, ident)
    rows = list(csv.DictReader(io.StringIO(made.csv)))
    values = [float(row[made.frame.columns[-1]]) for row in rows]
    if ident == "chart-6":  # two bars make one group: the extremes are those of the groups
        groups = {}
        for row in rows:
            groups[row["Age group"]] = groups.get(row["Age group"], 0) + float(row["Suspects"])
        values = list(groups.values())
    for extreme in (max(values), min(values)):
        written = (
            f"{extreme:,.0f}"
            if extreme == int(extreme) and ident not in {"chart-a", *DOTS, *OF_A_WHOLE}
            else f"{extreme:,.1f}"
        )
        assert re.search(rf"(?<![\d,.]){re.escape(written)}(?!,?\d)", made.alt), (written, made.alt)


COUNTED = [case for case in CHARTS if case[1] in {f"chart-{each}" for each in (2, 3, 4, 5, 6, "b", "e", "g")}]


@pytest.mark.longer
@pytest.mark.parametrize(("slug", "ident"), COUNTED)
def test_changing_one_count_changes_its_mark_alt_text_table_and_csv_alone(project, slug, ident):
    as_csv(project, *(name for name, table in tables().items() if table.view))
    before = figure(slug, ident)
    table, line, count = largest_row(before)
    change_value(project / "data" / table.path, line, count, count + 1111)
    after = figure(slug, ident)
    assert moved(drawn(before), drawn(after)) == ([count], [count + 1111])
    assert moved(numbers(before), numbers(after)) == ([count], [count + 1111])
    (changed,) = moved(before.csv.splitlines(), after.csv.splitlines(), by=sorted)[1]
    assert f"{count + 1111}" in changed.split(",")
    assert moved(cells_of(before), cells_of(after)) == ([f"{count:,}"], [f"{count + 1111:,}"])
    assert before.alt != after.alt
    for (other_slug, other), shown in unrelated(table.name).items():
        assert figure(other_slug, other).html() == shown, f"{other} moved with a count it does not show"


@pytest.mark.longer
def test_changing_one_count_changes_the_panel_of_its_own_kind_alone(project):
    """Chart 1 draws shares of the county: each bar of the panel moves, and no bar of another."""
    as_csv(project, *(name for name, table in tables().items() if table.view))
    before = figure("neighbourhood_crime", "chart-1")
    table, line, count = largest_row(before)
    kind = before.rows[0].frame.set_index("line").at[line, "category"]
    change_value(project / "data" / table.path, line, count, count + 1111)
    after = figure("neighbourhood_crime", "chart-1")
    shares = [made.frame.groupby(KIND)[SHARE].agg(list).to_dict() for made in (before, after)]
    changed = {name for name in shares[0] if shares[0][name] != shares[1][name]}
    assert changed == {kind} and len(shares[0]) > 4
    assert all(old != new for old, new in zip(shares[0][kind], shares[1][kind], strict=True))
    gone, come = moved(drawn(before), drawn(after))
    assert len(gone) == len(come) == len(shares[0][kind])


def largest_row(made):
    """The table, line and value of the largest count of the year that a chart shows."""
    rows = made.rows[0]
    frame = rows.frame[rows.frame["period_end"].dt.year == YEAR]
    largest = frame.loc[frame["value"].idxmax()]
    return rows.table, int(largest["line"]), int(largest["value"])


def change_value(path, line, old, new):
    lines = path.read_text("utf-8").splitlines()
    assert f",{old}," in lines[line - 1]
    lines[line - 1] = lines[line - 1].replace(f",{old},", f",{new},")
    path.write_text("\n".join(lines) + "\n", "utf-8")


def moved(before, after, by=list):
    """What is only in the first list, and what is only in the second."""
    before, after = list(before), list(after)
    for value in list(before):
        if value in after:
            before.remove(value)
            after.remove(value)
    return by(before), by(after)


def cells_of(made):
    return [cell.get_text() for cell in BeautifulSoup(made.html(), "html.parser").select("tbody td")]


def unrelated(table):
    """Two charts that do not read a table, as they are shown."""
    others = [
        case for case in CHARTS if table not in next(chapter.tables for chapter in CHAPTERS if chapter.slug == case[0])
    ]
    return {case: figure(*case).html() for case in others[:2]}


def test_every_chart_of_the_plan_is_drawn():
    # Charts 1 to 7 of the plan; those with a letter are the book's own.
    assert {ident for _, ident in CHARTS if ident[-1].isdigit()} == {f"chart-{number}" for number in range(1, 8)}


@pytest.mark.longer
@pytest.mark.parametrize(("slug", "ident"), CHARTS)
def test_a_picture_has_one_name_text_that_is_text_and_ids_of_its_own(slug, ident):
    made = figure(slug, ident)
    page = BeautifulSoup(made.html(), "html.parser")
    svg = page.find("svg")
    assert svg["role"] == "img"
    assert page.find(id=svg["aria-labelledby"]).get_text() == made.spoken
    assert len(svg.find_all("title")) == 1
    assert all(tag["id"].startswith(ident) for tag in svg.find_all(id=True))
    words = " ".join(text.get_text() for text in svg.find_all("text"))
    assert str(made.frame.iloc[0, 0]) in words
    assert not svg.find_all("image")


@pytest.mark.longer
@pytest.mark.parametrize(("slug", "ident"), CHARTS)
def test_a_sample_is_marked_in_the_picture_the_caption_and_the_alt_text(slug, ident):
    made = figure(slug, ident)
    html = made.html()
    assert ("SAMPLE DATA" in html) == made.sample
    assert ("Sample data, not real figures" in html) == made.sample
    assert made.spoken.startswith("Sample data, not real figures.") == made.sample


@pytest.mark.longer
def test_no_label_is_cut():
    for slug, ident in CHARTS:
        drawing = figure(slug, ident).drawing
        drawing.draw_without_rendering()
        for text in shown_texts(drawing):
            box = text.get_window_extent()
            assert box.x0 >= -1 and box.x1 <= drawing.bbox.width + 1, f"{ident}: '{text.get_text()}' is cut"
            assert box.y0 >= -1 and box.y1 <= drawing.bbox.height + 1, f"{ident}: '{text.get_text()}' is cut"


@pytest.mark.longer
@pytest.mark.parametrize("year", [2021, 2022, 2023, 2024])
def test_the_names_of_points_and_lines_do_not_meet(year):
    named = {"chart-a", "chart-b", "chart-e", "chart-g", *DOTS}
    for slug, ident in (case for case in CHARTS if case[1] in named):
        module = open_chapter(slug)
        made = getattr(module, ident.replace("-", "_"))(module.load(year))
        if not isinstance(made, Figure):
            continue  # one year is no trend
        made.drawing.draw_without_rendering()
        texts = [text for axes in made.drawing.axes for text in axes.texts if text.get_text()]
        boxes = [(text.get_text(), text.get_window_extent()) for text in texts]
        for (name, box), (other, beside) in itertools.combinations(boxes, 2):
            assert not box.overlaps(beside), f"{ident} of {year}: '{name}' meets '{other}'"


def shown_texts(drawing):
    texts = list(drawing.texts)
    for axes in drawing.axes:
        texts += axes.texts
        for axis, (low, high), place in ((axes.xaxis, axes.get_xlim(), 0), (axes.yaxis, axes.get_ylim(), 1)):
            labels = axis.get_ticklabels() if axes.axison and axis.get_visible() else []
            # The locator also makes ticks beyond the limits, which are not drawn.
            texts += [label for label in labels if min(low, high) <= label.get_position()[place] <= max(low, high)]
    return [text for text in texts if text.get_visible() and text.get_text()]


def test_the_tables_of_the_project_are_untouched():
    assert paths.TABLES.is_relative_to(paths.ROOT)
    assert all(len(read_table(name)) for name in tables())


def test_a_line_chart_writes_where_its_district_starts_turns_and_ends():
    made = figure("serious_violence", "chart-5")
    rows = list(csv.DictReader(io.StringIO(made.csv)))
    ours = {int(row["Year"]): int(row["Recorded offences"]) for row in rows if row["District"] == "Oxmere"}
    written = [text.get_text() for text in made.drawing.axes[0].texts]
    assert {f"{ours[min(ours)]:,}", f"{max(ours.values()):,}", f"Oxmere {ours[max(ours)]:,}"} <= set(written)


def test_the_number_of_the_longest_bar_ends_well_before_the_next_panel():
    drawing = figure("neighbourhood_crime", "chart-1").drawing
    drawing.draw_without_rendering()
    panels = [axes for axes in drawing.axes if axes.axison]
    for left, right in itertools.pairwise(panels):
        if left.get_position().y0 == pytest.approx(right.get_position().y0):
            ends = max(text.get_window_extent().x1 for text in left.texts)
            assert right.get_window_extent().x0 - ends > 0.1 * drawing.dpi, "less than a tenth of an inch between them"


def test_chart_1_draws_the_share_that_each_count_is_of_its_kind():
    """What is drawn, by the counts beside it in the file alone: a kind's shares come to the whole."""
    rows = list(csv.DictReader(io.StringIO(figure("neighbourhood_crime", "chart-1").csv)))
    whole = Counter()
    for row in rows:
        whole[row["Kind"]] += int(row["Recorded offences"])
    for row in rows:
        share = 100 * int(row["Recorded offences"]) / whole[row["Kind"]]
        assert float(row["Per cent of the county's"]) == pytest.approx(share, abs=0.0501)


def test_chart_1_begins_with_the_kind_of_which_the_place_has_the_largest_share():
    made = figure("neighbourhood_crime", "chart-1")
    counts = {}
    for row in csv.DictReader(io.StringIO(made.csv)):
        counts.setdefault(row["Kind"], {})[row["District"]] = int(row["Recorded offences"])
    shares = [each["Oxmere"] / sum(each.values()) for each in counts.values()]
    assert shares == sorted(shares, reverse=True)
    # ONS, year ending December 2024, Table C2: 1,253 of 1,536 bicycles.
    assert made.title == "Oxmere has 82 per cent of the county's bicycle theft, its largest share"
