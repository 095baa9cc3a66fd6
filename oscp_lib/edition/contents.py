"""The table of contents, `book/_toc.yml`: each page that it lists is made by a build or written by hand."""

import re

from oscp_lib import paths
from oscp_lib.chapters import CHAPTERS
from oscp_lib.data.yaml_files import read_text
from oscp_lib.edition.accessibility_page import STATEMENT
from oscp_lib.edition.changes_page import CHANGES
from oscp_lib.edition.trail import TRAIL
from oscp_lib.errors import InputError, Problem
from oscp_lib.exports.summary import SUMMARY

MADE = {*(chapter.page for chapter in CHAPTERS), TRAIL, CHANGES, STATEMENT, SUMMARY}
LISTED = re.compile(r"\s*(?:- )?(?:file|root): *['\"]?([\w./-]+)")


def contents_problems() -> list[Problem]:
    """Pages written by hand that the table of contents lists and that are not there."""
    path, problems = paths.BOOK / "_toc.yml", []
    try:
        lines = read_text(path).splitlines()
    except InputError as error:
        return error.problems
    for number, line in enumerate(lines, 1):
        listed = LISTED.match(line)
        if listed and listed[1] not in MADE and not (page := paths.BOOK / f"{listed[1]}.md").exists():
            found = f"The page is missing, and line {number} of {paths.shown(path)} lists it."
            remedy = "Restore it from the last good copy, or take it out of the table of contents."
            problems.append(Problem(paths.shown(page), found, remedy))
    return problems
