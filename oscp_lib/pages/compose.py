"""From an executed notebook to a page: facts put into the prose, gaps in place of sentences that lack one."""

import re
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

import nbformat

from oscp_lib.chapters import Chapter
from oscp_lib.chapters.texts import TEXT_MIME
from oscp_lib.data.gap import GAP_MIME, Gap
from oscp_lib.data.reasons import Reason
from oscp_lib.data.yaml_files import PLACEHOLDER, fact_keys
from oscp_lib.errors import InputError, Problem
from oscp_lib.exports.pictures import drawing_of
from oscp_lib.facts.sheet import FACTS_MIME
from oscp_lib.figures.csv_file import download_name, saved_as
from oscp_lib.figures.figure import FIGURE_MIME, VALUES_MIME, VIEW_MIME
from oscp_lib.measures import wording
from oscp_lib.page_names import DOWNLOADS, TRAIL, anchor
from oscp_lib.pages.absent_lines import without_absent
from oscp_lib.pages.empty_sections import Part, without_empty_sections
from oscp_lib.pages.figure_notes import Notes, placed
from oscp_lib.pages.figure_on_page import on_page
from oscp_lib.pages.first_mentions import mark_first_mentions
from oscp_lib.pages.page_foot import page_foot
from oscp_lib.pages.prose_blocks import (
    HEADING,
    LINE_BREAK,
    is_heading,
    is_item,
    printed_keys,
    split_blocks,
)
from oscp_lib.pages.reason_notes import NOTE, reason_note, reasons_of
from oscp_lib.pages.shown_cells import in_order, is_silent, without_absent_parts
from oscp_lib.runs.notebook import records

SHORT = 40  # characters of a fact that is underlined whole
CALLED = re.compile(r"^chapter\.(\w+)\(data\)$", re.MULTILINE)  # the passage that a cell asks for


@dataclass
class Page:
    """A page while it is composed: what its notebook published, and the gaps and reasons still to be printed.

    `passages` holds the texts as the chapter gave them, with their placeholders, by the name that the notebook calls.

    `mentions` is the address at which each fact is first printed, by the fact's whole key.
    """

    chapter: Chapter
    facts: dict[str, dict]
    gaps: dict[str, Gap]
    figures: list[dict] = field(default_factory=list)
    drawings: list[tuple[dict, str]] = field(default_factory=list)
    notices: dict[tuple[str, str], Gap] = field(default_factory=dict)
    passages: dict[str, str] = field(default_factory=dict)
    reasons: dict[str, Reason] = field(default_factory=dict)
    notes: Notes = field(default_factory=Notes)
    mentions: dict[str, str] = field(default_factory=dict)

    @property
    def absent(self) -> set[str]:
        """The keys of what is no part of the book: no line that asks for one is printed."""
        return {key for key, gap in self.gaps.items() if gap.absent}

    def notice(self, gap: Gap) -> bool:
        """True for the first gap of its reason, which is printed; figures keep theirs in any case."""
        if gap.reason in self.notices:
            return False
        self.notices[gap.reason] = gap
        return True


def compose(chapter: Chapter, notebook: nbformat.NotebookNode, folder: Path) -> Page:
    """Write the page of a chapter, and its downloads, into the folder the book is rendered from.

    The executed notebook itself becomes the page.

    Raises
    ------
    InputError
        When the prose asks for a fact that the chapter does not compute, or the year's reasons do not pass their
        checks.
    """
    page = Page(chapter, *published(notebook))
    page.reasons = reasons_of(page.facts)
    missing = sorted(set(asked_for(notebook)) - set(page.facts) - set(page.gaps))
    if missing:
        found = f"The prose asks for the fact '{missing[0]}', which the chapter does not compute."
        remedy = f"Use one of: {', '.join(sorted(page.facts | page.gaps))}."
        raise InputError(Problem(f"notebooks/{chapter.notebook.name}", found, remedy))
    notebook.cells = cells = without_absent_parts(in_order(notebook), page.absent)
    page.notes = placed(records(notebook, FIGURE_MIME))
    parts = [part for cell in cells for part in page_parts(cell, page, folder)]
    kept, unsaid = without_empty_sections(parts)
    notebook.cells = [part.cell for part in kept]
    name_in_notices(notebook, page, unsaid)
    insert_banner(notebook, page)
    page.mentions = mark_first_mentions(notebook, page.facts, f"{chapter.page}.html")
    year = int(page.facts["data_year"]["text"]) if page.figures else None
    notebook.cells += page_foot(chapter.slug, year, page.figures, page.notes, cells)
    for number, cell in enumerate(notebook.cells):
        cell.id = f"{chapter.slug}-{number}"  # a new cell's own id is random
    # What a kernel says of itself, of its widgets and of its run is no part of a page.
    notebook.metadata = nbformat.from_dict({"language_info": {"name": "python"}})
    nbformat.write(notebook, page_file(chapter, folder))
    return page


