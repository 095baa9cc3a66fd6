"""The command `oscp`. Imports are lazy: help and usage errors answer at once.

One file, though a long one: each function is a command, in the order in which help lists them.
"""

import re
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
import typer.core

from oscp_lib import paths
from oscp_lib.edition.order import Order
from oscp_lib.errors import InputError, Problem
from oscp_lib.system_errors import problem_of, told_as_problems
from oscp_lib.terminal import ended_in_words, lead_nowhere, prepare_streams, put, put_json, say, speak_utf8, unprinted

app = typer.Typer(
    help="Build and check the report book.", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False
)

DONE, YEAR = "oscp.done", "oscp.year"  # what a build has come to, in the context of its command

OneYear = Annotated[str | None, typer.Option("--year", help="Calendar year of the data, such as 2024.")]
ManyYears = Annotated[list[str] | None, typer.Option("--year", help="Calendar year of the data; may be repeated.")]
Publish = Annotated[bool, typer.Option("--publish", help="Print gaps in place of sample data.")]
Unsigned = Annotated[bool, typer.Option("--unsigned", help="Publish without all sign-offs; every page then says so.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for other programs.")]
Jobs = Annotated[int | None, typer.Option("--jobs", min=1, max=32, help="Notebooks to run at a time.")]
Pdf = Annotated[bool, typer.Option("--pdf", help="Also make the whole edition as one PDF, for committee papers.")]
Out = Annotated[Path | None, typer.Option("--out", readable=False, help="Folder of the books (default book/_build).")]
Place = Annotated[
    str | None, typer.Option("--partnership", help="Name or slug of a partnership (default: the project's own).")
]


class Command(typer.core.TyperCommand):
    """A command that reports what the system refuses like any other problem, with `--json` as JSON too."""

    def invoke(self, ctx: typer.Context) -> object:
        try:
            with told_as_problems():
                begin(ctx.params)
                return super().invoke(ctx)
        except InputError as error:
            if ctx.params.get("as_json"):
                put_json(failure(ctx, error.problems))
            raise


class OfAYear(Command):
    """A command whose year is an option; for a year typed as a plain word it suggests the option."""

    allow_extra_args = True  # so that they can be named here

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:
        super().parse_args(ctx, args)
        years = " ".join(f"--year {word}" for word in ctx.args if re.fullmatch(r"\d{4}", word, re.ASCII))
        if ctx.args:
            hint = f" Did you mean {years}?" if years else ""
            raise typer.BadParameter(f"unexpected extra argument ({' '.join(ctx.args)}).{hint}", ctx)
        return ctx.args


def one_year(text: str | None) -> int:
    """The year asked for, or the latest that can be built."""
    from oscp_lib.data.years import buildable_years, read_year

    return buildable_years()[-1] if text is None else read_year(text)


def begin(params: Mapping[str, object]) -> None:
    """Find the project and the partnership; complete or undo a change of `data/` or its editions that was killed.

    Raises
    ------
    InputError
        When the project is not where it is looked for, or no partnership is called so.
    """
    if not paths.is_there(paths.DATA):
        found = "There is no project here: the folder data is missing."
        remedy = (
            "Put it back. If the project was moved, run the command there, or set OSCP_ROOT to the project's folder."
        )
        raise InputError(Problem(paths.ROOT.as_posix(), found, remedy))
    if "partnership" in params and not isinstance(params["partnership"], list | tuple):
        from oscp_lib.data.partnership import use_partnership

        use_partnership(params["partnership"])
    if paths.DATA.joinpath(".ingest").exists():
        from oscp_lib.data.transaction import changing_data

        with changing_data(lambda line: say(f"oscp: {line}")):
            pass
    if any(paths.BUILD.glob(".exchange-*")):
        from oscp_lib.edition.atomic_replace import mend

        mend(paths.BUILD, lambda line: say(f"oscp: {line}"))


def failure(ctx: typer.Context, problems: list[Problem]) -> object:
    """What `--json` prints for a command that problems stopped, in the shape of its usual output."""
    told, year = [problem.as_json() for problem in problems], ctx.params.get("year")
    if ctx.info_name == "build":
        return [*ctx.meta.get(DONE, []), {"year": ctx.meta.get(YEAR), "problems": told}]
    if ctx.info_name == "check":
        stated = int(year) if year and re.fullmatch(r"\d{4}", year, re.ASCII) else None
        return {"year": stated, "problems": told, "gaps": [], "checklist": []}
    return {"problems": told}


