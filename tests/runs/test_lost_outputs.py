"""After the notebooks ran, all they showed that no page can show is named in one go; nothing is lost in silence."""

from dataclasses import dataclass

import nbformat
import pytest

from oscp_lib.chapters import Chapter, chapter
from oscp_lib.chapters.texts import TEXT_MIME
from oscp_lib.data.gap import GAP_MIME
from oscp_lib.edition import build as building
from oscp_lib.errors import InputError
from oscp_lib.facts.sheet import FACTS_MIME
from oscp_lib.figures.figure import FIGURE_MIME, VIEW_MIME
from oscp_lib.runs.cached_runs import Run
from oscp_lib.runs.execute import Executed, run_notebook
from oscp_lib.runs.kernels import use_forked_kernels
from oscp_lib.runs.lost_outputs import lost_outputs, require_shown
from oscp_lib.runs.notebook import own_metadata

new_output = nbformat.v4.new_output


def ran(*cells, slug="vawg"):
    """A notebook as it ran, with the cell of papermill's own before the others."""
    injected = nbformat.v4.new_code_cell("# Parameters\nyear = 2024", metadata={"tags": ["injected-parameters"]})
    return Executed(chapter(slug), nbformat.v4.new_notebook(cells=[injected, *cells]), 0.0, "")


def cell(*outputs, source="draw()", tags=()):
    return nbformat.v4.new_code_cell(source, outputs=list(outputs), metadata={"tags": list(tags)})


def shows(**data):
    return new_output("display_data", data=data)


@pytest.mark.parametrize(
    ("output", "kind"),
    [
        (new_output("stream", name="stdout", text="12 offences\n"), "a print"),
        (new_output("execute_result", data={"text/plain": "12"}), "a plain value"),
        (new_output("display_data", data={"image/png": "", "text/plain": "<Figure>"}), "a picture"),
        (new_output("display_data", data={"image/svg+xml": ""}), "a picture"),
        (
            new_output("display_data", data={"application/vnd.jupyter.widget-view+json": {}, "text/plain": ""}),
            "a widget",
        ),
        (new_output("execute_result", data={"text/html": "<div><table>", "text/plain": "a"}), "a table"),
        (new_output("display_data", data={"text/html": "<script>go()</script>"}), "HTML"),
        (new_output("display_data", data={"text/markdown": "**12**", "text/plain": ""}), "Markdown"),
        (new_output("display_data", data={"text/latex": "$x$", "text/plain": ""}), "a formula"),
        (new_output("display_data", data={"application/json": {}, "text/plain": ""}), "JSON"),
        (new_output("display_data", data={"application/javascript": "", "text/plain": ""}), "a script"),
        (new_output("display_data", data={"application/vnd.plotly.v1+json": {}}), "a chart or view of another library"),
        (new_output("display_data", data={"application/x-unheard-of": ""}), "an output"),
        (new_output("error", ename="ValueError", evalue="x", traceback=[]), "an error (ValueError)"),
    ],
)
def test_each_kind_of_output_that_no_page_shows_is_named_with_its_cell(output, kind):
    run = ran(cell(), cell(output, source="\ndraw(12)\nmore()"))
    (problem,) = lost_outputs(run.chapter, run.notebook)
    assert problem.file == "notebooks/05_vawg.ipynb" and problem.severity == "error"
    assert problem.found == f"Cell 2 shows {kind}, which no page can show. The cell begins: draw(12)"
    assert "oscp_lib/chapters/vawg.py" in problem.remedy
    kept = ran(cell(output, tags=["remove-output"]))
    assert lost_outputs(kept.chapter, kept.notebook) == []


@pytest.mark.parametrize("mime", [FIGURE_MIME, TEXT_MIME, GAP_MIME, FACTS_MIME, VIEW_MIME])
def test_what_the_chapter_makes_is_shown(mime):
    run = ran(cell(new_output("execute_result", data={mime: {}, "text/html": "<table>", "text/plain": "x"})))
    assert lost_outputs(run.chapter, run.notebook) == []


def test_empty_outputs_are_nothing_to_show():
    run = ran(cell(new_output("stream", text="\n"), new_output("display_data", data={})), nbformat.v4.new_raw_cell("x"))
    assert lost_outputs(run.chapter, run.notebook) == []


def test_all_of_every_notebook_are_named_in_one_go_and_warnings_are_only_said():
    printed = new_output("stream", name="stdout", text="x")
    warned = new_output("stream", name="stderr", text="UserWarning: careful\n")
    said = []
    with pytest.raises(InputError) as raised:
        require_shown(
            [ran(cell(printed), cell(warned)), ran(cell(printed), cell(printed), slug="all_crime")], said.append
        )
    assert [(each.file, each.found[:6]) for each in raised.value.problems] == [
        ("notebooks/05_vawg.ipynb", "Cell 1"),
        ("notebooks/02_all_crime.ipynb", "Cell 1"),
        ("notebooks/02_all_crime.ipynb", "Cell 2"),
    ]
    assert len(said) == 1 and "Cell 2 gives a warning" in str(said[0]) and "careful" in str(said[0])
    require_shown([ran(cell(warned))])


@dataclass
class Stopped(Exception):
    chapter: Chapter


def test_a_build_names_them_before_it_composes_a_page(tmp_path, monkeypatch):
    run = ran(cell(new_output("stream", name="stdout", text="x")))
    monkeypatch.setattr(building, "execute", lambda *_: [run])
    monkeypatch.setattr(building, "compose", lambda each, *_: (_ for _ in ()).throw(Stopped(each)))
    with pytest.raises(InputError, match="Cell 1 shows a print"):
        building.make_pages(building.Order(2024), tmp_path, 1, lambda line: None)


@pytest.mark.slow
def test_a_kernel_of_a_build_shows_what_jupyterlab_shows(tmp_path):
    sources = {
        "import matplotlib.pyplot as plt\nfig, axes = plt.subplots()\nkept = axes.plot([1, 2])": "a picture",
        "plt.plot([1, 2]);": "a picture",
        "plt.plot([1])\nplt.close()\nNone": "",
        "import ipywidgets as w\nw.IntSlider(description='MARKER')": "a widget",
        "import pandas as pd\npd.DataFrame({'a': [1]})": "a table",
        "print('x')\nfrom IPython.display import clear_output, display\nclear_output()": "",
        "handle = display('first', display_id=True)\nhandle.update('second')": "a plain value",
        "%matplotlib inline": "",
        "1;": "",
    }
    notebook = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_code_cell("year = 2024\npublish = False", metadata={"tags": ["parameters"]}),
            *(nbformat.v4.new_code_cell(source) for source in sources),
        ]
    )
    notebook.metadata = own_metadata()
    use_forked_kernels()
    run = Run(chapter("vawg"), notebook, {"year": 2024, "publish": False})
    found = lost_outputs(run.chapter, run_notebook(run, tmp_path / "notes"))
    said = {problem.found.partition(" shows ")[0]: problem.found for problem in found}
    for number, (_, kind) in enumerate(sources.items(), 2):
        assert f"shows {kind}, " in said.get(f"Cell {number}", "") if kind else f"Cell {number}" not in said
