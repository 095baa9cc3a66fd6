"""Ranked dots: every partnership is drawn, some are named, and a count moves its dot, words, table and CSV."""

import csv
import io

import pytest
from bs4 import BeautifulSoup

from oscp_lib.chapters.opening import open_chapter
from oscp_lib.crime_figures.national_charts import frame_beside, level_title
from oscp_lib.data.areas import load_areas
from oscp_lib.figures.colour import colour_alone
from oscp_lib.figures.figure import Figure
from oscp_lib.figures.ranked_dots import DOT, LANES, ranked_dots, stacked
from oscp_lib.measures.comparators import comparison, named_sentence
from tests.national import restate

CASES = [
    ("all_crime", "chart_d", "Total recorded crime (excluding fraud)"),
    ("neighbourhood_crime", "chart_f", "Theft offences"),
    ("serious_violence", "chart_h", "Violence with injury"),
    ("vawg", "chart_i", "Stalking and harassment"),
    ("vawg", "chart_7", "Sexual offences"),
]
RATE = "Rate per 1,000 residents"
WHOLES = {"country", "median"}


def figure(slug, name, year=2024):
    module = open_chapter(slug)
    made = getattr(module, name)(module.load(year))
    assert isinstance(made, Figure)
    return made


def rows_of(made):
    return list(csv.DictReader(io.StringIO(made.csv)))


def rates(rows):
    return [float(row[RATE]) for row in rows]


def strip(made):
    """The rates of the pale dots."""
    (patch,) = made.drawing.axes[0].patches
    return sorted({(float(across), float(down)) for across, down in patch.get_path().vertices})


def dots(made):
    """The rates of the named dots, from the top."""
    marks = [(line.get_ydata()[0], float(line.get_xdata()[0])) for line in made.drawing.axes[0].lines]
    return [rate for _, rate in sorted(marks)]


@pytest.mark.parametrize(("slug", "name", "offence"), CASES)
def test_all_are_drawn_and_the_named_ones_in_their_order(slug, name, offence):
    made = figure(slug, name)
    rows = rows_of(made)
    named = rows[: len(dots(made))]
    assert dots(made) == rates(named) == sorted(rates(named), reverse=True)
    everybody = [row for row in rows if row["Compared as"] not in WHOLES]
    assert len(everybody) >= 300 and {rate for rate, _ in strip(made)} == set(rates(everybody))
    assert len(named) <= 10 and [row["Area"] for row in named if row["Compared as"] == "this partnership"] == ["Oxmere"]
    printed = BeautifulSoup(made.html(), "html.parser").select("tbody tr")
    assert [(row.th.get_text(), row.select("td")[-1].get_text()) for row in printed] == [
        (row["Area"], f"{float(row[RATE]):,.1f}") for row in named
    ]


@pytest.mark.parametrize(("slug", "name", "offence"), CASES)
def test_each_name_and_value_is_written_beside_its_dot(slug, name, offence):
    made = figure(slug, name)
    texts = [text.get_text().replace("\n", " ") for text in made.drawing.axes[0].texts]
    for row in rows_of(made)[: len(dots(made))]:
        assert row["Area"] in texts and f"{float(row[RATE]):,.1f}" in texts
        assert f"{row['Area']} ({row['Compared as']}) {float(row[RATE]):,.1f}" in made.alt
    on_a_phone = [text.get_text().replace("\n", " ") for text in made.compact.axes[0].texts]
    assert on_a_phone == texts, "a phone shows all of it"


@pytest.mark.parametrize(("slug", "name", "offence"), CASES)
def test_what_lies_beyond_the_axis_is_counted_and_its_end_is_said(slug, name, offence):
    made = figure(slug, name)
    end = made.drawing.axes[0].get_xlim()[1]
    beyond = [rate for rate, _ in strip(made) if rate > end]
    others = [row for row in rows_of(made) if row["Compared as"] not in WHOLES and float(row[RATE]) > end]
    written = " ".join(text.get_text() for text in made.drawing.axes[0].texts)
    assert bool(beyond) == bool(others) == ("more, to" in written)
    assert not others or f"{len(others)} more, to {max(rates(others)):,.1f}" in written
    assert max(dots(made)) < end


