"""A whole edition, built as `oscp build` builds it."""

import csv
import json
import re
import shutil
import subprocess
import sys
from itertools import groupby

import papermill
import pytest
from bs4 import BeautifulSoup

from oscp_lib import paths
from oscp_lib.chapters import CHAPTERS, chapters_of_book
from oscp_lib.data.plan import load_plan
from oscp_lib.edition.build import build
from oscp_lib.edition.order import Order
from oscp_lib.errors import InputError
from oscp_lib.facts.compare import compare
from oscp_lib.page_names import FACTS_FILE
from oscp_lib.pages.facts_of_year import facts_of
from oscp_lib.runs.kernels import use_forked_kernels
from tests.made_place import REPOSITORY
from tests.places import OWN

pytestmark = pytest.mark.slow

# What is true of 2024 only: figures of the plan and of ONS for that year, its texts, its period.
OF_2024_ONLY = (
    "2024", "2025-26", "17,002", "17,384", "1,344", "2,242", "2,534", "1,865", "28.7", "nearly 50", "sexual assault",
    "39.9", "35.6", "6,458", "4,478", "Operation Lantern", "summit", "chameleon", "care provider", "care-provider",
    "Protection of Premises",
)  # fmt: skip


@pytest.fixture
def out(built):
    return built.out


@pytest.fixture
def edition(built):
    """The 2024 edition and what the build reported."""
    return built.edition, built.said


@pytest.fixture
def edition_2023(built):
    return built.edition_2023


@pytest.fixture(scope="module")
def published(tmp_path_factory, kept_runs):
    return build(Order(2024, publish=True, unsigned=True), out=tmp_path_factory.mktemp("published")).parent


def soup(path):
    return BeautifulSoup(path.read_text("utf-8"), "html.parser")


def words(path):
    """The words of a page, with the spaces a reader sees."""
    page = soup(path)
    for hidden in page.select("script, style, svg defs"):
        hidden.decompose()
    return re.sub(r"\s+", " ", page.get_text())


def test_every_page_of_the_contents_is_there(edition):
    folder, lines = edition
    pages = {path.stem for path in folder.glob("*.html")}
    assert {chapter.page for chapter in CHAPTERS} <= pages
    assert {"methods", "glossary", "accessibility", "search"} <= pages
    brought = [line for line in map(str, lines) if re.search(r"\.ipynb: (\d+\.\d s|reused)$", line)]
    assert len(brought) == len(CHAPTERS)


def test_every_figure_of_the_plan_is_numbered_and_downloadable(edition):
    folder, _ = edition
    html = "".join(path.read_text("utf-8") for path in folder.glob("*.html"))
    for ident in [f"chart-{number}" for number in range(1, 8)] + ["map-1", "table-1", "table-2", "table-3"]:
        assert html.count(f'id="{ident}"') == 1, ident
        invented = "-sample" if ident in [f"chart-{number}" for number in range(2, 7)] else ""
        assert (folder / "downloads" / f"{ident}{invented}.csv").is_file()


def test_every_action_and_duty_stands_in_print_on_its_own_page_and_its_priority_on_the_first(edition):
    folder, _ = edition
    plan, first = load_plan(2024), words(folder / "index.html")
    count = 0
    for priority in plan.priorities:
        own = words(folder / f"{priority.chapter}.html")
        assert " ".join(priority.next.replace("'", "’").split()) in first
        for action in priority.actions:
            for text in [action.text, *(duty.text for duty in action.duties)]:
                plain = text.replace("'", "’")
                assert plain in own, text
                count += 1
    assert count == 20 + 3


def test_every_text_of_the_year_stands_in_print(edition):
    folder, _ = edition
    plan = load_plan(2024)
    for texts in (plan.definitions, plan.work, plan.no_results, plan.readings):
        for item in texts:
            page = words(folder / f"{item.chapter}.html")
            for piece in re.split(r"\{fact\}`[^`]*`", item.text.replace("'", "’")):
                assert piece.strip(" ,.;:") in page, f"{item.id}: {piece}"


def test_the_headline_figures_stand_in_print(edition):
    # Published figures: the plan's 17,002; ONS 17,384 for Oxmere, year ending December 2024.
    folder, _ = edition
    assert "17,002 valid crimes" in words(folder / "all_crime.html")
    assert "17,384 offences" in words(folder / "all_crime.html")


