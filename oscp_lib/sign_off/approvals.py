"""Sign-off: a reviewer's approval of a chapter's content, whether it still holds, and what publishing requires."""

import datetime
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from oscp_lib import paths
from oscp_lib.chapters import Chapter, chapters_of_book, known_chapter
from oscp_lib.checks.check import check
from oscp_lib.data.sign_offs import SignOff, SignOffs, load_sign_offs, sign_off_path, write_sign_offs
from oscp_lib.data.transaction import changing_data
from oscp_lib.errors import InputError, Problem
from oscp_lib.measures.wording import day
from oscp_lib.pages.compose import Page, compose
from oscp_lib.runs.execute import execute
from oscp_lib.runs.kernels import use_forked_kernels
from oscp_lib.runs.lost_outputs import require_shown
from oscp_lib.sign_off.signed_content import content_hash
from oscp_lib.system_errors import TEMPORARY, naming

SIGNED, CHANGED, UNSIGNED = "signed off", "changed", "not signed off"


@dataclass(frozen=True)
class State:
    """Whether a chapter's content is the one that was approved. `content` is empty where nobody approved any."""

    chapter: Chapter
    sign_off: SignOff | None = None
    content: str = ""

    @property
    def verdict(self) -> str:
        if self.sign_off is None:
            return UNSIGNED
        return SIGNED if self.sign_off.content == self.content else CHANGED

    @property
    def sentence(self) -> str:
        """The state as the chapter's page prints it."""
        if self.sign_off is None:
            return "Not signed off."
        who, when = self.sign_off.reviewer, day(self.sign_off.date)
        if self.verdict == SIGNED:
            return f"Signed off by {who} on {when}."
        return f"Changed since it was signed off by {who} on {when}; that sign-off no longer holds."


def states(year: int, composed: Sequence[Page], publish: bool, jobs: int, folder: Path) -> list[State]:
    """The state of every chapter of an edition.

    A sign-off is of a chapter as published. A draft may show samples in the place of its gaps, so the chapters that
    somebody signed are run once more for it, in their published form.

    Parameters
    ----------
    composed
        The pages of the edition, as they lie in `folder`.
    publish
        Whether that is their published form.
    """
    recorded = load_sign_offs(year)
    signed = [page.chapter for page in composed if recorded.of(page.chapter.slug)]
    if publish:
        contents = {page.chapter.slug: content_hash(page, folder) for page in composed}
    else:
        contents = published_contents(year, signed, jobs) if signed else {}
    return [
        State(page.chapter, recorded.of(page.chapter.slug), contents.get(page.chapter.slug, "")) for page in composed
    ]


def published_contents(year: int, chapters: Sequence[Chapter], jobs: int) -> dict[str, str]:
    """The hash of the content of each chapter in its published form, by slug."""
    with (
        tempfile.TemporaryDirectory(prefix=TEMPORARY, ignore_cleanup_errors=True) as work,
        naming(Path(work)),
    ):
        runs, pages = Path(work) / "runs", Path(work) / "pages"
        for folder in (runs, pages):
            folder.mkdir()
        notebooks = execute(year, True, jobs, runs, chapters=chapters)
        require_shown(notebooks)
        found = [compose(each.chapter, each.notebook, pages) for each in notebooks]
        return {page.chapter.slug: content_hash(page, pages) for page in found}


def require_signed(year: int, found: Sequence[State]) -> None:
    """Refuse to publish what nobody has approved as it stands.

    Raises
    ------
    InputError
        With one problem for each chapter that is not signed off, or was before it changed.
    """
    problems = []
    for state in found:
        if state.verdict != SIGNED:
            slug = state.chapter.slug
            remedy = (
                f"Once it has been read: oscp sign-off --year {year} --chapter {slug} --reviewer NAME "
                "(or build with --unsigned, and every page says so)."
            )
            problems.append(Problem(paths.shown(sign_off_path(year)), f"{slug}: {state.sentence}", remedy))
    if problems:
        raise InputError(problems)


def unsigned_notice(found: Sequence[State]) -> str:
    """What every page says of an edition published without all its sign-offs, or "" if it has them."""
    missing = [state for state in found if state.verdict != SIGNED]
    return f"Published unsigned: {len(missing)} of {len(found)} chapters are not signed off" if missing else ""


def sign_off(
    year: int,
    reviewer: str,
    slugs: Sequence[str],
    note: str | None,
    date: datetime.date,
    jobs: int,
    say: Callable[[str], None] = lambda line: None,
) -> list[State]:
    """Record that a reviewer approves chapters as they would be published now; an earlier entry of theirs is replaced.

    Nothing needs to have been built: the chapters' notebooks are run.

    Raises
    ------
    InputError
        On a reviewer without a name, a chapter the book does not have, or anything that would stop a build.
    """
    given = {"reviewer": " ".join(reviewer.split()), "note": " ".join((note or "").split()) or None}
    must_be_plain(given, date)
    chapters = [known_chapter(slug, "--chapter") for slug in dict.fromkeys(slugs)]
    # Held from the start: what is approved stays what was run, and who may not write hears it before notebooks run.
    with changing_data(say):
        findings = check(year, publish=True)
        if findings.errors:
            raise InputError(findings.errors)
        use_forked_kernels()
        contents = published_contents(year, chapters, jobs)
        recorded = {each.chapter: each for each in load_sign_offs(year).sign_offs}
        for slug, content in contents.items():
            recorded[slug] = SignOff(chapter=slug, date=date, content=content, **given)
        ordered = tuple(recorded[each.slug] for each in chapters_of_book() if each.slug in recorded)
        for line in write_sign_offs(SignOffs(year=year, sign_offs=ordered)):
            say(line)
    return [State(each, recorded[each.slug], contents[each.slug]) for each in chapters]


def must_be_plain(given: dict[str, str | None], date: datetime.date) -> None:
    """Refuse a name or note that pages could not print unchanged, before anything runs.

    Raises
    ------
    InputError
        With the option, and what is wrong with it.
    """
    if not given["reviewer"]:
        raise InputError(Problem("--reviewer", "The reviewer has no name.", "Give the name of whoever approves it."))
    try:
        SignOff(chapter="any", date=date, content="0" * 64, **given)
    except ValidationError as error:
        raise InputError(
            [
                Problem(f"--{each['loc'][0]}", f"{each['msg'].removeprefix('Value error, ')}.", "Nothing was recorded.")
                for each in error.errors()
            ]
        ) from None
