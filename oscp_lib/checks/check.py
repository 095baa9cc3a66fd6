"""Everything that can be wrong before a kernel starts, and what is missing for a year."""

import difflib
from dataclasses import dataclass, field

from oscp_lib import paths
from oscp_lib.chapters import CHAPTERS, chapters_of_book, known_chapter
from oscp_lib.chapters import chapter as chapter_of
from oscp_lib.checks import typed_numbers
from oscp_lib.checks.checklist import Item, checklist
from oscp_lib.checks.one_chapter import ChapterReport, chapter_report
from oscp_lib.checks.said_directions import direction_problems
from oscp_lib.checks.signed_reasons import reason_problems
from oscp_lib.checks.stray_files import stray_folders, tables_without_package
from oscp_lib.checks.table_of_contents import contents_problems
from oscp_lib.checks.topic_files import topic_problems
from oscp_lib.claims.ledger import ledger
from oscp_lib.claims.passages_file import load_passages
from oscp_lib.data.areas import load_areas
from oscp_lib.data.check_table import check_table
from oscp_lib.data.completeness import almost_renamed, sums_apart
from oscp_lib.data.corrections import correction_problems
from oscp_lib.data.force_months import month_problems
from oscp_lib.data.gap import Gap
from oscp_lib.data.national import arrow_table
from oscp_lib.data.national_package import file_of, national_tables
from oscp_lib.data.outlines import outline_problems
from oscp_lib.data.own_measures import OWN
from oscp_lib.data.package import Table, tables
from oscp_lib.data.partnership import load_partnership
from oscp_lib.data.partnership_file import PartnershipFile
from oscp_lib.data.periods import outliers
from oscp_lib.data.plan import FinishedPlan, Plan, load_plan
from oscp_lib.data.reasons import load_reasons
from oscp_lib.data.sign_offs import load_sign_offs, sign_off_path
from oscp_lib.data.unplaced import share_problems
from oscp_lib.data.withheld import withheld_cells
from oscp_lib.data.years import check_year
from oscp_lib.errors import InputError, Problem
from oscp_lib.facts.stated import STATED, stated_problems
from oscp_lib.inputs.files import national_files_altered, not_as_locked
from oscp_lib.left_behind import is_left_behind
from oscp_lib.pages import directives
from oscp_lib.runs.notebook import line_of


@dataclass(frozen=True)
class Report:
    """What `oscp check` found for one year."""

    year: int
    problems: list[Problem]
    gaps: list[Gap]
    checklist: list[Item] = field(default_factory=list)

    @property
    def errors(self) -> list[Problem]:
        return errors_of(self.problems)

    @property
    def warnings(self) -> list[Problem]:
        return [problem for problem in self.problems if problem not in self.errors]

    def as_json(self) -> dict:
        return {
            "year": self.year,
            "problems": [problem.as_json() for problem in self.problems],
            "gaps": [gap.as_json() for gap in self.gaps],
            "checklist": [item.as_json() for item in self.checklist],
        }


def errors_of(problems: list[Problem]) -> list[Problem]:
    return [problem for problem in problems if problem.severity == "error"]


def check(year: int, publish: bool = False) -> Report:
    """Check the data, the texts and the notebooks for a year; all problems, not only the first.

    Raises
    ------
    InputError
        When nothing can be checked because the year has no data.
    """
    problems = data_problems()
    if not errors_of(problems):
        check_year(year)
        problems += text_problems(year)
    gaps: dict[Gap, None] = {}
    reports: dict[str, ChapterReport] = {}
    for chapter in chapters_of_book() if not errors_of(problems) else ():
        report = reports[chapter.slug] = chapter_report(chapter, year, publish)
        problems += report.problems
        if not errors_of(report.problems):
            problems += [
                *typed_numbers.notebook_problems(chapter.notebook),
                *directives.notebook_problems(chapter.notebook),
            ]
        gaps |= dict.fromkeys(report.gaps)
    if reports:
        plan = load_plan(year)
        problems += typed_numbers.plan_problems(year, plan) if plan else []
        problems += directives.texts_problems(paths.EDITIONS / str(year) / "plan.yml") if plan else []
        asked_for = {slug: report.printed for slug, report in reports.items()}
        problems += passage_problems(year, asked_for) + review_problems(year) + reason_problems(year, reports)
        problems += direction_problems(year)
    problems += contents_problems() + directives.book_problems() + version_problems()
    return Report(year, list(dict.fromkeys(problems)), list(gaps), checklist(year) if not errors_of(problems) else [])


