"""Data and texts that try to run something, or to break a page: they appear as text, nothing runs, the page holds."""

import csv
import json
import shutil

import pandas as pd
import pytest

from oscp_lib.edition.build import build
from oscp_lib.edition.order import Order
from oscp_lib.figures.figure import Figure
from oscp_lib.verify.browser.page_faults import axe_faults, rendered_faults, unfold
from oscp_lib.verify.browser.visits import READERS, WIDE, Reader, context_for, open_page, pages_of
from tests.conftest import copy_project, use_project, with_kept_runs
from tests.places import OWN

pytestmark = pytest.mark.slow

# By how they would run: element, handler, address, and the ways out of an attribute, a comment, a script and a title.
PAYLOADS = {
    "script": "<script>window.__ran=true</script>",
    "handler": "<img src=x onerror=window.__ran=true>",
    "svg": "<svg onload=window.__ran=true><script>window.__ran=true</script></svg>",
    "mathml": '<math><maction actiontype="statusline" xlink:href="javascript:window.__ran=true">m</maction></math>',
    "attribute": '"\' onmouseover=window.__ran=true autofocus onfocus=window.__ran=true x="',
    "address": "javascript:window.__ran=true",
    "frame": '<iframe srcdoc="<script>parent.window.__ran=true</script>"></iframe>',
    "way out": "--></title></style></textarea></script><script>window.__ran=true</script>",
}
IN_CELL, IN_TEXT, IN_CLAIM, IN_CAVEAT, IN_AREA = "Cell ", "Text ", "Claim ", "Caveat ", "West "
AREA = f"{IN_AREA}<img src=x onerror=window.__ran=true>"


def plant(root):
    """Put the payloads where an analyst's mistake, or somebody else's download, would bring them."""
    for path in [*root.glob("data/**/*.csv"), *root.glob("data/**/*.yml"), *root.glob("data/**/*.json")]:
        path.write_text(path.read_text("utf-8").replace("West Oxmereshire", AREA), "utf-8")
    table = root / f"{OWN}/tables/antisocial_behaviour_council_sample.csv"
    with table.open(encoding="utf-8", newline="") as lines:
        header, *rows = csv.reader(lines)
    kinds = iter(PAYLOADS.values())
    for row in rows[: len(PAYLOADS)]:
        row[3] = IN_CELL + next(kinds)
    with table.open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines, lineterminator="\n").writerows([header, *rows])
    everything = " ".join(PAYLOADS.values())
    plan = root / f"{OWN}/editions/2024/plan.yml"
    action = "Take a problem-solving approach to drug dealing in open spaces."
    plan.write_text(plan.read_text("utf-8").replace(action, json.dumps(IN_TEXT + everything)), "utf-8")
    step = "The partnership carries out the Serious Violence Duty"
    assert step in plan.read_text("utf-8")
    plan.write_text(plan.read_text("utf-8").replace(step, IN_TEXT + everything + step), "utf-8")
    claims = root / f"{OWN}/editions/2024/claims.yml"
    problem = json.dumps("Crimes of South Oxmereshire and Vale of Grey Horse seem exchanged")
    text = claims.read_text("utf-8")
    assert problem in text
    claims.write_text(text.replace(problem, json.dumps(IN_CLAIM + everything)), "utf-8")
    package = root / f"{OWN}/datapackage.json"
    text, caveat = package.read_text("utf-8"), "it counts what is reported and recorded, not all crime."
    assert caveat in text
    package.write_text(text.replace(caveat, json.dumps(IN_CAVEAT + everything)[1:-1]), "utf-8")


@pytest.fixture(scope="module")
def hostile(found, kept_runs, tmp_path_factory):
    """An edition of a project with payloads in its data and texts."""
    with pytest.MonkeyPatch.context() as patch:
        root = with_kept_runs(copy_project(tmp_path_factory.mktemp("hostile") / "project"))
        plant(root)
        use_project(root, patch)
        yield build(Order(2024), out=root.parent / "editions").parent


@pytest.fixture(scope="module")
def visited(hostile, browser):
    """What each page says and what ran on it, opened as a file, with the policy and without."""
    seen = {}
    for kept in (True, False):
        context = browser.new_context(bypass_csp=not kept)
        page = context.new_page()
        for name in pages_of(hostile):
            page.goto((hostile / name).as_uri())
            unfold(page)
            page.mouse.move(200, 200)
            for link in page.query_selector_all("main [onclick], main [onmouseover], main [autofocus]"):
                link.hover()
            seen[name, kept] = (page.inner_text("body"), page.evaluate("window.__ran"))
        context.close()
    return seen


