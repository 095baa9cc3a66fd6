"""Map 1 against the street files: its counts, what is merged, what is drawn and said, and what it does without."""

import csv
import io
import itertools
import json
import math

import pandas as pd
import pytest
from bs4 import BeautifulSoup
from matplotlib.collections import PolyCollection

from oscp_lib.chapters.opening import open_chapter
from oscp_lib.claims.ledger import NOT_CHECKABLE, ledger
from oscp_lib.data.gap import Gap
from oscp_lib.data.package import tables
from oscp_lib.data.rows import Rows, read_table
from oscp_lib.errors import InputError
from oscp_lib.figures import maps
from oscp_lib.figures.style import COMPACT, WIDTH
from oscp_lib.measures.places import REST, by_place, merged
from tests.figures.test_drawings import shown_texts
from tests.places import OWN

serious_violence = open_chapter("serious_violence")

TABLE = "violence_places_police_uk"
THRESHOLD = 10
YEARS = range(2018, 2025)
# The months of each edition's map, as the names of the street files give them: of one year alone, its own or the last.
MONTHS = {
    2018: ["2018-06", "2018-12"],
    2021: ["2018-06", "2018-12"],
    2022: ["2022-01"],
    2023: ["2022-01"],
    2024: ["2024-01", "2024-02", "2024-03", "2024-04"],
}
SAID = {2018: "June and December 2018", 2021: "June and December 2018", 2022: "January 2022", 2023: "January 2022"}
SAID[2024] = "January to April 2024"


# Violence and sexual offences in Oxmere by month: police.uk's rows by district and type, counted apart from ours.
OFFENCES = {
    "2018-06": 360, "2018-12": 334, "2022-01": 487, "2024-01": 452, "2024-02": 465, "2024-03": 530, "2024-04": 434,
}  # fmt: skip

# Of the whole force's street file of January 2024: violence without a district, all without one, all rows.
NO_DISTRICT = (169, 348, 15606)


def figure(year=2024):
    return serious_violence.map_1(serious_violence.load(year))


def frame_of(year=2024):
    return serious_violence.map_1_data(serious_violence.load(year))


def metres_from_middle(point, centre):
    """How far a point lies towards the nearest side of a regular hexagon that has sides east and west."""
    across = abs(point[0] - centre[0]) * 111_320 * math.cos(math.radians(52))
    up = abs(point[1] - centre[1]) * 111_320
    return max(across, across / 2 + up * math.sqrt(3) / 2)


@pytest.mark.parametrize("year", MONTHS)
def test_all_places_together_are_the_offences_of_their_months(year):
    frame = frame_of(year)
    assert frame["Recorded offences"].sum() == sum(OFFENCES[month] for month in MONTHS[year])
    assert set(frame["District"]) == {"Oxmere"}
    if len(MONTHS[year]) > 1:
        each_month = frame["Recorded offences"] / len(MONTHS[year])
        assert frame["Offences a month"].tolist() == pytest.approx(each_month.tolist())
    else:
        assert "Offences a month" not in frame


@pytest.mark.longer
@pytest.mark.parametrize("year", YEARS)
def test_no_place_under_the_threshold_is_drawn_tabled_or_downloaded(year):
    made = figure(year)
    (cells,) = [each for each in made.drawing.axes[0].collections if isinstance(each, PolyCollection)]
    rows = list(csv.DictReader(io.StringIO(made.csv)))
    assert len(cells.get_paths()) == len([row for row in rows if row["Longitude"]]) > 0
    printed = [
        row.select_one("td.num").get_text() for row in BeautifulSoup(made.html(), "html.parser").select("tbody tr")
    ]
    assert [int(text.replace(",", "")) for text in printed] == [int(row["Recorded offences"]) for row in rows]
    assert min(int(row["Recorded offences"]) for row in rows) >= THRESHOLD == tables()[TABLE].disclosure.threshold
    assert [row["Place"] for row in rows if not row["Longitude"]] == [REST]
    counts = [int(row["Recorded offences"]) for row in rows if row["Longitude"]]
    assert counts == sorted(counts, reverse=True)


def test_a_merged_rest_that_is_itself_too_small_takes_the_next_place_with_it():
    cells = pd.DataFrame({"place": list("abc"), "value": [30, 12, 4]})
    shown, rest = merged(cells, THRESHOLD)
    assert (list(shown["place"]), rest) == (["a"], 16)
    assert merged(cells.iloc[:2], THRESHOLD)[1] == 0


