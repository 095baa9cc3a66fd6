"""Facts and figures of every kind of partnership: made, true by the national tables, and never crowded."""

import dataclasses
import itertools
import re
from functools import cache

import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from oscp_lib.chapters import chapter
from oscp_lib.chapters.opening import open_chapter
from oscp_lib.crime_figures.kinds_of_offence import share_title
from oscp_lib.data.gap import Gap
from oscp_lib.facts.sheet import Fact
from oscp_lib.figures.explorers import Explorer
from oscp_lib.figures.figure import LONGEST_TITLE
from oscp_lib.figures.line_charts import spread
from oscp_lib.figures.style import house_style
from oscp_lib.measures.comparators import Comparison, comparison, country_note, named_sentence
from oscp_lib.measures.wording import singular
from tests.chapters.every_kind import (
    KINDS,
    TOTAL,
    areas,
    code_of,
    counts,
    county_of,
    members,
    partnerships_of,
    rates,
    residents,
    shares_a_district,
    table,
    working_on,
)

CHAPTERS = ("all_crime", "neighbourhood_crime", "serious_violence", "vawg", "reconciliation")
QUICK = ("Camden", "City of London", "Suffolk Coastal")  # the others take a second each
EACH = [each if each in QUICK else pytest.param(each, marks=pytest.mark.longer) for each in KINDS]
OF_A_COUNTY = ("county_crimes", "county_share", "county_rate", "highest_area", "lowest_area", "lowest_rate")
TALLEST, TALLEST_ON_A_PHONE = 1400, 1600  # pixels


@cache
def made(name, year=2024):
    """Facts and figures of the chapters, by chapter and then by key or figure."""
    with working_on(name):
        found = {}
        for slug in CHAPTERS:
            opened = open_chapter(slug)
            data = opened.load(year)
            figures = {ident: make(data) for ident, make in chapter(slug).figures.items()}
            if hasattr(chapter(slug).module, "explorer"):
                figures["explorer"] = opened.explorer(data)
            found[slug] = (opened.facts(data).entries, figures)
        return found


def facts(name, slug="all_crime", year=2024):
    return made(name, year)[slug][0]


def figure(name, slug, ident, year=2024):
    return made(name, year)[slug][1][ident]


def drawings(name):
    """Every drawing of the place's figures with its name."""
    for slug in CHAPTERS:
        for ident, each in made(name)[slug][1].items():
            if getattr(each, "drawing", None) is not None and not isinstance(each, Explorer):
                yield f"{name} {slug} {ident}", each.drawing
                yield f"{name} {slug} {ident} on a phone", each.compact


def written(drawing):
    """Every text that a drawing shows, with its box in pixels."""
    with house_style():
        renderer = FigureCanvasAgg(drawing).get_renderer()
        drawing.draw(renderer)
        for axes in drawing.axes:
            if not axes.axison:
                continue
            texts = [*axes.texts, axes.title, axes._left_title]
            for axis in (axes.xaxis, axes.yaxis):
                shown = axis.get_ticklabels() if axis.get_visible() else []
                low, high = sorted(axis.get_view_interval())
                places = axis.get_majorticklocs()
                texts += [each for each, at in zip(shown, places, strict=False) if low - 1e-9 <= at <= high + 1e-9]
            for each in texts:
                if each.get_visible() and each.get_text().strip() and each.get_alpha() is None:
                    yield each.get_text(), each.get_window_extent(renderer)


@pytest.mark.parametrize("name", EACH)
def test_counts_and_rates_are_those_of_the_national_tables(name):
    code, held = code_of(name), facts(name)
    ours = counts(2024)[code]
    assert held["recorded_crimes"].value == ours
    whole = [each for each in county_of(code) if each in counts(2024).index]
    if len(whole) < 2 or len(whole) < len(county_of(code)):
        for key in OF_A_COUNTY:
            assert isinstance(held[key], Gap) and held[key].absent, key
    else:
        assert held["county_crimes"].value == counts(2024)[whole].sum()
        assert held["county_share"].text == f"{100 * ours / counts(2024)[whole].sum():.0f} per cent"
        assert held["county_share"].value < 100
    if shares_a_district(code) or name == "City of London":
        assert isinstance(held["rate"], Gap) and held["rate"].absent
    else:
        people = sum(people_of(each) for each in members(code, "district"))
        assert held["rate"].text == f"{1000 * ours / people:.1f} per 1,000 residents"


