"""Whether an edition stands where a build puts it as the build left it, and its pages pass their checks."""

from collections.abc import Callable
from pathlib import Path

from oscp_lib import paths
from oscp_lib.edition.atomic_replace import mend
from oscp_lib.edition.manifest import altered, manifest_path
from oscp_lib.errors import InputError, Problem
from oscp_lib.verify.content_security_policy import inline_problems, policy_problems
from oscp_lib.verify.finished_pages import id_problems, stranger_problems, verify
from oscp_lib.verify.markup import language_problems, page_of
from oscp_lib.verify.page_elements import address_problems, element_problems


def verify_built(year: int, out: Path | None = None, say: Callable[[str], None] = lambda line: None) -> Path:
    """Check the edition of a year where `oscp build` puts it, and the list of editions; gives the edition's folder.

    Raises
    ------
    InputError
        With each place of a page that is wrong, or each file that is not as the build left it.
    """
    out = paths.BUILD if out is None else out
    mend(out, say)
    edition, listed = out / str(year), out / "index.html"
    remedy = f"Run: oscp build --year {year}"
    if not (edition / "index.html").is_file():
        raise InputError(Problem(paths.shown(edition), f"There is no edition of {year} here.", remedy))
    if not manifest_path(edition).is_file():
        found = "The manifest of the edition's files is missing, so altered files cannot be found."
        raise InputError(Problem(paths.shown(manifest_path(edition)), found, remedy))
    if changed := altered(edition):
        found = "The file is not as the build left it: it was altered, added or removed since."
        raise InputError([Problem(paths.shown(path), found, remedy) for path in sorted(changed)])
    verify(edition)
    of_list = (
        language_problems, id_problems, stranger_problems, policy_problems, inline_problems, element_problems,
        address_problems,
    )  # fmt: skip
    if problems := [each for check in of_list for each in check(listed.name, page_of(listed))]:
        raise InputError(problems)
    return edition
