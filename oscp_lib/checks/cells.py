"""What a notebook's cells show cannot be right on its page, found in their text before a kernel runs."""

import ast
import re
from collections.abc import Iterator
from dataclasses import replace

from IPython.core.inputtransformer2 import TransformerManager
from markdown_it import MarkdownIt
from nbformat import NotebookNode

from oscp_lib import paths
from oscp_lib.chapters import Chapter
from oscp_lib.data.letters import misread_problems
from oscp_lib.errors import Problem
from oscp_lib.measures import wording
from oscp_lib.runs.lost_outputs import LEFT_OUT, UNSHOWN_TAGS, WARNS, kinds_of, lost_problem
from oscp_lib.runs.notebook import INJECTED_TAG, beginning, line_of, tags

# Cell magics that show what they hold, and what that is.
SHOWING_MAGICS = {
    "html": "HTML", "svg": "a picture", "latex": "a formula", "markdown": "Markdown", "javascript": "a script",
    "js": "a script",
}  # fmt: skip
# Libraries whose drawings and views show by themselves, and what they show.
DRAWING = {"matplotlib": "a picture", "seaborn": "a picture", "ipywidgets": "a widget", "plotly": "a chart",
           "altair": "a chart", "bokeh": "a chart"}  # fmt: skip
SETTINGS = re.compile(r"close|ion|ioff|rc\w*|use|style|set_\w+|switch_backend")
LOADING = re.compile(r"<\s*(img|picture|video|audio|iframe|object|embed|script|style|link|base|form)\b", re.IGNORECASE)
DIRECTIVES = ("{image}", "{figure}")
MARKDOWN = MarkdownIt("commonmark")
PICTURE_REMEDY = "Draw it as a figure of the chapter's module, which has data and words beside it, or delete it."


def cell_problems(chapter: Chapter, notebook: NotebookNode) -> list[Problem]:
    """Problems of a notebook's cells, in their order; a cell is numbered as JupyterLab shows the file."""
    foreign = foreign_names(notebook)
    problems = []
    for number, cell in enumerate(notebook.cells, 1):
        if cell.cell_type == "raw" and LEFT_OUT not in tags(cell):
            found = f"Cell {number} is a raw cell, which no page shows. {beginning(cell)}"
            remedy = f"Turn it into Markdown, delete it, or tag it '{LEFT_OUT}' to keep it for yourself."
            problems.append(Problem(paths.shown(chapter.notebook), found, remedy))
        elif INJECTED_TAG in tags(cell):
            found = f"Cell {number} was added by papermill when the notebook was run. {beginning(cell)}"
            remedy = "Delete the cell: the build adds its own."
            problems.append(Problem(paths.shown(chapter.notebook), found, remedy))
        elif LEFT_OUT not in tags(cell) or cell.cell_type == "code":
            problems += letter_problems(chapter, number, cell)
            check = code_problems if cell.cell_type == "code" else markdown_problems
            problems += check(chapter, number, cell, foreign)
    return problems + title_problems(chapter, notebook)


def title_problems(chapter: Chapter, notebook: NotebookNode) -> list[Problem]:
    """A page has one title, from one Markdown cell."""
    texts = [cell.source for cell in notebook.cells if cell.cell_type == "markdown" and LEFT_OUT not in tags(cell)]
    blocks = [token for text in texts for token in MARKDOWN.parse(text)]
    titles = [token for token in blocks if token.type == "heading_open" and token.tag == "h1"]
    if len(titles) == 1:
        return []
    number = wording.with_unit(len(titles), "titles") if titles else "no title"
    found = f"The notebook has {number} (a line that begins with '# ')."
    remedy = "Begin it with a Markdown cell that holds its title, and use '## ' for the headings below."
    return [Problem(paths.shown(chapter.notebook), found, remedy)]


def letter_problems(chapter: Chapter, number: int, cell: NotebookNode) -> Iterator[Problem]:
    """Letters of a cell that were read in the wrong encoding, at their lines in the file."""
    lines = cell.source.split("\n")
    for problem in misread_problems(paths.shown(chapter.notebook), cell.source):
        line = line_of(chapter.notebook, lines[problem.line - 1])
        yield replace(problem, found=f"Cell {number}: {problem.found}", line=line, column=None)


def markdown_problems(chapter: Chapter, number: int, cell: NotebookNode, foreign: dict[str, str]) -> Iterator[Problem]:
    """What a Markdown cell holds and its page would not show."""
    for _, what in pictures(cell.source):
        found = f"Cell {number} holds {what}, which no page shows. {beginning(cell)}"
        yield Problem(paths.shown(chapter.notebook), found, PICTURE_REMEDY)