def page_file(chapter: Chapter, folder: Path) -> Path:
    """Where the composed page of a chapter lies."""
    return folder / f"{chapter.page}.ipynb"


def published(notebook: nbformat.NotebookNode) -> tuple[dict[str, dict], dict[str, Gap]]:
    """The facts and gaps that the notebook handed over, in the order of their keys, as on the number trail."""
    facts, gaps = {}, {}
    for record in records(notebook, FACTS_MIME):
        facts |= record["facts"]
        gaps |= {key: Gap(**gap) for key, gap in record["gaps"].items()}
    return dict(sorted(facts.items())), dict(sorted(gaps.items()))


def asked_for(notebook: nbformat.NotebookNode) -> list[str]:
    """The facts that the notebook's prose and the year's texts ask for."""
    prose = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    prose += [record["markdown"] for record in records(notebook, TEXT_MIME)]
    return [key for text in prose for key in fact_keys(text)]


def page_parts(cell: nbformat.NotebookNode, page: Page, folder: Path) -> list[Part]:
    """What the page shows of one cell."""
    if cell.cell_type == "markdown":
        return prose_parts(cell.source, page)
    if is_silent(cell):
        return []
    parts, outputs = [], []
    for output in cell.outputs:
        data = output.get("data", {})
        if TEXT_MIME in data:
            page.passages |= dict.fromkeys(CALLED.findall(cell.source), data[TEXT_MIME]["markdown"])
            parts += prose_parts(without_absent(data[TEXT_MIME]["markdown"], page.absent)[0], page)
        gap = gap_of(data)
        if gap and gap.absent:
            continue
        if gap and not is_figure(cell, page.chapter) and not gap.holder:
            # What nobody can supply is no news: it does not keep a section that holds nothing else.
            parts.append(Part(output_cell(cell, [html_output(gap._repr_html_())]), repeated=(gap,)))
        elif gap and not is_figure(cell, page.chapter) and not page.notice(gap):
            parts.append(Part(None, repeated=(gap,)))
        elif gap:
            outputs.append(html_output(gap._repr_html_()))
        elif FIGURE_MIME in data:
            outputs.append(html_output(figure_html(data, page, folder)))
        elif VIEW_MIME in data:
            outputs.append(html_output(data["text/html"]))
    return [*parts, Part(output_cell(cell, outputs))] if outputs else parts


def output_cell(cell: nbformat.NotebookNode, outputs: list[nbformat.NotebookNode]) -> nbformat.NotebookNode:
    """A cell that shows what was made alone: the code of all cells stands at the page's end."""
    return nbformat.v4.new_code_cell(cell.source, outputs=outputs, metadata={"tags": ["remove-input"]})


def gap_of(data: dict) -> Gap | None:
    """The gap in an output, or at the end of a text."""
    record = data.get(GAP_MIME) or data.get(TEXT_MIME, {}).get("gap")
    return Gap(**record) if record else None


def is_figure(cell: nbformat.NotebookNode, chapter: Chapter) -> bool:
    """True for a cell that makes a figure: a figure that is missing says so in its own place."""
    return any(f"chapter.{ident.replace('-', '_')}(data)" in cell.source for ident in chapter.figures)


def name_in_notices(notebook: nbformat.NotebookNode, page: Page, unsaid: list[Gap]) -> None:
    """Each reason's notice names what is missing further down, where nothing is printed any more."""
    for reason, first in page.notices.items():
        notice = first.naming([gap.what for gap in unsaid if gap.reason == reason])._repr_html_()
        for cell in notebook.cells:
            cell.source = cell.source.replace(first._repr_html_(), notice)
            for output in cell.get("outputs", []):
                output.data["text/html"] = output.data["text/html"].replace(first._repr_html_(), notice)


def html_output(html: str) -> nbformat.NotebookNode:
    return nbformat.v4.new_output("display_data", data={"text/html": html})


def figure_html(data: dict, page: Page, folder: Path) -> str:
    """A figure's HTML with its CSV as a file beside the page."""
    record, year = data[FIGURE_MIME], int(page.facts["data_year"]["text"])
    page.figures.append(record | {"values": data[VALUES_MIME].partition("\n")[0]})
    name = download_name(record["ident"], record["sample"], "csv")
    (folder / DOWNLOADS).mkdir(exist_ok=True)
    (folder / DOWNLOADS / name).write_text(data[VALUES_MIME], encoding="utf-8", newline="\n")
    html = data["text/html"].replace(record["csv_link"], f"{DOWNLOADS}/{name}")
    # A file that was saved or sent on says whose it is.
    html = html.replace(f'download="{name}"', f'download="{saved_as(name, year)}"')
    if drawing := drawing_of(html, record["ident"]):
        page.drawings.append((record, drawing))
    return on_page(html, record, page.notes, page.chapter.page, year)


