"""Preventing extremism: the duties and actions, and why there are no local figures."""

from oscp_lib.chapters import texts
from oscp_lib.chapters.opening import open_chapter, open_facts
from oscp_lib.data.evidence import Evidence
from oscp_lib.data.gap import Gap
from oscp_lib.facts.sheet import FactSheet

SLUG = "preventing_extremism"


def load(year: int, publish: bool = False) -> Evidence:
    return open_chapter(SLUG, year, publish)


def facts(data: Evidence) -> FactSheet:
    """The chapter has no figures of its own."""
    return open_facts(SLUG, data)


def table_d(data: Evidence) -> Gap:
    """Referrals to Prevent: published for regions and forces only."""
    return no_local_figures()


def no_local_figures() -> Gap:
    """Why no figure is shown for a district: also on the priority's tile."""
    return Gap(
        "local figures on extremism",
        "Referrals to Prevent are published for regions, not for districts: in one district they would be so few that "
        "people could be identified.",
        "Home Office",
    )


def terms(data: Evidence) -> texts.Passage | Gap:
    return texts.definitions(data, SLUG)


def review(data: Evidence) -> texts.Passage | Gap:
    return texts.review_of_actions(data, SLUG)


def work(data: Evidence) -> texts.Passage | Gap:
    return texts.work_done(data, SLUG)


def actions(data: Evidence) -> texts.Passage | Gap:
    return texts.planned_actions(data, SLUG)