@pytest.mark.parametrize("year", YEARS)
def test_the_alt_text_and_the_key_hold_the_places_with_most_and_the_extremes(year):
    made = figure(year)
    cells = made.frame[made.frame["Longitude"].notna()]
    words = " ".join(" ".join(text.get_text() for text in shown_texts(made.drawing)).split())
    for row in cells.head(maps.KEYED).to_dict("records"):
        assert f"{row['Place']}, {row['Recorded offences']:,}" in made.alt
        assert f"{row['Place']}: {row['Recorded offences']:,}" in words
        if len(MONTHS.get(year, "")) > 1:
            places = 1 if row["Offences a month"] < 10 else 0
            assert f"{row['Recorded offences']:,}, {row['Offences a month']:.{places}f} a month" in words
    assert f"{len(cells)} cells" in made.alt
    assert f"{cells['Recorded offences'].min():,}." in made.alt
    share = 100 * cells["Recorded offences"].head(maps.KEYED).sum() / made.frame["Recorded offences"].sum()
    assert f"{share:.0f} per cent" in made.alt and f"{share:.0f} per cent" in made.title


@pytest.mark.parametrize("year", MONTHS)
def test_the_months_are_of_one_year_and_stand_in_the_title(year):
    made = figure(year)
    assert SAID[year] in made.title and SAID[year] in made.subtitle
    notes = " ".join([*made.notes, *made.caveats])
    assert f"Months held: {SAID[year]}." in notes and "of the twelve, too few" in notes
    assert "wider than serious violence" in notes and "approximate" in notes


@pytest.mark.parametrize("year", YEARS)
def test_no_label_of_the_map_is_cut_or_lies_on_another(year):
    drawing = figure(year).drawing
    drawing.draw_without_rendering()
    texts = shown_texts(drawing) + [text for legend in drawing.legends for text in legend.get_texts()]
    boxes = [text.get_window_extent() for text in texts]
    for text, box in zip(texts, boxes, strict=True):
        assert box.x0 >= -1 and box.x1 <= drawing.bbox.width + 1, f"'{text.get_text()}' is cut"
        assert box.y0 >= -1 and box.y1 <= drawing.bbox.height + 1, f"'{text.get_text()}' is cut"
    for (one, box), (other, beside) in itertools.combinations(zip(texts, boxes, strict=True), 2):
        assert not box.overlaps(beside), f"'{one.get_text()}' lies on '{other.get_text()}'"


def test_a_kilometre_is_as_long_on_the_map_to_the_east_as_to_the_north():
    drawing = figure().drawing
    drawing.draw_without_rendering()
    to_pixels = drawing.axes[0].transData.transform
    origin, north = to_pixels((-1.25, 51.75)), to_pixels((-1.25, 51.76))
    east = to_pixels((-1.25 + 0.01 / math.cos(math.radians(51.75)), 51.75))
    assert east[0] - origin[0] == pytest.approx(north[1] - origin[1], rel=0.002)


def test_every_count_of_the_map_lies_in_the_shade_that_the_legend_gives_it():
    made = figure()
    counts = made.frame.loc[made.frame["Longitude"].notna(), "Recorded offences"]
    (legend,) = made.drawing.legends
    named = zip(legend.get_patches(), legend.get_texts(), strict=True)
    shades = {patch.get_facecolor(): text.get_text() for patch, text in named}
    cells = next(each for each in made.drawing.axes[0].collections if isinstance(each, PolyCollection))
    for count, colour in zip(counts, cells.get_facecolors(), strict=True):
        low, _, high = shades[tuple(colour)].replace(",", "").partition(" to ")
        assert int(low) <= count <= int(high or low)


def test_one_count_has_one_shade_and_one_name():
    edges = maps.class_edges(pd.Series([10, 10]))
    assert (edges, maps.class_names(edges, 10), maps.spread_over(1)) == ([10], ["10"], [4])


# Two wards of the made place: one west and one east of a line through its middle, with a name of two lines.
MIDDLE = -1.24
WARDS = {"Westgate": (-1.31, MIDDLE), "Easton & Brook": (MIDDLE, -1.17)}


def hold_wards(project):
    """Write the file of wards as `oscp ingest boundaries` does."""
    features = [
        {
            "properties": {"code": f"E0500000{number}", "name": name, "district": "Oxmere"},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[west, 51.69], [east, 51.69], [east, 51.81], [west, 51.81], [west, 51.69]]],
            },
        }
        for number, (name, (west, east)) in enumerate(WARDS.items())
    ]
    (project / f"{OWN}/boundaries").mkdir()
    path = project / f"{OWN}/boundaries/wards.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    return path