def prose_parts(markdown: str, page: Page) -> list[Part]:
    """A text with its facts, each heading a part of its own; what lacks a fact becomes the gap that says so."""
    parts: list[Part] = []
    body: list[tuple[str, str, tuple[Gap, ...]]] = []
    for block in split_blocks(markdown):
        text, repeated = block_with_facts(block, page)
        heading = HEADING.fullmatch(text)
        if heading:
            parts += [*body_parts(body), Part(nbformat.v4.new_markdown_cell(text), level=len(heading[1]))]
            body = []
        elif text:
            body.append((block, f"{text}{reasons_after(block, page)}", repeated))
    return parts + body_parts(body)


def reasons_after(block: str, page: Page) -> str:
    """The reasons of the findings that a block is the first of its page to print; those of an item stay in the item."""
    due = [key for key in dict.fromkeys(printed_keys(block, page.gaps)) if key in page.reasons]
    joint = "\n  " if is_item(block) else "\n\n"
    notes = [reason_note(page.reasons.pop(key), page.facts[key]["text"], len(due) > 1) for key in due]
    return "".join(f"{joint}{note}" for note in notes)


def body_parts(body: list[tuple[str, str, tuple[Gap, ...]]]) -> list[Part]:
    """The blocks below a heading as one part, or none; blocks are (as written, as printed, gaps repeated)."""
    text, before = "", ""
    for block, printed_block, repeated in body:
        if repeated and printed_block in text:
            continue
        # Items of one list stay together: a blank line between them would space them out as paragraphs.
        joint = "\n" if is_item(block) and (is_item(before) or before.startswith(f"  {NOTE}")) else "\n\n"
        text += f"{joint}{printed_block}" if text else printed_block
        before = printed_block.rpartition("\n")[2]
    only_gaps = all(repeated for *_, repeated in body)
    gaps = tuple(dict.fromkeys(gap for *_, repeated in body for gap in repeated)) if only_gaps else ()
    return [Part(nbformat.v4.new_markdown_cell(text), repeated=gaps)] if text else []


def block_with_facts(block: str, page: Page) -> tuple[str, tuple[Gap, ...]]:
    """One block as printed, and the gaps that replace it without a notice because their reasons are printed above."""
    if is_item(block) and LINE_BREAK in block:
        return LINE_BREAK.join(line_with_facts(line, page) for line in block.split(LINE_BREAK)), ()
    gaps = dict.fromkeys(page.gaps[key] for key in fact_keys(block) if key in page.gaps)
    if gaps:
        new = [gap for gap in gaps if page.notice(gap)]
        named = [gap for gap in gaps if gap in new or gap.what != page.notices[gap.reason].what]
        notes = [gap._repr_html_() if gap in new else gap.again for gap in named]
        return "\n\n".join(notes), () if new else tuple(gaps)
    return with_facts(block, page), ()


def line_with_facts(line: str, page: Page) -> str:
    """One line of an item: if it lacks a fact, a gap replaces this line alone and not the whole item."""
    gaps = dict.fromkeys(page.gaps[key] for key in fact_keys(line) if key in page.gaps)
    return f"  {wording.without_markup(' '.join(map(repr, gaps)))}" if gaps else with_facts(line, page)


def with_facts(text: str, page: Page) -> str:
    """A text with all its facts filled in."""
    return PLACEHOLDER.sub(lambda match: printed(page.facts[match[1]], plain=is_heading(text)), text)


def printed(fact: dict, plain: bool) -> str:
    """A fact as its page shows it; headings take the bare text, which also goes into titles and anchors."""
    if plain or fact["kind"] == "given":
        return wording.without_markup(fact["text"])
    kind = "fact is-long" if len(fact["text"]) > SHORT else "fact"
    return f'<a class="{kind}" href="{TRAIL}.html#{escape(anchor(fact["key"]))}">{escape(fact["text"])}</a>'


def insert_banner(notebook: nbformat.NotebookNode, page: Page) -> None:
    """A page with a sample says so below the finding that it opens with."""
    labels = [record["label"] for record in page.figures if record["sample"]]
    if not labels:
        return
    plans = wording.listed(sorted({record["plans"] for record in page.figures if record["plans"]}))
    totals = f" to meet the totals that the {plans} states" if plans else ""
    text = (
        f"Sample data on this page: {', '.join(labels)}. The figures behind {'it' if len(labels) == 1 else 'them'} "
        f"are not published; what is drawn is invented{totals}, and proves nothing."
    )
    banner = nbformat.v4.new_markdown_cell(f'<div class="banner banner-sample" role="note">{escape(text)}</div>')
    title = next((place for place, cell in enumerate(notebook.cells) if re.search(r"^# ", cell.source, re.M)), -1)
    lead = notebook.cells[title + 1 : title + 2]
    opens = bool(lead) and lead[0].cell_type == "markdown" and not lead[0].source.startswith("#")
    notebook.cells.insert(title + 1 + opens, banner)
