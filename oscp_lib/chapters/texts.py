"""The year's texts as passages of a page: planned actions, what became of the last ones, work done, definitions."""

from dataclasses import dataclass

from oscp_lib.chapters import chapter
from oscp_lib.claims.ledger import ledger
from oscp_lib.claims.view import contradiction_note
from oscp_lib.data.evidence import Evidence
from oscp_lib.data.gap import Gap
from oscp_lib.data.plan import Outcome, load_plan
from oscp_lib.data.plan_periods import published_plan
from oscp_lib.data.years import plan_period
from oscp_lib.measures import wording

TEXT_MIME = "application/vnd.oscp.text+json"


NOT_REPORTED = "not yet reported"
NOTHING_CONTRADICTED = (
    "None of the plan's statements here is contradicted. Those whose data others hold cannot be checked."
)


@dataclass(frozen=True)
class Passage:
    """A stretch of Markdown from the year's files; it may hold the same placeholders as a notebook's prose.

    `gap` is what is missing at its end, printed there; `said` are gaps that its own words say.
    """

    markdown: str
    gap: Gap | None = None
    said: tuple[Gap, ...] = ()

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """Everything that is missing of it."""
        return (*self.said, self.gap) if self.gap else self.said

    def _repr_mimebundle_(self, **_: object) -> dict:
        gap = self.gap.as_json() if self.gap else None
        shown = f"{self.markdown}\n\n{self.gap._repr_html_()}" if self.gap else self.markdown
        return {TEXT_MIME: {"markdown": self.markdown, "gap": gap}, "text/markdown": shown}

    def __repr__(self) -> str:
        return f"{self.markdown}\n\n{self.gap!r}" if self.gap else self.markdown


def no_plan(data: Evidence, what: str) -> Gap:
    """What to print where the year has no plan, or one of which this is not recorded, as a draft may be.

    Of a partnership that has a plan for no year it is an absent gap: its book has no sections of a plan.
    """
    called = published_plan().called
    if data.plan is not None and data.plan.draft:
        why = f"The draft of the {called} for {data.period} does not hold it yet."
    elif data.plan is not None:
        why = f"This edition holds nothing of the {called} for {data.period} on it."
    elif data.has_plan:
        why = f"No {called} for {data.period} is recorded for this edition."
    else:
        return Gap(what, "This partnership has no plan for any year.", absent=True)
    return Gap(what, why, data.place.name)


def passage_of(data: Evidence, parts: list[str], what: str) -> Passage | Gap:
    """The parts as one passage; in a draft, none at all is a gap rather than nothing to say."""
    if data.plan is None or (data.plan.draft and not parts):
        return no_plan(data, what)
    return Passage("\n\n".join(parts))


def planned_actions(data: Evidence, slug: str) -> Passage | Gap:
    """What the partnership plans next for a priority, with the duties an action carries."""
    if data.plan is None or data.plan.priority(slug) is None:
        return no_plan(data, f"planned actions for {data.period}")
    return Passage(action_list(data, slug))


def action_list(data: Evidence, slug: str) -> str:
    """The actions of a priority as a list; duties stand below the action they belong to."""
    lines = []
    for action in data.plan.priority(slug).actions:
        lines.append(f"- {wording.without_markup(action.text)}")
        lines += [f"  - {wording.without_markup(duty.text)}" for duty in action.duties]
    return "\n".join(lines)


def review_of_actions(data: Evidence, slug: str) -> Passage | Gap:
    """What became of each action that the plan of the year before had for a priority."""
    what = f"what became of the actions planned for {plan_period(data.year - 1)}"
    if not data.has_plan:
        return no_plan(data, what)
    if load_plan(data.year - 1) is None:
        return Gap(what, f"The edition of {data.year - 1} holds no plan to review.")
    if data.plan is None or not data.plan.review_of(slug):
        return no_plan(data, what)
    outcomes = data.plan.review_of(slug)
    waiting = [outcome.id for outcome in outcomes if not (outcome.status and outcome.sentence)]
    why = f"The partnership has {NOT_REPORTED} on {wording.listed(waiting)}."
    said = (Gap(f"{what} ({chapter(slug).title})", why, data.place.name),) if waiting else ()
    return Passage("\n".join(outcome_item(outcome) for outcome in outcomes), said=said)


