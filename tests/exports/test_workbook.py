"""The workbooks: what the pages show, for a reader with a screen reader, and nothing that runs."""

import csv
import io
import re
import zipfile
from collections import Counter
from dataclasses import replace

import openpyxl
import pytest
from bs4 import BeautifulSoup

from oscp_lib import paths
from oscp_lib.chapters import chapters_of_book
from oscp_lib.exports.workbook import Imprint, sheet_name, write_workbook
from oscp_lib.figures.long_form import name_of
from oscp_lib.inputs.memo import Keeper
from oscp_lib.inputs.sealed import RUNS
from oscp_lib.pages import downloads

IMPRINT = Imprint(2024, "2025-03-01T00:00:00+00:00", "Report book", "The partnership", "a@example.org", "")


def record(text, **changes):
    """What a figure publishes of itself, for a CSV."""
    return {
        "ident": "table-9", "label": "Table 9", "title": "A title", "subtitle": "A subtitle.", "sample": False,
        "sources": "A source", "notes": [], "csv": text,
    } | changes  # fmt: skip


def sheet(path, name="Table 9"):
    """The cells of the table on a sheet: the range that the file itself calls a table."""
    book = openpyxl.load_workbook(path)
    (area,) = [table.ref for table in book[name].tables.values()]
    return [list(row) for row in book[name][area]]


PAYLOADS = ("=1+1", "+A1", "@SUM(A1)", "-A1", '=HYPERLINK("http://x")', "{=1}", "[a](http://x)", "$$n$$")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_text_runs_or_becomes_a_link(tmp_path, payload):
    text = io.StringIO()
    csv.writer(text).writerows([["Name", payload], [payload, "-5"]])
    given = record(text.getvalue(), title=payload, subtitle=payload, sources=payload, notes=[payload])
    path = write_workbook(tmp_path / "w.xlsx", payload, [given], IMPRINT)
    with zipfile.ZipFile(path) as parts:
        sheets = [parts.read(name) for name in parts.namelist() if name.startswith("xl/worksheets/sheet")]
        links = [parts.read(name) for name in parts.namelist() if name.startswith("xl/worksheets/_rels")]
    assert not any(b"<f>" in part or b"<f " in part for part in sheets)
    assert not any(b"http://x" in part for part in links)
    (_, header), (name, number) = sheet(path)
    assert header.data_type == name.data_type == "s"
    assert number.value == -5


def test_a_long_text_wraps_in_a_column_that_a_screen_shows(tmp_path):
    long = "A finding that goes on. " * 20
    path = write_workbook(tmp_path / "w.xlsx", "S", [record(f"Name,Found\nA,{long}\n", notes=[long])], IMPRINT)
    book = openpyxl.load_workbook(path)
    for name in ("Table 9", "Notes"):
        assert book[name].column_dimensions["B"].width < 100
    assert sheet(path)[1][1].alignment.wrap_text and sheet(path)[1][1].value == long


def test_marks_stand_in_their_cells_and_are_explained(tmp_path):
    text = "Kind,Reports,Share,Notes\nA,,1.5,Reports: [c]\nB,12,2.5,Share: [r]\nC,7,,Share: [x]\n"
    path = write_workbook(tmp_path / "w.xlsx", "S", [record(text)], IMPRINT)
    shown = [[cell.value for cell in row] for row in sheet(path)]
    assert shown[1:] == [["A", "[c]", 1.5, "[z]"], ["B", 12, 2.5, "Share: [r]"], ["C", 7, "[x]", "[z]"]]
    legend = [row[0] for row in openpyxl.load_workbook(path)["Table 9"].iter_rows(values_only=True) if row[0]]
    for mark in ("[c]", "[r]", "[x]", "[z]"):
        assert any(line.startswith(f"{mark} ") for line in legend)


def test_the_sheet_of_a_sample_says_so_in_its_name_its_title_and_each_row(tmp_path):
    text = "Kind,Reports,Status\nA,1,sample data: invented\nB,2,sample data: invented\n"
    label = "Chart of a rather long name that"  # a sheet's name has 31 characters at most
    given = [record(text, ident="chart-2", label=label, sample=True), record("Kind,Reports\nA,1\n")]
    book = openpyxl.load_workbook(write_workbook(tmp_path / "w.xlsx", "S", given, IMPRINT))
    (name,) = [each for each in book.sheetnames if each.endswith(" (sample)")]
    assert book[name]["A1"].value == f"{label} (sample data): A title"
    assert [row[2].value for row in book[name][book[name].tables["chart_2"].ref][1:]] == ["sample data: invented"] * 2
    assert "sample" not in " ".join(str(cell) for row in book["Table 9"].iter_rows(values_only=True) for cell in row)