def people_of(district, year=2024):
    held = table("residents")
    return held.loc[(held["area_code"] == district) & (held["year"] == year), "value"].iloc[0]


@pytest.mark.parametrize("name", [each for each in EACH if each != "City of London"])
def test_the_rank_among_all_and_the_median_of_neighbours_are_true(name):
    code, said = code_of(name), facts(name)["level"].text
    ours = rates(2024)
    higher, of = int((ours > ours[code]).sum()), len(ours)
    place, end = (of - higher, "lowest") if of - higher <= of / 10 else (higher + 1, "highest")
    assert f"{ours[code]:.1f} for every 1,000 residents" in said
    assert f"{place}" in said and f"{end} of {of} partnerships" in said
    assert ("estimated" in said) == shares_a_district(code)
    held = table("neighbours")
    districts = members(code, "district")
    own = held[held["area_code"].isin(districts) & (held["rank"] <= 15)] if len(districts) == 1 else held.iloc[:0]
    if own.empty or shares_a_district(code):
        assert "neighbour" not in said
    else:
        near = dict.fromkeys(found[0] for each in own["neighbour_code"] if len(found := partnerships_of(each)) == 1)
        theirs = ours[[each for each in near if each in ours.index and each != code]]
        assert f"The median of its {len(theirs)} nearest neighbours was {theirs.median():.1f}" in said


def test_the_residents_of_merged_districts_are_their_sum():
    # Mid-2024: Broxtowe, Gedling and Rushcliffe.
    added = sum(people_of(each) for each in ("E07000172", "E07000173", "E07000176"))
    assert residents(2024)[code_of("South Nottinghamshire")] == added
    fact = facts("South Nottinghamshire")["rate"]
    assert fact.text == f"{1000 * counts(2024)[code_of('South Nottinghamshire')] / added:.1f} per 1,000 residents"
    assert f"/ {added:,} x" in fact.method


def test_a_partnership_of_which_a_part_shares_a_district_has_no_rate_over_the_rest():
    assert len(members(code_of("Dorset"), "district")) == 2
    assert facts("Dorset")["rate"].absent
    assert figure("Dorset", "vawg", "explorer").measure.options == ("Recorded offences",)
    estimated = 1000 * counts(2024)[code_of("Dorset")] / residents(2024)[code_of("Dorset")]
    assert f"{estimated:.1f} for every 1,000 residents (estimated" in facts("Dorset")["level"].text
    assert figure("Dorset", "all_crime", "chart-a").title.startswith(f"Dorset: {estimated:.1f} per 1,000")


@pytest.mark.longer
def test_nothing_is_told_of_a_county_of_which_a_partnership_has_no_figure_of_the_year():
    held = facts("Western Suffolk", year=2022)
    assert isinstance(held["recorded_crimes"], Fact)
    assert all(held[key].absent for key in OF_A_COUNTY)
    assert figure("Western Suffolk", "serious_violence", "table-b", 2022).absent
    for slug, (entries, figures) in made("Western Suffolk", 2022).items():
        told = [each.text for each in entries.values() if isinstance(each, Fact)]
        told += [text for each in figures.values() if not isinstance(each, Gap) for text in (each.title, *each.notes)]
        assert not [text for text in told if "100 per cent" in text or "county's" in text], slug


def test_why_there_are_no_rates_is_said_once_a_page():
    for slug in CHAPTERS:
        entries, _ = made("City of London")[slug]
        told = [
            key for key, each in entries.items() if isinstance(each, Gap) and not each.absent and "rates" in each.why
        ]
        assert len(told) <= 1, told
    assert "Rate per 1,000 residents" not in figure("City of London", "all_crime", "table-h").table
    assert "few people live there" in figure("City of London", "all_crime", "chart-d").why