def test_code_is_hidden_until_asked_for_and_papermill_s_cell_is_gone(edition):
    folder, _ = edition
    for chapter in CHAPTERS:
        page = soup(folder / f"{chapter.page}.html")
        # One piece of code a page, at its end, and none under a figure.
        (code,) = page.select("main div.cell_input")
        assert "chapter.facts(data)" in code.get_text() and f'open_chapter("{chapter.slug}")' in code.get_text()
        assert code.find_parent("details", class_="hide"), code
        assert not code.find_parent("details").has_attr("open")
        assert code.find_next("figure") is None
        assert "injected-parameters" not in str(page)
        assert "# Parameters" not in page.get_text()


def test_the_published_page_holds_no_run_time_path_or_source(edition):
    folder, _ = edition
    assert not (folder / "_sources").exists()
    for path in folder.rglob("*"):
        if path.suffix in {".html", ".js", ".csv", ".json"}:
            text = path.read_text("utf-8")
            assert str(paths.ROOT) not in text and str(REPOSITORY) not in text, path
            if path.name != "sbom.cdx.json":  # which names all the software that made the edition
                assert "papermill" not in text.replace("with papermill", ""), path


def test_a_2023_edition_holds_nothing_that_is_true_of_2024_only(edition_2023):
    for path in sorted(edition_2023.glob("*.html")):
        # The edition's own plan period, and the name of the plan that prints Table 2 and that the samples meet.
        text = words(path).replace("2024-25", "").replace("Running Plan 2025-26", "")
        # ONS publishes 2023 in the tables of the year ending December 2024.
        text = text.replace("year ending December 2024", "")
        text = re.sub(r"released \d{4}(-\d\d)*", "", text)  # when a source was published
        found = [each for each in OF_2024_ONLY if each in text]
        assert found == [], f"{path.name}: {found}"
    for path in (edition_2023 / "downloads").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                # ONS publishes 2023 in the tables of the year ending December 2024; a count may be 2,024 too.
                said = [cell for name, cell in row.items() if name not in ("source", "value", "lower", "upper")]
                assert not [cell for cell in said if "2024" in cell.replace("year ending December 2024", "")], path.name


def test_what_changed_since_the_last_edition_stands_on_a_page_of_its_own(edition):
    folder, _ = edition
    page = words(folder / "changes.html")
    # ONS, years ending December 2023 and 2024.
    said = "rose by 5.3 per cent, from 16,511 offences in 2023 to 17,384 in 2024."
    assert f"Total recorded crime (excluding fraud), Oxmere: {said}" in page
    links = {link["href"] for link in soup(folder / "changes.html").select("main a.fact")}
    assert "trail.html#fact-all-crime-recorded-crimes" in links
    # As many as are said to have changed are listed, the largest difference first; the others say how many they are.
    counts, others = (table.select("tbody tr") for table in soup(folder / "changes.html").select("main table.changes"))
    assert f"Between the two, {len(counts)} counts differ." in page
    assert f"Show the {len(others)}" in page
    differences = [abs(int(re.sub(r"[^0-9]", "", row.select("td")[2].get_text().split()[0]))) for row in counts]
    assert differences == sorted(differences, reverse=True) and differences[0] == 873
    # Why rates of the two have no difference is said once, and no difference is printed.
    assert page.count("of another edition of the estimates") == 1
    rates = [row for row in others if row.th.get_text().split(" All crime")[0].endswith(": rate")]
    assert rates and {row.select("td")[-1].get_text() for row in rates} == {"not given"}
    (across,) = [
        row for row in counts if row.th.get_text().startswith("Total recorded crime (excluding fraud), Oxmere")
    ]
    # ONS, Tables C2 and C5; the change of counting rules in May 2023 lies between.
    assert [cell.get_text().strip() for cell in across.select("td")] == [
        "16,511",
        "17,384",
        "+873 (+5.3%)",
        "Rose",
    ]
    # A sum is named by two of its kinds, and says which the others are.
    begins = "Robbery, burglary and five other kinds of offence, Oxmere"
    (together,) = [row for row in counts if row.th.get_text().startswith(begins)]
    assert "Shoplifting" in together.select_one(".place").get_text()
    # A plan's count is not tested for chance.
    assert {row.select("td")[-1].get_text() == "" for row in counts if "the plan's figure" in row.th.get_text()} == {
        True
    }