def test_a_note_stands_once_and_is_led_to_from_each_of_its_tables(tmp_path):
    given = [record("A\n1\n", ident=f"table-{n}", label=f"Table {n}", notes=["Of all.", f"Of {n}."]) for n in (1, 2)]
    book = openpyxl.load_workbook(write_workbook(tmp_path / "w.xlsx", "S", given, IMPRINT))
    notes = {row[1]: row[0] for row in book["Notes"].iter_rows(min_row=4, values_only=True)}
    assert set(notes) == {"Of all.", "Of 1.", "Of 2."}
    for n in (1, 2):
        led = re.findall(r"\[note (\d+)\]", book[f"Table {n}"]["A2"].value)
        assert [int(number) for number in led] == [notes["Of all."], notes[f"Of {n}."]]


@pytest.fixture(scope="module")
def workbooks(edition):
    return {path.stem: path for path in (edition / "downloads").glob("*.xlsx")}


@pytest.mark.slow
def test_each_chapter_with_figures_and_the_edition_have_one(edition, workbooks):
    with_figures = {
        page.stem for page in edition.glob("*.html")
        if BeautifulSoup(page.read_text("utf-8"), "html.parser").select("figure[id], .oscp-explorer[id]")
    }  # fmt: skip
    assert set(workbooks) == {each.slug for each in chapters_of_book() if each.page in with_figures} | {"all-figures"}


@pytest.mark.slow
def test_each_sheet_holds_the_csv_of_its_figure_and_nothing_else(edition, workbooks):
    book = openpyxl.load_workbook(workbooks["all-figures"])
    tables = {table.name: sheet for sheet in book for table in sheet.tables.values()}
    files = {
        path.stem.removesuffix("-sample").replace("-", "_"): path for path in (edition / "downloads").glob("*.csv")
    }
    assert set(tables) == set(files) | {"contents_table", "notes_table"}
    for name, path in files.items():
        with path.open(encoding="utf-8", newline="") as lines:
            asked = list(csv.DictReader(lines))
        header, *rows = [[cell.value for cell in row] for row in tables[name][tables[name].tables[name].ref]]
        if "value" not in asked[0]:  # texts, as they stand
            assert [[str(cell) for cell in row] for row in rows] == [[*row.values()] for row in asked], name
            continue
        told = [place for place, column in enumerate(header) if column == "Year" or name_of(column) in asked[0]]
        cells = [cell for row in rows for place, cell in enumerate(row) if place not in told]
        held = Counter(float(cell) for cell in cells if not isinstance(cell, str) and cell is not None)
        assert held == Counter(float(row["value"]) for row in asked if row["value"]), name
        marked = Counter(cell for cell in cells if cell in ("[c]", "[x]"))
        assert marked == Counter(row["note"] for row in asked if row["note"] in ("[c]", "[x]")), name


@pytest.mark.slow
def test_title_source_and_notes_are_those_of_the_page(edition, workbooks):
    pages = [BeautifulSoup(path.read_text("utf-8"), "html.parser") for path in edition.glob("*.html")]
    book = openpyxl.load_workbook(workbooks["all-figures"])
    notes = {row[0]: row[1] for row in book["Notes"].iter_rows(min_row=4, values_only=True)}
    charts = [(page, figure) for page in pages for figure in page.select("figure[id]")]
    assert len(charts) > 15
    for page, figure in charts:
        label, invented = figure.select_one(".figure-label").get_text(), "is-sample" in figure["class"]
        name = f"{label} (sample)" if invented else label.replace(",", "")  # 'Burglary, rates'
        texts = [row[0] for row in book[name].iter_rows(max_row=7, values_only=True) if isinstance(row[0], str)]
        shown = f"{label} (sample data)" if invented else label
        assert texts[0] == f"{shown}: {figure.select_one('.figure-title').get_text()}"
        source = figure.select_one(".figure-source")
        assert source is None or source.get_text().removeprefix("Source: ").rstrip(".") in texts
        led = [notes[int(number)] for number in re.findall(r"\[note (\d+)\]", " ".join(texts))]
        under = [item.get_text() for item in figure.select(".figure-caveats li")]
        apart = [
            item.get_text().partition(": ")[2]
            for item in page.select(".figure-notes li")
            if item.select(f'a[href="#{figure["id"]}"]')
        ]
        assert sorted(led) == sorted(under + apart)
        assert ("Sample data, not real figures." in texts) == invented


