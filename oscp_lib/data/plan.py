"""The year's texts: `data/editions/<year>/plan.yml`, in our own words, typed and validated on load."""

from collections.abc import Iterator

from pydantic import ValidationInfo, field_validator, model_validator

from oscp_lib import paths
from oscp_lib.data.yaml_files import Strict, fact_keys, read_model

PRIORITIES = ("neighbourhood_crime", "serious_violence", "vawg", "modern_slavery", "preventing_extremism")
CHAPTERS = ("all_crime", *PRIORITIES)


class Duty(Strict):
    """A duty in law that an action carries."""

    id: str
    text: str


class Action(Strict):
    """Something the partnership plans to do; `duties` are what the law asks within it."""

    id: str
    text: str
    duties: tuple[Duty, ...] = ()


class Priority(Strict):
    """One priority of the plan period, under the slug of its chapter."""

    chapter: str
    title: str
    actions: tuple[Action, ...]

    @field_validator("chapter")
    @classmethod
    def known_chapter(cls, value: str) -> str:
        if value not in PRIORITIES:
            raise ValueError(f"'{value}' is no chapter of a priority; use one of {', '.join(PRIORITIES)}")
        return value


class Text(Strict):
    """A passage of a chapter, with a title where it has one."""

    id: str
    chapter: str
    title: str | None = None
    text: str

    @field_validator("chapter")
    @classmethod
    def known_chapter(cls, value: str) -> str:
        if value not in CHAPTERS:
            raise ValueError(f"'{value}' is no chapter; use one of {', '.join(CHAPTERS)}")
        return value


class Reading(Text):
    """How the plan reads a figure; `beside` is the figure or section it stands with."""

    beside: str


class SpelledOut(Strict):
    """Words of the texts that look like a figure and are none, and why."""

    words: str
    reason: str


class Plan(Strict):
    """A published plan: what it says of the partnership, its priorities, the year's work and its terms."""

    year: int
    period: str
    title: str
    overview: str
    needs_assessment: str
    members: str
    funding: str
    county: str
    continuity: str
    priorities: tuple[Priority, ...]
    definitions: tuple[Text, ...]
    work: tuple[Text, ...]
    no_results: tuple[Text, ...]
    readings: tuple[Reading, ...]
    spelled_out: tuple[SpelledOut, ...] = ()

    @field_validator("period")
    @classmethod
    def period_follows_year(cls, value: str, info: ValidationInfo) -> str:
        year = info.data.get("year")
        if year is not None and value != f"{year + 1}-{(year + 2) % 100:02d}":
            raise ValueError(f"'{value}' does not follow the year {year}; write {year + 1}-{(year + 2) % 100:02d}")
        return value

    @model_validator(mode="after")
    def each_once(self) -> "Plan":
        slugs = [priority.chapter for priority in self.priorities]
        if sorted(slugs) != sorted(PRIORITIES):
            raise ValueError(
                f"there must be one priority for each of {', '.join(PRIORITIES)}; found {', '.join(slugs)}"
            )
        ids = list(self.ids())
        repeated = sorted({each for each in ids if ids.count(each) > 1})
        if repeated:
            raise ValueError(f"the id '{repeated[0]}' stands twice")
        return self

    def ids(self, chapter: str | None = None) -> Iterator[str]:
        """The id of every action, duty and passage, or of those of one chapter."""
        for priority in self.priorities:
            for action in priority.actions if chapter in (None, priority.chapter) else ():
                yield action.id
                yield from (duty.id for duty in action.duties)
        for texts in (self.definitions, self.work, self.no_results, self.readings):
            yield from (text.id for text in texts if chapter in (None, text.chapter))

    def priority(self, chapter: str) -> Priority:
        return next(each for each in self.priorities if each.chapter == chapter)

    def definitions_of(self, chapter: str) -> list[Text]:
        return [text for text in self.definitions if text.chapter == chapter]

    def work_of(self, chapter: str) -> list[Text]:
        return [text for text in self.work if text.chapter == chapter]

    def no_results_of(self, chapter: str) -> list[Text]:
        return [text for text in self.no_results if text.chapter == chapter]

    def readings_of(self, chapter: str) -> list[Reading]:
        return [text for text in self.readings if text.chapter == chapter]

    def placeholders_of(self, chapter: str) -> Iterator[tuple[str, str]]:
        """(id of the passage, key of the fact) for every placeholder of a chapter's passages."""
        for texts in (self.definitions, self.work, self.no_results, self.readings):
            for text in texts:
                if text.chapter == chapter:
                    yield from ((text.id, key) for key in fact_keys(text.text))


def load_plan(year: int) -> Plan | None:
    """The plan that a year's figures belong to, or None where none is recorded.

    Raises
    ------
    InputError
        When the file does not pass its checks.
    """
    path = paths.EDITIONS / str(year) / "plan.yml"
    return read_model(path, Plan) if path.exists() else None
