"""One slug runs through module, notebook, page and test; all chapter modules have one shape."""

import inspect

import pytest
import yaml

from oscp_lib import paths
from oscp_lib.chapters import CHAPTERS, registered
from oscp_lib.chapters.opening import PASSAGES, made_from
from oscp_lib.checks.check import check
from oscp_lib.checks.table_of_contents import MADE, contents_problems
from oscp_lib.data.gap import Gap
from oscp_lib.data.package import tables
from oscp_lib.data.plan_items import PRIORITIES
from oscp_lib.data.topic_names import topic_names
from oscp_lib.runs.notebook import read_notebook


def toc_pages():
    toc = yaml.safe_load((paths.BOOK / "_toc.yml").read_text("utf-8"))
    return [toc["root"], *(entry["file"] for part in toc["parts"] for entry in part["chapters"])]


def test_the_table_of_contents_holds_every_chapter_in_the_registry_s_order():
    pages = [chapter.page for chapter in CHAPTERS]
    assert [page for page in toc_pages() if page in pages] == pages


def test_every_other_page_of_the_contents_is_written_by_hand_but_for_those_that_are_made():
    assert set(toc_pages()) - MADE == {path.stem for path in paths.BOOK.glob("*.md")}
    assert contents_problems() == []


@pytest.mark.longer
def test_a_page_of_the_contents_that_is_gone_is_named_by_the_check(project):
    (project / "book/methods.md").unlink()
    (problem,) = check(2024).problems
    assert problem.file == "book/methods.md" and "book/_toc.yml lists it" in problem.found
    (project / "book/_toc.yml").unlink()
    assert [each.file for each in contents_problems()] == ["book/_toc.yml"]


def test_every_notebook_belongs_to_a_chapter():
    topics = {registered(name).notebook for name in topic_names()}
    assert {chapter.notebook for chapter in CHAPTERS} | topics == set(paths.NOTEBOOKS.glob("*.ipynb"))


def test_every_module_states_only_what_is_its_own():
    shared = {"load", "facts", "reading", *PASSAGES}
    for chapter in CHAPTERS:
        assert list(inspect.signature(chapter.module.add_facts).parameters) == ["sheet", "data"]
        assert not shared & vars(chapter.module).keys()
        figures = (inspect.signature(make, follow_wrapped=False) for make in chapter.figures.values())
        assert all(list(signature.parameters) == ["data"] for signature in figures)


def test_a_notebook_prints_each_passage_that_the_registry_gives_its_chapter():
    for chapter in CHAPTERS:
        assert set(chapter.passages) <= set(PASSAGES)
        code = chapter.notebook.read_text("utf-8")
        assert {name for name in PASSAGES if f'"chapter.{name}(data)' in code} == set(chapter.passages)


def test_a_gap_in_what_a_figure_is_made_from_stands_in_its_place():
    gap = Gap("a figure", "nobody counts it")
    figure = made_from(lambda data: data)(lambda data, frame: f"figure of {frame}")
    assert figure(gap) is gap
    assert figure("frame") == "figure of frame"


def test_every_table_a_chapter_reads_is_described():
    assert {name for chapter in CHAPTERS for name in chapter.tables} <= set(tables())


def test_every_priority_is_a_chapter():
    assert set(PRIORITIES) <= {chapter.slug for chapter in CHAPTERS}


def test_a_notebook_calls_every_figure_of_its_chapter_once_and_holds_no_logic():
    for chapter in CHAPTERS:
        cells = [cell for cell in read_notebook(chapter.notebook).cells if cell.cell_type == "code"]
        code = "\n".join(cell.source for cell in cells)
        for ident in chapter.figures:
            assert code.count(f"chapter.{ident.replace('-', '_')}(data)") == 1, f"{chapter.slug}: {ident}"
        for cell in cells[2:]:
            assert cell.source.count("\n") == 0 and cell.source.startswith("chapter."), cell.source