@pytest.mark.longer
@pytest.mark.parametrize(("slug", "name", "offence"), CASES[::2])
def test_a_count_moves_its_dot_its_words_its_row_and_its_line(project, slug, name, offence):
    before = figure(slug, name)
    count = next(int(row["Recorded offences"]) for row in rows_of(before) if row["Area"] == "Oxmere")

    def doubled(frame):
        ours = (frame["area_code"] == "E22000308") & (frame["offence"] == offence) & (frame["part"] == "all")
        here = ours & (frame["period_end"].dt.year == 2024)
        assert frame.loc[here, "value"].tolist() == [count]
        frame.loc[here, "value"] = 2 * count
        return frame

    restate(project, "recorded_crime", doubled)
    after = figure(slug, name)
    old, new = (next(row for row in rows_of(each) if row["Area"] == "Oxmere") for each in (before, after))
    assert int(new["Recorded offences"]) == 2 * count
    assert float(new[RATE]) == pytest.approx(2 * float(old[RATE]), abs=0.001)
    assert set(dots(after)) - set(dots(before)) == {float(new[RATE])}
    assert float(new[RATE]) in {rate for rate, _ in strip(after)}
    for each, row in ((before, old), (after, new)):
        assert f"Oxmere (this partnership) {float(row[RATE]):,.1f}" in each.alt
        assert each.title.startswith(f"{each.title.partition(':')[0]}: {float(row[RATE]):,.1f} per 1,000 residents")
        assert f">{int(row['Recorded offences']):,}<" in each.html()
    assert int(new["Rank"]) < int(old["Rank"])
    # Nobody else's rate has moved.
    assert {row["Area code"]: row[RATE] for row in rows_of(before) if row["Area"] != "Oxmere"} == {
        row["Area code"]: row[RATE] for row in rows_of(after) if row["Area"] != "Oxmere"
    }


def test_without_a_published_total_the_diamond_is_the_rate_in_the_middle():
    made = figure("neighbourhood_crime", "chart_f", 2022)  # totals are held from 2023 on
    rows = rows_of(made)
    middle = next(row for row in rows if row["Compared as"] == "median")
    ordered = sorted(rates(row for row in rows if row["Compared as"] not in WHOLES))
    assert float(middle[RATE]) == pytest.approx(ordered[len(ordered) // 2], abs=0.3)
    assert middle["Area"] == f"Median of {len(ordered)} partnerships"
    assert any("no published total of the country is held for 2022" in note for note in made.notes)


def test_the_csv_says_of_a_country_that_a_rank_does_not_apply_to_it():
    rows = rows_of(figure("neighbourhood_crime", "chart_f"))
    (country,) = [row for row in rows if row["Compared as"] == "country"]
    assert country["Rank"] == "" and country["Notes"] == "Rank: [z]"
    assert all(row["Rank"].isdigit() for row in rows if row is not country)


def test_where_only_the_plan_counts_chart_7_stays_bars_by_district():
    made = figure("vawg", "chart_7", 2019)
    assert list(made.frame) == ["District", "Recorded offences"] and "2019" in made.title


def test_dots_that_would_meet_stand_above_each_other():
    lanes = stacked([10.0, 10.0, 10.0, 50.0])
    assert lanes.tolist() == [0, 1, -1, 0]
    assert stacked([3 * DOT * place for place in range(20)]).tolist() == [0] * 20
    assert len(set(stacked([0.0] * 400).tolist())) == LANES


# A county of many, a unitary place, a Welsh one, a part of a district, several districts, the smallest, the highest.
@pytest.mark.parametrize(
    "name",
    ["Elmbridge", "Blackpool", "Cardiff", "Chiltern", "South Devon and Dartmoor", "Isles of Scilly", "Westminster"],
)
def test_every_shape_of_place_is_drawn_within_the_picture(name):
    found = comparison(load_areas().find("partnership", name).code, "Bicycle theft", 2024)
    drawing = ranked_dots(frame_beside(found, {}), "Area", "Compared as", RATE, len(found.named), "All partnerships")
    assert not colour_alone(drawing)
    drawing.draw_without_rendering()
    boxes = [(text.get_text(), text.get_window_extent()) for text in drawing.axes[0].texts]
    assert any(said.replace("\n", " ") == name for said, _ in boxes)
    for place, (said, box) in enumerate(boxes):
        assert box.x0 >= -1 and box.x1 <= drawing.bbox.width + 1, said
        assert box.y0 >= -1 and box.y1 <= drawing.bbox.height + 1, said
        assert not [other for other, beside in boxes[place + 1 :] if box.overlaps(beside)], said
    assert len(level_title(found.level, "bicycle theft").split()) <= 15 and named_sentence(found)
