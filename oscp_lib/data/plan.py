"""The year's texts: `editions/<year>/plan.yml`, in our own words, typed and validated on load."""

import contextlib
import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, get_args

from pydantic import ValidationInfo, field_validator, model_validator

from oscp_lib import paths
from oscp_lib.data.partnership import load_partnership
from oscp_lib.data.plan_items import Priority, Reading, SpelledOut, Text, Work, known_priority
from oscp_lib.data.plan_periods import possible_periods
from oscp_lib.data.yaml_files import Strict, fact_keys, line_with, read_if_there
from oscp_lib.errors import InputError, Problem

Status = Literal["done", "under way", "not started", "dropped"]
STATUSES = get_args(Status)
ABOUT_A_PLAN = ("claims.yml", "passages.yml")
# How an analyst may write a day, the day before the month.
DAYS = ("%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%y", "%d %B %Y", "%d %b %Y", "%Y/%m/%d", "%Y-%m-%d")


def as_iso(written: object) -> str | None:
    """A day that is not written as YAML has it, in the form that it should have; nothing where it cannot be told."""
    if isinstance(written, datetime.datetime):
        return written.date().isoformat()
    for form in DAYS:
        with contextlib.suppress(ValueError):
            return datetime.datetime.strptime(str(written).strip(), form).date().isoformat()
    return None


def written_as_date(value: object) -> object:
    """A day as YAML has it.

    Raises
    ------
    ValueError
        With the form it should have, where that can be told.
    """
    if value is not None and type(value) is not datetime.date:
        raise ValueError(
            f"'{value}' is not a date; write it as {as_iso(value) or 'YYYY-MM-DD'}, without quotation marks"
        )
    return value


class Outcome(Strict):
    """What became of an action that the plan before had planned; in a draft it may be not yet reported."""

    id: str
    chapter: str
    planned: str
    status: Status | None = None
    sentence: str | None = None

    @field_validator("chapter")
    @classmethod
    def known_chapter(cls, value: str) -> str:
        return known_priority(value)

    @model_validator(mode="after")
    def sentence_has_status(self) -> "Outcome":
        if self.sentence and not self.status:
            raise ValueError(f"'{self.id}' has a sentence and no status; write one of {', '.join(STATUSES)}")
        return self


class ReportedOutcome(Outcome):
    """An outcome as a finished plan holds it."""

    status: Status
    sentence: str