def test_an_edition_does_not_differ_from_the_facts_of_its_own_year(edition):
    folder, _ = edition
    assert compare(facts_of("2024"), facts_of(str(folder))) == []


def test_a_year_without_a_plan_says_so_once_a_page_and_has_no_heading_above_nothing(edition_2023):
    for path in sorted(edition_2023.glob("*.html")):
        main = soup(path).select_one("main")
        said = [gap for gap in main.select(".gap") if not re.match(r"Not available: (Table|Chart|Map)", gap.get_text())]
        assert sum("No Running Plan for 2024-25 is recorded" in gap.get_text() for gap in said) <= 1, path.name
        for section in main.select("section"):
            heading = section.find(["h2", "h3"], recursive=False)
            assert heading is None or len(section.find_all(recursive=False)) > 1, f"{path.name}: {heading.get_text()}"


@pytest.mark.parametrize("slug", ["neighbourhood_crime", "vawg", "modern_slavery", "preventing_extremism"])
def test_a_year_without_a_plan_still_names_the_texts_that_are_missing(edition_2023, slug):
    (notice,) = [
        gap.get_text()
        for gap in soup(edition_2023 / f"{slug}.html").select(".gap-title")
        if "work done" in gap.get_text()
    ]
    assert "work done in 2023" in notice and "planned actions for 2024-25" in notice


def test_the_entries_of_a_chapter_in_the_number_trail_stand_in_the_order_of_their_names(edition):
    folder, _ = edition
    for chapter in soup(folder / "trail.html").select("main section > section"):
        names = [code.get_text() for code in chapter.select("dt:-soup-contains-own('Name') + dd code")]
        assert names == sorted(names)
    everything = [fact["key"] for fact in json.loads((folder / FACTS_FILE).read_text("utf-8"))["facts"]]
    for chapter, keys in groupby(everything, lambda key: key.partition(".")[0]):
        assert (listed := list(keys)) == sorted(listed), chapter
    assert len(everything) > 100


def test_the_number_trail_names_each_of_a_chapter_s_facts_in_its_own_words(edition):
    folder, _ = edition
    for chapter in soup(folder / "trail.html").select("main section > section"):
        names = [heading.get_text() for heading in chapter.find_all("h3")]
        assert len(names) == len(set(names))
    assert "Total recorded crime (excluding fraud): Oxmere's share of the districts together: 37 per cent" in words(
        folder / "trail.html"
    )
    assert "1 reports" not in words(folder / "trail.html")


def test_no_chapter_asks_what_became_of_plans_where_there_was_none(edition):
    folder, _ = edition
    for chapter in CHAPTERS:
        assert "last year's plans" not in words(folder / f"{chapter.page}.html").replace("’", "'"), chapter.slug


def test_the_list_of_editions_names_both(edition, edition_2023, out):
    page = soup(out / "index.html")
    assert [link["href"] for link in page.select(".editions > li > a")] == ["2024/index.html", "2023/index.html"]


def test_a_draft_says_so_on_every_page_and_a_published_edition_does_not(edition, published):
    folder, _ = edition
    for path in folder.glob("*.html"):
        assert "Draft: some charts show sample data" in words(path)
    for path in published.glob("*.html"):
        assert "Draft" not in words(path)


def test_a_published_edition_shows_gaps_and_no_sample(published):
    # The glossary says what sample data is, in every edition.
    html = "".join(path.read_text("utf-8") for path in published.glob("*.html") if path.stem != "glossary")
    assert "SAMPLE DATA" not in html and "Sample data" not in html
    for number in range(2, 7):
        assert f"Not available: Chart {number}," in html
        assert not list((published / "downloads").glob(f"chart-{number}[.-]*"))
    assert "Thames Valley Police" in html


def test_an_edition_published_unsigned_says_so_on_every_page(published):
    for path in published.glob("*.html"):
        number = len(chapters_of_book())
        assert f"Published unsigned: {number} of {number} chapters are not signed off" in words(path)