def version_problems() -> list[Problem]:
    """Warnings for libraries that are installed in another version than the locked one."""
    return [
        Problem(
            paths.shown(paths.LOCK),
            f"{each.name} {each.version} is installed, but {each.locked} is locked: an edition may differ.",
            "Remove the folder .venv and run `make setup`, which installs what is locked.",
            each.line,
            severity="warning",
        )
        for each in not_as_locked()
    ]


def data_problems() -> list[Problem]:
    """Problems of the partnership file, the Data Package and every table."""
    try:
        load_partnership()
        package = tables()
    except InputError as error:
        return error.problems
    problems = national_problems() or topic_problems()
    if errors_of(problems):
        return problems
    known = {paths.DATA / table.path for each in (package, tables(restricted=False)) for table in each.values()}
    for table in package.values():
        frame, found = check_table(table)
        if frame.empty and not found and not table.view:
            problems.append(without_rows(table))
        # A message would repeat what a partner's file holds.
        doubts = () if found or table.restricted or frame.empty else (outliers, sums_apart, almost_renamed)
        problems += found + [problem for doubt in doubts for problem in doubt(table, frame)]
    more_checks = (
        correction_problems,
        month_problems,
        share_problems,
        withheld_problems,
        boundary_problems,
        stated_figures,
    )
    for more in more_checks if not errors_of(problems) else ():
        try:
            problems += more()
        except InputError as error:
            problems += error.problems
    problems += stray_folders() + (undescribed := tables_without_package())
    for path in sorted([*paths.TABLES.glob("*.csv"), *paths.RESTRICTED.glob("*")]) if not undescribed else ():
        if path not in known and not is_left_behind(path.name):
            found, remedy = (
                "Nothing describes this table.",
                f"Describe it in {paths.shown(paths.MEASURES)} or {paths.shown(paths.OWN_PACKAGE)}, or move it away.",
            )
            problems.append(Problem(paths.shown(path), found, remedy, severity="warning"))
    return list(dict.fromkeys(problems))  # several rest on one file


def without_rows(table: Table) -> Problem:
    """A warning for a table of the partnership's own that holds nothing, or has no file."""
    path = paths.DATA / table.path
    found = "The table has no rows." if path.exists() else "The table has no file."
    package = paths.shown(paths.MEASURES if table.status == OWN else paths.OWN_PACKAGE)
    remedy = f"What rests on it prints as not available. Enter its rows, or delete its entry in {package}."
    return Problem(paths.shown(path), found, remedy, severity="warning")


def national_problems() -> list[Problem]:
    """National tables that are missing, cut short or altered; one that nobody has read in yet is none of these."""
    problems = []
    try:
        load_areas()
        held = [table for table in national_tables().values() if table.rows or file_of(table).exists()]
    except InputError as error:
        return error.problems
    altered = {each.partition(" ")[0] for each in national_files_altered()}
    for table in held:
        if table.path in altered:  # the others are the files that the package describes, byte for byte
            try:
                arrow_table(table)
            except InputError as error:
                problems += error.problems
    return problems


def boundary_problems() -> list[Problem]:
    """Outlines held that no map could draw."""
    return outline_problems(each.called for each in load_partnership().county_districts)


def withheld_problems() -> list[Problem]:
    """Disclosure policies that cannot be met, as the search for cells to withhold raises them."""
    withheld_cells()
    return []


def stated_figures() -> list[Problem]:
    """Rows of the plan's stated figures that do not say what fact of which chapter they become."""
    able = (*CHAPTERS, *chapters_of_book())
    return stated_problems(dict.fromkeys(each.slug for each in able if STATED in each.tables))


