"""What is checked of an analyst's reasons: that each has a finding, which is printed and reads as it did."""

import difflib

from oscp_lib import paths
from oscp_lib.chapters import registered
from oscp_lib.checks.one_chapter import ChapterReport
from oscp_lib.data.reasons import Reason, line_of_reason, load_reasons, reasons_path
from oscp_lib.errors import Problem
from oscp_lib.facts.sheet import Fact
from oscp_lib.pages.prose_blocks import printed_keys, split_blocks


def reason_problems(year: int, reports: dict[str, ChapterReport]) -> list[Problem]:
    """Reasons of a finding that the book does not have; warnings for those that no page prints, or that have aged.

    Parameters
    ----------
    reports
        What was checked of each chapter, by its slug.
    """
    path, problems = reasons_path(year), []
    for number, reason in enumerate(load_reasons(year).reasons):
        slug, _, key = reason.finding.partition(".")
        report = reports.get(slug)
        if report and report.sheet is None:
            continue  # its notebook cannot be read, which is said of the notebook
        found = report.sheet.entries.get(key) if report else None
        if found is None:
            said = unknown(reason, year, reports)
        elif not isinstance(found, Fact):
            said = (
                f"'{reason.finding}' has no figure in this edition, so its reason is not printed. {found!r}",
                "Keep the reason until the figure is back, or remove it.",
            )
        elif found.kind == "given":
            said = (f"'{reason.finding}' is what the edition itself decides, and no finding.", "Remove the reason.")
        else:
            problems += doubts(reason, found, report, number)
            continue
        severity = "error" if found is None or isinstance(found, Fact) else "warning"
        problems.append(Problem(paths.shown(path), *said, line_of_reason(path, number), severity=severity))
    return problems


def unknown(reason: Reason, year: int, reports: dict[str, ChapterReport]) -> tuple[str, str]:
    """What was found and the remedy for a reason of no finding; a key without its chapter means one of a chapter."""
    known = [f"{slug}.{key}" for slug, report in reports.items() if report.sheet for key in report.sheet.entries]
    written = reason.finding.lower()
    near = [key for key in known if key.endswith(f".{written}")] or difflib.get_close_matches(written, known, 1)
    choices = " or ".join(f"'{key}'" for key in near)
    hint = f"Did you mean {choices}? " if near else ""
    return (
        f"There is no finding '{reason.finding}'.",
        f"{hint}`oscp facts --year {year}` lists the key of each finding.",
    )


def doubts(reason: Reason, fact: Fact, report: ChapterReport, number: int) -> list[Problem]:
    """Warnings for a reason that was written when its finding read otherwise, or whose finding no sentence prints."""
    path = reasons_path(fact.year)
    shown, problems = paths.shown(path), []
    if not reason.is_of(fact.text):
        found = f"The reason for '{fact.key}' was written when it read '{reason.said}'. It now reads '{fact.text}'."
        remedy = "Read the reason again, then write the new words under 'said' and the new date under 'on'."
        problems.append(Problem(shown, found, remedy, line_of_reason(path, number, "said"), severity="warning"))
    key = fact.key.partition(".")[2]
    missing = report.sheet.gaps
    if not any(key in printed_keys(block, missing) for text in report.prose for block in split_blocks(text)):
        where = "stands on the number trail alone" if fact.rows else "is printed nowhere"
        found = f"No sentence of its page prints '{fact.key}', so the reason {where}."
        notebook = paths.shown(registered(fact.chapter).notebook)
        remedy = f"Write {{fact}}`{key}` into a sentence of {notebook}, or remove the reason."
        problems.append(Problem(shown, found, remedy, line_of_reason(path, number), severity="warning"))
    return problems