def test_nothing_is_left_beside_the_editions(edition, edition_2023, out):
    beside = {f"report-book-{year}.zip{end}" for year in (2023, 2024) for end in ("", ".sha256")}
    manifests = {"2023.sha256", "2024.sha256"}
    assert {path.name for path in out.iterdir()} == {
        ".lock",
        "2023",
        "2024",
        "index.html",
        "editions.js",
    } | beside | manifests


def test_the_plain_papermill_command_runs_a_notebook(tmp_path):
    name = "05_vawg.ipynb"
    command = [sys.executable, "-m", "papermill", str(paths.NOTEBOOKS / name), name, "-p", "year", "2022"]
    run = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)
    assert run.returncode == 0, run.stderr[-2000:]
    outputs = (tmp_path / name).read_text("utf-8")
    assert re.search(r"Sexual offences: \d\.\d per 1,000 residents, \d+\w\w highest of \d+ partnerships", outputs)
    assert "2018 to 2022, as the Running Plan 2025-26 prints them" in outputs
    assert '<td class=\\"num heat-4\\">485</td>' in outputs  # Table 2 of the plan: Oxmere, 2022


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"year": "2017"}, "There is no data for 2017"),
        ({"yaer": "2023"}, "No notebook has a parameter 'yaer'"),
    ],
)
def test_plain_papermill_stops_at_the_first_cell(tmp_path, parameters, message):
    use_forked_kernels()
    with pytest.raises(papermill.PapermillExecutionError, match=message):
        papermill.execute_notebook(
            paths.NOTEBOOKS / "05_vawg.ipynb", tmp_path / "05_vawg.ipynb", parameters, progress_bar=False,
            cwd=str(paths.NOTEBOOKS),
        )  # fmt: skip
    cells = json.loads((tmp_path / "05_vawg.ipynb").read_text("utf-8"))["cells"]
    assert all("chapter.chart_7" not in "".join(cell["source"]) or not cell["outputs"] for cell in cells)


def test_a_moved_number_fails_the_comparison_of_notebooks(project, edit):
    edit(
        f"{OWN}/tables/sexual_offences_plan.csv",
        "Oxmere,sexual offences,recorded offences,offences,462,",
        "Oxmere,sexual offences,recorded offences,offences,463,",
    )
    command = [
        sys.executable,
        "-m",
        "pytest",
        "--nbval",
        "-vv",
        "-p",
        "no:cacheprovider",
        str(project / "notebooks/05_vawg.ipynb"),
    ]
    run = subprocess.run(command, capture_output=True, text=True, cwd=project)
    assert run.returncode == 1
    assert "463" in run.stdout


def test_a_notebook_that_fails_stops_the_build_on_every_run_and_keeps_the_last_edition(project, edit, edition):
    folder, _ = edition
    kept = project / "book/_build/oxmere/2024"
    shutil.copytree(folder, kept)
    edit("notebooks/05_vawg.ipynb", '"chapter.table_2(data)"', '"1 / 0"')
    before = {path: path.read_bytes() for path in kept.rglob("*") if path.is_file()}
    for _ in range(2):
        with pytest.raises(InputError) as raised:
            build(Order(2024))
        (problem,) = raised.value.problems
        assert problem.file == "notebooks/05_vawg.ipynb"
        assert "ZeroDivisionError: division by zero" in problem.found
        cell = int(re.search(r"Cell (\d+)", problem.found)[1])
        cells = json.loads((project / "notebooks/05_vawg.ipynb").read_text("utf-8"))["cells"]
        assert "".join(cells[cell - 1]["source"]) == "1 / 0"
    assert {path: path.read_bytes() for path in kept.rglob("*") if path.is_file()} == before
    assert [path.name for path in kept.parent.glob("[!.]*")] == ["2024"]


def test_a_page_with_broken_markdown_stops_the_build(project, edit):
    edit("notebooks/05_vawg.ipynb", "## What changed?", "[nowhere](no_such_page.md)\\n\\n## What changed?")
    with pytest.raises(InputError, match="no_such_page"):
        build(Order(2024))
    assert not (project / "book/_build/oxmere/2024").exists()


def test_an_output_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="Choose another folder with --out"):
        build(Order(2024), out=tmp_path / "file")