def text_problems(year: int) -> list[Problem]:
    """Problems of the year's texts, and placeholders there and in the notebooks that no fact could fill."""
    problems = []
    for load in (load_plan, load_plan_before, load_passages, load_reasons, ledger, check_sign_offs):
        try:
            load(year)
        except InputError as error:
            problems += error.problems
    return problems + typed_numbers.placeholder_problems(year)


def load_plan_before(year: int) -> Plan | None:
    """The plan whose actions the year's plan reviews."""
    return load_plan(year - 1)


def check_sign_offs(year: int) -> None:
    """Refuse sign-offs of another year, or of a chapter the book does not have.

    Raises
    ------
    InputError
        Also when the file does not pass its checks.
    """
    recorded, shown = load_sign_offs(year), paths.shown(sign_off_path(year))
    if recorded.year != year:
        found = f"The file says that its sign-offs are of {recorded.year}."
        raise InputError(Problem(shown, found, f"Write 'year: {year}', or move the file to its own year."))
    for each in recorded.sign_offs:
        known_chapter(each.chapter, shown)


def passage_problems(year: int, asked_for: dict[str, set[str] | None]) -> list[Problem]:
    """Passages of the plan whose page or carrier does not exist.

    `asked_for` has the facts each chapter prints; nothing for one whose notebook cannot be read.
    """
    plan, passages = load_plan(year), load_passages(year)
    if passages is None:
        return []
    path = paths.EDITIONS / str(year) / "passages.yml"
    problems = []
    for passage in passages.passages:
        place = line_of(path, f'lines: "{passage.lines}"')
        if passage.page not in asked_for:
            found = f"Lines {passage.lines} are mapped to the page '{passage.page}', which the book does not have."
            problems.append(Problem(paths.shown(path), found, f"Use one of {', '.join(asked_for)}.", place))
            continue
        printed = asked_for[passage.page]
        for carrier in passage.carried_by if printed is not None else ():
            if carrier not in carriers(passage.page, plan, printed):
                found = f"The page '{passage.page}' has no '{carrier}', which should carry lines {passage.lines}."
                remedy = "Name what carries them, or put it on the page."
                problems.append(Problem(paths.shown(path), found, remedy, place))
    return problems


def review_problems(year: int) -> list[Problem]:
    """Actions of the previous plan that the year's plan does not review, and reviews of what was not planned."""
    plan, last = load_plan(year), load_plan(year - 1)
    if plan is None or (last is None and not plan.review):
        return []
    path = paths.EDITIONS / str(year) / "plan.yml"
    planned = {action.id: action.text for priority in last.priorities for action in priority.actions} if last else {}
    reviewed = {outcome.id for outcome in plan.review}
    problems = []
    for ident in (each for each in planned if each not in reviewed):
        found = f"The action '{ident}' of the previous plan is not reviewed."
        remedy = "Add it under 'review' with its status and a sentence."
        severity = "warning" if plan.draft else "error"
        problems.append(Problem(paths.shown(path), found, remedy, line_of(path, "review:"), severity=severity))
    for outcome in (each for each in plan.review if each.id not in planned):
        found = f"'{outcome.id}' is reviewed, but the plan of {year - 1} has no such action."
        near = difflib.get_close_matches(outcome.id, planned, 1)
        remedy = f"Did you mean '{near[0]}'?" if near else "Remove it."
        problems.append(Problem(paths.shown(path), found, remedy, line_of(path, f"id: {outcome.id}")))
    return problems


def carriers(page: str, plan: Plan | None, facts: set[str]) -> set[str]:
    """Everything on a page that can carry a passage."""
    found = {"heading", *(f"figure:{ident}" for ident in chapter_of(page).figures), *(f"fact:{key}" for key in facts)}
    if page == CHAPTERS[0].slug:
        found |= {f"place:{name}" for name in PartnershipFile.model_fields}
        found |= {f"text:{name}" for name, field in FinishedPlan.model_fields.items() if field.annotation is str}
        found |= {f"priority:{priority.chapter}" for priority in plan.priorities} if plan else set()
    if plan is None:
        return found
    reviewed = {f"review:{outcome.id}" for outcome in plan.review_of(page)}
    return found | reviewed | {f"text:{ident}" for ident in plan.ids(page)}
