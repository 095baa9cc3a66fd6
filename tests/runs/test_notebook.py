"""Notebooks as other programs write them: read as what they mean, or named with their cell; never a traceback."""

import copy
import json
import warnings

import nbformat
import pytest

from oscp_lib.chapters import chapter
from oscp_lib.errors import InputError
from oscp_lib.runs.cached_runs import Run
from oscp_lib.runs.notebook import KERNEL, parameter_problems, read_notebook

BARE = {
    "nbformat": 4,
    "nbformat_minor": 5,
    "metadata": {},
    "cells": [
        {"cell_type": "markdown", "metadata": {}, "source": ["# A title\n", "and words"]},
        {"cell_type": "code", "metadata": {"tags": ["parameters"]}, "source": "year = 2024\npublish = False"},
        {"cell_type": "code", "source": "chapter.facts(data)"},
    ],
}
OLD = {
    "nbformat": 3,
    "nbformat_minor": 0,
    "metadata": {"name": ""},
    "worksheets": [
        {
            "metadata": {},
            "cells": [
                {"cell_type": "heading", "level": 1, "metadata": {}, "source": ["A title"]},
                {
                    "cell_type": "code", "collapsed": False, "input": ["x = 1"], "language": "python", "metadata": {},
                    "prompt_number": 1, "outputs": [{"output_type": "stream", "stream": "stdout", "text": ["1\n"]}],
                },
            ],
        }
    ],
}  # fmt: skip


@pytest.fixture
def read(tmp_path):
    """A notebook read from a file that holds some content."""

    def read_content(content, encoding="utf-8"):
        path = tmp_path / "a.ipynb"
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return read_notebook(path)

    return read_content


def changed(change):
    content = copy.deepcopy(BARE)
    change(content)
    return content


def test_what_the_format_leaves_out_at_will_is_put_in_without_a_warning(read, capfd):
    notebook = read(BARE)
    assert notebook.cells[0].source == "# A title\nand words"
    assert len({cell.id for cell in notebook.cells}) == 3
    assert notebook.cells[2].outputs == [] and notebook.cells[2].execution_count is None
    assert notebook == read(BARE)
    nbformat.validate(notebook)
    assert "".join(capfd.readouterr()) == ""


@pytest.mark.parametrize(
    "metadata",
    [
        {},
        {"kernelspec": {"name": "ir", "display_name": "R", "language": "R"}, "language_info": {"name": "R"}},
        {"kernelspec": {"name": "julia-1.9", "display_name": "Julia"}},
        {"kernelspec": {"name": "my-venv", "display_name": "Python (my venv)"}, "vscode": {"x": 1}},
        {"language_info": {"name": "python", "version": 3}},
        {"kernelspec": {}},
    ],
)
def test_a_notebook_runs_in_the_book_s_own_kernel_whatever_it_names(read, metadata):
    notebook = read(changed(lambda content: content.update(metadata=metadata)))
    run = Run(chapter("vawg"), notebook, {"year": 2024, "publish": False})
    ready = run.parameterised()
    assert notebook.metadata.kernelspec.name == ready.metadata.kernelspec.name == KERNEL
    assert "year = 2024" in ready.cells[2].source and "injected-parameters" in ready.cells[2].metadata.tags


def test_a_byte_order_mark_and_an_older_or_newer_format_are_read(read):
    assert read(json.dumps(BARE), "utf-8-sig") == read(BARE)
    old = read(OLD)
    assert [cell.cell_type for cell in old.cells] == ["markdown", "code"]
    assert (old.cells[0].source, old.cells[1].source) == ("# A title", "x = 1")
    assert old == read(OLD)
    for minor in (0, 2, 4, 9):
        assert read(changed(lambda content, minor=minor: content.update(nbformat_minor=minor))).cells[1].source
    assert (
        len(
            read(
                changed(lambda content: content.update(extra=1, cells=[{**cell, "x": 1} for cell in BARE["cells"]]))
            ).cells
        )
        == 3
    )


def test_equal_and_unfit_ids_give_way(read):
    for ident in ("same", "with space", "", 7, None):
        content = changed(lambda content, ident=ident: [cell.update(id=ident) for cell in content["cells"]])
        found = [cell.id for cell in read(content).cells]
        assert len(set(found)) == 3
        assert (found[0] == "same") == (ident == "same")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda c: c["cells"][1]["metadata"].update(tags="parameters"), "The tags of cell 2 are 'parameters'"),
        (lambda c: c["cells"][2].update(cell_type="heading"), "Cell 3 is of the type 'heading'"),
        (
            lambda c: c["cells"][2].update(outputs=[{"output_type": "magic"}]),
            "Cell 3 does not follow the notebook format",
        ),
        (lambda c: c["cells"].__setitem__(0, "text"), "not a notebook"),
        (lambda c: c["cells"].__setitem__(0, None), "not a notebook"),
        (lambda c: c["cells"][0].update(source=[1]), "not a notebook"),
        (lambda c: c["cells"][0].update(source=5), "Cell 1 does not follow the notebook format"),
        (lambda c: c.update(cells=None), "not a notebook"),
        (lambda c: c.pop("cells"), "not a notebook"),
        (lambda c: c.pop("nbformat"), "not a notebook"),
        (lambda c: c.update(nbformat=5), "version 5"),
        (lambda c: c.update(nbformat="4"), "not a notebook"),
    ],
)
def test_a_cell_that_is_not_as_the_format_has_it_is_named(read, change, said):
    with pytest.raises(InputError) as raised:
        read(changed(change))
    (problem,) = raised.value.problems
    assert said in problem.found and problem.remedy


@pytest.mark.parametrize("text", ["", "[]", "3", "null", "{", "[" * 20_000, '{"nbformat": 4, "nbformat": 4}', "\x00"])
def test_a_file_that_is_no_notebook_is_one_problem(read, text):
    with pytest.raises(InputError) as raised:
        read(text)
    assert len(raised.value.problems) == 1


@pytest.mark.parametrize(
    "cells",
    [
        [],
        [nbformat.v4.new_markdown_cell("# Words alone")],
        [nbformat.v4.new_markdown_cell("# Words", metadata={"tags": ["parameters"]})],
        [nbformat.v4.new_code_cell("", metadata={"tags": ["parameters"]})],
        [nbformat.v4.new_code_cell("year = {[]: 1}", metadata={"tags": ["parameters"]})],
        [nbformat.v4.new_code_cell("year, publish = 1, 2", metadata={"tags": ["parameters"]})] * 2,
    ],
)
def test_a_notebook_without_one_fit_parameters_cell_is_refused(cells):
    problems = parameter_problems(chapter("vawg"), nbformat.v4.new_notebook(cells=cells))
    assert [problem.file for problem in problems] == ["notebooks/05_vawg.ipynb"]