def test_nothing_runs_on_any_page(visited):
    # Without the policy too: it is the second lock, not the only one.
    assert {key: ran for key, (_, ran) in visited.items() if ran is not None} == {}
    assert len(visited) > 20


def squeezed(text):
    return " ".join(text.split()).replace("“", '"').replace("”", '"').replace("‘", "'").replace("’", "'")


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize(
    ("start", "name"),
    [
        (IN_TEXT, "serious_violence.html"),
        (IN_TEXT, "index.html"),
        (IN_CLAIM, "reconciliation.html"),
        (IN_CAVEAT, "all_crime.html"),
    ],
)
def test_a_payload_in_a_text_a_claim_or_a_caveat_is_printed_as_it_was_typed(visited, start, name, payload):
    said = squeezed(visited[name, True][0])
    assert start in said
    # Smart quotes and dashes are the typography of texts, which the book has in any case.
    found = squeezed(PAYLOADS[payload])
    assert found in said or found.replace("--", "–") in said, said[said.index(start) :][:600]


def test_a_payload_in_a_cell_is_printed_as_it_was_typed(visited, hostile):
    said = squeezed(visited["neighbourhood_crime.html", True][0])
    with (hostile / "downloads/chart-3-sample.csv").open(encoding="utf-8", newline="") as lines:
        planted = [cell for row in csv.reader(lines) for cell in row if cell.startswith(IN_CELL)]
    assert len(planted) == len(PAYLOADS)
    for text in planted:
        assert squeezed(text) in said


def test_a_payload_in_the_name_of_an_area_is_printed_as_it_was_typed(visited):
    for name in ("all_crime.html", "serious_violence.html", "vawg.html"):
        assert AREA in squeezed(visited[name, True][0]), name


def test_pages_with_payloads_are_accessible_and_whole(hostile, browser):
    with context_for(browser, READERS[0], hostile.parent.as_uri()) as (context, log):
        page = open_page(context, log)
        for name in ("neighbourhood_crime.html", "reconciliation.html"):
            page.goto((hostile / name).as_uri())
            unfold(page)
            assert axe_faults(page) == []
            assert [fault for fault in rendered_faults(page) if "the page is" in fault] == []
            assert log.taken() == []


HEBREW, ARABIC = "פשיעה מתועדת באוקספורד", "الجرائم المسجلة في أكسفورد"
WIDE_TABLE = pd.DataFrame({"District": ["Oxmere", "Cherrow"]} | {f"Column {i}": [i, i * 1000] for i in range(1, 60)})
RIGHT_TO_LEFT = pd.DataFrame({"District": [HEBREW, ARABIC], "Offences": [10, 20]})
LONG_TITLE = " ".join(["violence" * 4] * 15)  # 15 words are the most, and here hold 494 characters
FIGURES = {
    "sixty columns": Figure("wide-table", "Table X", "Sixty columns", "Offences.", WIDE_TABLE, ()),
    "a long caption": Figure("long-caption", "Table X", LONG_TITLE, "offence " * 62, RIGHT_TO_LEFT, ()),
    "right to left": Figure("right-to-left", "Table X", f"{HEBREW} / {ARABIC}", ARABIC, RIGHT_TO_LEFT, ()),
}


@pytest.mark.parametrize("reader", [READERS[0], Reader("dark", WIDE)], ids=str)
@pytest.mark.parametrize("case", FIGURES)
def test_a_page_with_an_unusual_figure_holds_together(hostile, browser, tmp_path, case, reader):
    copy = shutil.copytree(hostile, tmp_path / "2024")
    (tmp_path / "editions.js").write_text("var EDITIONS = {};", "utf-8")  # as it stands beside an edition
    text = (copy / "glossary.html").read_text("utf-8")
    (copy / "glossary.html").write_text(text.replace("</h1>", f"</h1>{FIGURES[case].html()}", 1), "utf-8")
    with context_for(browser, reader, tmp_path.as_uri()) as (context, log):
        page = open_page(context, log)
        page.goto((copy / "glossary.html").as_uri())
        figure = page.locator(f"#{FIGURES[case].ident}")
        assert figure.locator("td").count() == FIGURES[case].frame.iloc[:, 1:].size
        assert axe_faults(page) == []
        assert rendered_faults(page) == []
        assert log.taken() == []
        assert FIGURES[case].title in squeezed(figure.inner_text())
