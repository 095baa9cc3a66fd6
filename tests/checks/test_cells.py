"""What a page would lack of a notebook is named before a kernel starts, where the cells themselves tell."""

import nbformat
import pytest

from oscp_lib.chapters import CHAPTERS, chapter
from oscp_lib.checks.cells import cell_problems, pictures
from oscp_lib.checks.check import chapter_report
from oscp_lib.pages.compose import compose
from oscp_lib.runs.notebook import read_notebook

NOTEBOOK = "notebooks/05_vawg.ipynb"


def text(source, **more):
    return nbformat.v4.new_markdown_cell(source, **more)


def code(source, tags=(), **more):
    return nbformat.v4.new_code_cell(source, metadata={"tags": list(tags)}, **more)


OPENING = """from oscp_lib.chapters.opening import open_chapter
chapter = open_chapter("vawg")
data = chapter.load(2024, False)"""


def problems_of(*cells):
    """What is found in cells that follow a title and an import of the chapter."""
    notebook = nbformat.v4.new_notebook(
        cells=[
            text("# Page"),
            code(OPENING),
            *cells,
        ]
    )
    return cell_problems(chapter("vawg"), notebook)


def test_the_book_s_own_notebooks_have_none():
    for each in CHAPTERS:
        assert cell_problems(each, read_notebook(each.notebook)) == []


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("print('MARKER')", "a print"),
        ("x = 1\nprint(x)\nchapter.chart_7(data)", "a print"),
        ("'MARKER'", "a plain value"),
        ("-1, [2, 3]", "a plain value"),
        ("f'{year} offences'", "a plain value"),
        ("[row for row in data]", "a plain value"),
        ("%%html\n<b>MARKER</b>", "HTML"),
        ("%%javascript\nalert(1)", "a script"),
        ("%%latex\n$x$", "a formula"),
        ("print(1)\n2", "a print and a plain value"),
    ],
)
def test_a_cell_that_shows_what_no_page_can_is_an_error(source, shown):
    (problem,) = problems_of(code(source))
    assert problem.severity == "error" and problem.file == NOTEBOOK
    assert f"Cell 3 shows {shown}, which no page can show. The cell begins: {source.splitlines()[0]}" in problem.found
    assert "oscp_lib/chapters/vawg.py" in problem.remedy


@pytest.mark.parametrize(
    ("source", "named"),
    [
        ("import matplotlib.pyplot as plt\nplt.plot([1, 2, 3])", "a picture of matplotlib"),
        ("from matplotlib import pyplot\nfig, axes = pyplot.subplots()", "a picture of matplotlib"),
        ("import seaborn as sns\nsns.lineplot(x=[1], y=[2]);", "a picture of seaborn"),
        ("import ipywidgets as w\nw.IntSlider(description='MARKER')", "a widget of ipywidgets"),
    ],
)
def test_a_cell_that_may_show_a_drawing_is_a_warning(source, named):
    (problem,) = problems_of(code(source))
    assert problem.severity == "warning" and f"Cell 3 may show {named}" in problem.found


@pytest.mark.parametrize(
    "source",
    [
        "", "# a remark", "1 / 0", "[1][5]", "x = 'value'", "'value';", "None", "chapter.chart_7(data)",
        "def say():\n    print(1)",
        "import sys\nprint('for me', file=sys.stderr)", "%matplotlib inline", "!ls",
        "%load_ext autoreload\n%autoreload 2",
        "import matplotlib.pyplot as plt\nplt.rcParams.update({})\nplt.close('all')",
        "import pandas as pd\npd.set_option('display.width', 10)",
        "await chapter.later(data)", "chapter?", "print(1)\nfrom IPython.display import clear_output\nclear_output()",
    ],
)  # fmt: skip
def test_a_cell_that_shows_nothing_foreign_for_certain_is_let_be(source):
    assert problems_of(code(source)) == []


@pytest.mark.parametrize("tag", ["remove-output", "remove-cell", "figure-data"])
def test_what_is_kept_for_the_analyst_alone_is_no_loss(tag):
    assert problems_of(code("print(1)\n2", [tag])) == []


def test_outputs_that_the_saved_notebook_holds_are_told():
    picture = nbformat.v4.new_output("display_data", data={"image/png": "", "text/plain": "<Figure>"})
    (problem,) = problems_of(code("draw()", outputs=[picture]))
    assert problem.severity == "warning"
    assert "Cell 3 showed a picture when it was last saved" in problem.found


