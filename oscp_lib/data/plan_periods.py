"""What a partnership calls its plan, and for which years one is made."""

from oscp_lib.data.partnership import load_partnership
from oscp_lib.data.partnership_file import PublishedPlan

# What most partnerships call theirs: for one that writes a plan into the project and does not say its name.
USUAL = PublishedPlan(called="Community Safety Plan")


def published_plan() -> PublishedPlan:
    """The name and length of the partnership's plan, as `partnership.yml` gives them."""
    return load_partnership().said.plan or USUAL


def possible_periods(year: int) -> list[str]:
    """The periods of a plan that may follow the year of the data: one for each year the plan may be in.

    A plan of one year that follows 2024 is of 2025-26. One of three years is of 2025-28 when it begins then, of
    2024-27 in its second year and of 2023-26 in its third.
    """
    years = published_plan().years
    return [f"{first}-{(first + years) % 100:02d}" for first in range(year + 1, year + 1 - years, -1)]