def outcome_item(outcome: Outcome) -> str:
    """An action as it was planned; below it its status and what was reported."""
    status = outcome.status or NOT_REPORTED
    said = f"\\\n  {wording.without_markup(outcome.sentence)}" if outcome.sentence else ""
    return f"- {wording.without_markup(outcome.planned)}\\\n  **{status.capitalize()}.**{said}"


def work_done(data: Evidence, slug: str) -> Passage | Gap:
    """What the partnership did in the year for a priority; or that its plan reports nothing."""
    plan, parts = data.plan, []
    if plan is not None:
        parts = [f"### {work.title}\n\n{work.text}" for work in plan.work_of(slug)]
        parts += [item.text for item in plan.no_results_of(slug)]
        parts = [wording.without_markup(part) for part in parts]
    return passage_of(data, parts, f"work done in {data.year}")


def plan_checked(data: Evidence, slug: str) -> Passage | Gap:
    """What the checks of the plan say of a chapter: at most three lines, and folded how the plan reads its figures.

    Set apart, since here it is not the partnership that speaks; empty where there is nothing to say.
    """
    if data.plan is None:
        return no_plan(data, f"a plan's reading of the figures of {data.year}")
    found = ledger(data.year, slug)
    readings = [wording.without_markup(item.text) for item in data.plan.readings_of(slug)]
    if not (found.entries or readings):
        return Passage("")
    parts = ['<div class="plan-checked" role="note">']
    parts.append(contradiction_note(found) or NOTHING_CONTRADICTED)
    if readings:
        parts += ["<details>\n<summary>How the plan reads its figures</summary>", *readings, "</details>"]
    return Passage("\n\n".join([*parts, "</div>"]))


def definitions(data: Evidence, slug: str) -> Passage | Gap:
    """The terms of a chapter, as the plan uses them."""
    terms = data.plan.definitions_of(slug) if data.plan else []
    parts = [wording.without_markup(f"**{item.title}.** {item.text}") for item in terms]
    return passage_of(data, parts, "a plan's definitions of terms")


def about_partnership(data: Evidence, slug: str) -> Passage:
    """What the partnership is in any year, and what the year's plan says of its members, funding and county."""
    place, plan = data.place, data.plan
    law = place.said.law
    always = (
        f"The {place.name} ({place.short_name}) {place.said.purpose}, as the {law} asks of the authorities of an area."
    )
    if not place.said.purpose:
        always = (
            f"The {law} asks the authorities of an area, among them its council and its police, to work together "
            "against crime and anti-social behaviour, as its community safety partnership. This book holds the "
            f"official figures of {wording.named(place.place)}."
        )
    if plan is None:
        return Passage(wording.without_markup(always), no_plan(data, "the partnership's members and funding"))
    said = {
        "overview": plan.overview,
        "members": plan.members,
        "funding": plan.funding,
        "the county partnership": plan.county,
        "needs assessment": plan.needs_assessment,
    }
    missing = [name for name, text in said.items() if not text]
    text = "\n\n".join(part for part in [always, *said.values()] if part)
    return Passage(wording.without_markup(text), no_plan(data, wording.listed(missing)) if missing else None)


def priorities(data: Evidence, slug: str) -> Passage | Gap:
    """Every priority of the plan, linked to its chapter, with what the partnership does next for it."""
    if data.plan is None or not data.plan.priorities:
        return no_plan(data, f"priorities and planned actions for {data.period}")
    items = []
    for each in data.plan.priorities:
        title = f"**[{wording.without_markup(each.title)}]({each.chapter})**"
        items.append(f"- {title}: {wording.without_markup(each.next)}" if each.next else f"- {title}")
    asked = data.place.said.priority_slugs
    missing = [chapter(slug).title for slug in asked if data.plan.priority(slug) is None]
    gap = no_plan(data, f"planned actions on {wording.listed(missing)}") if missing else None
    before = [wording.without_markup(data.plan.continuity)] if data.plan.continuity else []
    return Passage("\n\n".join([*before, "\n".join(items)]), gap)


def links(data: Evidence, slug: str) -> Passage:
    """Where more can be read."""
    return Passage(
        "\n".join(f"- [{wording.without_markup(link.title)}]({link.address})" for link in data.place.said.links)
    )
