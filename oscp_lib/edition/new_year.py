"""Start a new edition: last year's planned actions with blanks for their outcome, and the plan as a source.

Figures typed from the new plan name it as their source, so that no page says they stood in the plan before. The
reasons of findings stay behind: they are of one year's figures.
"""

import tempfile
from collections.abc import Callable
from pathlib import Path

import yaml

from oscp_lib import paths
from oscp_lib.data.json_files import read_json
from oscp_lib.data.package import as_text, name_sources
from oscp_lib.data.plan import STATUSES, FinishedPlan, Plan, load_plan
from oscp_lib.data.plan_periods import published_plan
from oscp_lib.data.transaction import changing_data, in_data, write_whole
from oscp_lib.data.yaml_files import read_model
from oscp_lib.data.years import PLAN, next_editions, parse_year, period_of_plan
from oscp_lib.errors import InputError, Problem
from oscp_lib.sources.codebook import own_codebook
from oscp_lib.system_errors import TEMPORARY, naming

LINE = 10_000  # characters: "Part 2" of a law must not be broken over two lines, which `oscp check` reads one by one
HEADER = """\
# What the {called} {period} says, in our own words. A number of the data is a placeholder: {{fact}}`key`.
# This is a draft: what is not written yet is printed as a gap, and nothing has to be written before a build.
# When all is written, delete the line `draft: true`; `oscp check` then names what is still missing. To be written:
# {fields}.
"""
LAST = "# editions/{last}/{plan} shows what each of them looks like.\n"
REVIEW = """
# What was planned for {last_period}, and what became of it. `status` is one of: {statuses}.
# `sentence` says what was done, in a sentence or two. An action without a status is printed as not yet reported.
"""


class Blanks(yaml.SafeDumper):
    """YAML in which what is to be filled in is left blank, and texts stand in the order they are given."""


Blanks.add_representer(type(None), lambda dumper, _: dumper.represent_scalar("tag:yaml.org,2002:null", ""))


def new_year(text: str, say: Callable[[str], None] = print) -> Path:
    """Write `editions/<year>/plan.yml` for the next edition, and name the plan as a source.

    Both are written, or neither.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    InputError
        When the year is not four digits, has an edition, or is not the next (of the first one: has no data); when the
        last plan does not pass its checks.
    """
    year = next_year(text)
    written = paths.EDITIONS / str(year) / PLAN
    with tempfile.TemporaryDirectory(prefix=TEMPORARY) as work, changing_data(say):
        draft = Path(work) / PLAN
        text = scaffold(year).encode()
        with naming(draft):
            draft.write_bytes(text)
        read_model(draft, Plan)
        files = {in_data(written): text} | package_with_plan(year)
        for line in write_whole(files):
            say(line)
    return written


def plan_source(name: str, year: int) -> str:
    """The name of the plan of a year as a source, made from that of the plan before."""
    return name.replace(period_of_plan(year - 1), period_of_plan(year))


def package_with_plan(year: int) -> dict[str, bytes]:
    """The Data Package and codebook that name the plan of a year as a source; none where there are no own tables."""
    if not paths.is_there(paths.OWN_PACKAGE):
        return {}
    package = with_plan_of(year)
    made = {paths.OWN_PACKAGE: as_text(package), paths.OWN_CODEBOOK: own_codebook(package=package)}
    return {in_data(path): text.encode() for path, text in made.items()}


def with_plan_of(year: int) -> dict:
    """The Data Package in which each table that is typed from the plan may name the plan of that year."""
    package = read_json(paths.OWN_PACKAGE)
    for entry in package["resources"]:
        names = [source["name"] for source in entry["sources"]]
        before = [source for source in entry["sources"] if period_of_plan(year - 1) in source["name"]]
        if entry["status"] != "plan" or not before or plan_source(before[0]["name"], year) in names:
            continue
        known = {key: plan_source(value, year) for key, value in before[0].items() if key != "released"}
        name_sources(entry, [*entry["sources"], known])
    return package


def next_year(text: str) -> int:
    """The year asked for: the one after the last edition or, for the first one, any that has data.

    Raises
    ------
    InputError
        Naming the year that can be begun.
    """
    year = parse_year(text)
    folder = paths.EDITIONS / str(year)
    if folder.exists():
        remedy = f"Edit {paths.shown(folder / PLAN)}; to begin again, move the folder away first."
        raise InputError(Problem(paths.shown(folder), f"There is already an edition of {year}.", remedy))
    *others, following = next_editions()
    if year in (*others, following):
        return year
    found, remedy = f"{year} does not follow the last edition, which is of {following - 1}.", ""
    if others:
        found = f"There is no data for {year}."
        remedy = f" The first edition may be of any year from {others[0]} on."
    raise InputError(Problem("year", found, f"Run `oscp new-year {following}`.{remedy}"))


def scaffold(year: int) -> str:
    """The text of a new plan.yml: what is known already, and the actions of the plan before to be reviewed."""
    last = load_plan(year - 1)
    called, period, last_period = published_plan().called, period_of_plan(year), period_of_plan(year - 1)
    title = last.title.replace(last_period, period) if last else f"{called} {period}"
    known = {"year": year, "period": period, "title": title, "draft": True}
    fields = [name for name, field in FinishedPlan.model_fields.items() if field.is_required() and name not in known]
    text = HEADER.format(called=called, period=period, fields=", ".join(fields))
    if last is None:
        return text + dumped(known)
    text += LAST.format(last=year - 1, plan=PLAN) + dumped(known)
    review = [
        {"id": action.id, "chapter": priority.chapter, "planned": action.text, "status": None, "sentence": None}
        for priority in last.priorities
        for action in priority.actions
    ]
    text += REVIEW.format(last_period=last_period, statuses=", ".join(STATUSES)) + dumped({"review": review})
    # Words that the plan before gave a reason for stay excused where they come along with an action.
    planned = " ".join(entry["planned"] for entry in review)
    excused = [entry.model_dump() for entry in last.spelled_out if entry.words in planned]
    return text + (f"\n{dumped({'spelled_out': excused})}" if excused else "")


def dumped(content: dict) -> str:
    return yaml.dump(content, Dumper=Blanks, sort_keys=False, allow_unicode=True, width=LINE)