def test_a_place_is_named_by_the_ward_it_lies_in_on_the_map_in_its_key_and_in_the_table(project):
    before, path = figure(), hold_wards(project)
    made = figure()
    cells = made.frame[made.frame["Longitude"].notna()]
    assert made.frame["Recorded offences"].tolist() == before.frame["Recorded offences"].tolist()
    expected = ["Westgate" if east < MIDDLE else "Easton & Brook" for east in cells["Longitude"]]
    assert cells["Ward"].tolist() == expected and set(expected) == set(WARDS)
    assert made.frame.loc[made.frame["Place"] == REST, "Ward"].tolist() == [""]
    shown = [text.get_text() for text in shown_texts(made.drawing)]
    assert {"Westgate", "Easton &\nBrook"} <= {*shown}
    first = cells.iloc[0]
    assert f"{first['Place']}, {first['Ward']}: {first['Recorded offences']}" in " ".join(" ".join(shown).split())
    assert "outlines of wards by the Office for National Statistics" in made.sources
    path.write_text(path.read_text("utf-8").replace("Oxmere", "Elsewhere"), "utf-8")
    with pytest.raises(InputError, match="no ward of Oxmere"):
        figure()


@pytest.mark.parametrize("width", [WIDTH, COMPACT])
def test_the_name_of_a_ward_stands_in_it_and_on_no_number(project, width):
    hold_wards(project)
    drawing = figure().draw(width=width)
    drawing.draw_without_rendering()
    named = [text for text in drawing.axes[0].texts if text.get_text().replace("\n", " ") in WARDS]
    assert len(named) == len(WARDS)
    for text in named:
        west, east = WARDS[text.get_text().replace("\n", " ")]
        assert west < text.get_position()[0] < east
    boxes = [text.get_window_extent() for text in drawing.axes[0].texts if text.get_text() != "1 km"]
    assert len(boxes) == len(WARDS) + maps.KEYED
    names = [text.get_window_extent() for text in named]
    assert not [
        box for name in names for box in boxes if box.extents.tolist() != name.extents.tolist() and name.overlaps(box)
    ]


@pytest.mark.longer
def test_the_outline_is_drawn_and_credited_where_one_is_held(project):
    national = figure()
    west, east = -1.31, -1.17  # of Oxmere, roughly
    outline = national.drawing.axes[0].lines[0].get_xydata()
    assert len(outline) > 20 and west < outline[:, 0].min() < outline[:, 0].max() < east
    assert "OS data \N{COPYRIGHT SIGN} Crown copyright and database right 2025" in national.sources
    ring = [[-1.3, 51.71], [-1.18, 51.71], [-1.18, 51.8], [-1.3, 51.71]]
    feature = {"properties": {"district": "Oxmere"}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
    (project / f"{OWN}/boundaries").mkdir()
    path = project / f"{OWN}/boundaries/districts.geojson"
    path.write_text(json.dumps({"features": [feature]}), "utf-8")
    made = figure()
    assert [list(point) for point in made.drawing.axes[0].lines[0].get_xydata()] == ring
    assert "contains OS data \N{COPYRIGHT SIGN} Crown copyright and database right" in made.sources
    path.write_text("{}", "utf-8")
    with pytest.raises(InputError, match="outlines cannot be read"):
        figure()


def test_an_edition_whose_five_years_hold_no_month_says_so(project):
    path = project / f"{OWN}/tables" / f"{TABLE}.csv"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if line[:4] not in ("2022", "2024")), "utf-8")
    made = figure(2024)
    assert isinstance(made, Gap)
    assert "2020 to 2024" in made.why and made.holder == "data.police.uk"


def test_the_plan_s_clusters_are_told_beside_the_map_and_not_settled_by_it():
    (entry,) = [each for each in ledger(2024).entries if each.claim.id == "clusters"]
    cells = by_place(Rows(tables()[TABLE], of_the_map()))
    assert entry.verdict == NOT_CHECKABLE
    assert all(f"{row.place} {row.value}" in entry.computed for row in cells.head(5).itertuples())
    assert "a wider type" in entry.computed
    assert len(entry.as_json()["checks"][0]["rows"]) <= 5 * len(MONTHS[2024])
    drawn = frame_of().head(5)
    assert all(
        f"{place} {count}" in entry.computed
        for place, count in zip(drawn["Place"], drawn["Recorded offences"], strict=True)
    )


def of_the_map():
    frame = read_table(TABLE)
    return frame[(frame["area"] == "Oxmere") & frame["period_end"].dt.year == 2024]


def test_the_notes_say_how_many_of_the_force_s_rows_have_no_district():
    violence, *_ = NO_DISTRICT
    notes = " ".join(serious_violence.map_1(serious_violence.load(2024)).notes)
    assert f"In the whole force there were {violence} in January 2024." in notes
    assert "How many there were in February to April 2024 is not known." in notes