def pictures(text: str) -> Iterator[tuple[int, str]]:
    """Pictures, and HTML that loads something, in a Markdown text: the line (from 1) and what stands there."""
    for block in MARKDOWN.parse(text):
        line = (block.map or [0])[0] + 1
        if block.type == "fence" and block.info.strip().startswith(DIRECTIVES):
            yield line, f"the picture '{block.info.strip().partition('}')[2].strip()}'"
        for token in (block, *(block.children or ())):
            if token.type == "image":
                yield line, picture(str(token.attrs.get("src", "")))
            elif token.type in ("html_block", "html_inline"):
                for tag in LOADING.finditer(token.content):
                    yield line, f"the HTML <{tag[1].lower()}>"


def picture(address: str) -> str:
    """A picture of a Markdown text as its author knows it."""
    if address.startswith("attachment:"):
        return f"a pasted picture ('{address.removeprefix('attachment:')}')"
    if address.startswith("data:"):
        return "a picture written out in the text"
    return f"the picture '{address[:80]}'" + (" of another host" if re.match(r"(\w+:)?//", address) else "")


def code_problems(chapter: Chapter, number: int, cell: NotebookNode, foreign: dict[str, str]) -> list[Problem]:
    """Code that Python cannot read, and outputs, certain or saved, that no page can show."""
    try:
        tree = parsed(cell.source)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        said = getattr(error, "msg", None) or "it is nested too deep"
        where = f", line {error.lineno}" if getattr(error, "lineno", None) else ""
        found = f"Cell {number}{where} is not Python: {said}. {beginning(cell)}"
        return [Problem(paths.shown(chapter.notebook), found, "Correct the line: the book's notebooks are in Python.")]
    if UNSHOWN_TAGS & tags(cell):
        return []
    if certain := list(dict.fromkeys(shown_for_certain(tree, cell.source))):
        return [lost_problem(chapter, number, cell, f"shows {wording.listed(certain)}")]
    saved = [kind for kind in kinds_of(cell) if kind != WARNS]
    if saved:
        does = f"showed {wording.listed(saved)} when it was last saved"
        return [lost_problem(chapter, number, cell, does, severity="warning")]
    if drawn := drawn_with(tree, foreign):
        library, kind = drawn
        return [lost_problem(chapter, number, cell, f"may show {kind} of {library}", severity="warning")]
    return []


def parsed(source: str) -> ast.Module:
    """The code of a cell as IPython runs it, with its magics as calls."""
    python = TransformerManager().transform_cell(source)
    return compile(python, "<cell>", "exec", ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)


def shown_for_certain(tree: ast.Module, source: str) -> Iterator[str]:
    """What a cell shows with any data: prints, plain values at its end, cell magics that show their text."""
    if "clear_output" in source:
        return
    for node in (each.value for each in tree.body if isinstance(each, ast.Expr)):
        if isinstance(node, ast.Call):
            given = [part.value for part in node.args if isinstance(part, ast.Constant)]
            if called(node) == "print" and not any(option.arg in ("file", None) for option in node.keywords):
                yield "a print"
            elif called(node) == "get_ipython().run_cell_magic" and given and given[0] in SHOWING_MAGICS:
                yield SHOWING_MAGICS[given[0]]
    last = tree.body[-1] if tree.body else None
    ends_quietly = source.rstrip().endswith(";")
    if isinstance(last, ast.Expr) and not ends_quietly and is_value(last.value):
        yield "a plain value"


def is_value(node: ast.expr) -> bool:
    """True for an expression that shows a plain value in any case: a text, a number, a list of them."""
    if isinstance(node, ast.JoinedStr | ast.Compare | ast.ListComp | ast.SetComp | ast.DictComp):
        return True
    # What is computed may fail, which is then the true cause to name.
    computed = ast.Name | ast.Call | ast.Await | ast.BinOp | ast.Subscript
    unsure = any(isinstance(each, computed) for each in ast.walk(node))
    return not unsure and not (isinstance(node, ast.Constant) and node.value is None)


def called(node: ast.Call) -> str:
    return ast.unparse(node.func)


def drawn_with(tree: ast.Module, foreign: dict[str, str]) -> tuple[str, str] | None:
    """A library whose drawing or view a cell may show, and what that is."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        root = node.func
        while isinstance(root, ast.Attribute | ast.Call | ast.Subscript):
            root = root.func if isinstance(root, ast.Call) else root.value
        module = foreign.get(root.id, "") if isinstance(root, ast.Name) else ""
        kind = DRAWING.get(module.partition(".")[0])
        if kind and not any(SETTINGS.fullmatch(name) for name in called(node).split(".")[1:]):
            return module.partition(".")[0], kind
    return None


def foreign_names(notebook: NotebookNode) -> dict[str, str]:
    """The names that a notebook's cells import, with the module each is of."""
    names: dict[str, str] = {}
    for cell in (each for each in notebook.cells if each.cell_type == "code"):
        try:
            tree = parsed(cell.source)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                names |= {each.asname or each.name.partition(".")[0]: each.name for each in node.names}
            elif isinstance(node, ast.ImportFrom):
                names |= {each.asname or each.name: node.module or "" for each in node.names}
    return names