@pytest.mark.parametrize(
    "source", ["x = (", "if True:\nprint(1)", "library(ggplot2) %>% x", "x <- c(1, 2) -> y", "(" * 400]
)
def test_code_that_python_cannot_read_is_named(source):
    (problem,) = problems_of(code(source))
    assert problem.found.startswith("Cell 3") and "is not Python" in problem.found


def test_a_raw_cell_is_named_and_does_not_break_the_page(tmp_path):
    raw = nbformat.v4.new_raw_cell("A note to myself.")
    (problem,) = problems_of(raw)
    assert "Cell 3 is a raw cell" in problem.found and "A note to myself." in problem.found
    raw.metadata["tags"] = ["remove-cell"]
    assert problems_of(raw) == []
    for tags in ([], ["remove-cell"]):
        raw.metadata["tags"] = tags
        compose(chapter("vawg"), nbformat.v4.new_notebook(cells=[text("# Page"), raw, text("Words.")]), tmp_path)
        page = (tmp_path / "vawg.ipynb").read_text("utf-8")
        assert "Words." in page and "note to myself" not in page


def test_cells_that_the_analyst_keeps_for_herself_are_not_on_the_page(tmp_path):
    cells = [
        text("# Page"),
        text("For me.", metadata={"tags": ["remove-cell"]}),
        code("secret = 1", ["remove-cell"]),
        text("Words."),
    ]
    compose(chapter("vawg"), nbformat.v4.new_notebook(cells=cells), tmp_path)
    page = (tmp_path / "vawg.ipynb").read_text("utf-8")
    assert "Words." in page and "For me." not in page and "secret" not in page


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ("![](attachment:image.png)", "a pasted picture ('image.png')"),
        ("Words ![a map](map.png) and words", "the picture 'map.png'"),
        ("![a map](https://example.org/map.png)", "the picture 'https://example.org/map.png' of another host"),
        ("![a map](//example.org/map.png)", "the picture '//example.org/map.png' of another host"),
        ("![a map](data:image/png;base64,AAAA)", "a picture written out in the text"),
        ("![a map][here]\n\n[here]: map.png", "the picture 'map.png'"),
        ('<img src="map.png" alt="a map">', "the HTML <img>"),
        ("Words <IMG src=map.png> words", "the HTML <img>"),
        ("<script>go()</script>", "the HTML <script>"),
        ("```{image} map.png\n```", "the picture 'map.png'"),
        ("```{figure} map.png\nA map\n```", "the picture 'map.png'"),
    ],
)
def test_a_picture_in_a_text_is_named(source, what):
    (problem,) = problems_of(text(source))
    assert problem.found.startswith(f"Cell 3 holds {what}, which no page shows.")


@pytest.mark.parametrize(
    "source",
    [
        "A [link](methods.md), `![code](x.png)` and <b>HTML</b>.",
        "```\n![](x.png)\n<img>\n```",
        "<div class='x'>a</div>",
    ],
)
def test_a_text_without_pictures_is_let_be(source):
    assert list(pictures(source)) == []
    assert problems_of(text(source)) == []


def test_titles_are_counted():
    found = cell_problems(chapter("vawg"), nbformat.v4.new_notebook(cells=[text("Words"), code("# no title")]))
    assert ["no title" in problem.found for problem in found] == [True]
    assert ["2 titles" in problem.found for problem in problems_of(text("# Another"))] == [True]
    assert problems_of(text("```\n# no title\n```")) == []
    # The page of a notebook without one comes out all the same in the preview, which does not wait for the check.
    assert cell_problems(chapter("vawg"), nbformat.v4.new_notebook(cells=[]))


def test_a_saved_run_of_papermill_is_named():
    (problem,) = problems_of(code("# Parameters\nyear = 2020", ["injected-parameters"]))
    assert "Cell 3 was added by papermill" in problem.found


def test_the_check_names_letters_of_a_cell_at_their_line(project, edit):
    wrong = "It’s the café’s".encode().decode("cp1252")
    edit(NOTEBOOK, '"# {fact}`title`', f'"# {wrong} {{fact}}`title`')
    problems, *_ = chapter_report(chapter("vawg"), 2024, False)
    (problem,) = [each for each in problems if "â€™" in each.found]
    assert problem.found.startswith("Cell 1: ")
    assert wrong in (project / NOTEBOOK).read_text("utf-8").splitlines()[problem.line - 1]
