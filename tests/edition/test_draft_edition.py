"""An edition begun for 2025 builds before its data are complete, and passes no figure of 2024 off as one of its own."""

import json
import re

import pytest

from oscp_lib import paths
from oscp_lib.chapters import chapters_of_book
from oscp_lib.edition.build import build
from oscp_lib.edition.new_year import new_year
from oscp_lib.edition.order import Order
from oscp_lib.facts.compare import compare
from oscp_lib.pages.facts_of_year import facts_of, facts_of_year
from oscp_lib.pages.what_changed import write_changes
from tests.conftest import copy_project, use_project
from tests.edition.pages import figures_of_2024, unlabelled, unlabelled_downloads, words
from tests.national import as_csv

pytestmark = pytest.mark.slow

CRIME = "recorded_crime_ons"


@pytest.fixture(scope="module")
def editions(tmp_path_factory):
    """2025 built from its scaffold alone, then with made counts of crime; and the project they were built in."""
    with pytest.MonkeyPatch.context() as patch:
        root = copy_project(tmp_path_factory.mktemp("draft") / "project")
        use_project(root, patch)
        new_year("2025")
        bare = build(Order(2025), out=root / "bare").parent
        as_csv(root, CRIME)
        table = paths.TABLES / f"{CRIME}.csv"
        rows = table.read_text("utf-8").splitlines()
        made = [row.replace("2024-", "2025-", 2).split(",") for row in rows if row.startswith("2024-01-01")]
        made = [[*row[:6], str(int(row[6]) + 137), *row[7:]] for row in made]
        table.write_text("\n".join([*rows, *(",".join(row) for row in made)]) + "\n", "utf-8", newline="\n")
        part = build(Order(2025), out=root / "part").parent
        yield bare, part


def test_no_figure_of_2024_stands_unlabelled(editions):
    for edition in editions:
        values = figures_of_2024(edition.parents[1])
        assert {"17,384", "1,344", "2,488"} <= values, "the check would find nothing"
        assert unlabelled(edition, values) == []
        assert unlabelled_downloads(edition, values) == []


def test_the_check_itself_sees_a_figure_without_its_year(editions, tmp_path):
    (tmp_path / "page.html").write_text("<p>Oxmere recorded 17,384 offences.</p><p>2024: 1,344.</p>", "utf-8")
    assert [value for _, value, _ in unlabelled(tmp_path, {"17,384", "1,344"})] == ["17,384"]


def test_a_headline_without_data_is_a_gap_and_with_data_the_new_number(editions):
    bare, part = editions
    assert "Not available: recorded crime" in words(bare / "all_crime.html")
    assert "No figure" in words(bare / "index.html")
    assert "Not available: Chart A, recorded crime over time" in words(bare / "all_crime.html")
    # 17,384 of 2024 and the 137 that the made row has more.
    assert "17,521 offences" in words(part / "all_crime.html")
    assert "2021 to 2025" in words(part / "all_crime.html")


def test_a_chart_of_earlier_years_says_its_years(editions):
    page = words(editions[0] / "modern_slavery.html")
    assert "2022 Q2 to 2023 Q4" in page and "No quarter of 2025 is held" in page


def test_every_page_says_it_is_a_draft_and_every_action_is_not_yet_reported(editions):
    for path in editions[0].glob("*.html"):
        assert "Draft: the year’s texts are not finished" in words(path).replace("'", "’"), path.name
    pages = [words(path) for path in editions[0].glob("*.html")]
    assert sum(page.count("Not yet reported.") for page in pages) == 20
    # Gaps that stand one below the other share a box: each page of a priority has one at least.
    # A topic has its official figures alone until the plan has a text of it.
    chosen = [each for each in chapters_of_book() if {"work", "review"} <= {*each.passages}]
    priorities = [each for each in chosen if not each.is_topic]
    assert (len(chosen), len(priorities)) == (6, 5)  # the plan has six
    for chapter in priorities:
        page = words(editions[0] / f"{chapter.page}.html")
        assert "does not hold it yet" in page, chapter.slug


def test_the_page_of_changes_names_what_went_and_what_is_new_data(editions):
    bare, part = (words(edition / "changes.html") for edition in editions)
    assert "Total recorded crime (excluding fraud), Oxmere: 17,384 in 2024" in bare
    assert "The published figures held do not cover 2025" in bare
    found = "was about the same: 17,521 offences in 2025, against 17,384 in 2024 (+0.8 per cent)."
    assert f"Total recorded crime (excluding fraud), Oxmere: {found}" in part


def test_the_facts_beside_the_pages_hold_no_path_or_time_and_explain_each_number(editions):
    _, part = editions
    text = (part / "facts.json").read_text("utf-8")
    assert str(part.parents[1]) not in text and "/tmp" not in text and not re.search(r"\d\d:\d\d:\d\d", text)
    record = json.loads(text)
    (crimes,) = [fact for fact in record["facts"] if fact["key"] == "all_crime.recorded_crimes"]
    assert [row["value"] for row in crimes["rows"]] == [17521]
    assert {row["table"] for fact in record["facts"] for row in fact["rows"]} == set(record["tables"])
    trail = words(part / "trail.html")
    for fact in record["facts"]:
        for row in fact["rows"]:
            assert f"{row['value']:,.10g}" in trail, fact["key"]


def test_a_built_edition_differs_from_another_by_what_came_between(editions):
    bare, part = (facts_of(str(edition)) for edition in editions)
    assert compare(part, part) == []
    found = {each.key: each for each in compare(bare, part)}
    crimes = found["all_crime.recorded_crimes"]
    assert (crimes.old, crimes.new.text, crimes.cause) == (None, "17,521", "new data")


def test_the_first_year_has_no_edition_before_it(tmp_path):
    write_changes(facts_of_year(2018), tmp_path)
    text = (tmp_path / "changes.md").read_text("utf-8")
    assert "there is none of 2017 to compare it with" in text
    assert "##" not in text
