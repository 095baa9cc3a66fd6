"""Build an edition: check, execute, compose, render, verify, then swap it in whole."""

import os
import shutil
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
from oscp_lib.edition.compose import Page, compose
from oscp_lib.edition.editions_page import write_editions_page
from oscp_lib.edition.execute import execute
from oscp_lib.edition.facts_file import fact_set, write_facts
from oscp_lib.edition.frame import frame
from oscp_lib.edition.kernels import use_forked_kernels
from oscp_lib.edition.render import lay_out, render
from oscp_lib.edition.search_text import write_search_text
from oscp_lib.edition.sign_off import require_signed, states
from oscp_lib.edition.trail import write_trail
from oscp_lib.edition.verify import verify
from oscp_lib.errors import InputError, Problem
from oscp_lib.measures.fact_set import FactSet

JOBS = min(os.cpu_count() or 1, 4)


def build(
    year: int,
    publish: bool = False,
    jobs: int = JOBS,
    out: Path | None = None,
    report: Callable[[str], None] = lambda line: None,
    unsigned: bool = False,
) -> Path:
    """Build the edition of a year into `out/<year>` and refresh `out/index.html`.

    Parameters
    ----------
    publish
        Print gaps in place of sample data.
    report
        Called with one line for each step as it ends.
    unsigned
        Publish also what nobody has signed off; every page then says so.

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
    findings = check(year, publish)
    for each in findings.problems:
        report(str(each))
    if findings.errors:
        raise InputError(findings.errors)
    report(f"Checked {year}: no errors, {len(findings.gaps)} gaps.")
    make_folder(out)
    # The work lies beside the edition so that the swap is a rename on one disk.
    with tempfile.TemporaryDirectory(prefix=f".{year}-", dir=out, ignore_cleanup_errors=True) as work:
        edition = make_edition(Path(work), year, publish, jobs, report, unsigned)
        swap_in(edition, out / str(year), Path(work) / "before")
    write_editions_page(out)
    if new := record_withheld():
        report(f"Recorded {new} withheld cells in {paths.shown(paths.WITHHELD)}: keep that file with the project.")
    return out / str(year) / "index.html"


def make_folder(out: Path) -> None:
    """The output folder, which must be one we can write to."""
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        found = f"The output folder cannot be made ({error.strerror})."
        raise InputError(Problem(paths.shown(out), found, "Choose another folder with --out.")) from None


def make_edition(
    work: Path, year: int, publish: bool, jobs: int, report: Callable[[str], None], unsigned: bool = False
) -> Path:
    """The verified edition, in a folder of its own inside `work`."""
    edition = make_pages(work, year, publish, jobs, report, unsigned)
    report("Rendered the pages.")
    complete(edition)
    report("Verified the pages.")
    return edition


def make_pages(
    work: Path, year: int, publish: bool, jobs: int, report: Callable[[str], None], unsigned: bool = False
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


def swap_in(edition: Path, target: Path, before: Path) -> None:
    """Put the new edition in the old one's place; put the old one back if that fails.

    Raises
    ------
    InputError
        When a reader holds a file of the old edition open, as Windows and network shares may.
    """
    try:
        if target.exists():
            os.replace(target, before)
        os.replace(edition, target)
    except OSError as error:
        if before.exists() and not target.exists():
            os.replace(before, target)
        found = f"The edition cannot be replaced ({error.strerror})."
        remedy = "Close the pages and files of it that are open, then build again; the old edition is intact."
        raise InputError(Problem(paths.shown(target), found, remedy)) from None
    shutil.rmtree(before, ignore_errors=True)
