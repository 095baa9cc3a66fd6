"""What one chapter may know for one year: its tables up to that year, the place, and the plan."""

from dataclasses import dataclass, replace

import pandas as pd

from oscp_lib.data.gap import Gap
from oscp_lib.data.package import Table, tables
from oscp_lib.data.partnership import Partnership, load_partnership
from oscp_lib.data.plan import Plan, load_plan
from oscp_lib.data.rows import Rows, read_table
from oscp_lib.data.years import check_year, plan_period

YEAR_IN_DAYS = 366


@dataclass(frozen=True)
class Evidence:
    """The data of one chapter for one edition.

    `publish` leaves the sample tables out, so that their place is taken by a printed gap.
    """

    year: int
    publish: bool
    place: Partnership
    plan: Plan | None
    tables: dict[str, Rows]

    @property
    def lead(self) -> str:
        """The district the partnership serves."""
        return self.place.lead_district

    @property
    def districts(self) -> list[str]:
        return [district.name for district in self.place.districts]

    @property
    def county(self) -> str:
        return self.place.county.name

    @property
    def period(self) -> str:
        """The plan period that follows the year, such as 2025-26."""
        return plan_period(self.year)

    def rows(self, table: str, **where: object) -> Rows:
        """Rows of a table of this chapter, `where` as in `Rows.pick`."""
        return self.tables[table].pick(**where)

    def this_year(self, table: str, **where: object) -> Rows:
        """Rows of the edition's own calendar year."""
        return self.rows(table, year=self.year, **where)

    def every(self, table: str, categories: tuple[str, ...]) -> Rows:
        """This year's rows of the categories; none where one is left out, since the others add to another figure."""
        rows = self.this_year(table, category=list(categories))
        return Rows(rows.table, rows.frame.iloc[:0]) if self.left_out(table, *categories) else rows

    def left_out(self, table: str, *categories: str) -> str:
        """Which of the categories the year's rows do not count, such as an offence that ONS dropped; else nothing."""
        held = set(self.this_year(table).frame["category"])
        lost = [f"{name[0].lower()}{name[1:]}" for name in categories if name not in held]
        return f"The figures held for {self.year} have no count of {', '.join(lost)}." if held and lost else ""

    def gap(self, table: str, what: str = "", *categories: str) -> Gap:
        """Why a table has nothing for this year, or lacks some of the categories, in words from its metadata."""
        gap = table_gap(self.tables[table], self.year, self.publish, what)
        return replace(gap, why=self.left_out(table, *categories) or gap.why)


def gather(names: tuple[str, ...], year: int, publish: bool = False) -> Evidence:
    """Load the named tables for an edition.

    Raises
    ------
    InputError
        When the year has no data, or a table or text does not pass its checks.
    """
    check_year(year)
    package = tables()
    held = {name: visible(package[name], year, publish) for name in names}
    return Evidence(year, publish, load_partnership(), load_plan(year), held)


def visible(table: Table, year: int, publish: bool) -> Rows:
    """The rows an edition of that year may see: nothing later, and no sample where it is published."""
    frame = read_table(table.name)
    if publish and table.status == "sample":
        return Rows(table, frame.iloc[:0])
    last_day = pd.Timestamp(year, 12, 31)
    # Twelve months that begin in the year and run on (such as February to January) belong to it.
    runs_on = (frame["period_start"].dt.year == year) & (
        (frame["period_end"] - frame["period_start"]).dt.days < YEAR_IN_DAYS
    )
    return Rows(table, frame[(frame["period_end"] <= last_day) | runs_on])


def table_gap(rows: Rows, year: int, publish: bool, what: str) -> Gap:
    """The gap left by a table without rows for the year."""
    table = rows.table
    if table.status == "sample" and publish:
        why = "Nobody has published these figures; a published edition does not show sample data."
    else:
        why = {
            "plan": f"No Rolling Plan with these figures for {year} is held.",
            "official": f"The published figures held do not cover {year} ({table.title}).",
            "partner": f"The counts supplied by the partner do not cover {year}.",
            "sample": f"These figures are not published, and no sample stands in for those of {year}.",
        }[table.status]
    return Gap(what or table.title, why, table.holder or table.publisher)