def print_checklist(year: int, items: list) -> None:
    """Print the tables of a year: what is there, what is missing, and which download brings it."""
    if items:
        put(f"The tables for {year} ([x] there, [~] in part, [ ] missing, [-] not expected):")
    for item in items:
        put(f"  {item}")


@app.command(cls=OfAYear)
def check(partnership: Place = None, year: OneYear = None, as_json: Json = False) -> None:
    """Check the data, texts and notebooks of a year; list each problem and what is missing."""
    from oscp_lib.checks.check import check as check_edition
    from oscp_lib.checks.check import data_problems, errors_of
    from oscp_lib.measures.wording import with_unit

    broken = errors_of(data_problems())
    if broken:
        raise InputError(broken)
    report = check_edition(one_year(year))
    if as_json:
        put_json(report.as_json())
    else:
        for problem in report.problems:
            say(str(problem))
        for gap in report.gaps:
            put(f"Not available: {gap.what}. {gap.sentence}")
        print_checklist(report.year, report.checklist)
        counts = [with_unit(len(report.errors), "errors"), with_unit(len(report.gaps), "gaps")]
        put(f"{report.year}: {', '.join(counts)}.")
    raise typer.Exit(1 if report.errors else 0)


@app.command(cls=OfAYear)
def build(
    ctx: typer.Context,
    partnership: Place = None,
    year: ManyYears = None,
    publish: Publish = False,
    unsigned: Unsigned = False,
    jobs: Jobs = None,
    out: Out = None,
    pdf: Pdf = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Say for each notebook why it ran, or that it did not.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Build the editions of one or more years unless nothing changed; print the path of each first page."""
    if unsigned and not publish:
        raise typer.BadParameter("--unsigned needs --publish: a draft asks for no sign-off.")
    if out is not None:
        from oscp_lib.edition.atomic_replace import make_folder

        make_folder(out)
    folder, done = books_in(out), ctx.meta.setdefault(DONE, [])
    for each in [one_year(text) for text in year or [None]]:
        ctx.meta[YEAR] = each
        done.append(bring_edition(Order(each, publish, unsigned, pdf), folder, jobs, explain))
        if not as_json:
            put(done[-1]["index"])
    if as_json:
        put_json(done)


def books_in(out: Path | None) -> Path:
    """The folder of the partnership's editions, in that of all books."""
    return paths.BUILD if out is None else out.resolve() / paths.SLUG


def bring_edition(order: Order, folder: Path, jobs: int | None, explain: bool) -> dict:
    """Build an edition unless it is up to date; gives what was done, for programs."""
    from oscp_lib.edition.manifest import is_current
    from oscp_lib.inputs.key import edition_key

    year, edition = order.year, folder / str(order.year)
    if is_current(edition, edition_key(**asdict(order))):
        say(f"{year}: nothing has changed since it was built.")
        return {"year": year, "index": str(edition / "index.html"), "notebooks": []}
    from oscp_lib.edition.build import JOBS
    from oscp_lib.edition.build import build as build_edition
    from oscp_lib.edition.progress import watched
    from oscp_lib.runs.kernels import seldom_collect

    seldom_collect()
    with watched(year, explain, say) as progress:
        index = build_edition(order, folder, jobs or JOBS, progress)
    return progress.as_json(year, index)


@app.command(cls=OfAYear)
def batch(
    partnership: Annotated[
        list[str] | None, typer.Option("--partnership", help="Name or slug of a partnership; may be repeated.")
    ] = None,
    force: Annotated[
        list[str] | None, typer.Option("--force", help="Every partnership of a police force; may be repeated.")
    ] = None,
    region: Annotated[
        list[str] | None, typer.Option("--region", help="Every partnership of a region, or of Wales; may be repeated.")
    ] = None,
    everyone: Annotated[bool, typer.Option("--all", help="Every partnership of England and Wales.")] = False,
    parameters: Annotated[
        Path | None, typer.Option("--parameters", readable=False, help="CSV of editions: partnership, year.")
    ] = None,
    year: ManyYears = None,
    publish: Publish = False,
    unsigned: Unsigned = False,
    pdf: Pdf = False,
    out: Out = None,
    scheduler: Annotated[
        str | None, typer.Option("--scheduler", help="Address of a Dask scheduler, such as tcp://host:8786.")
    ] = None,
    store: Annotated[
        str | None,
        typer.Option("--store", help="Folder or fsspec address through which editions come, where no disk is shared."),
    ] = None,
    workers: Annotated[
        int | None, typer.Option("--workers", min=1, max=256, help="Workers of this machine (default: one a core).")
    ] = None,
    as_json: Json = False,
) -> None:
    """Build the editions of many partnerships at once: those that are missing or out of date."""
    from oscp_lib.batch.asked import asked_editions
    from oscp_lib.batch.batch import CORES, run_batch
    from oscp_lib.batch.store import Store
    from oscp_lib.batch.worker import FAILED
    from oscp_lib.measures.wording import with_unit

    if not (partnership or force or region or everyone or parameters):
        raise typer.BadParameter("name what to build: --partnership, --force, --region, --all or --parameters.")
    if unsigned and not publish:
        raise typer.BadParameter("--unsigned needs --publish: a draft asks for no sign-off.")
    if year and not (partnership or force or region or everyone):
        raise typer.BadParameter("--year goes with places; each line of the file of --parameters names its own year.")
    editions = asked_editions(partnership or (), force or (), region or (), year or (), parameters, everyone)
    folder, options = out.resolve() if out else paths.BUILDS, {"publish": publish, "unsigned": unsigned, "pdf": pdf}
    done = run_batch(
        editions, folder, options, scheduler, workers or CORES, lambda line: say(f"oscp: {line}"),
        store=Store(store if "://" in store else str(Path(store).resolve())) if store else None,
    )  # fmt: skip
    failed = [str(asked) for asked, outcome in done.items() if outcome.state == FAILED]
    if as_json:
        put_json([{"partnership": each.slug, "year": each.year} | asdict(outcome) for each, outcome in done.items()])
    else:
        for asked, outcome in done.items():
            put(f"{asked.slug}\t{asked.year}\t{outcome.state}")
    if failed:
        say(f"oscp: {with_unit(len(failed), 'editions')} failed; all others are there.")
    raise typer.Exit(1 if failed else 0)


@app.command(cls=OfAYear)
def preview(
    partnership: Place = None,
    year: OneYear = None,
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Port on 127.0.0.1 (0: any free one).")] = 0,
) -> None:
    """Show an edition in this machine's browser and rebuild it after each save; Ctrl-C ends it."""
    from oscp_lib.preview.preview import preview as preview_edition

    preview_edition(one_year(year), port, say)


@app.command(cls=OfAYear)
def verify(
    partnership: Place = None,
    year: OneYear = None,
    browser: Annotated[
        bool, typer.Option("--browser", help="Also visit every page in a browser, and record a pass.")
    ] = False,
    out: Out = None,
) -> None:
    """Repeat the build's checks on a built edition; with --browser, also visit every page in a browser."""
    from oscp_lib.edition.as_built import verify_built

    chosen = one_year(year)
    edition = verify_built(chosen, books_in(out), lambda line: say(f"oscp: {line}"))
    put(f"{chosen}: the pages pass the checks of the build.")
    if browser:
        from oscp_lib.verify.browser.every_page import verify_and_record

        tested = verify_and_record(edition, chosen, say)
        put(f"{chosen}: {tested.pages} pages pass in {tested.browser}, with axe-core {tested.axe}.")
        put(f"Recorded in {paths.shown(paths.BROWSER_TESTS)}: the next build of the same content says so.")


@app.command("sign-off", cls=OfAYear)
def sign_off(
    reviewer: Annotated[str, typer.Option("--reviewer", help="Name of the approver, as the pages print it.")],
    chapter: Annotated[list[str], typer.Option("--chapter", help="Slug of a chapter, such as vawg; may be repeated.")],
    partnership: Place = None,
    year: OneYear = None,
    note: Annotated[
        str | None, typer.Option("--note", help="A remark that the pages print beside the sign-off.")
    ] = None,
    jobs: Jobs = None,
) -> None:
    """Record who approved a chapter, with the words and numbers that would be published now."""
    import datetime

    from oscp_lib.data.sign_offs import load_sign_offs, sign_off_path
    from oscp_lib.edition.build import JOBS
    from oscp_lib.sign_off.approvals import sign_off as record

    chosen = one_year(year)
    before = load_sign_offs(chosen)
    for state in record(chosen, reviewer, chapter, note, datetime.date.today(), jobs or JOBS, say):
        put(f"{state.chapter.slug}\t{state.sentence}\t{state.content}")
        if replaced := before.of(state.chapter.slug):
            noted = f", with the note '{replaced.note}'" if replaced.note else ""
            say(f"{state.chapter.slug}: this replaces the sign-off by {replaced.reviewer} of {replaced.date}{noted}.")
    say(f"Recorded in {paths.shown(sign_off_path(chosen))}: commit that file.")


@app.command("new-year", cls=Command)
def new_year(
    year: Annotated[str, typer.Argument(help="The year after the last edition; any with data for the first one.")],
    partnership: Place = None,
) -> None:
    """Begin a new edition: carry last year's planned actions over for review, and list what is still missing."""
    from oscp_lib.checks.checklist import checklist
    from oscp_lib.data.plan import load_plan
    from oscp_lib.data.reasons import reasons_path
    from oscp_lib.edition.new_year import new_year as begin
    from oscp_lib.paths import shown

    written = begin(year, put)
    held = "last year's planned actions, each with a status and a sentence to fill in"
    if not load_plan(int(year)).review:
        before = load_plan(int(year) - 1)
        why = f"the edition of {int(year) - 1} planned none" if before else "there is no plan before it"
        held = f"no actions to review, because {why}"
    put(f"Wrote {shown(written)}: {held}.")
    if paths.OWN_PACKAGE.is_file():
        put(f"Added the new plan to {shown(paths.OWN_PACKAGE)} as a source of the tables typed from it.")
    if (left := reasons_path(int(year) - 1)).is_file():
        put(f"Left {shown(left)} as it is: its reasons are of that year's figures.")
    print_checklist(int(year), checklist(int(year)))
    put(f"`oscp check --year {year}` prints this at any time; `oscp build --year {year}` builds a draft.")


@app.command("new-partnership", cls=Command)
def new_partnership(
    partnership: Annotated[str, typer.Argument(metavar="NAME", help="Its name in any spelling, its slug or its code.")],
) -> None:
    """Write what the look-up of areas knows of a partnership into a file of its own, to be corrected and added to."""
    from oscp_lib.edition.new_partnership import new_partnership as write

    written, place = write(put)
    put(f"Wrote {paths.shown(written)}: where {place} lies, from the look-up of areas.")
    put("Correct the partnership's name there; the comments say what else you may correct or add.")
    then = f"--partnership {paths.SLUG}"
    put(f"`oscp check {then}` checks the file; `oscp build {then}` makes the book.")


@app.command("new-topic", cls=Command)
def new_topic(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What the topic is called, such as Rural crime.")],
) -> None:
    """Write the file of a new topic, a priority that official counts can serve, with the offences there are."""
    from oscp_lib.edition.new_topic import new_topic as write

    written = write(name, put)
    put(f"Wrote {paths.shown(written)}: correct it; the offences and types that there are stand at its end.")
    put(f"Then write '- {written.stem}' under priorities, or under also_watched, in partnership.yml of a partnership.")
    put("`oscp check` checks it; `oscp build` makes the book with its page.")


@app.command(cls=OfAYear)
def facts(partnership: Place = None, year: OneYear = None, as_json: Json = False) -> None:
    """List every computed number of a year: its key, value, wording, rows and source."""
    from oscp_lib.chapters import chapters_of_book
    from oscp_lib.chapters.opening import open_chapter

    chosen = one_year(year)
    opened = [open_chapter(chapter.slug) for chapter in chapters_of_book()]
    sheets = [chapter.facts(chapter.load(chosen)) for chapter in opened]
    if as_json:
        put_json([fact.as_json() for sheet in sheets for fact in sheet])
        return
    for fact in (fact for sheet in sheets for fact in sheet):
        put(f"{fact.key}\t{fact.text}\t{fact.source}")


@app.command(cls=Command)
def diff(
    old: Annotated[str, typer.Argument(help="A year, or the folder of a built edition.")],
    new: Annotated[str, typer.Argument(help="The year or folder to compare with it.")],
    partnership: Place = None,
    as_json: Json = False,
) -> None:
    """List what changed between two editions, number by number, and why: new data, revision, method or wording."""
    from oscp_lib.data.revisions import load_revisions
    from oscp_lib.facts.compare import compare
    from oscp_lib.measures.wording import with_unit
    from oscp_lib.pages.facts_of_year import facts_of

    before, after = facts_of(old), facts_of(new)
    found = compare(before, after, load_revisions())
    if as_json:
        put_json({"old": before.year, "new": after.year, "differences": [each.as_json() for each in found]})
        return
    for each in found:
        sides = [fact.text if fact else "not available" for fact in (each.old, each.new)]
        put("\t".join([each.key, *sides, each.difference_text, " and ".join(each.causes), each.why]))
    say(f"{with_unit(len(found), 'differences')}.")


@app.command(cls=OfAYear)
def claims(partnership: Place = None, year: OneYear = None, as_json: Json = False) -> None:
    """List every claim of the published plan with its verdict: what it states, and what was computed."""
    from oscp_lib.claims.ledger import VERDICTS, ledger
    from oscp_lib.data.plan_periods import published_plan

    found = ledger(one_year(year))
    if as_json:
        put_json([entry.as_json() for entry in found.entries])
        return
    if not found.entries:
        put(f"No claims of the {published_plan().called} are recorded for {found.year}: there are none to check.")
    for verdict in VERDICTS:
        for entry in found.of(verdict):
            put(f"{verdict}\t{entry.claim.id}\t{entry.claim.statement}\t{entry.computed}\t{entry.note}")


@app.command(no_args_is_help=True, cls=Command)
def ingest(
    files: Annotated[
        list[str], typer.Argument(metavar="[KIND] FILE...", help="Downloads, as their publisher names them.")
    ],
    partnership: Place = None,
) -> None:
    """Read published downloads into data/, all of them or none, with a record of where each figure comes from.

    KIND may be left out: a file is recognised by its content. The kinds are police-uk (month CSVs, zips, the archive),
    ons-csp, population, boundaries, nrm (the workbook of gov.uk: not yet verified on a real file), and
    home-office-csp (not yet verified on a real file).
    """
    from oscp_lib.sources import READERS
    from oscp_lib.sources.ingest import ingest as ingest_files

    kind = files[0] if files[0] in READERS and not Path(files[0]).exists() else None
    chosen = [Path(name) for name in (files[1:] if kind else files)]
    if not chosen:
        raise typer.BadParameter(f"no file given. Write oscp ingest {kind} FILE...")
    ingest_files(chosen, kind, put)


@app.command(cls=Command)
def data(
    table: Annotated[str, typer.Argument(help="A national table, such as recorded_crime; data/README.md lists them.")],
    partnership: Annotated[str | None, typer.Option("--partnership", help="Only rows of this partnership.")] = None,
    year: Annotated[int | None, typer.Option("--year", help="Only rows within this calendar year.")] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="A file to write, which a spreadsheet program opens as it is.")
    ] = None,
) -> None:
    """Write the rows of a national table as CSV: of every area, or of one partnership and the areas it lies in."""
    from oscp_lib.data.transaction import replace_file
    from oscp_lib.exports.national_csv import national_csv

    text = national_csv(table, partnership, year)
    if out is None:
        put(text.removesuffix("\n"))
        return
    replace_file(out, text.encode("utf-8-sig"))
    say(f"Wrote {out}: {text.count(chr(10)) - 1:,} rows.")


@app.command("refresh-notebooks", cls=Command)
def refresh_notebooks() -> None:
    """Run every notebook with its own parameters and save the outputs that `make test` compares."""
    from oscp_lib.runs.refresh import refresh

    for path in refresh():
        put(path.name)


@app.command("clean-notebooks", cls=Command)
def clean_notebooks(files: Annotated[list[Path], typer.Argument(readable=False, help="Notebooks to clean.")]) -> None:
    """Remove pictures, widget state and counters from notebooks; keep what `make test` compares."""
    from oscp_lib.runs.notebook import read_notebook, write_clean

    for path in files:
        write_clean(path, read_notebook(path))


def main() -> None:
    """Run the command: exit 0 done, 1 the input needs attention, 2 wrong usage."""
    prepare_streams()
    with ended_in_words():
        speak_utf8()
        try:
            app(prog_name="oscp")  # also for `python -m oscp_lib`
        except OSError as error:
            if problem_of(error) is None:
                raise
            lead_nowhere()  # all that a command meets is a problem by now: this one is of the help itself
            raise InputError(unprinted(error.strerror)) from None
