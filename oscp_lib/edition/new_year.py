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
from oscp_lib.data.transaction import changing_data, write_whole
from oscp_lib.data.yaml_files import read_model
from oscp_lib.data.years import next_edition, parse_year, plan_period
from oscp_lib.errors import InputError, Problem
from oscp_lib.system_errors import TEMPORARY, naming

PLAN = "plan.yml"
LINE = 10_000  # characters: "Part 2" of a law must not be broken over two lines, which `oscp check` reads one by one
HEADER = """\
# What the Rolling Plan {period} says, in our own words. A number of the data is a placeholder: {{fact}}`key`.
# This is a draft: what is not written yet is printed as a gap, and nothing has to be written before a build.
# When all is written, delete the line `draft: true`; `oscp check` then names what is still missing. To be written:
# {fields}.
# data/editions/{last}/{plan} shows what each of them looks like.
"""
REVIEW = """
# What was planned for {last_period}, and what became of it. `status` is one of: {statuses}.
# `sentence` says what was done, in a sentence or two. An action without a status is printed as not yet reported.
"""


class Blanks(yaml.SafeDumper):
    """YAML in which what is to be filled in is left blank, and texts stand in the order they are given."""


Blanks.add_representer(type(None), lambda dumper, _: dumper.represent_scalar("tag:yaml.org,2002:null", ""))


def new_year(text: str, say: Callable[[str], None] = print) -> Path:
    """Write `data/editions/<year>/plan.yml` for the year after the last edition, and name the plan as a source.

    Both are written, or neither.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    InputError
        When the year is not four digits, has an edition, or is not the next; when the last plan does not pass its
        checks.
    """
    year = next_year(text)
    written = paths.EDITIONS / str(year) / PLAN
    with tempfile.TemporaryDirectory(prefix=TEMPORARY) as work, changing_data(say):
        draft = Path(work) / PLAN
        text = scaffold(year).encode()
        with naming(draft):
            draft.write_bytes(text)
        read_model(draft, Plan)
        files = {
            written.relative_to(paths.DATA).as_posix(): text,
            paths.DATAPACKAGE.name: with_plan_of(year).encode(),
        }
        for line in write_whole(files):
            say(line)
    return written


def plan_source(name: str, year: int) -> str:
    """The name of the plan of a year as a source, made from that of the plan before."""
    return name.replace(plan_period(year - 1), plan_period(year))


def with_plan_of(year: int) -> str:
    """The Data Package in which each table that is typed from the plan may name the plan of that year."""
    package = read_json(paths.DATAPACKAGE)
    for entry in package["resources"]:
        names = [source["name"] for source in entry["sources"]]
        before = [source for source in entry["sources"] if plan_period(year - 1) in source["name"]]
        if entry["status"] != "plan" or not before or plan_source(before[0]["name"], year) in names:
            continue
        known = {key: plan_source(value, year) for key, value in before[0].items() if key != "released"}
        name_sources(entry, [*entry["sources"], known])
    return as_text(package)


def next_year(text: str) -> int:
    """The year asked for, which must be the one after the last edition.

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
    expected = next_edition()
    if year != expected:
        found = f"{year} does not follow the last edition, which is of {expected - 1}."
        raise InputError(Problem("year", found, f"Run `oscp new-year {expected}`."))
    return year


def scaffold(year: int) -> str:
    """The text of a new plan.yml: what is known already, and the actions of the plan before to be reviewed."""
    last = load_plan(year - 1)
    period, last_period = plan_period(year), plan_period(year - 1)
    title = last.title.replace(last_period, period) if last else f"Rolling Plan {period}"
    known = {"year": year, "period": period, "title": title, "draft": True}
    fields = [name for name, field in FinishedPlan.model_fields.items() if field.is_required() and name not in known]
    text = HEADER.format(period=period, fields=", ".join(fields), last=year - 1, plan=PLAN) + dumped(known)
    if last is None:
        return text
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