@pytest.mark.parametrize("name", EACH)
def test_at_most_eight_others_are_named_and_no_picture_is_too_tall(name):
    known = set(areas().loc[areas()["kind"] == "partnership", "name"]) - {name}
    for where, drawing in drawings(name):
        texts = [text.replace("\n", " ") for text, _ in written(drawing)]
        named = {re.sub(r" [\d,.]+$", "", text) for text in texts} & known
        assert len(named) <= 8, where
        assert drawing.get_figheight() * 96 <= (TALLEST_ON_A_PHONE if "phone" in where else TALLEST), where
    for slug in CHAPTERS:
        explorer = made(name)[slug][1].get("explorer")
        if isinstance(explorer, Explorer):
            assert explorer.district.options[0] == name and len(explorer.district.options) <= 9


@pytest.mark.parametrize("name", EACH)
def test_no_text_of_a_picture_lies_on_another(name):
    for where, drawing in drawings(name):
        for (one, box), (other, beside) in itertools.combinations(written(drawing), 2):
            wide = min(box.x1, beside.x1) - max(box.x0, beside.x0)
            high = min(box.y1, beside.y1) - max(box.y0, beside.y0)
            assert wide <= 1 or high <= 3, f"{where}: {one!r} lies on {other!r}"  # a line's box has room above letters


@pytest.mark.parametrize("name", [each for each in EACH if each != "City of London"])
def test_chart_a_has_the_rates_of_all_it_shows(name):
    chart = figure(name, "all_crime", "chart-a")
    now = chart.frame[chart.frame["Year"] == 2024].set_index(chart.frame.columns[0])["Rate per 1,000 residents"]
    ours = rates(2024)
    codes = {areas().at[code, "name"].partition(",")[0]: code for code in ours.index}
    for place, rate in now.items():
        expected = ours.median() if place == "Median of all partnerships" else ours[codes[place]]
        assert rate == pytest.approx(expected, abs=0.0501), place
    alone = len(county_of(code_of(name))) == 1
    assert ("Median of all partnerships" in now) == alone
    if alone:
        assert f"{now[name]:.1f} per 1,000" in chart.title and f"the median was {ours.median():.1f}" in chart.title
    else:
        assert set(now.index) == {areas().at[code, "name"] for code in county_of(code_of(name))}
        assert chart.title.startswith(f"{now.idxmax()} has the highest rate")


@pytest.mark.parametrize("name", ["Camden", "Cardiff", "Poole"])
def test_without_a_county_chart_1_sets_rates_beside_medians(name):
    frame = figure(name, "neighbourhood_crime", "chart-1").frame
    kind = frame["Kind"].iloc[0]
    held, ours = frame[frame["Kind"] == kind].set_index("Area")["Rate per 1,000 residents"], rates(2024, kind)
    assert held[name] == pytest.approx(ours[code_of(name)], abs=0.00501)
    assert held["Median of all"] == pytest.approx(ours.median(), abs=0.00501)
    assert ("Median of neighbours" in held) == (name == "Camden")
    assert "county" not in figure(name, "neighbourhood_crime", "chart-1").title


@pytest.mark.longer
def test_in_a_county_of_many_the_eight_where_most_people_live_are_named():
    county = [each for each in county_of(code_of("Basildon")) if each != code_of("Basildon")]
    most = residents(2024)[county].sort_values(ascending=False).index[:8]
    names = {areas().at[code, "name"] for code in most}
    assert len(county) > 8
    assert set(figure("Basildon", "neighbourhood_crime", "explorer").district.options) == names | {"Basildon"}
    chart = figure("Basildon", "all_crime", "chart-a")
    lines = {re.sub(r" [\d.]+$", "", text.get_text()) for text in chart.drawing.axes[0].texts} - {""}
    assert names | {"Basildon"} <= lines and len(chart.table) == len(county) + 1
    assert "Pale lines are the rest." in " ".join(chart.notes)
    frame = figure("Basildon", "neighbourhood_crime", "chart-1")
    assert set(frame.frame["District"]) == {areas().at[code, "name"] for code in county} | {
        "Basildon"
    }  # the table has all


