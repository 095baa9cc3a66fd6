"""The year's texts as passages of a page: planned actions, work done, definitions."""

from dataclasses import dataclass

from oscp_lib.data.evidence import Evidence
from oscp_lib.data.gap import Gap

TEXT_MIME = "application/vnd.oscp.text+json"


@dataclass(frozen=True)
class Passage:
    """A stretch of Markdown from the year's files; it may hold the same placeholders as a notebook's prose."""

    markdown: str

    def _repr_mimebundle_(self, **_: object) -> dict:
        return {TEXT_MIME: {"markdown": self.markdown}, "text/markdown": self.markdown}

    def __repr__(self) -> str:
        return self.markdown


def no_plan(data: Evidence, what: str) -> Gap:
    """What to print where the year has no plan."""
    why = f"No Rolling Plan for {data.period} is recorded for this edition."
    return Gap(f"{what}, {data.period}", why, data.place.name)


def planned_actions(data: Evidence, slug: str) -> Passage | Gap:
    """What the partnership plans next for a priority, with the duties an action carries."""
    if data.plan is None:
        return no_plan(data, "planned actions")
    return Passage("\n".join(action_lines(data, slug)))


def action_lines(data: Evidence, slug: str) -> list[str]:
    """The actions of a priority as a list; duties stand below the action they belong to."""
    lines = []
    for action in data.plan.actions(slug):
        lines.append(f"- {action.text}")
        lines += [f"  - {duty.text}" for duty in data.plan.duties(slug) if action == data.plan.actions(slug)[0]]
    return lines


def work_done(data: Evidence, slug: str) -> Passage | Gap:
    """What the partnership did in the year for a priority; or that its plan reports nothing."""
    if data.plan is None:
        return no_plan(data, f"work done in {data.year}")
    parts = [f"### {work.title}\n\n{work.text}" for work in data.plan.work_of(slug)]
    parts += [item.text for item in data.plan.no_results_of(slug)]
    return Passage("\n\n".join(parts))


def plan_reading(data: Evidence, slug: str) -> Passage | Gap:
    """How the plan itself explains the figures; its view, not a finding of this book."""
    if data.plan is None:
        return no_plan(data, "the plan's reading of the figures")
    return Passage("\n\n".join(item.text for item in data.plan.readings_of(slug)))


def definitions(data: Evidence, slug: str) -> Passage | Gap:
    """The terms of a chapter."""
    if data.plan is None:
        return no_plan(data, "definitions")
    return Passage("\n\n".join(f"**{item.term}.** {item.text}" for item in data.plan.definitions_of(slug)))
