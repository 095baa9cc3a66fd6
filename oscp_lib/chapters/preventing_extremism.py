"""Preventing extremism: the duties and actions, and why there are no local figures."""

from oscp_lib.data.evidence import Evidence
from oscp_lib.data.gap import Gap
from oscp_lib.facts.sheet import FactSheet


def add_facts(sheet: FactSheet, data: Evidence) -> None:
    """The chapter has no figures of its own."""


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