@pytest.mark.longer
def test_an_explorer_gives_a_place_among_the_whole_county():
    explorer = figure("Basildon", "neighbourhood_crime", "explorer")
    said = explorer.state("Basildon", "Shoplifting", "Recorded offences", *explorer.years.value).sentence
    county = counts(2024, "Shoplifting")[county_of(code_of("Basildon"))]
    higher = int((county > county[code_of("Basildon")]).sum())
    place = ("highest", "second highest", "third highest")[higher]
    counted = f"{int(county[code_of('Basildon')]):,} recorded offences in 2024"
    assert f"{counted}, the {place} of the {len(county)} districts" in said


def test_too_few_for_a_rank_have_no_rank_among_neighbours_either():
    few = counts(2024, "Robbery")
    few = few[(few > 1) & (few < 50)]
    name = areas().at[few.index[0], "name"]
    said = facts(name, "serious_violence")["robbery_level"].text
    assert said == f"Robbery: {int(few[code_of(name)])} offences in 2024, too few for a rank."


@pytest.mark.parametrize(
    ("compare", "there", "not_there"),
    [
        (("england_and_wales",), {"country"}, {"same county", "nearest neighbour", "same force"}),
        (("force",), {"same force"}, {"same county", "nearest neighbour", "country"}),
        (("neighbours",), {"nearest neighbour"}, {"same county", "same force", "country"}),
        (("county",), {"same county"}, {"nearest neighbour", "same force", "country"}),
    ],
)
def test_only_what_the_place_compares_itself_with_is_named(compare, there, not_there):
    found = comparison(code_of("Cambridge"), TOTAL, 2024, compare)
    assert isinstance(found, Comparison)
    roles = {each.role for each in found.named}
    assert there <= roles and not roles & not_there
    told = f"{named_sentence(found)} {country_note(found)}"
    for word in ("county", "neighbour", "force", "England"):
        named = any(word[:6] in each or (each, word) == ("country", "England") for each in there)
        assert (word in told) == named, told


def test_sentences_keep_to_what_the_place_compares_itself_with():
    with working_on("Cambridge"):
        opened = open_chapter("neighbourhood_crime")
        data = opened.load(2024)
        place = dataclasses.replace(data.place, compare=("county",))
        told = {
            each: " ".join(
                entry.text
                for entry in opened.facts(dataclasses.replace(data, place=each)).entries.values()
                if isinstance(entry, Fact)
            )
            for each in (data.place, place)
        }
    for words in ("nearest neighbour", "Across ", "of the Cambridgeshire force"):
        assert words in told[data.place] and words not in told[place], words
    assert "of 314 partnerships" in told[place]


@pytest.mark.parametrize(
    ("place", "kind", "title"),
    [
        ("Oxmere", "bicycle theft", "Oxmere has 72 per cent of the county's bicycle theft, its largest share"),
        (
            "King's Lynn and West Norfolk",
            "all other theft offences",
            "King's Lynn and West Norfolk: 72 per cent of the county's all other theft offences",
        ),
    ],
)
def test_the_title_of_chart_1_is_short_whatever_the_place_is_called(place, kind, title):
    assert share_title(place, "72 per cent", kind) == title
    assert len(title.split()) <= LONGEST_TITLE


def test_crowded_labels_are_moved_apart_within_the_axes():
    crowd = pd.Series([0.1, 0.2, 0.2, 0.3, 0.4, 0.5, 0.6, 9.0, 9.5, 10.0], index=list("abcdefghij"))
    apart = spread(crowd, 0.75, 10.8)
    assert (apart.diff().dropna() >= 0.75 - 1e-9).all() and apart.min() >= 0 and apart.max() <= 10.8


def test_what_one_of_the_parts_is_called():
    assert [singular(each) for each in ("districts", "local authorities", "boroughs")] == [
        "district", "local authority", "borough",
    ]  # fmt: skip
