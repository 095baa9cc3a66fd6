"""Build an edition: check, execute, compose, render and verify it, then replace the old one atomically."""

import os
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from oscp_lib import paths
from oscp_lib.checks.check import check
from oscp_lib.data.plan import load_plan
from oscp_lib.data.withheld import record_withheld
from oscp_lib.edition.atomic_replace import WORK, changing_editions, leave_to_others, put_in_place
from oscp_lib.edition.bill_of_materials import write_bill
from oscp_lib.edition.frame import frame
from oscp_lib.edition.manifest import is_current, write_manifest
from oscp_lib.edition.order import Order
from oscp_lib.errors import InputError, Problem
from oscp_lib.exports.archive import write_archive
from oscp_lib.exports.document import write_document
from oscp_lib.facts.edition_facts import FactSet
from oscp_lib.facts.facts_json import fact_set, write_facts
from oscp_lib.inputs.files import file_states, file_states_of, saved_since
from oscp_lib.inputs.key import edition_key
from oscp_lib.measures import wording
from oscp_lib.measures.wording import with_unit
from oscp_lib.page_names import DOWNLOADS
from oscp_lib.pages.accessibility import say_what_was_tested, write_statement
from oscp_lib.pages.compose import Page, compose
from oscp_lib.pages.downloads import write_downloads
from oscp_lib.pages.hand_written import lay_out
from oscp_lib.pages.list_of_editions import list_of, write_editions_page
from oscp_lib.pages.number_trail import write_trail
from oscp_lib.pages.render import render
from oscp_lib.pages.search_text import write_search_text
from oscp_lib.pages.summary import write_summary
from oscp_lib.pages.what_changed import write_changes
from oscp_lib.runs.execute import execute
from oscp_lib.runs.kernels import use_forked_kernels
from oscp_lib.runs.lost_outputs import require_shown
from oscp_lib.sign_off.approvals import require_signed, states
from oscp_lib.verify.finished_pages import verify

Report = Callable[[object], None]
JOBS = min(os.cpu_count() or 1, 4)


@dataclass(frozen=True)
class Made:
    """The pages of an edition as they lie in a folder, and what they were composed from; `draft` is why it is one."""

    folder: Path
    composed: list[Page]
    draft: str


def build(order: Order, out: Path | None = None, jobs: int = JOBS, report: Report = lambda line: None) -> Path:
    """Build the edition that is ordered into `out/<year>`, and refresh `out/index.html`.

    Parameters
    ----------
    jobs
        How many notebooks run at a time.
    report
        Called with each step as it ends: a line, or the run of a notebook.

    Returns
    -------
    Path
        The edition's first page.

    Raises
    ------
    InputError
        With everything that stops the build; the edition that was there before stays as it was.
    """
    out = paths.BUILD if out is None else out
    use_forked_kernels()
    year, target = order.year, out / str(order.year)
    name_old_editions(out, report)
    with changing_editions(out, report) as waited:
        before, key = file_states(), edition_key(**asdict(order))
        if waited and is_current(target, key):
            report(f"{year}: the other build made this edition.")
            return target / "index.html"
        findings = check(year, order.publish)
        for each in findings.warnings:
            report(each)
        if findings.errors:
            raise InputError(findings.errors)
        report(f"Checked {year}: no errors, {with_unit(len(findings.gaps), 'gaps')}.")
        # Before any page shows what is not withheld: the record is an input, and a build that is killed leaves it.
        if new := record_withheld(report):
            report(f"Recorded {new} withheld cells in {paths.shown(paths.WITHHELD)}: keep that file with the project.")
            before, key = before | file_states_of([paths.WITHHELD]), edition_key(**asdict(order))
        # The work lies beside the edition so that the exchange is a rename on one disk.
        with tempfile.TemporaryDirectory(prefix=f"{WORK}{year}-", dir=out, ignore_cleanup_errors=True) as work:
            made = make_edition(order, Path(work), jobs, report)
            if saved := saved_since(before):
                raise InputError([of_two_states(name) for name in saved])
            leave_to_others(made, target)
            put_in_place(lay_ready(made, Path(work, "ready"), target, key, report), target)
    return target / "index.html"


