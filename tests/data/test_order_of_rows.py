"""The order in which a partner typed the rows tells nothing: what is shown of them is the same whatever it was."""

import json

import pytest

from oscp_lib.chapters.opening import open_chapter
from oscp_lib.data.rows import read_table
from oscp_lib.figures.figure import FIGURE_MIME
from tests.places import OWN

neighbourhood_crime = open_chapter("neighbourhood_crime")
serious_violence = open_chapter("serious_violence")

HEADER = "period_start,period_end,area,category,measure,unit,value,status,source\n"
KINDS = {"Noise": 310, "Litter": 61, "Graffiti": 4, "Dogs": 3, "Cars": 2, "Alarms": 1, "Fires": 61}
AREAS = {"Cherrow": 40, "Oxmere": 3, "South Oxmereshire": 12, "Vale of Grey Horse": 2, "West Oxmereshire": 40}
SUSPECTS = {"10-12": (3, 20), "13-15": (30, 20), "16-18": (4, 60), "35 and over": (9, 10)}


def row(year, area, category, measure, unit, count, source):
    return f"{year}-01-01,{year}-12-31,{area},{category},{measure},{unit},{count},partner,{source}\n"


def files():
    """The rows of each partner's file, with the count of each."""
    police = "thames-valley-police"
    council = [
        (n, row(2024, "Oxmere", kind, "reports to the council", "reports", n, "oxmere-city-council"))
        for kind, n in KINDS.items()
    ]
    areas = [
        (n + year, row(year, area, "serious violence", "recorded offences", "offences", n, police))
        for year in (2022, 2023, 2024)
        for area, n in AREAS.items()
    ]
    suspects = [
        (n, row(2024, "Oxmereshire", age, f"{sex} suspects", "suspects", n, police))
        for age, counts in SUSPECTS.items()
        for sex, n in zip(("female", "male"), counts, strict=True)
    ]
    return {"antisocial_behaviour_council": council, "serious_violence": areas, "violence_suspects": suspects}


ORDERS = {
    "as typed": lambda rows: rows,
    "turned round": lambda rows: rows[::-1],
    "by count": sorted,
    "by count, largest first": lambda rows: sorted(rows, reverse=True),
}
FIGURES = {
    neighbourhood_crime: ("chart_3",),
    serious_violence: ("chart_4", "chart_5", "chart_6"),
}


@pytest.fixture
def shown(project):
    """All that readers have of the figures made from partners' files, typed in an order."""

    def figures(order):
        (project / f"{OWN}/restricted").mkdir(exist_ok=True)
        for name, rows in files().items():
            text = HEADER + "".join(line for _, line in ORDERS[order](rows))
            (project / f"{OWN}/restricted" / f"{name}.csv").write_text(text, "utf-8")
        made = []
        for chapter, names in FIGURES.items():
            data = chapter.load(2024)
            made += [getattr(chapter, name)(data) for name in names]
        return [figure._repr_mimebundle_() for figure in made], made

    return figures


@pytest.mark.longer
@pytest.mark.parametrize("order", [name for name in ORDERS if name != "as typed"])
def test_what_is_shown_is_the_same_whatever_the_order_of_a_partner_s_file(shown, order):
    first, _ = shown("as typed")
    assert json.dumps(shown(order)[0]) == json.dumps(first)
    assert any("[c]" in each["text/html"] for each in first)


@pytest.mark.longer
def test_withheld_bars_come_last_in_the_order_of_their_names(shown):
    _, (council, areas, *_) = shown("by count")
    assert council.frame["Kind"].tolist() == ["Noise", "Fires", "Litter", "Alarms", "Cars", "Dogs", "Graffiti"]
    assert areas.frame["District"].tolist() == [
        "Cherrow", "West Oxmereshire", "Oxmere", "South Oxmereshire", "Vale of Grey Horse"
    ]  # fmt: skip
    assert list(csv_names(council)) == council.frame["Kind"].tolist()


def csv_names(figure):
    lines = figure._repr_mimebundle_()[FIGURE_MIME]["csv"].splitlines()[1:]
    return (line.partition(",")[0] for line in lines)


@pytest.mark.longer
def test_the_lines_of_a_partner_s_file_are_counted_in_the_order_of_names(shown):
    # A fact names the lines of its rows: those of a file in the order of its counts would tell their ranks.
    shown("by count, largest first")
    frame = read_table("antisocial_behaviour_council_sample")
    assert frame["category"].tolist() == sorted(KINDS)
    assert frame["line"].tolist() == list(range(2, 2 + len(KINDS)))


@pytest.mark.longer
def test_the_alt_text_does_not_call_a_shown_count_the_lowest_of_all(shown):
    _, (council, areas, years, suspects) = shown("as typed")
    assert "Lowest shown: Fires and Litter, 61." in council.alt and "Lowest:" not in council.alt
    assert "Lowest shown: Cherrow and West Oxmereshire, 40." in areas.alt
    assert "Lowest point shown: Cherrow, 40 in 2022." in years.alt
    assert "Smallest shown:" in suspects.alt or "Smallest" not in suspects.alt


@pytest.mark.longer
def test_a_chart_whose_own_line_is_withheld_in_every_year_is_drawn_without_it(shown):
    _, (_, _, years, _) = shown("as typed")
    html = years._repr_mimebundle_()["text/html"]
    assert html.count("[c]") >= 9 and "Oxmere: [c] in 2022, [c] in 2024." in years.alt