class Plan(Strict):
    """What is written of a plan: of the partnership, its priorities, the year's work and its terms.

    `draft: true` in the file lets what is not written yet be absent; the book prints it as a gap. Every other file must
    be a `FinishedPlan`. `released` is the day the edition was published, once it is.
    """

    year: int
    period: str
    title: str
    released: datetime.date | None = None
    draft: bool = False
    overview: str | None = None
    needs_assessment: str | None = None
    members: str | None = None
    funding: str | None = None
    county: str | None = None
    continuity: str | None = None
    priorities: tuple[Priority, ...] = ()
    definitions: tuple[Text, ...] = ()
    work: tuple[Work, ...] = ()
    no_results: tuple[Text, ...] = ()
    readings: tuple[Reading, ...] = ()
    review: tuple[Outcome, ...] = ()
    spelled_out: tuple[SpelledOut, ...] = ()

    @classmethod
    def model_for(cls, content: dict) -> type["Plan"]:
        return Plan if content.get("draft") is True else FinishedPlan

    @field_validator("year")
    @classmethod
    def year_of_its_folder(cls, value: int, info: ValidationInfo) -> int:
        folder = (info.context or {}).get("folder", "")
        if folder.isdigit() and folder != str(value):
            raise ValueError(f"'{value}' is not the year of the folder that the file lies in; write {folder}")
        return value

    @field_validator("released", mode="before")
    @classmethod
    def a_date(cls, value: object) -> object:
        return written_as_date(value)

    @field_validator("released")
    @classmethod
    def released_after_year(cls, value: datetime.date | None, info: ValidationInfo) -> datetime.date | None:
        year = info.data.get("year")
        if value is not None and year is not None and value.year <= year:
            raise ValueError(f"{value} is before the figures of {year} are complete; write the day it was published")
        return value

    @model_validator(mode="after")
    def each_once(self) -> "Plan":
        for kind, names in (
            ("priority", [priority.chapter for priority in self.priorities]),
            ("id", list(self.ids())),
            ("reviewed id", [outcome.id for outcome in self.review]),
        ):
            repeated = sorted({each for each in names if names.count(each) > 1})
            if repeated:
                raise ValueError(f"the {kind} '{repeated[0]}' appears twice")
        return self

    def ids(self, chapter: str | None = None) -> Iterator[str]:
        """The id of every action, duty and passage, or of those of one chapter."""
        for priority in self.priorities:
            for action in priority.actions if chapter in (None, priority.chapter) else ():
                yield action.id
                yield from (duty.id for duty in action.duties)
        for texts in (self.definitions, self.work, self.no_results, self.readings):
            yield from (text.id for text in texts if chapter in (None, text.chapter))

    def priority(self, chapter: str) -> Priority | None:
        return next((each for each in self.priorities if each.chapter == chapter), None)

    def definitions_of(self, chapter: str) -> list[Text]:
        return [text for text in self.definitions if text.chapter == chapter]

    def work_of(self, chapter: str) -> list[Work]:
        return [text for text in self.work if text.chapter == chapter]

    def deeds_of(self, chapter: str) -> list[Work]:
        """The work of a chapter that the summary names: what has a `short`."""
        return [text for text in self.work_of(chapter) if text.short]

    def no_results_of(self, chapter: str) -> list[Text]:
        return [text for text in self.no_results if text.chapter == chapter]

    def readings_of(self, chapter: str) -> list[Reading]:
        return [text for text in self.readings if text.chapter == chapter]

    def review_of(self, chapter: str) -> list[Outcome]:
        return [outcome for outcome in self.review if outcome.chapter == chapter]

    def placeholders_of(self, chapter: str) -> Iterator[tuple[str, str]]:
        """(id of the passage, key of the fact) for every placeholder of a chapter's passages."""
        for texts in (self.definitions, self.work, self.no_results, self.readings):
            for text in texts:
                if text.chapter == chapter:
                    yield from ((text.id, key) for key in fact_keys(text.text))
        for outcome in self.review_of(chapter):
            yield from ((outcome.id, key) for key in fact_keys(outcome.sentence or ""))

    def summary_placeholders_of(self, chapter: str) -> Iterator[tuple[str, str]]:
        """(id of the passage, key of the fact) for what the summary prints of a chapter and its own page does not."""
        for work in self.deeds_of(chapter):
            yield from ((work.id, key) for key in fact_keys(work.short or ""))
        if priority := self.priority(chapter):
            yield from ((f"next of {chapter}", key) for key in fact_keys(priority.next or ""))


class FinishedPlan(Plan):
    """A published plan: nothing is absent."""

    draft: Literal[False] = False
    overview: str
    needs_assessment: str
    members: str
    funding: str
    county: str
    continuity: str
    priorities: tuple[Priority, ...]
    definitions: tuple[Text, ...]
    work: tuple[Work, ...]
    no_results: tuple[Text, ...]
    readings: tuple[Reading, ...]
    review: tuple[ReportedOutcome, ...] = ()

    @model_validator(mode="after")
    def every_priority(self) -> "FinishedPlan":
        slugs = [priority.chapter for priority in self.priorities]
        asked = load_partnership().said.priority_slugs
        if sorted(slugs) != sorted(asked):
            raise ValueError(f"there must be one priority for each of {', '.join(asked)}; found {', '.join(slugs)}")
        return self


def check_period(plan: Plan, path: Path) -> None:
    """Refuse a period in which the plan cannot be, by how many years `partnership.yml` says that one is for.

    Raises
    ------
    InputError
        With the periods that may follow the year of the data.
    """
    *others, last = possible_periods(plan.year)
    if plan.period not in (*others, last):
        choice = f"one of {', '.join(others)} or {last}" if others else last
        found = f"The field 'period': '{plan.period}' does not follow the year {plan.year}; write {choice}."
        raise InputError(Problem(paths.shown(path), found, "Correct its value.", line_with(path, "period:")))


def load_plan(year: int) -> Plan | None:
    """The plan that a year's figures belong to, or None where none is recorded.

    Raises
    ------
    InputError
        When the file does not pass its checks, or is gone from beside those that are about it.
    """
    path = paths.EDITIONS / str(year) / "plan.yml"
    if plan := read_if_there(path, Plan):
        check_period(plan, path)
        return plan
    if left := [name for name in ABOUT_A_PLAN if path.with_name(name).exists()]:
        found = f"The file is missing, and {' and '.join(left)} beside it speak{'s' * (len(left) == 1)} of its plan."
        raise InputError(Problem(paths.shown(path), found, "Put it back, or restore it from the last good copy."))
    return None