def name_old_editions(out: Path, report: Report) -> None:
    """Say where editions lie that an older version of the project built: beside the books, not in one."""
    if old := sorted(path for path in out.parent.glob("[0-9][0-9][0-9][0-9]") if (path / "index.html").is_file()):
        named = wording.listed([paths.shown(path) for path in old])
        report(f"{named} lie{'s' * (len(old) == 1)} where editions were built before: nothing changes or removes that.")


def lay_ready(made: Path, ready: Path, target: Path, key: str, report: Report) -> Path:
    """The folder `ready` with the edition and the files beside it, so that replacing only renames."""
    edition = ready / target.name
    ready.mkdir()
    os.replace(made, edition)
    year = int(target.name)
    archive = write_archive(edition, year, list_of({year: ready}, packed=True))
    report(f"Packed {archive.name}.")
    write_editions_page(target.parent, coming=ready)
    write_manifest(edition, key, archive, archive.with_suffix(".zip.sha256"))
    return ready


def of_two_states(name: str) -> Problem:
    """The problem of an input that changed during the build: one page may show its old state, another its new one."""
    found = "The file was saved, added or removed while the edition was built from it; the last edition is intact."
    return Problem(name, found, "Build again.")


def make_edition(order: Order, work: Path, jobs: int, report: Report) -> Path:
    """The verified edition, in a folder of its own inside `work`."""
    made = make_pages(order, work, jobs, report)
    report("Rendered the pages.")
    complete(made, order, report)
    report("Verified the pages.")
    return made.folder


def make_pages(order: Order, work: Path, jobs: int, report: Report) -> Made:
    """The pages of an edition as readers see them, in a folder of its own inside `work`."""
    runs, pages, edition, year = work / "runs", work / "pages", work / "edition", order.year
    for folder in (runs, pages):
        folder.mkdir()
    notebooks = execute(year, order.publish, jobs, runs, report)
    require_shown(notebooks, report)
    composed = [compose(each.chapter, each.notebook, pages) for each in notebooks]
    signed = states(year, composed, order.publish, jobs, pages)
    if order.publish and not order.unsigned:
        require_signed(year, signed)
    write_summary(composed, pages, year, order.pdf)
    lay_out(pages, composed)
    mentions = {key: place for page in composed for key, place in page.mentions.items()}
    write_trail([page.facts for page in composed], mentions, pages, year)
    facts = facts_of_pages(composed, year, order.publish)
    write_changes(facts, pages)
    write_statement(year, pages)
    draft = draft_notice(composed, year)
    render(pages, edition, year, draft, frame(year, order.publish, signed))
    write_facts(facts, edition)
    return Made(edition, composed, draft)


def complete(made: Made, order: Order, report: Report) -> None:
    """Write the files made from the pages beside them, and check the pages.

    Raises
    ------
    InputError
        With each place of a page that is wrong.
    """
    write_downloads(made.composed, made.folder / DOWNLOADS, order.year, made.draft)
    say_what_was_tested(made.folder)  # of everything that a browser loads, and before it is printed or searched
    if order.pdf:
        report(f"Made {write_document(made.folder, order.year).name}.")
    write_search_text(made.folder)
    write_bill(made.folder)
    verify(made.folder)


def facts_of_pages(composed: list[Page], year: int, publish: bool) -> FactSet:
    """What the pages' notebooks computed, by the whole key of each fact."""
    facts = {fact["key"]: fact for page in composed for fact in page.facts.values()}
    gaps = {f"{page.chapter.slug}.{key}": gap for page in composed for key, gap in page.gaps.items()}
    return fact_set(year, publish, facts, gaps)


def draft_notice(composed: list[Page], year: int) -> str:
    """What every page of a draft says at its top, or "" if the edition is not a draft."""
    plan, reasons = load_plan(year), []
    if any(record["sample"] for page in composed for record in page.figures):
        reasons.append("some charts show sample data")
    if plan is not None and plan.draft:
        reasons.append("the year's texts are not finished")
    return f"Draft: {' and '.join(reasons)}" if reasons else ""
