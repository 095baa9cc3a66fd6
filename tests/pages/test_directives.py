"""What prose may ask the renderer for is a list: nothing puts a file of the machine, or live HTML, into a page."""

import nbformat
import pytest

from oscp_lib.checks.check import check
from oscp_lib.errors import InputError
from oscp_lib.pages.directives import directive_problems
from oscp_lib.pages.render import render
from tests.places import OWN

ASKS = [
    f"```{{include}} ../../../../{OWN}/restricted/counts.csv\n```",
    "~~~{include} /etc/hostname\n~~~",
    ":::{include} /etc/hostname\n:::",
    "````{note}\n```{include} /etc/hostname\n```\n````",
    ":::{note}\n:::{include} /etc/hostname\n:::\n:::",
    "- item\n\n  ```{literalinclude} /etc/hostname\n  ```",
    "> ```{literalinclude} /etc/hostname\n> ```",
    "```{csv-table}\n:file: /etc/hostname\n```",
    "```{raw} html\n:file: /etc/hostname\n```",
    "```{raw} html\n<iframe src=x></iframe>\n```",
    "```{eval-rst}\n.. include:: /etc/hostname\n```",
    "```{code-cell}\nprint(1)\n```",
    "```{INCLUDE} /etc/hostname\n```",
    "``` {include} /etc/hostname\n```",
    "```{figure} /etc/hostname\n```",
    "```{image} ../x.png\n```",
    "```{embed} x\n```",
    "```{glue} x\n```",
    "```{math}\nx\n```",
    f"{{download}}`x <../../{OWN}/restricted/counts.csv>`",
    "{download}`/etc/hostname`",
    "{raw}`x`",
    "{glue:text}`x`",
    "{eval}`1`",
    f"![x](../../../{OWN}/restricted/counts.csv)",
    "![x](/etc/hostname)",
    "![x][y]\n\n[y]: /etc/hostname",
    f"[x](../../{OWN}/restricted/counts.csv)",
    f"[x](<../../{OWN}/restricted/counts.csv>)",
    f"[x][y]\n\n[y]: ../../{OWN}/restricted/counts.csv",
    f"[x](%2e%2e/%2e%2e/{OWN}/restricted/counts.csv)",
    "[x](..\\..\\data\\restricted\\counts.csv)",
    "[x](/etc/hostname)",
    "[x](path:/etc/hostname)",
    f"<path:../../{OWN}/restricted/counts.csv>",
    "[x](project:../x.md)",
    "[x](counts.csv)",
    "[x](sub/page.html)",
    "text[^1]\n\n[^1]: {download}`/etc/hostname`",
    "term\n: {download}`/etc/hostname`",
    "| a |\n|---|\n| {download}`/etc/hostname` |",
    "# Title {download}`/etc/hostname`",
    "---\nhtml_meta:\n  refresh: x\n---\n# T",
]

FINE = [
    "Plain words, **bold**, *leaning*, `code` and a rule:\n\n---\n\nMore.",
    "```python\nopen('x')\n```",
    "```{note}\nSaid aside.\n```",
    "```{glossary}\nterm\n: What it means.\n```",
    "There were {fact}`crimes` of them, see {term}`rate`.",
    "[Methods](methods.md), [here](#sources), [there](vawg.html#chart-7), [next](vawg)",
    "[rows](downloads/chart-1.csv), [ONS](https://www.ons.gov.uk/), <safety@example.org>",
    "{braces} and ](brackets) and a < b",
]


@pytest.mark.parametrize("text", ASKS)
def test_what_is_not_on_the_list_is_named_with_its_line_and_remedy(text):
    (problem, *_) = directive_problems("f.md", f"First.\n\n{text}\n" if not text.startswith("---") else text)
    assert problem.file == "f.md" and problem.remedy
    assert problem.line >= 3 or text.startswith("---")


@pytest.mark.parametrize("text", FINE)
def test_what_prose_needs_is_on_the_list(text):
    assert directive_problems("f.md", text) == []


INCLUDE = f"```{{include}} ../{OWN}/restricted/counts.csv\n```"


@pytest.mark.longer
def test_the_check_names_the_file_and_line_wherever_it_stands(project, edit):
    with (project / "book/methods.md").open("a", encoding="utf-8") as page:
        page.write(f"\n{INCLUDE}\n")
    path = project / "notebooks/05_vawg.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.insert(1, nbformat.v4.new_markdown_cell(f"Before.\n\n{INCLUDE}"))
    nbformat.write(notebook, path)
    edit(
        f"{OWN}/editions/2024/plan.yml",
        "overview: >-\n",
        "overview: >-\n  See {download}`x <../../restricted/counts.csv>`.\n",
    )
    found = {problem.file: problem for problem in check(2024).errors}
    assert set(found) == {
        "book/methods.md",
        "notebooks/05_vawg.ipynb",
        f"{OWN}/editions/2024/plan.yml",
    }
    for name, problem in found.items():
        line = (project / name).read_text("utf-8").splitlines()[problem.line - 1]
        assert "{include}" in line or "{download}" in line, (name, problem)


def test_a_page_that_asks_for_a_file_is_refused_before_the_renderer_sees_it(tmp_path):
    # Texts of other sources (a table's category, a year's text) reach the renderer too.
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "summary.md").write_text(f"# S\n\n{INCLUDE}\n", "utf-8")
    nbformat.write(
        nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("{download}`/etc/hostname`")]),
        pages / "vawg.ipynb",
    )
    with pytest.raises(InputError) as raised:
        render(pages, tmp_path / "edition", 2024, "", {})
    assert {problem.file for problem in raised.value.problems} == {"page summary", "page vawg"}
    assert not (tmp_path / "edition").exists()
