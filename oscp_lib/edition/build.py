"""Build an edition: check, execute, compose, render, verify, then swap it in whole."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from oscp_lib import paths
from oscp_lib.data.plan import load_plan
from oscp_lib.data.withheld import record_withheld
from oscp_lib.edition.accessibility_page import say_what_was_tested, write_statement
from oscp_lib.edition.bill_of_materials import write_bill
from oscp_lib.edition.changes_page import write_changes
from oscp_lib.edition.check import check
from oscp_lib.edition.compose import DOWNLOADS, Page, compose
from oscp_lib.edition.current import edition_key, write_manifest
from oscp_lib.edition.editions_page import write_editions_page
from oscp_lib.edition.execute import execute
from oscp_lib.edition.facts_file import fact_set, write_facts
from oscp_lib.edition.frame import frame
from oscp_lib.edition.kernels import use_forked_kernels
from oscp_lib.edition.render import lay_out, render
from oscp_lib.edition.search_text import write_search_text
from oscp_lib.edition.sign_off import require_signed, states
from oscp_lib.edition.swap import WORK, changing_editions, swap_in
from oscp_lib.edition.trail import write_trail
from oscp_lib.edition.verify import verify
from oscp_lib.errors import InputError
from oscp_lib.exports.archive import write_archive
from oscp_lib.exports.document import write_document
from oscp_lib.exports.downloads import write_downloads
from oscp_lib.exports.summary import write_summary
from oscp_lib.measures.fact_set import FactSet

JOBS = min(os.cpu_count() or 1, 4)


def build(
    year: int,
    publish: bool = False,
    jobs: int = JOBS,
    out: Path | None = None,
    report: Callable[[object], None] = lambda line: None,
    unsigned: bool = False,
    pdf: bool = False,
) -> Path:
    """Build the edition of a year into `out/<year>` and refresh `out/index.html`.

    Parameters
    ----------
    publish
        Print gaps in place of sample data.
    report
        Called with each step as it ends: a line, or the run of a notebook.
    unsigned
        Publish also what nobody has signed off; every page then says so.
    pdf
        Set the whole edition as one document too.

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
    target, key = out / str(year), edition_key(year=year, publish=publish, unsigned=unsigned, pdf=pdf)
    with changing_editions(out, report):
        findings = check(year, publish)
        for each in findings.problems:
            report(str(each))
        if findings.errors:
            raise InputError(findings.errors)
        report(f"Checked {year}: no errors, {len(findings.gaps)} gaps.")
        # The work lies beside the edition so that the swap is a rename on one disk.
        with tempfile.TemporaryDirectory(prefix=f"{WORK}{year}-", dir=out, ignore_cleanup_errors=True) as work:
            swap_in(make_edition(Path(work), year, publish, jobs, report, unsigned, pdf), target)
        archive = write_archive(target, year)
        report(f"Packed {archive.name}.")
        write_editions_page(out)
        write_manifest(target, key, archive)
        if new := record_withheld():
            report(f"Recorded {new} withheld cells in {paths.shown(paths.WITHHELD)}: keep that file with the project.")
    return target / "index.html"


def make_edition(
    work: Path,
    year: int,
    publish: bool,
    jobs: int,
    report: Callable[[object], None],
    unsigned: bool = False,
    pdf: bool = False,
) -> Path:
    """The verified edition, in a folder of its own inside `work`."""
    edition = make_pages(work, year, publish, jobs, report, unsigned, pdf)
    report("Rendered the pages.")
    if pdf:
        report(f"Set {write_document(edition, year).name}.")
    complete(edition)
    report("Verified the pages.")
    return edition


def make_pages(
    work: Path,
    year: int,
    publish: bool,
    jobs: int,
    report: Callable[[object], None],
    unsigned: bool = False,
    pdf: bool = False,
) -> Path:
    """All that a reader sees on the pages of an edition, in a folder of its own inside `work`."""
    executed, pages, edition = work / "executed", work / "pages", work / "edition"
    for folder in (executed, pages):
        folder.mkdir()
    notebooks = execute(year, publish, jobs, executed, report)
    composed = [compose(each.chapter, each.path, pages) for each in notebooks]
    found = states(year, composed, publish, jobs, pages)
    if publish and not unsigned:
        require_signed(year, found)
    write_downloads(composed, pages / DOWNLOADS, year, draft_notice(composed, year))
    write_summary(pages, year, pdf)
    lay_out(pages)
    write_trail([page.facts for page in composed], pages)
    facts = facts_of_pages(composed, year, publish)
    write_changes(facts, pages)
    write_statement(year, pages)
    render(pages, edition, year, draft_notice(composed, year), frame(year, publish, found))
    write_facts(facts, edition)
    say_what_was_tested(edition)
    return edition


def complete(edition: Path) -> None:
    """Put beside the pages what is made from them, and check them.

    Raises
    ------
    InputError
        With each place of a page that is wrong.
    """
    write_search_text(edition)
    write_bill(edition)
    verify(edition)


def facts_of_pages(composed: list[Page], year: int, publish: bool) -> FactSet:
    """What the pages' notebooks computed, by the whole key of each fact."""
    facts = {fact["key"]: fact for page in composed for fact in page.facts.values()}
    gaps = {f"{page.chapter.slug}.{key}": gap for page in composed for key, gap in page.gaps.items()}
    return fact_set(year, publish, facts, gaps)


def draft_notice(composed: list[Page], year: int) -> str:
    """What every page of a draft says at its top; nothing where the edition is none."""
    plan, reasons = load_plan(year), []
    if any(record["sample"] for page in composed for record in page.figures):
        reasons.append("some charts show sample data")
    if plan is not None and plan.draft:
        reasons.append("the year's texts are not finished")
    return f"Draft: {' and '.join(reasons)}" if reasons else ""
