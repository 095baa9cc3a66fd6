"""The year's texts as passages of a page: planned actions, work done, definitions."""

from dataclasses import dataclass

from oscp_lib.data.evidence import Evidence
from oscp_lib.data.gap import Gap
from oscp_lib.figures.ledger_view import contradiction_note
from oscp_lib.measures.ledger import CONTRADICTED, ledger

TEXT_MIME = "application/vnd.oscp.text+json"


@dataclass(frozen=True)
class Passage:
    """A stretch of Markdown from the year's files; it may hold the same placeholders as a notebook's prose.

    `gap` is what is missing at its end, where something is.
    """

    markdown: str
    gap: Gap | None = None

    def _repr_mimebundle_(self, **_: object) -> dict:
        gap = self.gap.as_json() if self.gap else None
        shown = f"{self.markdown}\n\n{self.gap._repr_html_()}" if self.gap else self.markdown
        return {TEXT_MIME: {"markdown": self.markdown, "gap": gap}, "text/markdown": shown}

    def __repr__(self) -> str:
        return f"{self.markdown}\n\n{self.gap!r}" if self.gap else self.markdown


def no_plan(data: Evidence, what: str) -> Gap:
    """What to print where the year has no plan."""
    why = f"No Rolling Plan for {data.period} is recorded for this edition."
    return Gap(what, why, data.place.name)


def planned_actions(data: Evidence, slug: str) -> Passage | Gap:
    """What the partnership plans next for a priority, with the duties an action carries."""
    if data.plan is None:
        return no_plan(data, f"planned actions for {data.period}")
    return Passage(action_list(data, slug))


def action_list(data: Evidence, slug: str) -> str:
    """The actions of a priority as a list; duties stand below the action they belong to."""
    lines = []
    for action in data.plan.priority(slug).actions:
        lines.append(f"- {action.text}")
        lines += [f"  - {duty.text}" for duty in action.duties]
    return "\n".join(lines)


def work_done(data: Evidence, slug: str) -> Passage | Gap:
    """What the partnership did in the year for a priority; or that its plan reports nothing."""
    if data.plan is None:
        return no_plan(data, f"work done in {data.year}")
    parts = [f"### {work.title}\n\n{work.text}" for work in data.plan.work_of(slug)]
    parts += [item.text for item in data.plan.no_results_of(slug)]
    return Passage("\n\n".join(parts))


def plan_reading(data: Evidence, slug: str, beside: str) -> Passage | Gap:
    """How the plan itself reads the figure it stands beside, and where what it says is contradicted."""
    if data.plan is None:
        return no_plan(data, f"a plan's reading of the figures of {data.year}")
    parts = [item.text for item in data.plan.readings_of(slug) if item.beside == beside]
    contradicted = ledger(data.year, slug, beside).of(CONTRADICTED)
    return Passage("\n\n".join([*parts, *([contradiction_note(contradicted)] if contradicted else [])]))


def definitions(data: Evidence, slug: str) -> Passage | Gap:
    """The terms of a chapter, as the plan uses them."""
    if data.plan is None:
        return no_plan(data, "a plan's definitions of terms")
    return Passage("\n\n".join(f"**{item.title}.** {item.text}" for item in data.plan.definitions_of(slug)))


def about_partnership(data: Evidence) -> Passage | Gap:
    """What the partnership is in any year, and what the year's plan says of its members, funding and county."""
    place = data.place
    always = (
        f"The {place.name} ({place.short_name}) {place.purpose}, as the {place.law} asks of the authorities of an area."
    )
    if data.plan is None:
        return Passage(always, no_plan(data, "the partnership's members and funding"))
    plan = data.plan
    return Passage("\n\n".join([plan.overview, always, plan.members, plan.funding, plan.county, plan.needs_assessment]))


def priorities(data: Evidence) -> Passage | Gap:
    """Every priority of the plan with its actions, linked to its chapter."""
    if data.plan is None:
        return no_plan(data, f"priorities and planned actions for {data.period}")
    parts = [
        f"### [{priority.title}]({priority.chapter})\n\n{action_list(data, priority.chapter)}"
        for priority in data.plan.priorities
    ]
    return Passage("\n\n".join([data.plan.continuity, *parts]))


def links(data: Evidence) -> Passage:
    """Where more can be read."""
    return Passage("\n".join(f"- [{link.title}]({link.address})" for link in data.place.links))