@pytest.mark.slow
def test_a_workbook_says_what_it_is_in_which_language_and_when(workbooks):
    for path in workbooks.values():
        book = openpyxl.load_workbook(path)
        assert book.sheetnames[:2] == ["Cover", "Contents"]
        assert book.properties.title.startswith("Running Plan report book 2025-26: ")
        assert book.properties.creator == "Oxmere Safer Towns Partnership"
        assert book.properties.language == "en-GB"
        # The edition's date and no clock's, inside and in the zip.
        assert book.properties.created.year == book.properties.modified.year == 2025
        with zipfile.ZipFile(path) as parts:
            assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        cover = [row[0] for row in book["Cover"].iter_rows(values_only=True)]
        assert "Draft: some charts show sample data." in cover


def test_the_same_figures_give_the_same_bytes(tmp_path):
    given = [record("Kind,Reports\nA,1\n", notes=["A note."])]
    first = write_workbook(tmp_path / "a.xlsx", "S", given, IMPRINT).read_bytes()
    assert write_workbook(tmp_path / "b.xlsx", "S", given, IMPRINT).read_bytes() == first


@pytest.mark.longer
def test_a_workbook_is_made_again_when_what_it_says_changed_and_only_then(project, tmp_path, monkeypatch):
    made, figures = [], [record("Kind,Reports\nA,1\n")]

    def making(target, *given):
        made.append(target.name)
        return write_workbook(target, *given)

    def write(figures, imprint=IMPRINT):
        path = tmp_path / "w.xlsx"
        with Keeper() as keeper:
            downloads.write_kept_workbook(path, "S", figures, imprint, keeper)
        written = path.read_bytes()
        assert written == write_workbook(path, "S", figures, imprint).read_bytes()
        return len(made)

    monkeypatch.setattr(downloads, "write_workbook", making)
    assert [write(figures), write(figures)] == [1, 1]
    assert write([record("Kind,Reports\nA,2\n")]) == 2
    assert write(figures) == 3
    assert write(figures, replace(IMPRINT, draft="Draft")) == 4
    kept = paths.BUILD / RUNS / "workbook-w-2024.json"
    kept.write_bytes(kept.read_bytes()[:-10])
    assert write(figures, replace(IMPRINT, draft="Draft")) == 5
    paths.RESTRICTED.mkdir(exist_ok=True)
    (paths.RESTRICTED / "note.txt").write_text("held in confidence")
    assert write(figures, replace(IMPRINT, draft="Draft")) == 6


def test_the_sheets_of_a_topic_with_a_long_name_are_told_apart():
    shown = ("rates", "kinds", "years", "explorer", "months", "police-force", "measure-1", "measure-2", "measure-3")
    names = [
        sheet_name({"ident": f"criminal-damage-and-arson-{what}", "label": "", "sample": sample})
        for what in shown
        for sample in (False, True)
    ]
    assert len(set(names)) == len(names) and max(map(len, names)) <= 31  # as Excel allows
    assert names[0].startswith("Criminal damage") and names[0].endswith("rates")


@pytest.mark.filterwarnings("error::UserWarning")
def test_a_cell_without_words_beside_an_absent_number_is_marked_as_not_available(tmp_path):
    text = "Year,Residents,Estimate of,Notes\n2021,,,Residents: [x]\n2024,160986,mid-2024,\n"
    given = record(text, notes=["A note"])
    made = sheet(write_workbook(tmp_path / "w.xlsx", "A chapter", [given], IMPRINT))
    assert [[cell.value for cell in row][:3] for row in made[1:]] == [[2021, "[x]", "[x]"], [2024, 160986, "mid-2024"]]
